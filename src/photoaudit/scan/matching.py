"""Which original belongs to which edited picture: by a table, by their names, by what they show."""

from __future__ import annotations

import csv
import io
import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from photoaudit import album
from photoaudit.files import UnfitFileError, read_text
from photoaudit.scan.pairs import Pair
from photoaudit.scan.places import real_path
from photoaudit.text import clean

COLUMNS = ("original", "edited")
MAX_TABLE = 16 * 1024 * 1024
"""Bytes of a table of pairs."""
MAX_PAIRS = 100_000
LONGEST_NAME = 40
MOST_NAMES = 4


class NoPairsError(ValueError):
    """A table that names no pairs; the message is one sentence."""


@dataclass(frozen=True)
class Matched:
    """Pairs in a stable order.

    ``left`` are originals that belong to no edited picture. An edited picture without an original is a
    pair with none. ``missed`` tell of what could not be looked into, ``notes`` of that and the rest;
    ``read`` are files that say what to compare.
    """

    pairs: tuple[Pair, ...]
    left: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    read: tuple[str | int, ...] = ()

    @property
    def open(self) -> tuple[str, ...]:
        """Return the edited pictures that have no original."""
        return tuple(pair.edited for pair in self.pairs if not pair.original)


def from_table(place: Path) -> Matched:
    """Return the pairs of a CSV file with the columns ``original`` and ``edited``, relative to its folder.

    Raises
    ------
    NoPairsError
        If it is none, cannot be read, is too large, or lacks a name.
    """
    name = repr(clean(str(place)))
    try:
        text = read_text(place, MAX_TABLE).removeprefix("\ufeff")
        pairs = [Pair(*(os.fspath(place.parent / cell) for cell in cells)) for cells in _rows(text, name)]
    except FileNotFoundError:
        raise NoPairsError(f"there is no table {name}.") from None
    except UnfitFileError as problem:
        raise NoPairsError(f"{name} is no table of pairs: {problem}.") from None
    except csv.Error as problem:
        raise NoPairsError(f"{name} is no CSV file: {problem}.") from None
    if not pairs:
        raise NoPairsError(f"{name} names no pairs.")
    return Matched(tuple(pairs), read=(os.fspath(place),))


def _rows(text: str, name: str) -> Iterator[list[str]]:
    """Yield what each row of a table says of `COLUMNS`; ``name`` is that of the table."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = [cell.strip().lower() for cell in next(rows, [])]
    if not set(COLUMNS) <= set(header):
        named = ", ".join(repr(clean(cell, LONGEST_NAME)) for cell in header[:MOST_NAMES]) or "nothing"
        raise NoPairsError(f"{name} lacks the columns original and edited: its first line names {named}.")
    columns = [header.index(column) for column in COLUMNS]
    count = 0
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        cells = [row[at].strip() if at < len(row) else "" for at in columns]
        for column, cell in zip(COLUMNS, cells, strict=True):
            if not cell or "\0" in cell:
                raise NoPairsError(f"{name}, line {rows.line_num}, names no {column}.")
        count += 1
        if count > MAX_PAIRS:
            raise NoPairsError(f"{name} names more than {MAX_PAIRS:,} pairs.")
        yield cells


def by_name(originals: Sequence[str], edited: Sequence[str], folders: tuple[str, str]) -> Matched:
    """Return edited pictures with the originals that have their names, without suffix and whatever case.

    First the place below its folder counts, too; then the name alone, where just one original has it.
    ``folders`` are those that both were found in.
    """
    known = {real_path(path) for path in edited}
    sources = [path for path in originals if real_path(path) not in known]
    whole, bare = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for path in sources:
        whole[_key(os.path.relpath(path, folders[0]))].append(path)
        bare[_key(os.path.basename(path))].append(path)  # noqa: PTH119 - text, as it was found
    pairs = []
    for path in edited:
        found = (
            whole.get(_key(os.path.relpath(path, folders[1])), []),
            bare.get(_key(os.path.basename(path)), []),  # noqa: PTH119 - as above
        )
        only = next((group[0] for group in found if len(group) == 1), "")
        pairs.append(Pair(only, path))
    used = {pair.original for pair in pairs}
    return Matched(tuple(pairs), tuple(path for path in sources if path not in used))


def by_content(matched: Matched, originals: Iterable[str], members: Sequence[album.Member]) -> Matched:
    """Return the same with originals for those that have none, where the album calls both one photo.

    ``members`` are the originals and the open edited pictures that could be read. Of several originals the
    largest counts.
    """
    wanted = set(matched.open)
    sources = set(originals) - {pair.edited for pair in matched.pairs}
    of: dict[str, str] = {}
    for copies in album.Photos(members, album.shipped()).copies:
        paths = [members[place].path for place in copies.places]
        first = next((path for path in paths if path in sources), "")
        of |= {path: first for path in paths if path in wanted}
    pairs = tuple(Pair(pair.original or of.get(pair.edited, ""), pair.edited) for pair in matched.pairs)
    used = {pair.original for pair in pairs}
    return replace(matched, pairs=pairs, left=tuple(path for path in matched.left if path not in used))


def _key(path: str) -> str:
    """Return a path without its suffix, as names are held against each other."""
    return unicodedata.normalize("NFC", os.path.splitext(path)[0]).casefold()  # noqa: PTH122 - text, with its folders
