"""What Content Credentials mean: the signals of the C2PA conformance rubric, and declarations from them.

The table follows the Conformance Task Force's asset rubrics of 2026-08-06
(https://github.com/c2pa-org/conformance-public, asset-rubrics). A manifest may speak of the picture
itself, of the picture it was edited from, or of a picture placed in it: only the first two are
statements about this picture, and AI in the third makes it a picture with AI parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from photoaudit.metadata.credentials import Credentials, Manifest, SignerStatus
from photoaudit.model import Declaration, DeclarationKind


class SignalName(StrEnum):
    """The rubric's own names."""

    FULLY_AI = "fullyGenAIMedia"
    PARTLY_AI = "partlyGenAICreation"
    CAPTURED = "capturedMedia"
    STITCHED = "capturedMediaStitched"
    COMPOSITION = "compositionMayContainGenAI"
    SCREEN = "screenCaptureMayContainGenAI"
    DIGITAL = "nonGenAIDigitalCreation"
    BLANK = "blankCanvas"
    UNKNOWN = "mediaUnknownProvenance"
    AI_CHANGE = "perceptibleGenAI"
    MAYBE_AI_CHANGE = "perceptiblePossiblyGenAI"
    AMBIGUOUS = "ambiguousActions"


class Relation(StrEnum):
    """How the picture a manifest describes relates to the one in the file."""

    WHOLE = "whole"
    EARLIER = "earlier"
    PART = "part"
    INPUT = "input"


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing a manifest says, and by which program."""

    name: SignalName
    manifest: str
    relation: Relation
    agent: str = ""


_CREATED = {
    "trainedAlgorithmicMedia": SignalName.FULLY_AI,
    "compositeWithTrainedAlgorithmicMedia": SignalName.PARTLY_AI,
    "compositeSynthetic": SignalName.PARTLY_AI,  # not in the rubric; IPTC: a mix with synthetic parts
    "digitalCapture": SignalName.CAPTURED,
    "computationalCapture": SignalName.CAPTURED,
    "compositeCapture": SignalName.STITCHED,
    "composite": SignalName.COMPOSITION,
    "screenCapture": SignalName.SCREEN,
    "digitalCreation": SignalName.DIGITAL,
    "empty": SignalName.BLANK,
}
"""Digital source type of the action that brought the picture about -> signal."""

_CHANGED = {
    "trainedAlgorithmicMedia": SignalName.AI_CHANGE,
    "compositeWithTrainedAlgorithmicMedia": SignalName.AI_CHANGE,
    "compositeSynthetic": SignalName.AI_CHANGE,
    "trainedAlgorithmicData": SignalName.AI_CHANGE,
    "digitalArt": SignalName.MAYBE_AI_CHANGE,
    "composite": SignalName.MAYBE_AI_CHANGE,
}
"""Digital source type of an action that changed what is seen -> signal."""

_INCEPTION = frozenset({"c2pa.created", "c2pa.opened"})
_NOT_EDITORIAL = frozenset(
    "c2pa." + name
    for name in (
        "converted",
        "published",
        "repackaged",
        "transcoded",
        "resized.proportional",
        "enhanced",
        "edited.metadata",
        "watermarked",
        "watermarked.bound",
        "watermarked.unbound",
        "redacted",
    )
)

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


def signals(credentials: Credentials) -> tuple[Signal, ...]:
    """Return what every manifest says that leads to the picture, the active one first."""
    found = []
    for manifest, relation in _walk(credentials):
        found += [Signal(name, manifest.label, relation, agent) for name, agent in _of(manifest)]
    return tuple(dict.fromkeys(found))


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
        by = signal.agent or manifest.generator or manifest.signer
        statement = words.format(it=_IT[signal.relation])
        found.setdefault(
            (kind, by, statement), _declare(credentials, manifest, kind, by, f"that {statement}")
        )
    if found or not credentials.manifests:
        return tuple(found.values())
    return (_otherwise(credentials, credentials.manifest(credentials.active) or credentials.manifests[0]),)


def _otherwise(credentials: Credentials, active: Manifest) -> Declaration:
    """Return what a record declares that has none of the rubric's meanings."""
    source = next((item.source for item in active.actions if item.name == "c2pa.created"), "")
    if source:
        kind, statement = DeclarationKind.UNKNOWN, f"that the source of this picture is '{source}'"
    elif any(_editorial(action.name) for action in active.actions):
        kind, statement = DeclarationKind.EDIT, "that this picture was edited, not how it was first made"
    else:
        kind, statement = DeclarationKind.UNKNOWN, "nothing of how this picture was made"
    return _declare(credentials, active, kind, active.generator or active.signer, statement)


