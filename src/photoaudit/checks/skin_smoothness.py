"""Skin shows less fine detail than on most camera portraits.

What it measures
----------------
What a slight blur (Gaussian, 1.5 pixels) removes from the skin, as a robust standard deviation in
gray levels, at a fixed size of the face: 60 pixels between the eyes. Lower is smoother. Forehead
and both upper cheeks are placed by the face mesh and measured one by one; their median counts, so
that a fringe over the forehead or a shadow on one cheek does not. Glasses, shadow edges and
burnt-out shine are left out by comparing each region with itself, so no skin color is assumed.
Because bright skin shows less detail in every camera portrait, the value is brought to a common
lightness (L* 70) by a slope fitted on camera portraits.

Why it matters
--------------
Smoothing is the most common retouch, and skin without pores is what people notice. On camera
portraits that were smoothed on purpose and then compressed as platforms do, the value ranks the
smoothed copy lower in 64 % (light), 80 % and 85 % (heavy) of pairs
(benchmarks/smoothing.py).

Limits
------
Soft light, make-up, noise reduction, portrait mode, a lens out of focus, strong compression and
young skin lower it without any retouching; studio portraits are often retouched and often simply
well lit. It tells nothing about generated faces: some generators make skin rougher than cameras do.
Needs 60 pixels between the eyes; a face that is soft all over is not assessed.

References
----------
- Kee, E. and Farid, H., "A perceptual metric for photo retouching", 2011,
  doi:10.1073/pnas.1110747108
- Rathgeb, C. et al., "Impact and Detection of Facial Beautification in Face Recognition: An
  Overview", 2019, doi:10.1109/ACCESS.2019.2948526
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import texture
from photoaudit.model import Claim, Family, Measurement, Need, Tail


@check(
    "skin-smoothness",
    title="Skin is unusually smooth",
    family=Family.TEXTURE,
    unit="gray levels",
    need=Need.FACE,
    since="0.1",
    claim=Claim.RETOUCHED,
    cue=Tail.LOW,
)
def measure(facts: Facts) -> Measurement:
    """Return the fine detail of forehead and cheeks in gray levels, at a common lightness."""
    skin = facts.skin_detail
    raw = texture.detail(skin)
    value = texture.at_reference_lightness(raw, skin.lightness)
    return Measurement(
        value=value,
        summary=f"Fine skin detail is {value:.1f} gray levels; soft light, make-up and noise reduction "
        "lower it as retouching does.",
        details=(
            ("uncorrected", round(raw, 2)),
            ("lightness", round(skin.lightness, 1)),
            ("regions", len(skin.regions)),
        ),
    )
