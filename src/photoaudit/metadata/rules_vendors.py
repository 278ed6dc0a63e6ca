"""Origin marks of hosted services, phones and editors; see `photoaudit.metadata.rules`."""

from __future__ import annotations

from photoaudit.metadata.generators import GENERATORS, Generator
from photoaudit.metadata.rule import (
    ANYWHERE,
    EXIF_NAMESPACE,
    PLAIN,
    TEXT,
    TEXT_OR_EXIF,
    TRAILER,
    XMP,
    XMP_OR_IPTC,
    Grade,
    Rule,
    row,
)
from photoaudit.metadata.rules_china import CHINA
from photoaudit.model import DeclarationKind as Kind

_MARKS = "https://github.com/wiltodelta/remove-ai-watermarks (metadata.py, 2026-06)"
_IPTC_2025 = "https://www.iptc.org/std/photometadata/specification/IPTC-PhotoMetadata-2025.1.html"
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
    prompt = name == "AIPromptInformation"
    return row(
        "IPTC AI fields",
        Kind.AI,
        says,
        XMP,
        key,
        r"\S",
        source=_IPTC_2025,
        grade=Grade.DECLARED,
        prompt=prompt,
    )


# --- Credit lines ---------------------------------------------------------------------------------

_CREDIT = r"http://ns\.adobe\.com/photoshop/1\.0/Credit|2:110"
_CREDITS: tuple[tuple[str, Kind, str, str], ...] = (
    ("Google AI", Kind.AI, "it was made with Google AI", r"\AMade with Google AI\b"),
    ("Google AI", Kind.AI_EDIT, "it was edited with Google AI", r"\AEdited with Google AI\b"),
    (
        "Apple Photos Clean Up",
        Kind.AI_EDIT,
        "Apple Photos Clean Up removed something from it with AI",
        r"(?i:\A(?:apple photos clean up|modified with clean up)\b)",
    ),
    (
        "Apple Photos Extend or Reframe",
        Kind.AI_EDIT,
        "Apple Photos filled in what was outside of it with AI",
        r"(?i:\Aapple photos (?:extend|reframe)\b)",
    ),
    (
        "Apple Image Playground",
        Kind.AI,
        "it was made with Apple Image Playground",
        r"(?i:\A(?:apple )?image playground\b)",
    ),
)


def _credit(by: str, kind: Kind, says: str, pattern: str) -> Rule:
    says = f"The credit line says that {says}."
    return row(by, kind, says, XMP_OR_IPTC, _CREDIT, pattern, source=_MARKS, grade=Grade.DECLARED)


# --- Names in the fields that name a program ------------------------------------------------------

_MADE = "made|generated|created|imagined|rendered"
_AGENT = r"http://ns\.adobe\.com/xap/1\.0/sType/ResourceEvent#(?:softwareAgent|parameters)"
_PROGRAM = (
    r"(?:http://ns\.adobe\.com/tiff/1\.0/)?(?:Software|Make)|(?:http://ns\.adobe\.com/xap/1\.0/)?CreatorTool|2:65|"
    r"[Gg]enerator|Source"
)


def _generator(item: Generator) -> Rule:
    return row(
        item.name,
        Kind.AI,
        f"The file names {item.name}, an image generator, as the program that made it.",
        PLAIN,
        _PROGRAM,
        item.entry,
        source=item.source,
        checked=item.checked,
        grade=Grade.DECLARED,
    )


def _credited(item: Generator, kind: Kind, verbs: str, says: str) -> Rule:
    """Return the row of a credit line that says so in words: a name alone may credit a company's photo."""
    return row(
        item.name,
        kind,
        f"The credit line says that it was {says} {item.name}, an image generator.",
        XMP_OR_IPTC,
        _CREDIT,
        rf"(?i:\b(?:{verbs})\s(?:with|by|using|via|in|on)\s(?:{item.pattern}))",
        source=item.source,
        checked=item.checked,
        grade=Grade.DECLARED,
    )


# --- Marks of one service each --------------------------------------------------------------------

_DUBLIN = r"http://purl\.org/dc/elements/1\.1/"
_SCREENSHOOTERS = (
    "gnome-screenshot|spectacle|flameshot|greenshot|sharex|snagit|lightshot|ksnip|snipping ?tool"
)
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
        prompt=True,
    ),
    row(
        "xAI Grok",
        Kind.AI,
        "The file carries the signature and the image number that xAI Grok writes.",
        PLAIN,
        rf"ImageDescription|UserComment|Description|2:120|{_DUBLIN}description",
        r"\ASignature:\s{0,5}[A-Za-z0-9+/=]{64}",
        also=(rf"Artist|Author|2:80|{_DUBLIN}creator", rf"\A{_UUID}\Z"),
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
        "Luma",
        Kind.AI,
        "The file says that Luma AI generated it.",
        TEXT,
        r"Comment",
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
        r"(?i:\bapple photos clean up\b|\bmodified with clean up\b)",
        source=_MARKS,
        grade=Grade.DECLARED,
    ),
    row(
        "a screenshot's own mark",
        Kind.SCREENSHOT,
        "The file says that it is a screenshot.",
        PLAIN,
        rf"UserComment|{EXIF_NAMESPACE}UserComment|Title|Comment",
        # What macOS leaves is the place of the window on the screen.
        r"\A(?:Screenshot|\{\{-?[\d.]{1,9}, -?[\d.]{1,9}\}, \{[\d.]{1,9}, [\d.]{1,9}\}\})\Z",
        source="https://developer.apple.com/documentation/imageio (kCGImagePropertyExifUserComment)",
        checked="2026-11-28",
        grade=Grade.DECLARED,
    ),
    row(
        "a program for screenshots",
        Kind.SCREENSHOT,
        "The file names a program that takes screenshots: {text}.",
        PLAIN,
        _PROGRAM,
        rf"(?i:\A(?:{_SCREENSHOOTERS})\b)",
        source="https://gitlab.gnome.org/GNOME/gnome-screenshot (screenshot-application.c)",
        checked="2026-11-28",
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
    *(_generator(item) for item in GENERATORS),
    *(_credited(item, Kind.AI, _MADE, "made with") for item in GENERATORS),
    *(_credited(item, Kind.AI_EDIT, "edited|modified|retouched", "edited with") for item in GENERATORS),
    *CHINA,
    *_SINGLE,
)
