from .frame import to_frame
from .json import Document, render_metadata
from .pairs import PairCsv, PairDocument, PairJsonLines
from .rows import Csv, JsonLines, MissingLibraryError, Parquet

__all__ = [
    "Csv",
    "Document",
    "JsonLines",
    "MissingLibraryError",
    "PairCsv",
    "PairDocument",
    "PairJsonLines",
    "Parquet",
    "render_metadata",
    "to_frame",
]
