"""What stands above the photos: how many need a person and why, and how all of them came out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from photoaudit.model import Category, Level
from photoaudit.report.html._entry import Entry
from photoaudit.report.html._words import CATEGORIES

MOST_REASONS = 4


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
        self._reasons: Counter[str] = Counter()
        self._levels: Counter[str] = Counter()
        self._verdicts: Counter[str] = Counter()

    def add(self, entry: Entry) -> None:
        """Count a card."""
        self.photos += 1
        self.wanted += bool(entry.wanted)
        self.accepted += bool(entry.accepted)
        self._reasons.update(entry.wanted)
        self._levels[entry.level] += 1
        self._verdicts[entry.verdict] += 1

    @property
    def reasons(self) -> list[Row]:
        """Why people should look, the most frequent reason first."""
        common = self._reasons.most_common(MOST_REASONS)
        return _rows([(text, count, text, "wanted") for text, count in common], "wanted")

    @property
    def other_reasons(self) -> int:
        """How many reasons are not among `reasons`."""
        return max(len(self._reasons) - MOST_REASONS, 0)

    @property
    def levels(self) -> list[Row]:
        """The highest risk of each photo that was not accepted."""
        order = [*reversed(Level), "unreadable"]
        names = {Level.NONE.value: "none found"}
        counts = [
            (names.get(str(level), str(level)), self._levels[str(level)], str(level), str(level))
            for level in order
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
