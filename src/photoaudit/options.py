"""What options of the command line may be, and how they complete."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import typer

from photoaudit.model import Family


class Format(StrEnum):
    """Formats of a report."""

    TERMINAL = "terminal"
    JSON = "json"


class FailOn(StrEnum):
    """Risk levels from which on the exit code is 1."""

    ADVICE = "advice"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    PROHIBITED = "prohibited"


ShowLocation = Annotated[
    bool, typer.Option("--show-location", help="Print a GPS position, not only that there is one.")
]


def complete_check(incomplete: str) -> Iterable[str]:
    """Return the checks and families that begin so."""
    from photoaudit.checks import catalogue  # noqa: PLC0415

    names = [item.info.id for item in catalogue()] + list(Family)
    return [name for name in names if name.startswith(incomplete)]


def complete_policy(incomplete: str) -> Iterable[str]:
    """Return the policies that begin so, after those already joined by commas."""
    from photoaudit.policy import ALL, shipped  # noqa: PLC0415

    before, comma, last = incomplete.rpartition(",")
    return [before + comma + name for name in (*shipped(), ALL) if name.startswith(last)]
