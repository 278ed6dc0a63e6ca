"""What of a risk remains besides what somebody has accepted, the same for a photo and for counts of many."""

from __future__ import annotations

from photoaudit.model import Level, Report, Risk, of_rule
from photoaudit.report.words import grouped, risk_word
from photoaudit.text import clean

ACCEPTED = "accepted"
"""The word for a photo, or a policy's risk, of which all that has a level was accepted."""


def remaining(risk: Risk, report: Report) -> Level:
    """Return the level of one policy's risk without what was accepted."""
    if not report.accepted:
        return risk.level
    levels = (rule.level for rule in risk.fired if not report.acceptance(of_rule(risk.policy, rule.id)))
    return max(levels, key=lambda level: level.rank, default=Level.NONE)


def remaining_word(risk: Risk, report: Report) -> str:
    """Return that level in words."""
    level = remaining(risk, report)
    if level is not Level.NONE:
        return level.value
    return risk_word(risk) if risk.level is Level.NONE else ACCEPTED


def report_word(report: Report) -> str:
    """Return the highest risk of all policies without what was accepted, in words.

    Of risks that are none, one that is not fully known is the one to tell of.
    """
    if report.level is None or report.new_level is None:
        return "not judged"
    if report.new_level is not Level.NONE:
        return report.new_level.value
    words = {remaining_word(risk, report) for risk in report.risks}
    return next((word for word in (ACCEPTED, "none found", "note") if word in words), "none")


def risks_by_level(report: Report) -> list[tuple[Level, str, list[str]]]:
    """Return each risk that remains, in words and with the titles of its policies, the highest first."""
    titles = grouped(
        ((remaining(risk, report), remaining_word(risk, report)), clean(risk.title)) for risk in report.risks
    )
    return [(*key, names) for key, names in sorted(titles.items(), key=lambda item: -item[0][0].rank)]
