"""A mark like those of AI services is drawn into the picture.

What it measures
----------------
The number of marks in the corners of the picture that look like those that services draw there: Gemini's
star of four points (bottom right), Doubao's and Jimeng's lines of Chinese letters (bottom right), and the
four stars before Galaxy AI's line (bottom left). Each is looked for at the place, and as large, as the
service draws it. The score is the correlation of the corner with the outline of the mark, after what is
broader than the mark was taken from both; a limit for each mark was fitted so that no camera photo of
other sources came near it.

Why it matters
--------------
It is what a service itself tells everybody who looks, it survives services that remove all metadata, and
it is read again after JPEG and resizing.

Limits
------
Such a mark is signed by nobody: anyone can draw one, and a logo may look like it. So it is a statement,
never stronger than a line of text in the file, and says of the picture what the mark says: Doubao's and
Jimeng's that AI generated it, Gemini's and Galaxy AI's that AI made or edited it, which counts as edited.
No mark says nothing: cropped, painted over, before something as bright, or smaller than 12, 36, 44 and 10
pixels in width they are not found, and paying users of some services get none. How often marks are found,
and camera photos are taken for marked, is in docs/benchmark-marks.md. Of the Galaxy AI line the stars
alone are looked for, as its words are those of the phone's language. Not looked for are marks of which no
capture or exact description was at hand: Grok's, Meta's "Imagined with AI" (on pictures until 2025), and the
labels of the EU's rules, which have no one form.

References
----------
- Sizes and places of Gemini's star as measured and published by others, 2025-12
- Captures of Doubao's, Jimeng's and Galaxy AI's marks, 2026
- GB 45438-2025, China's standard for such labels, https://www.tc260.org.cn/
- Error rates: docs/benchmark-marks.md
"""

from __future__ import annotations

from photoaudit.checks._check import check, require_side
from photoaudit.facts import Facts
from photoaudit.imaging.marks import Sighting
from photoaudit.model import (
    DRAWN,
    Declaration,
    DeclarationKind,
    Family,
    Measurement,
    Need,
    Region,
)

MIN_SIDE = 200
"""Below this no mark but the widest has the pixels that it needs."""
_SERVICES = {
    "gemini": ("Gemini", DeclarationKind.AI_EDIT),
    "doubao": ("Doubao", DeclarationKind.AI),
    "jimeng": ("Jimeng", DeclarationKind.AI),
    "galaxy": ("Galaxy AI", DeclarationKind.AI_EDIT),
}


@check(
    "visible-mark",
    title="A service's mark is drawn into it",
    family=Family.TRACE,
    unit="marks",
    need=Need.PIXELS,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the number of marks, and where they are."""
    require_side(facts.photo, MIN_SIDE)
    marks = facts.marks
    declarations = tuple(_declare(mark) for mark in marks)
    summary = "No mark of those that are known is drawn into a corner; that says nothing."
    return Measurement(
        value=float(len(marks)),
        summary=declarations[0].says if declarations else summary,
        declarations=declarations,
        regions=tuple(_region(mark) for mark in marks),
        details=tuple((f"{mark.name} score", round(mark.score, 3)) for mark in marks),
    )


def _declare(mark: Sighting) -> Declaration:
    service, kind = _SERVICES[mark.name]
    corner = f"at the bottom {mark.side}"
    says = f"A mark like {service}'s is drawn into the picture {corner}."
    return Declaration(kind, f"a mark like {service}'s", says, f"{DRAWN} {corner}")


def _region(mark: Sighting) -> Region:
    left, top, right, bottom = mark.box
    return Region("box", ((left, top), (right, bottom)), f"a mark like {_SERVICES[mark.name][0]}'s")
