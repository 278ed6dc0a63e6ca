"""How far a scan is, on standard error: a bar in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from photoaudit.cli.console import say
from photoaudit.libraries import Later

if TYPE_CHECKING:
    from rich import console, progress, table
else:
    console, progress, table = Later("rich.console"), Later("rich.progress"), Later("rich.table")

FIRST = 10.0
"""Seconds before the first line: a short scan says nothing."""

NEXT = 30.0
"""Seconds between lines."""


class Meter(Protocol):
    """Shows how far a scan is while its block lasts."""

    def tell(self, done: int) -> None:
        """Say how many photos are finished."""

    def worst(self, words: str) -> None:
        """Say what the worst finding is by now."""

    def __enter__(self) -> Self:
        """Return the meter."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop showing it."""


def meter(total: int, *, quiet: bool, shared: bool, noun: str = "photos") -> Meter:
    """Return a meter for standard error; ``shared``: a terminal that also gets the reports."""
    terminal = sys.stderr.isatty()
    if quiet or (terminal and shared):
        return Silent()
    return Bar(total) if terminal and os.environ.get("TERM") != "dumb" else Lines(total, noun)


class Silent:
    """A meter that shows nothing."""

    def tell(self, done: int) -> None:
        """Show nothing."""

    def worst(self, words: str) -> None:
        """Show nothing."""

    def __enter__(self) -> Self:
        """Return the meter."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Show nothing."""


class Lines(Silent):
    """A line now and then, for logs."""

    def __init__(self, total: int, noun: str = "photos") -> None:
        self._total, self._noun = total, noun
        self._begun = time.monotonic()
        self._due = self._begun + FIRST
        self._worst = ""

    def tell(self, done: int) -> None:
        """Print a line if one is due."""
        now = time.monotonic()
        if now < self._due or not 0 < done < self._total:
            return
        self._due = now + NEXT
        rate = done / max(now - self._begun, 1e-9)
        left = spoken((self._total - done) / rate)
        worst = f"; worst so far: {self._worst}" if self._worst else ""
        say(f"{done} of {self._total} {self._noun}, {rate:.1f} a second, about {left} left{worst}")

    def worst(self, words: str) -> None:
        """Keep it for the next line."""
        self._worst = words


class Bar:
    """A bar with count, rate, time left and the worst finding; gone when the scan ends."""

    def __init__(self, total: int) -> None:
        self._progress = progress.Progress(
            progress.BarColumn(20),
            progress.MofNCompleteColumn(),
            progress.TextColumn("{task.fields[rate]}"),
            progress.TimeRemainingColumn(),
            progress.TextColumn(
                "{task.fields[worst]}",
                markup=False,  # it holds a file's name
                table_column=table.Column(ratio=1, no_wrap=True, overflow="ellipsis"),
            ),
            console=console.Console(stderr=True),
            transient=True,
            expand=True,
            redirect_stdout=False,  # reports may go there
            redirect_stderr=False,
        )
        self._task = self._progress.add_task("", total=total, worst="", rate="")

    def tell(self, done: int) -> None:
        """Move the bar."""
        speed = self._progress.tasks[0].speed
        self._progress.update(self._task, completed=done, rate=f"{speed:.1f}/s" if speed else "")

    def worst(self, words: str) -> None:
        """Show it beside the bar."""
        self._progress.update(self._task, worst=words)

    def __enter__(self) -> Self:
        """Show the bar."""
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        self._progress.stop()


def spoken(seconds: float) -> str:
    """Return a time as people say it."""
    whole = round(seconds)
    if whole < 120:
        return f"{whole} s"
    return f"{round(seconds / 60)} min" if whole < 7200 else f"{whole // 3600} h {whole % 3600 // 60} min"
