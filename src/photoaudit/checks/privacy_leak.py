"""The file gives away more than the picture.

What it measures
----------------
How many of nine kinds of things the file holds that surprise people on a public page: a GPS
position (also that of a film behind the picture), serial numbers of the camera or lens, names (the
camera's owner, the photographer, people in the picture), a thumbnail of another shape than the
picture (it may show what was cropped away), further pictures or the rest of a cropped one, a film
behind a still, the prompt that a picture was generated from, places on somebody's computer, and
street, telephone or mail address.

Why it matters
--------------
Whoever can download a photo can read all of this with free tools: where a home is, which other
photos come from the same camera, whose it is, what stood beside the crop. `photoaudit metadata`
shows where each stands.

Limits
------
Serial numbers are not printed here, and a position only with `--show-location`. Maker notes are
private formats that are not read: most hold a serial number too. What was not read is said, and only
a file that was read to its end is said to hold nothing. Of a kind that may be in the rest no detail is
given, so a policy's rule about it stays open. A further picture is often harmless (a depth
map) but can be a preview made before cropping; a gain map, which makes the picture brighter on better
screens, is not counted. Films are looked at for a position only. A photographer's name may be meant
to be there. Text hidden in pixels is a check of its own. It is about privacy and says nothing of
origin.

References
----------
- CIPA DC-008-2023, Exif Version 3.0, GPS and BodySerialNumber, https://www.cipa.jp/e/std/std-sec.html
- Motion Photo format 1.0, https://developer.android.com/media/platform/motion-photo-format
- CVE-2023-21036, rests of cropped pictures, https://www.cve.org/CVERecord?id=CVE-2023-21036
- CIPA DC-007, Multi-Picture Format, https://www.cipa.jp/e/std/std-sec.html
- Friedland and Sommer, Cybercasing the joint: on the privacy implications of geo-tagging, HotSec
  2010, https://www.usenix.org/legacy/event/hotsec10/tech/full_papers/Friedland.pdf
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.metadata.parts import printable
from photoaudit.metadata.privacy import Leaks, find_leaks
from photoaudit.model import Family, Measurement, Need

_WORDS = {
    "gps": "a GPS position",
    "serial_numbers": "serial numbers of the camera or lens",
    "names": "names of people (the camera's owner, the photographer or those shown)",
    "thumbnail": "a thumbnail of another shape, which may show what was cropped away",
    "pictures": "further pictures, or the rest of one, in the same file",
    "film": "a film of the moments around the shot, with its sound",
    "prompt": "the prompt it was generated from",
    "paths": "places on somebody's computer",
    "contact": "a street, telephone or mail address",
}


@check(
    "privacy-leak",
    title="File gives away more than the picture",
    family=Family.PROVENANCE,
    unit="leaks",
    need=Need.FILE,
    since="0.1",
    details=tuple(_WORDS),
)
def measure(facts: Facts) -> Measurement:
    """Return the number of kinds of leaks."""
    leaks = find_leaks(facts.metadata, facts.photo.width, facts.photo.height)
    found = {name: bool(getattr(leaks, name)) for name in _WORDS}
    return Measurement(
        value=float(leaks.count),
        summary=_summary(leaks, found, show_location=facts.settings.show_location),
        notable=leaks.count > 0,
        details=(
            *(
                (name, "yes" if there else "no")
                for name, there in found.items()
                if there or name not in leaks.unknown
            ),
            *((("unread", "; ".join(leaks.unread)),) if leaks.unread else ()),
        ),
    )


def _summary(leaks: Leaks, found: dict[str, bool], *, show_location: bool) -> str:
    words = [_WORDS[name] for name, there in found.items() if there]
    unread = f"not all was read: {'; '.join(leaks.unread)}." if leaks.unread else ""
    if not words and unread:
        return f"No position, serial number, name or prompt was found, but {unread}"
    if not words:
        return "Nothing that would surprise on a public page: no position, serial number, name or prompt."
    if leaks.gps:
        words[0] += f" ({printable(leaks.position)})" if show_location else " (--show-location prints it)"
    more = f" {unread[0].upper()}{unread[1:]}" if unread else ""
    return f"Whoever has the file can read: {'; '.join(words)}.{more}"
