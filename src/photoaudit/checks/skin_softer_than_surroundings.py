"""The skin is softer than hair, ears, neck and clothes around the face.

What it measures
----------------
The natural logarithm of fine detail on forehead and cheeks (see skin smoothness) relative to the
strongest edges of the person close around the face: hair, ears, neck, collar, as far as five sixths
of an eye distance from it. Both are in gray levels, at 60 pixels between the eyes. Lower means
softer skin beside equally crisp surroundings.

Why it matters
--------------
Skin filters work inside the outline of the face. What lies around it went through the same lens and
the same compression, so it shows how much detail the picture could have held.

Limits
------
Bright light on dark hair, a patterned collar or a scarf have strong edges of their own, and hair
differs from person to person, so this is a weak sign by itself. A head shaved or covered is
compared by its outline, ears and collar. The person is found by a small network. Not assessed when
too little of the person or no edge is visible around the face, below 60 pixels between the eyes, or
when the face is soft all over.

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
    "skin-softer-than-surroundings",
    title="Skin is softer than hair and clothes",
    family=Family.TEXTURE,
    unit="log ratio",
    need=Need.FACE,
    since="0.1",
    claim=Claim.RETOUCHED,
)
def measure(facts: Facts) -> Measurement:
    """Return the log ratio of skin detail to the edges of hair, ears, neck and clothes around the face."""
    own = texture.detail(facts.skin_detail)
    edges = facts.surroundings.contrast
    return Measurement(
        value=texture.log_ratio(own, edges),
        summary=f"Fine skin detail is {100 * own / edges:.1f} % of the edge contrast of hair, neck and "
        "clothes; flat light on skin and a patterned collar lower this as retouching does.",
        details=(("skin", round(own, 2)), ("edges_around", round(edges, 1))),
    )
