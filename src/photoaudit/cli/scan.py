"""``photoaudit scan``: many photos at once, with everything that may happen on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from photoaudit.cli.console import refuse, say
from photoaudit.cli.formats import targets_of
from photoaudit.cli.gates import GATED, tell_idle
from photoaudit.cli.interrupts import Interrupts
from photoaudit.cli.newfile import refuse_to_replace
from photoaudit.cli.options import (
    FILES,
    NO_TIME,
    PRINT,
    RUN,
    THUMBNAIL,
    AllowEmpty,
    Baseline,
    CacheFolder,
    Declare,
    Disclosed,
    Exclude,
    ExitZero,
    FailsOn,
    FailsOnVerdict,
    Follow,
    Hidden,
    InCi,
    Include,
    Jobs,
    Kind,
    NoCache,
    NoImages,
    Only,
    PolicyNames,
    ShowLocation,
    Skip,
    ThumbnailSize,
    Timeout,
    TrustList,
)
from photoaudit.cli.panels import ENVIRONMENT, Panels
from photoaudit.cli.photos import nothing, photos_of
from photoaudit.cli.resolve import (
    cache_files,
    certificates,
    chosen_checks,
    judge_of,
    read_baseline,
    read_by,
    refuse_forged_cache,
    where,
)
from photoaudit.cli.scan_run import Order, Scan
from photoaudit.cli.sources import FROM_ENVIRONMENT, ConfigFile, NoConfig, again, chosen_here
from photoaudit.model import Settings

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(cls=Panels, context_settings=FROM_ENVIRONMENT, epilog=ENVIRONMENT)
def scan(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH...",
            help="Photos, and folders to look for photos in; '-' reads a list of them, one a line, from "
            "standard input. Default: the current folder; with --allow-empty nothing, as the names of a "
            "script may be none.",
            show_default=False,
        ),
    ] = None,
    include: Include = None,
    exclude: Exclude = None,
    hidden: Hidden = False,
    follow: Follow = False,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="REF",
            help="Audit only what has changed in this git repository since it parted from REF, committed or "
            "not; nothing changed is a success.",
            show_default=False,
            rich_help_panel=FILES,
        ),
    ] = None,
    format: Annotated[
        list[Kind] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="|".join(Kind),
            help="How to write the reports; repeatable, each with its --output. Default: what the ending of "
            "each --output says; without one terminal, a summary.",
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
    no_cache: NoCache = False,
    cache_dir: CacheFolder = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on where an earlier scan stopped. Every scan does, as it asks the cache first; this "
            "refuses to go without it.",
            rich_help_panel=RUN,
        ),
    ] = False,
    baseline: Baseline = None,
    fail_on: FailsOn = None,
    fail_on_verdict: FailsOnVerdict = None,
    ci: InCi = False,
    exit_zero: ExitZero = False,
    allow_empty: AllowEmpty = False,
    quiet: Annotated[
        bool,
        typer.Option(
            "--quiet",
            "-q",
            help="No progress, and one line a photo instead of a summary.",
            rich_help_panel=PRINT,
        ),
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose",
            "-v",
            help="Name every photo at risk or unreadable in the summary.",
            rich_help_panel=PRINT,
        ),
    ] = False,
    show_location: ShowLocation = False,
    trust_list: TrustList = None,
    thumbnail_size: ThumbnailSize = THUMBNAIL,
    no_images: NoImages = False,
    no_config: NoConfig = False,  # noqa: ARG001 - before --config, which asks for it
    config: ConfigFile = None,  # noqa: ARG001 - what it says are the other values
) -> None:
    """Audit all photos in folders, in parallel, and print a summary.

    What was found in a photo is kept in a cache, by its content: a later scan examines only what is new,
    and judges all of it by the policies named then. No photo stops a scan; what is unreadable is reported.

    Formats other than terminal hold a report for each photo, those of CI what was found in it. If all of
    them go to files, the summary is printed as well. Ctrl-C ends a scan with exit code 130, SIGTERM with
    143; what is done by then is written to files with "incomplete" in their name. No output replaces a
    photo, or a file that is read.

    What a configuration excludes is left out even if it is named, so that a commit hook may name whatever
    has changed; --include and --exclude hold in folders.
    """
    if not paths and (since is not None or not allow_empty):
        paths = ["."]
    if no_cache and cache_dir is not None and chosen_here(context, "no_cache"):
        # A flag beats a file; of two flags neither.
        cache_dir = cache_dir if chosen_here(context, "cache_dir") else None
    elif no_cache and cache_dir is not None:
        no_cache = not chosen_here(context, "cache_dir")
    refuse(
        {
            "--quiet and --verbose exclude each other.": quiet and verbose,
            "--resume needs the cache that --no-cache turns off.": resume and no_cache,
            "--cache-dir and --no-cache exclude each other.": cache_dir is not None and no_cache,
            NO_TIME: timeout is not None and not timeout > 0,
        }
    )
    targets = targets_of(format or [], output or [], quiet=quiet)
    refuse_forged_cache(context, cache_dir, paths or [])
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
                ci=ci,
            )
            order = Order(
                judge,
                chosen_checks(context, only, skip),
                Settings(trust_list=certificates(trust_list), show_location=show_location),
                jobs,
                timeout,
                cache=not no_cache,
                folder=cache_dir,
                accepted=accepted,
                named=tuple(paths or ()) if since is None else (),
                exit_zero=exit_zero,
                picture=thumbnail_size if Kind.HTML in [kind for kind, _ in targets] and not no_images else 0,
                page=again(context, "-o", "photos.html"),
            )
            found = photos_of(
                context, paths or [], include, exclude, hidden=hidden, follow=follow, since=since
            )
            refuse_to_replace(
                [path for _, path in targets],
                (*found.paths, *found.read, *read_by(context, judge, baseline, *(trust_list or ()))),
                () if no_cache else cache_files(cache_dir),
            )
            if not found.paths:
                nothing(found, since, allowed=allow_empty)
                found = replace(found, notes=())
            code = Scan(order, found, targets, interrupts, quiet=quiet, verbose=verbose).run()
            if code in GATED and not exit_zero:
                tell_idle(judge, found.paths, fail_on, place=where(context, "fail_on"), quiet=quiet)
        except KeyboardInterrupt:
            say("stopped before anything was done.")
            code = interrupts.code
    raise typer.Exit(code)
