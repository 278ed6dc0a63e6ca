"""What people look at: a small picture of a photo, and maps of what some checks looked at to lay over it.

Made only where a report with pictures was asked for. A map shows where a measure comes from and decides
nothing; its colors mean the same on every photo. Of the face, boxes, eye positions, the axis and the maps
leave here, no landmarks.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from PIL import Image

from photoaudit.facts import VIEW_SIZE, Chip, Facts
from photoaudit.imaging import mesh_points
from photoaudit.imaging.backdrop import VIEW_CROP
from photoaudit.imaging.face import need_facing
from photoaudit.imaging.focus import edge_gradient
from photoaudit.imaging.symmetry import mirrored_edges
from photoaudit.libraries import cv2, np
from photoaudit.model import Exhibit, NotAssessable, Overlay

if TYPE_CHECKING:
    from numpy.typing import NDArray

T = TypeVar("T")
Plane: TypeAlias = "NDArray[np.float32]"
Mask: TypeAlias = "NDArray[np.bool_]"
Affine: TypeAlias = "NDArray[np.float64]"
Size = tuple[int, int]

MAX_YAW, MAX_PITCH = 20.0, 25.0
"""Beyond these the check ``facial-symmetry`` compares no halves either."""

EDGE_FULL = 200.0
"""Difference of Sobel magnitudes (8 for a ramp of one gray level a pixel) that is drawn in full."""
DETAIL_FULL = 5.0
"""Fine skin detail in gray levels at the upper end of the colors; 95 of 100 camera portraits lie below."""
DETAIL_REACH = 3.0
GRADIENT_FULL = 150.0
"""Sobel magnitude of linear luminance at the upper end of the colors; a busy street reaches it."""
VIEW_SCALE = 0.6
"""Size at which ``background-uniformity`` measures, relative to the portrait view."""

OPAQUE = 210
MIRROR_COLOR = (255, 0, 200)
SMALLEST_MAP = 8
"""Pixels of the picture below which a map would show nothing."""


def make(facts: Facts, side: int, *, faces: bool, marks: bool = False) -> Exhibit:
    """Return a picture of at most ``side`` pixels a side, never enlarged, and what may be drawn over it.

    Without ``faces`` or ``marks`` none is looked for. What cannot be assessed is not drawn. Raises
    `UnreadableError` where the pixels cannot be decoded.
    """
    width, height = facts.pyramid.size
    scale = min(1.0, side / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    picture = _webp(facts.pyramid.resized(size), 80)
    drawn = tuple(
        (left * scale, top * scale, (right - left) * scale, (bottom - top) * scale)
        for left, top, right, bottom in (mark.box for mark in facts.marks if marks)
    )
    if not faces:
        return Exhibit(*size, picture, marks=drawn)
    maps = (_assessable(partial(part, facts, size)) for part in (_mirror, _skin, _background))
    return Exhibit(
        *size,
        picture,
        faces=tuple((x * scale, y * scale, w * scale, h * scale) for x, y, w, h in _boxes(facts)),
        eyes=_assessable(partial(_eyes, facts, scale)) or (),
        axis=_assessable(partial(_axis, facts, scale)) or (),
        marks=drawn,
        overlays=tuple(item for item in maps if item is not None),
    )


def _assessable(draw: Callable[[], T]) -> T | None:
    try:
        return draw()
    except NotAssessable:
        return None


def _boxes(facts: Facts) -> tuple[tuple[float, float, float, float], ...]:
    return tuple(face.box for face in facts.faces)


def _eyes(facts: Facts, scale: float) -> tuple[tuple[float, float, float], ...]:
    return tuple(
        (eye.iris_center[0] * scale, eye.iris_center[1] * scale, eye.iris_radius * scale)
        for eye in facts.eyes
    )


def _middle(facts: Facts) -> tuple[Chip, float]:
    """Return the chip of a face that looks ahead, and the column about which it is mirrored."""
    need_facing(facts.pose, MAX_YAW, MAX_PITCH)
    chip = facts.chip
    return chip, float(chip.points[list(mesh_points.MIDLINE), 0].mean())


def _axis(facts: Facts, scale: float) -> tuple[tuple[float, float], ...]:
    chip, column = _middle(facts)
    rows = chip.points[[mesh_points.MIDLINE[0], mesh_points.CHIN], 1]
    ends = chip.frame.to_photo(np.array([[column, rows[0]], [column, rows[1]]])) * scale
    return tuple((float(x), float(y)) for x, y in ends)


def _mirror(facts: Facts, size: Size) -> Overlay | None:
    chip, column = _middle(facts)
    edges, mirrored, both = mirrored_edges(chip.luma, column, facts.chip_oval & chip.inside)
    strength = np.clip(np.abs(edges - mirrored) / EDGE_FULL, 0, 1) * both
    return _placed("mirror", strength, both, _chip_to_picture(facts, chip, size), size)


def _skin(facts: Facts, size: Size) -> Overlay | None:
    detail = facts.skin_detail
    mask = detail.skin
    weight = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), DETAIL_REACH)
    local = cv2.GaussianBlur(np.abs(detail.fine) * mask, (0, 0), DETAIL_REACH) / np.maximum(weight, 1e-3)
    # The mean absolute residual of normal noise is 0.8 of its standard deviation.
    strength = np.sqrt(np.clip(local / 0.8 / DETAIL_FULL, 0, 1))
    return _placed("skin", strength, mask, _chip_to_picture(facts, facts.detail_chip, size), size)


def _background(facts: Facts, size: Size) -> Overlay | None:
    view, whole = facts.portrait_view, (VIEW_SIZE, VIEW_SIZE)
    _ = facts.backdrop  # says so where too little of it is visible
    mask = np.zeros(whole, bool)
    mask[VIEW_CROP] = facts.background[VIEW_CROP]
    small = cv2.resize(view.luminance, None, fx=VIEW_SCALE, fy=VIEW_SCALE, interpolation=cv2.INTER_AREA)
    gradient = cv2.resize(edge_gradient(small.astype(np.float32)), whole, interpolation=cv2.INTER_LINEAR)
    strength = np.sqrt(np.clip(gradient / GRADIENT_FULL, 0, 1))
    return _placed("background", strength, mask, _chip_to_picture(facts, view, size), size)


def _chip_to_picture(facts: Facts, chip: Chip, size: Size) -> Affine:
    """Return the 2 x 3 matrix from pixels of a chip to pixels of the picture."""
    width, height = facts.pyramid.size
    sx, sy = size[0] / width, size[1] / height
    back = np.array(cv2.invertAffineTransform(chip.frame.matrix()), np.float64)
    # Centers of pixels lie at half coordinates.
    turn = np.diag([sx, sy]) @ back + np.array([[0, 0, 0.5 * sx - 0.5], [0, 0, 0.5 * sy - 0.5]])
    return np.asarray(turn, np.float64)


def _placed(
    kind: str, strength: NDArray[np.floating], mask: Mask, turn: Affine, size: Size
) -> Overlay | None:
    """Return a plane (0 to 1) of a chip as a map over the picture, None where it would be too small."""
    ys, xs = np.nonzero(mask)
    if not len(xs):
        return None
    corners = np.array([[x, y, 1] for x in (xs.min(), xs.max() + 1) for y in (ys.min(), ys.max() + 1)])
    spots = corners @ turn.T
    left, top = np.maximum(np.floor(spots.min(0)), 0).astype(int)
    right, bottom = np.minimum(np.ceil(spots.max(0)) + 1, size).astype(int)
    if min(right - left, bottom - top) < SMALLEST_MAP:
        return None
    shifted = turn - np.array([[0, 0, left], [0, 0, top]])
    scale = float(np.hypot(turn[0, 0], turn[1, 0]))
    planes = [np.asarray(strength, np.float32), mask.astype(np.float32)]
    if scale < 1:  # averaged first, or thin lines would come and go
        planes = [np.asarray(cv2.GaussianBlur(plane, (0, 0), 0.4 / scale), np.float32) for plane in planes]
    box = int(right - left), int(bottom - top)
    value, inside = (cv2.warpAffine(plane, shifted, box, flags=cv2.INTER_LINEAR) for plane in planes)
    pixels = _colored(kind, np.clip(value, 0, 1), np.clip(inside, 0, 1))
    return Overlay(kind, (float(left), float(top), float(box[0]), float(box[1])), _webp(pixels, 60))


def _colored(kind: str, value: Plane, inside: Plane) -> NDArray[np.uint8]:
    """Return RGBA pixels (height, width, 4): how much differs as one color, how much there is as a scale."""
    pixels = np.empty((*value.shape, 4), np.uint8)
    if kind == "mirror":
        pixels[..., :3] = MIRROR_COLOR
        pixels[..., 3] = 255 * value
        return pixels
    colors = cv2.applyColorMap(np.asarray(255 * value, np.uint8), cv2.COLORMAP_VIRIDIS)
    pixels[..., :3] = colors[..., ::-1]
    pixels[..., 3] = OPAQUE * inside
    return pixels


def _webp(pixels: NDArray[np.uint8], quality: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "WEBP", quality=quality, alpha_quality=50, method=3)
    return out.getvalue()
