"""What a policy pack is once it is read: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from photoaudit.model import Category, Change, Claim, DeclarationKind, Intent, Level

STATUSES = (
    "permitted",
    "permitted-if-likeness",
    "requires-disclosure",
    "restricted",
    "prohibited",
    "technical",
    "unknown",
)
"""What a policy can say of its subject; ``unknown`` where its text was searched and says nothing."""

CONFIDENCES = ("verbatim", "secondary", "recalled", "own")
"""How a rule's text is known; ``own`` is nobody's published rule but a recommendation."""

STRENGTHS = ("weak", "moderate", "strong")
"""Bands of pixel support, in rising order."""

CHANGES = tuple(change for change in Change if change is not Change.ANOTHER)
"""Changes that a rule may be about: an original of another picture says nothing of a photo."""


@dataclass(frozen=True)
class When:
    """The subject of a rule: exactly one of the fields that `SUBJECTS` names.

    A check's value (or one of its ``detail`` values) fires ``below`` or ``above`` a bound, both
    together outside a range, or when it ``is`` a value. ``support`` fires from ``at_least`` on.
    """

    check: str = ""
    detail: str = ""
    below: float | None = None
    above: float | None = None
    is_: float | str | None = None
    declaration: tuple[DeclarationKind, ...] = ()
    category: tuple[Category, ...] = ()
    support: Claim | None = None
    at_least: str = STRENGTHS[0]
    cues: int | None = None
    intent: tuple[Intent, ...] = ()
    change: tuple[Change, ...] = ()
    older_than_years: float | None = None

    @property
    def of_origin(self) -> bool:
        """Whether it is about how a photo was made: all such triggers ask one question together."""
        return bool(self.declaration or self.support or self.intent or set(self.category) & set(SETTLED))

    @property
    def of_retouching(self) -> bool:
        """Whether it asks no more than what was done to a photo after it was made, without AI."""
        return self.support is Claim.RETOUCHED or set(self.intent) == {Intent.RETOUCHED}


SETTLED = (Category.AI_DECLARED, Category.AI_EDIT_DECLARED, Category.CAPTURE_SIGNED)
"""Categories that answer how a photo was made, as far as its file can."""

SUBJECTS = ("check", "declaration", "category", "support", "cues", "intent", "change", "older-than-years")


@dataclass(frozen=True)
class Rule:
    """One rule of a pack: it fires when any of its triggers does.

    ``disclosed`` limits it to photos of which their owner says (True) or does not say (False) that
    the use of AI is disclosed where they are published.
    """

    id: str
    when: tuple[When, ...]
    severity: Level
    status: str
    because: str
    advice: str
    source: str
    checked_on: str
    confidence: str
    disclosed: bool | None = None


@dataclass(frozen=True)
class Policy:
    """A pack: its rules, and the questions that only a person can answer.

    ``files`` are those of the user that it was read from: its own, and those it extends.
    """

    id: str
    title: str
    version: str
    checked_on: str
    rules: tuple[Rule, ...]
    questions: tuple[str, ...] = ()
    about: str = ""
    extends: str = ""
    files: tuple[Path, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Vocabulary:
    """The checks that a rule may name, with those details of each that a rule may rely on."""

    checks: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Problem:
    """What is wrong with a pack, and in which line (1 is the first)."""

    line: int
    message: str


class PackError(ValueError):
    """A pack does not load; ``problems`` are all that were found, one a rule at most."""

    def __init__(self, name: str, problems: tuple[Problem, ...]) -> None:
        self.name, self.problems = name, problems
        super().__init__("\n".join(f"{name}, line {item.line}: {item.message}" for item in problems))
