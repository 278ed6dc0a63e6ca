"""The background is very uniform.

What it measures
----------------
The standard's quality component, 0 to 100: head and shoulders are aligned, the person is masked
out, and the mean gradient of the background's linear luminance is mapped by a falling curve; 100 is
a plain wall. The details give the mean gradient itself, the share of the background in which
neighboring pixels do not differ at all (a digital fill, a burnt-out wall, strong compression), and how
sharp its edges are.

Why it matters
--------------
Identity photos and some team pages want a plain background. Flat and softly blurred backdrops are
also part of the look that people associate with artificial portraits.

Limits
------
Studio paper, a sky or a white wall are uniform too, so this weighs nothing as evidence. A blurred
background comes from a lens, a phone's portrait mode or software alike. The mask comes from a small
network: loose hair and hands may leak into it. Not assessed when less than a twentieth of the view
is background.

References
----------
- ISO/IEC 29794-5:2025, background uniformity; https://github.com/BSI-OFIQ/OFIQ-Project
"""

from __future__ import annotations

import cv2
import numpy as np

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging.backdrop import Backdrop, measure_backdrop
from photoaudit.imaging.regions import Mask
from photoaudit.model import Family, Measurement, Need, NotAssessable, Tail

CROP = (slice(0, 406), slice(62, 554))
SIZE = (354, 292)
MIN_SHARE = 0.05
FLAT_SHARE = 0.5
PLAIN_GRADIENT = 6.0
BLURRED = 0.5


@check(
    "background-uniformity",
    title="Background is very uniform",
    family=Family.BACKGROUND,
    unit="of 100",
    need=Need.FACE,
    since="0.1",
    cue=Tail.HIGH,
)
def measure(facts: Facts) -> Measurement:
    """Return the background uniformity component, 0 to 100."""
    luminance = cv2.resize(facts.portrait_view.luminance[CROP], SIZE, interpolation=cv2.INTER_AREA)
    mask = _shrink(facts.background)
    if mask.mean() < MIN_SHARE:
        raise NotAssessable("too little background is visible around head and shoulders")
    backdrop = measure_backdrop(np.asarray(luminance, np.uint8), mask, _shrink(facts.face_oval))
    return Measurement(
        value=backdrop.uniformity,
        summary=_words(backdrop),
        notable=backdrop.constant_share > FLAT_SHARE or backdrop.focus < BLURRED,
        details=(
            ("mean_gradient", round(backdrop.gradient, 1)),
            ("constant_percent", round(100.0 * backdrop.constant_share)),
            ("focus_relative_to_face", round(backdrop.focus, 2)),
        ),
    )


def _shrink(mask: Mask) -> Mask:
    small = cv2.resize(mask[CROP].astype(np.uint8), SIZE, interpolation=cv2.INTER_NEAREST)
    return np.asarray(small > 0)


def _words(backdrop: Backdrop) -> str:
    if backdrop.constant_share > FLAT_SHARE:
        return (
            f"{100 * backdrop.constant_share:.0f} % of the background has no variation at all: "
            "a digital fill, a burnt-out wall, or strong compression."
        )
    if backdrop.gradient < PLAIN_GRADIENT:
        return "The background is plain."
    if backdrop.focus < BLURRED:
        return "The background is blurred, by a lens or by software."
    return "The background shows detail."
