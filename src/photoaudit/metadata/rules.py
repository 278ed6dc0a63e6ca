"""The table of origin marks: where they stand, what they look like, what they mean.

A new mark is one row here and one test. Patterns must run in linear time on text of megabytes: no
pattern repeats anything without bound before a part that may fail; several patterns of a row are
looked for one by one, anywhere in the text, and all must be found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from photoaudit.metadata.fields import Carrier
from photoaudit.model import DeclarationKind as Kind


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a text whose key and contents match declares ``kind``.

    ``keys`` must match a field's key from start to end. ``absent`` must not be found. ``source``
    is where the mark is documented, ``checked`` when that was looked up.
    """

    by: str
    kind: Kind
    says: str
    carriers: frozenset[Carrier]
    keys: re.Pattern[str]
    patterns: tuple[re.Pattern[str], ...]
    source: str
    checked: str
    absent: re.Pattern[str] | None = None


ANYWHERE = frozenset({Carrier.TEXT, Carrier.EXIF, Carrier.XMP})
TEXT = frozenset({Carrier.TEXT})
TEXT_OR_EXIF = frozenset({Carrier.TEXT, Carrier.EXIF})

_PROMPT_READER = "https://github.com/receyuki/stable-diffusion-prompt-reader (commit 32b2eea)"
_COMMENT_KEYS = r"UserComment|ImageDescription|[Cc]omment|Description|XPComment"
_EXIF_NAMESPACE = re.escape("http://ns.adobe.com/exif/1.0/")


def _rule(
    by: str,
    kind: Kind,
    says: str,
    carriers: frozenset[Carrier],
    keys: str,
    *patterns: str,
    source: str,
    absent: str = "",
    checked: str = "2026-11-22",
) -> Rule:
    return Rule(
        by,
        kind,
        says,
        carriers,
        re.compile(keys),
        tuple(re.compile(pattern) for pattern in patterns),
        source,
        checked,
        re.compile(absent) if absent else None,
    )


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
    return _rule(
        "IPTC digital source type",
        kind,
        f"{says} (IPTC digital source type: {value}).",
        frozenset({Carrier.XMP}),
        _DST_KEY,
        # The whole last part of the address: one value's name ends in another's.
        rf"(?i:\A(?:[^\s]{{0,200}}[/#:])?{value}/?\Z)",
        source=_DST_SOURCE,
    )


# --- Local generators ---------------------------------------------------------------------------

_GENERATORS: tuple[Rule, ...] = (
    _rule(
        "Stable Diffusion WebUI (AUTOMATIC1111, Forge)",
        Kind.AI,
        "The file carries the generation settings of a Stable Diffusion program.",
        ANYWHERE,
        rf"parameters|(?:{_EXIF_NAMESPACE})?(?:{_COMMENT_KEYS})",
        r"\bSteps: \d{1,6}\b",
        r"\bSampler: \w",
        r"\b(?:Seed|CFG scale|Model hash): ?\w",
        source=_PROMPT_READER,
    ),
    _rule(
        "Stable Diffusion WebUI (AUTOMATIC1111, Forge)",
        Kind.AI_EDIT,
        "The file carries the settings of an AI upscaler of a Stable Diffusion program.",
        TEXT,
        r"postprocessing|extras",
        r"\b(?:Postprocess upscale|Upscale|Upscaler|GFPGAN|CodeFormer)\b",
        source=_PROMPT_READER,
    ),
    _rule(
        "InvokeAI",
        Kind.AI,
        "The file carries the generation settings of InvokeAI.",
        TEXT,
        r"invokeai_(?:metadata|graph|workflow)|sd-metadata",
        r"\A\s{0,20}\{",
        source=_PROMPT_READER,
    ),
    _rule(
        "InvokeAI",
        Kind.AI,
        "The file carries the generation settings of InvokeAI.",
        TEXT,
        r"Dream",
        r"\s-s ?\d{1,6}\b",
        r"\s-S ?\d{1,20}\b",
        source=_PROMPT_READER,
    ),
    _rule(
        "NovelAI",
        Kind.AI,
        "The file names NovelAI, an image generator, as its software.",
        TEXT_OR_EXIF,
        r"Software",
        r"\ANovelAI\b",
        source=_PROMPT_READER,
    ),
    _rule(
        "NovelAI",
        Kind.AI,
        "The file carries the generation settings of NovelAI.",
        TEXT_OR_EXIF,
        r"Comment|UserComment",
        r"\A\s{0,20}\{",
        r'"uc"\s{0,5}:',
        r'"(?:sampler|scale|steps)"\s{0,5}:',
        source=_PROMPT_READER,
    ),
)

# --- ComfyUI: a graph of nodes, as run ("prompt") and as drawn ("workflow") ----------------------

_COMFY_SOURCE = "https://github.com/comfyanonymous/ComfyUI/blob/0109431/nodes.py (SaveImage)"
_SAMPLER = r'"(?:class_)?type"\s{0,5}:\s{0,5}"[^"]{0,80}[Ss]ampler'
_LOAD_IMAGE = r'"(?:class_)?type"\s{0,5}:\s{0,5}"LoadImage'
_COMFY_FORMS: tuple[tuple[str, str, str], ...] = (
    ("prompt", r'"class_type"\s{0,5}:\s{0,5}"', r'"inputs"\s{0,5}:\s{0,5}\{'),
    ("workflow", r'"nodes"\s{0,5}:\s{0,5}\[', r'"(?:last_node_id|links|widgets_values)"\s{0,5}:'),
)
_COMFY_MEANINGS: tuple[tuple[Kind, str, str, str], ...] = (
    (Kind.AI, "The file carries the ComfyUI graph that made it.", _SAMPLER, ""),
    (Kind.AI, "The file carries the ComfyUI graph that made it.", "", _LOAD_IMAGE),
    (Kind.AI_EDIT, "The file carries the ComfyUI graph that edited a picture.", _LOAD_IMAGE, _SAMPLER),
)


def _comfy(form: tuple[str, str, str], meaning: tuple[Kind, str, str, str]) -> Rule:
    """Return the row of a form and a meaning; WebP files hide the graph in EXIF Make and Model."""
    key, *marks = form
    kind, says, present, absent = meaning
    start = rf"\A\s{{0,20}}(?i:{key}\s{{0,5}}:\s{{0,5}})?\{{"
    keys = rf"(?i:{key})|{_COMMENT_KEYS}|Make|Model"
    patterns = [pattern for pattern in (start, *marks, present) if pattern]
    return _rule("ComfyUI", kind, says, TEXT_OR_EXIF, keys, *patterns, source=_COMFY_SOURCE, absent=absent)


RULES: tuple[Rule, ...] = (
    *(_source_type(*row) for row in SOURCE_TYPES),
    *_GENERATORS,
    *(_comfy(form, meaning) for form in _COMFY_FORMS for meaning in _COMFY_MEANINGS),
)
