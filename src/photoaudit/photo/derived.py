"""HEIC and AVIF pictures that are put together of others: how many pixels are decoded for one.

A phone deals a photo over some hundred tiles. A file of 3 KB can name one large tile a thousand times.

References
----------
- ISO/IEC 14496-12:2022, 8.11 (meta, iref).
- ISO/IEC 23008-12:2022 (HEIF), 6.5 (ispe), 6.6 (derived items), 9.3 (ipma).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAX_REFERENCES = 65_536
"""Boxes, references and properties looked at; a photo of 48 million pixels has 200 tiles."""


class TooMany(ValueError):  # noqa: N818 - says what there is
    """There are more references than any photo has, or they lead in a circle."""


def decoded_pixels(data: bytes) -> int:
    """Return how many pixels are decoded for that picture of a file for which most are.

    Raises
    ------
    TooMany
        For a file that refers to more than `MAX_REFERENCES` or in a circle.
    """
    try:
        return max((_of_meta(data, *span) for span in boxes(data, b"meta", 0, len(data))), default=0)
    except (struct.error, IndexError):  # damaged, which is for the decoder to say
        return 0


def boxes(data: bytes, name: bytes, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the contents of the boxes of a name begin and end."""
    for _ in range(MAX_REFERENCES):
        if at + 8 > end:
            return
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
    raise TooMany


def _of_meta(data: bytes, start: int, end: int) -> int:
    own: dict[int, int] = {}
    parts: dict[int, list[int]] = {}
    for span in boxes(data, b"iprp", start + 4, end):
        own |= _sizes(data, *span)
    for first, last in boxes(data, b"iref", start + 4, end):
        code = "I" if data[first] else "H"
        for at, _ in boxes(data, b"dimg", first + 4, last):
            whole, count = struct.unpack_from(f">{code}H", data, at)
            listed = struct.unpack_from(f">{count}{code}", data, at + struct.calcsize(f">{code}H"))
            parts.setdefault(whole, []).extend(listed)
            if sum(map(len, parts.values())) > MAX_REFERENCES:
                raise TooMany
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


def _sizes(data: bytes, start: int, end: int) -> dict[int, int]:
    """Return the pixels of each item, from the properties that belong to it."""
    areas: list[int] = []
    for at, last in boxes(data, b"ipco", start, end):
        areas += _areas(data, at, last)
    found: dict[int, int] = {}
    for item, numbers in associations(data, start, end):
        for index in numbers:
            if 0 <= index < len(areas):
                found[item] = max(found.get(item, 0), areas[index])
    return found


def associations(data: bytes, start: int, end: int) -> Iterator[tuple[int, list[int]]]:
    """Yield each item and which of the properties, counted from 0, belong to it."""
    for at, _ in boxes(data, b"ipma", start, end):
        wide, long = data[at] >= 1, data[at + 3] & 1
        (count,) = struct.unpack_from(">I", data, at + 4)
        if count > MAX_REFERENCES:
            raise TooMany
        place = at + 8
        for _ in range(count):
            item, properties = struct.unpack_from(">IB" if wide else ">HB", data, place)
            place += 5 if wide else 3
            numbers = struct.unpack_from(f">{properties}{'H' if long else 'B'}", data, place)
            yield item, [(number & (0x7FFF if long else 0x7F)) - 1 for number in numbers]
            place += properties * (2 if long else 1)


def _areas(data: bytes, at: int, end: int) -> Iterator[int]:
    """Yield the pixels that each property states, 0 for those that state none."""
    for _ in range(MAX_REFERENCES):
        if at + 8 > end:
            return
        size, name = struct.unpack_from(">I4s", data, at)
        width, height = struct.unpack_from(">II", data, at + 12) if name == b"ispe" and size >= 20 else (0, 0)
        yield width * height
        if size < 8:
            return
        at += size
    raise TooMany
