"""The answer on a pair of pictures: what differs, in words that terminal, page and Markdown share.

It says what differs and how far, never whom the pictures show, and never that a change is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from photoaudit.model import Aspect, Change, Compared, Comparison, Difference, ReportStatus, Side
from photoaudit.report.card import STEPS, card_of
from photoaudit.report.words import grouped, number, quantity, sentence, words
from photoaudit.text import PATH, SENTENCE, clean

CHANGES: Mapping[Change, str] = MappingProxyType(
    {
        Change.IDENTICAL: "identical",
        Change.REENCODED: "re-encoded",
        Change.ADJUSTED: "cropped or toned",
        Change.RETOUCHED: "lightly retouched",
        Change.STRONGLY_RETOUCHED: "strongly retouched",
        Change.BACKGROUND: "background replaced",
        Change.RESHAPED: "reshaped",
        Change.REDRAWN: "face redrawn",
        Change.ANOTHER: "another picture",
    }
)
"""What a change is called: of pictures, never of people."""

NOT_COMPARED = "not compared"
UNKNOWN = "unknown"
TOLD = tuple(aspect for aspect in Aspect if aspect is not Aspect.PICTURE)
"""Aspects in the order they are told in; the answer itself tells of the picture."""


@dataclass(frozen=True)
class PairCard:
    """What a pair comes to: the answer, a row for each aspect with something to tell, rules, what to do."""

    path: str
    source: str
    about: str
    word: str
    answer: str
    rows: tuple[tuple[str, str], ...] = ()
    rules: str = ""
    steps: tuple[str, ...] = ()
    more: int = 0


def pair_card(compared: Compared) -> PairCard:
    """Return the card of a pair."""
    made, comparison = card_of(compared.report), compared.comparison
    readable = compared.report.status is not ReportStatus.UNREADABLE
    return PairCard(
        path=clean(comparison.edited.path, PATH),
        source=clean(comparison.original.path, PATH),
        about=described(comparison.edited),
        word=word_of(compared.change),
        answer=answer_of(compared),
        rows=tuple(_rows(comparison.differences)),
        rules=made.answer if readable else "",
        steps=made.steps[:STEPS] if readable else (),
        more=made.more if readable else 0,
    )


def word_of(change: Change | None) -> str:
    """Return a change in a few words."""
    return CHANGES[change] if change else NOT_COMPARED


def answer_of(compared: Compared) -> str:
    """Return the answer in a sentence; one that could not be given says why."""
    comparison = compared.comparison
    if comparison.change is None:
        return sentence(f"{NOT_COMPARED}: {_reason(comparison)}")
    return sentence(comparison.summary or word_of(comparison.change))


def _reason(comparison: Comparison) -> str:
    """Return why a pair was not compared, to follow a colon."""
    return _following(clean(comparison.reason, SENTENCE) or "no reason is known")


def _following(text: str) -> str:
    """Return a sentence as it follows a colon: a capital goes unless it begins a name such as JPEG."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def described(side: Side) -> str:
    """Return what is known of a file besides its path, "" for one that was not read."""
    size = f"{side.width} x {side.height}" if side.width and side.height else ""
    return ", ".join(part for part in (clean(side.format), size) if part)


def floor_of(difference: Difference) -> str:
    """Return what mere copies stay below, in the unit of the value; "" where that is not known."""
    return "" if difference.floor is None else quantity(difference.floor, difference.unit)


def value_of(difference: Difference) -> str:
    """Return a value with its unit, "" for none: what was not assessed is never 0."""
    if difference.value is None or not difference.assessed:
        return ""
    return quantity(difference.value, difference.unit)


def unassessed_in(differences: Sequence[Difference]) -> dict[str, list[str]]:
    """Return why some was not assessed: each reason with the aspects, or ids, that it holds for."""
    missing = [item for item in differences if not item.assessed]
    told = {item.aspect for item in differences if item.assessed}
    return {
        reason: list(dict.fromkeys(names))
        for reason, names in grouped(
            (
                _following(clean(item.summary, SENTENCE)),
                words(item.id if item.aspect in told else item.aspect.value),
            )
            for item in missing
        ).items()
    }


def _rows(differences: Sequence[Difference]) -> list[tuple[str, str]]:
    rows = []
    for aspect in TOLD:
        seen = [item for item in differences if item.aspect is aspect and item.seen and item.assessed]
        if seen:
            rows.append((aspect.value, " ".join(sentence(item.summary) for item in seen)))
    if missing := unassessed_in(differences):
        parts = [f"{', '.join(names)}: {reason.rstrip('.')}" for reason, names in missing.items()]
        rows.append((UNKNOWN, sentence(f"not assessed: {'; '.join(parts)}")))
    return rows


def copies_stay_below(difference: Difference) -> str:
    """Return the floor as the end of a line, "" where none is known."""
    return f"copies stay below {number(difference.floor)}" if difference.floor is not None else ""
