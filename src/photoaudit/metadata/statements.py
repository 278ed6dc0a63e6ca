"""What Content Credentials declare of a picture, each statement with how far it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from photoaudit.metadata.credentials import Credentials, IdentityStatus, Manifest, SignerStatus
from photoaudit.metadata.signals import Relation, SignalName, editorial, signals, watermarks
from photoaudit.metadata.standing import broken_ingredients, doubt, flaw, how_it_holds
from photoaudit.model import Declaration, DeclarationKind

_MEANING = {
    SignalName.FULLY_AI: (DeclarationKind.AI, "AI made {it}"),
    SignalName.PARTLY_AI: (DeclarationKind.AI_EDIT, "AI made parts of {it}"),
    SignalName.AI_CHANGE: (DeclarationKind.AI_EDIT, "AI edited {it}"),
    SignalName.CAPTURED: (DeclarationKind.CAPTURE, "a camera took {it}"),
    SignalName.STITCHED: (DeclarationKind.CAPTURE, "a camera took the shots that {it} is joined from"),
    SignalName.SCREEN: (DeclarationKind.SCREENSHOT, "{it} is a picture of a screen"),
    SignalName.COMPOSITION: (DeclarationKind.UNKNOWN, "{it} was put together from pictures of any kind"),
    SignalName.MAYBE_AI_CHANGE: (
        DeclarationKind.UNKNOWN,
        "{it} was changed in ways that may or may not be AI",
    ),
    SignalName.DIGITAL: (DeclarationKind.UNKNOWN, "{it} was drawn with a program, without AI"),
}
"""What a signal declares; the others declare nothing by themselves."""

_IT = {
    Relation.WHOLE: "this picture",
    Relation.EARLIER: "the picture that this one was edited from",
    Relation.PART: "a picture used in this one",
}


_CHECKED = {
    IdentityStatus.HOLDS: "holds",
    IdentityStatus.FAILS: "does not hold",
    IdentityStatus.NOT_CHECKED: "was not checked",
}


def credential_declarations(credentials: Credentials) -> tuple[Declaration, ...]:
    """Return what the credentials declare of this picture, each statement with how far it holds."""
    found: dict[tuple[DeclarationKind, str, str], Declaration] = {}
    for signal in signals(credentials):
        kind, words = _MEANING.get(signal.name, (None, ""))
        if kind is None or signal.relation is Relation.INPUT:
            continue
        if signal.relation is Relation.PART:
            if kind not in (DeclarationKind.AI, DeclarationKind.AI_EDIT):
                continue  # a photo placed in a collage makes no photo of it
            kind = DeclarationKind.AI_EDIT
        manifest = credentials.manifest(signal.manifest) or Manifest(signal.manifest)
        writer = manifest.generator or manifest.signer
        by = signal.agent or ("" if signal.retold else writer)
        statement = words.format(it=_IT[signal.relation])
        teller = writer if signal.retold and not by else ""
        found.setdefault(
            (kind, by, statement),
            _declare(credentials, manifest, kind, by, f"that {statement}", teller=teller),
        )
    if not credentials.manifests:
        return ()
    first, *others = found.values() or [
        _otherwise(credentials, credentials.manifest(credentials.active) or credentials.manifests[0])
    ]
    return (replace(first, says=" ".join((first.says, *_also(credentials)))), *others)


def _also(credentials: Credentials) -> Iterator[str]:
    """Yield what else the records tell, as sentences."""
    if marks := watermarks(credentials):
        yield f"They also tell of a watermark, which cannot be read here: {marks[0].rstrip('.')}."
    for identity in dict.fromkeys(who for item in credentials.manifests for who in item.identities):
        why = f" ({identity.why})" if identity.why else ""
        name, checked = identity.name or "Somebody not named", _CHECKED[identity.status]
        yield f"{name} vouches for them with an identity of their own, which {checked}{why}."


def _otherwise(credentials: Credentials, active: Manifest) -> Declaration:
    """Return what a record declares that has none of the rubric's meanings."""
    source = next((item.source for item in active.actions if item.name == "c2pa.created"), "")
    if source:
        kind, statement = DeclarationKind.UNKNOWN, f"that the source of this picture is '{source}'"
    elif any(map(editorial, active.actions)):
        kind, statement = DeclarationKind.EDIT, "that this picture was edited, not how it was first made"
    else:
        kind, statement = DeclarationKind.UNKNOWN, "nothing of how this picture was made"
    return _declare(credentials, active, kind, active.generator or active.signer, statement)


def _declare(
    credentials: Credentials,
    manifest: Manifest,
    kind: DeclarationKind,
    by: str,
    statement: str,
    *,
    teller: str = "",
) -> Declaration:
    named = by or f"program not named{f'; told by {teller}' if teller else ''}"
    facts = "; ".join(f"{name} {words}" for name, words in how_it_holds(credentials))
    says = f"Content Credentials say {statement} ({named}): {facts}."
    broken = manifest in broken_ingredients(credentials)
    if broken:
        says = says[:-1] + "; the record that says so does not hold."
    elif broken_ingredients(credentials):
        says += " The record of a picture used in it does not hold."
    foreign = manifest.label != credentials.active and any(
        code.startswith("signingCredential.") for code in manifest.failures
    )
    return Declaration(
        kind,
        by,
        says,
        credentials.where,
        signed=True,
        intact=False if broken else credentials.intact,
        trusted=credentials.signer_status is SignerStatus.TRUSTED and not foreign and not credentials.faults,
        doubt=doubt(credentials),
        flaw="the record that says so does not hold" if broken and credentials.intact else flaw(credentials),
    )
