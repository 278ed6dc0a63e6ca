"""One photo in full: what its view is filled with."""

from __future__ import annotations

from typing import Any

from photoaudit.model import DECLARING, Claim, Family, Finding, Outcome, Report, Risk, Status, Unseen
from photoaudit.report.card import card_of
from photoaudit.report.html._entry import Entry
from photoaudit.report.looking import deciding_rule
from photoaudit.report.values import feeding, of_pixels, populations, telling
from photoaudit.report.words import (
    INTENTS,
    grouped,
    nothing_declared,
    sentence,
    supported,
    unassessed,
    undeclared,
    unseen_names,
    with_status,
)
from photoaudit.text import SENTENCE, clean

MOST_RISKS = 7
"""So many policies are named at the top; the matrix below has all."""

APPLIES = "Applies"


def view_of(report: Report, entry: Entry) -> dict[str, Any]:
    """Return what the template of a photo's view asks for."""
    measured = [finding for finding in with_status(report, Status.MEASURED) if of_pixels(finding)]
    shown = [finding for finding in measured if telling(finding)]
    usual = [finding for finding in measured if not telling(finding)]
    placed = [finding for finding in measured if finding.percentile is not None]
    deciding = deciding_rule(report)
    return {
        "report": report,
        "made": card_of(report),
        "nothing": nothing_declared(report),
        "undeclared": undeclared(report),
        "left_out": [sentence(name) for name in unseen_names(_left_out(report))],
        "feeding": feeding(report),
        "entry": entry,
        "said": INTENTS[report.statement.intent] if report.statement and report.statement.intent else "",
        "traces": [
            finding
            for finding in with_status(report, Status.MEASURED)
            if finding.family in DECLARING and finding.notable
        ],
        "shown": _by_family(shown),
        "usual": _by_family(usual),
        "usual_count": len(usual),
        "population": populations(placed) if placed else "",
        "worth": _worth(report),
        "unassessed": grouped(
            (clean(item.summary, SENTENCE), clean(item.check))
            for item in with_status(report, Status.NOT_ASSESSED)
        ),
        "deciding": deciding[1] if deciding else None,
        "deciding_policy": deciding[0] if deciding else "",
        "most_risks": MOST_RISKS,
        "broken": with_status(report, Status.ERROR),
        "risks": sorted(report.risks, key=lambda risk: (-risk.level.rank, not risk.fired)),
        "rules": _rules,
    }


def _left_out(report: Report) -> list[Unseen]:
    return [item for item in report.not_looked_at if not item.broke]


def _by_family(findings: list[Finding]) -> list[tuple[str, list[Finding]]]:
    groups = ((family.value, [item for item in findings if item.family is family]) for family in Family)
    return [(name, members) for name, members in groups if members]


def _worth(report: Report) -> list[tuple[str, tuple[str, ...]]]:
    """Say what all values together are worth as evidence for each claim, and by which checks."""
    supports = {support.claim: support for support in report.verdict.supports} if report.verdict else {}
    if not supports:
        return [("No measured value carries weight as evidence here.", ())]
    return [
        (supported(supports[claim]), supports[claim].findings if supports[claim].given else ())
        if claim in supports
        else (unassessed(claim), ())
        for claim in Claim
    ]


def _rules(risk: Risk) -> list[tuple[str, list[Any]]]:
    """Return the rules of a policy in groups; as many could not be judged as are open, notes aside."""
    fired, passed = list(risk.fired), [rule for rule in risk.rules if rule.outcome is Outcome.PASSED]
    unknown = [rule for rule in risk.rules if rule.outcome is Outcome.NOT_ASSESSED]
    groups = (
        (APPLIES, fired),
        ("Could not be judged", list(risk.open)),
        ("Notes that could not be judged", [rule for rule in unknown if rule not in risk.open]),
        ("Checked, does not apply", passed),
    )
    return [(title, rules) for title, rules in groups if rules]
