"""Reports of a scan on their way out: several formats at once, each written as photos are finished.

A file is written beside its place and put there when it is whole, so whatever happens there is the
old one or the new one. What a scan that was stopped has found is put beside it, marked in its name.
"""

from __future__ import annotations

import os
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import IO, Generic, Literal, NoReturn, Protocol, Self, TypeVar

from photoaudit import report as renderers
from photoaudit.cli.console import Exit, Look, current_date, fail, job_summary, put
from photoaudit.cli.newfile import MARK, Appended, NewFile, cannot_write
from photoaudit.cli.options import Kind
from photoaudit.model import Report
from photoaudit.report import ci, tables, terminal
from photoaudit.report.tally import Ending
from photoaudit.terms.about import About

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)


class Stream(Protocol[T_contra]):
    """A format that reports, or pairs, are added to one at a time."""

    def add(self, item: T_contra, /) -> None:
        """Write one."""

    def end(self, ending: Ending) -> None:
        """Write what comes after the last."""


class Lines:
    """One line a photo, for people and ``grep``."""

    def __init__(self, out: Out, look: Look) -> None:
        self._out, self._look = out, look

    def add(self, report: Report) -> None:
        """Write a report."""
        self._out.write(terminal.render([report], **self._look, quiet=True))

    def end(self, ending: Ending) -> None:
        """Do nothing: lines need no end."""


class ReaderGone(Exception):  # noqa: N818 - an outcome
    """Nobody reads standard output any more."""


class Out:
    """A file, or standard output."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        try:
            self.file = None if path is None else NewFile(path)
        except OSError as problem:
            self.refuse(problem)

    def write(self, text: str) -> None:
        """Add text, or raise `ReaderGone`."""
        if self.file is not None:
            self.file.write(text)
        elif not put(text):
            raise ReaderGone

    def keep(self, mark: str) -> Path | None:
        """Put the file in its place, as `NewFile.keep` does."""
        return None if self.file is None else self.file.keep(mark)

    def discard(self) -> None:
        """Leave nothing behind."""
        if self.file is not None:
            self.file.discard()

    def refuse(self, problem: OSError) -> NoReturn:
        """Say that it cannot be written, and exit."""
        if self.path is None:
            fail(f"cannot write to standard output: {problem.strerror or problem}.", Exit.USAGE)
        cannot_write(self.path, problem)


class _Summary(Out):
    """The summary of a job: GitHub shows it beside the annotations."""

    def __init__(self, path: Path) -> None:
        self.path, self.file = path, None
        self._text = Appended(path, ci.SUMMARY)

    def write(self, text: str) -> None:
        self._text.write(text)

    def keep(self, mark: str) -> None:  # noqa: ARG002 - of the class above
        self._text.keep()


Make = Callable[[Out, About, Look], Stream[Report]]


def _parquet(out: Out, about: About, look: Look) -> Stream[Report]:  # noqa: ARG001 - a `Make`
    if out.file is None:
        fail("parquet is for files: give it an --output.", Exit.USAGE)
    return tables.Parquet(out.file.file, checks=about.check_ids, policies=about.policy_ids)


def _text(name: Literal["GitHub", "GitLab", "JUnit", "Markdown", "Sarif"]) -> Make:
    return lambda out, about, look: getattr(ci, name)(out.write, about, ascii=not look["unicode"])


_MAKERS: Mapping[Kind, Make] = MappingProxyType(
    {
        Kind.JSON: lambda out, about, look: tables.Document(
            out.write, version=about.version, ascii=not look["unicode"]
        ),
        Kind.JSONL: lambda out, about, look: tables.JsonLines(
            out.write, version=about.version, ascii=not look["unicode"]
        ),
        Kind.CSV: lambda out, about, _: tables.Csv(
            out.write, checks=about.check_ids, policies=about.policy_ids
        ),
        Kind.PARQUET: _parquet,
        Kind.SARIF: _text("Sarif"),
        Kind.JUNIT: _text("JUnit"),
        Kind.GITHUB: _text("GitHub"),
        Kind.GITLAB: _text("GitLab"),
        Kind.MARKDOWN: _text("Markdown"),
    }
)
"""How each format is written a report at a time; the terminal's summary waits for the end."""


