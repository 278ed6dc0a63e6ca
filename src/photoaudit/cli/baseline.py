"""``photoaudit baseline``: accept what is known, keep that up to date, and see what no longer holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from photoaudit.cli.baseline_run import Acceptor, Means, Wanted, read, words_of
from photoaudit.cli.console import Exit, fail, show
from photoaudit.cli.options import (
    CacheFolder,
    Declare,
    Disclosed,
    Exclude,
    FailsOn,
    FailsOnVerdict,
    Include,
    Jobs,
    NoCache,
    PolicyNames,
    Skip,
    TrustList,
)
from photoaudit.cli.sources import FROM_ENVIRONMENT, ConfigFile, NoConfig
from photoaudit.report.words import acceptance, counted
from photoaudit.terms.baseline import NAME, Entry, Standing
from photoaudit.terms.judge import Accepted
from photoaudit.text import PATH, clean

app = typer.Typer(
    add_completion=False,
    name="baseline",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Accept findings that are known, so that only new ones fail a scan.",
    epilog="Give them the policies and gates of your scans, best from a configuration file.",
)

Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATH...", help="Photos and folders. Default: the current folder.", show_default=False
    ),
]
File = Annotated[
    Path | None,
    typer.Option(
        "--baseline", metavar="FILE", help="The file. Default: .photoaudit-baseline.json.", show_default=False
    ),
]
By = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Who accepts. Default: the user.name of git, if there is one.",
        show_default=False,
    ),
]
Because = Annotated[str | None, typer.Option(metavar="WHY", help="Why: for whoever reads it later.")]
Until = Annotated[
    str | None, typer.Option(metavar="DATE", help="The last day on which it counts. Default: for good.")
]


@app.command(context_settings=FROM_ENVIRONMENT)
def create(
    context: typer.Context,
    paths: Paths = None,
    baseline: File = None,
    by: By = None,
    because: Because = None,
    until: Until = None,
    policy: PolicyNames = None,
    declare: Declare = None,
    disclosed: Disclosed = False,
    fail_on: FailsOn = None,
    fail_on_verdict: FailsOnVerdict = None,
    skip: Skip = None,
    include: Include = None,
    exclude: Exclude = None,
    jobs: Jobs = None,
    no_cache: NoCache = False,
    cache_dir: CacheFolder = None,
    trust_list: TrustList = None,
    no_config: NoConfig = False,  # noqa: ARG001 - before --config, which asks for it
    config: ConfigFile = None,  # noqa: ARG001 - what it says are the other values
) -> None:
    """Accept all that would fail a scan now, in a new file.

    An entry holds for one finding in one photo as it is: the file finds photos by their content, and one
    that was changed is new again. Unreadable files cannot be accepted. The file is meant to be reviewed
    and kept with the photos; it holds names of files, and hashes of them.
    """
    file = _file(baseline)
    if file.exists():
        fail(f"{str(file)!r} is there already; 'photoaudit baseline update' adds to it.", Exit.USAGE)
    if not because:
        fail("say why these findings are accepted: --because WHY.", Exit.USAGE)
    words = words_of(by, because, until)
    wanted = Wanted(policy, declare, disclosed, fail_on, fail_on_verdict, skip, include, exclude)
    run = Acceptor(context, wanted, Accepted(file), Means(jobs, no_cache, cache_dir, trust_list))
    run.over(paths or ["."])
    run.keep([], run.new, words)
    show(_told("Accepted", run.new, file) if run.new else _nothing(run, file))
    raise typer.Exit(run.code)


@app.command(context_settings=FROM_ENVIRONMENT)
def update(
    context: typer.Context,
    paths: Paths = None,
    baseline: File = None,
    by: By = None,
    because: Because = None,
    until: Until = None,
    policy: PolicyNames = None,
    declare: Declare = None,
    disclosed: Disclosed = False,
    fail_on: FailsOn = None,
    fail_on_verdict: FailsOnVerdict = None,
    skip: Skip = None,
    include: Include = None,
    exclude: Exclude = None,
    jobs: Jobs = None,
    no_cache: NoCache = False,
    cache_dir: CacheFolder = None,
    trust_list: TrustList = None,
    no_config: NoConfig = False,  # noqa: ARG001 - before --config, which asks for it
    config: ConfigFile = None,  # noqa: ARG001 - what it says are the other values
) -> None:
    """Accept what is new, drop what is no longer found, and keep all else as people wrote it.

    What has expired and is still found is new. Without --because nothing is accepted: what is new is
    listed, nothing is written, and the exit code is 1. Entries for photos that were not looked at stay.
    """
    file = _file(baseline)
    words = words_of(by, because, until) if because else None
    wanted = Wanted(policy, declare, disclosed, fail_on, fail_on_verdict, skip, include, exclude)
    run = Acceptor(context, wanted, read(context, file), Means(jobs, no_cache, cache_dir, trust_list))
    run.over(paths or ["."])
    if run.new and words is None:
        show(_told("New", run.new, file))
        fail("nothing was written: say why these findings are accepted: --because WHY.", Exit.FOUND)
    kept, dropped = run.sorted_out()
    run.keep(kept, run.new, words)
    show(_told("Accepted", run.new, file) + _told("Dropped", dropped, file) if dropped or run.new else "")
    show(f"Kept {len(kept)}: {file}\n")
    raise typer.Exit(run.code)


@app.command(context_settings=FROM_ENVIRONMENT)
def audit(
    context: typer.Context,
    paths: Paths = None,
    baseline: File = None,
    policy: PolicyNames = None,
    declare: Declare = None,
    disclosed: Disclosed = False,
    skip: Skip = None,
    include: Include = None,
    exclude: Exclude = None,
    jobs: Jobs = None,
    no_cache: NoCache = False,
    cache_dir: CacheFolder = None,
    trust_list: TrustList = None,
    no_config: NoConfig = False,  # noqa: ARG001 - before --config, which asks for it
    config: ConfigFile = None,  # noqa: ARG001 - what it says are the other values
) -> None:
    """List every entry and how it stands; exit with 1 if any has expired or is not needed."""
    file = _file(baseline)
    wanted = Wanted(policy, declare, disclosed, None, None, skip, include, exclude)
    run = Acceptor(context, wanted, read(context, file), Means(jobs, no_cache, cache_dir, trust_list))
    run.over(paths or ["."])
    standings = run.standings()
    show("".join(map(_listed, standings)) or f"{file} accepts nothing.\n")
    bad = any(item.state in ("expired", "unused") for item in standings)
    raise typer.Exit(Exit.FOUND if bad else run.code)


def _file(path: Path | None) -> Path:

    return path or Path(NAME)


def _nothing(run: Acceptor, file: Path) -> str:

    unread = f" {counted(run.broken, 'photo')} could not be judged." if run.broken else ""
    return (
        f"Nothing needs to be accepted: of {counted(run.photos, 'photo')} none would fail a scan.{unread}\n"
        f"Written all the same, for what comes later: {file}\n"
    )


def _told(word: str, entries: Sequence[Entry], file: Path) -> str:

    lines = [f"  {clean(entry.path, PATH)}: {entry.accepted.finding}\n" for entry in entries]
    return f"{word} {len(entries)}: {file}\n{''.join(lines)}"


def _listed(item: Standing) -> str:

    entry, why = item.entry, f" ({item.why})" if item.why else ""
    head = f"{item.state.value:14}  {clean(entry.path, PATH)}: {entry.accepted.finding}{why}"
    return f"{head}\n{'':16}{acceptance(entry.accepted).removeprefix('known: ')}\n"
