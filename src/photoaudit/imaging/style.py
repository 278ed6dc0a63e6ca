"""Color and tone of a picture as a whole, apart from the person's own color."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from photoaudit.imaging import mesh_points as ids
from photoaudit.imaging.geometry import Points, fill
from photoaudit.imaging.luminance import linear, opponent_colors
from photoaudit.imaging.regions import Mask
from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Plane: TypeAlias = "NDArray[np.float32]"

COARSE = 4
"""Color needs no detail: blocks of 4 x 4 pixels are averaged, which also takes chroma noise out."""
FACE_REACH = 1.35
NECK_UP, NECK_DOWN, NECK_ASIDE = 0.2, 1.0, 1.2
"""How far the neck reaches from the chin, in eye distances."""
COLORLESS = 4.0


def coarse_colors(rgb: NDArray[np.uint8]) -> tuple[Plane, Plane]:
    """Return CIELAB a* and b* of sRGB pixels, averaged over blocks of `COARSE` pixels a side."""
    size = (rgb.shape[1] // COARSE, rgb.shape[0] // COARSE)
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    return opponent_colors(linear(small))


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
