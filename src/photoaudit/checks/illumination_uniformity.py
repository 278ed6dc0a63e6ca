"""The two sides of the face are lit alike.

What it measures
----------------
How much the brightness of two zones below the eyes has in common: the shared area of their
luminance histograms, in percent (100 for equal light). The details give the standard's quality
component.

Why it matters
--------------
Identity photos want even light. People also take perfectly even light for a sign of an artificial
portrait, but on labelled photos generated faces were lit less evenly than camera portraits in all seven
families tried, so it is no cue here.

Limits
------
A beard, hair across a cheek, make-up or a turned head make the sides differ without any shadow; a
head turned by more than 25 degrees is not assessed. Even light is no evidence of how a picture was
made.

References
----------
- ISO/IEC 29794-5:2025, illumination uniformity; https://github.com/BSI-OFIQ/OFIQ-Project
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import luminance
from photoaudit.imaging import mesh_points as ids
from photoaudit.imaging.face import need_facing
from photoaudit.model import Family, Measurement, Need, NotAssessable

MAX_YAW = 25.0


@check(
    "illumination-uniformity",
    title="Light on the face is very even",
    family=Family.CAPTURE,
    unit="% overlap",
    need=Need.FACE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the overlap of the luminance histograms of both cheek zones, in percent."""
    need_facing(facts.pose, MAX_YAW)
    view = facts.portrait_view
    right_eye, left_eye = (view.points[list(pair)].mean(0) for pair in ids.EYES)
    mouth = view.points[[61, 291]].mean(0)
    zones = []
    for x, y, side in luminance.cheek_zones(right_eye, left_eye, mouth):
        box = (slice(max(y, 0), y + side), slice(max(x, 0), x + side))
        if not view.inside[box].size or not view.inside[box].all():
            raise NotAssessable("the cheeks reach beyond the picture")
        zones.append(view.luminance[box])
    overlap = luminance.histogram_overlap(zones[0], zones[1])
    brighter = "viewer's left" if zones[0].mean() > zones[1].mean() else "viewer's right"
    return Measurement(
        value=100.0 * overlap,
        summary="Both sides of the face are lit alike."
        if overlap > 0.6
        else f"The side on the {brighter} is brighter.",
        details=(("quality_component", round(100.0 * overlap**0.3)),),
    )
