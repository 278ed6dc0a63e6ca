"""What rules make of a verdict, what a person says, and what has been accepted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from photoaudit.model.comparison import Change
from photoaudit.model.verdict import Category


class Intent(StrEnum):
    """How a person says that a photo was made; the alternatives exclude each other.

    ``camera`` means not altered beyond color, crop and light, ``retouched`` altered further but not by
    AI, ``ai-edited`` a photo that AI altered, ``ai-generated`` made by AI.
    """

    CAMERA = "camera"
    RETOUCHED = "retouched"
    AI_EDITED = "ai-edited"
    AI_GENERATED = "ai-generated"


class Level(StrEnum):
    """Policy risk, in rising order; compare with ``rank``."""

    NONE = "none"
    ADVICE = "advice"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    PROHIBITED = "prohibited"

    @property
    def rank(self) -> int:
        """Return the position in the rising order, 0 for none."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}


class Basis(StrEnum):
    """How well the trigger of a policy rule is established."""

    SIGNED = "signed"
    STATED = "stated"
    MEASURED = "measured"
    UNSIGNED = "unsigned"
    CONTRADICTED = "contradicted"
    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"
    LOOKS = "looks"


class Outcome(StrEnum):
    """How a policy rule came out for a photo; ``not-assessed`` is unknown and never a pass."""

    FIRED = "fired"
    PASSED = "passed"
    NOT_ASSESSED = "not-assessed"


@dataclass(frozen=True)
class RuleResult:
    """One rule of a policy, applied to one photo.

    ``because`` is what the rule asks or, if it did not fire, why not. ``status`` is the policy's own
    word (prohibited, permitted-if-likeness, ...); ``confidence`` says how the rule's text is known
    (verbatim, secondary, recalled, own). ``trigger`` is what set a rule off, in one sentence, and
    ``basis`` how well that is established: it limits ``severity`` to ``level``.
    """

    id: str
    outcome: Outcome
    level: Level
    status: str
    because: str
    advice: str
    source: str
    checked_on: str
    confidence: str
    severity: Level = Level.NONE
    trigger: str = ""
    basis: Basis | None = None


@dataclass(frozen=True)
class Risk:
    """What one policy makes of a photo; rules that fired come first, the deciding one leading.

    ``level`` is what was found: while some rules are ``open``, ``none`` does not mean that all is well.
    """

    policy: str
    title: str
    level: Level
    rules: tuple[RuleResult, ...]
    questions: tuple[str, ...] = ()

    @property
    def fired(self) -> tuple[RuleResult, ...]:
        """Return the rules that fired, the deciding one first."""
        return tuple(rule for rule in self.rules if rule.outcome is Outcome.FIRED)

    @property
    def open(self) -> tuple[RuleResult, ...]:
        """Return the rules that could not be judged, without those that only inform."""
        return tuple(
            rule
            for rule in self.rules
            if rule.outcome is Outcome.NOT_ASSESSED and rule.severity is not Level.NONE
        )


@dataclass(frozen=True)
class Context:
    """What only a person can say of a photo, its original if they gave one, and the day it is judged on.

    ``intent`` is how they say it was made (None: not said), ``disclosed`` that they say so where they
    publish it. ``today`` is a date such as 2026-11-22, "" where the age of a photo is not to be judged.
    ``compared`` is what was done to the original beside it: None where it was not compared or that could
    not be told.
    """

    intent: Intent | None = None
    disclosed: bool = False
    today: str = ""
    compared: tuple[Change, ...] | None = None


@dataclass(frozen=True)
class Statement:
    """What a person said of a photo, and in one sentence how the file contradicts it ("": it does not)."""

    intent: Intent | None
    disclosed: bool
    contradiction: str = ""


@dataclass(frozen=True)
class Acceptance:
    """A finding that somebody has looked at and accepted: who, why, and until which day ("" for good).

    ``finding`` is ``<policy>/<rule>`` for a rule that fired, or ``verdict/<category>``.
    """

    finding: str
    by: str
    why: str
    until: str = ""


def of_rule(policy: str, rule: str) -> str:
    """Return the name by which a rule that fired is accepted."""
    return f"{policy}/{rule}"


def of_verdict(category: Category) -> str:
    """Return the name by which a verdict is accepted."""
    return f"verdict/{category.value}"
