"""A photo: as a file, as pixels, and as the small picture that a page shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

_GAIN_MAP = re.compile(rb"GainMapM(?:ax|in)|urn:iso:std:iso:ts:21496:-1\0.{16}|aux:hdrgainmap", re.DOTALL)
_HAS_GAIN_MAP = re.compile(rb"hdrgm:Version|urn:iso:std:iso:ts:21496:-1\0")
_GRAY = re.compile(rb"\xff[\xc0-\xc2]\x00\x0b\x08")
_HEAD = 64 * 1024

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    RGB = NDArray[np.uint8]


def is_gain_map(data: bytes, start: int, end: int) -> bool:
    """Whether the picture at a place of a JPEG is a gain map: it makes the first brighter on better screens.

    It says so in its head (Adobe, Ultra HDR 1.0; ISO 21496-1, annex A; Apple); in files from which that was
    lost, the first picture says that it has one, and a gray picture is it.
    """
    end = min(end, start + _HEAD)
    if _GAIN_MAP.search(data, start, end):
        return True
    return bool(_HAS_GAIN_MAP.search(data, 0, min(_HEAD, start)) and _GRAY.search(data, start, end))


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
    height), ``eyes`` as (x, y, radius) of each iris, ``axis`` as the ends of the line that mirrors the face,
    ``marks`` of AI services as ``faces`` are.
    """

    width: int
    height: int
    picture: bytes = field(repr=False)
    faces: tuple[tuple[float, float, float, float], ...] = ()
    eyes: tuple[tuple[float, float, float], ...] = ()
    axis: tuple[tuple[float, float], ...] = ()
    marks: tuple[tuple[float, float, float, float], ...] = ()
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
    changed otherwise, as its lowest bits can hide text; None where there is none. ``hdr`` names a coding for
    HDR screens that was not undone ("" for none): shapes can be told from such pixels, tones and colors not.
    """

    rgb: RGB = field(repr=False)
    notes: tuple[str, ...] = ()
    alpha: NDArray[np.uint8] | None = field(default=None, repr=False)
    hdr: str = ""
