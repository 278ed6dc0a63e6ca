"""Small files made in memory, part by part, and the way to the real ones outside of the repository."""

from __future__ import annotations

import csv
import io
import os
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image

from checkout import ROOT

pillow_heif.register_heif_opener()

Entry = tuple[int, int, object]
"""Tag, TIFF type and value: text or bytes for types 1, 2, 7 and 129, numbers or pairs of numbers else."""

SHORT, LONG, RATIONAL, ASCII, UNDEFINED, BYTE = 3, 4, 5, 2, 7, 1
_CODES = {3: "H", 4: "I", 8: "h", 9: "i", 11: "f", 12: "d"}

DST = "http://cv.iptc.org/newscodes/digitalsourcetype/"
IPTC_EXT = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

CAMERA: dict[str, list[Entry]] = {
    "IFD0": [
        (0x010F, ASCII, "Canon"),
        (0x0110, ASCII, "Canon EOS R5"),
        (0x0131, ASCII, "Firmware 1.8.1"),
        (0x0132, ASCII, "2024:05:06 07:08:09"),
    ],
    "Exif": [
        (0x829A, RATIONAL, (1, 200)),
        (0x829D, RATIONAL, (28, 10)),
        (0x8827, SHORT, 400),
        (0x9003, ASCII, "2024:05:06 07:08:09"),
        (0x9291, ASCII, "42"),
        (0x920A, RATIONAL, (85, 1)),
        (0xA002, LONG, 64),
        (0xA003, LONG, 48),
        (0xA434, ASCII, "RF85mm F1.2 L USM"),
    ],
}
"""What a camera writes about the 64 x 48 picture of `jpeg`."""


def corpus_root() -> Path:
    """Return where the labelled corpus is, if it is anywhere."""
    return Path(os.environ.get("PHOTOAUDIT_CORPUS") or ROOT.parent / "shared" / "corpus")


def corpus(folder: str) -> list[Path]:
    """Return the pictures in a folder of the labelled corpus, or skip the test where there is none."""
    root = corpus_root()
    if not (root / folder).is_dir():
        pytest.skip(f"no labelled photos at {root} (set PHOTOAUDIT_CORPUS to their directory)")
    suffixes = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".tif", ".gif", ".bmp"}
    return sorted(path for path in (root / folder).rglob("*") if path.suffix.lower() in suffixes)


def listed(folder: str) -> int:
    """Return how many pictures the manifest of the labelled corpus lists in a folder."""
    with (corpus_root() / "manifest.csv").open(encoding="utf-8", newline="") as rows:
        return sum(row["path"].startswith(f"{folder}/") for row in csv.DictReader(rows))


