"""``photoaudit explain``: the page of one check."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from photoaudit import album, checks
from photoaudit.cli.console import Exit, fail, look, show
from photoaudit.cli.options import complete_page
from photoaudit.model import AlbumCheckInfo, CheckInfo
from photoaudit.report import terminal
from photoaudit.text import closest

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def explain(
    name: Annotated[
        str, typer.Argument(metavar="CHECK", help="Id of a check.", autocompletion=complete_page)
    ],
) -> None:
    """Print what a check measures, why it matters, and its limits."""
    infos: dict[str, CheckInfo | AlbumCheckInfo] = {item.info.id: item.info for item in checks.catalogue()}
    infos |= {item.info.id: item.info for item in album.catalogue()}
    if name not in infos:
        close = closest(name, infos)
        hint = f" Did you mean {close!r}?" if close else " 'photoaudit checks' lists them."
        fail(f"there is no check {name!r}.{hint}", Exit.USAGE)
    show(terminal.render_page(infos[name], **look(sys.stdout)))
