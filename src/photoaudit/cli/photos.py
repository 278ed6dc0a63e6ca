"""What a command is to look at: paths as they were named, those in a list, and only what has changed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import typer

from photoaudit.cli.console import Exit, fail, say
from photoaudit.cli.sources import chosen_here, config_of
from photoaudit.scan.changes import NoAnswerError, changed_since, identity
from photoaudit.scan.discovery import Found, discover, from_lines
from photoaudit.scan.places import Scope, inside, real_path

STDIN = "-"


def photos_of(
    context: typer.Context,
    paths: Sequence[str],
    include: list[str] | None,
    exclude: list[str] | None,
    *,
    hidden: bool,
    follow: bool,
    since: str | None = None,
) -> Found:
    """Return the photos to look at, which may be none, or fail.

    Patterns from a configuration are relative to its folder and hold for files that are named, too; those
    given for this run are relative to each folder named, and hold in it.
    """
    listed: list[str] = []
    lists: list[int] = []
    for path in paths:
        if path == STDIN:
            # Bytes, as a name need not be text in any encoding.
            listed += from_lines(map(os.fsdecode, sys.stdin.buffer))
            with suppress(OSError, ValueError):  # where it is no file
                lists.append(sys.stdin.fileno())
        else:
            listed.append(path)
    config = config_of(context)
    here, standing = [], []
    for name, patterns in (("include", include or ()), ("exclude", exclude or ())):
        given = config is None or chosen_here(context, name)
        here.append(patterns if given else ())
        standing.append(() if given else patterns)
    try:
        scope = None if config is None else Scope(str(config.folder), *standing)
        found = discover(listed, include=here[0], exclude=here[1], hidden=hidden, follow=follow, scope=scope)
    except ValueError as problem:
        fail(str(problem), Exit.USAGE)
    found = replace(found, read=(*found.read, *lists))
    return found if since is None else _changed(found, listed, since)


def nothing(found: Found, since: str | None, *, allowed: bool) -> None:
    """Say that there is nothing to audit, and exit unless that is a success."""
    for note in found.notes:
        say(note)
    if found.missed:
        fail("nothing to audit: there is no photo.", Exit.BROKEN)
    if since is not None:
        say(f"nothing to audit: no photo has changed since {since!r}.")
    elif allowed:
        say("nothing to audit: there is no photo.")
    else:
        fail("nothing to audit: there is no photo. With --allow-empty that is a success.", Exit.NOTHING)


def _changed(found: Found, listed: Sequence[str], since: str) -> Found:
    """Return what of the photos found has changed."""
    try:
        root, changed = changed_since(since, Path.cwd())
    except NoAnswerError as problem:
        fail(str(problem), Exit.USAGE)
    for path in listed:
        if real_path(path) != root and inside(real_path(path), root) is None:
            fail(f"--since: {path!r} is not in the repository {root!r}.", Exit.USAGE)
    kept = tuple(path for path in found.paths if identity(path) in changed)
    left = len(found.paths) - len(kept)
    note = (f"left out: {left} photos that have not changed since {since!r}",) if left else ()
    return replace(found, paths=kept, notes=(*found.notes, *note))
