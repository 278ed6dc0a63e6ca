"""A photo: as a file, as pixels, and as the small picture that a page shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    RGB = NDArray[np.uint8]


class UnreadableError(Exception):
    """A photo could not be opened; the message is one sentence for the user."""


@dataclass(frozen=True)
class Overlay:
    """A map to lay over part of an exhibit's picture: WebP with transparency.

    ``box`` is (left, top, width, height) in pixels of the picture; ``kind`` says what it shows: ``mirror``
    (where edges differ from their mirror image), ``skin`` (fine skin detail) or ``background`` (gradient).
    """

    kind: str
    box: tuple[float, float, float, float]
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Exhibit:
    """A small picture of a photo for people to look at, and what may be drawn over it.

    Made only where a report with pictures was asked for; no record, cache or table holds it. All
    coordinates are pixels of ``picture`` (WebP, ``width`` x ``height``): ``faces`` as (left, top, width,
    height), ``eyes`` as (x, y, radius) of each iris, ``axis`` as the ends of the line that mirrors the face.
    """

    width: int
    height: int
    picture: bytes = field(repr=False)
    faces: tuple[tuple[float, float, float, float], ...] = ()
    eyes: tuple[tuple[float, float, float], ...] = ()
    axis: tuple[tuple[float, float], ...] = ()
    overlays: tuple[Overlay, ...] = ()


@dataclass(frozen=True, eq=False)
class Photo:
    """An opened file: its bytes and what its header says; no pixel is decoded yet.

    ``width`` and ``height`` are those of the upright picture. ``mode`` is the decoder's name for
    the pixel layout (``RGB``, ``CMYK``, ``P``, ``I;16`` ...).
    """

    path: str
    sha256: str
    format: str
    width: int
    height: int
    mode: str
    frames: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, eq=False)
class Raster:
    """Upright sRGB pixels, (height, width, 3) uint8, read-only, and what was done to get them.

    ``alpha`` is the transparency of a PNG or WebP as it lies in the file, neither turned upright nor
    changed otherwise, as its lowest bits can hide text; None where there is none.
    """

    rgb: RGB = field(repr=False)
    notes: tuple[str, ...] = ()
    alpha: NDArray[np.uint8] | None = field(default=None, repr=False)
