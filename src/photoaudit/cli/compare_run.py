"""One comparison of pairs to an exit code: compared, judged, counted, written, interrupted."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from photoaudit import __version__
from photoaudit import report as renderers
from photoaudit.checks import Check
from photoaudit.cli.console import Exit, Look, current_date, fail, look, outcome, say
from photoaudit.cli.interrupts import Interrupts
from photoaudit.cli.options import Kind
from photoaudit.cli.outputs import Out, Stream, Writers
from photoaudit.cli.progress import meter
from photoaudit.model import Change, Compared, Settings
from photoaudit.report import tables, terminal
from photoaudit.report.ci import PairMarkdown
from photoaudit.report.tally import Ending, Run
from photoaudit.report.terminal.pair import PairRow, row_of
from photoaudit.scan import batch, pairs
from photoaudit.scan.matching import Matched
from photoaudit.scan.workers import WorkersError
from photoaudit.terms.judge import Judge


@dataclass(frozen=True)
class Order:
    """What is to be done with each pair; ``change`` fails from there on, None: no change does."""

    judge: Judge
    checks: tuple[Check, ...]
    settings: Settings
    jobs: int | None
    timeout: float | None
    picture: int = 0
    change: Change | None = None
    exit_zero: bool = False
    full: bool = False


class Comparing:
    """One run of the command, once it is clear what is wanted."""

    def __init__(
        self,
        order: Order,
        found: Matched,
        targets: list[tuple[Kind, Path | None]],
        interrupts: Interrupts,
        *,
        quiet: bool,
    ) -> None:
        self._order, self._found, self._targets = order, found, targets
        self._interrupts, self._quiet = interrupts, quiet
        self._rows: list[PairRow] = []
        self._only: Compared | None = None
        self._failed: list[str] = []
        self._broken = False

    def run(self) -> int:
        """Compare the pairs, write what was asked for, and return the exit code."""
        order, found = self._order, self._found
        with PairOutputs(
            self._targets, order, look=look(sys.stdout), quiet=self._quiet, alone=self._alone
        ) as outputs:
            self._compare(outputs)
            marked = self._finish(outputs)
        for problem in outputs.lost:
            say(problem)
        if self._interrupts.stopped:
            kept = f" They are in {', '.join(map(str, marked))}." if marked else ""
            say(f"stopped: {len(self._rows)} of {len(found.pairs)} pairs are done.{kept}")
            return self._interrupts.code
        if outputs.lost:
            return Exit.USAGE
        if order.exit_zero:
            return Exit.CLEAN
        if order.judge.terms.gate.unreadable:
            self._failed += found.missed
        return outcome(self._failed, broken=self._broken or bool(found.missed))

    def _compare(self, outputs: PairOutputs) -> None:
        order, total = self._order, len(self._found.pairs)
        shared = sys.stdout.isatty() and any(path is None for _, path in self._targets)
        try:
            with meter(total, quiet=self._quiet or total == 1, shared=shared, noun="pairs") as shown:
                seen = pairs.compare(
                    self._found.pairs,
                    checks=order.checks,
                    settings=order.settings,
                    jobs=order.jobs,
                    timeout=order.timeout or batch.TIMEOUT,
                    picture=order.picture,
                    progress=shown.tell,
                )
                with closing(seen):
                    for comparison, examination in self._interrupts.between(seen):
                        compared = Compared(comparison, order.judge.conclude(examination, comparison.changes))
                        self._account(compared)
                        outputs.add(compared)
                        if not outputs.wanted:  # nothing that was asked for can be written
                            break
        except WorkersError as problem:
            fail(str(problem), Exit.BROKEN)

    def _account(self, compared: Compared) -> None:
        """Take note of what a pair means for the summary and the exit code."""
        self._only = compared if not self._rows else None
        self._rows.append(row_of(compared))
        self._broken |= compared.broken
        reasons = [self._order.judge.reason(compared.report), self._reason(compared)]
        if told := ", ".join(dict.fromkeys(filter(None, reasons))):
            self._failed.append(f"{compared.comparison.edited.path} ({told})")

    def _reason(self, compared: Compared) -> str:
        """Return in a few words why a pair fails by what was done, "" if it does not."""
        change, least = compared.change, self._order.change
        if change is None:
            gate = self._order.judge.gate_for(compared.report.path)
            return "not compared" if gate.unreadable else ""
        return f"change {change.value}" if least is not None and change.rank >= least.rank else ""

    def _finish(self, outputs: PairOutputs) -> list[Path]:
        found, stopped = self._found, self._interrupts.stopped
        run = Run(len(found.pairs), 0, 0.0, stopped, found.notes)
        if self._quiet or (Kind.TERMINAL, None) not in self._targets:
            for note in found.missed if self._quiet else found.notes:
                say(note)
            if found.left:
                say(f"{len(found.left)} originals have no edited picture.")
        return outputs.finish(
            self._text(run, look(sys.stdout)),
            self._text(run, {"width": 80, "color": False, "unicode": True}),
            Ending(run, left=found.left),
        )

    @property
    def _alone(self) -> bool:
        """Whether it is about one pair and nothing else."""
        return len(self._found.pairs) == 1 and not self._found.left

    def _text(self, run: Run, layout: Look) -> str:
        if self._only is not None and self._alone:
            return terminal.render_pair(self._only, **layout, full=self._order.full)
        return terminal.render_pairs(self._rows, run, self._found.left, **layout)


class _Lines:
    """One line a pair, or all of each, written as they come."""

    def __init__(self, out: Out, look: Look, *, full: bool) -> None:
        self._out, self._look, self._full = out, look, full

    def add(self, compared: Compared) -> None:
        """Write a pair."""
        text = terminal.render_pair(compared, **self._look, quiet=not self._full, full=self._full)
        self._out.write(f"{text}\n" if self._full else text)

    def end(self, ending: Ending) -> None:
        """Do nothing: lines need no end."""


_TABLES: Mapping[Kind, type[tables.PairDocument | tables.PairJsonLines]] = MappingProxyType(
    {Kind.JSON: tables.PairDocument, Kind.JSONL: tables.PairJsonLines}
)


class PairOutputs(Writers[Compared]):
    """All that a run writes of pairs."""

    def __init__(
        self,
        wanted: list[tuple[Kind, Path | None]],
        order: Order,
        *,
        look: Look,
        quiet: bool,
        alone: bool,
    ) -> None:
        self._order, self._alone = order, alone
        super().__init__(wanted, look=look, quiet=quiet)

    def _stream(self, kind: Kind, out: Out) -> Stream[Compared] | None:
        layout = self._layout(out)
        ascii = not layout["unicode"]
        if kind is Kind.TERMINAL:
            full = self._order.full and not self._alone
            return _Lines(out, layout, full=full) if self._quiet or full else None
        if kind is Kind.CSV:
            return tables.PairCsv(out.write, policies=[item.id for item in self._order.judge.policies])
        if kind is Kind.MARKDOWN:
            return PairMarkdown(out.write, ascii=ascii)
        if kind is Kind.HTML:
            return renderers.html.PairGallery(
                out.write,
                self._spool(out),
                version=__version__,
                day=current_date(),
                images=self._order.picture > 0,
                alone=self._alone,
            )
        return _TABLES[kind](out.write, version=__version__, ascii=ascii)
