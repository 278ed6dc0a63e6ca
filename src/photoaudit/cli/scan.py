"""``photoaudit scan``: many photos at once, with everything that may happen on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from photoaudit.cli.console import Exit, fail, say
from photoaudit.cli.formats import kind_of
from photoaudit.cli.gates import GATED, tell_idle
from photoaudit.cli.interrupts import Interrupts
from photoaudit.cli.newfile import refuse_to_replace, same_file
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

STDOUT = "-"

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
    _refuse(
        {
            "--quiet and --verbose exclude each other.": quiet and verbose,
            "--resume needs the cache that --no-cache turns off.": resume and no_cache,
            "--cache-dir and --no-cache exclude each other.": cache_dir is not None and no_cache,
            NO_TIME: timeout is not None and not timeout > 0,
        }
    )
    targets = _targets(format or [], output or [], quiet=quiet)
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


def _refuse(wrong: dict[str, bool]) -> None:
    for message, applies in wrong.items():
        if applies:
            fail(message, Exit.USAGE)


def _targets(kinds: list[Kind], outputs: list[Path], *, quiet: bool) -> list[tuple[Kind, Path | None]]:
    """Pair formats with files; None is standard output."""
    paths = [None if str(path) == STDOUT else path for path in outputs]
    if not kinds:
        kinds = [kind_of(None, path) for path in paths] or [Kind.TERMINAL]
    if not paths and len(kinds) == 1:
        paths = [None]
    _refuse(
        {
            "give each --format an --output in the same order; '-' is standard output. The summary is "
            "printed anyway if all go to files.": len(kinds) != len(paths),
            "only one format can go to standard output.": paths.count(None) > 1,
            "two formats cannot go to the same file.": same_file(paths),
        }
    )
    pairs = [(kind_of(kind, path), path) for kind, path in zip(kinds, paths, strict=True)]
    if None not in paths and Kind.TERMINAL not in kinds and not quiet:
        pairs.append((Kind.TERMINAL, None))
    return pairs
