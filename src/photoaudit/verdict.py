"""From findings to a verdict: rank what is declared, set what is measured beside it, put both into words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from photoaudit.facts import LIES
from photoaudit.model import (
    DECLARING,
    Category,
    Cue,
    Declaration,
    DeclarationKind,
    Finding,
    Impression,
    Intent,
    Statement,
    Status,
    Support,
    Tail,
    Unseen,
    Verdict,
)

CUE_PERCENT = 5.0

DECLARERS = (
    "content-credentials",
    "ai-declaration",
    "camera-exif",
    "invisible-watermark",
    "stealth-text",
    "visible-mark",
)
"""The checks that return what a file says of its origin, first those of what it says openly."""
OPENLY = DECLARERS[:3]

LARGER = "Export it again in a larger size from the original file."
"""What to do where pixels are too few, for a check or for a rule: policies say it in the same words."""

SAY_OPENLY = (
    "Say openly that AI was used where the place you publish asks for it, and leave any mark of it in the "
    "file."
)
"""What to do about a photo that says AI made or edited it: policies say it in the same words."""

_SETTLING = {
    Category.AI_DECLARED: (DeclarationKind.AI, "AI made this picture"),
    Category.AI_EDIT_DECLARED: (DeclarationKind.AI_EDIT, "AI edited this photo"),
    Category.CAPTURE_SIGNED: (DeclarationKind.CAPTURE, "a camera took this photo"),
}
"""Categories that one kind of declaration settles, and what it says."""

_RANK = (
    DeclarationKind.AI,
    DeclarationKind.AI_EDIT,
    DeclarationKind.CAPTURE,
    DeclarationKind.SCREENSHOT,
    DeclarationKind.EDIT,
    DeclarationKind.UNKNOWN,
)


def rank_declarations(findings: Iterable[Finding]) -> tuple[Declaration, ...]:
    """Return all declarations: signed before unsigned, then AI before edit before camera."""
    found = {declaration for finding in findings for declaration in finding.declarations}
    return tuple(sorted(found, key=lambda item: (not item.signed, _RANK.index(item.kind), item.where)))


def impress(findings: Sequence[Finding]) -> Impression:
    """Collect the visible cues that lie beyond 95 % of the reference photos."""
    placed = [finding for finding in findings if finding.cue and finding.percentile is not None]
    cues = []
    for finding in placed:
        percentile = finding.percentile or 0.0
        beyond = percentile if finding.cue is Tail.LOW else 100.0 - percentile
        if beyond < CUE_PERCENT:
            cues.append(Cue(finding.check, finding.title, percentile))
    if not any(finding.cue for finding in findings):
        summary = ""
    elif not placed:
        summary = "No visible cue could be compared with camera portraits."
    elif not cues:
        summary = f"None of {len(placed)} visible cues lies beyond 95 % of camera portraits."
    else:
        names = "; ".join(cue.title[0].lower() + cue.title[1:] for cue in cues)
        verb = "lies" if len(cues) == 1 else "lie"
        # Of camera portraits about one in five shows one of six or seven cues, and one in thirty two or more.
        meaning = (
            "one such cue is common"
            if len(cues) == 1
            else "it may strike people as artificial, whatever its origin"
        )
        summary = (
            f"{len(cues)} of {len(placed)} visible cues {verb} beyond 95 % of camera portraits "
            f"({names}): {meaning}."
        )
    return Impression(tuple(cues), len(placed), summary)


def judge(
    findings: Sequence[Finding], supports: tuple[Support, ...] = (), unseen: Sequence[Unseen] = ()
) -> Verdict:
    """Return what is established; the declared layer speaks first, pixels only where it is silent.

    Silence counts only where somebody listened: ``unseen`` are the checks that did not look.
    """
    declarations = rank_declarations(findings)
    category = _category(findings, declarations, supports)
    headline = _headline(category, findings, declarations, supports, unseen)
    return Verdict(category, headline, declarations, supports)


def silent(unseen: Iterable[Unseen]) -> tuple[str, ...]:
    """Return the checks of what a file declares that did not look, in the order of `DECLARERS`."""
    names = {item.check for item in unseen}
    return tuple(name for name in DECLARERS if name in names)


def unread(unseen: Sequence[Unseen]) -> bool:
    """Whether nobody looked at what the file says openly."""
    return set(OPENLY) <= set(silent(unseen))


def _category(
    findings: Sequence[Finding], declarations: Sequence[Declaration], supports: Sequence[Support]
) -> Category:
    kinds = {declaration.kind for declaration in declarations}
    # Anybody can make a certificate and sign with it, so a camera is believed by a listed one only.
    signed = {item.kind for item in declarations if item.signed and item.intact and item.trusted}
    if DeclarationKind.AI in kinds and DeclarationKind.CAPTURE in kinds:
        return Category.CONFLICT
    if DeclarationKind.AI in kinds:
        return Category.AI_DECLARED
    if DeclarationKind.AI_EDIT in kinds:
        return Category.AI_EDIT_DECLARED
    if DeclarationKind.CAPTURE in signed:
        return Category.CAPTURE_SIGNED
    if any(support.given for support in supports):
        return Category.PIXEL_SUPPORT
    if _faces(findings) == 0:
        return Category.NO_PORTRAIT
    return Category.INCONCLUSIVE


def _faces(findings: Sequence[Finding]) -> float | None:
    """Return the number of faces found, 0 when only faint ones were, None when nobody looked."""
    for finding in findings:
        if finding.check == "single-face-present":
            return 0.0 if finding.status is Status.NOT_ASSESSED else finding.value
    return None


def _trust(declaration: Declaration) -> str:
    if not declaration.signed:
        return "unsigned, so anyone could have written it"
    if declaration.flaw or declaration.intact is False:
        return f"signed, but {declaration.flaw or 'it no longer fits its signature'}"
    if declaration.trusted:
        return "signed by a listed signer"
    return f"signed by a signer {declaration.doubt or 'who is not on the trust list'}"


def _by(declaration: Declaration) -> str:
    unnamed = "camera" if declaration.kind is DeclarationKind.CAPTURE else "program"
    return declaration.by or f"{unnamed} not named"


def _headline(
    category: Category,
    findings: Sequence[Finding],
    declarations: Sequence[Declaration],
    supports: Sequence[Support],
    unseen: Sequence[Unseen],
) -> str:
    if category is Category.CONFLICT:
        return "Conflict: the file says both that AI made this picture and that a camera took it."
    if category in _SETTLING:
        kind, says = _SETTLING[category]
        first = next(item for item in declarations if item.kind is kind)
        if first.drawn:
            return f"{first.says[:-1]}, which says that {says}; anyone can draw one."
        who = "A signed record" if kind is DeclarationKind.CAPTURE else "The file itself"
        return f"{who} says that {says}: {_by(first)}, {_trust(first)}."
    if category is Category.PIXEL_SUPPORT:
        named = ", ".join(f"{support.wording} for '{support.claim}'" for support in supports if support.given)
        return f"The pixels give {named}; {_silence(unseen)}"
    if category is Category.NO_PORTRAIT:
        turned = tuple(f"the picture {lies}:" for lies, _ in LIES.values())
        if lies := next((item.summary for item in findings if item.summary.startswith(turned)), ""):
            return f"Not judged as a portrait: {lies}."
        return "No clear face was found, so this was not judged as a portrait."
    camera = next((item for item in declarations if item.kind is DeclarationKind.CAPTURE), None)
    if camera:
        anyone = "anyone could have written" if not camera.signed else "is no proof"
        how = "" if not camera.signed else f", {_trust(camera)}"
        told = f"Inconclusive: the file claims a camera ({_by(camera)}{how}), which {anyone}."
        return told + _gap(unseen)
    return _inconclusive(findings, unseen)


def _gap(unseen: Sequence[Unseen]) -> str:
    """Return, as a sentence to follow, which checks of what a file declares did not look."""
    names = silent(unseen)
    return f" Not looked at: {', '.join(names)}." if names else ""


def _silence(unseen: Sequence[Unseen]) -> str:
    """Say that a file says nothing, as far as somebody looked."""
    if unread(unseen):
        return "what the file declares was not looked at."
    if gap := _gap(unseen):
        return f"the file says nothing of it where it was looked at.{gap}"
    return "the file itself says nothing of it."


def _inconclusive(findings: Sequence[Finding], unseen: Sequence[Unseen]) -> str:
    pixels = any(finding.family not in DECLARING and finding.assessed for finding in findings)
    if unread(unseen):
        rest = ", and its pixels do not settle how this photo was made" if pixels else ""
        return f"Inconclusive: what the file declares was not looked at{rest}."
    if gap := _gap(unseen):
        return f"Inconclusive: what was looked at does not settle how this photo was made.{gap}"
    if pixels:
        return "Inconclusive: neither the file nor its pixels settle how this photo was made."
    return "Inconclusive: the file does not say how this picture was made."


def suggest(
    findings: Sequence[Finding], verdict: Verdict, statement: Statement | None = None
) -> tuple[str, ...]:
    """Return what would settle the question, or let more be assessed, but for what a person has said."""
    used = statement is not None and statement.intent in (Intent.AI_EDITED, Intent.AI_GENERATED)
    disclosed = statement is not None and statement.disclosed
    steps = []
    if any("px needed" in finding.summary for finding in findings if finding.status is Status.NOT_ASSESSED):
        steps.append(LARGER)
    if verdict.category in (Category.INCONCLUSIVE, Category.PIXEL_SUPPORT) and not used:
        steps.append(
            "If the origin matters, ask for the original file, a Content Credential, or another photo of "
            "the same day."
        )
    if verdict.category is Category.CONFLICT:
        steps.append("Ask who made the file: its own statements contradict each other.")
    if verdict.category in (Category.AI_DECLARED, Category.AI_EDIT_DECLARED):
        steps.append("Leave the mark of AI in the file." if disclosed else SAY_OPENLY)
    return tuple(steps)
