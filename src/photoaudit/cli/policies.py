"""``photoaudit policies``: which packs there are, what one says, whether one holds, what to read again."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from photoaudit import engine, policy
from photoaudit.cli.console import Exit, current_date, fail, look, show, tell
from photoaudit.cli.options import complete_policy
from photoaudit.cli.resolve import policies_of
from photoaudit.report import terminal

DAYS = 180

app = typer.Typer(
    add_completion=False,
    name="policies",
    invoke_without_command=True,
    rich_markup_mode=None,
    help="List the shipped policies that --policy takes, or look into them.",
)


@app.callback()
def list_policies(context: typer.Context) -> None:
    """List the shipped policies that --policy takes, or look into them."""
    if context.invoked_subcommand is not None:
        return

    show(terminal.render_policies(list(policy.shipped().values()), policy.DEFAULT, **look(sys.stdout)))


@app.command(name="show")
def show_policy(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="Id of a policy, or a TOML file.", autocompletion=complete_policy
        ),
    ],
) -> None:
    """Print the rules of a policy: what each says, its source, and when it was read."""
    for pack in policies_of([name], engine.shelf()):
        show(terminal.render_policy(pack, **look(sys.stdout)))


@app.command()
def validate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A policy of your own.", show_default=False)],
) -> None:
    """Say whether a policy of your own holds; if not, every problem with its line, and exit with 2."""
    try:
        pack = engine.shelf().load(file)
    except policy.PackError as problem:
        tell(str(problem))
        raise typer.Exit(Exit.USAGE) from None
    show(f"{file}: {pack.title}, {len(pack.rules)} rules, holds.\n")


@app.command()
def outdated(
    days: Annotated[
        int, typer.Option(min=0, help="Name rules last read more than this many days ago.")
    ] = DAYS,
    today: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day to count from. Default: today.")
    ] = None,
) -> None:
    """Name the rules of shipped policies to read again, the oldest first; exit with 1 if there are any."""
    day = today or current_date()
    try:
        date.fromisoformat(day)
    except ValueError:
        fail(f"{day!r} is no date such as 2026-11-22.", Exit.USAGE)
    entries = policy.outdated(policy.shipped().values(), day, days)
    show(terminal.render_outdated(entries, days, **look(sys.stdout)))
    raise typer.Exit(Exit.FOUND if entries else Exit.CLEAN)
