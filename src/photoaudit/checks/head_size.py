"""The head is small or large in the picture.

What it measures
----------------
The distance from the midpoint of the eyes to the chin, as a share of the picture's height. The
standard asks for about 45 % in a passport-like portrait; the details give its quality component, 0
to 100, and the height of the face box as a share of the picture's height, which platforms speak of.

Why it matters
--------------
Profile pictures are shown small. A face that fills little of the frame cannot be recognized there,
and one that fills all of it is often cropped by the round frame.

Limits
------
Framing is a matter of taste and of the platform's crop; it says nothing of how a picture was made.
Pitch shortens the distance.

References
----------
- ISO/IEC 29794-5:2025, head size; https://github.com/BSI-OFIQ/OFIQ-Project
"""

from __future__ import annotations

from math import exp

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.libraries import np
from photoaudit.model import Family, Measurement, Need

IDEAL = 45.0


@check(
    "head-size",
    title="Head is small or large in the frame",
    family=Family.SUBJECT,
    unit="% of height",
    need=Need.FACE,
    since="0.1",
    details=("face_height_percent",),
)
def measure(facts: Facts) -> Measurement:
    """Return the eye-to-chin distance in percent of the picture's height."""
    right, left = facts.mesh.eyes
    distance = float(np.linalg.norm(facts.mesh.chin - (right + left) / 2))
    height = facts.rgb.shape[0]
    share = 100.0 * distance / height
    quality = 200.0 * (1.0 - 1.0 / (1.0 + exp(-abs(share - IDEAL) / 5.0)))
    face_share = 100.0 * min(facts.face.box[3] / height, 1.0)
    return Measurement(
        value=share,
        summary=f"The face takes {face_share:.3g} % of the picture's height, "
        f"{share:.3g} % from eyes to chin.",
        details=(("quality_component", round(quality)), ("face_height_percent", round(face_share, 1))),
    )
