"""Many photos at a glance: a line each for `grep`, and the totals at the end of a full report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from photoaudit.model import Category, Level, Report, ReportStatus, Status
from photoaudit.report.remaining import ACCEPTED, report_word
from photoaudit.report.terminal.lines import Line, Role, Span, line
from photoaudit.report.terminal.policy import LEVEL_ROLES
from photoaudit.report.words import accepted_in, counted, listed, main_reason, path_of, with_status

_LABEL = 15
_MOST = 5


def one_line(report: Report) -> str:
    """Return ``path: category, risk level: main reason``; as long as it must be, to stay one line."""
    if report.status is ReportStatus.UNREADABLE:
        return f"{path_of(report)}: unreadable: {main_reason(report)}"
    category = report.verdict.category.value if report.verdict else "no verdict"
    risk = f"risk {_level(report)}"
    broken = len(with_status(report, Status.ERROR))
    faults = f", {counted(broken, 'broken check')}" if broken else ""
    return f"{path_of(report)}: {category}, {risk}{faults}: {main_reason(report)}"


def _level(report: Report) -> str:
    level, new = report.level, report.new_level
    if level is None or new is None:
        return "not judged"
    if level is Level.NONE and report.unknown:
        return "none found"
    return level.value if new is level else f"{level.value} (new: {new.value})"


def totals(reports: Sequence[Report]) -> list[Line]:
    """Return what came of all photos: verdicts, the highest risk, and what could not be audited."""
    title = Span(f"{counted(len(reports), 'photo')} in all", Role.STRONG)
    return [line(title), *_verdicts(reports), *_highest(reports), *_troubled(reports)]


def _verdicts(reports: Sequence[Report]) -> Iterator[Line]:
    counts = Counter(report.verdict.category for report in reports if report.verdict)
    parts = [f"{counts[category]} {category.value}" for category in Category if counts[category]]
    if parts:
        yield line(", ".join(parts), indent=2, lead=_label("verdicts"))


def _highest(reports: Sequence[Report]) -> Iterator[Line]:
    levels = [report.new_level for report in reports if report.new_level]
    level = max(levels, key=lambda level: level.rank, default=None)
    if level is None:
        return
    words = {report_word(report) for report in reports}
    none = next((word for word in ("none found", ACCEPTED) if word in words), level.value)
    word = Span(none if level is Level.NONE else level.value, LEVEL_ROLES[level])
    photos = "" if level is Level.NONE else f": {_paths(r for r in reports if r.new_level is level)}"
    yield line(word, photos, indent=2, lead=_label("highest risk"))
    known = sum(len(report.accepted) for report in reports)
    if known:
        text = accepted_in(known, sum(bool(report.accepted) for report in reports))
        yield line(text, indent=2, lead=_label("known"))


def _troubled(reports: Sequence[Report]) -> Iterator[Line]:
    unreadable = [report for report in reports if report.status is ReportStatus.UNREADABLE]
    broken = [report for report in reports if with_status(report, Status.ERROR)]
    for label, photos in (("unreadable", unreadable), ("broken checks", broken)):
        if photos:
            yield line(f"{len(photos)}: {_paths(photos)}", indent=2, lead=_label(label))


def _paths(reports: Sequence[Report] | Iterator[Report]) -> str:
    return listed([path_of(report) for report in reports], _MOST)


def _label(text: str) -> str:
    return text.ljust(_LABEL)
