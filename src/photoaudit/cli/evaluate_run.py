"""One evaluation from the photos found to an exit code: measured, counted, written, interrupted."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from photoaudit import __version__
from photoaudit.cli.console import Exit, current_date, fail, look, say, show, tell_written
from photoaudit.cli.interrupts import Interrupts
from photoaudit.cli.newfile import MARK, NewFile, cannot_write
from photoaudit.cli.options import Kind
from photoaudit.cli.progress import meter
from photoaudit.evaluation import page, plots, tables
from photoaudit.evaluation.labelled import Outcome, Search
from photoaudit.evaluation.measure import measure
from photoaudit.evaluation.summary import Evaluation, evaluate
from photoaudit.scan.workers import WorkersError


@dataclass(frozen=True)
class Order:
    """What is to be measured on which tracks, and where figures and a plot go; None is standard output."""

    found: Search
    tracks: tuple[str, ...]
    kind: Kind
    output: Path | None
    plot: Path | None
    jobs: int | None


def run(order: Order, interrupts: Interrupts, *, quiet: bool) -> int:
    """Measure the photos, write what was asked for, and return the exit code."""
    for note in order.found.notes:
        say(note)
    # Before hours of work: what cannot be written then could not be written now.
    with _file(order.output) as output, _file(order.plot) as plot:
        outcomes = _measured(order, interrupts, quiet=quiet)
        evaluation = evaluate(outcomes, order.tracks, len(order.found.photos))
        stopped = interrupts.stopped
        if stopped:
            few = "" if evaluation.summaries else ", too few to compare anything"
            say(f"stopped: {evaluation.done} of {evaluation.photos} photos are done{few}.")
        if evaluation.summaries:
            mark = MARK if stopped else ""
            _write(_text(evaluation, order.kind), output, mark)
            if order.plot is not None:
                _write(plots.draw(evaluation.summaries, order.plot.suffix.lower()), plot, mark)
    if stopped:
        return interrupts.code
    if evaluation.summaries:
        tell_written(filter(None, (order.output, order.plot)), quiet=quiet)
    for path, reason in evaluation.lost if not evaluation.summaries else ():
        say(f"{path}: {reason}")
    if not evaluation.summaries:
        fail(
            "nothing to compare: it takes readable camera photos and photos of at least one claim.",
            Exit.NOTHING,
        )
    return Exit.BROKEN if evaluation.lost or order.found.missed else Exit.CLEAN


def _measured(order: Order, interrupts: Interrupts, *, quiet: bool) -> list[Outcome]:
    """Return the outcomes of all photos, or of those that are done when it is stopped, in their order."""
    photos = order.found.photos
    done: dict[int, list[Outcome]] = {}
    try:
        with meter(len(photos), quiet=quiet, shared=False) as shown:
            batches = measure(photos, order.tracks, jobs=order.jobs)
            with closing(batches):
                for batch in interrupts.between(batches):
                    done.update(batch)
                    shown.tell(len(done))
    except WorkersError as problem:
        fail(str(problem), Exit.BROKEN)
    return [outcome for at in sorted(done) for outcome in done[at]]


def _text(evaluation: Evaluation, kind: Kind) -> str:
    if kind is Kind.HTML:
        return page.render(evaluation, version=__version__, day=current_date())
    if kind is Kind.JSON:
        ascii = not look(sys.stdout)["unicode"]
        return json.dumps(tables.as_object(evaluation), indent=2, ensure_ascii=ascii) + "\n"
    return tables.report(evaluation)


@contextmanager
def _file(path: Path | None) -> Iterator[NewFile | None]:
    """Open a file beside its place, to be kept when it is whole; none for standard output."""
    if path is None:
        yield None
        return
    try:
        file = NewFile(path)
    except OSError as problem:
        cannot_write(path, problem)
    try:
        yield file
    finally:
        file.discard()


def _write(content: str | bytes, file: NewFile | None, mark: str) -> None:
    if file is None:
        show(content if isinstance(content, str) else "")
        return
    try:
        file.file.write(content if isinstance(content, bytes) else content.encode("utf-8"))
        place = file.keep(mark)
    except OSError as problem:
        cannot_write(file.path, problem)
    if mark:
        say(f"the figures so far are in {str(place)!r}.")
