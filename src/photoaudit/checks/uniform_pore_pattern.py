"""The pattern of pores in the skin is uniform.

What it measures
----------------
The same as uniform skin pattern, one size up: each pixel of forehead and cheeks, at 60 pixels
between the eyes, is compared with the eight pixels two steps away, the ten possible kinds of
pattern are counted, and the value is the entropy of their shares in bits, at most 3.3. At this size
lie pores and their shadows, not grain. Lower is more uniform.

Why it matters
--------------
Frequency separation leaves the finest texture alone and evens out what is a little larger, so this
is where it shows; beauty modes lower it as well. Noise and compression, which sit in the finest
texture, move it less than the finer pattern.

Limits
------
Soft light from the front, make-up and young skin show few pores without any retouching; freckles
and stubble raise the value. A picture far out of focus lowers it. Needs 60 pixels between the eyes;
a face that is soft all over is not assessed.

References
----------
- Ojala, T. et al., "Multiresolution gray-scale and rotation invariant texture classification with
  local binary patterns", 2002, doi:10.1109/TPAMI.2002.1017623
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import texture
from photoaudit.model import Claim, Family, Measurement, Need

REACH = 2


@check(
    "uniform-pore-pattern",
    title="Pattern of pores is uniform",
    family=Family.TEXTURE,
    unit="bits",
    need=Need.FACE,
    since="0.1",
    claim=Claim.RETOUCHED,
)
def measure(facts: Facts) -> Measurement:
    """Return the entropy of binary patterns two pixels wide on forehead and cheeks, in bits."""
    skin = facts.skin_detail
    value = texture.pattern_entropy(skin, REACH)
    return Measurement(
        value=value,
        summary=f"The pattern of pores has {value:.2f} bits of variety; retouching, soft light and make-up "
        "lower it.",
        details=(("pixels", int(skin.skin.sum())),),
    )
