"""What splitting a container yields, and the limits every reader keeps to."""

from __future__ import annotations

import sys
import zlib
from dataclasses import dataclass, field
from enum import StrEnum

from photoaudit.metadata.records import JpegInfo, TextEntry

MAX_TEXT = 4 * 1024 * 1024
"""Bytes one text may have once inflated; the longest real ones are prompts and workflows of some 100 KB."""

MAX_INFLATED = 16 * 1024 * 1024
"""Bytes all compressed parts of a file may have together: a few KB of zeros can ask for gigabytes."""

MAX_KEPT = 64 * 1024 * 1024
"""Bytes of memory for what is kept of a file: a few KB can name the same megabytes again and again."""

MAX_NODES = 60_000
"""Boxes, properties, entries and numbers read of a file; Photoshop may heap up 50,000 ancestors."""

MAX_SEGMENTS = 65_536
"""Segments walked per file. Real files stay below 20,000 (a large PNG in 8 KB pieces)."""

MAX_TRAILING = 1024 * 1024
"""Bytes kept of what follows the picture; a phone's film behind a photo can be many times that."""


_PIECE = 64 * 1024


class Damaged(ValueError):  # noqa: N818 - says what the segment is
    """A segment cannot be read; the message completes "<where> is damaged: ..."."""


class Kind(StrEnum):
    """What a segment holds, whichever container carried it."""

    EXIF = "EXIF"
    XMP = "XMP"
    PHOTOSHOP = "Photoshop resources"
    IPTC = "IPTC"
    ICC = "ICC profile"
    C2PA = "C2PA manifest store"


@dataclass(frozen=True, slots=True)
class Segment:
    """The bytes of one metadata block, freed of its container's framing."""

    kind: Kind
    data: bytes = field(repr=False)
    where: str


@dataclass(frozen=True, slots=True)
class Split:
    """A file taken apart. ``end`` is where the picture ends; what follows is trailing data."""

    end: int
    segments: tuple[Segment, ...] = ()
    texts: tuple[TextEntry, ...] = ()
    notes: tuple[str, ...] = ()
    jpeg: JpegInfo | None = None
    pictures: int = 1

    def of(self, kind: Kind) -> tuple[Segment, ...]:
        """Return the segments of one kind, in file order."""
        return tuple(segment for segment in self.segments if segment.kind is kind)


class Spent(Damaged):
    """A file has asked for more than the limits; what was read before stays."""


@dataclass(slots=True)
class Budget:
    """What may still be read of a file, shared by all who read it.

    Memory is counted per file and not per box, property or entry, as each of those can be had by the
    thousand. ``kept`` and ``inflated`` are bytes.
    """

    kept: int = MAX_KEPT
    nodes: int = MAX_NODES
    inflated: int = MAX_INFLATED

    def keep(self, *values: str | bytes, nodes: int = 1) -> None:
        """Take room for values that were read; raises `Spent` where there is none left."""
        self.take(sum(map(sys.getsizeof, values)), nodes)

    def take(self, size: int, nodes: int = 1) -> None:
        """Take room for ``size`` bytes in so many nodes; raises `Spent` where there is none left.

        Whoever asked for too much gets nothing, and others still may have what is there.
        """
        if size > self.kept:
            raise Spent("it holds more than the limit")
        if nodes > self.nodes:
            raise Spent("it has too many parts")
        self.kept -= size
        self.nodes -= nodes


def inflate(data: bytes, budget: Budget) -> bytes:
    """Return zlib data inflated, never more than the limits.

    A stream that is cut short yields what is there; a broken or boundless one is `Damaged`.
    """
    stream = zlib.decompressobj()
    pieces = []
    room = MAX_TEXT
    try:
        while data and not stream.eof:
            piece = stream.decompress(data, _PIECE)
            data = stream.unconsumed_tail
            room -= len(piece)
            budget.inflated -= len(piece)  # piece by piece, so that a stream broken at its end costs too
            if room < 0 or budget.inflated < 0:
                raise Damaged("it inflates to more than the limit")
            pieces.append(piece)
    except zlib.error as error:
        raise Damaged("it does not inflate") from error
    return b"".join(pieces)


def decode(data: bytes) -> str:
    """Return text that is UTF-8 if it can be, else Latin-1, as writers of Latin-1 fields do in practice."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def printable(text: str, limit: int = 60) -> str:
    """Return text of a file on one short line, without control characters, for use in a sentence."""
    cleaned = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * limit]).split())
    return cleaned if len(cleaned) <= limit else cleaned[: limit - 3].rstrip() + "..."
