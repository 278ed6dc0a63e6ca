"""The application segments of a JPEG: who they belong to, and joining what was dealt over several.

References
----------
- Extended XMP: Adobe, XMP Specification Part 3, JPEG.
  https://github.com/adobe/XMP-Toolkit-SDK/blob/main/docs/XMPSpecificationPart3.pdf
- JUMBF in APP11: ISO/IEC 19566-5, D.2; C2PA 2.1, appendix A.
  https://c2pa.org/specifications/specifications/2.1/specs/C2PA_Specification.html
- EXIF of more than 64 KB, which goes on in further segments: ExifTool reads and writes it.
  https://exiftool.org/TagNames/EXIF.html
- ICC profiles in APP2: ICC.1:2022, annex B. https://www.color.org/specification/ICC.1-2022-05.pdf
"""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from dataclasses import dataclass, field

from photoaudit.metadata.parts import MAX_TEXT, Kind, Segment, decode, printable
from photoaudit.metadata.records import TextEntry

_EXIF = b"Exif\0"
_TIFF = (b"II*\0", b"MM\0*")
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_XMP_EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
_ICC = b"ICC_PROFILE\0"
_JUMBF = b"JP"
_UNWANTED = re.compile(r"[\x01-\x08\x0e-\x1f\x7f-\x9f]")
_OTHERS = (b"JFIF\0", b"JFXX\0", b"MPF\0", b"Adobe", b"Ducky")


@dataclass(frozen=True, slots=True)
class App:
    """An application or comment segment: its name (``APP1``, ``COM``), place and contents."""

    name: str
    at: int
    body: bytes = field(repr=False)

    @property
    def label(self) -> str:
        """The identifier it begins with, if it has one."""
        if self.name == "COM":
            return ""
        if self.name == "APP11" and self.body.startswith(_JUMBF):
            return "JUMBF"
        head = self.body[:48].partition(b"\0")[0].decode("latin-1")
        return printable(head, 40) if head.isprintable() else ""


def read(apps: list[App], notes: list[str]) -> tuple[tuple[Segment, ...], tuple[TextEntry, ...]]:
    """Return the metadata blocks and the texts of the segments of one picture."""
    segments: list[Segment] = []
    texts: list[TextEntry] = []
    for app in apps:
        if _is_exif(app):
            continue
        if app.name == "APP1" and app.body.startswith(_XMP):
            segments.append(Segment(Kind.XMP, app.body[len(_XMP) :], "JPEG APP1 XMP"))
        elif not _joined(app):
            texts += _text(app)
    segments[:0] = _exif([app.body[6:] for app in apps if _is_exif(app)])
    segments += _extended_xmp([a for a in apps if a.name == "APP1"], notes)
    segments += _photoshop([a for a in apps if a.name == "APP13"])
    segments += _icc([a for a in apps if a.name == "APP2"], notes)
    segments += _jumbf([a for a in apps if a.name == "APP11"], notes)
    return tuple(segments), tuple(texts)


def _is_exif(app: App) -> bool:
    # The sixth byte should be zero; it is padding and some writers leave 0xff in it.
    return app.name == "APP1" and app.body.startswith(_EXIF)


def _exif(bodies: list[bytes]) -> list[Segment]:
    """Return the blocks; a segment that does not begin one goes on where the one before it ended."""
    blocks: list[list[bytes]] = []
    for body in bodies:
        if blocks and not body.startswith(_TIFF):
            blocks[-1].append(body)
        else:
            blocks.append([body])
    return [Segment(Kind.EXIF, b"".join(block), "JPEG APP1 EXIF") for block in blocks]


def _joined(app: App) -> bool:
    names = {"APP1": _XMP_EXTENSION, "APP2": _ICC, "APP11": _JUMBF, "APP13": _PHOTOSHOP}
    return app.name in names and app.body.startswith(names[app.name])


