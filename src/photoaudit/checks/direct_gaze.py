"""The eyes are wide open and look straight at the camera.

What it measures
----------------
The gap between the lids of the less open eye in percent of the diameter of its iris, only where both
eyes look at the camera to within 12 degrees. At 100 and more a whole iris fits between the lids and
white can show above or below it, which is what people call a stare. The details give the angle of
gaze: it is read from where the irises lie between the corners of the lids, once the turn of the
head is taken out.

Why it matters
--------------
A steady look with wide open eyes is one of the cues people name for artificial portraits. It is
shown as part of the impression a photo makes and weighs nothing as evidence: most camera portraits
look at the camera as well.

Limits
------
Lids differ from person to person; a smile and bright light narrow them, a photographer's "look here"
opens them. A value says nothing of a person or a mood. The angle is good to about five degrees,
less up and down. Needs an iris 10 pixels wide; not assessed where the eyes look elsewhere, are
closed, behind dark glasses or covered by a reflection, or the head is turned by more than 20 degrees
or nods by more than 20.

References
----------
- Ablavatski, A. et al., "Real-time Pupil Tracking from Monocular Video for Digital Puppetry", 2020,
  https://arxiv.org/abs/2006.11341
- Guestrin, E. and Eizenman, M., "General theory of remote gaze estimation using the pupil center and
  corneal reflections", 2006, doi:10.1109/TBME.2005.863952 (dimensions of the eye)
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import eyes
from photoaudit.imaging.face import need_facing
from photoaudit.model import Family, Measurement, Need, NotAssessable, Tail

MAX_YAW = 20.0
MAX_PITCH = 20.0
MAX_GAZE = 12.0
MIN_RADIUS = 5.0


@check(
    "direct-gaze",
    title="Eyes are wide open and look at the camera",
    family=Family.EYES,
    unit="% of iris",
    need=Need.FACE,
    since="0.1",
    cue=Tail.HIGH,
)
def measure(facts: Facts) -> Measurement:
    """Return the lid gap of the less open eye in percent of its iris, for eyes on the camera."""
    pose = facts.pose
    eyes.need_radius(facts.eyes, MIN_RADIUS)
    need_facing(pose, MAX_YAW, MAX_PITCH)
    views = facts.eye_views
    angle = eyes.gaze_angle(facts.eyes, pose.yaw, pose.roll)
    if angle > MAX_GAZE:
        raise NotAssessable(f"the eyes look {angle:.0f} degrees past the camera")
    value = 100.0 * min(view.gap for view in views)
    return Measurement(
        value=value,
        summary="The eyes look at the camera; "
        f"the gap between the lids is {value:.0f} % of the width of an iris.",
        details=(
            ("gaze_degrees", round(angle, 1)),
            ("right", round(100 * views[0].gap)),
            ("left", round(100 * views[1].gap)),
        ),
    )
