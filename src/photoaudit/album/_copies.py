"""Which files show one photo: the same bytes, re-encoded, resized, cropped or mirrored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from photoaudit.album._grouping import Indices, Key, Places, gather
from photoaudit.album._likeness import Cells, compare, mirrored
from photoaudit.imaging.cells import COLUMNS, LIGHT, ROWS
from photoaudit.model import Traits

if TYPE_CHECKING:
    from photoaudit.album._photos import Member

SHOWN = 16
"""Cells of light that two photos must both show."""
ENOUGH = 32
"""Cells that say as much as any number; fewer may agree by chance, so what differs counts for more."""
CONTRAST = 8.0
"""Contrast in gray levels that both must have where they are compared: blank walls are all alike."""
SAME_ASPECT = 0.03
SAME_PLACE = 0.012
"""How far eyes lie apart, in parts of the picture, in two exports of the same frame."""
KINDS = ("the same file", "re-encoded", "resized", "cropped")

SAID = {
    "the same file": "the same file",
    "re-encoded": "another encoding of it",
    "resized": "resized",
    "cropped": "cropped differently",
    "mirrored": "mirrored",
    "mirrored and resized": "mirrored and resized",
    "mirrored and cropped": "mirrored and cropped differently",
}
"""Each kind as the end of a sentence."""

_TOP = ((2, 3, 3, 7), (3, 4, 3, 4))
_SIDES = ((3, 7, 2, 3), (7, 11, 2, 3), (10, 11, 3, 4))
"""Patches of light above and left of the face (rows, columns: from, to); mirrored at the right."""
_TINT = (1, 2, 1, 3)
"""A patch of color left of the forehead."""
_FRAME, _ROLL = 900.0, 100.0
"""Units of the index in a width of the picture, and degrees of roll in one."""
_EXACT = 4.0
"""How much nearer eyes must lie to each other in the key of copies that were not cropped."""
_FAR = 1e4
"""How far photos that are compared as a whole are kept from those that are compared around a face."""


@dataclass(frozen=True)
class Limits:
    """The most that copies differ, and lie apart in the index; see `photoaudit.album._standard`."""

    unlike: float
    radius: float


@dataclass(frozen=True)
class Copies:
    """Photos by their places, the largest picture first, and what each is of that one ("" for itself)."""

    places: tuple[int, ...]
    kinds: tuple[str, ...]


def comparable(traits: Traits | None) -> bool:
    """Tell whether a photo shows enough around its face, with enough contrast, to be told from others."""
    if traits is None or not traits.cells:
        return False
    light = np.frombuffer(traits.cells, np.uint8)[:LIGHT]
    shown = light[light > 0]
    return len(shown) >= SHOWN and float(shown.std()) >= CONTRAST


def find(members: Sequence[Member], limits: Limits) -> list[Copies]:
    """Return the groups of files that show one photo, the largest first; independent of their order."""
    order = sorted(range(len(members)), key=lambda place: _rank(members[place]))
    files: dict[str, list[int]] = {}
    pictures: dict[tuple[object, ...], list[str]] = {}
    for place in order:
        files.setdefault(members[place].sha256, []).append(place)
    for content, places in files.items():
        pictures.setdefault(_picture(members[places[0]]), []).append(content)
    # What is equal to the last bit is one photo before anything is measured.
    firsts = [files[contents[0]][0] for contents in pictures.values()]
    together = [[place for content in contents for place in files[content]] for contents in pictures.values()]
    asked = [at for at, place in enumerate(firsts) if comparable(members[place].traits)]
    near = _near([members[firsts[at]] for at in asked], limits)
    joined = [[asked[at] for at in group] for group in near]
    alone = set(range(len(firsts))).difference(*joined)
    groups = [[place for at in part for place in together[at]] for part in [*joined, *([at] for at in alone)]]
    found = [_copies(group, members) for group in groups if len(group) > 1]
    return sorted(found, key=lambda item: (-len(item.places), item.places))


def keys_of(cells: Cells, anchored: NDArray[np.bool_], eyes: NDArray[np.float64]) -> list[Key]:
    """Return the ways to look pictures (n, length) up, the finest first: patches left and right of the face.

    Sums and distances of both sides are the same for a mirror image, and never further apart than what
    they are made of: so one index finds copies and mirrored copies. Pictures that do not show all patches
    are looked up by those at the top or at the sides, and such as have neither (a face that nearly fills the
    picture) by where in the picture the eyes are. The last key is for copies that were not cropped, in which
    the eyes are in the same place almost to the pixel.
    """
    light = cells[:, :LIGHT].reshape(-1, ROWS, COLUMNS)
    blue, red = (
        plane.reshape(-1, ROWS // 2, COLUMNS // 2) for plane in np.split(cells[:, LIGHT:], 2, axis=1)
    )
    apart = (np.where(anchored, 0, _FAR)[:, None], np.ones(len(cells), bool))
    top = [apart, *(_both_sides(light, patch) for patch in _TOP)]
    sides = [apart, *(_both_sides(light, patch) for patch in _SIDES)]
    tint = [_both_sides(plane, _TINT) for plane in (blue, red)]
    framing, there = _framing(eyes)
    exact = [apart, (_EXACT * framing, there), _both_sides(light, _TOP[0]), *tint]
    ways = ([*top, *sides[1:], *tint], [*sides, *tint], [*top, *tint], [apart, (framing, there)], exact)
    has = [np.logical_and.reduce([shown for _, shown in parts]) for parts in ways]
    rest = ~has[0]
    asks = (has[0], rest, rest, rest & ~has[1] & ~has[2], has[4])
    places = [np.concatenate([place for place, _ in parts], axis=1) for parts in ways]
    return [Key(*parts) for parts in zip(places, has, asks, strict=True)]


def _framing(eyes: NDArray[np.float64]) -> tuple[Places, NDArray[np.bool_]]:
    """Return where eyes (n, 4) lie in the picture, the same for a mirror image, and who has any."""
    x, y, apart, roll = eyes.T
    places = np.column_stack([np.abs(x - 0.5), y, apart, np.abs(roll) / _ROLL]) * _FRAME
    return np.nan_to_num(places), np.asarray(np.isfinite(eyes).all(1))


def _both_sides(
    plane: NDArray[np.uint8], patch: tuple[int, int, int, int]
) -> tuple[Places, NDArray[np.bool_]]:
    """Return sum and distance (n, 2) of a patch and its mirror image, and who shows all of both."""
    top, bottom, left, right = patch
    width = plane.shape[2]
    one = plane[:, top:bottom, left:right].reshape(len(plane), -1)
    other = plane[:, top:bottom, width - right : width - left].reshape(len(plane), -1)
    there = np.asarray((one > 0).all(1) & (other > 0).all(1))
    first, second = one.mean(1, dtype=np.float64), other.mean(1, dtype=np.float64)
    return np.column_stack([first + second, np.abs(first - second)]) / np.sqrt(2), there


def _rank(member: Member) -> tuple[int, str, str]:
    return -member.width * member.height, member.sha256, member.path


def _picture(member: Member) -> tuple[object, ...]:
    """Return what makes two files one picture without measuring; the file where that says little."""
    traits = member.traits
    if traits is None or not comparable(traits):
        return (member.sha256,)
    return traits.anchored, traits.cells, None if traits.anchored else round(member.width / member.height, 2)


def _near(members: Sequence[Member], limits: Limits) -> list[tuple[int, ...]]:
    if len(members) < 2:
        return []
    traits = [member.traits for member in members if member.traits is not None]
    cells = np.stack([np.frombuffer(item.cells, np.uint8) for item in traits])
    anchored = np.array([item.anchored for item in traits])
    eyes = np.array([item.eyes or (np.nan,) * 4 for item in traits], np.float64)
    aspect = np.array([member.width / member.height for member in members])

    def alike(leader: int, others: Indices) -> NDArray[np.bool_]:
        found = _alike(cells[leader], cells[others], limits)
        same = np.abs(np.log(aspect[others] / aspect[leader])) < SAME_ASPECT
        return np.asarray(found & (anchored[others] | same))

    return gather(keys_of(cells, anchored, eyes), limits.radius, alike)


def _alike(one: Cells, others: Cells, limits: Limits) -> NDArray[np.bool_]:
    return np.asarray(np.minimum(*_both_ways(one, others)) < limits.unlike)


def _both_ways(one: Cells, others: Cells) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return how much others differ from a picture as they are, and mirrored."""
    straight, turned = np.split(unlike(one, np.concatenate([others, mirrored(others)])), 2)
    return straight, turned


