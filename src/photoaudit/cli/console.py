"""The way out of every command: exit codes, messages, and text that suits where it goes.

Beside the commands themselves, nothing else prints, exits or reads the clock.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import IntEnum
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn, TypedDict

import typer

from photoaudit.text import PATH, clean, inert

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
    TERMINATED = 143
    """By SIGTERM, likewise."""


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
    """Say on standard error what is wrong, in one sentence or a line for each problem, and exit."""
    tell(f"photoaudit: {message}")
    raise typer.Exit(code)


def refuse(wrong: Mapping[str, bool]) -> None:
    """Fail with the first of these messages that applies, as a usage error."""
    for message, applies in wrong.items():
        if applies:
            fail(message, Exit.USAGE)


def say(message: str) -> None:
    """Tell something on standard error, on one line."""
    tell(f"photoaudit: {' '.join(message.split())}")


def watched() -> bool:
    """Whether somebody looks at both what is printed and what is told: no pipe, no file, no log."""
    return sys.stdout.isatty() and sys.stderr.isatty()


def tell_written(files: Iterable[Path], *, quiet: bool) -> None:
    """Name the files that were written, to somebody who watches; programs know by the exit code."""
    names = [clean(str(file), PATH) for file in files]
    if names and not quiet and watched():
        say(f"wrote {', '.join(names)}.")


def tell(message: str, *, raw: bool = False) -> None:
    """Write lines to standard error, made harmless; that nobody can read them changes no exit code.

    ``raw`` is for words of our own that move the cursor.
    """
    text = message if raw else "".join(f"{inert(line)}\n" for line in message.splitlines())
    try:
        typer.echo(text, nl=False, err=True)
    except (OSError, ValueError):  # a closed pipe, a full disk; a stream that is closed
        _hush(2)


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


def show(text: str) -> None:
    """Write to standard output, or fail; that nobody reads it any more is no failure."""
    try:
        put(text)
    except OSError as problem:
        fail(f"cannot write to standard output: {problem.strerror or problem}.", Exit.USAGE)


def put(text: str) -> bool:
    """Write to standard output; a reader such as ``head`` may close the pipe early: then return False.

    Color is already decided, so it is kept. What the console's encoding lacks is replaced; JSON is
    ASCII where it is not UTF-8. Raises `OSError` once, and later text goes nowhere.
    """
    try:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        typer.echo(text, nl=False, color=True)
        sys.stdout.flush()
    except BrokenPipeError:
        _hush(1)
        return False
    except OSError:
        _hush(1)
        raise
    return True


def open_closed_streams() -> None:
    """Have standard streams that are closed lead nowhere, before a file gets their number and their text."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def flush() -> None:
    """Write what is still in the buffers of standard streams, which may fail as any writing does."""
    for number, stream in ((1, sys.stdout), (2, sys.stderr)):
        try:
            stream.flush()
        except (OSError, ValueError):
            _hush(number)


def _hush(number: int) -> None:
    """Have what is still in the buffer of a standard stream go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
