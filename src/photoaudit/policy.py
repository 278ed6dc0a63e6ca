"""Policy packs: what a platform allows, as data; and what that means for one photo.

A pack is a TOML file. Each rule names its subject (``when``), how serious it is, in plain words why,
what to do, and where and when the rule was read. No rule is code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from photoaudit.model import (
    DeclarationKind,
    Finding,
    Impression,
    Level,
    Outcome,
    Risk,
    RuleResult,
    UnknownName,
    Verdict,
)

DEFAULT = "linkedin"

_RULE_KEYS = {"id", "when", "severity", "status", "because", "advice", "source", "checked-on", "confidence"}
_PACK_KEYS = {"id", "title", "version", "checked-on", "questions", "rules"}
_WHEN_KEYS = {"check", "detail", "below", "above", "is", "declaration", "cues"}
_CONFIDENCE = {"verbatim", "secondary", "recalled", "own"}


@dataclass(frozen=True)
class When:
    """The subject of a rule: exactly one of a check's value, a declaration's kind, or a number of cues.

    A check's value (or one of its ``detail`` values) fires ``below`` or ``above`` a bound, or when it
    ``is`` a value.
    """

    check: str = ""
    detail: str = ""
    below: float | None = None
    above: float | None = None
    is_: float | str | None = None
    declaration: tuple[DeclarationKind, ...] = ()
    cues: int | None = None


@dataclass(frozen=True)
class Rule:
    """One rule of a pack."""

    id: str
    when: When
    severity: Level
    status: str
    because: str
    advice: str
    source: str
    checked_on: str
    confidence: str


@dataclass(frozen=True)
class Policy:
    """A pack: its rules, and the questions that only a person can answer."""

    id: str
    title: str
    version: str
    checked_on: str
    rules: tuple[Rule, ...]
    questions: tuple[str, ...] = ()


def parse(text: str) -> Policy:
    """Read a pack from TOML; raises ValueError with the offending rule and key."""
    data = tomllib.loads(text)
    _known(data, _PACK_KEYS, "the pack")
    return Policy(
        id=data["id"],
        title=data["title"],
        version=data["version"],
        checked_on=str(data["checked-on"]),
        rules=tuple(_rule(entry) for entry in data["rules"]),
        questions=tuple(data.get("questions", ())),
    )


def _known(entry: Mapping[str, Any], keys: set[str], place: str) -> None:
    for key in entry:
        if key not in keys:
            close = get_close_matches(key, keys, 1)
            raise ValueError(
                f"unknown key {key!r} in {place}" + (f"; did you mean {close[0]!r}?" if close else "")
            )


def _rule(entry: Mapping[str, Any]) -> Rule:
    place = f"rule {entry.get('id', '?')}"
    _known(entry, _RULE_KEYS, place)
    missing = sorted(_RULE_KEYS - set(entry))
    if missing:
        raise ValueError(f"{place} lacks {missing[0]!r}")
    if entry["confidence"] not in _CONFIDENCE:
        raise ValueError(f"{place}: confidence must be one of {', '.join(sorted(_CONFIDENCE))}")
    when = entry["when"]
    _known(when, _WHEN_KEYS, place)
    if sum(key in when for key in ("check", "declaration", "cues")) != 1:
        raise ValueError(f"{place}: 'when' must name one of check, declaration, cues")
    return Rule(
        id=entry["id"],
        when=When(
            check=when.get("check", ""),
            detail=when.get("detail", ""),
            below=when.get("below"),
            above=when.get("above"),
            is_=when.get("is"),
            declaration=tuple(DeclarationKind(kind) for kind in when.get("declaration", ())),
            cues=when.get("cues"),
        ),
        severity=Level(entry["severity"]),
        status=entry["status"],
        because=entry["because"],
        advice=entry["advice"],
        source=entry["source"],
        checked_on=str(entry["checked-on"]),
        confidence=entry["confidence"],
    )


@cache
def shipped() -> dict[str, Policy]:
    """Return the packs of this version by id, in alphabetical order."""
    folder = files("photoaudit.policies")
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    packs = [parse(folder.joinpath(name).read_text("utf-8")) for name in names]
    return {pack.id: pack for pack in packs}


def named(name: str) -> Policy:
    """Return a shipped pack; raises `UnknownName` with a suggestion."""
    packs = shipped()
    if name not in packs:
        close = get_close_matches(name, packs, 1)
        hint = f"Did you mean {close[0]!r}?" if close else f"There are: {', '.join(packs)}."
        raise UnknownName(f"There is no policy {name!r}. {hint}")
    return packs[name]


def judge(pack: Policy, findings: Sequence[Finding], verdict: Verdict, impression: Impression) -> Risk:
    """Return what a pack makes of a photo; the rule that decides comes first."""
    by_check = {finding.check: finding for finding in findings}
    results = [_apply(rule, by_check, verdict, impression) for rule in pack.rules]
    order = {Outcome.FIRED: 0, Outcome.NOT_ASSESSED: 1, Outcome.PASSED: 2}
    results.sort(key=lambda result: (order[result.outcome], -result.level.rank))
    level = max((item.level for item in results), key=lambda item: item.rank, default=Level.NONE)
    return Risk(pack.id, pack.title, level, tuple(results), pack.questions)


def _apply(
    rule: Rule, findings: Mapping[str, Finding], verdict: Verdict, impression: Impression
) -> RuleResult:
    fired, ceiling = _fires(rule.when, findings, verdict, impression)
    outcome = Outcome.NOT_ASSESSED if fired is None else Outcome.FIRED if fired else Outcome.PASSED
    level = min(rule.severity, ceiling, key=lambda item: item.rank) if fired else Level.NONE
    because = rule.because if fired else _why_not(rule.when, findings, assessed=fired is not None)
    return RuleResult(
        id=rule.id,
        outcome=outcome,
        level=level,
        status=rule.status,
        because=because,
        advice=rule.advice,
        source=rule.source,
        checked_on=rule.checked_on,
        confidence=rule.confidence,
    )


def _why_not(when: When, findings: Mapping[str, Finding], *, assessed: bool) -> str:
    """Return why a rule did not fire: what it is about was not seen, or could not be."""
    if when.declaration:
        return "The file declares nothing of the kind."
    if when.cues is not None:
        return "Too few visible cues were found." if assessed else "Too few visible cues could be assessed."
    finding = findings.get(when.check)
    if finding is None:
        return f"{when.check} was not run."
    return finding.summary if assessed else f"{when.check} was not assessed: {finding.summary}"


def _fires(
    when: When, findings: Mapping[str, Finding], verdict: Verdict, impression: Impression
) -> tuple[bool | None, Level]:
    """Return whether a rule fires (None: not assessed), and the most that its trigger can establish.

    What a file declares unsigned can have been written by anyone, so it alone never prohibits;
    looks alone never raise more than a low risk.
    """
    if when.declaration:
        hits = [item for item in verdict.declarations if item.kind in when.declaration]
        proven = any(item.signed and item.intact for item in hits)
        return bool(hits), Level.PROHIBITED if proven else Level.HIGH
    if when.cues is not None:
        return (None if impression.assessed < when.cues else len(impression.cues) >= when.cues), Level.LOW
    finding = findings.get(when.check)
    if finding is None or not finding.assessed:
        return None, Level.PROHIBITED
    value: float | str | None = dict(finding.details).get(when.detail) if when.detail else finding.value
    if value is None:
        return None, Level.PROHIBITED
    if when.is_ is not None:
        return value == when.is_, Level.PROHIBITED
    number = float(value)
    low = when.below is not None and number < when.below
    high = when.above is not None and number > when.above
    return low or high, Level.PROHIBITED
