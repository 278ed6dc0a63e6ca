"""The eyes are few pixels apart.

What it measures
----------------
The distance between the eye centers (midway between the lid corners) in pixels, in three
dimensions, so that turning the head does not shorten it. The details give the standard's quality
component, 0 to 100.

Why it matters
--------------
It is the measure of how much face there is to look at. Passports want 90 pixels or more; the checks
of skin and eyes here need 60.

Limits
------
An enlarged picture has a large distance and no more detail than before.

References
----------
- ISO/IEC 29794-5:2025, inter-eye distance; https://github.com/BSI-OFIQ/OFIQ-Project
"""

from __future__ import annotations

from math import exp

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.model import Family, Measurement, Need


@check(
    "inter-eye-distance",
    title="Face has few pixels",
    family=Family.SUBJECT,
    unit="px",
    need=Need.FACE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the distance between the eyes in pixels."""
    distance = facts.mesh.inter_eye
    quality = 100.0 / (1.0 + exp(-(distance - 70.0) / 20.0))
    return Measurement(
        value=distance,
        summary=f"The eyes are {distance:.0f} pixels apart.",
        details=(("quality_component", round(quality)),),
    )
