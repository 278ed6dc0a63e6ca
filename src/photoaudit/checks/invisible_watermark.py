"""The pixels carry the invisible mark of an open image generator.

What it measures
----------------
The number of known messages that can be read from the blue-difference channel, where the programs
of Stable Diffusion 1, 2 and XL and of FLUX write them by default. At least 44 of 48 bits must agree
(125 of 136 and 32 of 32 for the older two).

Why it matters
--------------
Unlike metadata, the mark survives a removal of all metadata. By chance so many bits agree about
once in 10^9 pictures, so a hit is as good as a statement of the program.

Limits
------
It only ever finds something: most pictures of these generators do not carry the mark, because services
and many programs do not write it, and JPEG at quality 95 or any resizing destroys it. So no hit says
nothing. Watermarks made by a neural network (Google's SynthID, Adobe's TrustMark, Meta's Stable
Signature, those of OpenAI, Amazon and Digimarc) need the network or the service that belongs to them,
which no package brings along, and nothing is downloaded here: they cannot be read. Where Content
Credentials say that a picture carries one, content-credentials reports that. Not assessed below 256
pixels a side.

References
----------
- invisible-watermark, https://github.com/ShieldMnt/invisible-watermark
- Stable Diffusion XL in diffusers, https://github.com/huggingface/diffusers
- FLUX, https://github.com/black-forest-labs/flux
"""

from __future__ import annotations

from photoaudit.checks._check import check, require_side
from photoaudit.facts import Facts
from photoaudit.imaging.watermark import MIN_SIDE, find_marks
from photoaudit.model import Declaration, DeclarationKind, Family, Measurement, Need


@check(
    "invisible-watermark",
    title="Pixels carry a generator's mark",
    family=Family.TRACE,
    unit="marks",
    need=Need.PIXELS,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the number of known messages in the pixels."""
    require_side(facts.photo, MIN_SIDE)
    marks = tuple(find_marks(facts.rgb))
    declarations = tuple(
        Declaration(
            DeclarationKind.AI,
            mark.message.name,
            f"The pixels carry the invisible mark of {mark.message.name}, an image generator.",
            "pixels, invisible watermark",
        )
        for mark in marks
    )
    summary = "None of the four invisible marks that can be read offline is there; that says nothing."
    return Measurement(
        value=float(len(marks)),
        summary=declarations[0].says if declarations else summary,
        declarations=declarations,
        details=tuple(
            (mark.message.name, f"{mark.agreeing} of {len(mark.message.bits)} bits agree") for mark in marks
        ),
    )
