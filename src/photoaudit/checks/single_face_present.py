"""Not exactly one face is in the picture.

What it measures
----------------
The number of sure faces: detector score of 0.88 or more at one of two scales. The details give the
standard's quality component, 100 for a single face and falling as a second one comes near the first
in size: 100 (1 - sqrt(second area / first area)). Fainter candidates are counted apart.

Why it matters
--------------
Nearly every profile-photo rule asks for one person, and every other check speaks of the largest
face.

Limits
------
A face that is covered, in profile, drawn, or very small may be missed, and a face on a poster or a
shirt counts as a face. With nothing but faint candidates the check says so and does not count.

References
----------
- ISO/IEC 29794-5:2025, single face present; reference implementation
  https://github.com/BSI-OFIQ/OFIQ-Project
- Wu, W. et al., "YuNet: A Tiny Millisecond-level Face Detector", 2023,
  doi:10.1007/s11633-023-1423-y
"""

from __future__ import annotations

from math import sqrt

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.model import Family, Measurement, Need, Region


@check(
    "single-face-present",
    title="Not exactly one face",
    family=Family.SUBJECT,
    unit="face(s)",
    need=Need.PIXELS,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the number of sure faces."""
    found, faint = facts.faces, len(facts.candidates) - len(facts.faces)
    if not found and (faint or facts.turn):
        facts.face  # noqa: B018 - raises with the reason
    regions = tuple(
        Region("box", ((x, y), (x + w, y + h)), "face") for x, y, w, h in (face.box for face in found)
    )
    words = {
        0: "No face was found; one that looks down, is covered or turned away may be missed.",
        1: "One face was found.",
    }
    quality = (
        100.0 * (1.0 - (sqrt(found[1].area / found[0].area) if len(found) > 1 else 0.0)) if found else 0.0
    )
    return Measurement(
        value=float(len(found)),
        summary=words.get(len(found), f"{len(found)} faces were found."),
        notable=len(found) != 1,
        regions=regions,
        details=(("quality_component", round(quality)), ("faint_candidates", faint)),
    )
