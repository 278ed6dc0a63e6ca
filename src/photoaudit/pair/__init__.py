"""Two files: what was done to an original to come to an edited picture."""

from __future__ import annotations

import os
from collections.abc import Callable

from photoaudit.facts import Facts
from photoaudit.imaging.threads import one_thread
from photoaudit.libraries import np
from photoaudit.model import Change, Comparison, NotAssessable, Photo, Settings, Side, UnreadableError
from photoaudit.pair._declared import declared
from photoaudit.pair._geometry import geometry
from photoaudit.pair._judge import changes_of, shipped
from photoaudit.pair._maps import exhibit
from photoaudit.pair._measure import measure
from photoaudit.pair._tell import SUMMARIES, UNCLASSED, differences, summary, unknown
from photoaudit.pair._tone import tones
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
            return Comparison(sides[0], sides[1], reason=f"The {which} cannot be read: {problem}")
    with one_thread():
        return compare(facts[0], facts[1], picture)


def compare(original: Facts, edited: Facts, picture: int = 0) -> Comparison:
    """Return what was done to an original.

    With a ``picture`` of so many pixels a side, both pictures and maps of what differs come with it.
    """
    sides = side(original.photo), side(edited.photo)
    try:
        if _same_pixels(original, edited):
            changes: tuple[Change, ...] = (Change.IDENTICAL,)
            said = tuple(declared(original, edited, changes))
            return Comparison(*sides, changes, SUMMARIES[changes[0]], differences=said)
        found = measure(original, edited)
    except UnreadableError as problem:
        return Comparison(*sides, reason=f"The pixels of one of them cannot be decoded: {problem}")
    except NotAssessable as why:
        return Comparison(*sides, reason=f"They were not compared: {why}.")
    limits = shipped()
    changes = (Change.ANOTHER,) if found is None else changes_of(found.numbers, limits)
    if found is None or Change.ANOTHER in changes:
        said = tuple(declared(original, edited, changes))
        return Comparison(*sides, changes, SUMMARIES[Change.ANOTHER], differences=said)
    place = geometry(found.alignment, original.pyramid.size, edited.pyramid.size)
    tone = tones(found.scene.tone)
    told = differences(found, place, tone, changes, limits, faces=len(original.faces))
    shown = exhibit(found, picture) if picture else None
    if not changes and (gap := unknown(found)):
        said = (*told, *declared(original, edited, changes))
        return Comparison(
            *sides, reason=f"The face was not compared: {gap}.", differences=said, exhibit=shown
        )
    other = place.changed or tone.changed or any(item.id in UNCLASSED and item.seen for item in told)
    changes += (Change.ADJUSTED,) if other else (Change.REENCODED,)
    said = (*told, *declared(original, edited, changes))
    answer = summary(changes, told, beyond=place.widened, faceless=found.faceless)
    return Comparison(*sides, changes, answer, differences=said, exhibit=shown)


def _same_pixels(original: Facts, edited: Facts) -> bool:
    if original.photo.sha256 == edited.photo.sha256:
        return True
    return original.rgb.shape == edited.rgb.shape and bool(np.array_equal(original.rgb, edited.rgb))


def side(photo: Photo) -> Side:
    """Return what is said of one of two files."""
    return Side(photo.path, photo.sha256, photo.format, photo.width, photo.height)
