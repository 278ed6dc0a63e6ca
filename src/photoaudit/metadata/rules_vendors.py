"""Origin marks of hosted services, phones and editors; see `photoaudit.metadata.rules`."""

from __future__ import annotations

from photoaudit.metadata.rule import (
    ANYWHERE,
    EXIF,
    TEXT,
    TEXT_OR_EXIF,
    TRAILER,
    XMP,
    XMP_OR_IPTC,
    Grade,
    Rule,
    row,
)
from photoaudit.model import DeclarationKind as Kind

_MARKS = "https://github.com/wiltodelta/remove-ai-watermarks (metadata.py, 2026-06)"
_IPTC_2025 = "https://www.iptc.org/std/photometadata/specification/IPTC-PhotoMetadata-2025.1.html"
_GB_45438 = "https://www.tc260.org.cn/ (GB 45438-2025, appendices E and F)"
_C2PA = "https://spec.c2pa.org/specifications/specifications/2.2/specs/C2PA_Specification.html"
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

# --- IPTC 2025.1 ----------------------------------------------------------------------------------

_IPTC_AI: tuple[tuple[str, str], ...] = (
    ("AISystemUsed", "The file names the AI system that made it: {text}."),
    ("AISystemVersionUsed", "The file gives the version of the AI system that made it: {text}."),
    ("AIPromptInformation", "The file carries the prompt that it was generated from."),
    ("AIPromptWriterName", "The file names who wrote the prompt that it was generated from."),
)


def _iptc_ai(name: str, says: str) -> Rule:
    key = rf"https?://iptc\.org/std/Iptc4xmpExt/2008-02-29/{name}"
    return row("IPTC AI fields", Kind.AI, says, XMP, key, r"\S", source=_IPTC_2025, grade=Grade.DECLARED)


# --- Credit lines ---------------------------------------------------------------------------------

_CREDIT = r"http://ns\.adobe\.com/photoshop/1\.0/Credit|2:110"
_CREDITS: tuple[tuple[str, Kind, str, str], ...] = (
    ("Google AI", Kind.AI, "it was made with Google AI", r"\AMade with Google AI\b"),
    ("Google AI", Kind.AI_EDIT, "it was edited with Google AI", r"\AEdited with Google AI\b"),
    (
        "Apple Photos Clean Up",
        Kind.AI_EDIT,
        "Apple Photos Clean Up removed something from it with AI",
        r"\AApple Photos Clean Up\b",
    ),
)


def _credit(by: str, kind: Kind, says: str, pattern: str) -> Rule:
    says = f"The credit line says that {says}."
    return row(by, kind, says, XMP_OR_IPTC, _CREDIT, pattern, source=_MARKS, grade=Grade.DECLARED)


# --- Names in the fields that name a program ------------------------------------------------------

_AGENT = r"http://ns\.adobe\.com/xap/1\.0/sType/ResourceEvent#(?:softwareAgent|parameters)"
_PROGRAM = (
    r"(?:http://ns\.adobe\.com/tiff/1\.0/)?(?:Software|Make)|http://ns\.adobe\.com/xap/1\.0/CreatorTool"
)
GENERATORS: tuple[tuple[str, str], ...] = (
    ("Adobe Firefly", r"\badobe firefly\b|\Afirefly\Z"),
    ("Aphrodite AI", r"\baphrodite ai\b"),
    (
        "Black Forest Labs FLUX",
        r"\bflux(?:\.?[12]\b|[ -](?:pro|dev|schnell|kontext)\b|\Z)|\bblack forest labs\b",
    ),
    ("ByteDance Doubao, Jimeng or Seedream", r"\b(?:doubao|jimeng|dreamina|seedream)\b"),
    ("Civitai", r"\bcivitai\b"),
    ("ComfyUI", r"\bcomfyui\b"),
    ("Draw Things", r"\Adraw things\b"),
    ("DreamStudio", r"\bdreamstudio\b"),
    ("fal", r"\bfal[.-]ai\b"),
    ("Fooocus", r"\bfooocus\b"),
    ("Google Imagen or Gemini", r"\bgoogle (?:imagen|gemini)\b|\bimagen [2-9]\b|\bnano banana\b"),
    ("Ideogram", r"\bideogram\b"),
    ("InvokeAI", r"\binvoke ?ai\b"),
    ("Leonardo", r"\bleonardo[. ]ai\b|\Aleonardo\Z"),
    ("Luma", r"\bluma ?(?:ai|labs)\b"),
    ("Midjourney", r"\bmidjourney\b"),
    ("NightCafe", r"\bnightcafe\b"),
    ("OpenAI", r"\b(?:openai|chatgpt|dall[-\u00b7 ]?e(?: ?[23])?|gpt-image)\b"),
    ("Recraft", r"\brecraft(?:\.ai)?\Z"),
    ("Reve", r"\breve\.com\b|\Areve\Z"),
    ("Stable Diffusion", r"\bstable[ -]?diffusion\b|\bautomatic1111\b|\bstability ai\b"),
    ("Tencent Hunyuan", r"\bhunyuan\b"),
    ("xAI Grok", r"\bgrok\b|\Axai\Z"),
)
"""Generators by name, and the name's pattern in any case; ordinary words count with a product's addition
or as the whole entry, and a photographer's name or a caption is never looked at."""


