"""What the background behind a person is like."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from photoaudit.imaging.regions import Mask

Plane = NDArray[np.float32]

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
    focus : float
        Sharpness of its strongest edges relative to those of the face, 1 for equal; low for a
        background that a lens or software blurred.
    """

    gradient: float
    uniformity: float
    constant_share: float
    focus: float


def measure_backdrop(luminance: NDArray[np.uint8], mask: Mask, face: Mask) -> Backdrop:
    """Measure the masked background of a portrait view (height, width) uint8, ``face`` being its face.

    References
    ----------
    ISO/IEC 29794-5:2025, background uniformity; https://github.com/BSI-OFIQ/OFIQ-Project
    """
    gray = luminance.astype(np.float32)
    magnitude = _gradient(gray)
    gradient = float(magnitude[mask].mean())
    uniformity = 190.0 * (1.0 - 1.0 / (1.0 + np.exp(-(gradient - 10.0) / 100.0)))
    softened = _gradient(np.asarray(cv2.GaussianBlur(gray, (0, 0), BLUR_SIGMA), np.float32))
    own = edge_sharpness(magnitude, softened, face)
    return Backdrop(
        gradient=gradient,
        uniformity=float(np.clip(uniformity, 0.0, 100.0)),
        constant_share=float((magnitude[mask] <= FLAT_SPREAD).mean()),
        focus=edge_sharpness(magnitude, softened, mask) / own if own > 0 else 1.0,
    )


def edge_sharpness(magnitude: Plane, softened: Plane, mask: Mask) -> float:
    """Return the share (0 to 1) of gradient that a slight blur takes from the strongest tenth of a region.

    The strongest tenth: flat areas in between say nothing of focus.
    """
    edges = mask & (magnitude >= np.percentile(magnitude[mask], 90)) if mask.any() else mask
    strength = float(magnitude[edges].mean()) if edges.any() else 0.0
    if strength <= 0:
        return 0.0
    return float(np.clip(1.0 - float(softened[edges].mean()) / strength, 0.0, 1.0))


def _gradient(gray: Plane) -> Plane:
    across, down = cv2.Sobel(gray, cv2.CV_32F, 1, 0), cv2.Sobel(gray, cv2.CV_32F, 0, 1)
    return np.asarray(cv2.magnitude(across, down), np.float32)
