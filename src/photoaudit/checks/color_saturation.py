"""Colors around the face are strong.

What it measures
----------------
The mean CIELAB chroma of head and shoulders without face and neck: 0 is gray, 10 muted, above 40
vivid. Face and neck are left out generously, so that skin has no say. The details give the strongest
twentieth of it.

Why it matters
--------------
Strong, glossy color is part of the look that people associate with artificial portraits.

Limits
------
It says nothing of how a picture was made: on labelled photos it separates hardly better than chance,
some generators being more muted than cameras, others more vivid. A bright shirt or a green
garden decides the value. Bare shoulders and hands may be inside the measured area. Not assessed for
black-and-white photos and where the face fills the picture.

References
----------
- ISO/CIE 11664-4:2019, CIE 1976 L*a*b* color space; https://www.iso.org/standard/74166.html
- Hasler, D. and Suesstrunk, S., "Measuring colorfulness in natural images", 2003,
  doi:10.1117/12.477378
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import style
from photoaudit.libraries import np
from photoaudit.model import Family, Measurement, Need, NotAssessable, Tail

MIN_SHARE = 0.1
EYE_DISTANCE = 113.0


@check(
    "color-saturation",
    title="Colors are very strong",
    family=Family.STYLE,
    unit="CIELAB C*",
    need=Need.FACE,
    since="0.1",
    cue=Tail.HIGH,
)
def measure(facts: Facts) -> Measurement:
    """Return the mean chroma outside face and neck."""
    view = facts.portrait_view
    a, b = facts.view_colors
    around = style.coarse_mask(style.around_face(view.points, view.inside, EYE_DISTANCE))
    if around.mean() < MIN_SHARE:
        raise NotAssessable("hardly anything but the face is inside the picture")
    chroma = np.hypot(a, b)[around]
    value = float(chroma.mean())
    return Measurement(
        value=value,
        summary=f"Around the face colors have a mean chroma of {value:.0f}.",
        details=(("strongest_twentieth", round(float(np.percentile(chroma, 95)), 1)),),
    )
