"""The file claims that a camera took it.

What it measures
----------------
How many of nine facts that cameras write together are present and coherent: make and model, a
possible exposure, a focal length or lens, the moment of capture, its fraction of a second, maker
notes of that maker, a stated size that is the picture's, a thumbnail of the picture's shape, a
position (only that there is one). With the camera and three more, the file *claims* a capture.
Contradictions between them are listed.

Why it matters
--------------
Cameras write these facts together; programs that copy or invent some of them seldom keep them
coherent. A name that is no camera's (a generator, a program, a workflow hidden in the Make field)
never counts as one.

Limits
------
Nothing of it is signed: anyone can write or copy all of it with one command, so it is a claim and
weighs nothing as evidence. About nine of ten ordinary portraits on the web have no camera metadata
at all, because services remove it: its absence says nothing.

References
----------
- CIPA DC-008-2023, Exchangeable image file format for digital still cameras: Exif Version 3.0,
  https://www.cipa.jp/e/std/std-sec.html
- CIPA DC-009, Design rule for Camera File system: DCF Version 2.0
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.metadata import CAPTURE_SIGNS
from photoaudit.model import Declaration, DeclarationKind, Family, Measurement, Need


@check(
    "camera-exif",
    title="Camera metadata is present",
    family=Family.PROVENANCE,
    unit=f"of {len(CAPTURE_SIGNS)} signs",
    need=Need.FILE,
    since="0.1",
    details=("taken", "conflicts"),
)
def measure(facts: Facts) -> Measurement:
    """Return the number of coherent capture facts."""
    capture = facts.capture
    count = f"{len(capture.signs)} of {len(CAPTURE_SIGNS)}"
    declarations: tuple[Declaration, ...] = ()
    if capture.claimed:
        says = (
            f"The file says that a camera took it: {capture.camera} "
            f"({count} capture facts present and coherent)."
        )
        declarations = (Declaration(DeclarationKind.CAPTURE, capture.camera, says, capture.where),)
        summary = says
    elif capture.where:
        summary = f"Some metadata, but no coherent camera claim ({count} capture facts)."
    else:
        summary = "No camera metadata, as in about 9 of 10 portraits on the web; that says nothing."
    if capture.conflicts:
        summary += " It does not hang together: " + "; ".join(capture.conflicts) + "."
    if capture.changes:
        summary += " Changed since, as most photos on the web are: " + "; ".join(capture.changes) + "."
    return Measurement(
        value=float(len(capture.signs)),
        summary=summary,
        notable=bool(capture.conflicts),
        declarations=declarations,
        details=(
            ("signs", ", ".join(capture.signs)),
            ("conflicts", len(capture.conflicts)),
            ("changes", len(capture.changes)),
            ("taken", capture.day),
        ),
    )
