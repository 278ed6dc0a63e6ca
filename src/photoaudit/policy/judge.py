"""What a pack makes of a photo: severity, limited by how well the trigger is established."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from photoaudit.model import (
    Basis,
    Context,
    Finding,
    Impression,
    Level,
    Outcome,
    Risk,
    RuleResult,
    Verdict,
)
from photoaudit.policy.compared import is_minor
from photoaudit.policy.evidence import Evidence, Reading, read
from photoaudit.policy.pack import Policy, Rule, When

LIMITS: Mapping[Basis, Level] = MappingProxyType(
    {
        Basis.SIGNED: Level.PROHIBITED,
        Basis.STATED: Level.PROHIBITED,
        Basis.MEASURED: Level.PROHIBITED,
        Basis.COMPARED: Level.HIGH,
        Basis.UNSIGNED: Level.HIGH,
        Basis.CONTRADICTED: Level.MEDIUM,
        Basis.STRONG: Level.HIGH,
        Basis.MODERATE: Level.MEDIUM,
        Basis.WEAK: Level.LOW,
        Basis.LOOKS: Level.LOW,
    }
)
"""The most that a rule can come to by its trigger; docs/how-it-decides.md says why."""

_WORTH = {basis: (LIMITS[basis].rank, -place) for place, basis in enumerate(Basis)}
_ORDER = {Outcome.FIRED: 0, Outcome.NOT_ASSESSED: 1, Outcome.PASSED: 2}


def limited(severity: Level, basis: Basis | None) -> Level:
    """Return the risk of a rule that fired; without a basis nothing is established."""
    limit = LIMITS[basis] if basis else Level.NONE
    return min(severity, limit, key=lambda level: level.rank)


def judge(
    pack: Policy,
    findings: Sequence[Finding],
    verdict: Verdict,
    impression: Impression,
    context: Context | None = None,
) -> Risk:
    """Return what a pack makes of a photo; the rule that decides comes first."""
    by_check = {finding.check: finding for finding in findings}
    evidence = Evidence(by_check, verdict, impression, context or Context())
    results = [_apply(rule, evidence) for rule in pack.rules]
    results.sort(key=lambda result: (_ORDER[result.outcome], -result.level.rank, -result.severity.rank))
    level = max((item.level for item in results), key=lambda item: item.rank, default=Level.NONE)
    return Risk(pack.id, pack.title, level, tuple(results), pack.questions)


def _apply(rule: Rule, evidence: Evidence) -> RuleResult:
    outcome, reading = _decide(rule, evidence)
    fired = outcome is Outcome.FIRED
    return RuleResult(
        id=rule.id,
        outcome=outcome,
        level=limited(rule.severity, reading.basis) if fired else Level.NONE,
        status=rule.status,
        because=rule.because if fired else reading.words,
        advice=rule.advice,
        source=rule.source,
        checked_on=rule.checked_on,
        confidence=rule.confidence,
        severity=rule.severity,
        trigger=reading.words if fired else "",
        basis=reading.basis if fired else None,
    )


def _decide(rule: Rule, evidence: Evidence) -> tuple[Outcome, Reading]:
    """Return how a rule comes out, and the reading that decides.

    Triggers about how a photo was made ask one question in several ways: an answer to one of them
    answers all, and then nobody need compare it with an original. A comparison answers less: what was done
    to that original, not how it was made. Of other triggers each must be known before a rule has passed.
    """
    if rule.disclosed is not None and rule.disclosed is not evidence.context.disclosed:
        said = "You say" if evidence.context.disclosed else "You do not say"
        words = f"{said} that it is disclosed where it is published."
        return Outcome.PASSED, Reading(False, words)
    readings = [(when, read(when, evidence)) for when in rule.when]
    fired = [item for _, item in readings if item.fired]
    if fired:
        return Outcome.FIRED, max(fired, key=_worth)
    absent = [when for when, item in readings if item.fired is False]
    made = any(when.of_origin for when in absent)
    seen = any(when.change for when in absent) and is_minor(evidence.context.compared)

    def answered(when: When) -> bool:
        by_origin = made and (when.of_origin or bool(when.change))
        return by_origin or (seen and when.of_retouching)

    unknown = [item for when, item in readings if item.fired is None and not answered(when)]
    if unknown:
        return Outcome.NOT_ASSESSED, unknown[0]
    return Outcome.PASSED, next(item for _, item in readings if item.fired is False)


def _worth(reading: Reading) -> tuple[int, int]:
    """Return how well what fired is established, to be compared; not by severity, which may level it all."""
    return _WORTH[reading.basis] if reading.basis else (-1, 0)
