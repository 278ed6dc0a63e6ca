"""Cards and views put aside in a file until a page is written; only a line of each stays in memory."""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Generic, TypeVar

from markupsafe import Markup

PACKING = 6

K = TypeVar("K", bound=tuple[int, ...])


@dataclass(frozen=True)
class _Place(Generic[K]):
    """Where in the file an entry lies: first its card, then its view."""

    key: K
    number: int
    offset: int
    card: int
    view: int


class Spool(Generic[K]):
    """Entries by a key that sorts them, in a binary file that is empty at first.

    Views are packed, as they lie in a page until they are opened.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: list[_Place[K]] = []

    def __len__(self) -> int:
        """Return how many entries there are, which is the number of the next."""
        return len(self._places)

    def put(self, key: K, card: str, view: str) -> None:
        """Put the next entry aside."""
        packed = base64.b64encode(zlib.compress(view.encode(), PACKING))
        shown = card.encode()
        offset = self._file.seek(0, io.SEEK_END)
        self._file.write(shown + packed)
        self._places.append(_Place(key, len(self._places), offset, len(shown), len(packed)))

    def cards(self) -> Iterator[Markup]:
        """Yield the cards, sorted."""
        for place in self._sorted():
            yield self._read(place.offset, place.card)

    def views(self) -> Iterator[tuple[int, Markup]]:
        """Yield the number and the packed view of each, sorted."""
        for place in self._sorted():
            yield place.number, self._read(place.offset + place.card, place.view)

    def _sorted(self) -> list[_Place[K]]:
        return sorted(self._places, key=lambda place: place.key)

    def _read(self, offset: int, length: int) -> Markup:
        self._file.seek(offset)
        return Markup(self._file.read(length).decode())  # noqa: S704 - a template wrote it
