"""Photos whose origin somebody knows, found in folders or a table."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from photoaudit.model import Claim
from photoaudit.report.words import counted, grouped, listed
from photoaudit.scan.discovery import discover
from photoaudit.text import clean

CAMERA = "camera"
ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "camera": CAMERA,
        "real": CAMERA,
        "synthetic": Claim.SYNTHETIC.value,
        "ai": Claim.SYNTHETIC.value,
        "generated": Claim.SYNTHETIC.value,
        "retouched": Claim.RETOUCHED.value,
        "edited": Claim.RETOUCHED.value,
    }
)
"""What a folder or a label may be called -> what it is taken for."""

COLUMNS = ("path", "label")
MOST_NAMES = 8
LONGEST_NAME = 40


class NotLabelled(ValueError):  # noqa: N818 - an outcome
    """A folder or table holds no labels that are known; the message says what it holds, and what is known."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A photo, what it is known to be (``camera`` or a claim), and the source it came from."""

    path: Path
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the pixels of one copy of a photo gave: log10 likelihood ratios by claim, where assessed.

    ``lightness`` is the skin's L*; ``reason`` tells why a photo could not be read, or is ""; ``gaps`` why
    a claim was not assessed.
    """

    photo: Labelled
    track: str
    ratios: Mapping[str, float]
    lightness: float | None = None
    reason: str = ""
    gaps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Search:
    """The labelled photos in a stable order, and what a user should know of the search for them.

    ``missed`` are those of the notes that tell of what could not be looked into; ``read`` are further files
    that said what to look for.
    """

    photos: tuple[Labelled, ...]
    notes: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    read: tuple[str | int, ...] = ()


def find(place: Path) -> Search:
    """Return the labelled photos of a folder with a folder per label, or of a CSV file.

    The table has the columns ``path`` (relative to the table) and ``label``, and may have ``source``.
    What has another label is left out, and named in a note. Raises `NotLabelled`.
    """
    return _table(place) if place.is_file() else _folders(place)


def _table(place: Path) -> Search:
    photos: list[Labelled] = []
    others: Counter[str] = Counter()
    try:
        with place.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            columns = rows.fieldnames or ()
            if not set(COLUMNS) <= set(columns):
                names = _named(columns) if columns else "nothing"
                raise NotLabelled(
                    f"{str(place)!r} lacks the columns path and label: its first line names {names}."
                )
            for row in rows:
                said, name = ((row.get(column) or "").strip() for column in ("label", "path"))
                if not name:
                    continue
                if label := ALIASES.get(said.lower()):
                    source = (row.get("source") or "").strip() or str(Path(name).parent)
                    photos.append(Labelled(place.parent / name, label, source))
                else:
                    others[said] += 1
    except (UnicodeDecodeError, csv.Error) as problem:
        raise NotLabelled(f"{str(place)!r} is no CSV file: {problem}.") from None
    if not photos:
        holds = f"they are {_named(others)}" if others else "it holds no rows"
        raise NotLabelled(f"{str(place)!r} holds no labels that are known: {holds}; known are {_known()}.")
    left = counted(others.total(), "row")
    return Search(
        tuple(photos),
        (f"left out: {left} with the labels {_named(others)}; known are {_known()}",) if others else (),
    )


def _folders(place: Path) -> Search:
    tops = sorted(path for path in place.iterdir() if path.is_dir() and not path.name.startswith("."))
    known = [path for path in tops if path.name.lower() in ALIASES]
    others = [path.name for path in tops if path not in known]
    if not known:
        holds = f"it holds {_named(others)}" if others else "it holds no folders"
        raise NotLabelled(f"{str(place)!r} holds no folder named by a label: {holds}; known are {_known()}.")
    photos: list[Labelled] = []
    notes: list[str] = []
    missed: list[str] = []
    read: list[str | int] = []
    if others:
        notes.append(f"left out: the folders {_named(others)}; known are {_known()}")
    for top in known:
        try:
            found = discover([top])
        except ValueError as problem:
            raise NotLabelled(str(problem)) from None
        for path in map(Path, found.paths):
            source = path.parent.relative_to(place).as_posix()
            photos.append(Labelled(path, ALIASES[top.name.lower()], source))
        notes += found.notes
        missed += found.missed
        read += found.read
    if not photos:
        raise NotLabelled(
            f"{str(place)!r} holds no labelled photos: none is in {_named(top.name for top in known)}."
        )
    return Search(tuple(photos), tuple(notes), tuple(missed), tuple(read))


def _named(names: Iterable[str]) -> str:
    """Return names in quotes, as many and as long as a sentence takes."""
    return listed([repr(clean(name, LONGEST_NAME)) for name in names], MOST_NAMES)


def _known() -> str:
    """Return the labels that are known, each with its other names."""
    labels = grouped((label, name) for name, label in ALIASES.items())
    return ", ".join(f"{names[0]} (or {', '.join(names[1:])})" for names in labels.values())
