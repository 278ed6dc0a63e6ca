"""Origin marks of programs that run generators on one's own machine; see `photoaudit.metadata.rules`."""

from __future__ import annotations

from photoaudit.metadata.rule import (
    ANYWHERE,
    COMMENT_KEYS,
    EXIF_NAMESPACE,
    QUOTE,
    TEXT,
    TEXT_OR_EXIF,
    XMP,
    Rule,
    row,
)
from photoaudit.model import DeclarationKind as Kind

_PROMPT_READER = "https://github.com/receyuki/stable-diffusion-prompt-reader (commit 32b2eea)"
_FOOOCUS = "https://github.com/lllyasviel/Fooocus/blob/main/modules/meta_parser.py"

_EASY = "https://github.com/easydiffusion/easydiffusion (ui/easydiffusion/utils/save_utils.py)"
_JSON = r"\A\s{0,20}\{"
_NEGATIVE = r'"(?:negative_prompt|Negative Prompt)"\s{0,5}:'
_OF_FOOOCUS = (
    r'"(?:[Pp]erformance|[Ss]harpness|[Ss]tyles|metadata_scheme|adm_guidance|fooocus_v2_expansion)"\s{0,5}:'
    r'|"(?:version|Version)"\s{0,5}:\s{0,5}"Fooocus'
)
_OF_EASY = r"use_stable_diffusion_model|Stable Diffusion model|use_vae_model|VAE model|used_random_seed"
_UNNAMED = "an unnamed image generator"
_PROGRAMS: tuple[Rule, ...] = (
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
        prompt=True,
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
        prompt=True,
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
        prompt=True,
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
        prompt=True,
    ),
    row(
        "Fooocus",
        Kind.AI,
        "The file carries the generation settings of Fooocus.",
        TEXT_OR_EXIF,
        rf"parameters|{COMMENT_KEYS}",
        _JSON,
        _NEGATIVE,
        r'"(?:base_model|Base Model)"\s{0,5}:',
        _OF_FOOOCUS,
        source=_PROMPT_READER,
        prompt=True,
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
        prompt=True,
    ),
    row(
        "Easy Diffusion",
        Kind.AI,
        "The file carries the generation settings of Easy Diffusion.",
        TEXT,
        _OF_EASY,
        r"\S",
        also=(r"negative_prompt|Negative Prompt|prompt|Prompt", r"\A"),
        source=_EASY,
        prompt=True,
    ),
    row(
        "Easy Diffusion",
        Kind.AI,
        "The file carries the generation settings of Easy Diffusion.",
        TEXT_OR_EXIF,
        COMMENT_KEYS,
        _JSON,
        r'"(?:prompt|Prompt)"\s{0,5}:',
        rf'"(?:{_OF_EASY})"\s{{0,5}}:',
        source=_EASY,
        prompt=True,
    ),
    row(
        "mflux",
        Kind.AI,
        "The file carries the generation settings of mflux.",
        TEXT_OR_EXIF,
        rf"parameters|{COMMENT_KEYS}",
        _JSON,
        r'"mflux_version"\s{0,5}:',
        source="https://github.com/filipstrand/mflux (image_util.py)",
        checked="2026-11-28",
        prompt=True,
    ),
    row(
        _UNNAMED,
        Kind.AI,
        "The file carries the generation settings of a program that runs image generators.",
        TEXT,
        r"negative_prompt|Negative Prompt",
        r"\A",
        also=(
            r"num_inference_steps|Steps|guidance_scale|Guidance Scale",
            r"\A\s{0,5}\d{1,5}(?:\.\d{0,9})?\s{0,5}\Z",
        ),
        unless=_OF_EASY,
        source=_PROMPT_READER,
        prompt=True,
    ),
    row(
        _UNNAMED,
        Kind.AI,
        "The file carries the generation settings of a program that runs image generators.",
        TEXT_OR_EXIF,
        rf"parameters|{COMMENT_KEYS}",
        _JSON,
        _NEGATIVE,
        r'"(?:num_inference_steps|[Ss]teps|[Gg]uidance(?:_scale| Scale)?|base_model|Base Model)"\s{0,5}:',
        absent=rf'{_OF_FOOOCUS}|"(?:{_OF_EASY}|sui_image_params|mflux_version|uc)"\s{{0,5}}:',
        source=_PROMPT_READER,
        prompt=True,
    ),
    row(
        _UNNAMED,
        Kind.AI,
        "The file carries a prompt and the name of the model that it was given to.",
        TEXT_OR_EXIF,
        rf"parameters|{COMMENT_KEYS}",
        _JSON,
        r'"prompt"\s{0,5}:',
        r'"(?:model|modelName|model_name|model_id)"\s{0,5}:\s{0,5}"',
        r'"(?:seed|steps|guidance|guidance_scale|cfg|cfg_scale|aspect_ratio|aspectRatio|generationParams)"\s{0,5}:',
        absent=rf'{_OF_FOOOCUS}|{_NEGATIVE}|"(?:{_OF_EASY}|sui_image_params|mflux_version)"\s{{0,5}}:',
        source="https://github.com/wiltodelta/remove-ai-watermarks (docs/module-internals.md, 2026-10)",
        checked="2026-11-28",
        prompt=True,
    ),
    row(
        _UNNAMED,
        Kind.AI,
        "The file names the model that generated it.",
        TEXT_OR_EXIF,
        rf"parameters|{COMMENT_KEYS}",
        _JSON,
        rf"{QUOTE}generationParams{QUOTE}\s{{0,5}}:",
        rf"{QUOTE}modelName{QUOTE}\s{{0,5}}:\s{{0,5}}{QUOTE}\w",
        absent=r'"prompt"\s{0,5}:',
        source="https://github.com/wiltodelta/remove-ai-watermarks (docs/module-internals.md, 2026-10)",
        checked="2026-11-28",
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
        prompt=True,
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
    return row(
        "ComfyUI",
        kind,
        says,
        TEXT_OR_EXIF,
        keys,
        *patterns,
        source=_COMFY_SOURCE,
        absent=absent,
        prompt=True,
    )


LOCAL: tuple[Rule, ...] = (
    *_PROGRAMS,
    *(_comfy(form, meaning) for form in _COMFY_FORMS for meaning in _COMFY_MEANINGS),
)
