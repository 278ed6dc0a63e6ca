"""The head is off the middle of the picture.

What it measures
----------------
How far the midpoint of the eyes lies to the side of the picture's middle, in percent of its width, without
sign. The details give the standard's margins in distances between the eyes: from that midpoint to the
left, right, upper and lower border.

Why it matters
--------------
Platforms cut profile pictures round and square about the middle; a head at the side loses an ear.
Identity photos want it in the middle.

Limits
------
Framing is a matter of taste and of the platform's crop; it says nothing of how a picture was made.
A head that is turned has its eyes to one side.

References
----------
- ISO/IEC 29794-5:2025, crop and margins of the face image; https://github.com/BSI-OFIQ/OFIQ-Project
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.model import Family, Measurement, Need

CENTERED = 5.0


@check(
    "head-centering",
    title="Head is off the middle",
    family=Family.SUBJECT,
    unit="% of width",
    need=Need.FACE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return how far the eyes lie to the side of the middle, in percent of the picture's width."""
    height, width = facts.rgb.shape[:2]
    right, left = facts.mesh.eyes
    x, y = ((right + left) / 2).tolist()
    offset = 100.0 * (x / width - 0.5)
    distance = facts.mesh.inter_eye
    borders = (("left", x), ("right", width - x), ("above", y), ("below", height - y))
    return Measurement(
        value=abs(offset),
        summary="The head is in the middle."
        if abs(offset) < CENTERED
        else f"The head is {abs(offset):.0f} % of the width to the {'right' if offset > 0 else 'left'}.",
        details=tuple((f"{name}_eye_distances", round(space / distance, 1)) for name, space in borders),
    )
