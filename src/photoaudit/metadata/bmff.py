"""HEIF and AVIF files: metadata items and boxes of an ISO base media file.

References
----------
- ISO/IEC 14496-12:2022, Object structure (boxes) and 8.11 (meta, iinf, iloc, idat).
- ISO/IEC 23008-12:2022 (HEIF), Exif and XMP metadata items.
- C2PA in a uuid box: C2PA 2.1, appendix A. XMP in a uuid box: Adobe, XMP Specification Part 3.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from photoaudit.metadata.jpeg_apps import is_manifest_store
from photoaudit.metadata.parts import MAX_TEXT, Budget, Damaged, Kind, Segment, Spent, Split, printable

_C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


@dataclass(frozen=True, slots=True)
class _Box:
    type: bytes
    start: int
    end: int


@dataclass(slots=True)
class _Item:
    """A metadata item: what it is, and the pieces of the file it is made of."""

    kind: Kind
    extents: list[tuple[int, int]] = field(default_factory=list)


def split_bmff(data: bytes, budget: Budget) -> Split:
    """Take a HEIF or AVIF file apart."""
    if data[4:8] != b"ftyp":
        return Split(len(data), notes=("HEIF: it does not begin as one",))
    notes: list[str] = []
    segments: list[Segment] = []
    end = 0
    try:
        for box in _boxes(data, 0, len(data), budget):
            end = box.end
            if box.type in (b"meta", b"uuid"):
                segments += _read(data, box, budget, notes)
    except Spent as error:
        end = len(data)
        notes.append(f"HEIF: it was not read to its end: {error}")
    return Split(end, tuple(segments), notes=tuple(notes))


def _read(data: bytes, box: _Box, budget: Budget, notes: list[str]) -> list[Segment]:
    """Return what a box holds; of a damaged one nothing, with a note."""
    where = f"HEIF {box.type.decode()} at byte {box.start}"
    try:
        return _meta(data, box, budget, notes) if box.type == b"meta" else _uuid(data, box)
    except Spent as error:
        notes.append(f"{where} was not read to its end: {error}")
    except (Damaged, struct.error) as error:
        notes.append(f"{where} is damaged: {printable(str(error))}")
    return []


def _boxes(data: bytes, at: int, end: int, budget: Budget) -> Iterator[_Box]:
    """Yield the boxes between two places; stop at the first that does not fit."""
    while at + 8 <= end:
        budget.take(0)
        size, name = struct.unpack_from(">I4s", data, at)
        body = at + 8
        if size == 1 and body + 8 <= end:
            (size,) = struct.unpack_from(">Q", data, body)
            body += 8
        size = size or end - at
        if at + size > end or at + size < body:
            return
        yield _Box(name, body, at + size)
        at += size


def _meta(data: bytes, meta: _Box, budget: Budget, notes: list[str]) -> list[Segment]:
    boxes = {box.type: box for box in _boxes(data, meta.start + 4, meta.end, budget)}
    segments = _profile(data, boxes.get(b"iprp"), budget)
    if b"iinf" not in boxes or b"iloc" not in boxes:
        return segments
    items = _items(data, boxes[b"iinf"], budget)
    notes += _locate(data, boxes, items, budget)
    for item in items.values():
        try:
            budget.take(sum(size for _, size in item.extents))
        except Spent:
            notes.append(f"HEIF {item.kind} item is larger than the limit and was skipped")
            continue
        body = b"".join(data[at : at + size] for at, size in item.extents)
        if item.kind is Kind.EXIF:
            # First comes the distance from here to the TIFF header, mostly 0 or 6 ("Exif\0\0").
            body = body[4 + int.from_bytes(body[:4], "big") :]
        if body:
            segments.append(Segment(item.kind, body, f"HEIF {item.kind} item"))
    return segments


def _items(data: bytes, iinf: _Box, budget: Budget) -> dict[int, _Item]:
    """Return the metadata items by number."""
    version = data[iinf.start]
    items = {}
    for box in _boxes(data, iinf.start + (6 if version == 0 else 8), iinf.end, budget):
        if box.type != b"infe" or box.end - box.start < 12 or data[box.start] not in (2, 3):
            continue
        wide = data[box.start] == 3
        number, _, name = struct.unpack_from(">IH4s" if wide else ">HH4s", data, box.start + 4)
        rest = data[box.start + (14 if wide else 12) : box.end]
        if name == b"Exif":
            items[number] = _Item(Kind.EXIF)
        elif name == b"mime" and rest.split(b"\0")[1:2] == [b"application/rdf+xml"]:
            items[number] = _Item(Kind.XMP)
    return items


def _locate(data: bytes, boxes: dict[bytes, _Box], items: dict[int, _Item], budget: Budget) -> list[str]:
    """Fill in the extents of the items, and return notes on those that have none."""
    iloc, idat, notes = boxes[b"iloc"], boxes.get(b"idat"), []
    version, sizes, more = data[iloc.start], data[iloc.start + 4], data[iloc.start + 5]
    reader = _Numbers(data, iloc.start + 6, iloc.end)
    wide = 4 if version == 2 else 2
    offset_size, length_size, base_size = sizes >> 4, sizes & 15, more >> 4
    index_size = more & 15 if version else 0
    for _ in range(reader.take(wide)):
        number = reader.take(wide)
        method = reader.take(2) & 15 if version else 0
        reader.take(2)
        base = reader.take(base_size)
        if method == 1 and idat:
            base += idat.start
        item = items.get(number)
        if item and method > 1:
            notes.append(f"HEIF {item.kind} item is made of other items and was skipped")
            item = None
        count = reader.take(2)
        budget.take(0, 1 + count)
        for _ in range(count):
            reader.take(index_size)
            offset, length = reader.take(offset_size), reader.take(length_size)
            if item:
                start = min(base + offset, len(data))
                item.extents.append((start, min(length or len(data), len(data) - start)))
    return notes


@dataclass(slots=True)
class _Numbers:
    """Reads unsigned numbers of varying width one after the other."""

    data: bytes
    at: int
    end: int

    def take(self, size: int) -> int:
        if self.at + size > self.end:
            raise Damaged("it ends early")
        number = int.from_bytes(self.data[self.at : self.at + size], "big")
        self.at += size
        return number


def _profile(data: bytes, iprp: _Box | None, budget: Budget) -> list[Segment]:
    if iprp is None:
        return []
    for container in _boxes(data, iprp.start, iprp.end, budget):
        if container.type != b"ipco":
            continue
        for box in _boxes(data, container.start, container.end, budget):
            if box.type == b"colr" and data[box.start : box.start + 4] in (b"prof", b"rICC"):
                profile = data[box.start + 4 : min(box.end, box.start + 4 + MAX_TEXT)]
                return [Segment(Kind.ICC, profile, "HEIF colr box")]
    return []


def _uuid(data: bytes, box: _Box) -> list[Segment]:
    identifier = data[box.start : box.start + 16]
    if identifier == _XMP_UUID:
        return [Segment(Kind.XMP, data[box.start + 16 : box.end], f"HEIF uuid box at byte {box.start}")]
    if identifier != _C2PA_UUID:
        return []
    # Version and flags, purpose ending in zero, and for a manifest the place of further boxes.
    purpose, _, rest = data[box.start + 20 : box.end].partition(b"\0")
    store = rest[8:]
    if purpose not in (b"manifest", b"original", b"update") or not is_manifest_store(store):
        return []
    return [Segment(Kind.C2PA, store, f"HEIF C2PA uuid box at byte {box.start}")]
