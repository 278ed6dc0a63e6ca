"""The labelled photos that development uses; they are never part of the repository."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Entry:
    """One labelled file: where it lies, what it is, and the source it came from.

    ``square`` tells of files that are no whole photos but heads cut out of one and reduced: their size,
    format, framing and background mean nothing. ``pixels`` is the side of the head square in the
    original, None where the file is the original.
    """

    path: Path
    name: str
    label: str
    source: str
    portrait: bool
    square: bool = False
    pixels: int | None = None


def folder() -> Path | None:
    """Return the corpus: ``$PHOTOAUDIT_CORPUS``, or ``shared/corpus`` beside the checkout; None if absent."""
    path = Path(os.environ.get("PHOTOAUDIT_CORPUS") or ROOT.parent / "shared" / "corpus")
    return path if (path / "manifest.csv").is_file() else None


def entries() -> list[Entry]:
    """Return every file of the corpus in the manifest's order; exits where there is no corpus."""
    root = folder()
    if root is None:
        raise SystemExit("no corpus: set PHOTOAUDIT_CORPUS to a folder with manifest.csv")
    return [
        Entry(root / name, name, row["label"], _source(name), row["portrait"] == "yes")
        for name, row in _rows(root)
    ]


def squares() -> list[Entry]:
    """Return the head squares of further sources, ``corpus-squares`` beside the corpus; none without it."""
    root = folder()
    beside = root.with_name("corpus-squares") if root else None
    if beside is None or not (beside / "manifest.csv").is_file():
        return []
    return [
        Entry(beside / name, name, row["label"], _source(name), True, True, int(row["square_px"]))
        for name, row in _rows(beside)
    ]


def _rows(root: Path) -> Iterator[tuple[str, dict[str, str]]]:
    with (root / "manifest.csv").open(encoding="utf-8", newline="") as file:
        yield from ((row["path"], row) for row in csv.DictReader(file))


def _source(name: str) -> str:
    return "/".join(name.split("/")[:-1])
