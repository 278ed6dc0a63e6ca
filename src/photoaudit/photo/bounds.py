"""What opening a file would cost, told by its bytes and its header before any decoder sees them.

A decoder does what a file asks of it: it walks millions of segments, goes over all pixels hundreds of
times, keeps what a directory of a gigabyte says. No photo asks for that, so what does is refused here.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from photoaudit.model import Photo, UnreadableError
from photoaudit.photo import derived

MAX_PIECES = 65_536
"""Segments of a JPEG, chunks of a PNG and blocks of a GIF; a large PNG in pieces of 8 KB has 13,000."""

MAX_FILLING = 1024 * 1024
"""Bytes between the segments of a JPEG; most files have none, some a few KB."""

MAX_EXIF = 2 * 1024 * 1024
"""Bytes of EXIF in a JPEG, whose segments hold 64 KB; Pillow joins any number of them."""

MAX_PASSES = 20
"""How often a JPEG may go over as many pixels as are opened at most; progressive ones have 6 to 12 scans."""

MAX_DECODED = 2
"""How often as many pixels as are opened at most may be decoded for a HEIC or AVIF made of tiles."""

MAX_SUB_BLOCKS = 500_000
"""Pieces of up to 255 bytes in a GIF."""

MAX_NUMBERS = 250_000
"""Numbers in the directories that describe a TIFF: places of strips or tiles, tables of colors."""

MAX_PICTURES = 1000
"""Pictures of one file that are counted; 100 MB could hold millions."""

_MARKER = re.compile(rb"\xff[^\x00\xff]")
_MARKER_IN_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_RUN = b"\xff" * 65_536
"""What no scan has; a decoder that waits for what follows begins anew with every piece it is given."""

_END, _SCAN, _APP1, _SCANS = 0xD9, 0xDA, 0xE1, b"\xff\xda"
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_ALONE = {0x01, *range(0xD0, 0xD9)}
MAX_RUNS = 4 * 1024 * 1024
"""Bytes of a run-length coded BMP, which Pillow unpacks step by step."""

_OF_A_PIXEL: dict[str, dict[str, int]] = {
    "JPEG": {"L": 6, "RGB": 11, "CMYK": 13},
    "PNG": {"1": 5, "L": 5, "P": 5, "I;16": 6, "RGB": 8, "": 9},
    "WEBP": {"": 17},
    "AVIF": {"RGB": 15, "": 18},
    "HEIF": {"RGB": 16, "": 20},
    "TIFF": {"": 9},
    "GIF": {"": 5},
    "BMP": {"": 8},
}
"""Bytes of memory that a pixel takes at most, by format and mode; "" stands for all other modes."""

_MOST_OF_A_PIXEL = 20

_TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8}
_TIFF_BYTES = {1, 2, 7}
_TIFF_FURTHER = {0x8769, 0x8825, 0xA005}
_MAX_DIRECTORIES = 8
_ORIENTATION = 0x0112
_RUN_LENGTHS = (b"\1\0\0\0", b"\2\0\0\0")  # of 8 and of 4 bits


def check_structure(data: bytes, max_pixels: int) -> int:
    """Return how many pictures a GIF or TIFF has, `MAX_PICTURES` at most, and 0 for other formats.

    Raises `UnreadableError` for a file in more pieces than a photo has.
    """
    if data.startswith(b"\xff\xd8"):
        _check_jpeg(data, max_pixels)
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        _check_png(data)
    elif data.startswith((b"GIF87a", b"GIF89a")):
        return _check_gif(data)
    elif data.startswith((b"II", b"MM")):
        return _check_tiff(data)
    elif data[4:8] == b"ftyp":
        _check_parts(data, MAX_DECODED * max_pixels)
    elif data.startswith(b"BM") and data[30:34] in _RUN_LENGTHS and len(data) > MAX_RUNS:
        raise _too_many("bytes of run-length coded pixels", MAX_RUNS)
    return 0


def _check_parts(data: bytes, most: int) -> None:
    try:
        decoded = derived.decoded_pixels(data)
    except derived.TooMany as error:
        raise _too_many("parts", derived.MAX_REFERENCES) from error
    if decoded > most:
        raise _too_many("pixels in the parts of its picture", most)


def _too_many(what: str, most: int) -> UnreadableError:
    return UnreadableError(f"The file has more {what} than any photo: at most {most:,} are read.")


def _check_jpeg(data: bytes, max_pixels: int) -> None:
    exif, scans, pixels = 0, 0, 1
    for marker, start, end in _segments(data):
        if marker == _APP1 and data.startswith(b"Exif\0\0", start):
            exif += end - start
            if exif > MAX_EXIF:
                raise _too_many("bytes of EXIF", MAX_EXIF)
        elif marker in _FRAMES and start + 5 <= min(end, len(data)):
            pixels = max(pixels, math.prod(struct.unpack_from(">HH", data, start + 1)))
        elif marker == _SCAN:
            scans += 1
            most = MAX_PASSES * max_pixels // pixels
            if scans > most:
                raise _too_many("passes over its picture", most)
            if scans == 1 and data.count(_SCANS, end) < min(most, MAX_PIECES) and data.find(_RUN, end) < 0:
                return  # there are no more scans than places that look like one, so nothing is to be counted


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the marker of each segment of a JPEG and where its contents begin and end."""
    at, filling, in_scan, run = 2, 0, False, -1
    for _ in range(MAX_PIECES):
        if in_scan and run < at:
            run = data.find(_RUN, at) % (len(data) + 1)
        reach = run + 1 if in_scan else at + MAX_FILLING + 2  # to search in vain would take seconds
        found = (_MARKER_IN_SCAN if in_scan else _MARKER).search(data, at, reach)
        filling += found.start() - at if found and not in_scan else 0
        if filling > MAX_FILLING or (found is None and reach < len(data)):
            raise _too_many("bytes between its segments", MAX_FILLING)
        if found is None or data[found.end() - 1] == _END:
            return
        marker, at = data[found.end() - 1], found.end()
        if marker in _ALONE:
            continue
        size = int.from_bytes(data[at : at + 2], "big")
        if size < 2:
            return
        yield marker, at + 2, at + size
        at += size
        in_scan = in_scan or marker == _SCAN
    raise _too_many("segments", MAX_PIECES)