def _text(app: App) -> list[TextEntry]:
    """Return a comment, or an application segment of unknown owner that holds plain text."""
    if app.name == "COM":
        return [TextEntry("Comment", decode(app.body).strip("\0"), f"JPEG COM at byte {app.at}")]
    if app.body.startswith(_OTHERS) or not app.body or _UNWANTED.search(app.body[:512].decode("latin-1")):
        return []
    return [TextEntry(app.name, decode(app.body).strip("\0"), f"JPEG {app.name} at byte {app.at}")]


def _extended_xmp(apps: list[App], notes: list[str]) -> list[Segment]:
    """Join the pieces of XMP too large for one segment: id (32 bytes), full length, offset, piece."""
    pieces: dict[bytes, dict[int, bytes]] = defaultdict(dict)
    lengths: dict[bytes, int] = {}
    header = len(_XMP_EXTENSION)
    for app in apps:
        if not app.body.startswith(_XMP_EXTENSION):
            continue
        if len(app.body) < header + 40:
            notes.append(f"JPEG APP1 extended XMP at byte {app.at} is cut short")
            continue
        identifier = app.body[header : header + 32]
        lengths[identifier], offset = struct.unpack_from(">II", app.body, header + 32)
        pieces[identifier][offset] = app.body[header + 40 :]
    segments = []
    for identifier, parts in pieces.items():
        joined = b"".join(parts[offset] for offset in sorted(parts))
        if len(joined) != lengths[identifier]:
            notes.append("JPEG APP1 extended XMP is incomplete")
        segments.append(Segment(Kind.XMP, joined, "JPEG APP1 extended XMP"))
    return segments


def _photoshop(apps: list[App]) -> list[Segment]:
    bodies = [app.body[len(_PHOTOSHOP) :] for app in apps if app.body.startswith(_PHOTOSHOP)]
    return [Segment(Kind.PHOTOSHOP, b"".join(bodies), "JPEG APP13 Photoshop")] if bodies else []


def _icc(apps: list[App], notes: list[str]) -> list[Segment]:
    start = len(_ICC)
    bodies = [app.body for app in apps if app.body.startswith(_ICC) and len(app.body) > start + 2]
    if not bodies:
        return []
    numbered = {body[start]: body[start + 2 :] for body in reversed(bodies)}
    if len(numbered) != bodies[0][start + 1]:
        notes.append("JPEG APP2 ICC profile is incomplete")
    joined = b"".join(numbered[number] for number in sorted(numbered))
    return [Segment(Kind.ICC, joined[:MAX_TEXT], "JPEG APP2 ICC profile")]


def _jumbf(apps: list[App], notes: list[str]) -> list[Segment]:
    """Join JUMBF boxes: "JP", box instance, packet number, then the box's header again and a piece of it."""
    boxes: dict[int, dict[int, bytes]] = defaultdict(dict)
    for app in apps:
        if not app.body.startswith(_JUMBF) or len(app.body) < 16:
            continue
        instance, packet = struct.unpack_from(">HI", app.body, 2)
        boxes[instance].setdefault(packet, app.body[8:])
    segments = []
    for packets in boxes.values():
        first, *others = (packets[number] for number in sorted(packets))
        header = 16 if first[:4] == b"\0\0\0\1" else 8
        box = first + b"".join(other[header:] for other in others)
        if not is_manifest_store(box):
            continue
        stated = int.from_bytes(box[8:16] if header == 16 else box[:4], "big")
        if stated and len(box) < stated:
            notes.append("JPEG APP11 C2PA manifest store is incomplete")
        segments.append(Segment(Kind.C2PA, box[: stated or None], "JPEG APP11 C2PA"))
    return segments


def is_manifest_store(box: bytes) -> bool:
    """Return whether a JUMBF superbox is a C2PA manifest store, by the type in its description box.

    The letters ``c2pa`` alone also occur in compressed pixels.
    """
    start = 16 if box[:4] == b"\0\0\0\1" else 8
    return box[4:8] == b"jumb" and box[start + 4 : start + 12] == b"jumdc2pa"
