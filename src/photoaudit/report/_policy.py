"""The section on one policy: which rules fired and why, and what only a person can answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from photoaudit.model import Level, Outcome, Risk, RuleResult
from photoaudit.report._lines import Line, Role, Span, View, faint, line
from photoaudit.report._words import counted, grouped, known, listed, sentence, words
from photoaudit.report.text import SENTENCE, clean

LEVEL_ROLES: Mapping[Level, Role] = MappingProxyType(
    {
        Level.NONE: Role.PLAIN,
        Level.ADVICE: Role.CALM,
        Level.LOW: Role.CALM,
        Level.MEDIUM: Role.CAUTION,
        Level.HIGH: Role.ALARM,
        Level.PROHIBITED: Role.FORBIDDEN,
    }
)

_WORDS = MappingProxyType({Outcome.PASSED: "passed", Outcome.NOT_ASSESSED: "not judged"})
_NARROW = 72


def policy(risk: Risk, view: View) -> list[Line]:
    """Return what one policy makes of the photo: fired rules, rules it could not judge, questions."""
    by = {outcome: [rule for rule in risk.rules if rule.outcome is outcome] for outcome in Outcome}
    shown = [rule for outcome in (Outcome if view.verbose else (Outcome.FIRED,)) for rule in by[outcome]]
    label = max((len(_word(rule)) for rule in shown), default=0) + 2
    lines = [part for rule in shown for part in _rule(rule, label, view)]
    if not by[Outcome.FIRED]:
        lines.insert(0, line(f"No rule fired; {counted(len(by[Outcome.PASSED]), 'rule')} passed.", indent=2))
    if by[Outcome.NOT_ASSESSED] and not view.verbose:
        lines.append(_unjudged(by[Outcome.NOT_ASSESSED]))
    return [*lines, *_questions(risk)]


def _rule(rule: RuleResult, label: int, view: View) -> Iterator[Line]:
    fired = rule.outcome is Outcome.FIRED
    role = LEVEL_ROLES[rule.level] if fired else Role.FAINT
    yield line(sentence(rule.because), indent=2, lead=Span(_word(rule).ljust(label), role))
    # Sources are long: in a narrow console they start further left rather than break.
    indent = 2 + label if view.width >= _NARROW else 4
    if view.verbose and rule.advice and fired:
        yield line(sentence(rule.advice), indent=2 + label)
    yield line(faint(f"{clean(rule.id)}, {words(rule.status)}; {known(rule)}"), indent=indent)
    if rule.source:
        yield line(faint(clean(rule.source, SENTENCE)), indent=indent)


def _word(rule: RuleResult) -> str:
    """Return the word that stands before a rule."""
    if rule.outcome is not Outcome.FIRED:
        return _WORDS[rule.outcome]
    return "note" if rule.level is Level.NONE else rule.level.value


def _unjudged(rules: list[RuleResult]) -> Line:
    reasons = grouped((clean(rule.because, SENTENCE).rstrip("."), clean(rule.id)) for rule in rules)
    parts = "; ".join(f"{reason} ({listed(ids, 6)})" for reason, ids in reasons.items())
    return line(f"{counted(len(rules), 'rule')} could not be judged: {parts}.", indent=2)


def _questions(risk: Risk) -> list[Line]:
    if len(risk.questions) == 1:
        return [line(f"Only you can answer: {clean(risk.questions[0], SENTENCE)}", indent=2)]
    if not risk.questions:
        return []
    bullets = (line(clean(question, SENTENCE), indent=4, lead="• ") for question in risk.questions)
    return [line("Only you can answer:", indent=2), *bullets]