def _check_png(data: bytes) -> None:
    at = 8
    for _ in range(MAX_PIECES):
        if at + 8 > len(data) or data[at + 4 : at + 8] == b"IEND":
            return
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    raise _too_many("chunks", MAX_PIECES)


def _check_gif(data: bytes) -> int:
    at = 13 + _color_table(data[10] if len(data) > 10 else 0)
    pictures, pieces, sub_blocks = 0, 0, 0
    while at + 10 < len(data) and data[at] != 0x3B and pictures < MAX_PICTURES:
        pieces += 1
        if pieces > MAX_PIECES or sub_blocks > MAX_SUB_BLOCKS:
            if pictures:  # the first, which is all that is decoded, is before
                break
            raise _too_many("blocks", MAX_PIECES)
        if data[at] == 0x2C:
            pictures += 1
            at += 11 + _color_table(data[at + 9])  # descriptor, color table, code size
        elif data[at] == 0x21:
            at += 2
        else:
            at += 1
            continue
        while at < len(data) and data[at] and sub_blocks <= MAX_SUB_BLOCKS:
            at += 1 + data[at]
            sub_blocks += 1
        at += 1
    return max(1, pictures)


def _color_table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _check_tiff(data: bytes) -> int:
    order = "<" if data.startswith(b"II") else ">"
    try:
        layout = _BIG if struct.unpack_from(order + "H", data, 2)[0] == 43 else _CLASSIC
        (first,) = struct.unpack_from(order + layout.offset, data, layout.first)
        _check_numbers(data, order, layout, first)
        return _count_pages(data, order, layout, first)
    except struct.error:
        return 1


@dataclass(frozen=True, slots=True)
class _Layout:
    """The `struct` codes of a TIFF's counts, entries and offsets, and where the first offset is."""

    count: str
    entry: str
    offset: str
    first: int


_CLASSIC = _Layout("H", "HHI4s", "I", 4)
_BIG = _Layout("Q", "HHQ8s", "Q", 8)


def _check_numbers(data: bytes, order: str, layout: _Layout, first: int) -> None:
    """Refuse directories that hold more numbers than a decoder should keep."""
    entry = struct.Struct(order + layout.entry)
    left, directories = MAX_NUMBERS, [first]
    for at in directories:  # grows while it is walked
        try:
            (count,) = struct.unpack_from(order + layout.count, data, at)
        except struct.error:
            continue
        start = at + struct.calcsize(order + layout.count)
        left -= count
        for place in range(start, start + entry.size * min(count, MAX_NUMBERS), entry.size):
            if place + entry.size > len(data):
                break
            tag, kind, number, value = entry.unpack_from(data, place)
            size = _TIFF_SIZES.get(kind, 0) * number
            if kind not in _TIFF_BYTES and size <= len(data):
                left -= number
            if tag in _TIFF_FURTHER and len(directories) < _MAX_DIRECTORIES:
                directories.append(struct.unpack(order + layout.offset, value)[0])
        if left < 0:
            raise _too_many("numbers in its directories", MAX_NUMBERS)


def _count_pages(data: bytes, order: str, layout: _Layout, at: int) -> int:
    size, entry = struct.calcsize(order + layout.count), struct.calcsize(order + layout.entry)
    seen = {0}
    while at not in seen and len(seen) <= MAX_PICTURES:
        try:
            (count,) = struct.unpack_from(order + layout.count, data, at)
            (following,) = struct.unpack_from(order + layout.offset, data, at + size + entry * count)
        except (struct.error, OverflowError):
            break
        seen.add(at)
        at = following
    return max(1, len(seen) - 1)


def decode_memory(photo: Photo) -> int:
    """Return the bytes of memory that a process takes, at most, while it decodes and checks a photo.

    Told from its header alone: what decoders take for a pixel is measured by `benchmarks/memory.py`.
    """
    return memory_of(photo.format, photo.mode, photo.width * photo.height) + len(photo.data)


def memory_of(format: str, mode: str, pixels: int) -> int:
    """Return the bytes that so many pixels of a format and mode take, the file itself not counted."""
    by_mode = _OF_A_PIXEL.get(format, {})
    return pixels * by_mode.get(mode, by_mode.get("", _MOST_OF_A_PIXEL))


def orientation(exif: bytes) -> int:
    """Return the orientation, 1 to 8, that the first directory of EXIF states, 1 where it states none.

    Nothing else is read of it: a decoder that takes apart the whole block can be kept busy by it.
    """
    block = exif.removeprefix(b"Exif\0\0")
    order = "<" if block.startswith(b"II") else ">"
    try:
        (first,) = struct.unpack_from(f"{order}I", block, 4)
        (count,) = struct.unpack_from(f"{order}H", block, first)
        for place in range(first + 2, first + 2 + 12 * count, 12):
            tag, kind, number, value = struct.unpack_from(f"{order}HHI4s", block, place)
            if tag == _ORIENTATION and number == 1 and kind in (3, 4):
                (found,) = struct.unpack_from(order + ("H" if kind == 3 else "I"), value)
                return found if 1 <= found <= 8 else 1
    except struct.error:
        pass
    return 1
