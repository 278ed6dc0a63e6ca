"""Fine color variation on the face is strong beside fine brightness variation.

What it measures
----------------
What a slight blur (Gaussian, 1.5 pixels) removes from the face at a fixed size of 60 pixels between
the eyes, as a robust standard deviation: of the two color differences against brightness, as a base-2
logarithm. -2 means that color varies a quarter as much as brightness.

Why it matters
--------------
Cameras smooth color noise far more than brightness noise, and JPEG keeps color at half the size.
Generators make color and brightness by the same means. On labelled photos the value is higher for
most of four families of generators, and no different for others.

Limits
------
A weak hint that holds for some generators only. Film scans, high sensitivity, make-up, freckles and
colored light raise it; strong compression and color noise reduction lower it. Black-and-white and
toned photos are not assessed, nor are faces with fewer than 60 pixels between the eyes.

References
----------
- Li, H. et al., "Identification of deep network generated images using disparities in color
  components", 2020, doi:10.1016/j.sigpro.2020.107616
"""

from __future__ import annotations

from math import log2

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import noise
from photoaudit.model import Claim, Family, Measurement, Need, NotAssessable

MIN_PIXELS = 3000


@check(
    "chroma-noise",
    title="Color varies finely on the face",
    family=Family.NOISE,
    unit="log2 ratio",
    need=Need.FACE,
    since="0.1",
    claim=Claim.SYNTHETIC,
)
def measure(facts: Facts) -> Measurement:
    """Return the base-2 logarithm of fine color variation over fine brightness variation."""
    chip = facts.detail_chip
    face = facts.chip_oval & chip.inside
    if face.sum() < MIN_PIXELS:
        raise NotAssessable("too little of the face is inside the picture")
    if not noise.has_color(chip.rgb, face):
        raise NotAssessable("the photo is black-and-white or toned")
    luma, chroma = noise.residual_spreads(chip.rgb, face)
    value = log2(chroma / luma)
    return Measurement(
        value=value,
        summary=f"On the face color varies {2**value:.2f} times as much as brightness in fine detail.",
        details=(("luma", round(luma, 2)), ("chroma", round(chroma, 2))),
    )
