"""What a person says of a photo, beside what the file says; it is never evidence of the pixels."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from photoaudit.model import Context, Declaration, DeclarationKind, Intent, Statement, Verdict

WORDS: Mapping[Intent, str] = MappingProxyType(
    {
        Intent.CAMERA: "a camera took it and no more than color, crop and light was changed",
        Intent.RETOUCHED: "it is a camera photo, retouched without AI",
        Intent.AI_EDITED: "AI edited it",
        Intent.AI_GENERATED: "AI made it",
    }
)
"""What each intent says, to follow "You say that"."""

SAYS: Mapping[DeclarationKind, str] = MappingProxyType(
    {
        DeclarationKind.AI: "AI made it",
        DeclarationKind.AI_EDIT: "AI edited it",
        DeclarationKind.CAPTURE: "a camera took it",
        DeclarationKind.EDIT: "it was edited",
        DeclarationKind.SCREENSHOT: "it is a picture of a screen",
        DeclarationKind.UNKNOWN: "it has an origin that is not named",
    }
)
"""What each kind of declaration says, to follow "The file says that"."""

_EXCLUDED: Mapping[Intent, tuple[DeclarationKind, ...]] = MappingProxyType(
    {
        Intent.CAMERA: (DeclarationKind.AI, DeclarationKind.AI_EDIT, DeclarationKind.SCREENSHOT),
        Intent.RETOUCHED: (DeclarationKind.AI, DeclarationKind.AI_EDIT, DeclarationKind.SCREENSHOT),
        Intent.AI_EDITED: (DeclarationKind.AI,),
        Intent.AI_GENERATED: (DeclarationKind.CAPTURE,),
    }
)
"""What a file cannot say if the person is right."""


def proven(declaration: Declaration) -> bool:
    """Whether a declaration is signed and the file is as it was signed.

    That a camera took it counts only by a listed signer: anybody can make a certificate of a camera.
    """
    believed = declaration.trusted is True or declaration.kind is not DeclarationKind.CAPTURE
    return declaration.signed and declaration.intact is True and not declaration.flaw and believed


def said(declaration: Declaration) -> str:
    """Return what the file says, by whom, and how far that can be trusted, as one sentence."""
    if declaration.drawn:
        return f"{declaration.says[:-1]}, which says that {SAYS[declaration.kind]}; anyone can draw one."
    if not declaration.signed:
        trust = "unsigned, so anyone could have written it"
    elif declaration.flaw or declaration.intact is False:
        trust = f"signed, but {declaration.flaw or 'it no longer fits its signature'}"
    else:
        trust = "signed and intact" if declaration.intact else "signed, not verified"
        listed = {True: ", by a listed signer", False: ", by a signer who is not on the trust list", None: ""}
        trust += listed[declaration.trusted]
    by = f"{declaration.by}; " if declaration.by else ""
    return f"The file says that {SAYS[declaration.kind]} ({by}{trust})."


def contradiction(intent: Intent | None, verdict: Verdict) -> str:
    """Return in words how the file contradicts what a person says, "" if it does not.

    Who is right is not decided here: an unsigned statement of a file can be left over or written by
    anyone, and so can what a person says be mistaken.
    """
    if intent is None:
        return ""
    against = [item for item in verdict.declarations if item.kind in _EXCLUDED[intent]]
    if not against:
        return ""
    return f"You say that {WORDS[intent]}. {said(against[0])} The two do not agree."


def statement(context: Context, verdict: Verdict) -> Statement | None:
    """Return what a person said, compared with the file; None if they said nothing."""
    if context.intent is None and not context.disclosed:
        return None
    return Statement(context.intent, context.disclosed, contradiction(context.intent, verdict))
