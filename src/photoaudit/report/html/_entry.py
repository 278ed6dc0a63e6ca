"""One photo on the overview: what its card says, and by what it is sorted, filtered and found."""

from __future__ import annotations

from dataclasses import dataclass

from photoaudit.model import Claim, Exhibit, Level, Report, ReportStatus, RuleResult
from photoaudit.report.html._words import CATEGORIES
from photoaudit.report.looking import Reason, deciding_rule, reasons_to_look
from photoaudit.report.remaining import ACCEPTED, report_word
from photoaudit.report.words import main_reason, path_of, sentence
from photoaudit.terms.gates import Gate
from photoaudit.text import clean

STEPS = 10

Key = tuple[int, int, int, int]


@dataclass(frozen=True)
class Entry:
    """What a card shows. ``key`` sorts the worst first; ``wanted`` is why a person should look, if so."""

    number: int
    key: Key
    path: str
    level: str
    word: str
    verdict: str
    verdict_word: str
    reason: str
    rule: str
    wanted: tuple[Reason, ...]
    accepted: int
    cues: int
    support: float
    pixels: int
    said: str
    focus: tuple[int, int]


def entry_of(report: Report, number: int, gate: Gate | None = None) -> Entry:
    """Return the card of a report, the ``number``-th of its scan; ``gate`` is what it fails by."""
    unreadable = report.status is ReportStatus.UNREADABLE
    deciding = deciding_rule(report)
    verdict = report.verdict
    supports = verdict.supports if verdict else ()
    wanted = reasons_to_look(report, gate)
    severity = deciding[1].severity.rank if deciding else 0
    level, word = report.new_level or Level.NONE, report_word(report)
    rank = Level.HIGH.rank if unreadable else level.rank
    return Entry(
        number=number,
        key=(-bool(wanted), -rank, -severity, number),
        path=path_of(report),
        level="unreadable" if unreadable else ACCEPTED if word == ACCEPTED else level.value,
        word="unreadable" if unreadable else word,
        verdict="unreadable" if unreadable else verdict.category.value if verdict else "",
        verdict_word="" if unreadable or not verdict else CATEGORIES[verdict.category],
        reason=_reason(report, deciding[1] if deciding else None),
        rule=f"{deciding[0]}/{deciding[1].id}" if deciding else "",
        wanted=wanted,
        accepted=len(report.accepted),
        cues=len(report.impression.cues) if report.impression else 0,
        support=round(max((item.llr for item in supports if item.claim in Claim), default=-9.0), 3),
        pixels=report.width * report.height,
        said=" ".join(clean(f"{item.by} {item.says}") for item in (verdict.declarations if verdict else ())),
        focus=_focus(report.exhibit),
    )


def _reason(report: Report, rule: RuleResult | None) -> str:
    if rule is not None:
        return sentence(rule.trigger or rule.because)
    if report.status is ReportStatus.AUDITED and report.verdict:
        return sentence(report.verdict.headline)
    return main_reason(report)


def _focus(exhibit: Exhibit | None) -> tuple[int, int]:
    """Return where the largest face lies in the picture, each way in steps from 0 to `STEPS`."""
    if exhibit is None or not exhibit.faces:
        return STEPS // 2, STEPS // 3
    left, top, width, height = exhibit.faces[0]
    # A square cut out of the longer side can be moved by what is left over of that.
    side = min(exhibit.width, exhibit.height)
    return (
        _step(left + width / 2 - side / 2, exhibit.width - side),
        _step(top + height / 2 - side / 2, exhibit.height - side),
    )


def _step(offset: float, room: float) -> int:
    return round(STEPS * min(max(offset / room, 0.0), 1.0)) if room > 0 else STEPS // 2
