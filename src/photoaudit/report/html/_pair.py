"""Pairs of pictures as a page: one with its original beside it, or an overview of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from markupsafe import Markup

from photoaudit.model import Aspect, Change, Compared, Level
from photoaudit.report.card import card_of
from photoaudit.report.html._render import fill, page_values, template
from photoaudit.report.html._spool import Spool
from photoaudit.report.pair import (
    CHANGES,
    NOT_COMPARED,
    PairCard,
    described,
    floor_of,
    pair_card,
    value_of,
    word_of,
)
from photoaudit.report.tally import Ending

NONE = "none"
"""What stands for no change that could be told, where pairs are filtered."""


@dataclass(frozen=True)
class PairEntry:
    """What the card of a pair shows, and by what it is filtered."""

    number: int
    made: PairCard
    change: str
    level: str
    risk: str


@dataclass(frozen=True)
class Count:
    """A row of the overview that is a filter, too: how many pairs came out so, of all in percent."""

    filter: str
    value: str
    label: str
    kind: str
    count: int
    width: float


class PairGallery:
    """A page of pairs, written when it ends.

    Parameters
    ----------
    write : callable
        Takes the page, in pieces.
    spool : binary file
        Empty, to be read and written at any place. Holds what is not kept in memory.
    version, day : str
        Of photoaudit, and that is printed on the page ("" for none).
    images : bool
        Whether there are pictures to be shown at all.
    alone : bool
        Whether there is one pair and no more: the page is then its view.
    """

    def __init__(
        self,
        write: Callable[[str], object],
        spool: IO[bytes],
        *,
        version: str,
        day: str = "",
        images: bool,
        alone: bool = False,
    ) -> None:
        self._write, self._shelf = write, Spool[tuple[int, int, int]](spool)
        self._version, self._day, self._images, self._alone = version, day, images, alone
        self._changes: Counter[Change | None] = Counter()
        self._risks: Counter[tuple[Level, str]] = Counter()
        self._only = ""
        self._title = ""

    def add(self, compared: Compared) -> None:
        """Put a pair aside and count it."""
        number, change, made = len(self._shelf), compared.change, card_of(compared.report)
        entry = PairEntry(
            number, pair_card(compared), change.value if change else NONE, made.level.value, made.word
        )
        if self._alone:
            self._only, self._title = _view(compared, entry, embedded=False), entry.made.path
        card = template("pair_card.html").render(
            entry=entry, images=self._images, exhibit=compared.comparison.exhibit
        )
        # What could not be compared comes first: nobody has looked.
        rank = change.rank if change else len(Change)
        self._shelf.put((-rank, -made.level.rank, number), card, _view(compared, entry, embedded=True))
        self._changes[change] += 1
        self._risks[made.level, made.word] += 1

    def end(self, ending: Ending) -> None:
        """Write the page."""
        values: dict[str, Any] = {"version": self._version, "day": self._day, "images": self._images}
        if self._only:
            view = Markup(self._only)  # noqa: S704 - a template wrote it
            self._write(fill("single.html", **values, title=self._title, view=view))
            return
        pieces = template("pairs.html").generate(
            **page_values(),
            **values,
            run=ending.run,
            pairs=len(self._shelf),
            left=ending.left,
            changes=self._change_rows(),
            risks=self._risk_rows(),
            cards=self._shelf.cards(),
            views=self._shelf.views(),
        )
        for piece in pieces:
            self._write(piece)

    def _change_rows(self) -> list[Count]:
        order = [change for change in (None, *reversed(Change)) if self._changes[change]]
        return [
            self._row(
                "level", change.value if change else NONE, word_of(change), "change", self._changes[change]
            )
            for change in order
        ]

    def _risk_rows(self) -> list[Count]:
        by_level: dict[Level, list[str]] = {}
        counts: Counter[Level] = Counter()
        for (level, word), count in self._risks.items():
            by_level.setdefault(level, []).append(word)
            counts[level] += count
        return [
            self._row("verdict", level.value, ", ".join(by_level[level]), level.value, counts[level])
            for level in sorted(counts, key=lambda level: -level.rank)
        ]

    def _row(self, name: str, value: str, label: str, kind: str, count: int) -> Count:
        return Count(name, value, label, kind, count, round(100 * count / len(self._shelf), 1))


def _view(compared: Compared, entry: PairEntry, *, embedded: bool) -> str:
    """Return a pair in full; ``embedded`` in an overview, which holds the edited picture already."""
    comparison = compared.comparison
    groups = (
        (aspect.value, [item for item in comparison.differences if item.aspect is aspect])
        for aspect in Aspect
    )
    return template("pair.html").render(
        compared=compared,
        comparison=comparison,
        exhibit=comparison.exhibit,
        entry=entry,
        made=entry.made,
        embedded=embedded,
        others=[CHANGES[change] for change in comparison.changes],
        not_compared=NOT_COMPARED,
        groups=[(name, items) for name, items in groups if items],
        described=described,
        value_of=value_of,
        floor_of=floor_of,
        risks=sorted(compared.report.risks, key=lambda risk: -risk.level.rank),
    )
