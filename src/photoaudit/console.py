"""The way out of every command: exit codes, messages, and text that suits where it goes.

Beside the commands themselves, nothing else prints, exits or reads the clock.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from datetime import date
from enum import IntEnum
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn, TypedDict

import typer

MAX_WIDTH = 100


class Exit(IntEnum):
    """Exit codes of every command."""

    CLEAN = 0
    FOUND = 1
    USAGE = 2
    NOTHING = 3
    BROKEN = 4


class Look(TypedDict):
    """How text is laid out where it goes."""

    width: int
    color: bool
    unicode: bool


def fail(message: str, code: Exit) -> NoReturn:
    """Say in one sentence on standard error what is wrong, and exit."""
    typer.echo(f"photoaudit: {message}", err=True)
    raise typer.Exit(code)


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
    part = output.with_name(f".photoaudit-{os.getpid()}-{output.name}")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(output)
    except OSError as problem:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        fail(f"cannot write {str(output)!r}: {problem.strerror or problem}.", Exit.USAGE)


def show(text: str) -> None:
    """Write to standard output; a reader such as ``head`` may close the pipe early.

    Color is already decided, so it is kept. What the console's encoding lacks is replaced; JSON is
    ASCII where it is not UTF-8.
    """
    try:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        typer.echo(text, nl=False, color=True)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
