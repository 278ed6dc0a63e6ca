"""Libraries that are slow to import or not always there, each imported when something of it is first used.

``from photoaudit.libraries import cv2`` stands at the top of a module like any import, and costs nothing
until ``cv2.resize`` is asked for. So a run that only reads metadata never loads OpenCV, and nobody has to
import inside functions. Python's own import locks make it safe in threads, which `importlib.util.LazyLoader`
is not before Python 3.12.3.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

__all__ = [
    "c2pa",
    "cv2",
    "jinja2",
    "matplotlib_figure",
    "mpl",
    "np",
    "pa",
    "pathspec",
    "pillow_heif",
    "pyarrow_parquet",
    "rich_console",
    "rich_progress",
    "rich_table",
    "scipy_spatial",
    "skimage_metrics",
    "sqlite3",
]

if TYPE_CHECKING:
    import sqlite3

    import c2pa
    import cv2
    import jinja2
    import matplotlib as mpl
    import matplotlib.figure as matplotlib_figure
    import numpy as np
    import pathspec
    import pillow_heif
    import pyarrow as pa
    import pyarrow.parquet as pyarrow_parquet
    import rich.console as rich_console
    import rich.progress as rich_progress
    import rich.table as rich_table
    import scipy.spatial as scipy_spatial
    import skimage.metrics as skimage_metrics
else:

    class _Later(ModuleType):
        """A module in whose place the library of that name answers."""

        def __getattr__(self, name: str) -> Any:
            """Return an attribute of the library, which is then kept here."""
            value = getattr(import_module(self.__name__), name)
            setattr(self, name, value)
            return value

    c2pa = _Later("c2pa")
    cv2 = _Later("cv2")
    jinja2 = _Later("jinja2")
    mpl = _Later("matplotlib")
    matplotlib_figure = _Later("matplotlib.figure")
    np = _Later("numpy")
    np = _Later("numpy")
    pathspec = _Later("pathspec")
    pillow_heif = _Later("pillow_heif")
    pa = _Later("pyarrow")
    pyarrow_parquet = _Later("pyarrow.parquet")
    rich_console = _Later("rich.console")
    rich_progress = _Later("rich.progress")
    rich_table = _Later("rich.table")
    scipy_spatial = _Later("scipy.spatial")
    skimage_metrics = _Later("skimage.metrics")
    sqlite3 = _Later("sqlite3")
