"""The file says that AI made or edited it.

What it measures
----------------
The number of statements of origin that the file makes in plain metadata: the IPTC digital source
type in XMP, and the texts that local generators leave (prompts, settings, workflows). Each is
reported with the place where it stands.

Why it matters
--------------
What a file says of itself is the only near-decisive evidence there is, and it is what platforms
read when they label.

Limits
------
These marks are unsigned: anyone can write one into a camera photo or remove one from a generated
picture. Most services remove all metadata on upload, so the absence of a mark says nothing. An AI
*edit* covers anything from removing a speck to replacing a face. `algorithmicMedia` means
procedural graphics and is not read as AI.

References
----------
- IPTC NewsCodes, Digital Source Type, http://cv.iptc.org/newscodes/digitalsourcetype/
- IPTC Photo Metadata Standard, https://www.iptc.org/std/photometadata/specification/
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.model import Family, Measurement, Need


@check(
    "ai-declaration",
    title="File declares its origin",
    family=Family.PROVENANCE,
    unit="statements",
    need=Need.FILE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the number of statements of origin, and the statements."""
    declarations = facts.origins
    summary = declarations[0].says if declarations else "The file makes no statement of how it was made."
    return Measurement(value=float(len(declarations)), summary=summary, declarations=declarations)
