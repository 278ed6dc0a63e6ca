"""The way out of every command: exit codes, messages, and text that suits where it goes.

Beside the commands themselves, nothing else prints, exits or reads the clock.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from enum import IntEnum
from errno import EISDIR
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, NoReturn, TypedDict

import typer

from photoaudit.text import PATH, clean

MAX_WIDTH = 100
MOST_FAILED = 5


class Exit(IntEnum):
    """Exit codes of every command."""

    CLEAN = 0
    FOUND = 1
    USAGE = 2
    NOTHING = 3
    BROKEN = 4
    STOPPED = 130
    """By Ctrl-C, as shells report it."""


def outcome(failed: Sequence[str], *, broken: bool) -> Exit:
    """Return 1 if anything ``failed``, and say what; otherwise 4 if anything is ``broken``."""
    if failed:
        count = len(failed)
        more = f" and {count - MOST_FAILED} more" if count > MOST_FAILED else ""
        say(f"{count} failed: {', '.join(failed[:MOST_FAILED])}{more}")
        return Exit.FOUND
    return Exit.BROKEN if broken else Exit.CLEAN


class Look(TypedDict):
    """How text is laid out where it goes."""

    width: int
    color: bool
    unicode: bool


def fail(message: str, code: Exit) -> NoReturn:
    """Say in one sentence on standard error what is wrong, and exit."""
    typer.echo(f"photoaudit: {message}", err=True)
    raise typer.Exit(code)


def say(message: str) -> None:
    """Tell something on standard error, on one line."""
    typer.echo(f"photoaudit: {clean(message, PATH)}", err=True)


def current_date() -> str:
    """Return the day it is here, such as 2026-11-22: the only look at a calendar."""
    return date.today().isoformat()


def look(stream: object) -> Look:
    """Return width, color and glyphs that suit where the text goes."""
    tty = bool(getattr(stream, "isatty", lambda: False)())
    encoding = str(getattr(stream, "encoding", "") or "ascii").lower()
    color = (
        (tty or "FORCE_COLOR" in os.environ)
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )
    return {
        "width": min(shutil.get_terminal_size((80, 24)).columns, MAX_WIDTH),
        "color": color,
        "unicode": encoding.replace("-", "").startswith("utf"),
    }


def write(text: str, output: Path | None) -> None:
    """Write to standard output, or to a file that is either whole or not there."""
    text = text if text.endswith("\n") else text + "\n"
    if output is None:
        show(text)
        return
    try:
        file = NewFile(output)
        try:
            file.write(text)
            file.keep()
        finally:
            file.discard()
    except OSError as problem:
        cannot_write(output, problem)


def cannot_write(output: Path, problem: OSError) -> NoReturn:
    """Say that a file cannot be written, and exit."""
    fail(f"cannot write {str(output)!r}: {problem.strerror or problem}.", Exit.USAGE)


def repository() -> Path:
    """Return the root of the repository that this is called in, or the working folder outside of one."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)


def locator() -> Callable[[str], str]:
    """Return a function that turns a path into one with slashes below the root of the repository.

    What lies outside becomes absolute. A link to a photo keeps its own place.
    """
    root = Path(os.path.realpath(repository()))

    def locate(path: str) -> str:
        folder, name = os.path.split(path)
        place = Path(os.path.realpath(folder or "."), name)
        return (place.relative_to(root) if place.is_relative_to(root) else place).as_posix()

    return locate


def job_summary() -> Path | None:
    """Return the file that GitHub shows beside a step, where this runs as one."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    return Path(path) if path else None


class Appended:
    """Text that is added to a file that others write, too; whatever goes wrong there costs only this text."""

    def __init__(self, path: Path, room: int) -> None:
        self._path, self._room = path, room
        self._parts: list[str] = []

    def write(self, text: str) -> None:
        """Hold text until all of it is there."""
        self._parts.append(text)

    def keep(self) -> None:
        """Add the text, if the file then still is no longer than it may be."""
        data = "".join(self._parts).encode("utf-8")
        try:
            before = self._path.stat().st_size if self._path.exists() else 0
            if before + len(data) > self._room:
                say("the job summary is full: this run is not in it.")
                return
            with self._path.open("ab") as file:
                file.write(b"\n" * bool(before) + data)
        except OSError as problem:
            say(f"cannot write the job summary: {problem.strerror or problem}.")


class NewFile:
    """A file that is written beside its place and put there when it is whole.

    What is no regular file (``/dev/null``, a named pipe) is written to as it is. A link keeps its
    place: what it leads to is replaced. Every method may raise `OSError`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        place = Path(os.path.realpath(path))
        if place.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        self._direct = place.exists() and not place.is_file()
        self._place = place
        self._part = place if self._direct else place.with_name(f".photoaudit-{os.getpid()}-{place.name}")
        self.file: BinaryIO = self._part.open("wb")

    def write(self, text: str) -> None:
        """Add text."""
        self.file.write(text.encode("utf-8"))

    def keep(self, mark: str = "") -> Path:
        """Put the file in its place and return that; with a ``mark``, beside it, in its name."""
        self.file.close()
        if self._direct:
            return self.path
        place = self._place
        if mark:
            place = place.with_name(f"{place.stem}.{mark}{place.suffix}")
        self._part.replace(place)
        return place

    def discard(self) -> None:
        """Leave nothing behind of a file that was not kept."""
        with suppress(OSError):
            self.file.close()
        if not self._direct:
            with suppress(OSError):
                self._part.unlink(missing_ok=True)


def show(text: str) -> bool:
    """Write to standard output; a reader such as ``head`` may close the pipe early: then return False.

    Color is already decided, so it is kept. What the console's encoding lacks is replaced; JSON is
    ASCII where it is not UTF-8.
    """
    try:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        typer.echo(text, nl=False, color=True)
        sys.stdout.flush()
    except BrokenPipeError:
        _hush()
        return False
    except OSError as problem:
        _hush()
        fail(f"cannot write to standard output: {problem.strerror or problem}.", Exit.USAGE)
    return True


def _hush() -> None:
    """Have what is still in the buffer of standard output go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
