"""The head is held unusually level.

What it measures
----------------
The roll of the head in degrees, without sign: how far the line between the halves of the face leans
from the picture's upright. It is the direction of the plane about which the 468-point mesh is most
symmetric, so all of the face counts, not two eye corners; repeated to a few tenths of a degree.

Why it matters
--------------
People tilt their heads a little: half of the camera portraits seen lean by 3 degrees or more. Generators of
faces are trained on pictures turned level and put the eyes on a line. Of all measurements tried it
carried over best to generators never seen before, and it has nothing to do with skin.

Limits
------
A value near 0 is usual in identity photos, for people who hold still, and wherever software levels
the eyes when cropping; and turning a picture by three degrees hides it. It is weak by itself, and
some generators tilt heads as people do. Not assessed when the head is turned by more than 35 degrees.

References
----------
- Karras, T. et al., "A style-based generator architecture for generative adversarial networks", 2019,
  https://arxiv.org/abs/1812.04948 (training faces are aligned by their eyes)
- ISO/IEC 29794-5:2025, head pose
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging.face import need_facing
from photoaudit.model import Claim, Family, Measurement, Need

MAX_YAW = 35.0
LEVEL = 0.5


@check(
    "level-head",
    title="Head is held very level",
    family=Family.STYLE,
    unit="degrees",
    need=Need.FACE,
    since="0.1",
    claim=Claim.SYNTHETIC,
)
def measure(facts: Facts) -> Measurement:
    """Return the roll of the head in degrees, without sign."""
    pose = facts.pose
    need_facing(pose, MAX_YAW)
    value = abs(pose.roll)
    return Measurement(
        value=value,
        summary="The head is held level."
        if value < LEVEL
        else f"The head leans by {value:.1f} degrees to the viewer's {'right' if pose.roll > 0 else 'left'}.",
    )
