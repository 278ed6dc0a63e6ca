from .frame import to_frame
from .json import Document, render_metadata
from .rows import Csv, JsonLines, MissingLibraryError, Parquet

__all__ = ["Csv", "Document", "JsonLines", "MissingLibraryError", "Parquet", "render_metadata", "to_frame"]
