"""Where a path is in a folder, and patterns that say which paths are meant."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from photoaudit.libraries import pathspec

MAX_PATTERNS = 1000
"""Patterns of one file: each takes time, and is held against every name."""

_DEEPER = "(?:/.+)?"
_STARS = ("[^/]*", "[^/]+")
_TOKEN = re.compile(
    r"\(\?:\.\+/\)\?|\(\?:/\.[+*]\)\?|\[\^/\][*+]?|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?:\(\?P<\w+>/\)\|\$\)|\(\?P<\w+>/\)|\\.|.",
    re.DOTALL,
)


class Scope:
    """Patterns that hold below a folder, whatever is named; raises ValueError for one that is none."""

    def __init__(self, folder: str, include: Iterable[str] = (), exclude: Iterable[str] = ()) -> None:
        self._folder = folder
        self._include, self._exclude = patterns(include), patterns(exclude)

    def leaves_out(self, path: str, *, folder: bool = False) -> bool:
        """Whether a file, or a whole folder, is left out."""
        where = inside(path, self._folder)
        if where is None:
            return False
        if self._exclude.match_file(where + "/" if folder else where):
            return True
        return not folder and bool(len(self._include)) and not self._include.match_file(where)


def inside(path: str, folder: str) -> str | None:
    """Return where a path is in a folder, as `place` does; None if it is not below it."""
    where = place(path, folder)
    return None if where.split("/")[0] in (os.pardir, os.curdir) or os.path.isabs(where) else where  # noqa: PTH117 - text


def place(path: str, folder: str) -> str:
    """Return a path relative to a folder, with slashes; absolute where there is no way between them.

    Links on the way are followed, but not the last: a link belongs where it is.
    """
    above, name = os.path.split(os.path.abspath(path))  # noqa: PTH100 - keeps what pathlib would tidy
    whole = os.path.join(real_path(above), name)  # noqa: PTH118 - keeps what pathlib would tidy
    try:
        return os.path.relpath(whole, real_path(folder)).replace(os.sep, "/")
    except ValueError:  # another drive
        return whole.replace(os.sep, "/")


def patterns(lines: Iterable[str]) -> pathspec.GitIgnoreSpec:
    """Return patterns as in ``.gitignore``, matched in linear time.

    Raises ValueError for what is none, and for more than `MAX_PATTERNS` besides comments.
    """
    lines = [line for line in lines if line.strip() and not line.startswith("#")]
    if len(lines) > MAX_PATTERNS:
        raise ValueError(f"more than {MAX_PATTERNS:,} patterns")
    try:
        spec = pathspec.GitIgnoreSpec.from_lines(lines)
    except ValueError as problem:
        raise ValueError(f"{problem}.") from problem
    for pattern in spec.patterns:
        if regex := getattr(pattern, "regex", None):
            pattern.regex = re.compile(linear(regex.pattern))
    return pathspec.GitIgnoreSpec(spec.patterns)


def linear(regex: str) -> str:
    """Return a regular expression as pathspec makes them in a form that takes no more than linear time.

    What stands between two stars of a name, or two ``**`` of a path, matches later if it matches at all:
    so the first place where it does is as good as any, and is kept (an atomic group). Left as it is,
    ``*a*a*a*b`` takes time that grows with the third power of the name's length, and so on.
    """
    runs: list[list[str]] = [[]]
    for token in _TOKEN.findall(regex):
        if token == _DEEPER:
            runs.append([])
        runs[-1].append(token)
    *before, last = (_run(run) for run in runs)
    # Lazily, as the first place is looked for; what follows a run begins with a slash.
    first = (run.replace("(?:.+/)?", "(?:.+?/)??", 1).replace(_DEEPER, "(?:/.+?)??", 1) for run in before)
    return "".join(f"(?>{run}(?=/))" for run in first) + last


def _run(tokens: Iterable[str]) -> str:
    names: list[list[str]] = [[]]
    for token in tokens:
        if token == "/":  # noqa: S105 - no password but a part of a pattern
            names.append([])
        else:
            names[-1].append(token)
    return "/".join(map(_name, names))


def _name(tokens: Iterable[str]) -> str:
    """Return the part for one name, in which stars are followed by what must match after them."""
    head: list[str] = []
    stars: list[list[str]] = []
    for token in tokens:
        if token[0] == "[" and not token.startswith("[^/]"):
            token = f"(?!/){token}"  # noqa: PLW2901 - as git has it; pathspec lets a class match a slash
        if token in _STARS:
            if stars and len(stars[-1]) == 1:  # of two in a row, one is enough
                stars.pop()
            stars.append([token])
        else:
            (stars[-1] if stars else head).append(token)
    early = "".join(f"(?>{''.join((star[0] + '?', *star[1:]))})" for star in stars[:-1])
    return "".join((*head, early, *(stars[-1] if stars else ())))


def real_path(path: str) -> str:
    """Return where a path leads to; names that no file can have are returned as they are."""
    try:
        return os.path.realpath(path)
    except ValueError:
        return path
