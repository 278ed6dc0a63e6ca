"""Parts of the face are burnt out.

What it measures
----------------
The share of the face, without eyes, brows and lips, whose linear luminance is 247 of 255 or more,
in percent. The details give the standard's quality component, 100 up to 0 %, 50 at 1 %.

Why it matters
--------------
Where light is clipped there is no skin detail left, and the texture checks leave these pixels out.

Limits
------
Shine on a forehead or on glasses counts as well. A white background does not.

References
----------
- ISO/IEC 29794-5:2025, over-exposure prevention; https://github.com/BSI-OFIQ/OFIQ-Project
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import luminance
from photoaudit.model import Family, Measurement, Need


@check(
    "over-exposure",
    title="Face is over-exposed",
    family=Family.CAPTURE,
    unit="% of face",
    need=Need.FACE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the share of the face that is burnt out, in percent."""
    share = luminance.share_within(facts.portrait_view.luminance, facts.bare_face, luminance.OVER_EXPOSED)
    return Measurement(
        value=100.0 * share,
        summary=f"{100.0 * share:.0f} % of the face is burnt out."
        if share > 0.01
        else "No part of the face is burnt out.",
        details=(("quality_component", round(min(1.0 / (share + 0.01), 100.0))),),
    )
