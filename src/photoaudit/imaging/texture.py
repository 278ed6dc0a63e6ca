"""How much fine detail there is: on skin, and in the whole face."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from photoaudit.imaging.regions import Mask

DETAIL_SIGMA = 1.5
LIGHTNESS_SLOPE = -0.0065
"""Change of log skin detail with each unit of L*, among the smoothest twentieth of camera portraits
(quantile regression, tools/calibrate.py). The average slope is twice that; taking it out would single
out dark skin instead of bright."""
REFERENCE_LIGHTNESS = 70.0


def detail(luma: NDArray[np.uint8], mask: Mask, sigma: float = DETAIL_SIGMA) -> float:
    """Return the robust spread of what a Gaussian blur of ``sigma`` pixels removes, in gray levels.

    1.4826 times the median absolute residual: the standard deviation, were the residual normal.
    """
    gray = luma.astype(np.float32)
    residual = np.abs(gray - cv2.GaussianBlur(gray, (0, 0), sigma))
    return 1.4826 * float(np.median(residual[mask]))


def at_reference_lightness(value: float, lightness: float) -> float:
    """Return skin detail as it would be at L* 70: bright skin shows less in any camera portrait.

    Dividing by brightness would make the bias worse; the slope is fitted, see `LIGHTNESS_SLOPE`.
    """
    return value * float(np.exp(-LIGHTNESS_SLOPE * (lightness - REFERENCE_LIGHTNESS)))


def edge_strength(luma: NDArray[np.uint8], mask: Mask) -> float:
    """Return the 95th percentile of the Laplacian's magnitude over a mask, in gray levels.

    It follows the sharpest edges (lids, lashes, brows, lips), which any face in focus has.
    """
    laplacian = np.abs(cv2.Laplacian(luma, cv2.CV_32F))
    return float(np.percentile(laplacian[mask], 95))
