"""Light is reflected at different places in the two eyes.

What it measures
----------------
How far the catchlights of both eyes agree, in percent: the irises are laid upon each other by their
circles, and the area that both highlights share is divided by all that either covers. Each is first
grown by a tenth of the iris, to forgive misplaced circles. A highlight is what shines on the iris nearly as
brightly as the white of the eye. 0 means that only one eye has one, or that they lie apart. The
details count the separate catchlights of each eye.

Why it matters
--------------
A lamp or window a few meters away is mirrored at nearly the same place in both eyes. Early generated
faces often broke this. Present ones do not, as a rule: on camera portraits against four families of
generators the value separates no better than chance. So it weighs nothing as evidence and is
reported for those who look for it.

Limits
------
Windows and lamps close by, a nose or brow that shades one eye, glasses and retouched catchlights
make them differ in any photo. Needs an iris 16 pixels wide: smaller ones show a catchlight as one
or two pixels. Not assessed where neither eye has a catchlight, an eye is closed, behind dark
glasses or covered by a reflection, or the head is turned by more than 15 degrees.

References
----------
- Hu, S., Li, Y. and Lyu, S., "Exposing GAN-Generated Faces Using Inconsistent Corneal Specular
  Highlights", 2021, https://arxiv.org/abs/2009.11924
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import eyes
from photoaudit.imaging.face import need_facing
from photoaudit.model import Family, Measurement, Need, NotAssessable

MAX_YAW = 15.0
MIN_RADIUS = 8.0


@check(
    "catchlight-agreement",
    title="Catchlights differ between the eyes",
    family=Family.EYES,
    unit="% shared",
    need=Need.FACE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the overlap of the catchlights of both eyes in percent."""
    eyes.need_radius(facts.eyes, MIN_RADIUS)
    need_facing(facts.pose, MAX_YAW)
    views = facts.eye_views
    counts = [eyes.spots(view.highlight) for view in views]
    if not any(counts):
        raise NotAssessable("neither eye shows a catchlight")
    right, left = (eyes.highlight_map(view) for view in views)
    shared = 100.0 * eyes.overlap(right, left)
    if min(counts) == 0:
        summary = "Only one eye shows a catchlight."
    elif shared == 0:
        summary = "Both eyes show catchlights, at different places."
    else:
        summary = f"The catchlights of both eyes share {shared:.0f} % of their area."
    return Measurement(
        value=shared,
        summary=summary,
        details=(("catchlights_right", counts[0]), ("catchlights_left", counts[1])),
    )
