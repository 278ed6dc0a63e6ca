"""The ``@check`` decorator: declares a check, ties its page to its code, touches no second file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from photoaudit.facts import Facts
from photoaudit.model import CheckInfo, Claim, Family, Measurement, Need, NotAssessable, Photo, Tail

Measure = Callable[[Facts], Measurement]


@dataclass(frozen=True)
class Check:
    """A check ready to run: what is known of it, and its one function."""

    info: CheckInfo
    measure: Measure


def check(
    id: str,
    *,
    title: str,
    family: Family,
    unit: str,
    need: Need,
    since: str,
    claim: Claim | None = None,
    cue: Tail | None = None,
    details: tuple[str, ...] = (),
) -> Callable[[Measure], Check]:
    """Turn a ``measure(facts)`` function into a `Check`; its module's docstring is its page.

    ``claim`` is the claim a fitted curve may let the value support; ``cue`` is the end of the
    reference distribution that people associate with artificial photos, if there is one. ``details``
    names those details of the measurement that policies may rely on.
    """

    def wrap(measure: Measure) -> Check:
        page = sys.modules[measure.__module__].__doc__ or ""
        info = CheckInfo(
            id, title, Family(family), unit, Need(need), since, claim, cue, page.strip(), details
        )
        return Check(info, measure)

    return wrap


def require_side(photo: Photo, side: int) -> None:
    """Raise `NotAssessable` for a photo whose shorter side has fewer than so many pixels."""
    if min(photo.width, photo.height) < side:
        raise NotAssessable(f"the picture is {photo.width} x {photo.height}; {side} px a side needed")