class Writers(ABC, Generic[T]):
    """All that a run writes. What is not finished when the block is left, is discarded."""

    def __init__(self, wanted: Sequence[tuple[Kind, Path | None]], *, look: Look, quiet: bool) -> None:
        self._look, self._quiet = look, quiet
        self._open: list[tuple[Out, Stream[T] | None]] = []
        self._lost: list[str] = []
        self._written: list[Path] = []
        self._read = True
        self._spools = ExitStack()
        try:
            for kind, path in wanted:
                out = Out(path)
                self._open.append((out, None))
                try:
                    self._open[-1] = out, self._stream(kind, out)
                except ReaderGone:
                    self._open.pop()
                    self._read = False
        except tables.MissingLibraryError as problem:
            self._discard()
            fail(str(problem), Exit.USAGE)
        except OSError as problem:
            self._discard()
            out.refuse(problem)
        except BaseException:
            self._discard()
            raise

    @abstractmethod
    def _stream(self, kind: Kind, out: Out) -> Stream[T] | None:
        """Return what writes a format; None for the summary of a terminal, which waits for the end."""

    @property
    def wanted(self) -> bool:
        """Whether there is anything left that can be written, or was until nobody read it any more."""
        return bool(self._open) or not self._read

    @property
    def lost(self) -> tuple[str, ...]:
        """Return what could not be written, and why."""
        return tuple(self._lost)

    @property
    def written(self) -> tuple[Path, ...]:
        """Return the files that hold all photos and are in their places, as they were named."""
        return tuple(self._written)

    def add(self, item: T) -> None:
        """Write a report, or a pair, wherever they are written one at a time."""
        for out, stream in list(self._open):
            if stream is not None:
                with self._watched(out, stream):
                    stream.add(item)

    def finish(self, summary: str, plain: str, ending: Ending) -> list[Path]:
        """End everything and put files in their places; return those that hold not all.

        ``summary`` is the text for standard output, ``plain`` the same for files.
        """
        complete = not ending.run.stopped
        marked = []
        for out, stream in list(self._open):
            with self._watched(out, stream):
                if stream is None:
                    out.write(summary if out.path is None else plain)
                else:
                    stream.end(ending)
                place = out.keep("" if complete else MARK)
                if place and complete and out.path is not None:
                    self._written.append(out.path)
                if place and not complete:
                    marked.append(place)
        return marked

    @contextmanager
    def _watched(self, out: Out, stream: Stream[T] | None) -> Iterator[None]:
        """Go on without an output that cannot be written: the others are none the worse."""
        try:
            yield
        except ReaderGone:
            self._read = False
            self._open.remove((out, stream))
        except OSError as problem:
            name = "standard output" if out.path is None else repr(str(out.path))
            self._lost.append(f"cannot write {name}: {problem.strerror or problem}.")
            self._open.remove((out, stream))
            out.discard()

    def __enter__(self) -> Self:
        """Return the outputs."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Discard what is not finished."""
        self._discard()

    def _discard(self) -> None:
        self._spools.close()
        for out, _ in self._open:
            out.discard()

    def _layout(self, out: Out) -> Look:
        """Return how text is laid out in a file or on standard output."""
        return self._look if out.path is None else {"width": 80, "color": False, "unicode": True}

    def _spool(self, out: Out) -> IO[bytes]:
        """Return a file for what a page puts aside until its end."""
        # Beside the page, where there is as much room as it needs; it has no name and goes with the process.
        beside = None if out.path is None else os.path.dirname(os.path.realpath(out.path))  # noqa: PTH120 - as realpath gives text
        try:
            spool = tempfile.TemporaryFile(dir=beside)  # noqa: SIM115 - closed with the outputs
        except FileNotFoundError:
            if beside is not None:
                raise
            fail("a page takes a folder for temporary files: set TMPDIR, or give it an --output.", Exit.USAGE)
        self._spools.callback(spool.close)
        return spool


class Outputs(Writers[Report]):
    """What a run writes of reports."""

    def __init__(
        self,
        wanted: Sequence[tuple[Kind, Path | None]],
        about: About,
        *,
        look: Look,
        quiet: bool,
        images: bool = False,
    ) -> None:
        self._about, self._images = about, images
        super().__init__(wanted, look=look, quiet=quiet)
        summary = job_summary()
        if summary and Kind.GITHUB in [kind for kind, _ in wanted]:
            out = _Summary(summary)
            self._open.append((out, ci.Markdown(out.write, about, room=ci.SUMMARY)))

    def _stream(self, kind: Kind, out: Out) -> Stream[Report] | None:
        look = self._layout(out)
        if kind is Kind.TERMINAL:
            return Lines(out, look) if self._quiet else None
        if kind is Kind.HTML:
            return renderers.html.Gallery(
                out.write,
                self._spool(out),
                version=self._about.version,
                day=current_date(),
                images=self._images,
                gate_of=self._about.gate_of,
            )
        return _MAKERS[kind](out, self._about, look)
