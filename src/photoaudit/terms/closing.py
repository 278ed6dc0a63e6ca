"""Gates that can never close: the policies that photos are judged by stay below them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from photoaudit import engine
from photoaudit.model import Level
from photoaudit.terms.judge import Judge, Terms


@dataclass(frozen=True)
class Idle:
    """A gate on risk that no photo judged by ``policies`` (their ids) can reach, whatever it shows."""

    gate: Level
    highest: Level
    policies: tuple[str, ...]


def idle(judge: Judge, paths: Iterable[str | os.PathLike[str]]) -> tuple[Idle, ...]:
    """Return the gates on risk that cannot close for some of these photos, each once.

    Without tables for some paths all photos are under one gate, and ``paths`` are not looked at.
    """
    under = map(judge.terms_for, paths) if judge.overrides else (judge.terms,)
    different = {(item.gate.level, tuple(map(id, item.policies))): item for item in under}
    found = (_idle(item) for item in different.values())
    return tuple(dict.fromkeys(item for item in found if item is not None))


def _idle(terms: Terms) -> Idle | None:
    gate = terms.gate.level
    if gate is None:
        return None
    highest = max(map(engine.highest, terms.policies), key=lambda level: level.rank, default=Level.NONE)
    if highest.rank >= gate.rank:
        return None
    return Idle(gate, highest, tuple(item.id for item in terms.policies))
