"""Both pictures on one grid: the edited one, and the original as it were if only moved and toned."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from PIL import Image, JpegImagePlugin

from photoaudit.imaging.geometry import RGB, Pyramid, scaling
from photoaudit.libraries import cv2, np
from photoaudit.model import Photo
from photoaudit.pair._align import Alignment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix: TypeAlias = NDArray[np.float64]
    Mask: TypeAlias = NDArray[np.bool_]
    Plane: TypeAlias = NDArray[np.float32]

GRID = 720
"""Longest side of the grid in pixels."""
TONED = 160
"""Pixels a side of the pictures to which tones are fitted."""
BINS = 24
SMOOTHING = ("WEBP", "AVIF", "HEIF")
"""Formats whose quality no header tells."""
QUALITIES = (20, 40, 60, 75, 90, 100)
WORSE = 1.25
"""How much worse a tone of the whole picture may fit the person than one of the person alone."""


@dataclass(frozen=True, eq=False)
class Tone:
    """How colors were changed everywhere: ``matrix`` (3, 4) from 0..255 RGB and 1, then a curve a channel.

    ``curves`` (3, 256) are the values that the matrix's go to; ``rest`` is the median error in gray levels.
    """

    matrix: Matrix = field(repr=False)
    curves: Plane = field(repr=False)
    rest: float

    def apply(self, rgb: RGB) -> RGB:
        """Return a picture (height, width, 3) in these tones."""
        mixed = cv2.transform(rgb, self.matrix.astype(np.float32))
        table = np.clip(np.rint(self.curves), 0, 255).astype(np.uint8).T.reshape(256, 1, 3)
        return np.asarray(cv2.LUT(np.asarray(mixed, np.uint8), np.ascontiguousarray(table)), np.uint8)


@dataclass(frozen=True, eq=False)
class Scene:
    """Two pictures (height, width, 3) on the grid of the edited one, or on a smaller one of its shape.

    ``moved`` is the original where it lies in the edited picture, ``expected`` the same in the tones and the
    encoding of that; ``inside`` marks where the original has pixels. ``scale`` is pixels of the grid for one
    of the edited picture.
    """

    moved: RGB = field(repr=False)
    expected: RGB = field(repr=False)
    edited: RGB = field(repr=False)
    inside: Mask = field(repr=False)
    scale: float
    tone: Tone


def lay(original: Pyramid, edited: Pyramid, alignment: Alignment) -> tuple[RGB, RGB, Mask, float]:
    """Return the original moved, the edited picture, where both are, and the scale of their grid.

    Neither is enlarged: the grid is as coarse as the coarser of them.
    """
    width, height = edited.size
    scale = min(1.0, GRID / max(width, height), 1.0 / alignment.scale)
    size = max(16, round(width * scale)), max(16, round(height * scale))
    shown = edited.resized(size) if scale < 1 else edited.at_least(1.0)[0]
    grid = scaling(size[0] / width, size[1] / height)
    moved = warped(original, grid @ alignment.matrix, size, mirror=alignment.mirrored)
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * (np.array(original.size) - 1)
    quad = cv2.perspectiveTransform(corners[None].astype(np.float64), grid @ alignment.matrix)[0]
    mask = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillConvexPoly(mask, np.round(quad).astype(np.int32), 1)
    inside = cv2.erode(mask, np.ones((5, 5), np.uint8), borderValue=0).astype(bool)
    return moved, shown, inside, scale


def warped(pyramid: Pyramid, matrix: Matrix, size: tuple[int, int], *, mirror: bool = False) -> RGB:
    """Return a picture, mirrored first if so asked, where a matrix takes it; reductions average."""
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    image, level = pyramid.at_least(min(1.0, scale))
    image = np.ascontiguousarray(image[:, ::-1]) if mirror else image
    reduction = level / max(scale, 1e-6)
    fx = fy = 1.0
    if reduction > 1.1:
        # What the next halving would lose is lost evenly: an average as wide as a pixel of the grid.
        small = max(1, round(image.shape[1] / reduction)), max(1, round(image.shape[0] / reduction))
        fx, fy = image.shape[1] / small[0], image.shape[0] / small[1]
        image = np.asarray(cv2.resize(image, small, interpolation=cv2.INTER_AREA), np.uint8)
    back = scaling(fx / level, fy / level)
    out = cv2.warpPerspective(
        image, matrix @ back, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(out, np.uint8)


def fitting(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return the size (width, height) of a picture with at most so many pixels a side, 16 at least."""
    scale = min(1.0, longest / max(size))
    return max(16, round(size[0] * scale)), max(16, round(size[1] * scale))


