"""GIF files: comments, and the application extensions that carry XMP, ICC profiles and C2PA.

References
----------
- GIF89a, CompuServe, 1990. https://www.w3.org/Graphics/GIF/spec-gif89a.txt
- XMP in GIF: Adobe, XMP Specification Part 3.
- C2PA in GIF: C2PA 2.4, A.3.8.
"""

from __future__ import annotations

from photoaudit.metadata.jpeg_apps import is_manifest_store
from photoaudit.metadata.parts import MAX_SEGMENTS, MAX_TEXT, Kind, Segment, Split, decode
from photoaudit.metadata.records import TextEntry

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_COMMENT, _APPLICATION = 0xFE, 0xFF
_XMP_TRAILER = b"\x01\xff\xfe\xfd"
_MAX_SUB_BLOCKS = 500_000


def split_gif(data: bytes) -> Split:
    """Take a GIF apart."""
    if data[:6] not in (b"GIF87a", b"GIF89a") or len(data) < 13:
        return Split(len(data), notes=("GIF: it does not begin as one",))
    segments: list[Segment] = []
    texts: list[TextEntry] = []
    at = 13 + _table_size(data[10])
    left = _MAX_SUB_BLOCKS
    for _ in range(MAX_SEGMENTS):
        if at >= len(data):
            break
        introducer = data[at]
        if introducer == _TRAILER:
            return Split(at + 1, tuple(segments), tuple(texts))
        if introducer == _IMAGE and at + 10 < len(data):
            start = at + 11 + _table_size(data[at + 9])  # descriptor, color table, code size
        elif introducer == _EXTENSION and at + 2 < len(data):
            start = at + 2
        else:
            break
        end, left = _skip(data, start, left)
        if introducer == _EXTENSION:
            _extension(data, at, end, segments, texts)
        at = end
    notes = (f"GIF: it is cut short or damaged at byte {min(at, len(data))}",)
    return Split(len(data), tuple(segments), tuple(texts), notes)


def _table_size(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _skip(data: bytes, at: int, left: int) -> tuple[int, int]:
    """Return the end of a chain of sub-blocks, and how many more may be walked."""
    while at < len(data) and left > 0:
        size = data[at]
        at += 1 + size
        left -= 1
        if not size:
            break
    return at, left


def _extension(data: bytes, at: int, end: int, segments: list[Segment], texts: list[TextEntry]) -> None:
    label, where = data[at + 1], f"at byte {at}"
    if label == _COMMENT:
        texts.append(TextEntry("Comment", decode(_join(data, at + 2, end)), f"GIF comment {where}"))
    if label != _APPLICATION or data[at + 2] != 11:
        return
    name = data[at + 3 : at + 14]
    if name == b"XMP DataXMP":
        # The packet is stored as it is; a run of falling numbers after it leads any reader of
        # sub-blocks to the end.
        packet = data[at + 14 : end].partition(_XMP_TRAILER)[0]
        segments.append(Segment(Kind.XMP, packet, f"GIF XMP {where}"))
    elif name == b"ICCRGBG1012":
        segments.append(Segment(Kind.ICC, _join(data, at + 14, end), f"GIF ICC profile {where}"))
    elif name.startswith(b"C2PA_GIF"):
        store = _join(data, at + 14, end, None)
        if is_manifest_store(store):
            segments.append(Segment(Kind.C2PA, store, f"GIF C2PA {where}"))


def _join(data: bytes, at: int, end: int, limit: int | None = MAX_TEXT) -> bytes:
    """Return the contents of a chain of sub-blocks."""
    parts = []
    while at < end and data[at : at + 1] != b"\0":
        parts.append(data[at + 1 : min(at + 1 + data[at], end)])
        at += 1 + data[at]
    return b"".join(parts)[:limit]
