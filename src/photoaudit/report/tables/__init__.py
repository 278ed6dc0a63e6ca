"""The formats that programs read: JSON and JSON Lines, CSV, Parquet."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
