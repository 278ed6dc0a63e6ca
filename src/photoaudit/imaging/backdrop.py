"""What the background behind a person is like."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from photoaudit.imaging.regions import Mask

FLAT_SPREAD = 0.75
BLUR_SIGMA = 1.0


@dataclass(frozen=True)
class Backdrop:
    """Measures of a background.

    Attributes
    ----------
    gradient : float
        Mean Sobel magnitude of linear luminance, 0 for a plain wall, ISO/IEC 29794-5.
    uniformity : float
        The standard's quality component, 0 to 100, higher is more uniform.
    constant_share : float
        Share (0 to 1) of the background without any change between neighboring pixels.
    sharpness : float
        Share of edge energy that a slight blur removes, 0 to 1; low for a blurred background.
    """

    gradient: float
    uniformity: float
    constant_share: float
    sharpness: float


def measure_backdrop(luminance: NDArray[np.uint8], mask: Mask) -> Backdrop:
    """Measure the masked background of a portrait view (height, width) uint8.

    References
    ----------
    ISO/IEC 29794-5:2025, background uniformity; https://github.com/BSI-OFIQ/OFIQ-Project
    """
    gray = luminance.astype(np.float32)
    magnitude = _gradient(gray)
    gradient = float(magnitude[mask].mean())
    uniformity = 190.0 * (1.0 - 1.0 / (1.0 + np.exp(-(gradient - 10.0) / 100.0)))
    softened = _gradient(np.asarray(cv2.GaussianBlur(gray, (0, 0), BLUR_SIGMA), np.float32))
    # The strongest tenth: flat areas in between say nothing of focus.
    edges = mask & (magnitude >= np.percentile(magnitude[mask], 90))
    strength = float(magnitude[edges].mean())
    sharpness = 1.0 - float(softened[edges].mean()) / strength if strength > 0 else 0.0
    return Backdrop(
        gradient=gradient,
        uniformity=float(np.clip(uniformity, 0.0, 100.0)),
        constant_share=float((magnitude[mask] <= FLAT_SPREAD).mean()),
        sharpness=float(np.clip(sharpness, 0.0, 1.0)),
    )


def _gradient(gray: NDArray[np.float32]) -> NDArray[np.float32]:
    across, down = cv2.Sobel(gray, cv2.CV_32F, 1, 0), cv2.Sobel(gray, cv2.CV_32F, 0, 1)
    return np.asarray(cv2.magnitude(across, down), np.float32)
