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
    "matplotlib",
    "matplotlib_figure",
    "np",
    "pathspec",
    "pillow_heif",
    "pyarrow",
    "pyarrow_parquet",
    "scipy_spatial",
    "skimage_metrics",
]

if TYPE_CHECKING:
    import c2pa
    import cv2
    import jinja2
    import matplotlib
    import matplotlib.figure as matplotlib_figure
    import numpy as np
    import pathspec
    import pillow_heif
    import pyarrow
    import pyarrow.parquet as pyarrow_parquet
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
    matplotlib = _Later("matplotlib")
    matplotlib_figure = _Later("matplotlib.figure")
    np = _Later("numpy")
    np = _Later("numpy")
    pathspec = _Later("pathspec")
    pillow_heif = _Later("pillow_heif")
    pyarrow = _Later("pyarrow")
    pyarrow_parquet = _Later("pyarrow.parquet")
    scipy_spatial = _Later("scipy.spatial")
    skimage_metrics = _Later("skimage.metrics")
