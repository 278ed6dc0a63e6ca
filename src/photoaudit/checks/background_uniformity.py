"""The background is very uniform.

What it measures
----------------
The standard's quality component, 0 to 100: head and shoulders are aligned, the person is masked
out, and the mean gradient of the background's linear luminance is mapped by a falling curve; 100 is
a plain wall. The details give the mean gradient itself.

Why it matters
--------------
Identity photos and some team pages want a plain background. Flat and softly blurred backdrops are
also part of the look that people associate with artificial portraits.

Limits
------
Studio paper, a sky or a white wall are uniform too, so this weighs nothing as evidence. Whether a
background was filled with one color or blurred is told by constant-background and background-blur.
The mask comes from a small network: loose hair and hands may leak into it. Not assessed when less
than a twentieth of the view is background.

References
----------
- ISO/IEC 29794-5:2025, background uniformity; https://github.com/BSI-OFIQ/OFIQ-Project
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.model import Family, Measurement, Need, Tail

PLAIN_GRADIENT = 6.0


@check(
    "background-uniformity",
    title="Background is very uniform",
    family=Family.BACKGROUND,
    unit="of 100",
    need=Need.FACE,
    since="0.1",
    cue=Tail.HIGH,
)
def measure(facts: Facts) -> Measurement:
    """Return the background uniformity component, 0 to 100."""
    backdrop = facts.backdrop
    return Measurement(
        value=backdrop.uniformity,
        summary="The background is plain."
        if backdrop.gradient < PLAIN_GRADIENT
        else "The background is not plain.",
        details=(("mean_gradient", round(backdrop.gradient, 1)),),
    )
