"""A pair of pictures as renderers see it."""

from __future__ import annotations

from dataclasses import dataclass

from photoaudit.model.comparison import Change, Comparison
from photoaudit.model.report import Report


@dataclass(frozen=True)
class Compared:
    """What was done to an original, and the report on the edited picture, judged by that."""

    comparison: Comparison
    report: Report

    @property
    def change(self) -> Change | None:
        """Return the gravest change; None where it could not be told."""
        return self.comparison.change

    @property
    def broken(self) -> bool:
        """Whether the pair was not compared, the edited picture unreadable, or a check broke on it."""
        return self.change is None or self.report.broken
