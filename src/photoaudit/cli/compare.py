"""``photoaudit compare``: what was done to a photo, with its original beside it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from photoaudit.cli.compare_run import Comparing, Order
from photoaudit.cli.console import Exit, fail, refuse, say
from photoaudit.cli.formats import targets_of
from photoaudit.cli.gates import GATED, tell_idle
from photoaudit.cli.interrupts import Interrupts
from photoaudit.cli.newfile import refuse_to_replace
from photoaudit.cli.options import (
    FAIL,
    LOOK,
    NO_TIME,
    PRINT,
    Baseline,
    Declare,
    Disclosed,
    ExitZero,
    FailsOn,
    FailsOnVerdict,
    Jobs,
    Kind,
    NoImages,
    Only,
    PolicyNames,
    ShowLocation,
    Skip,
    Timeout,
    TrustList,
)
from photoaudit.cli.pairs import pairs_of
from photoaudit.cli.panels import ENVIRONMENT, Panels
from photoaudit.cli.resolve import certificates, chosen_checks, judge_of, read_baseline, read_by, where
from photoaudit.cli.sources import FROM_ENVIRONMENT, ConfigFile, NoConfig
from photoaudit.model import Change, Settings

PICTURE = 640
"""Longest side in pixels of the pictures on a page: what differs must be seen."""


class PairKind(StrEnum):
    """Formats of pairs."""

    TERMINAL = "terminal"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MARKDOWN = "markdown"
    HTML = "html"


app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(cls=Panels, context_settings=FROM_ENVIRONMENT, epilog=ENVIRONMENT)
def compare(
    context: typer.Context,
    original: Annotated[
        Path | None,
        typer.Argument(metavar="ORIGINAL", help="The original, or a folder of originals.", readable=False),
    ] = None,
    edited: Annotated[
        Path | None,
        typer.Argument(
            metavar="EDITED", help="What was made of it, or a folder of edited pictures.", readable=False
        ),
    ] = None,
    pairs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="CSV file with the columns original and edited instead of two arguments; paths are relative "
            "to its folder.",
            show_default=False,
            rich_help_panel=LOOK,
        ),
    ] = None,
    format: Annotated[
        list[PairKind] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="|".join(PairKind),
            help="How to write the answer; repeatable, each with its --output. Default: what the ending of "
            "each --output says; terminal without one.",
            show_default=False,
            rich_help_panel=PRINT,
        ),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            help="File for the --format in the same place; '-' is standard output, which one may have. The "
            "file appears when it is whole.",
            show_default=False,
            rich_help_panel=PRINT,
        ),
    ] = None,
    policy: PolicyNames = None,
    declare: Declare = None,
    disclosed: Disclosed = False,
    only: Only = None,
    skip: Skip = None,
    jobs: Jobs = None,
    timeout: Timeout = None,
    baseline: Baseline = None,
    fail_on: FailsOn = None,
    fail_on_verdict: FailsOnVerdict = None,
    fail_on_change: Annotated[
        Change | None,
        typer.Option(
            metavar="|".join(Change),
            help="Exit with 1 from this change on, in this order. Default: none.",
            show_default=False,
            rich_help_panel=FAIL,
        ),
    ] = None,
    exit_zero: ExitZero = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress, and one line a pair.", rich_help_panel=PRINT)
    ] = False,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="Every difference with its value and what copies stay below.",
            rich_help_panel=PRINT,
        ),
    ] = False,
    show_location: ShowLocation = False,
    trust_list: TrustList = None,
    no_images: NoImages = False,
    no_config: NoConfig = False,  # noqa: ARG001 - before --config, which asks for it
    config: ConfigFile = None,  # noqa: ARG001 - what it says are the other values
) -> None:
    """Say what was done to a photo, with its original beside it.

    Crop, tone, retouching, shapes, background and metadata: each difference beyond what a mere copy shows,
    with a number. The edited picture is audited as 'check' does it, and policies are judged by both.
    Nothing is said of whom the pictures show.

    Of two folders, pictures belong together by their names without suffix, then by what they show; what
    belongs to nothing is named. Ctrl-C ends it with exit code 130, SIGTERM with 143; what is done by then is
    written to files with "incomplete" in their name.
    """
    refuse(
        {
            "--quiet and --full exclude each other.": quiet and full,
            "name an original and an edited picture, two folders, or --pairs and a file.": (
                edited is None if pairs is None else original is not None
            ),
            NO_TIME: timeout is not None and not timeout > 0,
        }
    )
    targets = targets_of([Kind(kind) for kind in format or []], output or [], quiet=quiet)
    for kind, path in targets:
        if kind.value not in list(PairKind):
            fail(f"compare writes no {kind}: give {path.name if path else ''!r} another ending.", Exit.USAGE)
    with Interrupts() as interrupts:
        try:
            accepted = read_baseline(context, baseline, where(context, "baseline"))
            judge = judge_of(
                context,
                policy=policy,
                declare=declare,
                disclosed=disclosed,
                fail_on=fail_on,
                fail_on_verdict=fail_on_verdict,
                accepted=accepted,
            )
            order = Order(
                judge,
                chosen_checks(context, only, skip),
                Settings(trust_list=certificates(trust_list), show_location=show_location),
                jobs,
                timeout,
                picture=PICTURE if Kind.HTML in [kind for kind, _ in targets] and not no_images else 0,
                change=fail_on_change,
                exit_zero=exit_zero,
                full=full,
            )
            found = pairs_of(original, edited, pairs, order.settings, jobs, quiet=quiet)
            places = [path for pair in found.pairs for path in (pair.original, pair.edited) if path]
            refuse_to_replace(
                [path for _, path in targets],
                (*places, *found.left, *found.read, *read_by(context, judge, baseline, *(trust_list or ()))),
            )
            code = Comparing(order, found, targets, interrupts, quiet=quiet).run()
            if code in GATED and not exit_zero:
                edits = [pair.edited for pair in found.pairs]
                tell_idle(
                    judge,
                    edits,
                    fail_on,
                    place=where(context, "fail_on"),
                    quiet=quiet or bool(fail_on_change),
                )
        except KeyboardInterrupt:
            say("stopped before anything was done.")
            code = interrupts.code
    raise typer.Exit(code)
