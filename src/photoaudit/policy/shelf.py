"""Where packs come from: those of this version, and files of the user."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from photoaudit.files import UnfitFileError, read_text
from photoaudit.model import UnknownName
from photoaudit.policy.pack import PackError, Policy, Problem, Rule, Vocabulary
from photoaudit.policy.parse import parse
from photoaudit.text import closest

DEFAULT = "linkedin"
ALL = "all"
"""The name that stands for every shipped pack."""

MAX_BYTES = 1024 * 1024
MAX_TOGETHER = 4 * MAX_BYTES
"""Bytes of all packs of a run that do not ship, with what they are built on."""

MAX_BASES = 10
"""Packs of the user that one may be built on, one on the other."""


@cache
def _texts() -> dict[str, str]:
    """Return the text of each pack of this version by id, in alphabetical order."""
    folder = files("photoaudit.data").joinpath("policies")
    ids = sorted(item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml"))
    return {id: folder.joinpath(f"{id}.toml").read_text("utf-8") for id in ids}


@cache
def named(name: str) -> Policy:
    """Return a shipped pack, however its id is capitalized; raises `UnknownName` with a suggestion."""
    texts = _texts()
    if plain(name) != name and plain(name) in texts:
        return named(plain(name))
    if name not in texts:
        close = closest(plain(name), texts)
        hint = f"Did you mean {close!r}?" if close else f"There are: {', '.join(texts)}."
        raise UnknownName(f"There is no policy {name!r}. {hint}")
    return parse(texts[name], name=f"{name}.toml", base=named)


def shipped() -> dict[str, Policy]:
    """Return the packs of this version by id, in alphabetical order."""
    return {name: named(name) for name in _texts()}


def plain(name: str) -> str:
    """Return an id as packs have it: ``us-passport`` for ``US Passport``."""
    return "-".join(name.casefold().split())


def is_path(name: str) -> bool:
    """Whether ``name`` is meant as a file, not as the id of a shipped pack."""
    return name.endswith(".toml") or "/" in name or "\\" in name


class Shelf:
    """The packs of one run: each is read once, and what they hold in all is bounded.

    A repository may name packs in a thousand tables, and have a thousand small ones extend a large one. So
    the text of each counts, and with it once more that of all it is built on, as its rules hold that, too.
    """

    def __init__(self, known: Vocabulary) -> None:
        self._known = known
        # By name: what a pack extends, and whether it may be read, depend on where a link to it lies.
        self._packs: dict[Path, tuple[Policy, int]] = {}
        self._held = 0

    def find(self, names: Iterable[str]) -> tuple[Policy, ...]:
        """Return the packs of these names, each once: ids of shipped packs, paths, or ``all`` that ship."""
        found: dict[str, Policy] = {}
        for name in dict.fromkeys(names):
            if is_path(name):
                found[name] = self.load(Path(name))
            elif plain(name) == ALL:
                found |= shipped()
            else:
                found[plain(name)] = named(name)
        return tuple(found.values())

    def load(self, path: Path) -> Policy:
        """Return a pack of the user; raises `PackError`, also for a file that cannot be read.

        What it ``extends`` is the id of a shipped pack, or a path relative to its own folder.
        """
        return self._load(path, frozenset())[0]

    def _load(self, path: Path, above: frozenset[Path]) -> tuple[Policy, int]:
        """Return a pack and the bytes of its text and of all it is built on; ``above`` are extended by it."""
        there = self._packs.get(path)
        if len(above) + (len(there[0].files) if there else 1) > MAX_BASES:
            raise _refused(path, f"more than {MAX_BASES} packs that extend each other")
        if there is None:
            there = self._packs[path] = self._read(path, above)
        return there

    def _read(self, path: Path, above: frozenset[Path]) -> tuple[Policy, int]:
        try:
            text = read_text(path, MAX_BYTES)
        except FileNotFoundError:
            raise _refused(path, "cannot be read: there is no such file") from None
        except UnfitFileError as problem:
            raise _refused(path, str(problem)) from None
        held = 0

        def take(size: int) -> None:
            nonlocal held
            held += size
            self._held += size
            if self._held > MAX_TOGETHER:
                raise _refused(path, f"the policies of a run hold more than {MAX_TOGETHER:,} bytes in all")

        def base(parent: str) -> Policy:
            if not is_path(parent):
                pack = named(parent)
                take(len(_texts()[pack.id]))
                return pack
            file, users = path.parent / parent, above | {path.resolve()}
            if file.resolve() in users:
                raise UnknownName("the packs extend each other")
            pack, size = self._load(file, users)
            take(size)
            return pack

        take(len(text.encode()))
        pack = parse(text, name=str(path), known=self._known, base=base)
        return replace(pack, files=(path, *pack.files)), held


def _refused(path: Path, why: str) -> PackError:
    return PackError(str(path), (Problem(1, why),))


def outdated(packs: Iterable[Policy], today: str, days: int) -> list[tuple[Policy, Rule, int]]:
    """Return the rules last read more than ``days`` before ``today``, and how long ago, the oldest first.

    An inherited rule is named once, under the pack that holds it.
    """
    packs = list(packs)
    held = {pack.id: set(pack.rules) for pack in packs}
    now = date.fromisoformat(today)
    ages = [
        (pack, rule, (now - date.fromisoformat(rule.checked_on)).days)
        for pack in packs
        for rule in pack.rules
        if rule not in held.get(pack.extends, ())
    ]
    return sorted((entry for entry in ages if entry[2] > days), key=lambda entry: -entry[2])
