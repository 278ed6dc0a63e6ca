"""Content Credentials as a tree: each record with what it says, who signed it, and what became of its checks.

The record of this picture is the root, those of the pictures that went into it stand below it. Each is
told once and at most `DEEPEST` levels down; what lies deeper, and what nothing leads to, follows after.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from photoaudit.metadata import (
    Action,
    Credentials,
    Ingredient,
    Manifest,
    SignerStatus,
    Stamp,
    broken_ingredients,
    how_it_holds,
)
from photoaudit.report.words import counted
from photoaudit.text import SENTENCE, clean

DEEPEST = 6
MOST = 20
"""So many steps and ingredients of a record are told; JSON has them all."""

RELATIONS = {"parentOf": "made from", "componentOf": "uses", "inputTo": "took in"}

SIGNERS = {
    SignerStatus.TRUSTED: "on {listed}",
    SignerStatus.UNKNOWN: "nothing tells whether on {listed}",
    SignerStatus.NOT_ON_LIST: "not on {listed}",
    SignerStatus.TEST: "a test certificate, which anyone can have",
    SignerStatus.EXPIRED: "certificate expired since",
    SignerStatus.INVALID: "certificate against the C2PA rules",
    SignerStatus.REVOKED: "certificate revoked",
}
STAMPS = {
    Stamp.TRUSTED: "by an authority on a list here",
    Stamp.UNTRUSTED: "by an authority that is on no list here",
    Stamp.INVALID: "does not hold",
    Stamp.NONE: "not checked",
}


@dataclass(frozen=True)
class Node:
    """A line of the tree, with those below it; ``name`` is what it tells, "" where ``text`` is a sentence."""

    name: str
    text: str
    below: tuple[Node, ...] = ()


def tree_of(credentials: Credentials) -> tuple[Node, ...]:
    """Return the records of a file, that of this picture first; every text is clean."""
    notes = tuple(Node("note", clean(note, SENTENCE)) for note in credentials.notes)
    numbers = {item.label: number for number, item in enumerate(credentials.manifests, 1)}
    grown = _Growing(credentials, numbers)
    active = credentials.manifest(credentials.active)
    first = (grown.record(active, "this picture", 0),) if active else ()
    return (*first, *grown.rest(), *notes)


class _Growing:
    """The tree while it grows; ``told`` are the labels of the records that stand in it."""

    def __init__(self, credentials: Credentials, numbers: dict[str, int]) -> None:
        self._credentials, self._numbers = credentials, numbers
        self._broken = {item.label for item in broken_ingredients(credentials)}
        self.told: set[str] = set()

    def record(self, manifest: Manifest, name: str, depth: int) -> Node:
        self.told.add(manifest.label)
        below = (
            *(
                _held(self._credentials)
                if manifest.label == self._credentials.active
                else self._proof(manifest)
            ),
            *_steps(manifest),
            *_besides(manifest),
            *self._ingredients(manifest, depth),
        )
        title = f"{clean(manifest.title)}, " if manifest.title else ""
        return Node(name, f"{title}by {clean(manifest.generator) or 'a program not named'}", below)

    def rest(self) -> Iterator[Node]:
        """Yield the records that do not stand in the tree yet."""
        for manifest in self._credentials.manifests:
            if manifest.label not in self.told:
                yield self.record(manifest, f"record {self._numbers[manifest.label]}", 0)

    def _proof(self, manifest: Manifest) -> Iterator[Node]:
        """Yield what became of the checks of another record than that of the picture."""
        proof = manifest.proof
        yield Node("content", "not checked: its own picture is not in this file")
        valid = {True: "valid", False: "not valid", None: "not checked: nothing tells whether it is valid"}
        noted = ", as the record that uses it notes" if proof.noted else ""
        yield Node("signature", f"{valid[proof.valid]}{noted}")
        if manifest.label in self._broken:
            why = "; ".join(manifest.explained) or ", ".join(manifest.failures)
            yield Node("record", clean(f"does not hold: {why}", SENTENCE))
        listed = "the list given" if self._credentials.own_list else "the C2PA trust list"
        known = SIGNERS[proof.signer].format(listed=listed)
        yield Node("signer", f"{clean(manifest.signer) or 'unnamed'} ({known})")
        yield _stamp(manifest.time, proof.stamp)

    def _ingredients(self, manifest: Manifest, depth: int) -> Iterator[Node]:
        for item in manifest.ingredients[:MOST]:
            name, text = RELATIONS.get(item.relationship, "ingredient"), _named(item)
            of = self._credentials.manifest(item.manifest) if item.manifest else None
            if of is None:
                gone = "its record is not in this file" if item.manifest else "without a record"
                yield Node(name, f"{text} ({gone})")
            elif of.label in self.told:
                yield Node(name, f"{text} (record {self._numbers[of.label]}, told elsewhere)")
            elif depth + 1 >= DEEPEST:
                yield Node(name, f"{text} (record {self._numbers[of.label]}, below)")
            else:
                yield Node(name, text, (self.record(of, f"record {self._numbers[of.label]}", depth + 1),))
        yield from _more(len(manifest.ingredients) - MOST, "ingredient")


def _held(credentials: Credentials) -> Iterator[Node]:
    """Yield how far the record of this picture holds."""
    for name, words in how_it_holds(credentials):
        yield Node(name, clean(words, SENTENCE))
    yield _stamp(credentials.time, credentials.stamp)


def _stamp(time: str, stamp: Stamp) -> Node:
    if not time and stamp is Stamp.NONE:
        return Node("time stamp", "none")
    return Node("time stamp", ", ".join(filter(None, (clean(time), STAMPS[stamp]))))


def _steps(manifest: Manifest) -> Iterator[Node]:
    for action in manifest.actions[:MOST]:
        yield Node("step", _step(action))
    yield from _more(len(manifest.actions) - MOST, "step")
    if manifest.actions and not manifest.complete:
        yield Node("steps", "the record does not say that these are all")
    elif not manifest.actions:
        yield Node("steps", "none recorded")


def _step(action: Action) -> str:
    name = action.name.removeprefix("c2pa.").replace("_", " ") or "not named"
    made = ", ".join(filter(None, (action.input_source, action.input_agent)))
    parts = (
        action.when,
        name,
        action.source,
        f"by {action.agent}" if action.agent else "",
        f"of {made}" if made else "",
    )
    text = ", ".join(filter(None, parts))
    return clean(f"{text}: {action.description}" if action.description else text, SENTENCE)


def _besides(manifest: Manifest) -> Iterator[Node]:
    for source in manifest.sources:
        yield Node("says too", f"source type {clean(source)}")
    for name in manifest.soft_bindings:
        yield Node("mark", f"{clean(name)}, by which it can be found again; not read here")
    for identity in manifest.identities:
        why = f", {identity.why}" if identity.why else ""
        yield Node("vouched for", clean(f"{identity.name or 'unnamed'}: {identity.status}{why}", SENTENCE))


def _named(item: Ingredient) -> str:
    source = f", {clean(item.source)}" if item.source else ""
    return f"{clean(item.title) or 'a picture not named'}{source}"


def _more(count: int, noun: str) -> Iterator[Node]:
    if count > 0:
        yield Node("", f"and {counted(count, f'more {noun}')}; --format json has all")
