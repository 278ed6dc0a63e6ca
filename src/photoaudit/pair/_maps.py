"""What people look at: both pictures on one grid, and where they differ."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, TypeAlias

from PIL import Image

from photoaudit.imaging.geometry import RGB, Pyramid
from photoaudit.libraries import cv2, np
from photoaudit.model import Overlay, PairExhibit
from photoaudit.pair import _content
from photoaudit.pair._face import bands
from photoaudit.pair._measure import Measured
from photoaudit.pair._shape import TRUSTED, movement
from photoaudit.pair._square import leveled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane: TypeAlias = NDArray[np.float32]

Size = tuple[int, int]
MOVED_FULL = 5.0
"""Movement in percent of the eye distance that is drawn in full."""
DETAIL_FULL = 6.0
"""Gray levels of detail, more or less than expected, that are drawn in full."""
COLOR_FULL = 40.0
FAINT = 0.12
"""Strength below which nothing is drawn: noise would cover the picture."""
OPAQUE = 210
COLORS = {
    "displacement": (255, 0, 200),
    "detail": (255, 150, 0),
    "color": (0, 140, 255),
    "replaced": (230, 40, 40),
}


def exhibit(found: Measured, side: int) -> PairExhibit:
    """Return both pictures with at most ``side`` pixels a side, and maps of what differs."""
    height, width = found.scene.edited.shape[:2]
    scale = min(1.0, side / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    maps = (
        _drawn("displacement", _displacement(found, size)),
        _drawn("detail", _detail(found, size)),
        _drawn("color", _color(found, size)),
        _drawn("replaced", _replaced(found, size)),
    )
    return PairExhibit(
        *size,
        _webp(Pyramid(found.scene.moved).resized(size)),
        _webp(Pyramid(found.scene.edited).resized(size)),
        tuple(item for item in maps if item is not None),
    )


def _on_grid(found: Measured, plane: Plane, size: Size) -> Plane:
    """Return a plane of the face square where it lies in the picture; 0 outside of it."""
    square = found.square
    if square is None:
        return np.zeros((size[1], size[0]), np.float32)
    scale = size[0] / found.scene.edited.shape[1]
    back = np.array(cv2.invertAffineTransform(square.frame.matrix()), np.float64)
    turn = scale * back + np.array([[0, 0, 0.5 * scale - 0.5], [0, 0, 0.5 * scale - 0.5]])
    return np.asarray(cv2.warpAffine(plane, turn, size, flags=cv2.INTER_LINEAR), np.float32)


def _displacement(found: Measured, size: Size) -> Plane:
    square = found.square
    if square is None:
        return np.zeros((size[1], size[0]), np.float32)
    moved = movement(leveled(square), square, behind=False)
    length = np.hypot(moved.by[..., 0], moved.by[..., 1]) * (moved.trust > TRUSTED)
    return _on_grid(found, np.asarray(100 * length / square.eyes / MOVED_FULL, np.float32), size)


def _detail(found: Measured, size: Size) -> Plane:
    square = found.square
    if square is None:
        return np.zeros((size[1], size[0]), np.float32)
    one, other = (bands(luma, square.unit) for luma in (leveled(square), square.edited))
    apart = np.abs(sum(one[1:3]) - sum(other[1:3]))
    local = cv2.GaussianBlur(np.asarray(apart, np.float32), (0, 0), 2.5 * square.unit)
    return _on_grid(found, np.asarray(local / DETAIL_FULL * square.inside, np.float32), size)


def _color(found: Measured, size: Size) -> Plane:
    expected, edited = (
        cv2.GaussianBlur(Pyramid(rgb).resized(size), (0, 0), max(1.0, max(size) / 100)).astype(np.float32)
        for rgb in (found.scene.expected, found.scene.edited)
    )
    return np.asarray(np.abs(expected - edited).max(2) / COLOR_FULL * _inside(found, size), np.float32)


def _replaced(found: Measured, size: Size) -> Plane:
    alike, apart, texture, _ = _content.agreement(found.scene)
    other = ((texture & (alike < _content.ALIKE)) | (apart > _content.OTHER_COLOR)).astype(np.float32)
    return np.asarray(
        cv2.resize(other, size, interpolation=cv2.INTER_LINEAR) * _inside(found, size), np.float32
    )


def _inside(found: Measured, size: Size) -> Plane:
    return np.asarray(
        cv2.resize(found.scene.inside.astype(np.float32), size, interpolation=cv2.INTER_AREA), np.float32
    )


def _drawn(kind: str, strength: Plane) -> Overlay | None:
    """Return a map of one color, the more opaque the stronger; None where there is nothing to draw."""
    strength = np.clip(strength, 0, 1)
    strength[strength < FAINT] = 0
    if not strength.any():
        return None
    height, width = strength.shape
    rgba = np.empty((height, width, 4), np.uint8)
    rgba[..., :3] = COLORS[kind]
    rgba[..., 3] = np.rint(OPAQUE * strength)
    return Overlay(kind, (0, 0, width, height), _webp(rgba))


def _webp(pixels: RGB) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "WEBP", quality=80, alpha_quality=50, method=3)
    return out.getvalue()
