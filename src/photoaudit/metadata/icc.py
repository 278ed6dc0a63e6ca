"""The name of a color profile.

References
----------
- ICC.1:2022, multiLocalizedUnicodeType; ICC.1:2001-04, textDescriptionType.
  https://www.color.org/specification/ICC.1-2022-05.pdf
"""

from __future__ import annotations

import struct

from photoaudit.metadata.parts import decode

_MAX_TAGS = 100
_MAX_NAME = 200


def profile_name(icc: bytes) -> str:
    """Return the description of a profile, such as ``Display P3``, "" where there is none to read."""
    if len(icc) < 132:
        return ""
    (count,) = struct.unpack_from(">I", icc, 128)
    for index in range(min(count, _MAX_TAGS)):
        entry = icc[132 + 12 * index : 144 + 12 * index]
        if len(entry) == 12 and entry[:4] == b"desc":
            offset, size = struct.unpack_from(">II", entry, 4)
            return _text(icc[offset : offset + min(size, 64 * 1024)])
    return ""


def _text(tag: bytes) -> str:
    if tag[:4] == b"desc" and len(tag) >= 12:
        length = int.from_bytes(tag[8:12], "big")
        return decode(tag[12 : 12 + min(length, _MAX_NAME)].partition(b"\0")[0]).strip()
    if tag[:4] == b"mluc" and len(tag) >= 28:
        length, offset = struct.unpack_from(">II", tag, 20)
        text = tag[offset : offset + min(length, 2 * _MAX_NAME)].decode("utf-16-be", "replace")
        return text.partition("\0")[0].strip()
    return ""
