"""HEIC and AVIF pictures that are put together of others: how many pixels are decoded for one.

A phone deals a photo over some hundred tiles. A file of 3 KB can name one large tile a thousand times.

References
----------
- ISO/IEC 14496-12:2022, 8.11 (meta, iref).
- ISO/IEC 23008-12:2022 (HEIF), 6.5 (ispe), 6.6 (derived items), 9.3 (ipma).
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator

MAX_REFERENCES = 65_536
"""Boxes, references and properties of a file looked at; a photo of 48 million pixels has 200 tiles."""


class TooMany(ValueError):  # noqa: N818 - says what there is
    """There are more references than any photo has, or they lead in a circle."""


class Left:
    """How many boxes, references and properties of a file may still be looked at, whoever asks for them."""

    def __init__(self) -> None:
        self._parts = MAX_REFERENCES

    def take(self, parts: int = 1) -> None:
        """Look at some more; raises `TooMany` where that is too much."""
        self._parts -= parts
        if self._parts < 0:
            raise TooMany


def decoded_pixels(data: bytes) -> int:
    """Return how many pixels are decoded for that picture of a file for which most are.

    Raises
    ------
    TooMany
        For a file that refers to more than `MAX_REFERENCES` or in a circle.
    """
    left = Left()
    try:
        metas = boxes(data, b"meta", 0, len(data), left)
        return max((_of_meta(data, *span, left) for span in metas), default=0)
    except (struct.error, IndexError):  # damaged, which is for the decoder to say
        return 0


def boxes(data: bytes, name: bytes, at: int, end: int, left: Left) -> Iterator[tuple[int, int]]:
    """Yield where the contents of the boxes of a name begin and end."""
    while at + 8 <= end:
        left.take()
        size, found = struct.unpack_from(">I4s", data, at)
        body = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, body)
            body += 8
        last = at + size if size else end
        if not body <= last <= end:
            return
        if found == name:
            yield body, last
        at = last


def _of_meta(data: bytes, start: int, end: int, left: Left) -> int:
    own: dict[int, int] = {}
    parts: dict[int, list[int]] = {}
    for span in boxes(data, b"iprp", start + 4, end, left):
        own |= _sizes(data, *span, left)
    for first, last in boxes(data, b"iref", start + 4, end, left):
        code = "I" if data[first] else "H"
        for at, _ in boxes(data, b"dimg", first + 4, last, left):
            whole, count = struct.unpack_from(f">{code}H", data, at)
            left.take(count)
            listed = struct.unpack_from(f">{count}{code}", data, at + struct.calcsize(f">{code}H"))
            parts.setdefault(whole, []).extend(listed)
    known: dict[int, int] = {}
    return max((_cost(item, own, parts, known, 0) for item in parts), default=0)


_MAX_DEPTH = 8


def _cost(
    item: int, own: dict[int, int], parts: dict[int, list[int]], known: dict[int, int], depth: int
) -> int:
    """Return how many pixels are decoded for an item: its own, or those of all its parts."""
    if depth > _MAX_DEPTH:
        raise TooMany
    if item not in known:
        further = parts.get(item)
        known[item] = (
            sum(_cost(part, own, parts, known, depth + 1) for part in further)
            if further
            else own.get(item, 0)
        )
    return known[item]


def _sizes(data: bytes, start: int, end: int, left: Left) -> dict[int, int]:
    """Return the pixels of each item, from the properties that belong to it."""
    areas: list[int] = []
    for span in boxes(data, b"ipco", start, end, left):
        areas += (_area(data, *item) for item in properties(data, *span, left))
    found: dict[int, int] = {}
    for item, numbers in associations(data, start, end, left):
        for index in numbers:
            if 0 <= index < len(areas):
                found[item] = max(found.get(item, 0), areas[index])
    return found


def associations(data: bytes, start: int, end: int, left: Left) -> Iterator[tuple[int, list[int]]]:
    """Yield each item and which of the properties, counted from 0, belong to it."""
    for at, _ in boxes(data, b"ipma", start, end, left):
        wide, long = data[at] >= 1, data[at + 3] & 1
        (count,) = struct.unpack_from(">I", data, at + 4)
        place = at + 8
        for _ in range(count):
            item, said = struct.unpack_from(">IB" if wide else ">HB", data, place)
            left.take(1 + said)
            place += 5 if wide else 3
            numbers = struct.unpack_from(f">{said}{'H' if long else 'B'}", data, place)
            yield item, [(number & (0x7FFF if long else 0x7F)) - 1 for number in numbers]
            place += said * (2 if long else 1)


def properties(data: bytes, at: int, end: int, left: Left) -> Iterator[tuple[bytes, int, int]]:
    """Yield the name of each property, and where its contents begin and end."""
    while at + 8 <= end:
        left.take()
        size, name = struct.unpack_from(">I4s", data, at)
        yield name, at + 8, min(at + max(size, 8), end)
        if size < 8:
            return
        at += size


def _area(data: bytes, name: bytes, at: int, end: int) -> int:
    """Return the pixels that a property states, 0 for one that states none."""
    return math.prod(struct.unpack_from(">II", data, at + 4)) if name == b"ispe" and end >= at + 12 else 0
