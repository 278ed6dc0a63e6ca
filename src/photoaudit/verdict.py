"""From findings to a verdict: rank what is declared, set what is measured beside it, put both into words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from photoaudit.model import (
    Category,
    Cue,
    Declaration,
    DeclarationKind,
    Finding,
    Impression,
    Status,
    Support,
    Tail,
    Verdict,
)

CUE_PERCENT = 5.0

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


def judge(findings: Sequence[Finding], supports: tuple[Support, ...] = ()) -> Verdict:
    """Return what is established; the declared layer speaks first, pixels only where it is silent."""
    declarations = rank_declarations(findings)
    category = _category(findings, declarations, supports)
    return Verdict(category, _headline(category, findings, declarations, supports), declarations, supports)


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
        return Category.SUPPORTED
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


def _headline(
    category: Category,
    findings: Sequence[Finding],
    declarations: Sequence[Declaration],
    supports: Sequence[Support],
) -> str:
    first = declarations[0] if declarations else None
    if category is Category.CONFLICT:
        return "Conflict: the file says both that AI made this picture and that a camera took it."
    if category is Category.AI_DECLARED and first:
        return f"The file itself says that AI made this picture: {first.by}, {_trust(first)}."
    if category is Category.AI_EDIT_DECLARED and first:
        return f"The file itself says that AI edited this photo: {first.by}, {_trust(first)}."
    if category is Category.CAPTURE_SIGNED and first:
        return f"A signed record says that a camera took this photo: {first.by}, {_trust(first)}."
    if category is Category.SUPPORTED:
        named = ", ".join(f"{support.wording} for '{support.claim}'" for support in supports if support.given)
        return f"The pixels give {named}; the file itself says nothing of it."
    if category is Category.NO_PORTRAIT:
        if lies := next((item.summary for item in findings if item.summary.startswith("the picture ")), ""):
            return f"Not judged as a portrait: {lies}."
        return "No clear face was found, so this was not judged as a portrait."
    camera = next((item for item in declarations if item.kind is DeclarationKind.CAPTURE), None)
    if camera:
        anyone = "anyone could have written" if not camera.signed else "is no proof"
        how = "" if not camera.signed else f", {_trust(camera)}"
        return f"Inconclusive: the file claims a camera ({camera.by}{how}), which {anyone}."
    if any(finding.family != "provenance" and finding.assessed for finding in findings):
        return "Inconclusive: neither the file nor its pixels settle how this photo was made."
    return "Inconclusive: the file does not say how this picture was made."


def suggest(findings: Sequence[Finding], verdict: Verdict) -> tuple[str, ...]:
    """Return what would settle the question, or let more be assessed."""
    steps = []
    if any("px needed" in finding.summary for finding in findings if finding.status is Status.NOT_ASSESSED):
        steps.append(
            "Audit a larger version, best the original file: this one has too few pixels for some checks."
        )
    if verdict.category in (Category.INCONCLUSIVE, Category.SUPPORTED):
        steps.append(
            "If the origin matters, ask for the original file from the camera or phone, a Content "
            "Credential, or another photo of the same day: pixels alone rarely settle it."
        )
    if verdict.category is Category.CONFLICT:
        steps.append("Ask who made the file: its own statements contradict each other.")
    if verdict.category in (Category.AI_DECLARED, Category.AI_EDIT_DECLARED):
        steps.append(
            "Say openly that AI was used where the place you publish asks for it, and leave the mark in "
            "the file."
        )
    return tuple(steps)
