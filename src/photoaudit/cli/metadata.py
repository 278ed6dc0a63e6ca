"""``photoaudit metadata``: everything a file says besides its pixels."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from photoaudit import __version__
from photoaudit.cli.console import Exit, fail, look
from photoaudit.cli.newfile import write
from photoaudit.cli.options import Plain, ShowLocation, TrustList
from photoaudit.cli.resolve import certificates
from photoaudit.metadata import read_credentials, read_metadata
from photoaudit.model import UnreadableError
from photoaudit.photo import read
from photoaudit.report import tables, terminal

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def metadata(
    photo: Annotated[
        Path, typer.Argument(metavar="PHOTO", help="The photo.", show_default=False, readable=False)
    ],
    format: Annotated[Plain, typer.Option("--format", "-f", help="How to write it.")] = Plain.TERMINAL,
    show_location: ShowLocation = False,
    trust_list: TrustList = None,
) -> None:
    """Print everything a file says besides its pixels, and where it stands.

    Nothing is judged. Entries that tell of a person, a device or a place are marked; long values are
    shortened. Content Credentials are a tree: each record with its steps, the pictures that went into it,
    who signed it, and what could be checked of it.
    """
    trusted = certificates(trust_list)
    try:
        opened = read(photo)
    except UnreadableError as problem:
        fail(str(problem), Exit.BROKEN)
    found = read_metadata(opened.data, opened.format)
    credentials = read_credentials(opened.data, found, trusted)
    if format is Plain.JSON:
        escaped = not look(sys.stdout)["unicode"]
        text = tables.render_metadata(
            opened, found, credentials, version=__version__, show_location=show_location, ascii=escaped
        )
    else:
        text = terminal.render_metadata(
            opened, found, credentials, **look(sys.stdout), show_location=show_location
        )
    write(text, None)
