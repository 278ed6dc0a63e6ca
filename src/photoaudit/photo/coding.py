"""What a PNG, HEIC or AVIF says of how its pixels are to be shown: colors, turn, and which part of them.

Read from the bytes, as decoders hand on some of it, and some only once the pixels are decoded.

References
----------
- PNG Specification (Third Edition), W3C, 2025, 11.3.2 (cICP, gAMA, cHRM) and 11.3.4.5 (eXIf, which may
  follow the pixels). https://www.w3.org/TR/png-3/
- ITU-T H.273 (07/2024), code points of primaries and transfer characteristics.
- ISO/IEC 14496-12:2022, 12.1.4 (clap), 12.1.5 (colr); ISO/IEC 23008-12:2022, 6.5.10 (irot), 9.3 (ipma).
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from photoaudit.photo import derived

_MOST_TEXT = 1024 * 1024
_MOST_CHUNKS = 65_536
_RAW_EXIF = re.compile(rb"Raw profile type (?:exif|APP1)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Coding:
    """What a file says.

    Code points of primaries and transfer (0: nothing is said), EXIF of a PNG, the clean aperture in pixels,
    and whether a HEIC or AVIF turns or mirrors its picture itself.
    """

    primaries: int = 0
    transfer: int = 0
    exif: bytes | None = None
    aperture: tuple[int, int] | None = None
    turned: bool = False


def coding_of(data: bytes) -> Coding:
    """Return what a file says; nothing for other formats and for what is damaged."""
    with suppress(struct.error, IndexError, ZeroDivisionError, derived.TooMany):
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return _of_png(data)
        if data[4:8] == b"ftyp":
            return _of_boxes(data)
    return Coding()


def _of_png(data: bytes) -> Coding:
    primaries = transfer = 0
    exif: bytes | None = None
    raw: bytes | None = None
    met = False
    at = 8
    for _ in range(_MOST_CHUNKS):
        if at + 12 > len(data) or data[at + 4 : at + 8] == b"IEND":
            break
        size, name = struct.unpack_from(">I4s", data, at)
        body = at + 8
        if name == b"cICP" and size == 4:
            primaries, transfer = data[body], data[body + 1]
        elif name == b"eXIf" and exif is None:
            exif = data[body : body + size]
        elif name in (b"tEXt", b"zTXt", b"iTXt") and not met and _RAW_EXIF.match(data, body, body + size):
            met = True  # one is read, or found damaged: each may unpack to a megabyte
            raw = _raw_profile(name, data[body : body + min(size, 2 * _MOST_TEXT)])
        at = body + size + 4
    return Coding(primaries, transfer, exif if exif is not None else raw)


def _raw_profile(name: bytes, body: bytes) -> bytes | None:
    """Return a profile that ImageMagick wrote as text: its name, its length, then hexadecimal digits."""
    _, _, text = body.partition(b"\0")
    packed = name == b"zTXt" or (name == b"iTXt" and text[:1] == b"\1")
    text = text[1:] if name == b"zTXt" else text[2:].split(b"\0", 2)[-1] if name == b"iTXt" else text
    try:
        if packed:
            text = zlib.decompressobj().decompress(text, _MOST_TEXT)
        return bytes.fromhex(b"".join(text.split(b"\n")[3:]).decode("ascii"))
    except (zlib.error, ValueError):
        return None


def _of_boxes(data: bytes) -> Coding:
    primaries = transfer = 0
    aperture, turned = None, False
    for name, at, end in _properties(data):
        if name == b"colr" and data[at : at + 4] == b"nclx" and end >= at + 10:
            primaries, transfer = struct.unpack_from(">HH", data, at + 4)
        elif name == b"clap" and end >= at + 32:
            width, over_width, height, over_height = struct.unpack_from(">4I", data, at)
            aperture = width // over_width, height // over_height
        elif name == b"irot" and end > at:
            turned = turned or bool(data[at] & 3)
        elif name == b"imir":
            turned = True
    return Coding(primaries, transfer, None, aperture, turned)


def _properties(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, beginning and end of the properties of the primary item."""
    left = derived.Left()
    for start, end in derived.boxes(data, b"meta", 0, len(data), left):
        primary = next(
            (
                struct.unpack_from(">I" if data[at] else ">H", data, at + 4)[0]
                for at, _ in derived.boxes(data, b"pitm", start + 4, end, left)
            ),
            None,
        )
        for first, last in derived.boxes(data, b"iprp", start + 4, end, left):
            listed = [
                box
                for span in derived.boxes(data, b"ipco", first, last, left)
                for box in derived.properties(data, *span, left)
            ]
            for item, numbers in derived.associations(data, first, last, left):
                if item == primary:
                    yield from (listed[number] for number in numbers if 0 <= number < len(listed))
