"""What the baseline commands do: look at photos, see what would fail, and write down what is accepted."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from photoaudit.checks import catalogue
from photoaudit.cli.console import Exit, current_date, fail, say
from photoaudit.cli.gates import tell_idle
from photoaudit.cli.newfile import refuse_to_replace, write
from photoaudit.cli.photos import photos_of
from photoaudit.cli.progress import meter
from photoaudit.cli.resolve import (
    cache_files,
    certificates,
    chosen_checks,
    judge_of,
    read_baseline,
    read_by,
    refuse_forged_cache,
    where,
)
from photoaudit.cli.sources import setting
from photoaudit.model import Acceptance, Intent, Report, Settings
from photoaudit.scan import batch
from photoaudit.scan.cache import Cache
from photoaudit.scan.changes import user_name
from photoaudit.terms.baseline import BaselineError, Entry, Seen, Standing, State, day, render, standing
from photoaudit.terms.gates import FailOn, FailOnVerdict
from photoaudit.terms.judge import Accepted, Judge
from photoaudit.text import SENTENCE, clean


@dataclass(frozen=True)
class Wanted:
    """What is judged, and by what."""

    policy: list[str] | None
    declare: Intent | None
    disclosed: bool
    fail_on: list[FailOn] | None
    fail_on_verdict: list[FailOnVerdict] | None
    skip: list[str] | None
    include: list[str] | None
    exclude: list[str] | None


@dataclass(frozen=True)
class Means:
    """How photos are examined."""

    jobs: int | None
    no_cache: bool
    cache_dir: Path | None
    trust_list: list[Path] | None


class Acceptor:
    """One look at photos with a baseline at hand."""

    def __init__(self, context: typer.Context, wanted: Wanted, accepted: Accepted, means: Means) -> None:
        self._context, self._wanted, self._accepted, self._means = context, wanted, accepted, means
        self._checks = chosen_checks(context, setting(context, "only"), wanted.skip)
        self._judge: Judge = judge_of(
            context,
            policy=wanted.policy,
            declare=wanted.declare,
            disclosed=wanted.disclosed,
            fail_on=wanted.fail_on,
            fail_on_verdict=wanted.fail_on_verdict,
            accepted=accepted,
            ci=True,
        )
        self._today = self._judge.terms.context.today
        self._seen = Seen(accepted.entries, complete=self._checks == catalogue())
        self._named: Sequence[str] = ()
        self.new: list[Entry] = []
        self.photos = self.broken = 0
        self.code = Exit.CLEAN

    def over(self, paths: Sequence[str]) -> None:
        """Look at photos, gather what would fail, and name what could not be read."""
        self._named = paths
        refuse_forged_cache(self._context, None if self._means.no_cache else self._means.cache_dir, paths)
        hidden, follow = (bool(setting(self._context, name)) for name in ("hidden", "follow"))
        wanted = self._wanted
        found = photos_of(self._context, paths, wanted.include, wanted.exclude, hidden=hidden, follow=follow)
        for note in found.missed:
            say(note)
        if found.missed:
            self.code = Exit.BROKEN
        means = self._means
        read = (*found.read, *read_by(self._context, self._judge, *(means.trust_list or ())))
        kept = () if means.no_cache else cache_files(means.cache_dir)
        refuse_to_replace([self._accepted.path], (*found.paths, *read), kept)
        tell_idle(self._judge, found.paths, wanted.fail_on, place=where(self._context, "fail_on"))
        if not found.paths and not self._accepted.entries:
            fail("nothing to audit: there is no photo.", self.code or Exit.NOTHING)
        with (
            nullcontext() if means.no_cache else Cache(means.cache_dir) as cache,
            meter(len(found.paths), quiet=not sys.stderr.isatty(), shared=False) as shown,
            closing(
                batch.scan(
                    found.paths,
                    checks=self._checks,
                    settings=Settings(trust_list=certificates(means.trust_list)),
                    jobs=means.jobs,
                    timeout=setting(self._context, "timeout") or batch.TIMEOUT,
                    cache=cache,
                    progress=lambda event: shown.tell(event.done),
                )
            ) as examinations,
        ):
            for seen in examinations:
                self._add(self._judge.conclude(seen))

    def _add(self, report: Report) -> None:
        self.photos += 1
        if report.broken:
            self.broken += 1
            self.code = Exit.BROKEN
            say(f"{report.path}: unreadable, or a check broke; what that hides cannot be accepted")
        place = self._accepted.place(report.path)
        self._seen.add(report, place)
        known = {entry.key for entry in self.new}
        for name in self._judge.terms_for(report.path).gate.findings(report):
            if (report.sha256, name) not in known:  # the same content may lie in two places
                self.new.append(Entry(report.sha256, place, Acceptance(name, "", "")))

    def standings(self) -> list[Standing]:
        """Return how the entries stand."""
        return standing(self._seen, self._accepted.gone(self._named), self._today)

    def sorted_out(self) -> tuple[list[Entry], list[Entry]]:
        """Return the entries that stay and those that go; what is accepted anew is among neither."""
        again = {entry.key for entry in self.new}
        old = [item for item in self.standings() if item.entry.key not in again]
        dropped = [item.entry for item in old if item.state is State.UNUSED]
        return [item.entry for item in old if item.state is not State.UNUSED], dropped

    def keep(self, kept: Sequence[Entry], new: Sequence[Entry], words: Acceptance | None) -> None:
        """Write the file."""
        added = [
            replace(entry, accepted=replace(words, finding=entry.accepted.finding)) for entry in new if words
        ]
        write(render([*kept, *added]), self._accepted.path)


def read(context: typer.Context, path: Path) -> Accepted:
    """Return what a file accepts, or fail."""
    return read_baseline(context, path) or Accepted(path)


def words_of(by: str | None, because: str, until: str | None) -> Acceptance:
    """Return who accepts, why and until when, or fail."""
    name, why = clean(by or user_name(Path.cwd()), SENTENCE), clean(because, SENTENCE)
    if not name:
        fail("say who accepts these findings: --by NAME.", Exit.USAGE)
    if not why:
        fail("say why these findings are accepted: --because WHY.", Exit.USAGE)
    if until is not None:
        try:
            day(until, "--until")
        except BaselineError as problem:
            fail(f"{problem}.", Exit.USAGE)
        if until < current_date():
            fail(f"--until {until} is over.", Exit.USAGE)
    return Acceptance("", name, why, until or "")
