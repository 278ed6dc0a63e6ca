"""Options that several commands have: what they may be, how they complete, and what they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photoaudit.console import Exit, fail
from photoaudit.model import Family, Intent, UnknownName

if TYPE_CHECKING:
    from photoaudit.checks import Check
    from photoaudit.policy import Policy


class Format(StrEnum):
    """Formats of a report."""

    TERMINAL = "terminal"
    JSON = "json"


class Kind(StrEnum):
    """Formats of many reports."""

    TERMINAL = "terminal"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class FailOn(StrEnum):
    """Risk levels from which on the exit code is 1."""

    ADVICE = "advice"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    PROHIBITED = "prohibited"


def complete_check(incomplete: str) -> Iterable[str]:
    """Return the checks and families that begin so."""
    from photoaudit.checks import catalogue  # noqa: PLC0415

    names = [item.info.id for item in catalogue()] + list(Family)
    return [name for name in names if name.startswith(incomplete)]


def complete_page(incomplete: str) -> Iterable[str]:
    """Return the checks, of photos and of albums, that begin so."""
    from photoaudit import album, checks  # noqa: PLC0415

    names = [item.info.id for item in checks.catalogue()] + [item.info.id for item in album.catalogue()]
    return [name for name in names if name.startswith(incomplete)]


def complete_policy(incomplete: str) -> Iterable[str]:
    """Return the policies that begin so, after those already joined by commas."""
    from photoaudit.policy import ALL, shipped  # noqa: PLC0415

    before, comma, last = incomplete.rpartition(",")
    return [before + comma + name for name in (*shipped(), ALL) if name.startswith(last)]


PolicyNames = Annotated[
    list[str] | None,
    typer.Option(
        "--policy",
        help="Policy to judge by: names joined by commas, 'all', or a TOML file of your own; repeatable. "
        "Default: linkedin.",
        autocompletion=complete_policy,
    ),
]
Declare = Annotated[
    Intent | None,
    typer.Option(
        help="How you say that the photo was made; policies then judge by it too.", show_default=False
    ),
]
Disclosed = Annotated[
    bool, typer.Option("--disclosed", help="You say so where you publish it if AI made or changed it.")
]
Only = Annotated[
    list[str] | None,
    typer.Option(help="Run only this check or family; repeatable.", autocompletion=complete_check),
]
Skip = Annotated[
    list[str] | None,
    typer.Option(help="Leave out this check or family; repeatable.", autocompletion=complete_check),
]
FailsOn = Annotated[FailOn, typer.Option(help="Exit with 1 from this policy risk on.")]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 whatever was found.")]
ShowLocation = Annotated[
    bool, typer.Option("--show-location", help="Print a GPS position, not only that there is one.")
]
TrustList = Annotated[
    Path | None,
    typer.Option(
        help="PEM file of certificates to trust for Content Credentials instead of the shipped list.",
        metavar="FILE",
        show_default=False,
    ),
]
CacheFolder = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER", help="Where the cache is. Default: your user's cache folder.", show_default=False
    ),
]


def policies_of(names: list[str] | None) -> tuple[Policy, ...]:
    """Return the policies of these names, each of which may be several joined by commas, or fail."""
    from photoaudit import engine, policy  # noqa: PLC0415

    wanted = names or [policy.DEFAULT]
    parts = [
        part.strip() for name in wanted for part in ([name] if Path(name).is_file() else name.split(","))
    ]
    try:
        return engine.packs([part for part in parts if part])
    except policy.PackError as problem:
        fail(f"{problem.name!r} is no policy.\n{problem}", Exit.USAGE)
    except UnknownName as problem:
        fail(str(problem), Exit.USAGE)


def checks_of(only: list[str] | None, skip: list[str] | None) -> tuple[Check, ...]:
    """Return the checks to run, or fail."""
    from photoaudit import engine  # noqa: PLC0415

    try:
        checks = engine.select(only or (), skip or ())
    except UnknownName as problem:
        fail(str(problem), Exit.USAGE)
    if not checks:
        fail("--only and --skip leave no check to run.", Exit.USAGE)
    return checks


def certificates(path: Path | None) -> str:
    """Return the text of a list of certificates, "" for none, or fail."""
    if path is None:
        return ""
    from photoaudit.metadata import check_trust_list  # noqa: PLC0415

    try:
        return check_trust_list(path.read_bytes())
    except OSError as problem:
        fail(f"cannot read the trust list {str(path)!r}: {problem.strerror or problem}.", Exit.USAGE)
    except ValueError as problem:
        fail(f"{str(path)!r} is no trust list: {problem}.", Exit.USAGE)
