"""JPEG files: segments, frame, quantization tables, and what follows the picture.

References
----------
- ITU-T T.81 | ISO/IEC 10918-1, annex B. https://www.w3.org/Graphics/JPEG/itu-t81.pdf
- CIPA DC-007, Multi-Picture Format. https://www.cipa.jp/e/std/std-sec.html
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from photoaudit.metadata import jpeg_apps, tiff
from photoaudit.metadata.parts import MAX_SEGMENTS, Damaged, Split, printable
from photoaudit.metadata.records import JpegInfo, QuantizationTable
from photoaudit.model.photo import is_gain_map

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""The next marker in scan data, past stuffed zeros, restarts and fill bytes; linear on any input."""

_SOI, _EOI, _SOS, _DQT, _COM = 0xD8, 0xD9, 0xDA, 0xDB, 0xFE
_APP0, _APP15 = 0xE0, 0xEF
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}
_ALONE = {0x01, *range(0xD0, 0xD9)}
_MP_ENTRIES = 0xB002
_MAX_TABLE_SEGMENTS = 8
_SUBSAMPLING = {(1, 1): "4:4:4", (2, 1): "4:2:2", (2, 2): "4:2:0", (1, 2): "4:4:0", (4, 1): "4:1:1"}

ZIGZAG = (
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
    12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
    58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
)  # fmt: skip
"""Natural position of each zigzag position (T.81 figure A.6)."""


@dataclass(frozen=True, slots=True)
class _Part:
    marker: int
    at: int
    body: bytes = field(repr=False)


def split_jpeg(data: bytes) -> Split:
    """Take a JPEG apart, from the start of its first picture to its end and beyond."""
    notes: list[str] = []
    parts, end = _walk(data, notes)
    apps = [
        jpeg_apps.App("COM" if part.marker == _COM else f"APP{part.marker - _APP0}", part.at, part.body)
        for part in parts
        if part.marker == _COM or _APP0 <= part.marker <= _APP15
    ]
    segments, texts = jpeg_apps.read(apps, notes)
    end, pictures = _further_pictures(data, apps, end, notes)
    return Split(end, segments, texts, tuple(notes), _info(parts, apps, notes), pictures)


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Return the width and height that a JPEG states, None if it states none."""
    frame = next((part for part in _walk(data, [])[0] if part.marker in _FRAMES), None)
    if frame is None or len(frame.body) < 5:
        return None
    height, width = struct.unpack_from(">HH", frame.body, 1)
    return width, height


def _walk(data: bytes, notes: list[str], at: int = 0) -> tuple[list[_Part], int]:
    """Return the segments up to the end of the picture that starts at a place, and where that end is."""
    if not data.startswith(b"\xff\xd8", at):
        notes.append("JPEG: it does not begin as one")
        return [], len(data)
    parts: list[_Part] = []
    at += 2
    for _ in range(MAX_SEGMENTS):
        found = _MARKER.search(data, at)
        if found is None:
            notes.append("JPEG: no end of image")
            return parts, len(data)
        start = found.start()
        if start > at and data[at:start].strip(b"\xff") and not _in_scan(parts):
            notes.append(f"JPEG: stray bytes between segments at byte {at}")
        marker = data[start + 1]
        at = start + 2
        if marker == _EOI:
            return parts, at
        if marker in _ALONE:
            continue
        size = int.from_bytes(data[at : at + 2], "big")
        if size < 2 or at + size > len(data):
            notes.append(f"JPEG: the segment at byte {start} is cut short or damaged")
            return parts, len(data)
        parts.append(_Part(marker, start, data[at + 2 : at + size]))
        at += size
    notes.append(f"JPEG: more than {MAX_SEGMENTS} segments; the rest was not read")
    return parts, len(data)


def _in_scan(parts: list[_Part]) -> bool:
    return bool(parts) and parts[-1].marker == _SOS


def _info(parts: list[_Part], apps: list[jpeg_apps.App], notes: list[str]) -> JpegInfo | None:
    index = next((i for i, part in enumerate(parts) if part.marker in _FRAMES), None)
    if index is None or len(parts[index].body) < 6:
        notes.append("JPEG: no frame header")
        return None
    frame = parts[index].body
    precision, height, width, components = struct.unpack_from(">BHHB", frame)
    scan = next((i for i, part in enumerate(parts) if part.marker == _SOS), len(parts))
    return JpegInfo(
        width=width,
        height=height,
        precision=precision,
        components=components,
        progressive=parts[index].marker in _PROGRESSIVE,
        subsampling=_subsampling(frame[6 : 6 + 3 * components]),
        quantization=_tables([part.body for part in parts[:scan] if part.marker == _DQT], notes),
        adobe=any(app.name == "APP14" and app.body.startswith(b"Adobe") for app in apps),
        markers=tuple(f"{app.name} {app.label}".strip() for app in apps),
    )


def _subsampling(components: bytes) -> str:
    """Return how much coarser the first chroma component is than the luma, "" for a single component."""
    if len(components) < 6:
        return ""
    luma, chroma = ((components[i] >> 4, components[i] & 15) for i in (1, 4))
    if not all(chroma) or luma[0] % chroma[0] or luma[1] % chroma[1]:
        return "unusual"
    ratio = (luma[0] // chroma[0], luma[1] // chroma[1])
    return _SUBSAMPLING.get(ratio, f"{ratio[0]}x{ratio[1]}")


def _tables(bodies: list[bytes], notes: list[str]) -> tuple[QuantizationTable, ...]:
    tables: dict[int, tuple[int, ...]] = {}
    for body in bodies[:_MAX_TABLE_SEGMENTS]:
        at = 0
        while at < len(body):
            wide, number = body[at] >> 4, body[at] & 15
            size = 128 if wide else 64
            raw = body[at + 1 : at + 1 + size]
            if len(raw) < size:
                notes.append("JPEG: a quantization table is cut short")
                break
            values = [0] * 64
            for natural, value in zip(ZIGZAG, struct.unpack(">64H" if wide else "64B", raw), strict=True):
                values[natural] = value
            tables[number] = tuple(values)
            at += 1 + size
    return tuple(QuantizationTable(number, tables[number]) for number in sorted(tables))


def _further_pictures(data: bytes, apps: list[jpeg_apps.App], end: int, notes: list[str]) -> tuple[int, int]:
    """Return where the last picture ends and how many there are, gain maps not counted.

    Pictures of the index follow the first one and are no trailing data. Tools that copy segments and drop
    the rest leave an index behind that points at nothing.
    """
    index = next((app for app in apps if app.name == "APP2" and app.body.startswith(b"MPF\0")), None)
    if index is None:
        return end, 1
    block = index.body[4:]
    base = index.at + 8  # marker, length and name: offsets count from the block's byte order mark
    try:
        layout, first = tiff.read_header(block)
        entries, _, _ = tiff.read_directory(block, layout, first)
        raw = next((tiff.raw_value(block, entry) for entry in entries if entry.tag == _MP_ENTRIES), b"")
        pictures = list(struct.iter_unpack(layout.order + "IIIHH", raw[: len(raw) // 16 * 16]))
    except (Damaged, struct.error) as error:
        notes.append(f"JPEG APP2 MPF is damaged: {printable(str(error))}")
        return end, 1
    there = 1
    for _, size, offset, _, _ in pictures:
        start = base + offset
        if offset and start >= end and data.startswith(b"\xff\xd8", start):
            there += not is_gain_map(data, start, start + size)
            # Some writers, Pillow among them, state too large a size for the last picture.
            end = start + size if start + size <= len(data) else _walk(data, [], start)[1]
    return end, there