def _generator(name: str, pattern: str) -> Rule:
    says = f"The file names {name}, an image generator, as the program that made it."
    return row(
        name, Kind.AI, says, ANYWHERE, _PROGRAM, f"(?i:{pattern})", source=_MARKS, grade=Grade.DECLARED
    )


# --- China's label, GB 45438-2025 -----------------------------------------------------------------

_Q = r'(?:\\?"|&quot;)'
_TC260: tuple[tuple[str, Kind, str, Grade], ...] = (
    ("1", Kind.AI, "The file is labelled as AI-generated (China's AIGC label 1).", Grade.DECISIVE),
    (
        "2",
        Kind.UNKNOWN,
        "The file is labelled as possibly AI-generated (China's AIGC label 2).",
        Grade.MODERATE,
    ),
    (
        "3",
        Kind.UNKNOWN,
        "The file is labelled as suspected to be AI-generated (China's AIGC label 3).",
        Grade.MODERATE,
    ),
)
_TC260_FORMS: tuple[tuple[str, str], ...] = (
    (r"AIGC|https?://www\.tc260\.org\.cn/ns/AIGC/1\.0/(?:AIGC)?", r"\A\s{0,20}\{"),
    (
        r"UserComment|ImageDescription|[Cc]omment|Description",
        rf"\A\s{{0,20}}\{{\s{{0,20}}{_Q}AIGC{_Q}\s{{0,5}}:",
    ),
    (r"APP\d{1,2}|[Cc]omment", r"\AAIGC[\s\0:]{0,5}\{"),
)


_LABEL = "TC260 AIGC label"
_PRODUCERS: tuple[tuple[str, str], ...] = (
    ("ByteDance Doubao (TC260 AIGC label)", "001191110102MACQD9K64"),
    ("ByteDance Jimeng (TC260 AIGC label)", "00119144030008867405X2"),
)
"""Companies by the code that their labels carry, known from a file each."""
_ANY_PRODUCER = "|".join(code for _, code in _PRODUCERS)


def _tc260(
    form: tuple[str, str], label: tuple[str, Kind, str, Grade], by: str = _LABEL, producer: str = ""
) -> Rule:
    keys, start = form
    value, kind, says, grade = label
    return row(
        by,
        kind,
        says,
        ANYWHERE,
        keys,
        start,
        rf"{_Q}Label{_Q}\s{{0,5}}:\s{{0,5}}{_Q}?{value}(?!\d)",
        producer or r"\b(?:ContentProducer|ProduceID|ContentPropagator|PropagateID|ReservedCode[12])\b",
        absent="" if producer or value != "1" else _ANY_PRODUCER,
        source=_GB_45438,
        grade=grade,
    )


# --- Marks of one service each --------------------------------------------------------------------

