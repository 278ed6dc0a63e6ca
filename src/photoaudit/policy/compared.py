"""What a comparison with an original says of a photo, in words, and what it leaves unsaid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from photoaudit.model import Change

DONE: Mapping[Change, str] = MappingProxyType(
    {
        Change.IDENTICAL: "nothing was changed",
        Change.REENCODED: "it was only saved again",
        Change.ADJUSTED: "only crop, size, color or light was changed",
        Change.RETOUCHED: "the photo was lightly retouched",
        Change.STRONGLY_RETOUCHED: "the photo was strongly retouched",
        Change.BACKGROUND: "the background was replaced",
        Change.RESHAPED: "the person shown was reshaped",
        Change.REDRAWN: "the face was redrawn",
        Change.ANOTHER: "it is another picture",
    }
)
"""What each change comes to, to follow "Beside the original given,"; by what it was done cannot be seen."""

UNCOMPARED = "It was not compared with an original."
UNTOLD = "What was done to the original given could not be told."
ELSEWHERE = "The original given shows another picture, so it says nothing of this one."

_MINOR = frozenset({Change.IDENTICAL, Change.REENCODED, Change.ADJUSTED, Change.RETOUCHED})


def done(change: Change) -> str:
    """Return what was done to an original, as one sentence."""
    return ELSEWHERE if change is Change.ANOTHER else f"Beside the original given, {DONE[change]}."


def gravest(changes: Sequence[Change]) -> Change:
    """Return the gravest of some changes; there must be one."""
    return max(changes, key=lambda change: change.rank)


def is_minor(changes: Sequence[Change] | None) -> bool:
    """Whether a comparison saw light retouching at most; False where it could not tell."""
    return bool(changes) and set(changes or ()) <= _MINOR
