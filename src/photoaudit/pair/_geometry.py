"""Crop, scale, turn and canvas, from where the original lies in the edited picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.libraries import cv2, np
from photoaudit.pair._align import Alignment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Quad: TypeAlias = NDArray[np.float32]

Size = tuple[int, int]


@dataclass(frozen=True)
class Geometry:
    """How one picture lies in another.

    ``kept`` is the part of the original that is still there and ``filled`` the part of the edited picture
    that shows it, 0 to 1; ``scale`` is pixels of the edited picture for one of the original, ``turn`` degrees
    clockwise.
    """

    kept: float
    filled: float
    scale: float
    turn: float
    mirrored: bool
    bent: bool

    @property
    def cropped(self) -> bool:
        """Whether anything is missing that a rounding of borders would not take."""
        return self.kept < 0.985

    @property
    def widened(self) -> bool:
        """Whether the edited picture has borders or more beyond the original."""
        return self.filled < 0.985

    @property
    def turned(self) -> bool:
        """Whether it was turned."""
        return abs(self.turn) >= 0.3

    @property
    def changed(self) -> bool:
        """Whether anything but the size changed."""
        return self.cropped or self.widened or self.turned or self.mirrored or self.bent


def geometry(alignment: Alignment, original: Size, edited: Size) -> Geometry:
    """Return how the original lies in the edited picture; sizes are (width, height) in pixels."""
    quad = cv2.perspectiveTransform(_corners(original)[None].astype(np.float64), alignment.matrix)[0]
    quad = np.asarray(quad, np.float32)
    shared, _ = cv2.intersectConvexConvex(quad, _corners(edited))
    area = float(abs(cv2.contourArea(quad)))
    whole = edited[0] * edited[1]
    return Geometry(
        kept=min(1.0, shared / max(area, 1e-6)),
        filled=min(1.0, shared / whole),
        scale=alignment.scale,
        turn=alignment.turn,
        mirrored=alignment.mirrored,
        bent=alignment.bent,
    )


def _corners(size: Size) -> Quad:
    width, height = size
    edges = [[0, 0], [width, 0], [width, height], [0, height]]
    return np.asarray(np.array(edges) - 0.5, np.float32)
