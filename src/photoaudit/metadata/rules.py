"""The table of origin marks: where they stand, what they look like, what they mean.

A new mark is one row here and one test. Patterns must run in linear time on text of megabytes: no
pattern repeats anything without bound before a part that may fail; several patterns of a row are
looked for one by one, anywhere in the text, and all must be found.
"""

from __future__ import annotations

from photoaudit.metadata.rule import XMP, Grade, Rule, row
from photoaudit.metadata.rules_local import LOCAL
from photoaudit.metadata.rules_vendors import VENDORS
from photoaudit.model import DeclarationKind as Kind

# --- IPTC DigitalSourceType ---------------------------------------------------------------------

_DST_KEY = r"https?://iptc\.org/std/Iptc4xmpExt/2008-02-29/DigitalSourceType"
_DST_SOURCE = "https://cv.iptc.org/newscodes/digitalsourcetype/"
_AI = "The file says that it was made with AI"
_MIXED = "The file says that it was partly made or edited with AI"
_CAPTURED = "The file says that it is a camera photo"

SOURCE_TYPES: tuple[tuple[str, Kind, str], ...] = (
    ("trainedAlgorithmicMedia", Kind.AI, _AI),
    ("trainedAlgorithmicData", Kind.AI, _AI),
    ("compositeWithTrainedAlgorithmicMedia", Kind.AI_EDIT, _MIXED),
    ("compositeSynthetic", Kind.AI_EDIT, "The file says that it is a composite with synthetic parts"),
    (
        "algorithmicMedia",
        Kind.UNKNOWN,
        "The file says that it was computed by a procedure without AI training",
    ),
    ("algorithmicallyEnhanced", Kind.EDIT, "The file says that it was enhanced by a program"),
    ("digitalCapture", Kind.CAPTURE, _CAPTURED),
    ("computationalCapture", Kind.CAPTURE, f"{_CAPTURED}, computed from several exposures"),
    ("compositeCapture", Kind.EDIT, "The file says that it is a composite of camera photos"),
    ("composite", Kind.EDIT, "The file says that it is a composite"),
    ("humanEdits", Kind.EDIT, "The file says that a person edited it"),
    ("minorHumanEdits", Kind.EDIT, "The file says that a person made minor edits"),
    ("digitalCreation", Kind.UNKNOWN, "The file says that a person made it with a program"),
    ("digitalArt", Kind.UNKNOWN, "The file says that it is digital art"),
    ("softwareImage", Kind.UNKNOWN, "The file says that it was made with a program"),
    ("dataDrivenMedia", Kind.UNKNOWN, "The file says that it was drawn from data"),
    ("negativeFilm", Kind.CAPTURE, "The file says that it is a scan of a negative"),
    ("positiveFilm", Kind.CAPTURE, "The file says that it is a scan of a slide"),
    ("print", Kind.UNKNOWN, "The file says that it is a scan of a print"),
    ("screenCapture", Kind.SCREENSHOT, "The file says that it is a screenshot"),
    ("virtualRecording", Kind.UNKNOWN, "The file says that it was recorded in a virtual scene"),
    ("empty", Kind.UNKNOWN, "The file says that it started as an empty canvas"),
)
"""Values of the IPTC digital source type and their reading.

``empty`` and ``trainedAlgorithmicData`` are C2PA's. ``algorithmicMedia`` is *not* AI: by its
definition no sampled training data is involved.
"""


def _source_type(value: str, kind: Kind, says: str) -> Rule:
    return row(
        "IPTC digital source type",
        kind,
        f"{says} (IPTC digital source type: {value}).",
        XMP,
        _DST_KEY,
        # The whole last part of the address: one value's name ends in another's.
        rf"(?i:\A(?:[^\s]{{0,200}}[/#:])?{value}/?\Z)",
        source=_DST_SOURCE,
        grade=Grade.DECLARED,
    )


RULES: tuple[Rule, ...] = (
    *(_source_type(*value) for value in SOURCE_TYPES),
    *LOCAL,
    *VENDORS,
)
