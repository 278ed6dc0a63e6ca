"""The background is blurred.

What it measures
----------------
How sharp the strongest edges of the background are, in percent of those of the face: 100 for equal
sharpness, low for a blurred background. Sharpness is the part of an edge's gradient that some more
blur takes away, measured on head and shoulders at a fixed size.

Why it matters
--------------
A creamy, blurred background is part of the look that people associate with artificial portraits,
and of the look that portrait modes and good lenses give.

Limits
------
Nothing follows from it about how a picture was made: on labelled photos generated portraits are not
told apart. A fast lens, a phone's portrait mode and a blur filter give the same number. A plain wall
has no edges to judge by and is not assessed; a mottled studio canvas has only soft ones and reads as
blurred. Not assessed when the face itself is soft or little background is visible.

References
----------
- Zhuo, S. and Sim, T., "Defocus map estimation from a single image", 2011,
  doi:10.1016/j.patcog.2011.03.009
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.model import Family, Measurement, Need, NotAssessable, Tail

MIN_CONTRAST = 6.0
MIN_FACE_SHARPNESS = 0.12
BLURRED = 50.0


@check(
    "background-blur",
    title="Background is strongly blurred",
    family=Family.BACKGROUND,
    unit="% of face",
    need=Need.FACE,
    since="0.1",
    cue=Tail.LOW,
)
def measure(facts: Facts) -> Measurement:
    """Return the sharpness of background edges in percent of that of the face."""
    backdrop = facts.backdrop
    if backdrop.contrast < MIN_CONTRAST:
        raise NotAssessable("the background is plain, so nothing in it could be sharp")
    if backdrop.face_sharpness < MIN_FACE_SHARPNESS:
        raise NotAssessable("the face is soft itself")
    value = 100.0 * backdrop.sharpness / backdrop.face_sharpness
    return Measurement(
        value=value,
        summary="The background is blurred, by a lens or by software."
        if value < BLURRED
        else f"The background's edges are {value:.0f} % as sharp as those of the face.",
        details=(("contrast", round(backdrop.contrast, 1)),),
    )
