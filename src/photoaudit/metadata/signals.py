"""What Content Credentials mean: the signals of the C2PA conformance rubric.

The table follows the Conformance Task Force's asset rubrics of 2026-08-06
(https://github.com/c2pa-org/conformance-public, asset-rubrics). A manifest may speak of the picture
itself, of the picture it was edited from, or of a picture placed in it: only the first two are
statements about this picture, and AI in the third makes it a picture with AI parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from photoaudit.metadata.credentials import Action, Credentials, Manifest


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
    """One thing a manifest says, and which program did it; ``retold`` of a picture made elsewhere.

    Without an agent the program that wrote the manifest did it, unless that only retells.
    """

    name: SignalName
    manifest: str
    relation: Relation
    agent: str = ""
    retold: bool = False


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

_SAID_IN_WORDS = re.compile(r"AI[- ]generated(?: (?:image|picture|photo|media|content))?\.?", re.IGNORECASE)
_GENERATOR = re.compile(
    r"azure openai (?:dall-?e|imagegen)|bing image creator|image creator from (?:microsoft )?designer|"
    r"microsoft (?:designer|bing) image creator",
    re.IGNORECASE,
)
"""What Microsoft's services write of a picture that they made, without a source type.

https://learn.microsoft.com/azure/ai-services/openai/concepts/content-credentials (read in 2026).
"""

_MARKED = re.compile(r"\b(?:applied|added|embedded|inserted)\b[^.]*\bwatermark", re.IGNORECASE)
"""How a step is described that only puts a watermark in, as Google's SynthID step of 2026 is."""

_FURTHER = {Relation.WHOLE: 0, Relation.EARLIER: 1, Relation.PART: 2, Relation.INPUT: 3}


def signals(credentials: Credentials) -> tuple[Signal, ...]:
    """Return what every manifest says that leads to the picture, the active one first."""
    found = []
    for manifest, relation in walk(credentials):
        for name, agent, of, retold in _of(credentials, manifest):
            further = max(relation, of, key=_FURTHER.__getitem__)
            found.append(Signal(name, manifest.label, further, agent, retold))
    return tuple(dict.fromkeys(found))


def watermarks(credentials: Credentials) -> tuple[str, ...]:
    """Return the steps that say a watermark was put in, in the words of the records."""
    steps = (action for manifest, _ in walk(credentials) for action in manifest.actions if _marks(action))
    return tuple(dict.fromkeys(step.description or step.agent or step.name for step in steps))


def walk(credentials: Credentials) -> Iterator[tuple[Manifest, Relation]]:
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
    wraps = len(manifest.ingredients) == 1 and not any(map(editorial, manifest.actions))
    if relation in (Relation.PART, Relation.INPUT):
        return relation
    if relationship == "inputTo":
        return Relation.INPUT
    if wraps and not any(action.name == "c2pa.created" for action in manifest.actions):
        return relation
    return Relation.EARLIER if relationship == "parentOf" else Relation.PART


def editorial(action: Action) -> bool:
    """Whether a step changed what is seen."""
    return action.name not in _INCEPTION and action.name not in _NOT_EDITORIAL and not _marks(action)


def _marks(action: Action) -> bool:
    """Whether a step only puts a watermark in."""
    return action.name.startswith("c2pa.watermarked") or (
        action.name != "c2pa.created" and _MARKED.search(action.description) is not None
    )


_Said: TypeAlias = tuple[SignalName, str, Relation, bool]
"""A signal, by which program, of which picture as seen from the manifest's own, and whether retold."""


def _of(credentials: Credentials, manifest: Manifest) -> Iterator[_Said]:
    """Yield what one manifest says."""
    names = {action.name for action in manifest.actions}
    for action in manifest.actions:
        yield from _of_action(action)
    for source in manifest.sources:
        if source in _CREATED:
            retold = bool(manifest.ingredients) and "c2pa.created" not in names
            yield _CREATED[source], "", Relation.WHOLE, retold
    for item in manifest.ingredients:
        if not credentials.manifest(item.manifest) and item.source in _CREATED:
            of = _related(manifest, item.relationship, Relation.WHOLE)
            yield _CREATED[item.source], "", of, True
    if any(not item.manifest and not item.source for item in manifest.ingredients):
        yield SignalName.UNKNOWN, "", Relation.WHOLE, False
    standard = all(name.startswith("c2pa.") and name != "c2pa.unknown" for name in names)
    if not names or not standard or not manifest.complete:
        yield SignalName.AMBIGUOUS, "", Relation.WHOLE, False


def _of_action(action: Action) -> Iterator[_Said]:
    if action.name == "c2pa.created":
        source = action.source or action.input_source
        if source in _CREATED:
            yield _CREATED[source], action.agent or action.input_agent, Relation.WHOLE, False
        elif not source and (
            _SAID_IN_WORDS.fullmatch(action.description) or _GENERATOR.fullmatch(action.agent)
        ):
            yield SignalName.FULLY_AI, action.agent, Relation.WHOLE, False
    elif action.name in ("c2pa.opened", "c2pa.placed"):
        if action.input_source in _CREATED:
            of = Relation.EARLIER if action.name == "c2pa.opened" else Relation.PART
            yield _CREATED[action.input_source], action.input_agent, of, True
        if action.name == "c2pa.placed" and action.source in _CHANGED:
            yield _CHANGED[action.source], action.agent, Relation.WHOLE, False
    elif editorial(action):
        source = action.source or action.input_source
        if source in _CHANGED:
            yield _CHANGED[source], action.agent or action.input_agent, Relation.WHOLE, False
