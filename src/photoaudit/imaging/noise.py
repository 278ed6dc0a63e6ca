"""What is left of a picture when its structure is taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from photoaudit.imaging.regions import Mask
from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESIDUAL_SIGMA = 1.5
LEAST = 0.05
"""Gray levels; below it a residual is rounding."""


def residual_spreads(rgb: NDArray[np.uint8], mask: Mask) -> tuple[float, float]:
    """Return the robust spread of fine variation in luma and in chroma, in gray levels.

    Parameters
    ----------
    rgb
        Pixels, (height, width, 3) uint8.
    mask
        Where to look, (height, width).

    Returns
    -------
    1.4826 times the median of what a Gaussian blur of `RESIDUAL_SIGMA` pixels removes: of luma, and
    the mean of both color differences (Y'CbCr of ITU-R BT.601).
    """
    planes = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb).astype(np.float32)
    residual = np.abs(planes - cv2.GaussianBlur(planes, (0, 0), RESIDUAL_SIGMA))[mask]
    luma, red, blue = (1.4826 * np.median(residual, axis=0)).tolist()
    return max(luma, LEAST), max((red + blue) / 2, LEAST)


def has_color(rgb: NDArray[np.uint8], mask: Mask, *, least: float = 3.0) -> bool:
    """Tell whether masked pixels differ in color, by ``least`` levels or more; a tinted gray does not."""
    planes = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb)[mask][:, 1:].astype(np.float32)
    spread = np.linalg.norm(planes - np.median(planes, axis=0), axis=1)
    return bool(np.percentile(spread, 95) >= least)
