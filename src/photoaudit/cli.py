"""The command line: arguments in, a report and an exit code out.

Imaging libraries are imported inside the commands, so that ``--help`` and completion stay quick.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photoaudit import __version__, baseline_commands, cache_commands, config_commands, policy_commands
from photoaudit.configured import FROM_ENVIRONMENT, ConfigFile, NoConfig
from photoaudit.console import Exit, Look, current_date, fail, locator, look, outcome, say, show, write
from photoaudit.evaluate_command import evaluate
from photoaudit.model import AlbumCheckInfo, CheckInfo, Report, Settings, UnreadableError
from photoaudit.options import (
    THUMBNAIL,
    AllowEmpty,
    Baseline,
    Declare,
    Disclosed,
    ExitZero,
    FailsOn,
    FailsOnVerdict,
    Format,
    Kind,
    NoImages,
    Only,
    Plain,
    PolicyNames,
    ShowLocation,
    Skip,
    ThumbnailSize,
    TrustList,
    certificates,
    complete_page,
)
from photoaudit.report.about import About
from photoaudit.report.tally import Ending, Run
from photoaudit.scan_command import scan

if TYPE_CHECKING:
    from photoaudit.checks import Check
    from photoaudit.terms import Judge

app = typer.Typer(
    name="photoaudit",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Audit profile photos: what the file declares, what the pixels show, which rules it touches. "
    "Everything stays on this machine; nobody is identified. For your own photos and pages: do not use "
    "it to screen applicants.",
    epilog="Exit codes: 0 nothing at or above --fail-on; 1 something is; 2 usage error; 3 nothing to "
    "audit; 4 a photo or folder is unreadable or a check broke; 130 stopped by Ctrl-C.",
)
app.add_typer(policy_commands.app)
app.add_typer(baseline_commands.app)
app.add_typer(config_commands.app)
app.add_typer(cache_commands.app)
app.command(context_settings=FROM_ENVIRONMENT)(scan)
app.command()(evaluate)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's callback
    if wanted:
        typer.echo(f"photoaudit {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[  # noqa: ARG001 - its callback reads it
        bool, typer.Option("--version", help="Print the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Audit profile photos."""
    # numpy's linear algebra, which only solves small systems here, would start threads in every process.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@app.command(context_settings=FROM_ENVIRONMENT)
def check(
    context: typer.Context,
    photos: Annotated[
        list[Path] | None, typer.Argument(metavar="PHOTO...", help="Photos to audit.", show_default=False)
    ] = None,
    format: Annotated[  # noqa: A002 - the name of the option
        Format, typer.Option("--format", "-f", help="How to write the report.")
    ] = Format.TERMINAL,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Write the report to this file instead of standard output.", dir_okay=False
        ),
    ] = None,
    policy: PolicyNames = None,
    declare: Declare = None,
    disclosed: Disclosed = False,
    only: Only = None,
    skip: Skip = None,
    baseline: Baseline = None,
    fail_on: FailsOn = None,
    fail_on_verdict: FailsOnVerdict = None,
    exit_zero: ExitZero = False,
    allow_empty: AllowEmpty = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="One line a photo.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Every detail, rule and source.")] = False,
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
    from photoaudit.judging import chosen_checks, expired_notes, judge_of, read_baseline  # noqa: PLC0415

    accepted = read_baseline(baseline)
    judge = judge_of(
        context,
        policy=policy,
        declare=declare,
        disclosed=disclosed,
        fail_on=fail_on,
        fail_on_verdict=fail_on_verdict,
        accepted=accepted,
    )
    checks = chosen_checks(context, only, skip)
    settings = Settings(trust_list=certificates(trust_list), show_location=show_location)
    paths = photos or []
    picture = thumbnail_size if format is Format.HTML and not no_images else 0
    reports = [
        _audit(path, (at, len(paths)), checks, judge, settings, picture=picture)
        for at, path in enumerate(paths, 1)
    ]
    if not reports:
        say("nothing to audit: no photo is named.")
    about = judge.about(__version__, checks, locator())
    _write(reports, format, output, about, quiet=quiet, verbose=verbose)
    for note in expired_notes(accepted, reports, judge.terms.context.today):
        say(note)
    failed = [f"{report.path} ({reason})" for report in reports if (reason := judge.reason(report))]
    code = Exit.CLEAN if exit_zero else outcome(failed, broken=any(report.broken for report in reports))
    raise typer.Exit(code)


