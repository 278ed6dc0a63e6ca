"""Small files that a user or a repository brings: read with limits, at once, and only where they may lie.

Configurations, policies, baselines, trust lists and ignore files may come from strangers, as photos do.
A device or a pipe is never opened, and a link in a repository leads to a file in it or is refused: whoever
commits one must not choose which of the user's other files are read.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

MAX_DEPTH = 16
"""Tables and lists in each other, and parts of a dotted key: no file of ours needs five."""

_BITS = 63
_LONG = "a whole number of more than 64 bits"
_DEEP = f"nested more than {MAX_DEPTH} deep"
_PART = r"""(?:(?<![A-Za-z0-9_-])[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
# TOML's own reader takes quadratic time for these.
_DOTTED = re.compile(rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MAX_DEPTH},}}+")


class UnfitFileError(ValueError):
    """A file that is not read; the message is the reason, in a few words that follow its name."""


class TomlError(ValueError):
    """A text is no TOML that is read; ``line`` is where (1 is the first)."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


def read_text(path: Path, limit: int) -> str:
    """Return the text of a small regular file.

    Parameters
    ----------
    path : Path
        A link may lead anywhere outside of a repository; inside of one, only to what is in it, too.
    limit : int
        The most bytes it may have.

    Raises
    ------
    FileNotFoundError
        If there is none.
    UnfitFileError
        If it is no regular file, too large, no UTF-8, a link out of its repository, or cannot be read.
    """
    try:
        return read_bytes(path, limit).decode("utf-8")
    except UnicodeDecodeError:
        raise UnfitFileError("no UTF-8 text") from None


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the content of a small regular file, or raise as `read_text` does."""
    # Before opening, as that may act on a device, and once open, as the name may lead elsewhere by then.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        _judge(path.stat(), limit)
        _stay_inside(path)
        with os.fdopen(os.open(path, flags), "rb") as file:
            _judge(os.fstat(file.fileno()), limit)
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise
    except OSError as problem:
        raise UnfitFileError(f"cannot be read: {problem.strerror or problem}") from None
    except UnfitFileError:
        raise
    except ValueError:
        raise UnfitFileError("no name that a file can have") from None
    if len(data) > limit:
        raise UnfitFileError("too large")
    return data


def _judge(status: os.stat_result, limit: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise UnfitFileError("no regular file")
    if status.st_size > limit:
        raise UnfitFileError(f"too large: {status.st_size:,} bytes; at most {limit:,} are read")


def _stay_inside(path: Path) -> None:
    """Raise UnfitFileError for a path in a repository that leads out of it, by any link on the way."""
    root = repository_of(Path(os.path.abspath(path)).parent)  # noqa: PTH100 - where it is named, links or not
    if root is not None and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        raise UnfitFileError("a link that leads out of the repository, which is not followed")


def repository_of(folder: Path) -> Path | None:
    """Return the root of the repository that a folder is in, None if it is in none."""
    return next(repositories_around(folder), None)


def repositories_around(folder: Path) -> Iterator[Path]:
    """Yield the roots of all repositories that a folder is in, the innermost first."""
    return (item for item in (folder, *folder.parents) if os.path.lexists(item / ".git"))


def parse_toml(text: str) -> dict[str, Any]:
    """Return what a TOML text says; raises `TomlError`, also for what takes long to read or nests deeply."""
    if found := _DOTTED.search(text):
        raise TomlError(
            text.count("\n", 0, found.start()) + 1, f"a dotted key of more than {MAX_DEPTH} parts"
        )
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        at = re.search(r"line (\d+)", str(problem))
        line = int(at[1]) if at else max(len(text.splitlines()), 1)
        raise TomlError(line, f"no TOML: {problem}") from None
    except RecursionError:
        raise TomlError(1, f"no TOML that is read: {_DEEP}") from None
    except ValueError:  # of Python's own limit on digits
        raise TomlError(1, f"no TOML that is read: {_LONG}") from None
    _bounded(data)
    return data


def _bounded(data: dict[str, Any]) -> None:
    """Raise TomlError for what nests deeply, and for numbers that TOML does not promise to hold."""
    level: list[Any] = [data]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for item in level:
            if isinstance(item, Mapping):
                below += item.values()
            elif isinstance(item, list):
                below += item
            elif isinstance(item, int) and item.bit_length() > _BITS:
                raise TomlError(1, f"no TOML that is read: {_LONG}")
        level = below
    if level:
        raise TomlError(1, f"no TOML that is read: {_DEEP}")