_JSON = r"\A\s{0,20}\{"
_SINGLE: tuple[Rule, ...] = (
    row(
        "Midjourney",
        Kind.AI,
        "The file carries the prompt and the job number of Midjourney.",
        TEXT_OR_EXIF,
        r"Description|ImageDescription|[Cc]omment",
        rf"\bJob ID: {_UUID}\s{{0,5}}\Z",
        r"\s--[a-z]",
        source=_MARKS,
    ),
    row(
        "xAI Grok",
        Kind.AI,
        "The file carries the signature and the image number that xAI Grok writes.",
        EXIF,
        r"ImageDescription|UserComment",
        r"\ASignature:\s{0,5}[A-Za-z0-9+/=]{64}",
        also=(r"Artist", rf"\A{_UUID}\Z"),
        source=_MARKS,
    ),
    row(
        "Samsung Galaxy AI",
        Kind.AI_EDIT,
        "The file says that Samsung's generative photo editing changed it.",
        TRAILER,
        r"trailer",
        r'genAIType"\s{0,5}:\s{0,5}[1-9]',
        r"PEg_Info|PhotoEditor_Re_Edit_Data",
        source=_MARKS,
    ),
    row(
        "ByteDance",
        Kind.AI,
        "The file is labelled as AI-generated by a ByteDance app.",
        TEXT_OR_EXIF,
        r"UserComment|ImageDescription|[Cc]omment|Description|[Aa]igc_?[Ii]nfo",
        _JSON,
        r'"aigc_label_type"\s{0,5}:\s{0,5}"?[12]\b|"aigc_type"\s{0,5}:\s{0,5}"?1\b',
        source=_MARKS,
        grade=Grade.DECLARED,
    ),
    row(
        "Tencent",
        Kind.AI,
        "The file carries the label that Tencent's services write into AI-generated pictures.",
        EXIF,
        r"ImageDescription",
        _JSON,
        r'"ServiceProvider"\s{0,5}:',
        r'"ServiceUser"\s{0,5}:',
        source=_MARKS,
        grade=Grade.DECLARED,
    ),
    row(
        "Luma",
        Kind.AI,
        "The file says that Luma AI generated it.",
        TEXT,
        r"Source|Comment",
        r"\A(?:Generated by )?Luma AI\b",
        source=_MARKS,
        grade=Grade.DECLARED,
    ),
    row(
        "Adobe generative editing",
        Kind.AI_EDIT,
        "The editing history names a generative tool of Adobe.",
        XMP,
        rf"{_AGENT}|http://ns\.adobe\.com/photoshop/1\.0/History|{_PROGRAM}",
        r"(?i:\bgenerative (?:fill|expand|remove|upscale|workspace)\b)",
        source="https://helpx.adobe.com/photoshop/using/generative-fill.html",
        grade=Grade.DECLARED,
    ),
    row(
        "Adobe generative editing",
        Kind.AI_EDIT,
        "The editing history names Adobe Firefly.",
        XMP,
        rf"{_AGENT}|http://ns\.adobe\.com/photoshop/1\.0/History",
        r"(?i:\badobe firefly\b)",
        source="https://helpx.adobe.com/firefly/web/get-started/content-credentials.html",
        grade=Grade.DECLARED,
    ),
    row(
        "Apple Photos Clean Up",
        Kind.AI_EDIT,
        "The file names Apple Photos Clean Up among the programs that changed it.",
        ANYWHERE,
        rf"{_AGENT}|{_PROGRAM}",
        r"(?i:\bapple photos clean up\b)",
        source=_MARKS,
        grade=Grade.DECLARED,
    ),
    row(
        "an online image service (hf-job-id)",
        Kind.UNKNOWN,
        "The file carries a job number of a service that generates pictures (Higgsfield, Hugging Face).",
        TEXT,
        r"hf-job-id",
        r"\A[0-9A-Za-z-]{8,64}\Z",
        source=_MARKS,
        grade=Grade.MODERATE,
    ),
    row(
        "Adobe Content Authenticity",
        Kind.UNKNOWN,
        "The file points to a record of its history in Adobe's cloud, which is not fetched.",
        XMP,
        r"http://purl\.org/dc/terms/provenance",
        r"\Ahttps?://cai-manifests\.adobe\.com/",
        source=_C2PA,
        grade=Grade.MODERATE,
    ),
    row(
        "a remote C2PA record",
        Kind.UNKNOWN,
        "The file points to a record of its history on the web, which is not fetched.",
        XMP,
        r"http://purl\.org/dc/terms/provenance",
        r"\Ahttps?://[^\s/]",
        absent=r"\Ahttps?://cai-manifests\.adobe\.com/",
        source=_C2PA,
        grade=Grade.MODERATE,
    ),
)

VENDORS: tuple[Rule, ...] = (
    *(_iptc_ai(*fields) for fields in _IPTC_AI),
    *(_credit(*fields) for fields in _CREDITS),
    *(_generator(*fields) for fields in GENERATORS),
    *(_tc260(form, label) for form in _TC260_FORMS for label in _TC260),
    *(_tc260(form, _TC260[0], by, code) for form in _TC260_FORMS for by, code in _PRODUCERS),
    *_SINGLE,
)
