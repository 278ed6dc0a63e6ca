"""Which files under the given paths are photos; nothing is opened but what has no known suffix.

The rules, in the order they apply:

* A file that is named itself is always taken, hidden or not, photo or not, there or not: what is
  wrong with it is for its report to say.
* A folder is walked to its end. Files and folders whose name begins with a dot are left out.
* Links to files are followed. Links to folders are followed only if asked; no folder is entered
  twice, so links cannot lead in circles.
* Patterns are those of ``.gitignore``, read from the folder that was named. ``exclude`` leaves out
  files and whole folders, ``include`` keeps the files that match. A file `IGNORE_FILE` in any
  folder excludes too, from that folder down.
* A photo is known by its suffix or, where that says nothing, by its first bytes. Raw camera files
  look like TIFF and hold no picture to audit, so they are counted and left out.
* Names that lead to the same file count once, the first of them.
* Patterns of a configuration (`Scope`) are relative to its folder and hold for everything below it, files
  that are named themselves too: whoever names them (a commit hook) need not know them.

The order is that of the paths given and, below a folder, that of the names: the same everywhere.
"""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from photoaudit.files import read_text
from photoaudit.libraries import pathspec
from photoaudit.scan.places import MAX_PATTERNS, Scope, patterns, real_path

IGNORE_FILE = ".photoauditignore"
"""Patterns of what is not to be audited, in any folder, from that folder down."""

MAX_IGNORE = 64 * 1024
"""Bytes of such a file: every name is held against every pattern."""

MAX_IGNORED = 10 * MAX_PATTERNS
"""Patterns of all such files of a run: each takes time to read, and is held against what lies below it."""

SUFFIXES = {
    ".apng", ".avif", ".bmp", ".dib", ".gif", ".heic", ".heif", ".hif", ".jfif", ".jpe", ".jpeg", ".jpg",
    ".mpo", ".png", ".tif", ".tiff", ".webp",
}  # fmt: skip
RAW = {
    ".3fr", ".arw", ".cr2", ".cr3", ".dcr", ".dng", ".erf", ".iiq", ".kdc", ".mef", ".mos", ".mrw", ".nef",
    ".nrw", ".orf", ".pef", ".raf", ".raw", ".rw2", ".rwl", ".sr2", ".srf", ".srw", ".x3f",
}  # fmt: skip
_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_BMP_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)
_WORDS = {
    "hidden": "left out: {} hidden files or folders",
    "excluded": "left out by patterns: {} files or folders",
    "linked": "not followed: {} links to folders",
    "broken": "left out: {} links that lead nowhere",
    "raw": "left out: {} raw camera files",
    "again": "listed once: {} more names of the same files",
}


@dataclass(frozen=True)
class Found:
    """The photos found, in a stable order, and what a user should know of the search.

    ``missed`` are those of the notes that tell of what could not be looked into: a photo may be there.
    ``read`` are the files that say what is looked for, by name or, if open, by descriptor.
    """

    paths: tuple[str, ...]
    notes: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    read: tuple[str | int, ...] = ()


def discover(
    paths: Iterable[str | os.PathLike[str]],
    *,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    hidden: bool = False,
    follow: bool = False,
    scope: Scope | None = None,
) -> Found:
    """Return the photos under ``paths``.

    Parameters
    ----------
    paths : iterable of path-like
        Files, taken as they are, and folders.
    include, exclude : iterable of str
        Patterns as in ``.gitignore``, relative to each folder named.
    hidden, follow : bool
        Whether to take what begins with a dot, and to enter linked folders.
    scope : Scope, optional
        Further patterns, for files that are named themselves too.

    Raises
    ------
    ValueError
        For a pattern that is none, or a file of patterns that is not read; the message says which.
    """
    search = _Search(patterns(include), patterns(exclude), hidden, follow, scope)
    listed: dict[str, str] = {}  # by the real path
    for path in (os.fspath(path) for path in paths):
        # os.path, as pathlib raises for names that no file can have.
        for name, real in search.walk(path) if os.path.isdir(path) else [(path, real_path(path))]:  # noqa: PTH112 - text
            if scope is not None and scope.leaves_out(name):
                search.counts["excluded"] += 1
                continue
            search.counts["again"] += real in listed
            listed.setdefault(real, name)
    found = tuple(listed.values())
    counted = [words.format(search.counts[kind]) for kind, words in _WORDS.items() if search.counts[kind]]
    return Found(
        found, (*search.notes, *_collisions(found), *counted), tuple(search.notes), tuple(search.read)
    )


def from_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield the paths of a list, one a line, as ``find`` or ``git ls-files`` print them."""
    for line in lines:
        name = line.removesuffix("\n").removesuffix("\r")
        if name:
            yield name


def looks_like_photo(head: bytes) -> bool:
    """Say whether a file's first 32 bytes are those of a format that is read."""
    return (
        head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*"))
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and any(brand in head[8:32] for brand in _BRANDS))
        # "BM" alone begins many a text.
        or (head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS)
    )


