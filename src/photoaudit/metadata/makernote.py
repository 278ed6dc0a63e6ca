"""Who wrote the maker's private block of an EXIF file, by its first bytes.

References
----------
- Phil Harvey, ExifTool, table of maker notes. https://exiftool.org/makernote_types.html and
  lib/Image/ExifTool/MakerNotes.pm
"""

from __future__ import annotations

import struct

HEADERS: tuple[tuple[bytes, str], ...] = (
    (b"Apple iOS\0", "Apple"),
    (b"Nikon\0", "Nikon"),
    (b"OLYMP\0", "Olympus"),
    (b"OLYMPUS\0", "Olympus"),
    (b"OM SYSTEM\0", "Olympus"),
    (b"EPSON\0", "Epson"),
    (b"FUJIFILM", "Fujifilm"),
    (b"GENERALE", "General Imaging"),
    (b"GENIC\0", "General Imaging"),
    (b"GE\0\0", "General Imaging"),
    (b"GE\x0c\0", "General Imaging"),
    (b"Panasonic\0", "Panasonic"),
    (b"LEICA", "Leica"),
    (b"SONY", "Sony"),
    (b"VHAB     \0", "Sony"),
    (b"AOC\0", "Pentax"),
    (b"PENTAX ", "Pentax"),
    (b"S1\0\0\0\0\0\0", "Pentax"),
    (b"SIGMA\0", "Sigma"),
    (b"FOVEON\0", "Sigma"),
    (b"Ricoh", "Ricoh"),
    (b"RICOH", "Ricoh"),
    (b"RICOX", "Ricoh"),
    (b"Rev0", "Ricoh"),
    (b"Rv0", "Ricoh"),
    (b"QVC\0", "Casio"),
    (b"DCI\0", "Casio"),
    (b"HDRP", "Google"),
    (b"STMN", "Samsung"),
    (b"SANYO\0", "Sanyo"),
    (b"KDK", "Kodak"),
    (b"MINOL", "Minolta"),
    (b"CAMER\0", "Minolta"),
    (b"MLY0", "Minolta"),
    (b"KC", "Minolta"),
    (b"MLT0", "Minolta"),
    (b"+M+M", "Minolta"),
    (b"JVC ", "JVC"),
    (b"VER:", "JVC"),
    (b"Hewlett-Packard", "Hewlett-Packard"),
    (b"IIIITwaR", "Phase One"),
    (b"MMMMRawT", "Phase One"),
    (b"MOT\0", "Motorola"),
    (b"[ae_dbg_info:", "DJI"),
)
"""Headers by which makers mark their notes."""

HEADERLESS: tuple[tuple[str, str], ...] = (
    ("canon", "Canon"),
    ("samsung", "Samsung"),
    ("sony", "Sony"),
    ("casio", "Casio"),
    ("minolta", "Minolta"),
    ("konica", "Minolta"),
    ("nikon", "Nikon"),
    ("kyocera", "Kyocera"),
    ("dji", "DJI"),
    ("hasselblad", "Hasselblad"),
    ("flir", "FLIR"),
)
"""Makers some of whose notes are a bare directory: judged by the Make entry and the directory's shape."""

MAKES: dict[str, tuple[str, ...]] = {
    "Apple": ("apple",),
    "Nikon": ("nikon",),
    "Olympus": ("olympus", "om digital", "om system", "agfa", "epson", "seiko"),
    "Fujifilm": ("fuji", "general imaging", "ge", "leica"),
    "Panasonic": ("panasonic", "leica"),
    "Leica": ("leica", "panasonic"),
    "Sony": ("sony", "hasselblad", "konica", "minolta"),
    "Pentax": ("pentax", "asahi", "ricoh", "samsung"),
    "Ricoh": ("ricoh", "pentax"),
    "Sigma": ("sigma",),
    "Canon": ("canon",),
    "Casio": ("casio",),
    "Samsung": ("samsung",),
    "Kodak": ("kodak", "eastman"),
    "Minolta": ("minolta", "konica", "sony"),
}
"""Beginnings of the Make entries under which a vendor's notes are found; other vendors are not judged.

Cameras built for another brand keep the builder's notes: Leica's by Panasonic and Fujifilm, Samsung's
by Pentax. Google's notes come with any phone that runs its camera app.
"""


def vendor_of(note: bytes, make: str) -> str:
    """Return who wrote a maker note, "" if its first bytes do not tell."""
    for header, vendor in HEADERS:
        if note.startswith(header):
            return vendor
    lowered = make.lower()
    for beginning, vendor in HEADERLESS:
        if lowered.startswith(beginning) and _is_directory(note):
            return vendor
    return ""


def agrees(vendor: str, make: str) -> bool | None:
    """Return whether notes of that vendor belong to that Make, None where that cannot be judged."""
    if not make or vendor not in MAKES:
        return None
    return make.lower().startswith(MAKES[vendor])


def _is_directory(note: bytes) -> bool:
    if len(note) < 14:
        return False
    for order in "<>":
        count, _, kind = struct.unpack_from(order + "HHH", note)
        if 1 <= count <= 400 and 1 <= kind <= 13:
            return True
    return False
