"""Files that a command writes: whole or not there, and never in the place of a picture."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable
from contextlib import suppress
from errno import EEXIST, EISDIR
from pathlib import Path
from typing import BinaryIO, NoReturn

from photoaudit.cli.console import Exit, fail, say, show
from photoaudit.scan.changes import identity
from photoaudit.scan.discovery import RAW, SUFFIXES, looks_like_photo

MARK = "incomplete"
"""What stands in the name of a file that does not hold all photos: ``out.incomplete.csv``."""

LONGEST = 255
"""Bytes of a name: what every common file system takes."""

_HIDDEN = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


def write(text: str, output: Path | None) -> None:
    """Write to standard output, or to a file that is either whole or not there."""
    text = text if text.endswith("\n") else text + "\n"
    if output is None:
        show(text)
    else:
        write_bytes(text.encode("utf-8"), output)


def write_bytes(data: bytes, output: Path) -> None:
    """Write to a file that is either whole or not there."""
    try:
        file = NewFile(output)
        try:
            file.file.write(data)
            file.keep()
        finally:
            file.discard()
    except OSError as problem:
        cannot_write(output, problem)


def cannot_write(output: Path, problem: OSError) -> NoReturn:
    """Say that a file cannot be written, and exit."""
    fail(f"cannot write {str(output)!r}: {problem.strerror or problem}.", Exit.USAGE)


class NewFile:
    """A file that is written beside its place and put there when it is whole.

    Until then it has a name that nobody can guess and is opened only if that is not taken, by a link
    neither. What is no regular file (``/dev/null``, a named pipe) is written to as it is. A link keeps
    its place: what it leads to is replaced. A picture is not. Every method may raise `OSError`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        place = Path(os.path.realpath(path))
        if place.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        self._direct = place.exists() and not place.is_file()
        self._place = place
        if self._direct:
            self._part = place
            self.file: BinaryIO = place.open("wb")
            return
        _spare(place)
        self._part = place.with_name(f".photoaudit-{secrets.token_hex(8)}.part")
        # With the permissions that any new file has here.
        self.file = os.fdopen(
            os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _HIDDEN, 0o666), "wb"
        )

    def write(self, text: str) -> None:
        """Add text."""
        self.file.write(text.encode("utf-8"))

    def keep(self, mark: str = "") -> Path:
        """Put the file in its place and return that; with a ``mark``, beside it, in its name."""
        self.file.close()
        if self._direct:
            return self.path
        place = marked(self._place, mark) if mark else self._place
        _spare(place)  # somebody may have put a picture there meanwhile
        self._part.replace(place)
        return place

    def discard(self) -> None:
        """Leave nothing behind of a file that was not kept."""
        with suppress(OSError):
            self.file.close()
        if not self._direct:
            with suppress(OSError):
                self._part.unlink(missing_ok=True)


def marked(place: Path, mark: str) -> Path:
    """Return the place beside ``place`` that bears a mark, its name cut short if it must be.

    What has no name (``.``, ``/``) is a folder, which no output can take the place of.
    """
    if not place.name:
        return place
    end = f".{mark}{place.suffix}"
    stem = place.stem
    while stem and len(os.fsencode(stem + end)) > LONGEST:
        stem = stem[:-1]
    return place.with_name(stem + end)


def is_picture(path: Path) -> bool:
    """Whether a file is there that is a picture by its content, or by its name and not empty."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        if path.suffix.lower() in SUFFIXES | RAW:
            return path.stat().st_size > 0
        with os.fdopen(os.open(path, flags), "rb") as file:
            return looks_like_photo(file.read(32))
    except (OSError, ValueError):
        return False


def refuse_to_replace(
    outputs: Iterable[Path | None],
    inputs: Iterable[str | os.PathLike[str] | int | None],
    kept: Iterable[Path] = (),
) -> None:
    """Fail if an output is an input under whatever name, or a picture; before anything is done.

    Inputs may be descriptors of open files. What is ``kept`` by this command may not be there yet.
    """
    places = [place for path in outputs if path is not None for place in (path, marked(path, MARK))]
    there = {identity(str(place)): place for place in places}
    there.pop(None, None)
    names = {os.path.realpath(place): place for place in places}
    for file in kept:
        if place := there.get(identity(str(file))) or names.get(os.path.realpath(file)):
            _refuse(place)
    if not there:
        return
    for given in inputs:
        found = given if given is None or isinstance(given, int) else os.fspath(given)
        place = there.get(identity(found)) if found is not None else None
        # What is written to as it is (/dev/null, a terminal) replaces nothing.
        if place is not None and place.is_file():
            _refuse(place)
    for place in there.values():
        if is_picture(place):
            fail(f"{str(place)!r} is a picture: no output may replace it.", Exit.USAGE)


def same_file(outputs: Iterable[Path | None]) -> bool:
    """Whether two outputs are one file, there already or not."""
    places = [identity(str(path)) or os.path.realpath(path) for path in outputs if path is not None]
    return len(set(places)) < len(places)


def _refuse(place: Path) -> NoReturn:
    fail(f"{str(place)!r} is read by this command: no output may replace it.", Exit.USAGE)


def _spare(place: Path) -> None:
    if is_picture(place):
        raise FileExistsError(EEXIST, "a picture is there, which no output may replace")


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
            _spare(self._path)
            before = self._path.stat().st_size if self._path.exists() else 0
            if before + len(data) > self._room:
                say("the job summary is full: this run is not in it.")
                return
            with self._path.open("ab") as file:
                file.write(b"\n" * bool(before) + data)
        except OSError as problem:
            say(f"cannot write the job summary: {problem.strerror or problem}.")
