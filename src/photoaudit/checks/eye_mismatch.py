"""The irises differ in color between the eyes.

What it measures
----------------
The distance of the median colors of both irises in CIELAB a* and b*, that is in hue and strength of
color without lightness. First each eye is brought to the same brightness of its white. Pupil, lids
and reflected light are left out. The details give by how much the irises differ in size and the
whites in brightness, in percent.

Why it matters
--------------
Early generated faces often had irises of two colors. Present ones do so no more often than camera
portraits, so this weighs nothing as evidence.

Limits
------
Window light from one side and lamp light from the other, tinted glasses, make-up, compression and
reflections of colored things make irises differ in any photo, and many people's differ by nature:
no value here is normal or abnormal. Needs an iris 10 pixels wide. Not assessed in gray photos, where
one eye is twice as bright as the other, closed, behind dark glasses or covered by a reflection, or
where the head is turned by more than 15 degrees.

References
----------
- Matern, F., Riess, C. and Stamminger, M., "Exploiting Visual Artifacts to Expose Deepfakes and
  Face Manipulations", 2019, doi:10.1109/WACVW.2019.00020
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import eyes
from photoaudit.imaging.face import need_facing
from photoaudit.libraries import np
from photoaudit.model import Family, Measurement, Need, NotAssessable

MAX_YAW = 15.0
MIN_RADIUS = 5.0
MIN_PIXELS = 12
MAX_LIGHT = 2.0
MIN_SPREAD = 6.0


@check(
    "eye-mismatch",
    title="Irises differ in color",
    family=Family.EYES,
    unit="CIELAB a*b*",
    need=Need.FACE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the color difference of the irises in CIELAB a*, b*."""
    eyes.need_radius(facts.eyes, MIN_RADIUS)
    need_facing(facts.pose, MAX_YAW)
    views = facts.eye_views
    if max(float(np.percentile(np.ptp(view.rgb.astype(int), axis=2), 95)) for view in views) < MIN_SPREAD:
        raise NotAssessable("the photo is gray")
    if min(view.bare_iris.sum() for view in views) < MIN_PIXELS:
        raise NotAssessable("too little of an iris shows beside pupil, lids and reflections")
    whites = [eyes.white_luminance(view) for view in views]
    light = max(whites) / min(whites)
    if light > MAX_LIGHT:
        raise NotAssessable("one eye is lit much more brightly than the other")
    value = eyes.iris_color_difference(views)
    radii = [eye.iris_radius for eye in facts.eyes]
    return Measurement(
        value=value,
        summary=f"The colors of the irises differ by {value:.1f} CIELAB units, lightness left aside.",
        details=(
            ("size_difference_percent", round(100 * (max(radii) / min(radii) - 1), 1)),
            ("brighter_white_percent", round(100 * (light - 1))),
        ),
    )