def unlike(one: Cells, others: Cells) -> NDArray[np.float32]:
    """Return how much others (n, length) differ from a picture; infinite where that cannot be told."""
    found = compare(one, others)
    told = (found.shown >= SHOWN) & (found.contrast >= CONTRAST)
    chance = np.sqrt(np.maximum(ENOUGH / np.maximum(found.shown, 1), 1.0))
    return np.where(told, found.unlike * chance, np.inf).astype(np.float32)


def difference(one: Member, other: Member) -> float | None:
    """Return how much two photos differ, mirrored or not; None where that cannot be told."""
    if one.traits is None or other.traits is None or one.traits.anchored != other.traits.anchored:
        return None
    if not (one.traits.cells and other.traits.cells):
        return None
    first, second = (np.frombuffer(member.traits.cells, np.uint8) for member in (one, other) if member.traits)
    found = float(np.minimum(*_both_ways(first, second[None]))[0])
    return found if np.isfinite(found) else None


def why_not(one: Member, other: Member) -> str:
    """Return why two photos cannot be compared as pictures."""
    if one.traits is None or other.traits is None:
        return "no pixels were looked at"
    if one.traits.anchored != other.traits.anchored:
        return "only one of them shows a face clearly"
    return "too little that differs from photo to photo is to be seen around a face in both"


