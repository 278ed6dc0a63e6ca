"""The background beside the outline has taken on the person's colors.

What it measures
----------------
Along the outline of head and shoulders, the background a little off the edge (about a tenth of the
distance between the eyes) is compared with the background farther out: by how much of the way its
color leans towards the person's, in percent. The value is the lower third over all places of the
outline, so that an object or a strand of hair here and there does not count.

Why it matters
--------------
A lens blurs the background behind a person without mixing the person into it. Software that blurs a
whole photo and puts the sharp person back on top leaves a halo of the person's colors, and so do
careless cut-outs. On camera portraits blurred that way on purpose and then compressed as platforms do,
99 % lie above the value that 5 % of the untouched ones reach, 80 % for a weak blur; of portraits whose
background was blurred without the person, as a lens does, none.

Limits
------
Portrait modes of phones may leave such a halo by themselves, which is processing but nobody's
retouch, so this weighs nothing as evidence. Light that glows around a person against the sun, and
fine light hair that stands out all around, can look alike. A background that was replaced, or
blurred by better software, leaves none and is not found. Not assessed when the outline is hidden,
cut off or as bright as what lies behind.

References
----------
- Levin, A. et al., "A closed-form solution to natural image matting", 2008,
  doi:10.1109/TPAMI.2007.1177 (colors at an outline as mixtures of person and background)
- Wadhwa, N. et al., "Synthetic depth-of-field with a single-camera mobile phone", 2018,
  doi:10.1145/3197517.3201329 (the halo, and how to avoid it)
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import outline
from photoaudit.model import Family, Measurement, Need, NotAssessable

SEEN = 5.0


@check(
    "matte-edge",
    title="Person's colors leak around the outline",
    family=Family.BACKGROUND,
    unit="% contrast",
    need=Need.FACE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return how far the background beside the outline leans towards the person's colors, in percent."""
    view = facts.portrait_view
    found = outline.bleed(view.rgb, facts.person_view, view.inside)
    if found is None:
        raise NotAssessable("too little of the person's outline stands out from the background")
    share, places = found
    return Measurement(
        value=100.0 * share,
        summary=f"Beside the outline the background leans {100.0 * share:.0f} % towards the person's colors."
        if 100.0 * share > SEEN
        else "Beside the outline the background keeps its own colors.",
        details=(("places", places),),
    )
