"""The one entry: a file's bytes in, everything it says besides its pixels out."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from typing import TypeVar

from photoaudit.metadata.behind import look_behind
from photoaudit.metadata.bmff import split_bmff
from photoaudit.metadata.exif import ExifBlock, read_exif
from photoaudit.metadata.gif import split_gif
from photoaudit.metadata.icc import profile_name
from photoaudit.metadata.iptc import read_iptc, read_resources
from photoaudit.metadata.jpeg import picture_size, split_jpeg
from photoaudit.metadata.parts import MAX_TRAILING, Budget, Damaged, Kind, Segment, Spent, Split, printable
from photoaudit.metadata.png import split_png
from photoaudit.metadata.records import Metadata, TextEntry
from photoaudit.metadata.riff import split_webp
from photoaudit.metadata.xmp import read_xmp

T = TypeVar("T")

MAX_TEXTS = 1000
"""Container texts kept; real files hold a dozen."""

MAX_ALL_TEXT = 8 * 1024 * 1024
"""Characters of container text kept; a large workflow has some 100,000."""

MAX_NOTES = 50
"""Notes kept; a file damaged everywhere has no more to tell after these."""


def _split_tiff(data: bytes) -> Split:
    """Take a TIFF as one EXIF block: its directories sit anywhere in the file, so nothing trails."""
    return Split(len(data), (Segment(Kind.EXIF, data, "TIFF"),))


_SPLITTERS: dict[str, Callable[[bytes, Budget], Split]] = {
    "JPEG": lambda data, _: split_jpeg(data),
    "MPO": lambda data, _: split_jpeg(data),
    "PNG": split_png,
    "WEBP": lambda data, _: split_webp(data),
    "HEIF": split_bmff,
    "AVIF": split_bmff,
    "TIFF": lambda data, _: _split_tiff(data),
    "GIF": lambda data, _: split_gif(data),
    "BMP": lambda data, _: Split(len(data)),
}
"""What takes a format apart. Only what can be stored once and named often counts against the budget."""


def read_metadata(data: bytes, format: str) -> Metadata:
    """Read the metadata of a file in a format by Pillow's name; never raises on damaged files.

    What cannot be read is left out and named in ``notes``.
    """
    splitter = _SPLITTERS.get(format)
    if splitter is None:
        return Metadata(format, notes=(f"Metadata of {printable(format)} files is not read.",))
    budget = Budget()
    split = splitter(data, budget)
    notes = list(split.notes)
    block = _first_exif(split.of(Kind.EXIF), notes, budget)
    segments = split.segments + (block.embedded if block else ())
    segments += _gather(read_resources, _of(segments, Kind.PHOTOSHOP), notes, budget)
    icc = next((segment.data for segment in _of(segments, Kind.ICC)), None)
    stores = _of(segments, Kind.C2PA)
    if len(stores) > 1:
        notes.append(f"The file has {len(stores)} C2PA manifest stores; the first is used.")
    thumbnail = block.thumbnail if block else None
    return Metadata(
        format=format,
        exif=block.exif if block else None,
        xmp=read_xmp(_of(segments, Kind.XMP), notes, budget),
        iptc=_gather(read_iptc, _of(segments, Kind.IPTC), notes, budget),
        texts=_texts(split.texts, notes, budget),
        icc=icc,
        icc_name=profile_name(icc) if icc else "",
        jpeg=split.jpeg,
        c2pa=stores[0].data if stores else None,
        c2pa_where=stores[0].where if stores else "",
        trailing=_sample(data, split.end),
        trailing_size=len(data) - split.end,
        behind=look_behind(data, split.end),
        thumbnail=thumbnail,
        thumbnail_size=picture_size(thumbnail) if thumbnail else None,
        pictures=split.pictures,
        notes=tuple(dict.fromkeys(notes))[:MAX_NOTES],
    )


def _of(segments: Iterable[Segment], kind: Kind) -> tuple[Segment, ...]:
    return tuple(segment for segment in segments if segment.kind is kind)


def _gather(
    read: Callable[[Segment, list[str], Budget], tuple[T, ...]],
    segments: Iterable[Segment],
    notes: list[str],
    budget: Budget,
) -> tuple[T, ...]:
    """Read all segments of a kind; one that is damaged yields a note and nothing else."""
    found: list[T] = []
    for segment in segments:
        try:
            found += read(segment, notes, budget)
        except (Damaged, struct.error) as error:
            notes.append(f"{segment.where} is damaged: {printable(str(error))}")
    return tuple(found)


def _first_exif(segments: Iterable[Segment], notes: list[str], budget: Budget) -> ExifBlock | None:
    """Read the first EXIF block that can be read; another one in the same file is only noted."""
    block: ExifBlock | None = None
    for segment in segments:
        if block is not None:
            notes.append(f"{segment.where}: a further EXIF block was not read")
            continue
        block = next(iter(_gather(lambda *given: (read_exif(*given),), [segment], notes, budget)), None)
    return block


def _texts(texts: tuple[TextEntry, ...], notes: list[str], budget: Budget) -> tuple[TextEntry, ...]:
    """Return the texts up to the limits."""
    room = MAX_ALL_TEXT
    for index, entry in enumerate(texts):
        room -= len(entry.text)
        try:
            budget.keep(entry.keyword, entry.text)
        except Spent:
            room = -1
        if room < 0 or index >= MAX_TEXTS:
            notes.append(f"{entry.where}: the file holds more text than the limit; the rest was left out")
            return texts[:index]
    return texts


def _sample(data: bytes, end: int) -> bytes:
    """Return what trails the picture: all of it, or its two ends where most of the marks are."""
    if len(data) - end <= MAX_TRAILING:
        return data[end:]
    half = MAX_TRAILING // 2
    return data[end : end + half] + data[-half:]
