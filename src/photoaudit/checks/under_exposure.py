"""The face is too dark.

What it measures
----------------
The share of the face, without eyes, brows and lips, whose linear luminance is 25 of 255 or less, in
percent. The details give the standard's quality component, which begins to fall at about 80 %, and
the luminance that the brightest hundredth of the face reaches.

Why it matters
--------------
In an under-exposed face neither people nor software see detail.

Limits
------
Dark skin, well exposed, has a high share too: the standard's threshold of 25 is linear in light and
lies where much skin is. So a face counts as under-exposed only when nearly all of it lies below
that and even its highlights are dark.

References
----------
- ISO/IEC 29794-5:2025, under-exposure prevention; https://github.com/BSI-OFIQ/OFIQ-Project
"""

from __future__ import annotations

from math import exp

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import luminance
from photoaudit.libraries import np
from photoaudit.model import Family, Measurement, Need

MOSTLY = 0.92
DARK_HIGHLIGHT = 40.0


@check(
    "under-exposure",
    title="Face is under-exposed",
    family=Family.CAPTURE,
    unit="% of face",
    need=Need.FACE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the share of the face that is very dark, in percent."""
    share = luminance.share_within(facts.portrait_view.luminance, facts.bare_face, luminance.UNDER_EXPOSED)
    highlight = float(np.percentile(facts.portrait_view.luminance[facts.bare_face], 99))
    dark = share > MOSTLY and highlight < DARK_HIGHLIGHT
    quality = min(120.0 * (0.832 - 1.0 / (1.0 + exp(-(share - 0.92) / 0.05))), 100.0)
    return Measurement(
        value=100.0 * share,
        summary="The face is under-exposed." if dark else "The face is not under-exposed.",
        notable=dark,
        details=(
            ("quality_component", round(max(quality, 0.0))),
            ("highlight_luminance", round(highlight)),
            ("under_exposed", "yes" if dark else "no"),
        ),
    )
