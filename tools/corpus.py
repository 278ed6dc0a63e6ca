"""The labelled photos that development uses; they are never part of the repository."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Entry:
    """One labelled file: where it lies, what it is, and the source it came from."""

    path: Path
    name: str
    label: str
    source: str
    portrait: bool


def folder() -> Path | None:
    """Return the corpus: ``$PHOTOAUDIT_CORPUS``, or ``shared/corpus`` beside the checkout; None if absent."""
    path = Path(os.environ.get("PHOTOAUDIT_CORPUS") or ROOT.parent / "shared" / "corpus")
    return path if (path / "manifest.csv").is_file() else None


def entries() -> list[Entry]:
    """Return every file of the corpus in the manifest's order; exits where there is no corpus."""
    root = folder()
    if root is None:
        raise SystemExit("no corpus: set PHOTOAUDIT_CORPUS to a folder with manifest.csv")
    with (root / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return [
            Entry(
                root / row["path"],
                row["path"],
                row["label"],
                "/".join(row["path"].split("/")[:-1]),
                row["portrait"] == "yes",
            )
            for row in csv.DictReader(file)
        ]
