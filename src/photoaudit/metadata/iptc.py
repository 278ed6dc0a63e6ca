"""IPTC-IIM, alone or inside of Photoshop's image resources.

References
----------
- IPTC-NAA Information Interchange Model, version 4.2, 2014.
  https://www.iptc.org/std/IIM/4.2/specification/IIMV4.2.pdf
- Adobe Photoshop File Formats Specification, Image Resources Section.
  https://www.adobe.com/devnet-apps/photoshop/fileformatashtml/
"""

from __future__ import annotations

import struct

from photoaudit.metadata.parts import Budget, Damaged, Kind, Segment, Spent, decode
from photoaudit.metadata.records import IptcDataset

_IPTC_RESOURCE = 0x0404
_RESOURCE_TYPES = (b"8BIM", b"MeSa", b"PHUT", b"AgHg", b"DCSR")
_MAX_DATASETS = 5000
_MAX_RESOURCES = 5000
_MAX_BLOCKS = 8
_MAX_VALUE = 64 * 1024
_NUMBERS = {(1, 0), (1, 20), (1, 22), (2, 0), (3, 0)}
_UTF8 = b"\x1b%G"


def read_resources(segment: Segment, notes: list[str], budget: Budget) -> tuple[Segment, ...]:
    """Return the IPTC blocks among Photoshop's image resources."""
    data = segment.data
    found: list[Segment] = []
    at = 0
    for _ in range(_MAX_RESOURCES):
        if data[at : at + 4] not in _RESOURCE_TYPES or at + 12 > len(data) or len(found) == _MAX_BLOCKS:
            break
        try:
            budget.take(0)
        except Spent as error:
            notes.append(f"{segment.where} was not read to its end: {error}")
            break
        (number,) = struct.unpack_from(">H", data, at + 4)
        name_size = data[at + 6] + 1
        at += 6 + name_size + name_size % 2
        size = int.from_bytes(data[at : at + 4], "big")
        at += 4
        if at + size > len(data):
            notes.append(f"{segment.where}: resource {number} is cut short")
        if number == _IPTC_RESOURCE:
            found.append(Segment(Kind.IPTC, data[at : at + size], f"{segment.where} IPTC"))
        at += size + size % 2
    if data[at : at + 4] in _RESOURCE_TYPES:
        notes.append(f"{segment.where}: more resources than the limit; the rest was not read")
    return tuple(found)


def read_iptc(segment: Segment, notes: list[str], budget: Budget) -> tuple[IptcDataset, ...]:
    """Read the datasets of an IIM block, each ``1C``, record, dataset, length, value."""
    data = _in_order(segment.data)
    raw: list[tuple[int, int, bytes]] = []
    at = 0
    while data[at : at + 1] == b"\x1c" and len(raw) < _MAX_DATASETS:
        if at + 5 > len(data):
            notes.append(f"{segment.where} is cut short")
            break
        _, record, dataset, size = struct.unpack_from(">BBBH", data, at)
        at += 5
        if size & 0x8000:  # extended: the length of the length, then the length
            wide = size & 0x7FFF
            if wide > 4:
                raise Damaged(f"the length of {record}:{dataset} is nonsense")
            size = int.from_bytes(data[at : at + wide], "big")
            at += wide
        if at + size > len(data):
            notes.append(f"{segment.where} {record}:{dataset:02d} is cut short")
        value = data[at : at + min(size, _MAX_VALUE)]
        try:
            budget.keep(value)
        except Spent as error:
            notes.append(f"{segment.where} was not read to its end: {error}")
            break
        raw.append((record, dataset, value))
        at += size
    utf8 = any((record, dataset) == (1, 90) and value == _UTF8 for record, dataset, value in raw)
    return tuple(
        IptcDataset(rec, number, _value(rec, number, value, utf8=utf8), f"{segment.where} {rec}:{number:02d}")
        for rec, number, value in raw
    )


def _in_order(data: bytes) -> bytes:
    """Undo the swapped words of TIFF writers who stored the block as a list of little-endian numbers."""
    if data[:1] == b"\x1c" or data[3:4] != b"\x1c":
        return data
    count = len(data) // 4
    return struct.pack(f">{count}I", *struct.unpack(f"<{count}I", data[: 4 * count]))


def _value(record: int, dataset: int, raw: bytes, *, utf8: bool) -> str:
    if (record, dataset) in _NUMBERS and len(raw) <= 4:
        return str(int.from_bytes(raw, "big"))
    return (raw.decode("utf-8", "replace") if utf8 else decode(raw)).strip("\0 ")
