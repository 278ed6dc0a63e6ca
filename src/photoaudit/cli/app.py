"""The program: what ``photoaudit`` without a command says, and the way to each command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from io import StringIO
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from photoaudit import __version__
from photoaudit.cli.commands import COMMANDS, PANELS, load
from photoaudit.cli.console import Exit, fail, flush, open_closed_streams, tell
from photoaudit.cli.interrupts import Stopped, handled
from photoaudit.cli.misuse import reword
from photoaudit.cli.sources import PREFIX, source_of

# Where typer keeps click's depends on its version.
_Misuse: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


class Commands(TyperGroup):
    """Commands that stand for modules: ``--help`` and completion of their names import none of them."""

    def main(self, *arguments: Any, standalone_mode: bool = True, **options: Any) -> Any:
        """Run a command and exit, whatever happens with one sentence and the right code."""
        command = partial(super().main, *arguments, **{**options, "standalone_mode": False})
        if not standalone_mode:
            return command()
        sys.exit(_run(command))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is called, its module imported; photos alone are to be checked."""
        if args and args[0] not in COMMANDS and _is_path(args[0]):
            if os.path.isdir(args[0]):  # noqa: PTH112 - text, as it was typed
                fail(f"{args[0]!r} is a folder: 'photoaudit scan' audits the photos in one.", Exit.USAGE)
            args = ["check", *args]
        name, stand_in, rest = super().resolve_command(ctx, args)
        return name, stand_in and load(str(stand_in.name)), rest

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - click's own
        """Write the commands under their headings, each sentence whole."""
        for heading, commands in PANELS.items():
            with formatter.section(heading):
                formatter.write_dl(list(commands.items()))


def _is_path(word: str) -> bool:
    return not word.startswith("-") and ("." in word or os.sep in word or os.path.exists(word))  # noqa: PTH110 - text


def _run(command: Callable[[], Any]) -> int:
    """Return the exit code of a command."""
    open_closed_streams()
    with handled() as signals:
        try:
            code = int(command() or 0)
        except Stopped:
            tell("photoaudit: stopped.")
            code = signals.code
        except _Misuse as problem:
            reword(problem, _variable(problem))
            said = StringIO()
            problem.show(said)
            tell(said.getvalue())
            code = Exit.USAGE
        except OSError as problem:  # while help is printed; what commands write, they watch themselves
            tell(f"photoaudit: cannot write: {problem.strerror or problem}.")
            code = Exit.USAGE
        flush()
    return code


def _variable(problem: Any) -> str:
    """Return the variable of the environment that a wrong value comes from, "" for a flag."""
    parameter, context = getattr(problem, "param", None), getattr(problem, "ctx", None)
    if parameter is None or context is None or source_of(context, str(parameter.name)) != "environment":
        return ""
    return f"{PREFIX}_{parameter.name}".upper()


app = typer.Typer(
    name="photoaudit",
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Audit profile photos: what the file declares, what the pixels show, which rules it touches. "
    "Everything stays on this machine; nobody is identified. For your own photos and pages: do not use "
    "it to screen applicants.",
    epilog="Exit codes: 0 nothing at or above --fail-on; 1 something is; 2 usage error; 3 nothing to "
    "audit; 4 a photo or folder is unreadable or a check broke; 130 stopped by Ctrl-C, 143 by SIGTERM.",
)
for _name, _help in COMMANDS.items():
    app.command(_name, help=_help)(lambda: None)


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
