"""What policies make of a photo: one in full, or many as a matrix of risk and reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from photoaudit.model import Category, Level, Outcome, Report, Risk, RuleResult
from photoaudit.report.terminal.lines import Line, Role, Span, View, faint, line
from photoaudit.report.words import basis_of, counted, grouped, known, listed, risk_word, sentence, words
from photoaudit.text import SENTENCE, clean

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

"""How well a trigger is established, in a few words."""

MOST_IN_FULL = 3
"""So many policies are told in full below their matrix; of more, only ``verbose`` does."""

_WORDS = MappingProxyType({Outcome.PASSED: "passed", Outcome.NOT_ASSESSED: "not judged"})
_NARROW = 72
_TITLE = 24


def matrix(risks: Sequence[Risk], view: View) -> list[Line]:
    """Return a row a policy: how high its risk is, and the rule that decides; the highest first."""
    rows = sorted(risks, key=lambda risk: (-risk.level.rank, not risk.fired))
    title = min(max(len(clean(risk.title)) for risk in rows), _TITLE, view.width // 3)
    level = max(len(risk_word(risk)) for risk in rows)
    lines = [
        Line(
            tuple(_reason(risk)),
            2,
            (
                Span(f"{view.cut(clean(risk.title), title):{title}}  "),
                Span(f"{risk_word(risk):{level}}  ", LEVEL_ROLES[risk.level]),
            ),
        )
        for risk in rows
    ]
    legend = "open: a rule that could not be judged." if any(risk.open for risk in rows) else ""
    questions = sum(len(risk.questions) for risk in rows)
    if questions and len(rows) > MOST_IN_FULL and not view.verbose:
        legend += f" {counted(questions, 'question')} only you can answer: --policy NAME asks those of one."
    return [*lines, *([line(faint(legend.strip()), indent=2)] if legend else [])]


def _reason(risk: Risk) -> Iterator[Span]:
    """Say which rule decides and how well its trigger is established, or that none fired."""
    count = f"{len(risk.open)} open" if risk.open else ""
    if risk.level is Level.NONE:
        notes = ", ".join(clean(rule.id) for rule in risk.fired)
        told = f"only notes ({notes})" if notes else "no rule fired"
        yield faint("; ".join(filter(None, (told, count))))
        return
    first = risk.fired[0]
    yield Span(sentence(first.because))
    yield faint(f" ({'; '.join(filter(None, (clean(first.id), basis_of(first), count)))})")


def policy(risk: Risk, view: View) -> list[Line]:
    """Return what one policy makes of the photo: fired rules, rules it could not judge, questions."""
    by = {outcome: [rule for rule in risk.rules if rule.outcome is outcome] for outcome in Outcome}
    shown = [rule for outcome in (Outcome if view.verbose else (Outcome.FIRED,)) for rule in by[outcome]]
    label = max((len(_word(rule)) for rule in shown), default=0) + 2
    lines, told = list[Line](), set[str]()
    for rule in shown:
        # Several rules often fire for one reason: it is told once.
        trigger = "" if rule.trigger in told else sentence(rule.trigger)
        lines += _rule(rule, label, view, trigger)
        told.add(rule.trigger)
    if not by[Outcome.FIRED]:
        lines.insert(0, line(f"No rule fired; {counted(len(by[Outcome.PASSED]), 'rule')} passed.", indent=2))
    if risk.open and not view.verbose:
        lines.append(_unjudged(risk.open))
    return [*lines, *_questions(risk)]


def hint(report: Report) -> list[Line]:
    """Say how a person can answer what keeps rules open, where they have not."""
    settled = (Category.AI_DECLARED, Category.AI_EDIT_DECLARED, Category.CAPTURE_SIGNED)
    silent = report.verdict is None or report.verdict.category not in settled
    if report.statement or not silent or not report.unknown:
        return []
    text = "If you know how it was made, say so: --declare camera, retouched, ai-edited or ai-generated."
    return [line(faint(text), indent=2)]


def _rule(rule: RuleResult, label: int, view: View, trigger: str) -> Iterator[Line]:
    fired = rule.outcome is Outcome.FIRED
    role = LEVEL_ROLES[rule.level] if fired else Role.FAINT
    told = " ".join(filter(None, (trigger, sentence(rule.because))))
    yield line(told, indent=2, lead=Span(_word(rule).ljust(label), role))
    # Sources are long: in a narrow console they start further left rather than break.
    indent = 2 + label if view.width >= _NARROW else 4
    if view.verbose and rule.advice and fired:
        yield line(sentence(rule.advice), indent=2 + label)
    about = ", ".join(filter(None, (clean(rule.id), words(rule.status), basis_of(rule))))
    yield line(faint(f"{about}; {known(rule)}"), indent=indent)
    if rule.source and rule.confidence != "own":
        yield line(faint(clean(rule.source, SENTENCE)), indent=indent)


def _word(rule: RuleResult) -> str:
    """Return the word that stands before a rule."""
    if rule.outcome is not Outcome.FIRED:
        return _WORDS[rule.outcome]
    return "note" if rule.level is Level.NONE else rule.level.value


def _unjudged(rules: Sequence[RuleResult]) -> Line:
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