def how_it_holds(credentials: Credentials) -> tuple[tuple[str, str], ...]:
    """Return the three facts besides what is said, in words: content, signature, signer."""
    if credentials.binding_intact is None:
        content = "not checked: nothing ties the credential to it"
    elif credentials.binding_intact:
        content = "matches the record" if credentials.signature_valid is False else "unchanged since signing"
    elif credentials.content_changed:
        content = "changed after signing"
    else:
        content = "not vouched for: the record itself was changed after signing"
    signature = {True: "valid", False: "not valid", None: "not checked"}[credentials.signature_valid]
    return (("content", content), ("signature", signature), ("signer", _signer(credentials)))


def broken_ingredients(credentials: Credentials) -> tuple[Manifest, ...]:
    """Return the manifests of ingredients whose own record was changed or is badly signed."""
    return tuple(
        item
        for item in credentials.manifests
        if item.label != credentials.active
        and any(code.endswith(".mismatch") or code == "claimSignature.missing" for code in item.failures)
    )


def _signer(credentials: Credentials) -> str:
    listed = "the list given" if credentials.own_list else "the C2PA trust list"
    words = {
        SignerStatus.TRUSTED: f"on {listed}",
        SignerStatus.UNKNOWN: "of unknown standing",
        SignerStatus.NOT_ON_LIST: f"not on {listed}",
        SignerStatus.EXPIRED: "certificate expired since",
        SignerStatus.INVALID: "certificate against the C2PA rules",
        SignerStatus.REVOKED: "certificate revoked",
    }
    # The list first, as it is what people ask; the worst last, as it is what they remember.
    standing = [words[status] for status in SignerStatus if status in credentials.signer_statuses]
    return f"{credentials.signer or 'unnamed'} ({', '.join(standing)})"


def _declare(
    credentials: Credentials,
    manifest: Manifest,
    kind: DeclarationKind,
    by: str,
    statement: str,
) -> Declaration:
    facts = "; ".join(f"{name} {words}" for name, words in how_it_holds(credentials))
    says = f"Content Credentials say {statement} ({by or 'program not named'}): {facts}."
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
        trusted=credentials.signer_status is SignerStatus.TRUSTED and not foreign,
    )


def _walk(credentials: Credentials) -> Iterator[tuple[Manifest, Relation]]:
    """Yield the manifests reachable from the active one, each once, and how they relate to the picture."""
    queue, seen = [(credentials.active, Relation.WHOLE)], set()
    while queue:
        label, relation = queue.pop(0)
        manifest = credentials.manifest(label)
        if manifest is None or label in seen:
            continue
        seen.add(label)
        yield manifest, relation
        queue += [
            (item.manifest, _related(manifest, item.relationship, relation)) for item in manifest.ingredients
        ]


def _related(manifest: Manifest, relationship: str, relation: Relation) -> Relation:
    """Return how an ingredient relates to the picture.

    A manifest that records no change and has one ingredient only wraps it, whatever it calls it: the
    picture is the same one. ChatGPT writes its pictures so.
    """
    wraps = len(manifest.ingredients) == 1 and not any(_editorial(item.name) for item in manifest.actions)
    if relation in (Relation.PART, Relation.INPUT):
        return relation
    if relationship == "inputTo":
        return Relation.INPUT
    if wraps and not any(action.name == "c2pa.created" for action in manifest.actions):
        return relation
    return Relation.EARLIER if relationship == "parentOf" else Relation.PART


def _editorial(action: str) -> bool:
    return action not in _INCEPTION and action not in _NOT_EDITORIAL


def _of(manifest: Manifest) -> Iterator[tuple[SignalName, str]]:
    for action in manifest.actions:
        table = _CREATED if action.name == "c2pa.created" else _CHANGED if _editorial(action.name) else {}
        if action.source in table:
            yield table[action.source], action.agent
    if any(not item.manifest for item in manifest.ingredients):
        yield SignalName.UNKNOWN, ""
    names = {action.name for action in manifest.actions}
    standard = all(name.startswith("c2pa.") and name != "c2pa.unknown" for name in names)
    if not names or not standard or not manifest.complete:
        yield SignalName.AMBIGUOUS, ""