@app.command()
def metadata(
    photo: Annotated[Path, typer.Argument(metavar="PHOTO", help="The photo.", show_default=False)],
    format: Annotated[  # noqa: A002 - the name of the option
        Plain, typer.Option("--format", "-f", help="How to write it.")
    ] = Plain.TERMINAL,
    show_location: ShowLocation = False,
) -> None:
    """Print everything a file says besides its pixels, and where it stands.

    Nothing is judged. Entries that tell of a person, a device or a place are marked; long values are
    shortened.
    """
    from photoaudit.metadata import read_metadata  # noqa: PLC0415
    from photoaudit.photo import read  # noqa: PLC0415
    from photoaudit.report import json, terminal  # noqa: PLC0415

    try:
        opened = read(photo)
    except UnreadableError as problem:
        fail(str(problem), Exit.BROKEN)
    found = read_metadata(opened.data, opened.format)
    if format is Plain.JSON:
        escaped = not look(sys.stdout)["unicode"]
        text = json.render_metadata(
            opened, found, version=__version__, show_location=show_location, ascii=escaped
        )
    else:
        text = terminal.render_metadata(opened, found, **look(sys.stdout), show_location=show_location)
    write(text, None)


@app.command(name="checks")
def list_checks() -> None:
    """List every check: id, title, family, and what it needs."""
    from photoaudit import album, checks  # noqa: PLC0415
    from photoaudit.report import terminal  # noqa: PLC0415

    single, sets = [item.info for item in checks.catalogue()], [item.info for item in album.catalogue()]
    show(terminal.render_catalogue(single, sets, **look(sys.stdout)))


@app.command()
def explain(
    name: Annotated[
        str, typer.Argument(metavar="CHECK", help="Id of a check.", autocompletion=complete_page)
    ],
) -> None:
    """Print what a check measures, why it matters, and its limits."""
    from difflib import get_close_matches  # noqa: PLC0415

    from photoaudit import album, checks  # noqa: PLC0415
    from photoaudit.report import terminal  # noqa: PLC0415

    infos: dict[str, CheckInfo | AlbumCheckInfo] = {item.info.id: item.info for item in checks.catalogue()}
    infos |= {item.info.id: item.info for item in album.catalogue()}
    if name not in infos:
        close = get_close_matches(name, infos, 1)
        hint = f" Did you mean {close[0]!r}?" if close else " 'photoaudit checks' lists them."
        fail(f"there is no check {name!r}.{hint}", Exit.USAGE)
    show(terminal.render_page(infos[name], **look(sys.stdout)))


def _audit(
    path: Path,
    place: tuple[int, int],
    checks: tuple[Check, ...],
    judge: Judge,
    settings: Settings,
    *,
    picture: int,
) -> Report:
    from photoaudit import engine  # noqa: PLC0415

    at, total = place

    if total > 1 and sys.stderr.isatty():
        typer.echo(f"\rAuditing {at} of {total} ", nl=False, err=True)
    report = judge.conclude(engine.examine(path, checks, settings, picture))
    if total > 1 and at == total and sys.stderr.isatty():
        typer.echo("\r" + " " * 40 + "\r", nl=False, err=True)
    return report


def _write(
    reports: list[Report],
    format: Format,  # noqa: A002
    output: Path | None,
    about: About,
    *,
    quiet: bool,
    verbose: bool,
) -> None:
    if format is Format.HTML:
        from photoaudit.report import html  # noqa: PLC0415

        images = any(report.exhibit for report in reports)
        write(html.render(reports, version=__version__, day=current_date(), images=images), output)
        return
    from photoaudit.outputs import Outputs  # noqa: PLC0415
    from photoaudit.report import terminal  # noqa: PLC0415

    layout: Look = look(sys.stdout) if output is None else {"width": 80, "color": False, "unicode": True}
    terminals = format is Format.TERMINAL and not quiet
    text = terminal.render(reports, **layout, verbose=verbose) if terminals else ""
    with Outputs([(Kind(format), output)], about, look=layout, quiet=quiet) as outputs:
        for report in reports:
            outputs.add(report)
        outputs.finish(text, text, Ending(Run(len(reports), 0, 0.0)))
