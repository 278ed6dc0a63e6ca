"""The head is turned, nods or leans.

What it measures
----------------
The largest of yaw, pitch and roll in degrees, without sign; the details give each: yaw positive
when the face turns to the viewer's right, pitch positive when it looks up, roll positive when the
head leans to the viewer's right. Yaw and roll are the direction of the plane about which the
468-point mesh is most symmetric, pitch the lean of its line from forehead to chin.

Why it matters
--------------
Identity photos want a frontal head. A turned head also hides half a face, so that symmetry, light
and skin cannot be compared between its sides.

Limits
------
Depth in the mesh is estimated from one picture: angles are good to about five degrees. A relaxed,
slightly turned head is usual in good portraits.

References
----------
- ISO/IEC 29794-5:2025, head pose (frontal alignment)
- Kartynnik, Y. et al., "Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs",
  2019, https://arxiv.org/abs/1907.06724
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.model import Family, Measurement, Need


@check(
    "head-pose",
    title="Head is turned or tilted",
    family=Family.SUBJECT,
    unit="degrees",
    need=Need.FACE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the largest rotation angle of the head in degrees."""
    pose = facts.pose
    angles = (("yaw", round(pose.yaw, 1)), ("pitch", round(pose.pitch, 1)), ("roll", round(pose.roll, 1)))
    name, angle = max(angles, key=lambda item: abs(item[1]))
    return Measurement(
        value=abs(angle),
        summary=f"The head's largest rotation is {abs(angle):.0f} degrees of {name}.",
        details=angles,
    )
