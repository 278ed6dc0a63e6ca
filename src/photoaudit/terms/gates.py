"""What makes a run fail: a policy risk, a verdict, a file that cannot be read; each a gate of its own.

What somebody has accepted (`Report.accepted`) is still reported and fails nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from photoaudit.model import (
    Category,
    Level,
    Report,
    ReportStatus,
    of_rule,
    of_verdict,
)


class FailOn(StrEnum):
    """What fails a run: a policy risk from a level on, a file that cannot be read, or no risk at all."""

    ADVICE = "advice"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    PROHIBITED = "prohibited"
    UNREADABLE = "unreadable"
    NEVER = "never"


class FailOnVerdict(StrEnum):
    """Verdicts that may fail a run; most camera photos end inconclusive, so that is none of them."""

    AI_DECLARED = "ai-declared"
    AI_EDIT_DECLARED = "ai-edit-declared"
    CONFLICT = "conflict"
    PIXEL_SUPPORT = "pixel-support"


DEFAULT = (FailOn.HIGH,)
IN_CI = (FailOnVerdict.AI_DECLARED,)
"""What fails besides `DEFAULT` in CI where nothing says what does: what a file declares, never its pixels."""


@dataclass(frozen=True)
class Gate:
    """What fails: risks from ``level`` on (None: no risk does), ``verdicts``, and ``unreadable`` files."""

    level: Level | None = Level.HIGH
    unreadable: bool = False
    verdicts: frozenset[Category] = frozenset()

    def reason(self, report: Report) -> str:
        """Return in a few words why a photo fails, "" if it does not."""
        if report.status is ReportStatus.UNREADABLE:
            return "unreadable" if self.unreadable else ""
        reasons = []
        level = report.new_level
        if self.level is not None and level is not None and level.rank >= self.level.rank:
            reasons.append(f"risk {level.value}")
        category = report.verdict.category if report.verdict else None
        if category in self.verdicts and not report.acceptance(of_verdict(category)):
            reasons.append(f"verdict {category.value}")
        return ", ".join(reasons)

    def findings(self, report: Report) -> tuple[str, ...]:
        """Return what would have to be accepted for a photo to pass, in the words of `Acceptance.finding`."""
        found = [
            of_rule(risk.policy, rule.id)
            for risk in report.risks
            for rule in risk.fired
            if self.level is not None and rule.level.rank >= self.level.rank
        ]
        if report.verdict and report.verdict.category in self.verdicts:
            found.append(of_verdict(report.verdict.category))
        return tuple(name for name in dict.fromkeys(found) if not report.acceptance(name))


def gate(fail_on: Iterable[FailOn] = DEFAULT, verdicts: Iterable[FailOnVerdict] = ()) -> Gate:
    """Return the gate of these names: of several levels, the lowest counts.

    Naming only `FailOn.UNREADABLE` or `FailOn.NEVER` turns the gate on risk off.

    Raises
    ------
    ValueError
        If `FailOn.NEVER` stands beside a level.
    """
    named = set(fail_on)
    levels = [Level(name) for name in named - {FailOn.UNREADABLE, FailOn.NEVER}]
    if levels and FailOn.NEVER in named:
        raise ValueError("fail-on 'never' and a level exclude each other.")
    return Gate(
        min(levels, key=lambda level: level.rank, default=None),
        FailOn.UNREADABLE in named,
        frozenset(Category(name) for name in verdicts),
    )
