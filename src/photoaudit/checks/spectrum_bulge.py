"""The face has more mid-size detail than its coarse structure lets expect.

What it measures
----------------
The power spectrum of the face at a fixed size (60 pixels between the eyes), averaged over directions.
A power law is fitted to coarse structure, 0.03 to 0.13 cycles per pixel, and drawn on to lashes, pores
and strands, 0.13 to 0.25: the value is by how many decibels the power there exceeds it. Photos mostly
lie below 0. The details give the exponent of the power law.

Why it matters
--------------
Pictures of the world follow a power law, and lenses, noise reduction and scaling take fine detail
away from it. Some generators put more into the middle of the spectrum than cameras leave there.

Limits
------
It depends on the generator: on labelled photos one family stands out strongly, others hardly, one
points the other way. Sharpening and studio retouching raise it, beards, glasses and wrinkles too;
a lens out of focus and noise reduction lower it. Faces with
fewer than 60 pixels between the eyes are not assessed, since enlarging would decide the value.

References
----------
- Durall, R. et al., "Unmasking DeepFakes with simple Features", 2019, https://arxiv.org/abs/1911.00686
- Field, D. J., "Relations between the statistics of natural images and the response properties of
  cortical cells", 1987, doi:10.1364/JOSAA.4.002379
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import spectrum
from photoaudit.model import Claim, Family, Measurement, Need, NotAssessable


@check(
    "spectrum-bulge",
    title="Face has much mid-size detail",
    family=Family.NOISE,
    unit="dB",
    need=Need.FACE,
    since="0.1",
    claim=Claim.SYNTHETIC,
)
def measure(facts: Facts) -> Measurement:
    """Return the power of mid-size detail above the power law of coarse structure, in decibels."""
    chip = facts.detail_chip
    square = spectrum.face_square(facts.chip_oval)
    if not chip.inside[square].all():
        raise NotAssessable("the face reaches beyond the picture")
    value, exponent = spectrum.bulge(chip.luma[square])
    side = "more" if value > 0 else "less"
    return Measurement(
        value=value,
        summary=f"Mid-size detail of the face is {abs(value):.1f} dB {side} than its coarse structure "
        "lets expect.",
        details=(("exponent", round(exponent, 2)),),
    )
