"""``photoaudit scan``: many photos at once, with everything that may happen on the way."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photoaudit.console import Exit, current_date, fail, say
from photoaudit.interrupts import Interrupts
from photoaudit.model import Context, Level, Settings
from photoaudit.options import (
    THUMBNAIL,
    CacheFolder,
    Declare,
    Disclosed,
    ExitZero,
    FailOn,
    FailsOn,
    Kind,
    NoImages,
    Only,
    PolicyNames,
    ShowLocation,
    Skip,
    ThumbnailSize,
    TrustList,
    certificates,
    checks_of,
    policies_of,
)

if TYPE_CHECKING:
    from photoaudit.discovery import Found

STDIN = STDOUT = "-"


def scan(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH...",
            help="Photos, and folders to look for photos in; '-' reads a list of them, one a line, from "
            "standard input.",
            show_default=False,
        ),
    ] = None,
    include: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATTERN", help="In folders, take only what matches, as in .gitignore; repeatable."
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATTERN",
            help="In folders, leave out what matches, as in .gitignore; repeatable. A file "
            ".photoauditignore in a folder does the same.",
        ),
    ] = None,
    hidden: Annotated[
        bool, typer.Option("--hidden", help="Take files and folders whose name begins with a dot, too.")
    ] = False,
    follow: Annotated[
        bool, typer.Option("--follow", help="Enter folders that links lead to; no folder twice.")
    ] = False,
    format: Annotated[  # noqa: A002 - the name of the option
        list[Kind] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="|".join(Kind),
            help="How to write the reports; repeatable, each with its --output. Default: terminal, a "
            "summary.",
            show_default=False,
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
        ),
    ] = None,
    policy: PolicyNames = None,
    declare: Declare = None,
    disclosed: Disclosed = False,
    only: Only = None,
    skip: Skip = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", help="Processes to use. Default: all cores.", min=1)
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS", help="Give up a photo that takes longer. Default: 120.", show_default=False
        ),
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Neither use what earlier scans found nor keep anything.")
    ] = False,
    cache_dir: CacheFolder = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on where an earlier scan stopped. Every scan does, as it asks the cache first; this "
            "refuses to go without it.",
        ),
    ] = False,
    fail_on: FailsOn = FailOn.HIGH,
    exit_zero: ExitZero = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress, and one line a photo instead of a summary.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Name every photo at risk or unreadable in the summary.")
    ] = False,
    show_location: ShowLocation = False,
    trust_list: TrustList = None,
    thumbnail_size: ThumbnailSize = THUMBNAIL,
    no_images: NoImages = False,
) -> None:
    """Audit all photos in folders, in parallel, and print a summary.

    What was found in a photo is kept in a cache, by its content: a later scan examines only what is new,
    and judges all of it by the policies named then. No photo stops a scan; what is unreadable is reported.

    Formats other than terminal hold a report for each photo. If all of them go to files, the summary is
    printed as well. Ctrl-C ends a scan with exit code 130; what is done by then is written to files with
    "incomplete" in their name.
    """
    if not paths:
        fail("nothing to audit: name a folder, a photo, or '-' for a list.", Exit.NOTHING)
    _refuse(
        {
            "--quiet and --verbose exclude each other.": quiet and verbose,
            "--resume needs the cache that --no-cache turns off.": resume and no_cache,
            "--cache-dir and --no-cache exclude each other.": cache_dir is not None and no_cache,
            "--timeout must be above zero.": timeout is not None and not timeout > 0,
        }
    )
    targets = _targets(format or [], output or [], quiet=quiet)
    with Interrupts() as interrupts:
        try:
            from photoaudit.scanning import Order, Scan  # noqa: PLC0415

            order = Order(
                policies_of(policy),
                checks_of(only, skip),
                Settings(trust_list=certificates(trust_list), show_location=show_location),
                Context(declare, disclosed, current_date()),
                jobs,
                timeout,
                cache=not no_cache,
                folder=cache_dir,
                picture=thumbnail_size if Kind.HTML in (format or ()) and not no_images else 0,
            )
            found = _find(paths, include or (), exclude or (), hidden=hidden, follow=follow)
            code = Scan(order, found, targets, interrupts, quiet=quiet, verbose=verbose).run(Level(fail_on))
        except KeyboardInterrupt:
            fail("stopped before anything was done.", Exit.STOPPED)
    raise typer.Exit(Exit.CLEAN if exit_zero and code in (Exit.FOUND, Exit.BROKEN) else code)


def _refuse(wrong: dict[str, bool]) -> None:
    for message, applies in wrong.items():
        if applies:
            fail(message, Exit.USAGE)


def _targets(kinds: list[Kind], outputs: list[Path], *, quiet: bool) -> list[tuple[Kind, Path | None]]:
    """Pair formats with files; None is standard output."""
    kinds = kinds or [Kind.TERMINAL]
    paths = [None if str(path) == STDOUT else path for path in outputs]
    if not paths and len(kinds) == 1:
        paths = [None]
    real = [os.path.realpath(path) for path in paths if path is not None]
    _refuse(
        {
            "give each --format an --output in the same order; '-' is standard output. The summary is "
            "printed anyway if all go to files.": len(kinds) != len(paths),
            "only one format can go to standard output.": paths.count(None) > 1,
            "two formats cannot go to the same file.": len(set(real)) < len(real),
        }
    )
    pairs = list(zip(kinds, paths, strict=True))
    if None not in paths and Kind.TERMINAL not in kinds and not quiet:
        pairs.append((Kind.TERMINAL, None))
    return pairs


def _find(
    paths: list[str], include: Iterable[str], exclude: Iterable[str], *, hidden: bool, follow: bool
) -> Found:
    from photoaudit import discovery  # noqa: PLC0415

    listed: list[str] = []
    for path in paths:
        if path == STDIN:
            # Bytes, as a name need not be text in any encoding.
            listed += discovery.from_lines(map(os.fsdecode, sys.stdin.buffer))
        else:
            listed.append(path)
    try:
        found = discovery.discover(listed, include=include, exclude=exclude, hidden=hidden, follow=follow)
    except ValueError as problem:
        fail(str(problem), Exit.USAGE)
    if not found.paths:
        for note in found.notes:
            say(note)
        fail("nothing to audit: there is no photo.", Exit.BROKEN if found.missed else Exit.NOTHING)
    return found
