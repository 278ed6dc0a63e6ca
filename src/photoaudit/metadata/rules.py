"""The table of origin marks: where they stand, what they look like, what they mean.

A new mark is one row here and one test. Patterns must run in linear time on text of megabytes: no
pattern repeats anything without bound before a part that may fail; several patterns of a row are
looked for one by one, anywhere in the text, and all must be found.
"""

from __future__ import annotations

from photoaudit.metadata.rule import (
    ANYWHERE,
    COMMENT_KEYS,
    EXIF_NAMESPACE,
    TEXT,
    TEXT_OR_EXIF,
    XMP,
    Grade,
    Rule,
    row,
)
from photoaudit.metadata.rules_vendors import VENDORS
from photoaudit.model import DeclarationKind as Kind

_PROMPT_READER = "https://github.com/receyuki/stable-diffusion-prompt-reader (commit 32b2eea)"
_FOOOCUS = "https://github.com/lllyasviel/Fooocus/blob/main/modules/meta_parser.py"

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


# --- Local generators ---------------------------------------------------------------------------

_GENERATORS: tuple[Rule, ...] = (
    row(
        "Stable Diffusion WebUI (AUTOMATIC1111, Forge)",
        Kind.AI,
        "The file carries the generation settings of a Stable Diffusion program.",
        ANYWHERE,
        rf"parameters|(?:{EXIF_NAMESPACE})?(?:{COMMENT_KEYS})",
        r"\bSteps: \d{1,6}\b",
        r"\bSampler: \w",
        r"\b(?:Seed|CFG scale|Model hash): ?\w",
        source=_PROMPT_READER,
    ),
    row(
        "Stable Diffusion WebUI (AUTOMATIC1111, Forge)",
        Kind.AI_EDIT,
        "The file carries the settings of an AI upscaler of a Stable Diffusion program.",
        TEXT,
        r"postprocessing|extras",
        r"\b(?:Postprocess upscale|Upscale|Upscaler|GFPGAN|CodeFormer)\b",
        source=_PROMPT_READER,
    ),
    row(
        "InvokeAI",
        Kind.AI,
        "The file carries the generation settings of InvokeAI.",
        TEXT,
        r"invokeai_(?:metadata|graph|workflow)|sd-metadata",
        r"\A\s{0,20}\{",
        source=_PROMPT_READER,
    ),
    row(
        "InvokeAI",
        Kind.AI,
        "The file carries the generation settings of InvokeAI.",
        TEXT,
        r"Dream",
        r"\s-s ?\d{1,6}\b",
        r"\s-S ?\d{1,20}\b",
        source=_PROMPT_READER,
    ),
    row(
        "NovelAI",
        Kind.AI,
        "The file names NovelAI, an image generator, as its software.",
        TEXT_OR_EXIF,
        r"Software",
        r"\ANovelAI\b",
        source=_PROMPT_READER,
        grade=Grade.DECLARED,
    ),
    row(
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
    row(
        "Fooocus",
        Kind.AI,
        "The file carries the generation settings of Fooocus.",
        TEXT_OR_EXIF,
        rf"parameters|{COMMENT_KEYS}",
        r"\A\s{0,20}\{",
        r'"(?:base_model|Base Model)"\s{0,5}:',
        r'"(?:negative_prompt|Negative Prompt)"\s{0,5}:',
        source=_PROMPT_READER,
    ),
    row(
        "Fooocus",
        Kind.AI,
        "The file carries the generation settings of Fooocus.",
        TEXT,
        r"fooocus_scheme",
        r"\A(?:fooocus|a1111)\Z",
        source=_FOOOCUS,
    ),
    row(
        "SwarmUI",
        Kind.AI,
        "The file carries the generation settings of SwarmUI.",
        TEXT_OR_EXIF,
        rf"parameters|Model|{COMMENT_KEYS}",
        r'"sui_image_params"\s{0,5}:',
        source=_PROMPT_READER,
    ),
    row(
        "Easy Diffusion",
        Kind.AI,
        "The file carries the generation settings of Easy Diffusion.",
        TEXT,
        r"negative_prompt|Negative Prompt",
        r"\A",
        also=(
            r"num_inference_steps|Steps|guidance_scale|Guidance Scale",
            r"\A\s{0,5}\d{1,5}(?:\.\d{0,9})?\s{0,5}\Z",
        ),
        source=_PROMPT_READER,
    ),
    row(
        "Easy Diffusion",
        Kind.AI,
        "The file carries the generation settings of Easy Diffusion.",
        TEXT_OR_EXIF,
        COMMENT_KEYS,
        r"\A\s{0,20}\{",
        r'"(?:negative_prompt|Negative Prompt)"\s{0,5}:',
        r'"(?:num_inference_steps|Steps|guidance_scale|Guidance Scale)"\s{0,5}:',
        absent=r'"(?:base_model|Base Model|sui_image_params)"\s{0,5}:',
        source=_PROMPT_READER,
    ),
    row(
        "Draw Things",
        Kind.AI,
        "The file carries the generation settings of Draw Things.",
        XMP,
        rf"{EXIF_NAMESPACE}UserComment",
        r"\A\s{0,20}\{",
        r'"c"\s{0,5}:',
        r'"uc"\s{0,5}:',
        r'"seed"\s{0,5}:',
        r'"scale"\s{0,5}:',
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
    keys = rf"(?i:{key})|{COMMENT_KEYS}|Make|Model"
    patterns = [pattern for pattern in (start, *marks, present) if pattern]
    return row("ComfyUI", kind, says, TEXT_OR_EXIF, keys, *patterns, source=_COMFY_SOURCE, absent=absent)


RULES: tuple[Rule, ...] = (
    *(_source_type(*value) for value in SOURCE_TYPES),
    *_GENERATORS,
    *(_comfy(form, meaning) for form in _COMFY_FORMS for meaning in _COMFY_MEANINGS),
    *VENDORS,
)