def with_entries(base: Mapping[str, Sequence[Entry]], **extra: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Return directories with entries added or, where the tag is there, replaced."""
    merged = {name: list(entries) for name, entries in base.items()}
    for name, entries in extra.items():
        replaced = {tag for tag, _, _ in entries}
        merged[name] = [e for e in merged.get(name, []) if e[0] not in replaced] + list(entries)
    return merged


def exif(directories: Mapping[str, Sequence[Entry]], order: str = "<", thumbnail: bytes = b"") -> bytes:
    """Return a TIFF block of the directories IFD0, Exif, GPS, Interop and IFD1, in either byte order."""
    directories = {name: list(entries) for name, entries in directories.items()}
    directories.setdefault("IFD0", [])
    if thumbnail:
        directories.setdefault("IFD1", [])
        directories["IFD1"] = [*directories["IFD1"], (0x0201, LONG, 0), (0x0202, LONG, len(thumbnail))]
    parents = {"Exif": ("IFD0", 0x8769), "GPS": ("IFD0", 0x8825), "Interop": ("Exif", 0xA005)}
    for name, (parent, tag) in parents.items():
        if name in directories:
            directories.setdefault(parent, [])
            directories[parent] = [*directories[parent], (tag, LONG, 0)]
    offsets, at = {}, 8
    for name, entries in directories.items():
        offsets[name] = at
        at += 6 + sum(12 + len(_long_value(entry, order)) for entry in entries)
    pointers = {tag: offsets[name] for name, (_, tag) in parents.items() if name in directories}
    start_of_thumbnail = at
    block = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", offsets["IFD0"])
    for name, entries in directories.items():
        following = offsets["IFD1"] if name == "IFD0" and "IFD1" in directories else 0
        known = {**pointers, 0x0201: start_of_thumbnail} if name == "IFD1" else pointers
        patched = [(tag, kind, known.get(tag, value)) for tag, kind, value in entries]
        block += _directory(patched, offsets[name], following, order)
    return block + thumbnail


def _directory(entries: Sequence[Entry], at: int, following: int, order: str) -> bytes:
    head = struct.pack(order + "H", len(entries))
    tail = b""
    free = at + 6 + 12 * len(entries)
    for entry in entries:
        raw, count = _value(entry, order)
        long = _long_value(entry, order)
        field = struct.pack(order + "I", free + len(tail)) if long else raw.ljust(4, b"\0")
        head += struct.pack(order + "HHI", entry[0], entry[1], count) + field
        tail += long
    return head + struct.pack(order + "I", following) + tail


def _value(entry: Entry, order: str) -> tuple[bytes, int]:
    _, kind, value = entry
    if isinstance(value, bytes):
        return value, len(value) // {3: 2, 4: 4, 5: 8}.get(kind, 1)
    if isinstance(value, str):
        raw = value.encode() + b"\0"
        return raw, len(raw)
    numbers = value if isinstance(value, tuple | list) else (value,)
    if kind in (5, 10):
        pairs = numbers if isinstance(numbers[0], tuple | list) else (numbers,)
        flat = [number for pair in pairs for number in pair]
        return struct.pack(f"{order}{len(flat)}{'I' if kind == 5 else 'i'}", *flat), len(pairs)
    if kind == 1:
        return bytes(numbers), len(numbers)
    return struct.pack(f"{order}{len(numbers)}{_CODES[kind]}", *numbers), len(numbers)


def _long_value(entry: Entry, order: str) -> bytes:
    raw, _ = _value(entry, order)
    return raw + b"\0" * (len(raw) % 2) if len(raw) > 4 else b""


def picture(size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Return a picture with some detail."""
    return Image.radial_gradient("L").resize(size).convert("RGB")


def saved(format: str, size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """Return a picture in a format, without metadata unless asked for."""
    buffer = io.BytesIO()
    picture(size).save(buffer, format, **options)
    return buffer.getvalue()


def segment(marker: int, body: bytes) -> bytes:
    """Return a JPEG segment."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg(
    *segments: tuple[int, bytes],
    exif: bytes = b"",
    xmp: bytes = b"",
    photoshop: bytes = b"",
    trailing: bytes = b"",
    size: tuple[int, int] = (64, 48),
    **options: Any,
) -> bytes:
    """Return a JPEG with metadata segments right after its start."""
    inserted = b""
    if exif:
        inserted += segment(0xE1, b"Exif\0\0" + exif)
    if xmp:
        inserted += segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp)
    if photoshop:
        inserted += segment(0xED, b"Photoshop 3.0\0" + photoshop)
    inserted += b"".join(segment(marker, body) for marker, body in segments)
    base = saved("JPEG", size, **options)
    return base[:2] + inserted + base[2:] + trailing


def chunk(name: bytes, body: bytes) -> bytes:
    """Return a PNG chunk."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(
    *chunks: tuple[bytes, bytes], after: Sequence[tuple[bytes, bytes]] = (), trailing: bytes = b""
) -> bytes:
    """Return a PNG with chunks before and after its pixels."""
    base = saved("PNG")
    start, end = 33, len(base) - 12  # after IHDR, before IEND
    before = b"".join(chunk(*c) for c in chunks)
    return (
        base[:start] + before + base[start:end] + b"".join(chunk(*c) for c in after) + base[end:] + trailing
    )


def itxt(keyword: str, text: str | bytes, *, compressed: bool = False) -> tuple[bytes, bytes]:
    """Return an iTXt chunk."""
    raw = text.encode() if isinstance(text, str) else text
    flags = b"\1\0" if compressed else b"\0\0"
    return b"iTXt", keyword.encode("latin-1") + b"\0" + flags + b"\0\0" + (
        zlib.compress(raw) if compressed else raw
    )


def ztxt(keyword: str, text: bytes) -> tuple[bytes, bytes]:
    """Return a zTXt chunk."""
    return b"zTXt", keyword.encode("latin-1") + b"\0\0" + zlib.compress(text, 9)


def text(keyword: str, value: str) -> tuple[bytes, bytes]:
    """Return a tEXt chunk."""
    return b"tEXt", keyword.encode("latin-1") + b"\0" + value.encode("latin-1")


def webp(*chunks: tuple[bytes, bytes], trailing: bytes = b"") -> bytes:
    """Return a WebP with chunks after its pixels."""
    body = saved("WEBP")[12:]
    for name, data in chunks:
        body += name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body + trailing


def gif(*extensions: bytes, trailing: bytes = b"") -> bytes:
    """Return a GIF with extensions before its trailer."""
    base = saved("GIF")
    return base[:-1] + b"".join(extensions) + base[-1:] + trailing


def sub_blocks(data: bytes) -> bytes:
    """Return data as a chain of GIF sub-blocks."""
    pieces = [data[at : at + 255] for at in range(0, len(data), 255)]
    return b"".join(bytes([len(piece)]) + piece for piece in pieces) + b"\0"


def gif_xmp(packet: bytes) -> bytes:
    """Return the application extension that carries XMP as it is, with its magic trailer."""
    return b"\x21\xff\x0bXMP DataXMP" + packet + b"\x01" + bytes(range(255, -1, -1)) + b"\0"


def box(name: bytes, body: bytes) -> bytes:
    """Return an ISO-BMFF or JUMBF box."""
    return struct.pack(">I4s", len(body) + 8, name) + body


def heif(exif: bytes = b"", xmp: bytes = b"", more: bytes = b"") -> bytes:
    """Return the skeleton of a HEIF file: metadata items and no picture."""
    bodies = [body for body in (struct.pack(">I", 6) + b"Exif\0\0" + exif if exif else b"", xmp) if body]
    names = [name for name, there in ((b"Exif", exif), (b"mime", xmp)) if there]
    infos = b""
    for number, name in enumerate(names, 1):
        kind = b"application/rdf+xml\0" if name == b"mime" else b""
        infos += box(b"infe", struct.pack(">IHH4s", 2 << 24, number, 0, name) + b"\0" + kind)
    iinf = box(b"iinf", struct.pack(">IH", 0, len(names)) + infos)
    ftyp = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    size = len(ftyp) + 8 + 4 + len(iinf) + 8 + 8 + 14 * len(bodies)
    at, places = size + 8, b""
    for number, body in enumerate(bodies, 1):
        places += struct.pack(">HHHII", number, 0, 1, at, len(body))
        at += len(body)
    iloc = box(b"iloc", struct.pack(">IBBH", 0, 0x44, 0, len(bodies)) + places)
    return ftyp + box(b"meta", b"\0\0\0\0" + iinf + iloc) + box(b"mdat", b"".join(bodies)) + more


def manifest_store(payload: bytes = b"manifest") -> bytes:
    """Return the outermost boxes of a C2PA manifest store."""
    kind = b"c2pa" + bytes.fromhex("00110010800000aa00389b71")
    return box(b"jumb", box(b"jumd", kind + b"\x03c2pa\0") + box(b"free", payload))


def app11(store: bytes, piece: int = 60_000) -> list[tuple[int, bytes]]:
    """Return a JUMBF box dealt over APP11 segments, each repeating the box's header."""
    header, body = store[:8], store[8:]
    pieces = [body[at : at + piece] for at in range(0, len(body), piece)]
    return [
        (0xEB, b"JP" + struct.pack(">HI", 1, number) + header + part) for number, part in enumerate(pieces, 1)
    ]


def dataset(record: int, number: int, value: bytes) -> bytes:
    """Return an IPTC-IIM dataset."""
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


def resource(number: int, data: bytes, name: bytes = b"") -> bytes:
    """Return a Photoshop image resource."""
    pascal = bytes([len(name)]) + name
    pascal += b"\0" * (len(pascal) % 2)
    return (
        b"8BIM"
        + struct.pack(">H", number)
        + pascal
        + struct.pack(">I", len(data))
        + data
        + b"\0" * (len(data) % 2)
    )


def packet(inside: str, **prefixes: str) -> bytes:
    """Return an XMP packet around the contents of an rdf:RDF element."""
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in prefixes.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="test">'
        f'<rdf:RDF xmlns:rdf="{RDF}"{declared}>{inside}</rdf:RDF></x:xmpmeta>'
        f'{" " * 200}<?xpacket end="w"?>'
    ).encode()


def source_type(value: str, prefix: str = "Iptc4xmpExt", namespace: str = IPTC_EXT) -> bytes:
    """Return a packet that states an IPTC digital source type."""
    inside = f'<rdf:Description rdf:about="" {prefix}:DigitalSourceType="{value}"/>'
    return packet(inside, **{prefix: namespace})
