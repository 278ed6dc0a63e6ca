"""The eyes lie where StyleGAN portraits have them.

What it measures
----------------
How far both eye centers (midway between the lid corners) lie from one fixed layout, in tolerances:
the largest of four departures, namely the middle of the eyes from 50.0 % of the width (tolerance
1.5 %) and from 47.2 % of the height (2 %), their distance from 24 % of the side (2 %), and their
slope from level (2 degrees). Below 1 all four agree. Center and tolerances follow from how the
training pictures were aligned and were set before any photo was measured. The details give the four
in whole percent and degrees, which is as fine as the tolerances.

Why it matters
--------------
StyleGAN and its successors learnt from faces that had all been cropped by the same rule, so each
portrait they make has its eyes in the same place. On untouched files of the development photos,
140 of 160 StyleGAN3 portraits lie within, and 6 of 554 camera portraits.

Limits
------
It knows one family of generators; diffusion models and everything cropped or turned afterwards
escape it. Camera portraits that were cropped by the same rule match too: all of the 6 are reference
crops of well-known people or come from such a collection. Only square pictures are assessed.

References
----------
- Karras, T. et al., "A Style-Based Generator Architecture for Generative Adversarial Networks", 2019,
  doi:10.1109/CVPR.2019.00453; alignment: https://github.com/NVlabs/ffhq-dataset
- LinkedIn, "New approaches for detecting AI-generated profile photos", 2023,
  https://engineering.linkedin.com/blog/2023/new-approaches-for-detecting-ai-generated-profile-photos
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging.eyes import eye_layout
from photoaudit.model import Claim, Family, Measurement, Need, NotAssessable, Region

MATCH = 1.0


@check(
    "stylegan-eye-layout",
    title="Eyes lie where StyleGAN portraits have them",
    family=Family.EYES,
    unit="tolerances",
    need=Need.FACE,
    since="0.1",
    claim=Claim.SYNTHETIC,
)
def measure(facts: Facts) -> Measurement:
    """Return the distance of the eyes from StyleGAN's layout, in tolerances."""
    photo = facts.photo
    if photo.width != photo.height:
        raise NotAssessable(
            f"the picture is {photo.width} x {photo.height} px; only square, uncropped ones show the layout"
        )
    right, left = facts.mesh.eyes
    # Points count from the center of the first pixel.
    layout = eye_layout(right + 0.5, left + 0.5, photo.width)
    return Measurement(
        value=layout.departure,
        summary="Both eyes lie where the training of StyleGAN places them, as few camera portraits do."
        if layout.departure < MATCH
        else "The eyes do not lie where the training of StyleGAN places them.",
        notable=layout.departure < MATCH,
        regions=(Region("points", (tuple(right), tuple(left)), "eye centers"),),
        details=(
            ("middle_x_percent", round(100 * layout.x)),
            ("middle_y_percent", round(100 * layout.y)),
            ("distance_percent", round(100 * layout.apart)),
            ("roll_degrees", round(layout.roll)),
        ),
    )
