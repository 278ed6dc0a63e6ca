"""Which pairs are meant: two files, a table of them, or two folders matched by name and by content."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from photoaudit import engine
from photoaudit.album import Member
from photoaudit.checks import catalogue
from photoaudit.cli.console import Exit, fail, say
from photoaudit.cli.progress import meter
from photoaudit.model import Need, Settings
from photoaudit.scan import batch
from photoaudit.scan.discovery import discover
from photoaudit.scan.matching import Matched, NoPairsError, by_content, by_name, from_table
from photoaudit.scan.pairs import Pair
from photoaudit.scan.places import real_path
from photoaudit.scan.workers import WorkersError


def pairs_of(
    original: Path | None,
    edited: Path | None,
    table: Path | None,
    settings: Settings,
    jobs: int | None,
    *,
    quiet: bool,
) -> Matched:
    """Return the pairs to compare, or fail."""
    if table is not None:
        try:
            return from_table(table)
        except NoPairsError as problem:
            fail(str(problem), Exit.USAGE)
    assert original is not None  # noqa: S101 - the command has seen to it
    assert edited is not None  # noqa: S101 - as above
    folders = [os.path.isdir(path) for path in (original, edited)]  # noqa: PTH112 - never raises
    if not any(folders):
        return Matched((Pair(os.fspath(original), os.fspath(edited)),))
    if not all(folders):
        fail("one of the two is a folder and the other is none: name two files or two folders.", Exit.USAGE)
    return _folders(original, edited, settings, jobs, quiet=quiet)


def _folders(original: Path, edited: Path, settings: Settings, jobs: int | None, *, quiet: bool) -> Matched:
    if real_path(os.fspath(original)) == real_path(os.fspath(edited)):
        fail("both folders are one: an original has a place of its own.", Exit.USAGE)
    try:
        sources, edits = discover([original]), discover([edited])
    except ValueError as problem:
        fail(str(problem), Exit.USAGE)
    if not edits.paths:
        fail(f"nothing to compare: there is no photo in {os.fspath(edited)!r}.", Exit.NOTHING)
    matched = replace(
        by_name(sources.paths, edits.paths, (os.fspath(original), os.fspath(edited))),
        notes=(*sources.notes, *edits.notes),
        missed=(*sources.missed, *edits.missed),
        read=(*sources.read, *edits.read),
    )
    if not matched.open or not sources.paths:
        return matched
    if not quiet:
        count = len(matched.open)
        say(f"{count} of {len(edits.paths)} edited pictures have no original by name; looking by content.")
    return by_content(
        matched, sources.paths, _members(sources.paths, matched.open, settings, jobs, quiet=quiet)
    )


def _members(
    originals: Sequence[str], edits: Sequence[str], settings: Settings, jobs: int | None, *, quiet: bool
) -> list[Member]:
    """Return by what all these photos are compared; those that cannot be read are left out."""
    paths = list(dict.fromkeys([*originals, *edits]))
    # What photos are compared by comes with any check that looks at pixels.
    checks = [item for item in catalogue() if item.info.need is Need.PIXELS][:1]
    try:
        with meter(len(paths), quiet=quiet, shared=False) as shown:
            seen = batch.scan(
                paths,
                checks=checks,
                settings=settings,
                jobs=jobs,
                progress=lambda event: shown.tell(event.done),
            )
            with closing(seen):
                return [engine.member(item) for item in seen if not item.reason]
    except WorkersError as problem:
        fail(str(problem), Exit.BROKEN)
