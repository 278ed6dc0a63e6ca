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


def load(path: Path, known: Vocabulary, seen: frozenset[Path] = frozenset()) -> Policy:
    """Read a pack of the user; raises `PackError`, also for a file that cannot be read.

    What it ``extends`` is the id of a shipped pack, or a path relative to its own folder; ``seen`` are
    the packs that extend it.
    """
    name = str(path)
    try:
        text = read_text(path, MAX_BYTES)
    except FileNotFoundError:
        raise PackError(name, (Problem(1, "cannot be read: there is no such file"),)) from None
    except UnfitFileError as problem:
        raise PackError(name, (Problem(1, str(problem)),)) from None
    if len(seen) >= MAX_BASES:
        raise PackError(name, (Problem(1, f"more than {MAX_BASES} packs that extend each other"),))

    def base(parent: str) -> Policy:
        if not is_path(parent):
            return named(parent)
        file, above = path.parent / parent, seen | {path.resolve()}
        if file.resolve() in above:
            raise UnknownName("the packs extend each other")
        return load(file, known, above)

    pack = parse(text, name=name, known=known, base=base)
    return replace(pack, files=(path, *pack.files))


def find(names: Iterable[str], known: Vocabulary) -> tuple[Policy, ...]:
    """Return the packs of these names, each once: ids of shipped packs, paths, or ``all`` that ship."""
    found: dict[str, Policy] = {}
    for name in dict.fromkeys(names):
        if is_path(name):
            found[name] = load(Path(name), known)
        elif plain(name) == ALL:
            found |= shipped()
        else:
            found[plain(name)] = named(name)
    return tuple(found.values())


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