def toned(moved: Pyramid, edited: Pyramid, inside: Mask, sure: Mask) -> Tone:
    """Return how the colors of one picture became those of the other.

    What is ``inside`` both has all tones, but its background may be another one: then what is ``sure`` to be
    the person decides alone.
    """
    size = fitting(moved.size, TONED)
    one, other = (picture.resized(size).astype(np.float64) for picture in (moved, edited))
    masks = [
        cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
        for mask in (inside, sure)
    ]
    if masks[1].sum() < 100:
        return Tone(np.eye(3, 4), np.tile(np.arange(256, dtype=np.float32), (3, 1)), 0.0)
    found = [_fitted(one[mask], other[mask]) for mask in masks]
    whole, person = (_error(tone, one[masks[1]], other[masks[1]]) for tone in found)
    return found[0] if whole <= WORSE * person + 0.5 else found[1]


def _fitted(one: Matrix, other: Matrix) -> Tone:
    """Return the tone that takes most colors (n, 3) to those of the other."""
    design = np.column_stack([one, np.ones(len(one))])
    weight = np.ones(len(one))
    matrix, error = np.eye(3, 4), np.zeros(len(one))
    reach = 0.0
    for _ in range(6):
        ridge = 1e-3 * weight.sum() * np.eye(4)
        left = design.T @ (design * weight[:, None]) + ridge
        matrix = np.linalg.solve(left, design.T @ (other * weight[:, None]) + ridge @ np.eye(4, 3)).T
        error = np.abs(other - design @ matrix.T).max(1)
        reach = max(2.0, 2.0 * float(np.median(error)))
        weight = 1.0 / (1.0 + (error / reach) ** 2) ** 2
    mixed, kept = design @ matrix.T, error < 3 * reach
    curves = np.stack([_curve(mixed[kept, c], other[kept, c]) for c in range(3)]).astype(np.float32)
    tone = Tone(matrix, curves, 0.0)
    return replace(tone, rest=_error(tone, one, other))


def _error(tone: Tone, one: Matrix, other: Matrix) -> float:
    """Return the median error of a tone in gray levels."""
    mixed = np.column_stack([one, np.ones(len(one))]) @ tone.matrix.T
    told = np.stack([np.interp(mixed[:, c], np.arange(256), tone.curves[c]) for c in range(3)], 1)
    return float(np.median(np.abs(other - told).max(1)))


def _curve(value: NDArray[np.float64], target: NDArray[np.float64]) -> Plane:
    """Return where each of 256 values goes, by medians of bins, never falling."""
    grid = np.arange(256, dtype=np.float64)
    if len(value) < 4 * BINS:
        return np.asarray(grid, np.float32)
    order = np.argsort(value)
    middles = np.array([part[len(part) // 2] for part in np.array_split(order, BINS)])
    shifts = [float(np.median((target - value)[part])) for part in np.array_split(order, BINS)]
    curve = grid + np.interp(grid, value[middles], shifts)
    return np.asarray(np.maximum.accumulate(curve), np.float32)


def encoded_as(rgb: RGB, photo: Photo) -> RGB:
    """Return pixels saved and opened again as a file was.

    That is with the tables and coarser colors of a JPEG, else as WebP of the quality that takes as many bytes
    a pixel as a WebP, AVIF or HEIC does.
    """
    buffer = io.BytesIO()
    if photo.format in SMOOTHING:
        wanted = len(photo.data) / max(photo.width * photo.height, 1)
        found = [(abs(size - wanted), data) for size, data in map(partial(_webp, rgb), QUALITIES)]
        return np.asarray(Image.open(io.BytesIO(min(found)[1])).convert("RGB"))
    if photo.format != "JPEG":
        return rgb
    with Image.open(io.BytesIO(photo.data)) as opened:
        tables = getattr(opened, "quantization", None)
        colors = JpegImagePlugin.get_sampling(opened)
    if not tables:
        return rgb
    tables = {key: tables[key] for key in sorted(tables)[:2]}
    Image.fromarray(rgb).save(buffer, "JPEG", qtables=tables, subsampling=colors if colors >= 0 else 2)
    return np.asarray(Image.open(buffer).convert("RGB"))


def _webp(rgb: RGB, quality: int) -> tuple[float, bytes]:
    """Return the bytes a pixel of a WebP file, and the file."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "WEBP", quality=quality, lossless=quality == 100, method=2)
    return buffer.tell() / max(rgb.shape[0] * rgb.shape[1], 1), buffer.getvalue()
