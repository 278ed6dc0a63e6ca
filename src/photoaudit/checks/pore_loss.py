"""Pores and other small marks of the skin are faint.

What it measures
----------------
The contrast of what is as large as pores and their shadows: the band between blurs of 0.8 and 2
pixels at 60 pixels between the eyes, as a root mean square in gray levels. Unlike the robust spread
that skin smoothness uses, it counts single dark or bright marks fully. The median of forehead and
cheeks counts, brought to a common lightness (L* 70) as skin smoothness is. Lower means fainter.

Why it matters
--------------
Frequency separation, the retouch of magazines and studios, keeps the finest texture and fades this
band, so the skin still looks real from close by. Other smoothing lowers it as well.

Limits
------
Soft light from the front, make-up, young skin and a small or compressed file make pores faint
without any retouching. Freckles, stubble and a sharpening camera raise the value. Needs 60 pixels
between the eyes; a face that is soft all over is not assessed.

References
----------
- Kee, E. and Farid, H., "A perceptual metric for photo retouching", 2011,
  doi:10.1073/pnas.1110747108
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import texture
from photoaudit.model import Claim, Family, Measurement, Need


@check(
    "pore-loss",
    title="Pores are faint",
    family=Family.TEXTURE,
    unit="gray levels",
    need=Need.FACE,
    since="0.1",
    claim=Claim.RETOUCHED,
)
def measure(facts: Facts) -> Measurement:
    """Return the contrast of pores on forehead and cheeks in gray levels, at a common lightness."""
    skin = facts.skin_detail
    raw = texture.pores(skin)
    value = texture.at_reference_lightness(raw, skin.lightness)
    return Measurement(
        value=value,
        summary=f"Pores and other small marks have a contrast of {value:.1f} gray levels; soft light, "
        "make-up and compression lower it as retouching does.",
        details=(("uncorrected", round(raw, 2)), ("lightness", round(skin.lightness, 1))),
    )
