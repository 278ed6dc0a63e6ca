"""What all findings on a photo come to, before any rule is asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from photoaudit.model.finding import Claim, Declaration


class Strength(StrEnum):
    """How strongly pixels support a claim, in words."""

    NONE = "no support"
    WEAK = "weak support"
    MODERATE = "moderate support"
    STRONG = "strong support"


class Category(StrEnum):
    """The headline of a verdict, from declared to undecided."""

    AI_DECLARED = "ai-declared"
    AI_EDIT_DECLARED = "ai-edit-declared"
    CAPTURE_SIGNED = "capture-signed"
    CONFLICT = "conflict"
    PIXEL_SUPPORT = "pixel-support"
    INCONCLUSIVE = "inconclusive"
    NO_PORTRAIT = "no-portrait"


@dataclass(frozen=True)
class Support:
    """Fused pixel evidence for a claim that could be assessed.

    ``llr`` is a bounded log10 likelihood ratio, ``findings`` the ids of the checks behind it, the
    weightiest first.
    """

    claim: Claim
    llr: float
    wording: Strength
    findings: tuple[str, ...]

    @property
    def given(self) -> bool:
        """Whether the pixels support the claim at all."""
        return self.wording is not Strength.NONE


@dataclass(frozen=True)
class Cue:
    """A visible cue beyond what nearly all camera portraits show."""

    check: str
    title: str
    percentile: float


@dataclass(frozen=True)
class Impression:
    """How a photo may strike people; it says nothing about its origin."""

    cues: tuple[Cue, ...]
    assessed: int
    summary: str


@dataclass(frozen=True)
class Verdict:
    """What is established, and how strongly."""

    category: Category
    headline: str
    declarations: tuple[Declaration, ...] = ()
    supports: tuple[Support, ...] = ()
