"""The command line: arguments in, a report and an exit code out.

Imaging libraries are imported inside the commands, so that ``--help`` and completion stay quick.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photoaudit import __version__, cache_commands, policy_commands
from photoaudit.console import Exit, Look, current_date, fail, look, outcome, show, write
from photoaudit.evaluate_command import evaluate
from photoaudit.model import AlbumCheckInfo, CheckInfo, Context, Level, Report, Settings, UnreadableError
from photoaudit.options import (
    Declare,
    Disclosed,
    ExitZero,
    FailOn,
    FailsOn,
    Format,
    Only,
    PolicyNames,
    ShowLocation,
    Skip,
    TrustList,
    certificates,
    checks_of,
    complete_page,
    policies_of,
)
from photoaudit.scan_command import scan

if TYPE_CHECKING:
    from photoaudit.checks import Check
    from photoaudit.policy import Policy

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
app.add_typer(cache_commands.app)
app.command()(scan)
app.command()(evaluate)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's callback
    if wanted:
        typer.echo(f"photoaudit {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Audit profile photos."""


@app.command()
def check(
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
    fail_on: FailsOn = FailOn.HIGH,
    exit_zero: ExitZero = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="One line a photo.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Every detail, rule and source.")] = False,
    show_location: ShowLocation = False,
    trust_list: TrustList = None,
) -> None:
    """Audit photos one by one and print a report.

    The report says what each file declares of its origin, what its pixels show compared with camera
    portraits, what could not be assessed and why, and which rules of the policy it touches.
    """
    if not photos:
        fail("nothing to audit: name at least one photo.", Exit.NOTHING)
    if quiet and verbose:
        fail("--quiet and --verbose exclude each other.", Exit.USAGE)
    policies, checks = policies_of(policy), checks_of(only, skip)
    settings = Settings(trust_list=certificates(trust_list), show_location=show_location)
    context = Context(declare, disclosed, current_date())
    total = len(photos)
    reports = [
        _audit(path, (at, total), checks, policies, settings, context) for at, path in enumerate(photos, 1)
    ]
    write(_render(reports, format, output, quiet=quiet, verbose=verbose), output)
    raise typer.Exit(Exit.CLEAN if exit_zero else exit_code(reports, Level(fail_on)))


@app.command()
def metadata(
    photo: Annotated[Path, typer.Argument(metavar="PHOTO", help="The photo.", show_default=False)],
    format: Annotated[  # noqa: A002 - the name of the option
        Format, typer.Option("--format", "-f", help="How to write it.")
    ] = Format.TERMINAL,
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
    if format is Format.JSON:
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


def exit_code(reports: Sequence[Report], fail_on: Level) -> Exit:
    """Return 1 if any risk reaches ``fail_on``, otherwise 4 if anything could not be read or broke."""
    level = max((report.level for report in reports), key=lambda level: level.rank)
    return outcome(level, fail_on, broken=any(report.broken for report in reports))


def _audit(
    path: Path,
    place: tuple[int, int],
    checks: tuple[Check, ...],
    policies: tuple[Policy, ...],
    settings: Settings,
    context: Context,
) -> Report:
    from photoaudit import engine  # noqa: PLC0415

    at, total = place

    if total > 1 and sys.stderr.isatty():
        typer.echo(f"\rAuditing {at} of {total} ", nl=False, err=True)
    report = engine.audit(path, checks=checks, policies=policies, settings=settings, context=context)
    if total > 1 and at == total and sys.stderr.isatty():
        typer.echo("\r" + " " * 40 + "\r", nl=False, err=True)
    return report


def _render(reports: list[Report], format: Format, output: Path | None, *, quiet: bool, verbose: bool) -> str:  # noqa: A002
    if format is Format.JSON:
        from photoaudit.report import json  # noqa: PLC0415

        escaped = output is None and not look(sys.stdout)["unicode"]
        return json.render(reports, version=__version__, ascii=escaped)
    from photoaudit.report import terminal  # noqa: PLC0415

    layout: Look = look(sys.stdout) if output is None else {"width": 80, "color": False, "unicode": True}
    return terminal.render(reports, **layout, quiet=quiet, verbose=verbose)
