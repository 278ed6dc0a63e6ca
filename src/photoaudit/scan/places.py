"""Where a path is in a folder, and patterns that say which paths are meant."""

from __future__ import annotations

import os
from collections.abc import Iterable

from photoaudit.libraries import pathspec


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
    """Return patterns as in ``.gitignore``; raises ValueError for one that is none."""
    try:
        return pathspec.GitIgnoreSpec.from_lines(lines)
    except ValueError as problem:
        raise ValueError(f"{problem}.") from problem


def real_path(path: str) -> str:
    """Return where a path leads to; names that no file can have are returned as they are."""
    try:
        return os.path.realpath(path)
    except ValueError:
        return path
