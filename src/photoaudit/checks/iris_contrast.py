"""The irises stand out in more contrast than on most camera portraits.

What it measures
----------------
What a slight blur (Gaussian, 1.5 pixels) takes from the iris, as a standard deviation, in percent of
the level of the white of the same eye, at a fixed size of the face: 60 pixels between the eyes. The
mean of both eyes counts. Pupil, lids and reflected light are left out; pattern, dark rim and the
step to the white remain. Dividing by the white takes out the light.

Why it matters
--------------
Strikingly crisp irises are part of the look of many generated and retouched portraits. Measured
with care this hardly helps, so it weighs nothing as evidence: what made generated irises stand out
in earlier measurements was that they were darker, which is a color of eyes, and lids that crossed
them, which is the shape of eyes. Both are left out here.

Limits
------
Focus on the eyes, added sharpening, a ring light and contact lenses with a dark rim raise it;
blur and noise reduction lower it. Needs 60 pixels between the eyes and an iris 10 pixels wide. Not
assessed where an eye is closed, behind dark glasses or covered by a reflection, or the head is
turned by more than 25 degrees.

References
----------
- Wang, X. et al., "GAN-generated Faces Detection: A Survey and New Perspectives", 2022,
  https://arxiv.org/abs/2202.07145 (cues in the eyes)
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import eyes
from photoaudit.imaging.face import need_eyes_apart, need_facing
from photoaudit.libraries import np
from photoaudit.model import Family, Measurement, Need, NotAssessable

MAX_YAW = 25.0
MIN_RADIUS = 5.0
MIN_PIXELS = 12


@check(
    "iris-contrast",
    title="Irises stand out in high contrast",
    family=Family.EYES,
    unit="% of white",
    need=Need.FACE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the local contrast of both irises in percent of the level of the white of the eye."""
    eyes.need_radius(facts.eyes, MIN_RADIUS)
    need_facing(facts.pose, MAX_YAW)
    need_eyes_apart(facts.mesh, eyes.FIXED_EYES)
    right, left = (
        eyes.view_of(facts.pyramid, facts.mesh, eye, eyes_apart=eyes.FIXED_EYES) for eye in facts.eyes
    )
    eyes.need_visible((right, left))
    if min(view.bare_iris.sum() for view in (right, left)) < MIN_PIXELS:
        raise NotAssessable("too little of an iris shows beside pupil, lids and reflections")
    both = [eyes.iris_contrast(view) for view in (right, left)]
    value = float(np.mean(both))
    return Measurement(
        value=value,
        summary=f"Contrast on the irises is {value:.1f} % of the level of the white of the eyes.",
        details=(
            ("right", round(both[0], 1)),
            ("left", round(both[1], 1)),
            ("iris_width_px", round(2 * min(eye.iris_radius for eye in facts.eyes), 1)),
        ),
    )
