"""What a summary of many photos needs to know of each; the reports themselves are not kept.

Memory stays the same however many photos are added, unless all of them are to be named.
"""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass

from photoaudit.model import Album, Category, Level, Report, ReportStatus, Status
from photoaudit.report.gaps import Gaps
from photoaudit.report.looking import Reason, reasons_to_look, rules_that_fired
from photoaudit.report.remaining import remaining, remaining_word, report_word
from photoaudit.report.words import main_reason, new_rules, path_of
from photoaudit.terms.gates import Gate
from photoaudit.text import clean

MOST = 10
"""How many photos a summary names of a kind."""

_ORDER = {level: level.rank for level in Level}


@dataclass(frozen=True)
class Named:
    """A photo that a summary names, and why."""

    path: str
    reason: str
    level: Level = Level.NONE


@dataclass(frozen=True)
class Run:
    """What is known of a scan besides its reports; ``page`` is the command that makes a page of it."""

    total: int
    cached: int
    seconds: float
    stopped: bool = False
    notes: tuple[str, ...] = ()
    page: str = ""


@dataclass(frozen=True)
class Ending:
    """What a format may say after the last report or pair; ``left`` are originals that belong to no pair."""

    run: Run
    album: Album | None = None
    left: tuple[str, ...] = ()


class Tally:
    """Counts of verdicts and risks, and the few photos worth naming; ``most`` None names all.

    Risks are those that were not accepted: what was, is counted by itself.
    """

    def __init__(self, most: int | None = MOST) -> None:
        self.most = most
        self.photos = 0
        self.level = Level.NONE
        self.categories: Counter[Category] = Counter()
        self.risks: Counter[tuple[Level, str]] = Counter()
        self.by_policy: dict[str, Counter[tuple[Level, str]]] = {}
        self.gaps = Gaps()
        self.wanted = 0
        self.reasons: Counter[Reason] = Counter()
        self.known = 0
        self.with_known = 0
        self.at_risk = 0
        self.unread = 0
        self.unreadable: list[Named] = []
        self.faulty = 0
        self.faults: Counter[str] = Counter()
        self.first_fault = ""
        self.first: Named | None = None
        self._first_key = (0, 0)
        self._worst: list[tuple[int, int, int, Named]] = []

    @property
    def broken(self) -> bool:
        """Whether a photo was unreadable or a check broke."""
        return bool(self.unread or self.faulty)

    @property
    def worst(self) -> list[Named]:
        """Return the photos at the highest risk, the worst first, alike ones as they came."""
        return [entry[-1] for entry in sorted(self._worst, key=lambda entry: entry[:3], reverse=True)]

    def add(self, report: Report, gate: Gate | None = None) -> None:
        """Count a report; ``gate`` is what it fails by."""
        self.photos += 1
        self.gaps.add(report)
        look = reasons_to_look(report, gate)
        self.wanted += bool(look)
        self.reasons.update({*rules_that_fired(report), *look})
        if report.status is ReportStatus.UNREADABLE:
            self.unread += 1
            if self.most is None or len(self.unreadable) < self.most:
                self.unreadable.append(Named(path_of(report), main_reason(report)))
            return
        if report.verdict:
            self.categories[report.verdict.category] += 1
        errors = [finding for finding in report.findings if finding.status is Status.ERROR]
        self.faulty += bool(errors)
        self.faults.update(clean(finding.check) for finding in errors)
        if errors and not self.first_fault:
            self.first_fault = clean(errors[0].summary)
        self._judge(report)

    def _judge(self, report: Report) -> None:
        new = report.new_level
        if new is None:
            return
        self.risks[new, report_word(report)] += 1
        for risk in report.risks:
            counts = self.by_policy.setdefault(clean(risk.title), Counter())
            counts[remaining(risk, report), remaining_word(risk, report)] += 1
        self.known += len(report.accepted)
        self.with_known += bool(report.accepted)
        # What is known is counted, and not named again among the worst.
        if new is Level.NONE:
            return
        self.at_risk += 1
        self.level = max(self.level, new, key=_ORDER.__getitem__)
        decisive = (rule for risk in report.risks for rule in new_rules(risk, report))
        key = (new.rank, max((rule.severity.rank for rule in decisive), default=0))
        entry = (*key, -self.photos, Named(path_of(report), main_reason(report), new))
        if key > self._first_key:
            self.first, self._first_key = entry[-1], key
        if self.most is None:
            self._worst.append(entry)
        elif len(self._worst) < self.most:
            heapq.heappush(self._worst, entry)
        else:
            heapq.heappushpop(self._worst, entry)
