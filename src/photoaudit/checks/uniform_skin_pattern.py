"""The fine pattern of the skin is uniform.

What it measures
----------------
How many kinds of tiny patterns the skin shows. Each pixel of forehead and cheeks, at 60 pixels
between the eyes, is compared with its eight neighbors; the ten possible kinds (spot, edge, corner,
flat, jumble ...) are counted, and the value is the entropy of their shares in bits, at most 3.3.
Only the order of neighbors counts, so contrast, exposure and skin tone hardly matter. Lower is more
uniform.

Why it matters
--------------
Smoothing between edges, as beauty modes and bilateral filters do, leaves slopes and flats where
skin has a jumble. Of all skin measures this one reacts first to such filters, and it is the
least tied to the brightness of skin.

Limits
------
A picture that was enlarged or is slightly out of focus has a uniform pattern as well, and so has
strong compression; noise and film grain raise the value and hide a retouch. Frequency separation,
which keeps the finest texture, is seen less well. Needs 60 pixels between the eyes; a face that is
soft all over is not assessed.

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

REACH = 1


@check(
    "uniform-skin-pattern",
    title="Skin pattern is uniform",
    family=Family.TEXTURE,
    unit="bits",
    need=Need.FACE,
    since="0.1",
    claim=Claim.RETOUCHED,
)
def measure(facts: Facts) -> Measurement:
    """Return the entropy of local binary patterns on forehead and cheeks, in bits."""
    skin = facts.skin_detail
    value = texture.pattern_entropy(skin, REACH)
    return Measurement(
        value=value,
        summary=f"The fine pattern of the skin has {value:.2f} bits of variety; retouching, blur and "
        "compression lower it, noise raises it.",
        details=(("pixels", int(skin.skin.sum())),),
    )
