"""Image file directories, the structure behind EXIF, TIFF and multi-picture JPEG.

References
----------
- TIFF 6.0, Adobe, 1992, section 2. https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf
- CIPA DC-008-2024 (EXIF 3.0). https://www.cipa.jp/e/std/std-sec.html
- BigTIFF, whose numbers have 8 bytes. https://libtiff.gitlab.io/libtiff/specification/bigtiff.html
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from photoaudit.metadata.parts import MAX_TEXT, Damaged, decode
from photoaudit.metadata.records import ExifValue, Number, Ratio

MAX_ENTRIES = 1000
"""Entries read of one directory; cameras write fewer than 100."""

MAX_NUMBERS = 4096
"""Numbers kept of one entry: strip tables and tone curves are of no interest here."""

MAX_BYTES = 64 * 1024
"""Bytes kept of one entry that is not text."""

_ASCII, _RATIONAL, _UNDEFINED, _SRATIONAL, _UTF8 = 2, 5, 7, 10, 129
_BYTES = (1, _UNDEFINED)
_SIZES = {
    1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4,
    16: 8, 17: 8, 18: 8, 129: 1,
}  # fmt: skip
_NUMBER_SIZE, _RATIO_SIZE = 40, 120
"""Bytes of memory of a number in a tuple."""

_CODES = {3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q", 18: "Q"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How directories are written: the byte order, ``<`` or ``>``, and whether it is a BigTIFF."""

    order: str
    big: bool = False

    @property
    def count(self) -> struct.Struct:
        """How the number of entries is written."""
        return struct.Struct(self.order + ("Q" if self.big else "H"))

    @property
    def offset(self) -> struct.Struct:
        """How a place in the block is written."""
        return struct.Struct(self.order + ("Q" if self.big else "I"))

    @property
    def entry(self) -> struct.Struct:
        """How an entry is written: tag, type, count, and its value or where that is."""
        return struct.Struct(self.order + ("HHQQ" if self.big else "HHII"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A directory entry: its value is ``size`` bytes at ``start`` of the block."""

    tag: int
    type: int
    count: int
    start: int
    size: int


def read_header(data: bytes) -> tuple[Layout, int]:
    """Return how the block is written, and where its first directory is."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        raise Damaged("it does not begin with a TIFF header")
    magic, first = struct.unpack_from(order + "HI", data, 2)
    layout = Layout(order, big=magic == 43)
    if layout.big:
        if len(data) < 16:
            raise Damaged("it does not begin with a TIFF header")
        (first,) = layout.offset.unpack_from(data, 8)
    return layout, first


def read_directory(data: bytes, layout: Layout, offset: int) -> tuple[tuple[Entry, ...], int, int]:
    """Return the entries at an offset, the offset of the next directory (0 for none), and how many are bad.

    An entry is bad if its type is unknown or its value lies outside of the block.
    """
    head, entry, inside = layout.count.size, layout.entry, layout.offset.size
    if not 8 <= offset <= len(data) - head:
        raise Damaged("a directory lies outside of it")
    (count,) = layout.count.unpack_from(data, offset)
    room = (len(data) - offset - head) // entry.size
    readable = min(count, room, MAX_ENTRIES)
    entries = []
    bad = count - readable
    raw = data[offset + head : offset + head + entry.size * readable]
    for index, (tag, kind, number, value) in enumerate(entry.iter_unpack(raw)):
        size = _SIZES.get(kind, 0) * number
        start = value if size > inside else offset + head + entry.size * (index + 1) - inside
        if kind not in _SIZES or start + size > len(data):
            bad += 1
            continue
        entries.append(Entry(tag, kind, number, start, size))
    after = offset + head + entry.size * count
    following = layout.offset.unpack_from(data, after)[0] if after + inside <= len(data) else 0
    return tuple(entries), following, bad


def raw_value(data: bytes, entry: Entry, limit: int = MAX_TEXT) -> bytes:
    """Return the bytes of an entry, at most ``limit`` of them."""
    return data[entry.start : entry.start + min(entry.size, limit)]


def numbers_cost(entry: Entry) -> tuple[int, int]:
    """Return the bytes of memory and the nodes that the numbers of an entry would take; nothing for text."""
    if entry.type in (_ASCII, _UTF8, *_BYTES):
        return 0, 1
    count = min(entry.count, MAX_NUMBERS)
    return count * (_RATIO_SIZE if entry.type in (_RATIONAL, _SRATIONAL) else _NUMBER_SIZE), 1 + count


def read_value(data: bytes, order: str, entry: Entry) -> ExifValue:
    """Return the typed value of an entry, cut at the limits of this module."""
    if entry.type in (_ASCII, _UTF8):
        return text_of(raw_value(data, entry))
    if entry.type in _BYTES:
        raw = raw_value(data, entry, MAX_BYTES)
        return raw[0] if entry.type == 1 and entry.count == 1 else raw
    numbers = _numbers(data, order, entry)
    return numbers[0] if len(numbers) == 1 else numbers


def text_of(raw: bytes) -> str:
    """Return character data up to its terminator; what follows one is left over from something else."""
    return decode(raw.partition(b"\0")[0]).strip()


def _numbers(data: bytes, order: str, entry: Entry) -> tuple[Number, ...]:
    count = min(entry.count, MAX_NUMBERS)
    if entry.type in (_RATIONAL, _SRATIONAL):
        code = "i" if entry.type == _SRATIONAL else "I"
        flat = struct.unpack_from(f"{order}{2 * count}{code}", data, entry.start)
        return tuple(Ratio(top, bottom) for top, bottom in zip(flat[::2], flat[1::2], strict=True))
    return struct.unpack_from(f"{order}{count}{_CODES[entry.type]}", data, entry.start)