def _copies(places: Sequence[int], members: Sequence[Member]) -> Copies:
    ordered = sorted(places, key=lambda place: _rank(members[place]))
    first = members[ordered[0]]
    kinds = (kind_of(first, members[place]) for place in ordered[1:])
    return Copies(tuple(ordered), ("", *kinds))


def kind_of(one: Member, other: Member) -> str:
    """Return what ``other`` is of the same photo: a word of `KINDS`, perhaps with "mirrored"."""
    if one.sha256 == other.sha256:
        return KINDS[0]
    flipped = _is_mirrored(one.traits, other.traits)
    kind = _change(one, other, flipped=flipped)
    if not flipped:
        return kind
    return "mirrored" if kind == KINDS[1] else f"mirrored and {kind}"


def _is_mirrored(one: Traits | None, other: Traits | None) -> bool:
    if one is None or other is None or not one.cells or not other.cells:
        return False
    first, second = (np.frombuffer(item.cells, np.uint8) for item in (one, other))
    straight, turned = _both_ways(first, second[None])
    return bool(turned[0] < straight[0])


def _change(one: Member, other: Member, *, flipped: bool) -> str:
    eyes = [member.traits.eyes if member.traits else None for member in (one, other)]
    if eyes[0] is not None and eyes[1] is not None:
        (x, y, apart, _), (x2, y2, apart2, _) = eyes[0], eyes[1]
        x2 = 1 - x2 if flipped else x2
        if max(abs(x - x2), abs(y - y2), abs(apart - apart2)) > SAME_PLACE:
            return KINDS[3]
    elif abs(np.log(one.width * other.height / (one.height * other.width))) > SAME_ASPECT:
        return KINDS[3]
    return KINDS[1] if (one.width, one.height) == (other.width, other.height) else KINDS[2]
