"""Settings from a file: ``photoaudit.toml``, or ``[tool.photoaudit]`` in ``pyproject.toml``.

Keys are the long names of the commands' own options; what there is and of which type comes in as
`Key` values, so that no second list can disagree. Whatever is misspelled or of another type is refused,
with the line. Paths in a file are relative to its folder, and so are patterns.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from photoaudit.files import TomlError, UnfitFileError, parse_toml, read_text
from photoaudit.policy.lines import Lines
from photoaudit.policy.shelf import is_path
from photoaudit.scan.places import MAX_PATTERNS
from photoaudit.text import PATH, clean, hint

OWN = "photoaudit.toml"
SHARED = "pyproject.toml"
TABLE = "tool.photoaudit"
PER_PATH = "per-path"
GLOB = "glob"
PATTERNS = ("include", "exclude")
MAX_BYTES = 1024 * 1024
MOST = 50
"""Problems that are told of one file."""


class Type(StrEnum):
    """Types of a setting, in the words of an error."""

    FLAG = "true or false"
    COUNT = "a whole number"
    NUMBER = "a number"
    TEXT = "a text"
    NAME = "a name, or the path of a file"
    PATH = "a path"


@dataclass(frozen=True)
class Key:
    """A setting that a file may hold.

    ``parameter`` is what the commands call it, ``many`` whether it may be a list, ``least`` the smallest
    number, ``by_path`` whether a ``[[per-path]]`` table may set it.
    """

    name: str
    parameter: str
    type: Type
    help: str
    many: bool = False
    choices: tuple[str, ...] = ()
    least: float | None = None
    by_path: bool = False


Value = bool | int | float | str | list[str]


@dataclass(frozen=True)
class Setting:
    """A value, and the line on which it is."""

    value: Value
    line: int


@dataclass(frozen=True)
class PerPath:
    """Settings for photos that match some patterns, by key; ``line`` is where the table begins."""

    globs: tuple[str, ...]
    settings: Mapping[str, Setting]
    line: int


@dataclass(frozen=True)
class Config:
    """What a file says: settings by key, and what differs for some paths, in the order of the file."""

    path: Path
    settings: Mapping[str, Setting]
    per_path: tuple[PerPath, ...] = ()

    @property
    def folder(self) -> Path:
        """Return what paths and patterns in the file are relative to."""
        return self.path.parent


class ConfigError(ValueError):
    """A file cannot be used; the message names every problem, one a line, with file and line."""


def find(start: Path) -> Path | None:
    """Return the file that holds for a folder: the nearest, up to the root of the repository.

    In one folder ``photoaudit.toml`` comes before ``pyproject.toml``, and that counts only with a table of
    ours; what has one of these names and is no regular file is found, too, to be refused: settings are not
    turned off by a pipe in their place. Outside of a repository only ``start`` is looked at: what lies
    above may be anybody's.
    """
    folders = [start, *start.parents]
    root = next((at for at, folder in enumerate(folders) if (folder / ".git").exists()), 0)
    for folder in folders[: root + 1]:
        if os.path.lexists(folder / OWN):
            return folder / OWN
        shared = folder / SHARED
        # Only one that names us is parsed: what is wrong with another is not for us to say.
        if os.path.lexists(shared) and "photoaudit" in _text(shared) and _table(shared) is not None:
            return shared
    return None


def read_file(path: Path, keys: Sequence[Key]) -> Config:
    """Read a file; raises `ConfigError`."""
    table = _table(path)
    if table is None:
        raise ConfigError(f"{_shown(path)}: there is no table [{TABLE}] in it.")
    return _Reader(path, keys).read(table)


def _shown(path: Path) -> str:
    return clean(str(path), PATH)


def _text(path: Path) -> str:
    try:
        return read_text(path, MAX_BYTES)
    except FileNotFoundError:
        raise ConfigError(f"{_shown(path)}: cannot be read: there is no such file.") from None
    except UnfitFileError as problem:
        raise ConfigError(f"{_shown(path)}: {problem}.") from None


def _table(path: Path) -> Mapping[str, object] | None:
    """Return what a file says to us, None for a shared file that says nothing."""
    try:
        data: object = parse_toml(_text(path))
    except TomlError as problem:
        raise ConfigError(f"{_shown(path)}:{problem.line}: {problem}.") from None
    if path.name == SHARED:
        for part in TABLE.split("."):
            data = data.get(part) if isinstance(data, Mapping) else None
        if data is not None and not isinstance(data, Mapping):
            raise ConfigError(f"{_shown(path)}: '{TABLE}' must be a table.")
    return data if isinstance(data, Mapping) else None


class _Reader:
    """One file on its way to a `Config`; problems are gathered, to be told together."""

    def __init__(self, path: Path, keys: Sequence[Key]) -> None:
        self._path, self._keys = path, {key.name: key for key in keys}
        self._head = (TABLE,) if path.name == SHARED else ()
        self._lines = Lines(_text(path), ".".join((*self._head, PER_PATH)))
        self._problems: list[str] = []

    def read(self, table: Mapping[str, object]) -> Config:
        own = {name: value for name, value in table.items() if name != PER_PATH}
        settings = self._settings(own, self._keys, None)
        entries = table.get(PER_PATH, [])
        if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
            header = ".".join((*self._head, PER_PATH))
            self._note(self._line(None, PER_PATH), f"'{PER_PATH}' must be tables, each under [[{header}]]")
            entries = []
        if len(entries) > MAX_PATTERNS:
            self._note(self._line(None, PER_PATH), f"'{PER_PATH}' must be at most {MAX_PATTERNS:,} tables")
            entries = []
        per_path = tuple(self._per_path(at, entry) for at, entry in enumerate(entries))
        given = [settings[name].value for name in PATTERNS if name in settings]
        count = sum(len(item) for item in given if isinstance(item, list))
        if count + sum(len(item.globs) for item in per_path) > MAX_PATTERNS:
            self._note(self._line(None, PER_PATH), f"more than {MAX_PATTERNS:,} patterns in all")
        if self._problems:
            raise ConfigError("\n".join(self._problems))
        return Config(self._path, settings, per_path)

    def _per_path(self, at: int, entry: Mapping[str, object]) -> PerPath:
        allowed = {name: key for name, key in self._keys.items() if key.by_path}
        globs = entry.get(GLOB)
        patterns = [globs] if isinstance(globs, str) else globs
        if not isinstance(patterns, list) or not patterns or not all(_is_text(item) for item in patterns):
            self._note(self._line(at, GLOB), f"'{GLOB}' must be a pattern, or a list of patterns")
            patterns = []
        rest = {name: value for name, value in entry.items() if name != GLOB}
        if not rest:
            self._note(self._line(at), "a [[per-path]] table that sets nothing")
        return PerPath(tuple(patterns), self._settings(rest, allowed, at), self._line(at))

    def _settings(
        self, table: Mapping[str, object], allowed: Mapping[str, Key], at: int | None
    ) -> dict[str, Setting]:
        settings = {}
        for name, value in table.items():
            line = self._line(at, name)
            if name not in allowed:
                where = f" in [[{PER_PATH}]]" if at is not None else ""
                names = [*allowed, *([PER_PATH] if at is None else [GLOB])]
                if at is not None and name in self._keys:
                    self._note(line, f"{name!r} holds for all photos and cannot be set by path")
                else:
                    self._note(line, f"unknown key {clean(name)!r}{where}{hint(name, names)}")
                continue
            try:
                settings[name] = Setting(_value(value, allowed[name], self._path.parent), line)
            except ValueError as problem:
                self._note(line, f"{name!r} must be {problem}")
        return settings

    def _line(self, at: int | None, *words: str) -> int:
        return self._lines.top(*self._head, *words) if at is None else self._lines.rule(at, *words)

    def _note(self, line: int, problem: str) -> None:
        if len(self._problems) == MOST:
            raise ConfigError("\n".join(self._problems))
        self._problems.append(f"{_shown(self._path)}:{line}: {problem}{'' if problem.endswith('?') else '.'}")


def _value(value: object, key: Key, folder: Path) -> Value:
    """Return a value as the command takes it; raises ValueError with what it must be."""
    if key.many:
        items = value if isinstance(value, list) else [value]
        texts = [item for item in items if isinstance(item, str) and item.strip()]
        if len(texts) < len(items):
            raise ValueError(f"a text or a list of texts, not {_said(value)}")
        parts = [part for item in texts for part in _texts(item, key, folder)]
        if len(parts) > MAX_PATTERNS:
            raise ValueError(f"at most {MAX_PATTERNS:,} values, not {len(parts):,}")
        return parts
    wrong = f"{_wanted(key)}, not {_said(value)}"
    if key.type is Type.FLAG:
        if not isinstance(value, bool):
            raise ValueError(wrong)
        return value
    if key.type in (Type.COUNT, Type.NUMBER):
        numbers = int if key.type is Type.COUNT else (int, float)
        if isinstance(value, bool) or not isinstance(value, numbers):
            raise ValueError(wrong)
        if not value > 0 or (key.least is not None and value < key.least):
            raise ValueError(wrong)
        return value
    if not _is_text(value):
        raise ValueError(wrong)
    return next(_texts(str(value), key, folder))


def _texts(item: str, key: Key, folder: Path) -> Iterator[str]:
    if any(sign < " " or sign == "\x7f" for sign in item):
        raise ValueError("without control characters")
    if key.choices and item not in key.choices:
        raise ValueError(f"{_wanted(key)}, not {_said(item)}{hint(item, key.choices)}")
    if key.type is Type.PATH:
        try:
            yield str(folder / Path(item).expanduser())
        except RuntimeError:  # ~somebody who is not known here
            raise ValueError(f"a path; nobody's home folder is {_said(item)}") from None
    elif key.type is Type.NAME:
        for name in filter(None, (part.strip() for part in item.split(","))):
            yield str(folder / name) if is_path(name) else name
    else:
        yield item


def _wanted(key: Key) -> str:
    if key.choices:
        return f"one of {', '.join(key.choices)}"
    if key.type in (Type.COUNT, Type.NUMBER):
        return f"{key.type}{f' of {key.least:g} or more' if key.least else ' above zero'}"
    return str(key.type)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _said(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    return repr(clean(value)) if isinstance(value, str) else clean(str(value))
