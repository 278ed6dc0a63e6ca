"""WebP files: the metadata chunks of a RIFF container.

References
----------
- RFC 9649, WebP Image Format, 2.3 and 2.7. https://www.rfc-editor.org/rfc/rfc9649
- C2PA in a chunk of its own: C2PA 2.1, appendix A.
"""

from __future__ import annotations

from photoaudit.metadata.jpeg_apps import is_manifest_store
from photoaudit.metadata.parts import MAX_SEGMENTS, MAX_TEXT, Kind, Segment, Split

_KINDS = {b"EXIF": Kind.EXIF, b"XMP ": Kind.XMP, b"ICCP": Kind.ICC, b"C2PA": Kind.C2PA}


def split_webp(data: bytes) -> Split:
    """Take a WebP apart."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return Split(len(data), notes=("WebP: it does not begin as one",))
    notes: list[str] = []
    segments: list[Segment] = []
    stated = 8 + int.from_bytes(data[4:8], "little")
    end = min(stated, len(data))
    if stated > len(data):
        notes.append("WebP: the file is cut short")
    at = 12
    for _ in range(MAX_SEGMENTS):
        if at + 8 > end:
            break
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > end:
            notes.append(f"WebP: the chunk at byte {at} is cut short or damaged")
            break
        if name in _KINDS:
            body = data[at + 8 : at + 8 + size]
            segments += _segment(_KINDS[name], body, f"WebP {name.decode().strip()} at byte {at}")
        at += 8 + size + size % 2
    else:
        notes.append(f"WebP: more than {MAX_SEGMENTS} chunks; the rest was not read")
    return Split(min(end + end % 2, len(data)), tuple(segments), notes=tuple(notes))


def _segment(kind: Kind, body: bytes, where: str) -> list[Segment]:
    if kind is Kind.C2PA and not is_manifest_store(body):
        return []
    if kind is Kind.EXIF:
        body = body.removeprefix(b"Exif\0\0")  # not part of the chunk, but often left in
    return [Segment(kind, body[:MAX_TEXT] if kind is Kind.ICC else body, where)]
