"""What was done to a photo, as far as its original beside it tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from photoaudit.model.finding import Details
from photoaudit.model.photo import Overlay


class Change(StrEnum):
    """What the difference between two pictures comes to, in rising order; it says nothing of who is shown."""

    IDENTICAL = "identical"
    REENCODED = "re-encoded"
    ADJUSTED = "cropped-or-toned"
    RETOUCHED = "lightly-retouched"
    STRONGLY_RETOUCHED = "strongly-retouched"
    BACKGROUND = "background-replaced"
    RESHAPED = "reshaped"
    REDRAWN = "face-redrawn"
    ANOTHER = "another-picture"

    @property
    def rank(self) -> int:
        """Return the position in the rising order, 0 for identical."""
        return _RANKS[self]


_RANKS = {change: rank for rank, change in enumerate(Change)}


class Aspect(StrEnum):
    """What a difference is about, in the order in which differences are told."""

    PICTURE = "picture"
    GEOMETRY = "geometry"
    TONE = "tone"
    TEXTURE = "texture"
    SHAPE = "shape"
    CONTENT = "content"
    METADATA = "metadata"


@dataclass(frozen=True)
class Difference:
    """One difference between an original and its edit, in one sentence.

    ``value`` is in ``unit``; None for what is no number, or was not assessed: ``summary`` then says why.
    ``floor`` is what 99 of 100 mere copies stay below, None where nothing of the kind was measured.
    ``seen`` tells whether the difference is beyond that.
    """

    id: str
    aspect: Aspect
    summary: str
    value: float | None = None
    unit: str = ""
    floor: float | None = None
    seen: bool = False
    assessed: bool = True
    details: Details = ()


@dataclass(frozen=True)
class Side:
    """One of the two files compared; ``sha256`` and what follows are empty for one that cannot be read."""

    path: str
    sha256: str = ""
    format: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class PairExhibit:
    """Both pictures as people look at them, on one grid, and maps to lay over them.

    ``original`` and ``edited`` are WebP of ``width`` x ``height`` pixels: the original where it lies in the
    edited picture, in its own tones. Maps cover the whole picture; their ``kind`` is ``displacement``,
    ``detail``, ``color`` or ``replaced``. Made only where a page was asked for; no record or table holds it.
    """

    width: int
    height: int
    original: bytes = field(repr=False)
    edited: bytes = field(repr=False)
    overlays: tuple[Overlay, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """What was done to an original to come to an edited picture.

    ``changes`` are all that hold, the gravest first; none where it could not be told, and ``reason`` then
    says why. ``summary`` is the answer in one sentence.
    """

    original: Side
    edited: Side
    changes: tuple[Change, ...] = ()
    summary: str = ""
    reason: str = ""
    differences: tuple[Difference, ...] = ()
    exhibit: PairExhibit | None = field(default=None, repr=False, compare=False)

    @property
    def change(self) -> Change | None:
        """Return the gravest change; None where it could not be told."""
        return self.changes[0] if self.changes else None
