"""The color of the skin is mottled.

What it measures
----------------
How far small patches of the same cheek or forehead differ between yellow and blue: the standard deviation of
CIE Lab b between blurs of 3 and 8 pixels, at 60 pixels between the eyes. The median of forehead and both
cheeks counts. The mean color of the skin does not enter, nor does its lightness; each region is taken by
itself, so lips and hair do not color its edge. Higher is more mottled.

Why it matters
--------------
Cameras and their compression even out color more than brightness. Some generators leave patches of
yellow and blue in skin; in tests this was one of few cues that still pointed the right way, weakly,
for generators never seen before.

Limits
------
Blush, freckles, sunburn, colored light and make-up mottle skin in life; strong compression
flattens it; heavy retouching takes some of it away. Generators differ a great deal: some show less than
cameras do. Tinted black-and-white photos read as even. Not assessed in black-and-white
photos, below 60 pixels between the eyes, or when the face is soft all over.

References
----------
- Fairchild, M. D., "Color Appearance Models", 2013, doi:10.1002/9781118653128 (CIE Lab)
- McCloskey, S. and Albright, M., "Detecting GAN-Generated Imagery Using Color Cues", 2018,
  https://arxiv.org/abs/1812.08247
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import texture
from photoaudit.model import Claim, Family, Measurement, Need, NotAssessable

MIN_CHROMA = 4.0


@check(
    "skin-color-mottle",
    title="Skin color is mottled",
    family=Family.TEXTURE,
    unit="Lab units",
    need=Need.FACE,
    since="0.1",
    claim=Claim.SYNTHETIC,
)
def measure(facts: Facts) -> Measurement:
    """Return the spread of yellow against blue between patches of forehead and cheeks, in Lab units."""
    skin = facts.skin_detail
    chroma = texture.chroma(skin)
    if chroma < MIN_CHROMA:
        raise NotAssessable("the skin has no color: a black-and-white photo")
    value = texture.color_mottle(skin)
    return Measurement(
        value=value,
        summary=f"Patches of skin differ by {value:.2f} Lab units between yellow and blue; blush, freckles "
        "and colored light raise it too.",
        details=(("chroma", round(chroma, 1)),),
    )
