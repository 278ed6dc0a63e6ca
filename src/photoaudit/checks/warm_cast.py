"""Gray and nearly gray parts of the background are tinted yellow.

What it measures
----------------
The mean of CIELAB b* over those parts of the background that are nearly gray (chroma below 20), on
head and shoulders: 0 is neutral, positive is yellow or warm, negative is blue or cold. The person is
masked out, so that skin, hair and clothes have no say.

Why it matters
--------------
Cameras balance their white: gray walls come out nearly gray. Many generators give their pictures a
warm tint. Of all measurements tried on labelled photos a warm cast points the same way for
every family of generators, if weakly, and it survives scaling and compression.

Limits
------
Lamplight, evening sun, wood and brick are warm as well, and many photographers like a warm tone; on
generators and photographers never seen before it was hardly better than chance. Not assessed for
black-and-white photos, where little background is visible, and where hardly any of it is nearly gray
(a green hedge tells nothing of a tint).

References
----------
- McCloskey, S. and Albright, M., "Detecting GAN-generated imagery using color cues", 2018,
  https://arxiv.org/abs/1812.08247
- ISO/CIE 11664-4:2019, CIE 1976 L*a*b* color space; https://www.iso.org/standard/74166.html
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import style
from photoaudit.libraries import np
from photoaudit.model import Claim, Family, Measurement, Need, NotAssessable

MIN_BACKGROUND = 0.05
MIN_NEUTRAL = 200
"""Blocks of `style.COARSE` pixels a side, about a hundredth of the view."""


@check(
    "warm-cast",
    title="Background has a warm cast",
    family=Family.STYLE,
    unit="CIELAB b*",
    need=Need.FACE,
    since="0.1",
    claim=Claim.SYNTHETIC,
)
def measure(facts: Facts) -> Measurement:
    """Return the mean b* of the nearly gray background."""
    a, b = facts.view_colors
    background = style.coarse_mask(facts.background)
    if background.mean() < MIN_BACKGROUND:
        raise NotAssessable("too little background is visible around head and shoulders")
    neutral = background & (np.hypot(a, b) < style.NEARLY_GRAY)
    if neutral.sum() < MIN_NEUTRAL:
        raise NotAssessable("hardly any of the background is nearly gray")
    value = float(b[neutral].mean())
    tint = "neutral" if abs(value) < 2 else "warm" if value > 0 else "cold"
    return Measurement(
        value=value,
        summary=f"The nearly gray background is {tint} (b* {value:+.1f}).",
        details=(("nearly_gray_percent", round(100.0 * neutral.sum() / background.sum())),),
    )
