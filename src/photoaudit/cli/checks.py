"""``photoaudit checks``: every check that there is."""

from __future__ import annotations

import sys

import typer

from photoaudit import album, checks
from photoaudit.cli.console import look, show
from photoaudit.report import terminal

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(name="checks")
def list_checks() -> None:
    """List every check: id, title, family, and what it needs."""
    single, sets = [item.info for item in checks.catalogue()], [item.info for item in album.catalogue()]
    show(terminal.render_catalogue(single, sets, **look(sys.stdout)))
