"""The report on one photo, top to bottom, as lines without color."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from photoaudit.model import DECLARING, Category, Declaration, Report, ReportStatus, Status
from photoaudit.report.remaining import risks_by_level
from photoaudit.report.terminal.lines import BLANK, Line, Role, Span, View, faint, line, section, strong
from photoaudit.report.terminal.measured import measured
from photoaudit.report.terminal.policy import LEVEL_ROLES, MOST_IN_FULL, hint, matrix, policy
from photoaudit.report.words import (
    INTENTS,
    acceptance,
    counted,
    grouped,
    listed,
    nothing_declared,
    path_of,
    place,
    risk_word,
    sentence,
    trust,
    undeclared,
    unseen_names,
    with_status,
)
from photoaudit.text import SENTENCE, clean

# How a photo was made is no fault: alarm colors are kept for what a policy forbids.
CATEGORY_ROLES: Mapping[Category, Role] = MappingProxyType(
    {
        Category.AI_DECLARED: Role.FACT,
        Category.AI_EDIT_DECLARED: Role.FACT,
        Category.CAPTURE_SIGNED: Role.FACT,
        Category.CONFLICT: Role.CAUTION,
        Category.PIXEL_SUPPORT: Role.CAUTION,
        Category.INCONCLUSIVE: Role.STRONG,
        Category.NO_PORTRAIT: Role.STRONG,
    }
)


def photo(report: Report, view: View) -> list[Line]:
    """Return the whole report on one photo; on an unreadable one, its path and the reason."""
    if report.status is ReportStatus.UNREADABLE:
        reason = f"Could not be read: {clean(report.reason, SENTENCE) or 'no reason is known'}"
        return [_file(report), BLANK, line(Span(sentence(reason), Role.CAUTION))]
    lines = [
        *_head(report),
        *section("Known", _known(report)),
        *section("What the file declares", _declared(report, view)),
        *section("What you say", _stated(report)),
        *section("What was measured", measured(report, view)),
        *section("How it may strike people", _impression(report, view)),
        *section("Could not be assessed", _unassessed(report, view)),
        *section("Not looked at", _left_out(report)),
        *section("Broken checks", _broken(report)),
    ]
    return [*lines, *_policies(report, view), *section("What to do next", _next_steps(report))]


def _policies(report: Report, view: View) -> list[Line]:
    lines: list[Line] = []
    if len(report.risks) > 1:
        lines += section("Policy risk", [*matrix(report.risks, view), *hint(report)])
    if len(report.risks) <= MOST_IN_FULL or view.verbose:
        for risk in report.risks:
            body = policy(risk, view) + (hint(report) if len(report.risks) == 1 else [])
            state = Span(risk_word(risk), LEVEL_ROLES[risk.level])
            lines += section(f"Policy risk ({clean(risk.title)})", body, state)
    return lines


def _known(report: Report) -> list[Line]:
    """Tell what somebody has accepted: it is reported below all the same, and fails nothing."""
    return [
        line(strong(clean(item.finding)), f": {acceptance(item)}.", indent=2, lead="• ")
        for item in report.accepted
    ]


def _stated(report: Report) -> list[Line]:
    """Tell what a person said, as theirs; a contradiction is reported and decides nothing."""
    said = report.statement
    if said is None:
        return []
    lines = []
    if said.contradiction:
        lines.append(line(Span(sentence(said.contradiction), Role.CAUTION), indent=2))
    elif said.intent:
        lines.append(line(INTENTS[said.intent], indent=2))
    if said.disclosed:
        lines.append(line("Where it is published, the use of AI is disclosed.", indent=2))
    return [*lines, line(faint("Policies are judged by it too; it is no evidence."), indent=2)]


def _file(report: Report) -> Line:
    size = f"{report.width} x {report.height}" if report.width and report.height else ""
    facts = ", ".join(part for part in (clean(report.format), size) if part)
    return line(strong(path_of(report)), faint(f"  {facts}" if facts else ""))


def _head(report: Report) -> list[Line]:
    lines = [_file(report)]
    lines += [line(faint(f"note: {clean(note, SENTENCE)}")) for note in report.notes]
    if report.verdict or report.risks:
        lines.append(BLANK)
    if report.verdict:
        lines.append(line(Span(sentence(report.verdict.headline), CATEGORY_ROLES[report.verdict.category])))
    if report.risks:
        lines.append(_risks(report))
    return lines


def _risks(report: Report) -> Line:
    by_level = risks_by_level(report)
    if len(report.risks) == 1:
        level, word, titles = by_level[0]
        return line(f"Policy risk ({titles[0]}): ", Span(word, LEVEL_ROLES[level]))
    parts: list[str | Span] = ["Policy risk: "]
    for position, (level, word, titles) in enumerate(by_level):
        parts += [", "] if position else []
        parts += [Span(word, LEVEL_ROLES[level]), f" ({listed(titles, 4)})"]
    return line(*parts)


def _declared(report: Report, view: View) -> list[Line]:
    declarations = report.verdict.declarations if report.verdict else ()
    lines = [part for declaration in declarations for part in _declaration(declaration, view)]
    lines += [
        line(faint(sentence(finding.summary)), indent=2)
        for finding in with_status(report, Status.MEASURED)
        if finding.family in DECLARING and finding.notable
    ]
    lines = lines or [line(nothing_declared(report), indent=2)]
    gap = undeclared(report)
    return [*lines, line(faint(gap), indent=2)] if gap else lines


def _declaration(declaration: Declaration, view: View) -> list[Line]:
    where = f"{clean(declaration.where)}; {trust(declaration)}"
    if view.verbose and declaration.by:
        where = f"by {clean(declaration.by)}; {where}"
    return [line(sentence(declaration.says), indent=2, lead="• "), line(faint(where), indent=4)]


def _impression(report: Report, view: View) -> list[Line]:
    if not report.impression or not report.impression.summary:
        return []
    lines = [line(sentence(report.impression.summary), indent=2)]
    if view.verbose:
        for cue in report.impression.cues:
            text = f"{clean(cue.title)} ({place(cue.percentile)})"
            lines.append(line(faint(text), indent=4, lead=faint("• ")))
    return lines


def _unassessed(report: Report, view: View) -> list[Line]:
    reasons = grouped(
        (clean(finding.summary, SENTENCE), clean(finding.check))
        for finding in with_status(report, Status.NOT_ASSESSED)
    )
    return [line(_reason(reason, checks, view), indent=2) for reason, checks in reasons.items()]


def _left_out(report: Report) -> list[Line]:
    names = unseen_names([item for item in report.not_looked_at if not item.broke])
    return [line(sentence(f"left out: {', '.join(names)}"), indent=2)] if names else []


def _reason(reason: str, checks: list[str], view: View) -> str:
    names = listed(checks, len(checks) if view.verbose else 3)
    count = f" ({counted(len(checks), 'check')})" if len(checks) > 4 else ""
    return f"{names}{count}: {reason}"


def _broken(report: Report) -> list[Line]:
    broken = with_status(report, Status.ERROR)
    if not broken:
        return []
    lines = [
        line(Span(clean(finding.check), Role.ALARM), f": {clean(finding.summary, SENTENCE)}", indent=2)
        for finding in broken
    ]
    return [*lines, line(faint("A fault of photoaudit, not of the photo."), indent=2)]


def _next_steps(report: Report) -> list[Line]:
    return [
        line(sentence(step), indent=2, lead=f"{position}. ")
        for position, step in enumerate(report.next_steps, start=1)
    ]
