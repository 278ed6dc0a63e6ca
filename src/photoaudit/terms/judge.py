"""By what each photo is judged: policies, what a person says of it, and what fails; for some paths others.

The slow half of the work does not depend on any of it, so photos of different terms are examined alike.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from photoaudit import engine
from photoaudit.checks import Check
from photoaudit.engine import Examination
from photoaudit.libraries import pathspec
from photoaudit.model import Category, Change, Context, Intent, Report
from photoaudit.policy import Policy
from photoaudit.scan.places import inside, place, real_path
from photoaudit.terms import baseline
from photoaudit.terms.about import About
from photoaudit.terms.gates import Gate
from photoaudit.text import PATH, clean

T = TypeVar("T")


@dataclass(frozen=True)
class Accepted:
    """A baseline as it was read: its file, and its entries."""

    path: Path
    entries: tuple[baseline.Entry, ...] = ()

    def place(self, photo: str) -> str:
        """Return the path of a photo as an entry holds it: harmless, as file names are hostile."""
        return clean(place(photo, str(self.path.parent)), PATH)

    def covered(self, named: Sequence[str]) -> bool:
        """Whether one of the folders named holds all that the baseline is about."""
        folder = str(self.path.absolute().parent)
        return any(real_path(name) == real_path(folder) or inside(folder, name) is not None for name in named)

    def gone(self, named: Sequence[str]) -> frozenset[str]:
        """Return the paths of entries where there is no file any more.

        None are, unless the folders ``named`` cover the baseline's: a photo may have been moved.
        """
        if not self.covered(named):
            return frozenset()
        paths = {entry.path for entry in self.entries}
        return frozenset(path for path in paths if not os.path.lexists(self.path.parent / path))


@dataclass(frozen=True)
class Terms:
    """By what one photo is judged; ``skipped`` are ids of checks whose findings are left out."""

    policies: tuple[Policy, ...]
    context: Context
    gate: Gate
    skipped: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Override:
    """What differs for photos that match ``patterns``; None where nothing does.

    Of ``gate`` the verdicts do not count: they are ``verdicts``.
    """

    patterns: pathspec.GitIgnoreSpec
    policies: tuple[Policy, ...] | None = None
    intent: Intent | None = None
    disclosed: bool | None = None
    gate: Gate | None = None
    verdicts: frozenset[Category] | None = None
    skipped: frozenset[str] | None = None


@dataclass(frozen=True)
class Judge:
    """Terms for all photos, what differs for some paths, and what has been accepted.

    Patterns are relative to ``folder``; of several overrides that match and say something of the same,
    the last wins. ``accepted`` holds the entries of a baseline by content.
    """

    terms: Terms
    overrides: tuple[Override, ...] = ()
    folder: str = ""
    accepted: Mapping[str, Sequence[baseline.Entry]] = field(default_factory=dict)

    @property
    def policies(self) -> tuple[Policy, ...]:
        """Return every policy that some photo may be judged by, each once."""
        chosen = [self.terms.policies, *(item.policies or () for item in self.overrides)]
        return tuple({item.id: item for policies in chosen for item in policies}.values())

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files that policies were read from."""
        chosen = [self.terms.policies, *(item.policies or () for item in self.overrides)]
        return tuple(dict.fromkeys(file for policies in chosen for item in policies for file in item.files))

    def terms_for(self, path: str | os.PathLike[str]) -> Terms:
        """Return the terms of a photo."""
        where = inside(os.fspath(path), self.folder) if self.overrides else None
        if where is None:
            return self.terms
        return _put_in(self.terms, [item for item in self.overrides if item.patterns.match_file(where)])

    def conclude(self, seen: Examination, changes: Sequence[Change] = ()) -> Report:
        """Weigh and judge what was found in a photo, and say what of it has been accepted.

        ``changes`` are those from its original, none where nothing was compared or could be told.
        """
        terms = self.terms_for(seen.path)
        if terms.skipped:
            kept = tuple(item for item in seen.findings if item.check not in terms.skipped)
            seen = replace(seen, findings=kept)
        context = replace(terms.context, compared=tuple(changes) or None)
        report = engine.conclude(seen, terms.policies, context=context)
        return baseline.apply(report, self.accepted, terms.context.today)

    def about(self, version: str, checks: Sequence[Check], locate: Callable[[str], str]) -> About:
        """Return what formats may say of a run of these checks before its first report."""
        infos = tuple(item.info for item in checks)
        return About(version, infos, self.policies, self.terms.gate, locate, self.gate_for)

    def gate_for(self, path: str) -> Gate:
        """Return the gate of a photo."""
        return self.terms_for(path).gate

    def reason(self, report: Report) -> str:
        """Return in a few words why a photo fails, "" if it does not."""
        return self.gate_for(report.path).reason(report)


def _put_in(terms: Terms, overrides: Sequence[Override]) -> Terms:
    """Return the terms with what differs put in, the last that says something of each."""

    def last(name: str) -> Any:
        said = (getattr(item, name) for item in reversed(overrides))
        return next((value for value in said if value is not None), None)

    context, gate = terms.context, last("gate") or terms.gate
    return Terms(
        _or(last("policies"), terms.policies),
        replace(
            context,
            intent=_or(last("intent"), context.intent),
            disclosed=_or(last("disclosed"), context.disclosed),
        ),
        replace(gate, verdicts=_or(last("verdicts"), terms.gate.verdicts)),
        _or(last("skipped"), terms.skipped),
    )


def _or(value: T | None, other: T) -> T:
    return other if value is None else value
