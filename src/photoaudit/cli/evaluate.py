"""``photoaudit evaluate``: how well the measured evidence does on photos whose origin somebody knows."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from photoaudit.cli.console import Exit, fail, say
from photoaudit.cli.evaluate_run import Order, run
from photoaudit.cli.formats import kind_of
from photoaudit.cli.interrupts import Interrupts
from photoaudit.cli.newfile import refuse_to_replace, same_file
from photoaudit.cli.options import PRINT, RUN, Jobs, Kind
from photoaudit.cli.panels import Panels
from photoaudit.evaluation import labelled, plots
from photoaudit.evaluation.launder import TRACKS


class Figures(StrEnum):
    """Formats of figures."""

    TERMINAL = "terminal"
    JSON = "json"
    HTML = "html"


app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(cls=Panels)
def evaluate(
    place: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="Folder with a folder for each label (camera; synthetic or retouched), or a CSV file with "
            "the columns path and label.",
            exists=True,
            show_default=False,
        ),
    ],
    launder: Annotated[
        bool,
        typer.Option(
            "--launder",
            help="Also measure copies as three kinds of platforms make them.",
            rich_help_panel=RUN,
        ),
    ] = False,
    format: Annotated[
        Figures | None,
        typer.Option(
            "--format",
            "-f",
            help="How to write the figures. Default: what the ending of --output says; terminal without one.",
            show_default=False,
            rich_help_panel=PRINT,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Write the figures to this file.", dir_okay=False, rich_help_panel=PRINT
        ),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(
            help="Draw ROC and reliability curves into this .png or .svg file.",
            dir_okay=False,
            rich_help_panel=PRINT,
        ),
    ] = None,
    jobs: Jobs = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.", rich_help_panel=PRINT)] = False,
) -> None:
    """Measure error rates on your own labelled photos before you trust a report.

    Prints for each claim how well its ratio separates the classes, how often camera photos get support,
    by source and by skin lightness, and how often the claim was not assessed, and why. What files declare
    plays no part. On untouched files, size and format often betray the label: prefer --launder.

    A file that ends in .html becomes one page with tables and curves. Ctrl-C ends an evaluation with exit
    code 130, SIGTERM with 143; the figures on the photos done by then are marked as incomplete, files by
    "incomplete" in their name.
    """
    kind = _kind(format, output)
    if plot is not None and plot.suffix.lower() not in plots.SUFFIXES:
        fail(f"--plot takes a .png or .svg file, not {plot.name!r}.", Exit.USAGE)
    if same_file((output, plot)):
        fail("--output and --plot cannot go to the same file.", Exit.USAGE)
    if plot is not None:
        try:
            plots.require()
        except plots.NoPlots as problem:
            fail(f"{problem}.", Exit.USAGE)
    with Interrupts() as interrupts:
        try:
            found = labelled.find(place)
            refuse_to_replace((output, plot), (place, *found.read, *(item.path for item in found.photos)))
            order = Order(found, TRACKS if launder else TRACKS[:1], kind, output, plot, jobs)
            code = run(order, interrupts, quiet=quiet)
        except labelled.NotLabelled as problem:
            fail(str(problem), Exit.NOTHING)
        except KeyboardInterrupt:
            say("stopped before anything was done.")
            code = interrupts.code
    raise typer.Exit(code)


def _kind(asked: Figures | None, output: Path | None) -> Kind:
    """Return the format to write, or fail where figures cannot be written as the file's ending says."""
    kind = kind_of(Kind(asked) if asked else None, output)
    if kind.value not in list(Figures):
        name = repr(output.name if output else "")
        fail(f"evaluate writes no {kind}: let {name} end in .txt, .json or .html.", Exit.USAGE)
    return kind
