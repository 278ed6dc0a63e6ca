"""Options that several commands have: what they may be, how they complete, and what they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photoaudit.console import Exit, fail
from photoaudit.gates import FailOn, FailOnVerdict
from photoaudit.model import Family, Intent, UnknownName

if TYPE_CHECKING:
    from photoaudit.checks import Check
    from photoaudit.policy import Policy


class Format(StrEnum):
    """Formats of a report."""

    TERMINAL = "terminal"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    GITLAB = "gitlab"
    MARKDOWN = "markdown"
    HTML = "html"


class Kind(StrEnum):
    """Formats of many reports: those of one, and tables."""

    TERMINAL = "terminal"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    GITLAB = "gitlab"
    MARKDOWN = "markdown"
    HTML = "html"


class Plain(StrEnum):
    """Formats of what is no report on photos."""

    TERMINAL = "terminal"
    JSON = "json"


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
FailsOn = Annotated[
    list[FailOn] | None,
    typer.Option(
        "--fail-on",
        metavar="|".join(FailOn),
        help="Exit with 1 from this policy risk on, or for files that cannot be read; repeatable. Alone, "
        "'unreadable' and 'never' let no risk fail. Default: high.",
        show_default=False,
    ),
]
FailsOnVerdict = Annotated[
    list[FailOnVerdict] | None,
    typer.Option(
        "--fail-on-verdict",
        metavar="|".join(FailOnVerdict),
        help="Exit with 1 for this verdict, too; repeatable. Default: none.",
        show_default=False,
    ),
]
Baseline = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Findings that somebody has accepted, as 'photoaudit baseline' keeps them: reported as known, "
        "they fail nothing.",
        show_default=False,
    ),
]
AllowEmpty = Annotated[
    bool, typer.Option("--allow-empty", help="Exit with 0, not 3, if there is nothing to audit.")
]
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
Include = Annotated[
    list[str] | None,
    typer.Option(metavar="PATTERN", help="In folders, take only what matches, as in .gitignore; repeatable."),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATTERN",
        help="In folders, leave out what matches, as in .gitignore; repeatable. A file "
        ".photoauditignore in a folder does the same.",
    ),
]
Hidden = Annotated[
    bool, typer.Option("--hidden", help="Take files and folders whose name begins with a dot, too.")
]
Follow = Annotated[bool, typer.Option("--follow", help="Enter folders that links lead to; no folder twice.")]
Jobs = Annotated[
    int | None, typer.Option("--jobs", "-j", help="Processes to use. Default: all cores.", min=1)
]
Timeout = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS", help="Give up a photo that takes longer. Default: 120.", show_default=False
    ),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Neither use what earlier scans found nor keep anything.")
]
ThumbnailSize = Annotated[
    int,
    typer.Option(
        metavar="PIXELS",
        min=64,
        max=2048,
        help="Longest side of the pictures in an HTML report.",
    ),
]
NoImages = Annotated[
    bool, typer.Option("--no-images", help="Leave all pictures out of an HTML report, for privacy.")
]
THUMBNAIL = 320
CacheFolder = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER", help="Where the cache is. Default: your user's cache folder.", show_default=False
    ),
]


def policies_of(names: list[str] | None, where: str = "") -> tuple[Policy, ...]:
    """Return the policies of these names, each of which may be several joined by commas, or fail.

    ``where`` is the place in a file that names them.
    """
    from photoaudit import engine, policy  # noqa: PLC0415

    wanted = names or [policy.DEFAULT]
    parts = [
        part.strip() for name in wanted for part in ([name] if Path(name).is_file() else name.split(","))
    ]
    try:
        return engine.packs([part for part in parts if part])
    except policy.PackError as problem:
        fail(f"{where}{problem.name!r} is no policy.\n{problem}", Exit.USAGE)
    except UnknownName as problem:
        fail(f"{where}{problem}", Exit.USAGE)


def checks_of(only: list[str] | None, skip: list[str] | None, where: str = "") -> tuple[Check, ...]:
    """Return the checks to run, or fail; ``where`` as in `policies_of`."""
    from photoaudit import engine  # noqa: PLC0415

    try:
        checks = engine.select(only or (), skip or ())
    except UnknownName as problem:
        fail(f"{where}{problem}", Exit.USAGE)
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
