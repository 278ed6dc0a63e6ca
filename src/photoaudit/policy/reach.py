"""The highest risk that a pack can come to, whatever a photo shows: whether a gate can ever close."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from photoaudit.model import Basis, Category, CheckInfo, Level
from photoaudit.policy.evidence import is_look
from photoaudit.policy.judge import limited
from photoaudit.policy.pack import SETTLED, STRENGTHS, Policy, When


def highest(pack: Policy, checks: Mapping[str, CheckInfo]) -> Level:
    """Return the highest risk that some photo could have by a pack, with ``checks`` by their ids.

    Each trigger is taken to be as well established as its kind can be. What a person says and whether all
    checks are run is not asked, so a risk above this one is impossible and this one may be rare.
    """
    levels = (
        limited(rule.severity, basis)
        for rule in pack.rules
        for when in rule.when
        for basis in _bases(when, checks)
    )
    return max(levels, key=lambda level: level.rank, default=Level.NONE)


def _bases(when: When, checks: Mapping[str, CheckInfo]) -> Iterator[Basis]:
    """Yield the bases that a trigger may fire on, the best of each kind."""
    if when.declaration:
        yield Basis.SIGNED
    elif when.category:
        yield from map(_of_category, when.category)
    elif when.support:
        yield Basis(STRENGTHS[-1])
    elif when.intent:
        yield Basis.STATED
    elif when.change:
        yield Basis.COMPARED
    elif when.cues is not None:
        yield Basis.LOOKS
    elif when.older_than_years is not None:
        yield Basis.UNSIGNED
    else:
        info = checks.get(when.check)
        yield Basis.LOOKS if info and is_look(when, info.claim, info.cue) else Basis.MEASURED


def _of_category(category: Category) -> Basis:
    if category in SETTLED:
        return Basis.SIGNED
    best = {
        Category.CONFLICT: Basis.CONTRADICTED,
        Category.PIXEL_SUPPORT: Basis(STRENGTHS[-1]),
        Category.NO_PORTRAIT: Basis.MEASURED,
    }
    return best.get(category, Basis.WEAK)
