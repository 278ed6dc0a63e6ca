"""The irises show rounder than on most camera portraits.

What it measures
----------------
By how much of its mean diameter an iris is lower than wide, in percent, as a small network places its
rim on both sides, above and below; the mean of both eyes, less what is usual for lids opened as
far. The network guesses the rim where a lid covers it, and guesses it flatter the more it covers; left
in, that would tell how eyes are shaped. 0 is usual, lower is rounder. The details give both eyes as
they were seen, and the lid gap.

Why it matters
--------------
Of everything measured about eyes, roundness held best on generators that had not been seen before:
their irises tend to be shown whole, round and facing the camera.

Limits
------
The difference is small and means little by itself. Eyes that look aside foreshorten the iris, and so
does a head that is turned. Needs an iris 10 pixels wide; not assessed where an eye is closed, behind
dark glasses or covered by a reflection, or the head is turned by more than 20 degrees.

References
----------
- Ablavatski, A. et al., "Real-time Pupil Tracking from Monocular Video for Digital Puppetry", 2020,
  https://arxiv.org/abs/2006.11341
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import eyes
from photoaudit.imaging.face import need_facing
from photoaudit.libraries import np
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
    """Return how much flatter the irises show than is usual for such lids, in percent of their diameter."""
    eyes.need_radius(facts.eyes, MIN_RADIUS)
    need_facing(facts.pose, MAX_YAW)
    views = facts.eye_views
    both = [eyes.iris_flattening(eye) for eye in facts.eyes]
    gap = 100 * min(view.gap for view in views)
    value = float(np.mean(both)) - eyes.flattening_at(gap)
    return Measurement(
        value=value,
        summary=f"The irises show {abs(value):.1f} % {'flatter' if value > 0 else 'rounder'} than is usual "
        "for lids opened as far.",
        details=(
            ("right", round(both[0], 1)),
            ("left", round(both[1], 1)),
            ("lid_gap_percent_of_iris", round(gap)),
        ),
    )
