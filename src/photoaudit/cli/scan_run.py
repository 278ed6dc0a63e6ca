"""One scan from the photos found to an exit code: examined, judged, counted, written, interrupted."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path

from photoaudit import __version__, album, engine
from photoaudit.checks import Check, catalogue
from photoaudit.cli.console import Exit, fail, locator, look, outcome, say, tell_written
from photoaudit.cli.interrupts import Interrupts
from photoaudit.cli.options import Kind
from photoaudit.cli.outputs import Outputs
from photoaudit.cli.progress import meter
from photoaudit.model import Album, Report, Settings
from photoaudit.report import terminal
from photoaudit.report.tally import MOST, Ending, Run, Tally
from photoaudit.report.words import counted
from photoaudit.scan import batch
from photoaudit.scan.cache import Cache
from photoaudit.scan.discovery import Found
from photoaudit.scan.workers import WorkersError
from photoaudit.terms import baseline
from photoaudit.terms.baseline import Seen
from photoaudit.terms.judge import Accepted, Judge


@dataclass(frozen=True)
class Order:
    """What is to be done with each photo.

    ``named`` are the paths all of whose photos are looked at, ``page`` is the command that makes a page.
    """

    judge: Judge
    checks: tuple[Check, ...]
    settings: Settings
    jobs: int | None
    timeout: float | None
    cache: bool
    folder: Path | None
    accepted: Accepted | None = None
    named: tuple[str, ...] = ()
    exit_zero: bool = False
    picture: int = 0
    page: str = ""


class Scan:
    """One run of the command, once it is clear what is wanted."""

    def __init__(
        self,
        order: Order,
        found: Found,
        targets: list[tuple[Kind, Path | None]],
        interrupts: Interrupts,
        *,
        quiet: bool,
        verbose: bool,
    ) -> None:

        self._order = order
        self._found = found
        self._targets = targets
        self._interrupts = interrupts
        self._quiet = quiet
        self._tally = Tally(None if verbose else MOST)
        self._members: list[album.Member] = []
        self._together: Album | None = None
        self._cached = 0
        self._failed: list[str] = []
        self._seen = Seen(
            order.accepted.entries if order.accepted else (), complete=order.checks == catalogue()
        )
        self._begun = time.monotonic()

    def run(self) -> int:
        """Audit the photos, write what was asked for, and return the exit code."""
        order = self._order
        with (
            Outputs(
                self._targets,
                order.judge.about(__version__, order.checks, locator()),
                look=look(sys.stdout),
                quiet=self._quiet,
                images=order.picture > 0,
            ) as outputs,
            Cache(order.folder) if order.cache else nullcontext() as cache,
        ):
            self._audit(outputs, cache)
            marked = self._finish(outputs, cache.notes if cache else ())
        tell_written(outputs.written, quiet=self._quiet)
        for problem in outputs.lost:
            say(problem)
        if self._interrupts.stopped:
            self._say_stopped(marked)
            return self._interrupts.code
        if outputs.lost:
            return Exit.USAGE
        if order.exit_zero:
            return Exit.CLEAN
        if order.judge.terms.gate.unreadable:
            self._failed += self._found.missed
        album_broke = self._together is not None and self._together.broken
        broken = self._tally.broken or bool(self._found.missed) or album_broke
        return outcome(self._failed, broken=broken)

    def _audit(self, outputs: Outputs, cache: Cache | None) -> None:

        order, tally, total = self._order, self._tally, len(self._found.paths)
        shared = sys.stdout.isatty() and (None, True) in {
            (path, self._quiet or kind is not Kind.TERMINAL) for kind, path in self._targets
        }
        try:
            with meter(total, quiet=self._quiet, shared=shared) as shown:

                def tell(event: batch.Progress) -> None:
                    self._cached += event.cached
                    shown.tell(event.done)

                examinations = batch.scan(
                    self._found.paths,
                    checks=order.checks,
                    settings=order.settings,
                    jobs=order.jobs,
                    timeout=order.timeout or batch.TIMEOUT,
                    cache=cache,
                    progress=tell,
                    picture=order.picture,
                )
                with closing(examinations):
                    for seen in self._interrupts.between(examinations):
                        report = order.judge.conclude(seen)
                        self._account(report)
                        if not seen.reason:
                            self._members.append(engine.member(seen))
                        outputs.add(report)
                        before = tally.first
                        tally.add(report, order.judge.gate_for(report.path))
                        if tally.first is not None and tally.first is not before:
                            shown.worst(f"{tally.first.level.value}: {os.path.basename(tally.first.path)}")  # noqa: PTH119 - may be hostile
                        if not outputs.wanted:  # nothing that was asked for can be written
                            break
        except WorkersError as problem:
            fail(str(problem), Exit.BROKEN)

    def _account(self, report: Report) -> None:
        """Take note of what a photo means for the exit code and for the baseline."""
        if reason := self._order.judge.reason(report):
            self._failed.append(f"{report.path} ({reason})")
        if self._order.accepted:
            self._seen.add(report, self._order.accepted.place(report.path))

    def _baseline_notes(self) -> tuple[str, ...]:
        accepted = self._order.accepted
        if accepted is None or self._interrupts.stopped:
            return ()
        today = self._order.judge.terms.context.today
        standings = baseline.standing(self._seen, accepted.gone(self._order.named), today)
        return baseline.notes(standings, partial=not accepted.covered(self._order.named))

    def _finish(self, outputs: Outputs, cache_notes: Iterable[str]) -> list[Path]:

        stopped = self._interrupts.stopped
        notes = (*self._found.notes, *cache_notes, *self._baseline_notes())
        together = album.look(self._members, complete=not stopped)
        self._together = together
        seconds = time.monotonic() - self._begun
        paged = any(kind is Kind.HTML for kind, _ in self._targets)
        page = "" if paged or stopped else self._order.page
        run = Run(len(self._found.paths), self._cached, seconds, stopped, notes, page)
        summary = terminal.render_scan(self._tally, run, together, **look(sys.stdout))
        plain = terminal.render_scan(self._tally, run, together, width=80, color=False)
        if (Kind.TERMINAL, None) not in self._targets or self._quiet:
            for note in self._found.missed if self._quiet else notes:
                say(note)
            if self._quiet and self._cached:
                are = "is" if self._cached == 1 else "are"
                say(
                    f"{self._cached} of {counted(len(self._found.paths), 'photo')} {are} known from the cache"
                )
        return outputs.finish(summary, plain, Ending(run, together))

    def _say_stopped(self, marked: list[Path]) -> None:
        done = f"stopped: {self._tally.photos} of {len(self._found.paths)} photos are done"
        onward = "; the same command goes on from there" if self._order.cache else ""
        where = f" Their reports: {', '.join(map(str, marked))}." if marked else ""
        say(f"{done}{onward}.{where}")
