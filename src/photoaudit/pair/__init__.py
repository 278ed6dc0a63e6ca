"""Two files: what was done to an original to come to an edited picture."""

from __future__ import annotations

import os
from collections.abc import Callable

from photoaudit.facts import Facts
from photoaudit.imaging.threads import one_thread
from photoaudit.model import Change, Comparison, Photo, Settings, Side, UnreadableError
from photoaudit.photo import read


def compare_files(
    original: str | os.PathLike[str],
    edited: str | os.PathLike[str],
    settings: Settings | None = None,
    picture: int = 0,
    *,
    admit: Callable[[Photo], None] = lambda _: None,
) -> Comparison:
    """Open two files and compare them; never raises for what is in a file.

    ``admit`` is called with each before its pixels are decoded; it may wait, or raise UnreadableError if
    there is no room for them.
    """
    settings = settings or Settings()
    sides = [Side(os.fspath(path)) for path in (original, edited)]
    facts = []
    for number, path in enumerate((original, edited)):
        try:
            photo = read(path, settings.limits)
            sides[number] = side(photo)
            admit(photo)
            facts.append(Facts(photo, settings))
        except UnreadableError as problem:
            which = "edited picture" if number else "original"
            return Comparison(*sides, reason=f"The {which} cannot be read: {problem}")
    with one_thread():
        return compare(facts[0], facts[1], picture)


def compare(original: Facts, edited: Facts, picture: int = 0) -> Comparison:
    """Return what was done to an original.

    With a ``picture`` of so many pixels a side, both pictures and maps of what differs come with it.
    """
    sides = side(original.photo), side(edited.photo)
    if original.photo.sha256 == edited.photo.sha256:
        return Comparison(*sides, (Change.IDENTICAL,), "The two files are the same, byte for byte.")
    raise NotImplementedError(picture)


def side(photo: Photo) -> Side:
    """Return what is said of one of two files."""
    return Side(photo.path, photo.sha256, photo.format, photo.width, photo.height)
