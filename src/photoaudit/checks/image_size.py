"""The picture has few pixels.

What it measures
----------------
The shorter side of the upright picture in pixels, as the file's header gives it; the details hold
both sides and the megapixels.

Why it matters
--------------
Platforms state minimum sizes for profile photos, and most measurements of a face need pixels: below
about 150 pixels of face width skin and eyes cannot be assessed at all.

Limits
------
An enlarged picture has many pixels and little detail; `sharpness` speaks of that. Size says nothing
of how a picture was made.

References
----------
- ISO/IEC 29794-5:2025, Biometric sample quality, Part 5: Face image data,
  https://www.iso.org/standard/81005.html
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.model import Family, Measurement, Need


@check(
    "image-size",
    title="Picture is small",
    family=Family.CAPTURE,
    unit="px",
    need=Need.FILE,
    since="0.1",
    details=("width", "height"),
)
def measure(facts: Facts) -> Measurement:
    """Return the shorter side of the picture in pixels."""
    width, height = facts.photo.width, facts.photo.height
    return Measurement(
        value=float(min(width, height)),
        summary=f"The picture is {width} x {height} pixels.",
        details=(("width", width), ("height", height), ("megapixels", round(width * height / 1e6, 2))),
    )
