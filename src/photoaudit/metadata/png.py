"""PNG files: metadata chunks before and after the pixels, and what follows the end.

References
----------
- PNG Specification (Third Edition), W3C, 2025, 5 and 11.3. https://www.w3.org/TR/png-3/
- XMP in iTXt: Adobe, XMP Specification Part 3, PNG.
- C2PA in caBX: C2PA 2.1, appendix A.
- ComfyUI's graphs in comf, which its animated PNGs have behind the pixels: ComfyUI,
  comfy_api/latest/_ui.py (2026-08).
- ImageMagick's "Raw profile type" texts, read as ExifTool does. https://exiftool.org/TagNames/PNG.html
"""

from __future__ import annotations

import re
import zlib

from photoaudit.metadata.jpeg_apps import is_manifest_store
from photoaudit.metadata.parts import (
    MAX_SEGMENTS,
    MAX_TEXT,
    Budget,
    Damaged,
    Kind,
    Segment,
    Split,
    decode,
    inflate,
    printable,
)
from photoaudit.metadata.records import TextEntry

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_READ = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"iCCP", b"caBX", b"comf"}
_XMP_KEYWORD = "XML:com.adobe.xmp"
_RAW_PROFILE = re.compile(r"Raw profile type (\w+)\Z")
_RAW_KINDS = {"exif": Kind.EXIF, "xmp": Kind.XMP, "iptc": Kind.PHOTOSHOP, "8bim": Kind.PHOTOSHOP}
_APP1_PREFIXES = ((b"Exif\0\0", Kind.EXIF), (b"http://ns.adobe.com/xap/1.0/\0", Kind.XMP))

Item = Segment | TextEntry


def split_png(data: bytes, budget: Budget) -> Split:
    """Take a PNG apart."""
    if not data.startswith(_SIGNATURE):
        return Split(len(data), notes=("PNG: it does not begin as one",))
    notes: list[str] = []
    items: list[Item] = []
    at = len(_SIGNATURE)
    for _ in range(MAX_SEGMENTS):
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        start, end = at + 8, at + 12 + size
        if len(data) < end or not name.isalpha():
            notes.append(f"PNG: the chunk at byte {at} is cut short or damaged")
            end = len(data)
            break
        if name in _READ:
            body, where = data[start : start + size], f"PNG {name.decode()} at byte {at}"
            if zlib.crc32(name + body) != int.from_bytes(data[end - 4 : end], "big"):
                notes.append(f"{where}: the checksum does not match")
            try:
                items += _read(name, body, at, budget)
            except Damaged as error:
                notes.append(f"{where} was skipped: {error}")
        at = end
        if name == b"IEND":
            break
    else:
        notes.append(f"PNG: more than {MAX_SEGMENTS} chunks; the rest was not read")
        at = len(data)
    segments = tuple(item for item in items if isinstance(item, Segment))
    texts = tuple(item for item in items if isinstance(item, TextEntry))
    return Split(at if name == b"IEND" else len(data), segments, texts, tuple(notes))


def _read(name: bytes, body: bytes, at: int, budget: Budget) -> list[Item]:
    where = f"PNG {name.decode()} at byte {at}"
    if name == b"eXIf":
        return [Segment(Kind.EXIF, body.removeprefix(b"Exif\0\0"), where)]
    if name == b"caBX":
        return [Segment(Kind.C2PA, body, where)] if is_manifest_store(body) else []
    if name == b"iCCP":
        _, _, compressed = body.partition(b"\0")
        return [Segment(Kind.ICC, inflate(compressed[1:], budget), where)]
    keyword, raw = _text(name, body, budget)
    where = f"PNG {name.decode()} '{printable(keyword)}' at byte {at}"
    if keyword == _XMP_KEYWORD:
        return [Segment(Kind.XMP, raw, where)]
    profile = _RAW_PROFILE.match(keyword)
    if profile and (segment := _raw_profile(profile[1].lower(), raw, where)):
        return [segment]
    return [TextEntry(keyword, decode(raw), where)]


def _text(name: bytes, body: bytes, budget: Budget) -> tuple[str, bytes]:
    """Return keyword and text of a tEXt, zTXt, iTXt or comf chunk, the text still encoded."""
    key, separator, rest = body.partition(b"\0")
    if not separator:
        raise Damaged("it has no keyword")
    keyword = key.decode("latin-1")
    if name in (b"tEXt", b"comf"):
        return keyword, rest[:MAX_TEXT]
    if name == b"zTXt":
        return keyword, inflate(rest[1:], budget)  # rest[0]: compression method, always 0
    compressed = rest[:1] == b"\1"
    parts = rest[2:].split(b"\0", 2)  # language, translated keyword, text
    if len(parts) < 3:
        raise Damaged("it ends before its text")
    return keyword, inflate(parts[2], budget) if compressed else parts[2][:MAX_TEXT]


def _raw_profile(name: str, raw: bytes, where: str) -> Segment | None:
    """Return a profile that ImageMagick wrote as text: its name, its length, then hexadecimal digits."""
    lines = raw.strip().split(b"\n", 2)
    if len(lines) < 3:
        raise Damaged("it is not a raw profile")
    try:
        data = bytes.fromhex(lines[2].decode("ascii"))
    except ValueError as error:
        raise Damaged("its digits are not hexadecimal") from error
    for prefix, kind in _APP1_PREFIXES:
        if data.startswith(prefix):
            return Segment(kind, data[len(prefix) :], where)
    kind_by_name = _RAW_KINDS.get(name)
    if kind_by_name is None:
        return None
    data = data.removeprefix(b"Photoshop 3.0\0")
    if kind_by_name is Kind.PHOTOSHOP and not data.startswith(b"8BIM"):
        return Segment(Kind.IPTC, data, where)
    return Segment(kind_by_name, data, where)
