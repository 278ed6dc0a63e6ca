"""``photoaudit evaluate``: how well the measured evidence does on photos whose origin somebody knows."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from photoaudit.cli.console import Exit, fail, look
from photoaudit.cli.newfile import refuse_to_replace, same_file, write, write_bytes
from photoaudit.cli.options import Plain
from photoaudit.evaluation import labelled, plots, tables
from photoaudit.evaluation.launder import TRACKS
from photoaudit.evaluation.summary import Summary, summarize
from photoaudit.model import Claim
from photoaudit.scan.workers import WorkersError

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
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
        bool, typer.Option("--launder", help="Also measure copies as three kinds of platforms make them.")
    ] = False,
    format: Annotated[
        Plain, typer.Option("--format", "-f", help="How to write the figures.")
    ] = Plain.TERMINAL,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write the figures to this file.", dir_okay=False),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(help="Draw ROC and reliability curves into this .png or .svg file.", dir_okay=False),
    ] = None,
    jobs: Annotated[int | None, typer.Option(help="Processes to use. Default: all cores.", min=1)] = None,
) -> None:
    """Measure error rates on your own labelled photos before you trust a report.

    Prints for each claim how well its ratio separates the classes, how often camera photos get support,
    by source and by skin lightness, and how often the claim was not assessed. What files declare plays
    no part. On untouched files, size and format often betray the label: prefer --launder.
    """
    if plot is not None and plot.suffix.lower() not in plots.SUFFIXES:
        fail(f"--plot takes a .png or .svg file, not {plot.name!r}.", Exit.USAGE)
    if same_file((output, plot)):
        fail("--output and --plot cannot go to the same file.", Exit.USAGE)
    try:
        photos = labelled.find(place)
    except labelled.NotLabelled as problem:
        fail(str(problem), Exit.NOTHING)
    refuse_to_replace((output, plot), (place, *(item.path for item in photos)))
    tracks = TRACKS if launder else TRACKS[:1]
    try:
        outcomes = labelled.examine(photos, tracks, jobs=jobs)
    except WorkersError as problem:
        fail(str(problem), Exit.BROKEN)
    lost = [(item.photo.path.as_posix(), item.reason) for item in outcomes if item.reason]
    lost = list(dict.fromkeys(lost))
    found = [item for claim in Claim for track in tracks if (item := summarize(outcomes, claim.value, track))]
    if not found:
        fail(
            "nothing to compare: it takes readable camera photos and photos of at least one claim.",
            Exit.NOTHING,
        )
    if plot is not None:
        _draw(found, plot)
    if format is Plain.JSON:
        text = json.dumps(
            tables.as_object(found, lost), indent=2, ensure_ascii=not look(sys.stdout)["unicode"]
        )
    else:
        text = tables.report(found, lost)
    write(text, output)
    raise typer.Exit(Exit.BROKEN if lost else Exit.CLEAN)


def _draw(found: list[Summary], plot: Path) -> None:

    try:
        drawn = plots.draw(found, plot.suffix.lower())
    except plots.NoPlots as problem:
        fail(f"{problem}.", Exit.USAGE)
    write_bytes(drawn, plot)
