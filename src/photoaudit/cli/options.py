"""Options that several commands have: what they may be, how they complete, and what they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from photoaudit import album, checks
from photoaudit.model import Family, Intent
from photoaudit.policy import ALL, shipped
from photoaudit.terms.gates import FailOn, FailOnVerdict

JUDGE = "What it is judged by"
PRINT = "What is written"
FAIL = "What fails"
LOOK = "What is looked at"
FILES = "Which files in folders"
RUN = "How it runs"


class Kind(StrEnum):
    """Formats of reports."""

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
    names = [item.info.id for item in checks.catalogue()] + list(Family)
    return [name for name in names if name.startswith(incomplete)]


def complete_page(incomplete: str) -> Iterable[str]:
    """Return the checks, of photos and of albums, that begin so."""
    names = [item.info.id for item in checks.catalogue()] + [item.info.id for item in album.catalogue()]
    return [name for name in names if name.startswith(incomplete)]


def complete_policy(incomplete: str) -> Iterable[str]:
    """Return the policies that begin so, after those already joined by commas."""
    before, comma, last = incomplete.rpartition(",")
    return [before + comma + name for name in (*shipped(), ALL) if name.startswith(last)]


PolicyNames = Annotated[
    list[str] | None,
    typer.Option(
        "--policy",
        help="Policy to judge by: names joined by commas, 'all', or a TOML file of your own; repeatable. "
        "Default: linkedin.",
        autocompletion=complete_policy,
        rich_help_panel=JUDGE,
    ),
]
Declare = Annotated[
    Intent | None,
    typer.Option(
        help="How you say that the photo was made; policies then judge by it too.",
        show_default=False,
        rich_help_panel=JUDGE,
    ),
]
Disclosed = Annotated[
    bool,
    typer.Option(
        "--disclosed", help="You say so where you publish it if AI made or changed it.", rich_help_panel=JUDGE
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        help="Run only this check or family; repeatable.", autocompletion=complete_check, rich_help_panel=LOOK
    ),
]
Skip = Annotated[
    list[str] | None,
    typer.Option(
        help="Leave out this check or family; repeatable.",
        autocompletion=complete_check,
        rich_help_panel=LOOK,
    ),
]
FailsOn = Annotated[
    list[FailOn] | None,
    typer.Option(
        "--fail-on",
        metavar="|".join(FailOn),
        help="Exit with 1 from this policy risk on, or for files that cannot be read; repeatable. Alone, "
        "'unreadable' and 'never' let no risk fail. Default: high.",
        show_default=False,
        rich_help_panel=FAIL,
    ),
]
FailsOnVerdict = Annotated[
    list[FailOnVerdict] | None,
    typer.Option(
        "--fail-on-verdict",
        metavar="|".join(FailOnVerdict),
        help="Exit with 1 for this verdict, too; repeatable. Default: none.",
        show_default=False,
        rich_help_panel=FAIL,
    ),
]
Baseline = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Findings that somebody has accepted, as 'photoaudit baseline' keeps them: reported as known, "
        "they fail nothing.",
        show_default=False,
        rich_help_panel=JUDGE,
    ),
]
AllowEmpty = Annotated[
    bool,
    typer.Option(
        "--allow-empty", help="Exit with 0, not 3, if there is nothing to audit.", rich_help_panel=FAIL
    ),
]
ExitZero = Annotated[
    bool, typer.Option("--exit-zero", help="Exit with 0 whatever was found.", rich_help_panel=FAIL)
]
InCi = Annotated[
    bool,
    typer.Option(
        "--ci",
        help="For CI, as the Action and the commit hook use it: where nothing says what fails, a file that "
        "declares AI does, whatever the policy, unless that is --disclosed.",
        rich_help_panel=FAIL,
    ),
]
ShowLocation = Annotated[
    bool,
    typer.Option(
        "--show-location",
        help="Print a GPS position, not only that there is one.",
        rich_help_panel=PRINT,
    ),
]
TrustList = Annotated[
    list[Path] | None,
    typer.Option(
        help="File of certificates (PEM), or of SHA-256 hashes of single ones, to trust for Content "
        "Credentials instead of the shipped list; repeatable.",
        metavar="FILE",
        show_default=False,
        rich_help_panel=LOOK,
    ),
]
Include = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATTERN",
        help="In folders, take only what matches, as in .gitignore; repeatable.",
        rich_help_panel=FILES,
    ),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATTERN",
        help="In folders, leave out what matches, as in .gitignore; repeatable. A file "
        ".photoauditignore in a folder does the same.",
        rich_help_panel=FILES,
    ),
]
Hidden = Annotated[
    bool,
    typer.Option(
        "--hidden", help="Take files and folders whose name begins with a dot, too.", rich_help_panel=FILES
    ),
]
Follow = Annotated[
    bool,
    typer.Option(
        "--follow", help="Enter folders that links lead to; no folder twice.", rich_help_panel=FILES
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        help="Processes to use. Default: all cores.",
        min=1,
        rich_help_panel=RUN,
    ),
]
Timeout = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        help="Give up a photo that takes longer. Default: 120.",
        show_default=False,
        rich_help_panel=RUN,
    ),
]
NO_TIME = "--timeout must be above zero."
NoCache = Annotated[
    bool,
    typer.Option(
        "--no-cache", help="Neither use what earlier scans found nor keep anything.", rich_help_panel=RUN
    ),
]
ThumbnailSize = Annotated[
    int,
    typer.Option(
        metavar="PIXELS",
        min=64,
        max=2048,
        help="Longest side of the pictures in an HTML report.",
        rich_help_panel=PRINT,
    ),
]
NoImages = Annotated[
    bool,
    typer.Option(
        "--no-images", help="Leave all pictures out of an HTML report, for privacy.", rich_help_panel=PRINT
    ),
]
THUMBNAIL = 320
CacheFolder = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="Where the cache is. Default: your user's cache folder.",
        show_default=False,
        rich_help_panel=RUN,
    ),
]
