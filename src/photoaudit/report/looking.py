"""Which photos of a scan need a person to look, and why: the same in the terminal and on the page.

A photo does if a policy finds a risk of `FROM` or above in it, if it fails the run, if its file contradicts
itself or what a person says of it, or if it could not be fully audited. What was accepted counts no more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from photoaudit.model import (
    Basis,
    Category,
    Level,
    Report,
    ReportStatus,
    RuleResult,
    Status,
    of_rule,
    of_verdict,
)
from photoaudit.report.words import VERDICTS, sentence
from photoaudit.terms.gates import Gate

FROM = Level.MEDIUM
WHO = (
    f"That is a risk of {FROM.value} or above, a file that contradicts itself or what you say, a photo that "
    "fails this run, or one that could not be fully audited."
)
NOBODY = (
    f"No risk of {FROM.value} or above, no contradiction, nothing unreadable, nothing broken. That clears no "
    "photo: most are inconclusive."
)
_PLAIN = (Basis.MEASURED, Basis.LOOKS)
_BRACKETS = re.compile(r"\s*\([^()]*(\([^()]*\)[^()]*)*\)")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Reason:
    """Why photos came out as they did, in words that they share; ``rule`` is the policy and the rule, or "".

    ``level`` is how grave it is; what could not be audited counts as high, since it may hide as much.
    """

    level: Level
    text: str
    rule: str = ""


def needed(wanted: int, photos: int) -> str:
    """Return how many of so many photos need a person, as one clause."""
    all_of_them = f"{photos:,} photo{'' if photos == 1 else 's'}"
    if not wanted:
        return f"None of {all_of_them} needs a person to look first"
    return f"{wanted:,} of {all_of_them} {'needs' if wanted == 1 else 'need'} a person to look"


def gravest(counts: Counter[Reason]) -> list[tuple[Reason, int]]:
    """Return reasons with their counts, by gravity and then by count."""
    return sorted(
        counts.items(), key=lambda item: (-item[0].level.rank, -item[1], item[0].text, item[0].rule)
    )


def reasons_to_look(report: Report, gate: Gate | None = None) -> tuple[Reason, ...]:
    """Return why a person should look at a photo, nothing if none must; ``gate`` is what it fails by."""
    if report.status is ReportStatus.UNREADABLE:
        return (Reason(Level.HIGH, "It could not be read."),)
    return tuple(dict.fromkeys((*_risk(report, gate), *_besides(report, gate))))


def rules_that_fired(report: Report) -> tuple[Reason, ...]:
    """Return a reason for each rule that came to a level and was not accepted."""
    found = (_of(policy, rule) for policy, rule in _fired(report))
    return tuple(dict.fromkeys(found))


def deciding_rule(report: Report) -> tuple[str, RuleResult] | None:
    """Return the policy and the rule behind the highest risk that was not accepted."""
    return max(_fired(report), key=lambda pair: (pair[1].level.rank, pair[1].severity.rank), default=None)


def _fired(report: Report) -> Iterator[tuple[str, RuleResult]]:
    for risk in report.risks:
        for rule in risk.fired:
            if rule.level is not Level.NONE and not report.acceptance(of_rule(risk.policy, rule.id)):
                yield risk.policy, rule


def _risk(report: Report, gate: Gate | None) -> Iterator[Reason]:
    least = min(FROM.rank, gate.level.rank) if gate and gate.level else FROM.rank
    deciding = deciding_rule(report)
    if deciding and (report.new_level or Level.NONE).rank >= least:
        yield _of(*deciding)


def _besides(report: Report, gate: Gate | None) -> Iterator[Reason]:
    verdict = report.verdict
    accepted = verdict is None or report.acceptance(of_verdict(verdict.category))
    if any(finding.status is Status.ERROR for finding in report.findings):
        yield Reason(Level.HIGH, "A check broke.")
    if verdict and verdict.category is Category.CONFLICT and not accepted:
        yield Reason(Level.MEDIUM, "The file contradicts itself.")
    elif verdict and gate and verdict.category in gate.verdicts and not accepted:
        yield Reason(Level.MEDIUM, f"{VERDICTS[verdict.category]}.")
    if report.statement and report.statement.contradiction:
        yield Reason(Level.MEDIUM, "What you say and the file do not agree.")


def _of(policy: str, rule: RuleResult) -> Reason:
    return Reason(rule.level, _shared(rule), of_rule(policy, rule.id))


def _shared(rule: RuleResult) -> str:
    """Return why a rule fired, in words that photos share: without names and numbers.

    Of what was measured that is the rule, as each photo words its own values.
    """
    told = "" if rule.basis in _PLAIN else _BRACKETS.sub("", rule.trigger)
    return sentence(rule.because if not told or _DIGIT.search(told) else told)
