"""The face has few tones.

What it measures
----------------
The standard's quality component, 0 to 100: 12.5 times the entropy, in bits, of the face's linear
luminance, without eyes, brows and lips. 100 would be all 256 levels alike; a face in ordinary light
has 75 to 95.

Why it matters
--------------
A face that is burnt out, lost in shadow or washed out by haze has few tones, and little can be
measured or recognized on it.

Limits
------
Luminance is linear in light, as the standard has it, and dark skin reflects less: in the same light
it takes fewer levels and gets a lower value. That is a property of the measure, not a fault of the
photo, so it weighs nothing as evidence and should not be used to turn photos away.

References
----------
- ISO/IEC 29794-5:2025, dynamic range; https://github.com/BSI-OFIQ/OFIQ-Project
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging.style import gray_level_entropy
from photoaudit.model import Family, Measurement, Need

PER_BIT = 12.5


@check(
    "dynamic-range",
    title="Face has few tones",
    family=Family.CAPTURE,
    unit="of 100",
    need=Need.FACE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the dynamic range component, 0 to 100."""
    entropy = gray_level_entropy(facts.portrait_view.luminance[facts.bare_face])
    return Measurement(
        value=PER_BIT * entropy,
        summary=f"The face has {entropy:.1f} of 8 bits of tones.",
        details=(("entropy_bits", round(entropy, 2)),),
    )
