"""The face is blurred.

What it measures
----------------
How much edge contrast a strong blur takes from the face, 0 to 1, at a fixed size of the face (60
pixels between the eyes): a sharp face loses much, a face that was blurred before loses little. It
is one minus the no-reference blur measure of Crete et al.

Why it matters
--------------
Several platforms refuse blurred photos, and where the whole face is soft no statement about
retouching is possible.

Limits
------
Measured at the size web pages show faces: a large picture that is soft when magnified can be sharp
here. Strong noise reads as sharpness. Skin without detail reads as slightly softer.

References
----------
- Crete, F. et al., "The blur effect: perception and estimation with a new no-reference perceptual
  blur metric", 2007, doi:10.1117/12.702790
- ISO/IEC 29794-5:2025, sharpness (the standard's own measure is a trained model; this is not it)
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import mesh_points as ids
from photoaudit.imaging.focus import blur_effect
from photoaudit.model import Family, Measurement, Need


@check(
    "sharpness",
    title="Face is blurred",
    family=Family.CAPTURE,
    unit="of 1",
    need=Need.FACE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return one minus the perceptual blur of the face."""
    chip = facts.detail_chip
    oval = chip.points[list(ids.OVAL)]
    (left, top), (right, bottom) = oval.min(0).clip(0).astype(int), oval.max(0).astype(int)
    value = 1.0 - float(blur_effect(chip.luma[top : bottom + 1, left : right + 1]))
    return Measurement(value=value, summary=f"Sharpness of the face is {value:.2f} of 1.")
