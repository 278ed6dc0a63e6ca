"""What the files themselves say of the edit, beside what is seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from photoaudit import engine
from photoaudit.facts import Facts
from photoaudit.model import Aspect, Change, Declaration, DeclarationKind, Difference

EDITS = (DeclarationKind.EDIT, DeclarationKind.AI_EDIT, DeclarationKind.AI)


def declared(original: Facts, edited: Facts, changes: Sequence[Change]) -> Iterator[Difference]:
    """Yield what the edited file declares of edits, and how that fits what is seen."""
    if Change.ANOTHER not in changes and (label := _own_ingredient(original, edited)):
        said = "The edited file's Content Credential names this very original as what it was made of."
        yield Difference("ingredient", Aspect.METADATA, said, seen=True, details=(("manifest", label),))
    told = [item for item in _declarations(edited) if item.kind in EDITS]
    seen = any(change.rank >= Change.RETOUCHED.rank for change in changes) and Change.ANOTHER not in changes
    if told:
        first = told[0].says
        said = (
            f"{first} That fits what is seen."
            if seen
            else f"{first} Beside the original, no such edit is seen."
        )
        if Change.ANOTHER in changes:
            said = first
        yield Difference("declared-edit", Aspect.METADATA, said, float(len(told)), "declarations", seen=True)
        return
    silent = "The edited file declares no edit"
    said = f"{silent}, though one is seen: most files lose what they said." if seen else f"{silent}."
    yield Difference("declared-edit", Aspect.METADATA, said, 0.0, "declarations")


def _declarations(facts: Facts) -> Iterator[Declaration]:
    for item in engine.select(only=("provenance",)):
        yield from engine.run(item, facts).declarations


def _own_ingredient(original: Facts, edited: Facts) -> str:
    """Return the label of the original's own manifest if it is an ingredient of the edited file's."""
    before, after = original.credentials, edited.credentials
    if before is None or after is None or not before.active or before.active == after.active:
        return ""
    used = {item.manifest for manifest in after.manifests for item in manifest.ingredients}
    return before.active if before.active in used else ""