Rules = tuple[tuple[int, "pathspec.GitIgnoreSpec"], ...]
"""Patterns and how long the path is of the folder they belong to, the outermost first."""


@dataclass
class _Search:
    """One walk over all the folders named."""

    include: pathspec.GitIgnoreSpec
    exclude: pathspec.GitIgnoreSpec
    hidden: bool
    follow: bool
    scope: Scope | None = None
    entered: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    patterns: int = 0

    def walk(self, root: str) -> Iterator[tuple[str, str]]:
        """Yield (path, real path) of every photo under a folder, depth first, by name."""
        # A stack of folders, not recursion: they may be nested deeper than Python allows calls.
        start = len(os.path.join(root, ""))  # noqa: PTH118 - with the separator, whether root has one or not
        stack = [self._entries(root, os.path.realpath(root), ((start, self.exclude),))]
        while stack:
            for entry, real, rules in stack[-1]:
                if not self._is_folder(entry):
                    if self._is_photo(entry, start):
                        yield entry.path, os.path.realpath(entry.path) if entry.is_symlink() else real
                    continue
                if entry.is_symlink() and not self.follow:
                    self.counts["linked"] += 1
                    continue
                stack.append(self._entries(entry.path, os.path.realpath(entry.path), rules))
                break
            else:
                stack.pop()

    def _entries(self, folder: str, real: str, rules: Rules) -> Iterator[tuple[os.DirEntry[str], str, Rules]]:
        """Yield what is in a folder and not left out by name, each with its real path and the rules."""
        if real in self.entered:
            return
        self.entered.add(real)
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: (_composed(entry.name), entry.name))
        except OSError as problem:
            self.notes.append(f"the folder {folder!r} cannot be read: {problem.strerror or problem}")
            return
        if any(entry.name == IGNORE_FILE for entry in entries):
            rules = (*rules, *self._ignore_file(folder))
        for entry in entries:
            if entry.name.startswith(".") and not self.hidden:
                self.counts["hidden"] += entry.name != IGNORE_FILE
            elif self._excluded(entry, rules) or self._out_of_scope(entry):
                self.counts["excluded"] += 1
            else:
                yield entry, os.path.join(real, entry.name), rules  # noqa: PTH118 - as scandir does

    def _ignore_file(self, folder: str) -> Rules:
        path = Path(folder, IGNORE_FILE)
        self.read.append(str(path))
        try:
            spec = patterns(read_text(path, MAX_IGNORE).splitlines())
        except (OSError, ValueError) as problem:
            raise ValueError(f"the patterns in {str(path)!r} do not hold: {problem}.") from None
        self.patterns += len(spec)
        if self.patterns > MAX_IGNORED:
            raise ValueError(f"the {IGNORE_FILE} files hold more than {MAX_IGNORED:,} patterns in all.")
        return ((len(os.path.join(folder, "")), spec),)  # noqa: PTH118 - as above

    def _excluded(self, entry: os.DirEntry[str], rules: Rules) -> bool:
        end = "/" if self._is_folder(entry) else ""
        for start, spec in reversed(rules):  # as in git, the nearest patterns decide
            if len(spec):
                matched = spec.check_file(entry.path[start:].replace(os.sep, "/") + end).include
                if matched is not None:
                    return matched
        return False

    def _out_of_scope(self, entry: os.DirEntry[str]) -> bool:
        """Whether a folder is left out as a whole; files are looked at when they are found."""
        scope = self.scope
        return scope is not None and self._is_folder(entry) and scope.leaves_out(entry.path, folder=True)

    def _is_folder(self, entry: os.DirEntry[str]) -> bool:
        try:
            return entry.is_dir()
        except OSError:  # links that lead to themselves
            return False

    def _is_photo(self, entry: os.DirEntry[str], start: int) -> bool:
        try:
            if not entry.is_file():
                self.counts["broken"] += entry.is_symlink() and not Path(entry.path).exists()
                return False
        except OSError:
            self.counts["broken"] += 1
            return False
        name = entry.path[start:].replace(os.sep, "/")
        if len(self.include) and not self.include.match_file(name):
            return False
        suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122 - much quicker
        if suffix in RAW:
            self.counts["raw"] += 1
            return False
        return suffix in SUFFIXES or self._sniff(entry.path)

    def _sniff(self, path: str) -> bool:
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - much quicker; it is a regular file
                return looks_like_photo(file.read(32))
        except OSError as problem:
            self.notes.append(f"the file {path!r} cannot be read: {problem.strerror or problem}")
            return False


def _composed(text: str) -> str:
    # macOS may keep "é" as two characters where others keep one.
    return unicodedata.normalize("NFC", text)


def _collisions(paths: Iterable[str]) -> Iterator[str]:
    """Yield a note on names that differ only in case: elsewhere they may be one file."""
    names: dict[str, list[str]] = {}
    for path in paths:
        names.setdefault(_composed(path).casefold(), []).append(path)
    for same in names.values():
        if len(same) > 1:
            yield "names that differ only in case: " + ", ".join(map(repr, same))
