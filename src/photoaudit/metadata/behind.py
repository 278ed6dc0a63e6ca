"""What lies behind the end of a picture: a film, further pictures, or the rest of one that was cropped.

References
----------
- Motion Photo format 1.0, Google, 2025. https://developer.android.com/media/platform/motion-photo-format
- QuickTime File Format, Apple, user data and metadata: ``(c)xyz`` and ``location.ISO6709``.
- CVE-2023-21036 ("aCropalypse"): cropped pictures with the rest of the old file behind their end.
  https://www.cve.org/CVERecord?id=CVE-2023-21036
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from photoaudit.model.photo import is_gain_map

_MOST_TRIES = 16
_MOST_OF_A_FILM = 64 * 1024 * 1024
_MOST_NAMES = 16
_NEAR = 64 * 1024
_LEAST_REST = 256
_SIZE = 4
# Its name first, as that is found quickly.
_FILM = re.compile(rb"ftyp(?<=\x00\x00[\x00-\x01].ftyp)", re.DOTALL)
_PLACED = re.compile(rb"\xa9xyz|location\.ISO6709")
_ISO_6709 = re.compile(
    rb"[+-]\d{1,3}(?:\.\d{1,12})?[+-]\d{1,4}(?:\.\d{1,12})?(?:[+-]\d{1,6}(?:\.\d{1,12})?)?/"
)
_PICTURE = re.compile(rb"\xff\xd8\xff[\xc0-\xfe]|\x89PNG\r\n\x1a\n|RIFF....WEBP", re.DOTALL)
_END_OF_PNG = b"IEND\xaeB`\x82"
_END_OF_JPEG = b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class Behind:
    """What was recognized; ``position`` is that of the film, as the film writes it."""

    film: bool = False
    pictures: bool = False
    rest: bool = False
    position: str = field(default="", repr=False)


def look_behind(data: bytes, end: int) -> Behind:
    """Look at a file from the end of its picture on; a HEIC has its film in a box before that."""
    box = data.find(b"mpvd") if data[4:8] == b"ftyp" else -1
    found = _FILM.search(data, (box if box >= 0 else end) + _SIZE)
    film = found.start() - _SIZE if found else -1
    until = film if found and box < 0 else len(data)
    pictures, known = _pictures(data, end, until)
    return Behind(
        film=found is not None,
        pictures=pictures,
        rest=not known and _is_rest(data, end, until),
        position=_position(data, film) if found else "",
    )


def _pictures(data: bytes, at: int, until: int) -> tuple[bool, bool]:
    """Return whether there is a picture that is no gain map, and whether there is any."""
    for tried in range(_MOST_TRIES):
        found = _PICTURE.search(data, at, until)
        if found is None:
            return False, tried > 0
        if not is_gain_map(data, found.start(), until):
            return True, True
        at = max(found.end(), data.find(_END_OF_JPEG, found.end(), until))
    return False, True


def _is_rest(data: bytes, end: int, until: int) -> bool:
    """Whether what follows goes on as a picture does and ends as one, though none begins there."""
    if until - end < _LEAST_REST:
        return False
    if data.startswith(b"\x89PNG"):
        return data.find(_END_OF_PNG, end, until) >= 0
    if data.startswith(b"\xff\xd8"):
        last = data.rfind(_END_OF_JPEG, end, until)
        return last >= 0 and data.count(0, last + 2, until) == until - last - 2
    return False


def _position(data: bytes, start: int) -> str:
    """Return the first position that follows closely one of the names that a film gives it."""
    names = _PLACED.finditer(data, start, min(start + _MOST_OF_A_FILM, len(data)))
    near = (_ISO_6709.search(data, named.end(), named.end() + _NEAR) for named in islice(names, _MOST_NAMES))
    found = next(filter(None, near), None)
    return found[0].decode("ascii").rstrip("/") if found else ""
