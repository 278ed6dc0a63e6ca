"""What to do about a photo: from the rules that it touches, its verdict and what a person says."""

from __future__ import annotations

from collections.abc import Sequence

from photoaudit.model import Basis, Claim, Level, Risk, RuleResult, Statement, Strength, Verdict

CLEAR_UP = (
    "Find out how this file was made, best from whoever made it: what you say and what the file says do "
    "not agree."
)
START_AGAIN = (
    "Use the original that it was compared with; where the rules allow it, a copy that is only cropped and "
    "toned."
)
MOST_TITLES = 4

_DOUBTFUL = (Basis.WEAK, Basis.LOOKS)
_MADE = {Claim.SYNTHETIC: "generated", Claim.RETOUCHED: "retouched"}


def steps(
    risks: Sequence[Risk], suggestions: Sequence[str], statement: Statement | None, judged: Verdict
) -> tuple[str, ...]:
    """Return what to do, the gravest first; of several policies, which ask for it.

    What rests on weak evidence or on looks alone comes last, and with its condition.
    """
    fired = [(rule, risk.title) for risk in risks for rule in risk.fired if rule.level is not Level.NONE]
    fired.sort(key=lambda pair: -pair[0].level.rank)
    established = [pair for pair in fired if pair[0].basis not in _DOUBTFUL]
    doubtful = [pair for pair in fired if pair[0].basis in _DOUBTFUL]
    asked = _asked(established)
    advice = [_for(step, titles) if len(risks) > 1 else step for step, titles in asked.items()]
    first = [CLEAR_UP] if statement and statement.contradiction else []
    again = [START_AGAIN] if any(rule.basis is Basis.COMPARED for rule, _ in established) else []
    rest = [step for step in suggestions if step not in asked]
    last = [
        _if(condition, _for(step, titles) if len(risks) > 1 else step)
        for basis in _DOUBTFUL
        for condition in [_condition(basis, judged)]
        for step, titles in _asked([pair for pair in doubtful if pair[0].basis is basis]).items()
        if step not in asked and step not in rest
    ]
    return tuple(dict.fromkeys([*first, *advice, *again, *rest, *last]))


def _asked(fired: Sequence[tuple[RuleResult, str]]) -> dict[str, list[str]]:
    """Return each piece of advice with the titles of the policies that give it."""
    asked: dict[str, list[str]] = {}
    for rule, title in fired:
        if rule.advice and title not in asked.setdefault(rule.advice, []):
            asked[rule.advice].append(title)
    return asked


def _condition(basis: Basis, judged: Verdict) -> str:
    """Return what must be true for advice on doubtful grounds to hold."""
    if basis is Basis.LOOKS:
        return "If you see it too"
    claims = [_MADE[item.claim] for item in judged.supports if item.wording is Strength.WEAK]
    return f"Only if it was {' or '.join(claims)}, which you may know and pixels hardly tell"


def _if(condition: str, step: str) -> str:
    return f"{condition}: {step[:1].lower()}{step[1:]}"


def _for(step: str, titles: Sequence[str]) -> str:
    more = f" and {len(titles) - MOST_TITLES} more" if len(titles) > MOST_TITLES else ""
    return f"{step.rstrip('.')} ({', '.join(titles[:MOST_TITLES])}{more})."
