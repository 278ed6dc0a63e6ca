"""The background is filled with one exact color.

What it measures
----------------
The share of the background, in percent, that lies inside squares of 25 x 25 pixels whose pixels all
have exactly the same color, in the photo's own pixels around head and shoulders. What is burnt out
in any channel (250 or more) or black (12 or less) is left out.

Why it matters
--------------
Sensor noise and the falling-off of light keep any two neighboring areas of a camera photo a little
apart; a background that was cut out and filled has one exact color over large areas, and keeps it
when the photo is scaled down and compressed again. On camera portraits filled on purpose and then
compressed as platforms do, 96 to 100 % lie above the value that 5 % of the untouched ones reach.

Limits
------
Compression flattens single blocks of 8 or 16 pixels, which is why larger squares are asked for; a
photo with coarse blocks is not assessed all the same. Strong noise reduction or a backdrop that is
all but burnt out can leave one color over larger areas: up to three quarters of some studio walls as
published, which is why only more than two thirds weigh, and little. A fill with a gradient, a
pattern or grain is not found. Passport services and company badges fill backgrounds as a matter of
course: it is an edit, and often an asked-for one. Not assessed where less than a twentieth of the
surroundings is exposed background.

References
----------
- Fan, Z. and de Queiroz, R., "Identification of bitmap compression history: JPEG detection and
  quantizer estimation", 2003, doi:10.1109/TIP.2002.807361 (blocks as traces of compression)
- ISO/IEC 29794-5:2025 (head and shoulders alignment); https://github.com/BSI-OFIQ/OFIQ-Project
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import backdrop
from photoaudit.model import Claim, Family, Measurement, Need, NotAssessable

MAX_BLOCKINESS = 1.6
MIN_PIXELS = 3000
MOST = 2 / 3


@check(
    "constant-background",
    title="Background is one exact color",
    family=Family.BACKGROUND,
    unit="% of area",
    need=Need.FACE,
    since="0.1",
    claim=Claim.RETOUCHED,
)
def measure(facts: Facts) -> Measurement:
    """Return the share of the exposed background that has one exact color, in percent."""
    cut, mask, exposed = backdrop.native_background(facts.rgb, facts.person, facts.portrait_view.frame)
    if mask.mean() < backdrop.MIN_SHARE:
        raise NotAssessable("too little background is visible around head and shoulders")
    if exposed.mean() < backdrop.MIN_SHARE or exposed.sum() < MIN_PIXELS:
        raise NotAssessable("the background is burnt out or black, or too few of its pixels are left")
    blocks = backdrop.blockiness(cut)
    if blocks > MAX_BLOCKINESS:
        raise NotAssessable("compression left coarse blocks, which are flat by themselves")
    share = backdrop.constant_share(cut, exposed)
    return Measurement(
        value=100.0 * share,
        summary=f"{100.0 * share:.0f} % of the background has no variation at all, as a digital fill has."
        if share > MOST
        else f"{100.0 * share:.0f} % of the background has no variation at all.",
        notable=share > MOST,
        details=(
            ("burnt_out_or_black_percent", round(100.0 * (1.0 - exposed.sum() / mask.sum()))),
            ("blockiness", round(blocks, 2)),
        ),
    )
