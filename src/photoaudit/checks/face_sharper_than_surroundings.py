"""The face is sharper than hair, ears, neck and clothes around it.

What it measures
----------------
The sharpness of the strongest edges inside the face minus that of the person close around it (hair,
ears, neck, collar). Sharpness is the share of gradient that a slight blur takes away, 0 to 1, so the
contrast of edges does not matter; measured at 60 pixels between the eyes. Above 0 the face is the
sharper one.

Why it matters
--------------
Face restoration, as in photo enlargers and repair apps, draws a crisp new face into a picture whose
hair and clothes stay as blurred as they were. Blur or compression of the whole picture softens both
alike and leaves the value where it is.

Limits
------
A lens wide open, portrait mode and moving hair blur what lies around a face too; eyes and glasses
are crisp by nature, fine curls are not. A restored face in a picture that was sharp all over is
hardly seen. The person is found by a small network. Not assessed when too little of the person or
no edge is visible around the face, below 60 pixels between the eyes, or when the face is soft all
over.

References
----------
- Wang, X. et al., "Towards Real-World Blind Face Restoration with Generative Facial Prior", 2021,
  doi:10.1109/CVPR46437.2021.00905
- Crete, F. et al., "The blur effect: perception and estimation with a new no-reference perceptual
  blur metric", 2007, doi:10.1117/12.702790
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import focus
from photoaudit.model import Claim, Family, Measurement, Need


@check(
    "face-sharper-than-surroundings",
    title="Face is sharper than hair and clothes",
    family=Family.TEXTURE,
    unit="of 1",
    need=Need.FACE,
    since="0.1",
    claim=Claim.RETOUCHED,
)
def measure(facts: Facts) -> Measurement:
    """Return the sharpness of the face minus that of hair, ears, neck and clothes around it."""
    _ = facts.skin_detail  # the gates of all skin checks: size and focus
    chip, around = facts.chip, facts.surroundings
    face = focus.inner_face(facts.chip_oval, chip.inside)
    inner, outer = focus.sharpness(chip.luma, face, around.mask)
    return Measurement(
        value=inner - outer,
        summary=f"The edges of the face are {'sharper' if inner > outer else 'softer'} than those of hair, "
        f"neck and clothes ({inner:.2f} against {outer:.2f}); a shallow depth of field does that too.",
        details=(("face", round(inner, 3)), ("around", round(outer, 3))),
    )
