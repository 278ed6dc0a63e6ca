"""EXIF: what the camera, the phone or a program wrote about the exposure.

References
----------
- CIPA DC-008-2024 (EXIF 3.0). https://www.cipa.jp/e/std/std-sec.html
- Tag names: ``PIL.ExifTags``.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from PIL import ExifTags

from photoaudit.metadata import makernote, tiff
from photoaudit.metadata.parts import Budget, Damaged, Kind, Segment, Spent, decode
from photoaudit.metadata.records import Exif, ExifTag, ExifValue, MakerNote, Ratio

_MAKERNOTE_SAMPLE = 64
_OFFSETS = {4: "I", 8: "Q"}
_LEAST_UTF8 = 16
_MAX_THUMBNAIL = 4 * 1024 * 1024
_MAX_DIRECTORIES = 16
_SUB_DIRECTORIES = {
    "IFD0": {0x8769: "ExifIFD", 0x8825: "GPS"},
    "ExifIFD": {0xA005: "Interop", 0x8825: "GPS"},
}
_EMBEDDED = {
    0x02BC: Kind.XMP,
    0x83BB: Kind.IPTC,
    0x8649: Kind.PHOTOSHOP,
    0x8773: Kind.ICC,
    0xCD41: Kind.C2PA,
}
_MAKERNOTE, _USER_COMMENT, _COPYRIGHT = 0x927C, 0x9286, 0x8298
_INTEROP_NAMES = {member.value: member.name for member in ExifTags.Interop}
_WINDOWS_TEXT = range(0x9C9B, 0x9CA0)
_THUMBNAIL_OFFSET, _THUMBNAIL_LENGTH = 0x0201, 0x0202


@dataclass(frozen=True, slots=True)
class ExifBlock:
    """An EXIF block read: its entries, what it carries for other readers, and its small preview."""

    exif: Exif
    embedded: tuple[Segment, ...] = ()
    thumbnail: bytes | None = None


@dataclass(slots=True)
class _Reader:
    """What the directories of one block share while it is read."""

    data: bytes
    layout: tiff.Layout
    where: str
    notes: list[str]
    budget: Budget

    def note(self, text: str) -> None:
        self.notes.append(f"{self.where}: {text}")


def read_exif(segment: Segment, notes: list[str], budget: Budget) -> ExifBlock:
    """Read a block that begins with a TIFF header; damaged entries are left out with a note."""
    layout, first = tiff.read_header(segment.data)
    reader = _Reader(segment.data, layout, segment.where, notes, budget)
    directories = _directories(reader, first)
    tags = tuple(tag for name, entries in directories.items() for tag in _tags(reader, name, entries))
    latitude, longitude = _position(tags)
    exif = Exif(tags, segment.where, layout.order, _makernote(reader, directories, tags), latitude, longitude)
    embedded = _embedded(reader, directories.get("IFD0", ()))
    return ExifBlock(exif, embedded, _thumbnail(reader, directories.get("IFD1", ())))


def _directories(reader: _Reader, first: int) -> dict[str, tuple[tiff.Entry, ...]]:
    found: dict[str, tuple[tiff.Entry, ...]] = {}
    queue = [("IFD0", first)]
    seen: set[int] = set()
    while queue and len(found) < _MAX_DIRECTORIES:
        name, offset = queue.pop(0)
        if offset in seen or name in found:
            reader.note(f"{name} points back at a directory already read")
            continue
        seen.add(offset)
        try:
            entries, following, bad = tiff.read_directory(reader.data, reader.layout, offset)
        except Damaged as error:
            reader.note(f"{name} was skipped, {error}")
            continue
        if bad:
            reader.note(f"{name} has {bad} damaged entries")
        found[name] = entries
        subs = _SUB_DIRECTORIES.get(name, {})
        queue += [(subs[e.tag], _offset(reader, e)) for e in entries if e.tag in subs and e.size in _OFFSETS]
        if following and name.startswith("IFD"):
            queue.append((f"IFD{int(name[3:]) + 1}", following))
    return found


def _offset(reader: _Reader, entry: tiff.Entry) -> int:
    return int(struct.unpack_from(reader.layout.order + _OFFSETS[entry.size], reader.data, entry.start)[0])


def _tags(reader: _Reader, ifd: str, entries: tuple[tiff.Entry, ...]) -> list[ExifTag]:
    names = ExifTags.GPSTAGS if ifd == "GPS" else _INTEROP_NAMES if ifd == "Interop" else ExifTags.TAGS
    tags = []
    for entry in entries:
        if entry.tag in _EMBEDDED or not entry.count:
            continue
        name = names.get(entry.tag) or f"0x{entry.tag:04x}"
        try:
            reader.budget.take(*tiff.numbers_cost(entry))
            value = _value(reader, entry)
            if isinstance(value, str | bytes):
                reader.budget.keep(value)
        except Spent:
            reader.note(f"{ifd} holds more than the limit; the rest was not read")
            break
        tags.append(ExifTag(ifd, entry.tag, name, value, f"{reader.where} {ifd} {name}", entry.size))
    return tags


def _value(reader: _Reader, entry: tiff.Entry) -> ExifValue:
    if entry.tag == _USER_COMMENT:
        return user_comment(tiff.raw_value(reader.data, entry), reader.layout.order)
    if entry.tag in _WINDOWS_TEXT:
        return _cut(tiff.raw_value(reader.data, entry).decode("utf-16-le", "replace"))
    if entry.tag == _COPYRIGHT:
        # Two texts, the photographer's and the editor's, with a terminator between.
        texts = (tiff.text_of(part) for part in tiff.raw_value(reader.data, entry).split(b"\0", 2)[:2])
        return "; ".join(text for text in texts if text)
    if entry.tag == _MAKERNOTE:
        return tiff.raw_value(reader.data, entry, _MAKERNOTE_SAMPLE)
    return tiff.read_value(reader.data, reader.layout.order, entry)


def user_comment(raw: bytes, order: str) -> str:
    """Return the text of a UserComment by the character code in its first 8 bytes."""
    code, body = raw[:8], raw[8:]
    if code == b"UNICODE\0" and _is_utf8(body):
        return _cut(body.decode("utf-8-sig"))
    if code == b"UNICODE\0":
        return _cut(body.decode(_utf16(body, order), "replace"))
    if code.startswith(b"JIS\0"):
        return _cut(body.decode("iso2022_jp", "replace"))
    if code.startswith(b"ASCII\0") or not code.strip(b"\0"):
        return _cut(decode(body))
    return _cut(decode(raw))  # some writers leave the code out


def _is_utf8(body: bytes) -> bool:
    """Whether text that should be UTF-16 is UTF-8, as some programs write it.

    UTF-16 has a zero byte for each Latin letter, space and line break; without any it is all Chinese or
    the like, of which few words would be UTF-8 by chance.
    """
    text = body.rstrip(b"\0")
    if b"\0" in text or len(text) < _LEAST_UTF8:
        return False
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _utf16(body: bytes, order: str) -> str:
    """Return the byte order of UTF-16 text: its mark, else judged from the text itself.

    Writers disagree on whether it follows the block's byte order. In nearly all scripts the high
    bytes take fewer different values than the low bytes.
    """
    if body[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return "utf-16"
    even, odd = len(set(body[:2048:2])), len(set(body[1:2048:2]))
    big = order == ">" if even == odd else even < odd
    return "utf-16-be" if big else "utf-16-le"


def _cut(text: str) -> str:
    return text.partition("\0")[0].strip()


def _makernote(
    reader: _Reader, directories: dict[str, tuple[tiff.Entry, ...]], tags: tuple[ExifTag, ...]
) -> MakerNote | None:
    entry = next((e for e in directories.get("ExifIFD", ()) if e.tag == _MAKERNOTE and e.count), None)
    if entry is None:
        return None
    make = next((t.value for t in tags if t.name == "Make" and t.ifd == "IFD0"), "")
    note = tiff.raw_value(reader.data, entry, _MAKERNOTE_SAMPLE)
    vendor = makernote.vendor_of(note, make if isinstance(make, str) else "")
    return MakerNote(vendor, entry.size, f"{reader.where} ExifIFD MakerNote")


def _embedded(reader: _Reader, entries: tuple[tiff.Entry, ...]) -> tuple[Segment, ...]:
    # One entry of each kind: any number of them could point at the same megabytes.
    first = {entry.tag: entry for entry in reversed(entries) if entry.tag in _EMBEDDED and entry.count}
    found = []
    for tag, entry in first.items():
        where = f"{reader.where} tag {tag}"
        try:
            reader.budget.take(entry.size)
        except Spent:
            reader.notes.append(f"{where} is larger than the limit and was skipped")
            continue
        found.append(Segment(_EMBEDDED[tag], tiff.raw_value(reader.data, entry, entry.size), where))
    return tuple(found)


def _thumbnail(reader: _Reader, entries: tuple[tiff.Entry, ...]) -> bytes | None:
    at = {e.tag: _offset(reader, e) for e in entries if e.size in _OFFSETS}
    offset, length = at.get(_THUMBNAIL_OFFSET, 0), at.get(_THUMBNAIL_LENGTH, 0)
    if not offset or not length:
        return None
    thumbnail = reader.data[offset : offset + min(length, _MAX_THUMBNAIL)]
    if not thumbnail.startswith(b"\xff\xd8"):
        reader.note("the thumbnail is not where IFD1 says")
        return None
    return thumbnail


def _position(tags: tuple[ExifTag, ...]) -> tuple[float, float] | tuple[None, None]:
    """Return latitude and longitude in degrees, north and east positive."""
    gps = {tag.name: tag.value for tag in tags if tag.ifd == "GPS"}
    latitude = _degrees(gps.get("GPSLatitude"), gps.get("GPSLatitudeRef"), "S", 90)
    longitude = _degrees(gps.get("GPSLongitude"), gps.get("GPSLongitudeRef"), "W", 180)
    if latitude is None or longitude is None or latitude == longitude == 0:  # zeros: no fix yet
        return None, None
    return latitude, longitude


def _degrees(value: ExifValue | None, reference: ExifValue | None, negative: str, limit: int) -> float | None:
    parts = value if isinstance(value, tuple) else (value,)
    degrees = 0.0
    for part, unit in zip(parts[:3], (1, 60, 3600), strict=False):
        number = part.value if isinstance(part, Ratio) else part
        if not isinstance(number, int | float):
            return None
        degrees += number / unit
    if not 0 <= degrees <= limit:
        return None
    return -degrees if str(reference).upper().startswith(negative) else degrees
