"""The irises show rounder than on most camera portraits.

What it measures
----------------
By how much of its mean diameter an iris is lower than wide, in percent, without sign, as a small
network places its rim on both sides, above and below; the mean of both eyes. 0 is round. The
network guesses the rim where a lid covers it, and guesses it flatter the more it covers: lid
opening explains about half of the value.

Why it matters
--------------
Of everything measured about eyes, this held best on generators that had not been seen before:
their irises tend to be shown whole, round and facing the camera.

Limits
------
Wide open eyes show rounder irises in any photo, and narrow ones flatter; smiling, looking down and
bright sun narrow them. So a value says nothing of a person. Eyes that look aside foreshorten the
iris. Needs an iris 10 pixels wide; not assessed where an eye is closed, behind dark glasses or
covered by a reflection, or the head is turned by more than 20 degrees.

References
----------
- Ablavatski, A. et al., "Real-time Pupil Tracking from Monocular Video for Digital Puppetry", 2020,
  https://arxiv.org/abs/2006.11341
"""

from __future__ import annotations

import numpy as np

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import eyes
from photoaudit.model import Claim, Family, Measurement, Need

MAX_YAW = 20.0
MIN_RADIUS = 5.0


@check(
    "iris-roundness",
    title="Irises show unusually round",
    family=Family.EYES,
    unit="% of width",
    need=Need.FACE,
    since="0.1",
    claim=Claim.SYNTHETIC,
)
def measure(facts: Facts) -> Measurement:
    """Return by how much the irises depart from round, in percent of their diameter."""
    eyes.need_radius(facts.eyes, MIN_RADIUS)
    eyes.need_frontal(facts.pose.yaw, MAX_YAW)
    views = facts.eye_views
    both = [eyes.iris_flattening(eye) for eye in facts.eyes]
    value = abs(float(np.mean(both)))
    return Measurement(
        value=value,
        summary=f"The irises depart from round by {value:.1f} % of their diameter.",
        details=(
            ("right", round(both[0], 1)),
            ("left", round(both[1], 1)),
            ("lid_gap_percent_of_iris", round(100 * min(view.gap for view in views))),
        ),
    )
