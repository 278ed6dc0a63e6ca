"""The skin is softer than eyes, brows and lips.

What it measures
----------------
The natural logarithm of fine detail on forehead and cheeks (see skin smoothness) relative to that in
eyes, brows and lips (its upper quartile), at 60 pixels between the eyes. Lower means softer skin beside
equally sharp features. Dark brows stand out more from bright skin than from dark skin, so the value is
brought to a common lightness (L* 70) by a slope fitted on camera portraits.

Why it matters
--------------
A lens out of focus or a small file softens a face evenly and hardly moves this value; whoever
retouches spares eyes, brows and lips. So it tells smoothed skin from a soft picture.

Limits
------
Make-up on eyes and lips, thick frames of glasses and dark brows lower it without any retouching, as
does light that flattens skin. What is left of the tie to lightness after the correction is a rough
average. Needs 60 pixels between the eyes; a face that is soft all over is not assessed.

References
----------
- Kee, E. and Farid, H., "A perceptual metric for photo retouching", 2011,
  doi:10.1073/pnas.1110747108
"""

from __future__ import annotations

from math import exp

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import texture
from photoaudit.model import Claim, Family, Measurement, Need


@check(
    "skin-softer-than-features",
    title="Skin is softer than eyes and lips",
    family=Family.TEXTURE,
    unit="log ratio",
    need=Need.FACE,
    since="0.1",
    claim=Claim.RETOUCHED,
)
def measure(facts: Facts) -> Measurement:
    """Return the log ratio of skin detail to that of eyes, brows and lips, at a common lightness."""
    skin = facts.skin_detail
    own, features = texture.detail(skin), texture.feature_detail(skin)
    raw = texture.log_ratio(own, features)
    shift = texture.FEATURES_SLOPE * (skin.lightness - texture.REFERENCE_LIGHTNESS)
    return Measurement(
        value=raw - shift,
        summary=f"The skin shows {100 * exp(raw - shift):.0f} % of the fine detail of eyes, brows and lips; "
        "make-up and flat light lower this as retouching does.",
        details=(
            ("skin", round(own, 2)),
            ("features", round(features, 2)),
            ("uncorrected", round(raw, 2)),
            ("lightness", round(skin.lightness, 1)),
        ),
    )
