"""Looks for marks that services draw into the corners of pictures, each where and as large as it is drawn.

A corner is compared with the outline of a mark by normalized correlation, after what is broader than the mark
was taken from both. Marks are lighter than what is behind them, and see-through.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from photoaudit.imaging.mark_shapes import DOUBAO, JIMENG, SPARKLE, STARS, Shape, drawn
from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Layout:
    """Where a service draws a mark, and how it is looked for.

    ``widths`` are parts of the picture's width, or of its shorter side; ``margin`` (sideways, below) and
    ``slack``, how far off it may lie, are in widths of the mark. It is compared at a width of ``pixels`` and
    must be ``smallest`` pixels wide in the picture.
    """

    name: str
    shape: Shape
    widths: tuple[float, ...]
    of_shorter: bool
    right: bool
    margin: tuple[float, float]
    slack: float
    pixels: int
    smallest: int


def _steps(low: float, high: float, count: int) -> tuple[float, ...]:
    return tuple(float(low * (high / low) ** (at / (count - 1))) for at in range(count))


LAYOUTS = (
    Layout("gemini", SPARKLE, _steps(0.036, 0.092, 15), True, True, (2 / 3, 2 / 3), 0.12, 24, 12),
    Layout("doubao", DOUBAO, _steps(0.152, 0.162, 3), False, True, (0.106, 0.127), 0.03, 80, 36),
    Layout("jimeng", JIMENG, _steps(0.186, 0.204, 4), False, True, (0.165, 0.165), 0.03, 80, 44),
    Layout("galaxy", STARS, _steps(0.0195, 0.022, 3), False, False, (0.8, 0.8), 0.15, 24, 10),
)


FAINTEST = 0.2
"""Least opacity of a mark: services draw theirs with a third and more, lights out of focus are fainter."""


@dataclass(frozen=True)
class Sighting:
    """The place most like a mark: its score (1: the same, 0: too faint) and left, top, right, bottom."""

    name: str
    score: float
    side: str
    box: tuple[float, float, float, float]


def find(rgb: NDArray[np.uint8]) -> tuple[Sighting, ...]:
    """Return the marks in a picture (height, width, 3) that are like enough to be told."""
    found = (best(rgb, layout) for layout in LAYOUTS)
    return tuple(mark for mark in found if mark and mark.score >= limits()[mark.name])


@cache
def limits() -> dict[str, float]:
    """Return the least score by mark; tools/calibrate_marks.py writes them."""
    return dict(json.loads(files("photoaudit.data").joinpath("marks.json").read_text("utf-8"))["limits"])


def best(rgb: NDArray[np.uint8], layout: Layout) -> Sighting | None:
    """Return the place in a picture (height, width, 3) most like a mark, None if one would be too small."""
    found = list(_looked(rgb, layout))
    return max(found, key=lambda item: item.score, default=None)


def _looked(rgb: NDArray[np.uint8], layout: Layout) -> Iterator[Sighting]:
    height, width = rgb.shape[:2]
    reference = min(height, width) if layout.of_shorter else width
    widths = [part * reference for part in layout.widths if part * reference >= layout.smallest]
    if not widths:
        return
    corner, left, top = _corner(rgb, layout, widths[-1])
    for across in widths:
        up, pixels = across * layout.shape.flatness, min(layout.pixels, round(across))
        scale, edge = pixels / across, _border(layout.shape, pixels)
        x = width - (layout.margin[0] + 1) * across if layout.right else layout.margin[0] * across
        y = height - layout.margin[1] * across - up
        border = edge / scale + layout.slack * across
        start = max(0, int(x - left - border)), max(0, int(y - top - border))
        part = corner[
            start[1] : int(y - top + up + border) + 1, start[0] : int(x - left + across + border) + 1
        ]
        pattern, size = (
            _pattern(layout.shape, pixels),
            (round(part.shape[1] * scale), round(part.shape[0] * scale)),
        )
        if size[0] < pattern.shape[1] or size[1] < pattern.shape[0]:
            continue
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        small = np.asarray(cv2.resize(part, size, interpolation=how), np.uint8)
        fine = _fine(small, pixels, layout.shape)
        _, score, _, (column, row) = cv2.minMaxLoc(cv2.matchTemplate(fine, pattern, cv2.TM_CCOEFF_NORMED))
        window = slice(row, row + pattern.shape[0]), slice(column, column + pattern.shape[1])
        if _opacity(small[window], fine[window], pattern, drawn(layout.shape, pixels, edge)) < FAINTEST:
            score = 0.0
        found = left + start[0] + (column + edge) / scale, top + start[1] + (row + edge) / scale
        yield Sighting(
            layout.name,
            float(score),
            "right" if layout.right else "left",
            (*found, found[0] + across, found[1] + up),
        )


def _opacity(
    seen: NDArray[np.uint8],
    fine: NDArray[np.float32],
    pattern: NDArray[np.float32],
    shape: NDArray[np.float32],
) -> float:
    """Return how much of what is behind it a white mark would hide, if it is one."""
    lift = float((fine * pattern).sum() / (pattern**2).sum())
    behind = float(seen.mean()) - lift * float(shape.mean())
    return lift / max(255.0 - behind, 1.0)


def _corner(rgb: NDArray[np.uint8], layout: Layout, across: float) -> tuple[NDArray[np.uint8], int, int]:
    """Return the gray corner in which a mark of at most that width lies, and its left and top."""
    height, width = rgb.shape[:2]
    wide = int(across * (1.5 + layout.margin[0] + 2 * layout.slack)) + 4
    high = int(across * (layout.shape.flatness * 1.5 + layout.margin[1] + 2 * layout.slack)) + 4
    left, top = max(0, width - wide) if layout.right else 0, max(0, height - high)
    corner = rgb[top:, left : left + wide]
    return np.asarray(cv2.cvtColor(corner, cv2.COLOR_RGB2GRAY)), left, top


def _border(shape: Shape, pixels: int) -> int:
    """Return how much around a mark is compared as well: there must be nothing of it."""
    return max(2, round(0.2 * min(1.0, shape.flatness) * pixels))


@lru_cache(maxsize=256)
def _pattern(shape: Shape, pixels: int) -> NDArray[np.float32]:
    return _fine(drawn(shape, pixels, _border(shape, pixels)), pixels, shape)


def _fine(plane: NDArray[np.generic], pixels: int, shape: Shape) -> NDArray[np.float32]:
    """Return a plane without what is broader than the mark is high."""
    values = np.asarray(plane, np.float32)
    side = 2 * round(0.5 * min(1.0, shape.flatness) * pixels) + 1
    return np.asarray(values - cv2.boxFilter(values, -1, (side, side), borderType=cv2.BORDER_REPLICATE))
