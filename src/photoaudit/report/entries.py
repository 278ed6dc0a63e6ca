"""What `photoaudit metadata` lists: every entry of a file, its value made short, and where it stands.

One list serves the terminal and JSON alike, so neither shows what the other hides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from photoaudit.metadata import ExifTag, ExifValue, Metadata, Ratio
from photoaudit.metadata.privacy import tells_position, tells_who
from photoaudit.metadata.quantization import classify
from photoaudit.report.words import counted
from photoaudit.text import LINE, clean

HIDDEN = "present; --show-location prints it"
PERSONAL, LOCATION = "personal", "location"
LEGEND = "(!) tells of a person, a device or a place; think before publishing."
CREDENTIALS = "content-credentials"
NUMBERS = 8
BYTES = 16
LABEL = 28


@dataclass(frozen=True)
class Entry:
    """One thing a file says; ``flag`` marks what tells of a person or a place."""

    section: str
    name: str
    value: str
    where: str
    flag: str = ""


TITLES = {
    "exif": "EXIF",
    "xmp": "XMP",
    "iptc": "IPTC",
    "text": "Texts and comments",
    "icc": "Color profile",
    "jpeg": "JPEG encoding",
    CREDENTIALS: "Content Credentials",
    "other": "Other contents",
}
"""The sections and their headings, in the order of the report."""

IPTC_NAMES = {
    (1, 90): "CodedCharacterSet", (2, 5): "ObjectName", (2, 25): "Keywords", (2, 40): "SpecialInstructions",
    (2, 55): "DateCreated", (2, 60): "TimeCreated", (2, 65): "OriginatingProgram", (2, 80): "By-line",
    (2, 85): "By-lineTitle", (2, 90): "City", (2, 92): "Sub-location", (2, 95): "Province-State",
    (2, 101): "Country", (2, 103): "OriginalTransmissionReference", (2, 105): "Headline", (2, 110): "Credit",
    (2, 115): "Source", (2, 116): "CopyrightNotice", (2, 120): "Caption-Abstract", (2, 122): "Writer-Editor",
}  # fmt: skip


def entries(metadata: Metadata, *, show_location: bool) -> tuple[Entry, ...]:
    """Return everything found, cleaned and shortened; positions only if they are to be shown."""
    found = (*_exif(metadata), *_xmp(metadata), *_iptc(metadata), *_texts(metadata), *_others(metadata))
    return tuple(
        Entry(
            item.section,
            clean(item.name) or "(no name)",
            HIDDEN if item.flag == LOCATION and not show_location else _short(item.value),
            clean(item.where),
            item.flag,
        )
        for item in found
    )


def _exif(metadata: Metadata) -> Iterator[Entry]:
    exif = metadata.exif
    if exif is None:
        return
    for ifd, tags in groupby(exif.tags, key=lambda tag: tag.ifd):
        where = f"{exif.where} {ifd}"
        for tag in tags:
            flag = LOCATION if tells_position(tag.name, ifd) else _personal(tag.name, tag.value)
            yield Entry("exif", tag.name, _exif_value(tag, metadata), where, flag)
        if ifd == "GPS" and exif.gps_present:
            yield Entry("exif", "position", f"{exif.latitude:.5f}, {exif.longitude:.5f}", where, LOCATION)


def _exif_value(tag: ExifTag, metadata: Metadata) -> str:
    note = metadata.exif.makernote if metadata.exif else None
    if tag.name == "MakerNote" and note:
        return f"{clean(note.vendor) or 'unknown maker'}, {note.size:,} bytes, not read"
    return _shown(tag.value, tag.size)


def _xmp(metadata: Metadata) -> Iterator[Entry]:
    for entry in metadata.xmp:
        place = entry.where.removesuffix(entry.path).rstrip()
        local = any(tells_position(part) for part in (entry.name, *entry.path.split("/")))
        yield Entry(
            "xmp", entry.path, entry.value, place, LOCATION if local else _personal(entry.name, entry.value)
        )


def _iptc(metadata: Metadata) -> Iterator[Entry]:
    for item in metadata.iptc:
        number = f"{item.record}:{item.dataset}"
        name = IPTC_NAMES.get((item.record, item.dataset), "")
        yield Entry("iptc", f"{number} {name}".rstrip(), item.value, item.where.removesuffix(number).rstrip())


def _texts(metadata: Metadata) -> Iterator[Entry]:
    for text in metadata.texts:
        flag = LOCATION if tells_position(text.keyword) else _personal(text.keyword, text.text)
        if text.keyword.lower().startswith("raw profile"):  # a packed block: its digits may be a position
            yield Entry("text", text.keyword, f"{len(text.text):,} characters", text.where, flag)
        else:
            yield Entry("text", text.keyword, text.text, text.where, flag)


def _others(metadata: Metadata) -> Iterator[Entry]:
    if metadata.icc is not None:
        yield Entry("icc", metadata.icc_name or "unnamed", f"{len(metadata.icc):,} bytes", "")
    yield from _jpeg(metadata)
    if metadata.c2pa is not None:
        size = f"{len(metadata.c2pa):,} bytes"
        yield Entry(CREDENTIALS, "manifest store", size, metadata.c2pa_where)
    if metadata.thumbnail is not None:
        shape = "x".join(map(str, metadata.thumbnail_size)) if metadata.thumbnail_size else "unknown size"
        yield Entry("other", "thumbnail", f"{shape}, {len(metadata.thumbnail):,} bytes", "")
    if metadata.pictures > 1:
        yield Entry("other", "pictures", f"{metadata.pictures} in this file", "")
    if metadata.trailing_size:
        yield Entry("other", "after the picture", f"{metadata.trailing_size:,} bytes", "")


def _jpeg(metadata: Metadata) -> Iterator[Entry]:
    jpeg = metadata.jpeg
    if jpeg is None:
        return
    mode = "progressive" if jpeg.progressive else "sequential"
    yield Entry("jpeg", "frame", f"{jpeg.width} x {jpeg.height}, {jpeg.precision} bits, {mode}", "")
    channels = f"{counted(jpeg.components, 'channel')}, {jpeg.subsampling}".rstrip(", ")
    yield Entry("jpeg", "channels", channels, "")
    tables = classify(jpeg)
    if tables:
        quality = f", quality {tables.quality}" if tables.quality else ""
        yield Entry("jpeg", "quantization tables", f"{tables.kind}{quality}", "")
    for table in jpeg.quantization:
        yield Entry("jpeg", f"table {table.id}", _shown(table.values, len(table.values)), "")
    yield Entry("jpeg", "segments", ", ".join(jpeg.markers), "")


def _personal(name: str, value: object) -> str:
    return PERSONAL if tells_who(name, value) else ""


def _shown(value: ExifValue, size: int) -> str:
    """Return a value as text: of many numbers the first few, of bytes their text or the first few."""
    if isinstance(value, tuple):
        more = f" ... ({len(value)} numbers)" if len(value) > NUMBERS else ""
        return " ".join(_numbers(value[:NUMBERS])) + more
    if isinstance(value, bytes):
        text = value.rstrip(b"\0")
        if text and len(text) <= LINE and text.isascii() and text.decode("ascii").isprintable():
            return text.decode("ascii")
        more = f" ... ({max(size, len(value)):,} bytes)" if len(value) > BYTES else ""
        return value[:BYTES].hex(" ") + more
    return value if isinstance(value, str) else next(iter(_numbers((value,))))


def _numbers(values: Iterable[int | float | Ratio]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Ratio):
            yield f"{value.numerator}/{value.denominator}"
        else:
            yield f"{value:g}" if isinstance(value, float) else str(value)


def _short(text: str) -> str:
    """Return a value on one line; a longer one says how long it is."""
    short = clean(text)
    return short if len(text) <= LINE else f"{short} ({len(text):,} characters)"
