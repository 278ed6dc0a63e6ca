"""The finest grain of the skin outweighs its pores.

What it measures
----------------
The natural logarithm of two details of the skin, at 60 pixels between the eyes: the finest grain, what
second differences in both directions leave, against the contrast of what is as large as pores (the
band between blurs of 0.8 and 2 pixels). Forehead and cheeks are measured one by one, and the median
counts. Higher means more grain for as many pores. Both are in gray levels of the same pixels, so
contrast and exposure cancel out, down to the rounding of very dark pixels.

Why it matters
--------------
In a photograph grain and pores rise and fall together. Retouching by frequency separation
fades the pores and keeps the grain, and grain that is added over smoothed skin does the same: this is
the one skin measure that such a retouch raises.

Limits
------
A noisy or sharpened picture has much grain of its own; strong compression takes grain away and hides
the retouch. Bilateral filters take both and change the value little. Needs 60 pixels between the
eyes; a face that is soft all over is not assessed.

References
----------
- Immerkaer, J., "Fast Noise Variance Estimation", 1996, doi:10.1006/cviu.1996.0060
"""

from __future__ import annotations

from math import exp

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import texture
from photoaudit.model import Claim, Family, Measurement, Need


@check(
    "grain-without-pores",
    title="Skin has grain but few pores",
    family=Family.TEXTURE,
    unit="log ratio",
    need=Need.FACE,
    since="0.1",
    claim=Claim.RETOUCHED,
)
def measure(facts: Facts) -> Measurement:
    """Return the log ratio of the finest grain to the contrast of pores."""
    grain, pores = texture.grain(facts.skin_detail)
    value = texture.log_ratio(grain, pores)
    return Measurement(
        value=value,
        summary=f"The finest grain of the skin has {100 * exp(value):.0f} % of the strength of its pores; "
        "frequency separation and added grain raise this, and so does noise.",
        details=(("grain", round(grain, 2)), ("pores", round(pores, 2))),
    )
