"""What stands above the photos: how many need a person and why, and how all of them came out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from photoaudit.model import Category, Level
from photoaudit.report.html._entry import Entry
from photoaudit.report.html._words import CATEGORIES
from photoaudit.report.looking import NOBODY, WHO, Reason, gravest, needed
from photoaudit.report.remaining import ACCEPTED

MOST_REASONS = 5
"""So many reasons are shown; one more is shown as well, as it takes no more room than to say so."""


@dataclass(frozen=True)
class Row:
    """One bar: what it counts, how many, its share of the longest (0 to 100), and the filter it sets."""

    label: str
    count: int
    width: float
    filter: str
    value: str
    kind: str = ""


class Summary:
    """Counts of cards; memory does not grow with them."""

    def __init__(self) -> None:
        self.photos = 0
        self.wanted = 0
        self.accepted = 0
        self._reasons: Counter[Reason] = Counter()
        self._levels: Counter[str] = Counter()
        self._verdicts: Counter[str] = Counter()

    def add(self, entry: Entry) -> None:
        """Count a card."""
        self.photos += 1
        self.wanted += bool(entry.wanted)
        self.accepted += bool(entry.accepted)
        self._reasons.update({replace(reason, rule="") for reason in entry.wanted})
        self._levels[entry.level] += 1
        self._verdicts[entry.verdict] += 1

    @property
    def needed(self) -> str:
        """How many photos need a person, as one clause."""
        return needed(self.wanted, self.photos)

    @property
    def meaning(self) -> str:
        """What that comes to, in a sentence or two."""
        return WHO if self.wanted else NOBODY

    @property
    def reasons(self) -> list[Row]:
        """Why people should look, the gravest reason first, whatever its level differs by."""
        rows = [(item.text, count, item.text, item.level.value) for item, count in self._by_text()]
        return _rows(rows if len(rows) == MOST_REASONS + 1 else rows[:MOST_REASONS], "wanted")

    @property
    def other_reasons(self) -> int:
        """How many reasons are not among `reasons`."""
        return len(self._by_text()) - len(self.reasons)

    def _by_text(self) -> list[tuple[Reason, int]]:
        """Return each reason once, at the gravest level that it came to, with the photos of all levels."""
        counts: dict[str, tuple[Reason, int]] = {}
        for reason, count in gravest(self._reasons):
            first, before = counts.get(reason.text, (reason, 0))
            counts[reason.text] = first, before + count
        return list(counts.values())

    @property
    def levels(self) -> list[Row]:
        """The highest risk of each photo that was not accepted."""
        order = [*(level for level in reversed(Level) if level is not Level.NONE), ACCEPTED, Level.NONE]
        names = {Level.NONE.value: "none found"}
        counts = [
            (names.get(str(level), str(level)), self._levels[str(level)], str(level), str(level))
            for level in (*order, "unreadable")
        ]
        return _rows([row for row in counts if row[1]], "level")

    @property
    def verdicts(self) -> list[Row]:
        """What is established about each photo."""
        counts = [(CATEGORIES[item], self._verdicts[item.value], item.value, "verdict") for item in Category]
        return _rows([row for row in counts if row[1]], "verdict")


def _rows(counts: list[tuple[str, int, str, str]], filter: str) -> list[Row]:
    most = max((count for _, count, _, _ in counts), default=1)
    return [
        Row(label, count, round(100 * count / most, 1), filter, value, kind)
        for label, count, value, kind in counts
    ]
