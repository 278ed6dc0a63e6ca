"""``photoaudit check``: photos one by one, each with a report."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from photoaudit import __version__
from photoaudit import report as renderers
from photoaudit.cli.console import (
    Exit,
    Look,
    current_date,
    fail,
    locator,
    look,
    outcome,
    say,
    tell,
    tell_written,
)
from photoaudit.cli.formats import kind_of
from photoaudit.cli.gates import tell_idle
from photoaudit.cli.newfile import refuse_to_replace, write
from photoaudit.cli.options import (
    NO_TIME,
    PRINT,
    THUMBNAIL,
    AllowEmpty,
    Baseline,
    Declare,
    Disclosed,
    ExitZero,
    FailsOn,
    FailsOnVerdict,
    Kind,
    NoImages,
    Only,
    PolicyNames,
    ShowLocation,
    Skip,
    ThumbnailSize,
    Timeout,
    TrustList,
)
from photoaudit.cli.outputs import Outputs
from photoaudit.cli.panels import ENVIRONMENT, Panels
from photoaudit.cli.resolve import (
    certificates,
    chosen_checks,
    expired_notes,
    judge_of,
    read_baseline,
    read_by,
    where,
)
from photoaudit.cli.sources import FROM_ENVIRONMENT, ConfigFile, NoConfig
from photoaudit.model import Report, Settings
from photoaudit.report import terminal
from photoaudit.report.tally import Ending, Run
from photoaudit.scan import batch
from photoaudit.scan.workers import WorkersError
from photoaudit.terms.about import About

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(cls=Panels, context_settings=FROM_ENVIRONMENT, epilog=ENVIRONMENT)
def check(
    context: typer.Context,
    photos: Annotated[
        list[Path] | None,
        # Whether it can be read is for its report to say.
        typer.Argument(metavar="PHOTO...", help="Photos to audit.", show_default=False, readable=False),
    ] = None,
    format: Annotated[
        Kind | None,
        typer.Option(
            "--format",
            "-f",
            help="How to write the report. Default: what the ending of --output says; terminal without one.",
            show_default=False,
            rich_help_panel=PRINT,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Write the report to this file instead of standard output.",
            dir_okay=False,
            rich_help_panel=PRINT,
        ),
    ] = None,
    policy: PolicyNames = None,
    declare: Declare = None,
    disclosed: Disclosed = False,
    only: Only = None,
    skip: Skip = None,
    timeout: Timeout = None,
    baseline: Baseline = None,
    fail_on: FailsOn = None,
    fail_on_verdict: FailsOnVerdict = None,
    exit_zero: ExitZero = False,
    allow_empty: AllowEmpty = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="One line a photo.", rich_help_panel=PRINT)
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Every detail, rule and source.", rich_help_panel=PRINT)
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="The whole report, not only its card.", rich_help_panel=PRINT)
    ] = False,
    show_location: ShowLocation = False,
    trust_list: TrustList = None,
    thumbnail_size: ThumbnailSize = THUMBNAIL,
    no_images: NoImages = False,
    no_config: NoConfig = False,  # noqa: ARG001 - before --config, which asks for it
    config: ConfigFile = None,  # noqa: ARG001 - what it says are the other values
) -> None:
    """Audit photos one by one and print a report.

    The report says what each file declares of its origin, what its pixels show compared with camera
    portraits, what could not be assessed and why, and which rules of the policy it touches.
    """
    if not photos and not allow_empty:
        fail("nothing to audit: name at least one photo.", Exit.NOTHING)
    if quiet and verbose:
        fail("--quiet and --verbose exclude each other.", Exit.USAGE)
    if timeout is not None and not timeout > 0:
        fail(NO_TIME, Exit.USAGE)
    kind = kind_of(format, output)
    paths = photos or []
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
    refuse_to_replace([output], (*paths, *read_by(context, judge, baseline, *(trust_list or ()))))
    checks = chosen_checks(context, only, skip)
    settings = Settings(trust_list=certificates(trust_list), show_location=show_location)
    picture = thumbnail_size if kind is Kind.HTML and not no_images else 0
    examinations = batch.scan(
        paths,
        checks=checks,
        settings=settings,
        timeout=timeout or batch.TIMEOUT,
        picture=picture,
        whole=True,
        here=len(paths) == 1,
        progress=_tell if len(paths) > 1 and sys.stderr.isatty() else None,
    )
    try:
        with closing(examinations):
            reports = [judge.conclude(seen) for seen in examinations]
    except WorkersError as problem:
        fail(str(problem), Exit.BROKEN)
    if not reports:
        say("nothing to audit: no photo is named.")
    about = judge.about(__version__, checks, locator())
    lost = _write(reports, kind, output, about, quiet=quiet, verbose=verbose, full=full, named=only or ())
    for note in expired_notes(accepted, reports, judge.terms.context.today):
        say(note)
    failed = [f"{report.path} ({reason})" for report in reports if (reason := judge.reason(report))]
    for why in lost:
        say(why)
    if lost:
        raise typer.Exit(Exit.USAGE)
    if exit_zero:
        raise typer.Exit(Exit.CLEAN)
    looked_at = sys.stdout.isatty()  # nobody reads an exit code
    tell_idle(judge, paths, fail_on, place=where(context, "fail_on"), quiet=quiet or looked_at)
    raise typer.Exit(outcome(failed, broken=any(report.broken for report in reports)))


def _tell(event: batch.Progress) -> None:
    """Say how far it is, on a line that is gone when it is done."""
    done = event.done == event.total
    tell(f"\r{'':40}\r" if done else f"\rAudited {event.done} of {event.total} ", raw=True)


def _write(
    reports: list[Report],
    kind: Kind,
    output: Path | None,
    about: About,
    *,
    quiet: bool,
    verbose: bool,
    full: bool,
    named: Sequence[str],
) -> tuple[str, ...]:
    """Write the reports, and return what could not be written."""
    if kind is Kind.HTML:
        images = any(report.exhibit for report in reports)
        page = renderers.html.render(
            reports, version=__version__, day=current_date(), images=images, gate_of=about.gate_of
        )
        write(page, output)
        tell_written([output] if output else (), quiet=quiet)
        return ()

    layout: Look = look(sys.stdout) if output is None else {"width": 80, "color": False, "unicode": True}
    terminals = kind is Kind.TERMINAL and not quiet
    text = ""
    if terminals and (full or verbose):
        text = terminal.render(reports, **layout, verbose=verbose, named=named)
    elif terminals:
        text = terminal.render_cards(reports, **layout, named=named)
    with Outputs([(kind, output)], about, look=layout, quiet=quiet) as outputs:
        for report in reports:
            outputs.add(report)
        outputs.finish(text, text, Ending(Run(len(reports), 0, 0.0)))
    tell_written(outputs.written, quiet=quiet)
    return outputs.lost
