"""The eyes are closed or nearly closed.

What it measures
----------------
The widest gap between the lids of the more closed eye, in percent of the distance from the midpoint
of the eyes to the chin. The details give the standard's quality component (50 at 2 %, where an eye
counts as closed) and the gap of each eye.

Why it matters
--------------
Identity photos and most profile rules want the eyes visible and open.

Limits
------
Lid shape differs from person to person and a smile narrows it; the check is meant to find closed
eyes, not to compare people. Dark glasses and hair can hide the lids, and the eye network then
guesses.

References
----------
- ISO/IEC 29794-5:2025, eyes open; https://github.com/BSI-OFIQ/OFIQ-Project
- Ablavatski, A. et al., "Real-time Pupil Tracking from Monocular Video for Digital Puppetry", 2020,
  https://arxiv.org/abs/2006.11341
"""

from __future__ import annotations

from math import exp

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging.face import need_eyes_apart, need_facing
from photoaudit.libraries import np
from photoaudit.model import Family, Measurement, Need

CLOSED = 2.0
MIN_EYE_DISTANCE = 24.0
MAX_YAW = 35.0


@check(
    "eyes-open",
    title="Eyes are closed",
    family=Family.SUBJECT,
    unit="% eye-chin",
    need=Need.FACE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the lid gap of the more closed eye, in percent of the eye-to-chin distance."""
    need_eyes_apart(facts.mesh, MIN_EYE_DISTANCE)
    need_facing(facts.pose, MAX_YAW)
    right, left = facts.mesh.eyes
    scale = 100.0 / float(np.linalg.norm(facts.mesh.chin - (right + left) / 2))
    gaps = [eye.aperture * scale for eye in facts.eyes]
    smaller = min(gaps)
    closed = smaller <= CLOSED
    return Measurement(
        value=smaller,
        summary="At least one eye is closed or nearly closed." if closed else "The eyes are open.",
        notable=closed,
        details=(
            ("quality_component", round(100.0 / (1.0 + exp(-(smaller - CLOSED) / 1.0)))),
            ("right", round(gaps[0], 1)),
            ("left", round(gaps[1], 1)),
        ),
    )
