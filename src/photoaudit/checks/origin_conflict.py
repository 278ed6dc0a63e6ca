"""The file contradicts itself about its origin.

What it measures
----------------
The number of contradictions in plain metadata: a mark of AI together with a claim of a camera; facts
that no camera writes together; an editor named and a change after capture; a stated size or a
thumbnail unlike the picture. Each is listed.

Why it matters
--------------
A mark of AI beside camera facts means that one of them was copied there or that two pictures were
combined, and neither can be taken at its word. The others tell that the camera's words describe an
earlier state of the picture.

Limits
------
All of it is unsigned, so a contradiction shows what was written, not what was done. Editing after
capture, cropping and resizing are ordinary and weigh nothing; only the first kind makes the verdict
a conflict. A file without metadata contradicts nothing and is no better for it.

References
----------
- CIPA DC-008-2023, Exif Version 3.0, https://www.cipa.jp/e/std/std-sec.html
- IPTC Digital Source Type, http://cv.iptc.org/newscodes/digitalsourcetype/
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.metadata import Capture, Metadata
from photoaudit.metadata.processing import processing_traces
from photoaudit.model import Declaration, DeclarationKind, Family, Measurement, Need


@check(
    "origin-conflict",
    title="File contradicts itself on its origin",
    family=Family.PROVENANCE,
    unit="conflicts",
    need=Need.FILE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the number of contradictions."""
    capture = facts.capture
    serious = _ai_and_camera(facts.origins, capture)
    conflicts = [*serious, *capture.conflicts, *_changes(facts.metadata, capture)]
    summary = (
        "; ".join(conflicts) + "." if conflicts else "Nothing in the metadata contradicts anything else."
    )
    return Measurement(
        value=float(len(conflicts)),
        summary=summary,
        notable=bool(serious),
        details=(("conflicts", len(conflicts)), ("of AI with a camera", len(serious))),
    )


def _ai_and_camera(origins: tuple[Declaration, ...], capture: Capture) -> list[str]:
    marks = [origin for origin in origins if origin.kind is DeclarationKind.AI]
    stated = [origin for origin in origins if origin.kind is DeclarationKind.CAPTURE]
    if not marks:
        return []
    conflicts = []
    if capture.claimed:
        conflicts.append(
            f"A mark of {marks[0].by} says AI, the EXIF data say that a {capture.camera} took it"
        )
    if stated:
        conflicts.append(f"A mark of {marks[0].by} says AI, one of {stated[0].by} says camera")
    return conflicts


def _changes(metadata: Metadata, capture: Capture) -> list[str]:
    editors = [trace.name for trace in processing_traces(metadata) if trace.editor]
    return [
        f"{change} ({', '.join(editors)} named)" if editors and change.startswith("Changed after") else change
        for change in capture.changes
    ]
