"""Libraries that are slow to import or not always there, each imported when something of it is first used.

``from photoaudit.libraries import cv2`` stands at the top of a module like any import, and costs nothing
until ``cv2.resize`` is asked for. So a run that only reads metadata never loads OpenCV, and nobody has to
import inside functions. Python's own import locks make it safe in threads, which `importlib.util.LazyLoader`
is not before Python 3.12.3.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = [
    "Later",
    "c2pa",
    "cv2",
    "jinja2",
    "matplotlib_figure",
    "mpl",
    "np",
    "pa",
    "pathspec",
    "pd",
    "pillow_heif",
    "pyarrow_parquet",
    "scipy_spatial",
    "skimage_metrics",
    "sqlite3",
]


class Later:
    """What answers in the place of a library, which is imported when it is first asked.

    ``keep`` keeps each answer, for libraries that are asked thousands of times a photo.
    """

    def __init__(self, name: str, *, keep: bool = False) -> None:
        self.__name__ = name
        self._keep = keep

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the library."""
        value = getattr(import_module(self.__name__), name)
        if self._keep:
            setattr(self, name, value)
        return value


if TYPE_CHECKING:
    import sqlite3

    import c2pa
    import cv2
    import jinja2
    import matplotlib as mpl
    import matplotlib.figure as matplotlib_figure
    import numpy as np
    import pandas as pd
    import pathspec
    import pillow_heif
    import pyarrow as pa
    import pyarrow.parquet as pyarrow_parquet
    import scipy.spatial as scipy_spatial
    import skimage.metrics as skimage_metrics
else:
    c2pa = Later("c2pa")
    cv2 = Later("cv2", keep=True)
    jinja2 = Later("jinja2")
    mpl = Later("matplotlib")
    matplotlib_figure = Later("matplotlib.figure")
    pathspec = Later("pathspec")
    pillow_heif = Later("pillow_heif")
    np = Later("numpy", keep=True)
    pa = Later("pyarrow")
    pd = Later("pandas")
    pyarrow_parquet = Later("pyarrow.parquet")
    scipy_spatial = Later("scipy.spatial")
    skimage_metrics = Later("skimage.metrics")
    sqlite3 = Later("sqlite3")
