"""Color and tone of a picture as a whole, apart from the person's own color."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from photoaudit.imaging import mesh_points as ids
from photoaudit.imaging.geometry import Points, fill
from photoaudit.imaging.luminance import linear
from photoaudit.imaging.regions import Mask

Plane = NDArray[np.float32]

COARSE = 4
"""Color needs no detail: blocks of 4 x 4 pixels are averaged, which also takes chroma noise out."""
FACE_REACH = 1.35
NECK_UP, NECK_DOWN, NECK_ASIDE = 0.2, 1.0, 1.2
"""How far the neck reaches from the chin, in eye distances."""
NEARLY_GRAY = 20.0
"""Chroma up to which a surface is taken for gray under tinted light."""
COLORLESS = 4.0

_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], np.float32)
_XYZ_OVER_WHITE = _XYZ / _XYZ.sum(axis=1, keepdims=True)


def opponent_colors(rgb: NDArray[np.uint8]) -> tuple[Plane, Plane]:
    """Return CIELAB a* and b* of sRGB pixels (D65), averaged over blocks of `COARSE` pixels a side.

    References
    ----------
    ISO/CIE 11664-4:2019, https://www.iso.org/standard/74166.html; IEC 61966-2-1 (sRGB)
    """
    size = (rgb.shape[1] // COARSE, rgb.shape[0] // COARSE)
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    relative = cv2.transform(linear(small), _XYZ_OVER_WHITE)
    f = np.where(relative > 216 / 24389, np.cbrt(relative), (24389 / 27 * relative + 16) / 116)
    return np.asarray(500 * (f[..., 0] - f[..., 1])), np.asarray(200 * (f[..., 1] - f[..., 2]))


def coarse_mask(mask: Mask) -> Mask:
    """Return which blocks of `COARSE` pixels a side lie wholly inside a mask."""
    size = (mask.shape[1] // COARSE, mask.shape[0] // COARSE)
    share = cv2.resize(mask.view(np.uint8) * np.uint8(255), size, interpolation=cv2.INTER_AREA)
    return np.asarray(share == 255)


def is_colorless(a: Plane, b: Plane, mask: Mask) -> bool:
    """Tell whether nearly all masked pixels have the hue of one gray, sepia included."""
    spread = np.hypot(a[mask] - np.median(a[mask]), b[mask] - np.median(b[mask]))
    return bool(np.percentile(spread, 95) < COLORLESS)


def around_face(points: Points, inside: Mask, eye_distance: float) -> Mask:
    """Return the mask of a level view without face and neck, both taken generously.

    What is left is background, cloth and hair. ``points`` (468, 2) is the mesh in pixels of the view,
    ``inside`` marks the pixels of the photo.
    """
    shape = (inside.shape[0], inside.shape[1])
    oval = points[list(ids.OVAL), :2]
    center = oval.mean(axis=0)
    face = fill((oval - center) * FACE_REACH + center, shape)
    x, y = (float(v) for v in points[ids.CHIN, :2])
    left, right = x - NECK_ASIDE * eye_distance, x + NECK_ASIDE * eye_distance
    top, bottom = y - NECK_UP * eye_distance, y + NECK_DOWN * eye_distance
    neck = fill(np.array([[left, top], [right, top], [right, bottom], [left, bottom]]), shape)
    return np.asarray(inside & ~face & ~neck)


def gray_level_entropy(values: NDArray[np.uint8]) -> float:
    """Return the entropy of gray levels in bits, 0 for one level, 8 for all 256 alike."""
    share = np.bincount(values.ravel(), minlength=256) / values.size
    share = share[share > 0]
    return float(-(share * np.log2(share)).sum())
