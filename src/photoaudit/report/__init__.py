"""Renderers, by reader: each turns reports into text, and prints, opens and decides nothing.

``from photoaudit import report`` costs nothing until ``report.html`` is asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
