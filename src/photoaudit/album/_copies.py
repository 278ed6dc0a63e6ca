"""Which files show one photo: the same bytes, re-encoded, resized, cropped, mirrored or in other tones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from photoaudit.album._grouping import Indices, gather
from photoaudit.album._keys import keys_of
from photoaudit.album._likeness import Cells, compare, maybe_alike, mirrored
from photoaudit.album._tones import maybe_toned, tone_of, toned
from photoaudit.imaging.cells import LIGHT
from photoaudit.libraries import np
from photoaudit.model import Traits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from photoaudit.album._member import Member

    Maybe = Callable[[Cells, Cells], NDArray[np.bool_]]
    Ways = Callable[[Cells, Cells], tuple[NDArray[np.float32], NDArray[np.float32]]]

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


_AT_ONCE = 4096


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
    return bool(are_comparable([traits])[0])


def are_comparable(traits: Sequence[Traits | None]) -> NDArray[np.bool_]:
    """Tell the same of many photos."""
    told = np.zeros(len(traits), bool)
    for start in range(0, len(traits), _AT_ONCE):
        part = traits[start : start + _AT_ONCE]
        cells = b"".join(item.cells[:LIGHT] if item and item.cells else bytes(LIGHT) for item in part)
        light = np.frombuffer(cells, np.uint8).reshape(-1, LIGHT)
        shown, count = light > 0, (light > 0).sum(1)
        mean = light.sum(1) / np.maximum(count, 1)
        spread = np.where(shown, light - mean[:, None], 0)
        contrast = np.sqrt((spread**2).sum(1) / np.maximum(count, 1))
        told[start : start + _AT_ONCE] = (count >= SHOWN) & (contrast >= CONTRAST)
    return told


def find(members: Sequence[Member], limits: Limits) -> list[Copies]:
    """Return the groups of files that show one photo, the largest first; independent of their order."""
    order = sorted(range(len(members)), key=lambda place: _rank(members[place]))
    files: dict[str, list[int]] = {}
    pictures: dict[tuple[object, ...], list[str]] = {}
    for place in order:
        files.setdefault(members[place].sha256, []).append(place)
    told = are_comparable([members[places[0]].traits for places in files.values()])
    for (content, places), clear in zip(files.items(), told, strict=True):
        pictures.setdefault(_picture(members[places[0]]) if clear else (content,), []).append(content)
    # What is equal to the last bit is one photo before anything is measured.
    firsts = [files[contents[0]][0] for contents in pictures.values()]
    together = [[place for content in contents for place in files[content]] for contents in pictures.values()]
    asked = [at for at, picture in enumerate(pictures) if len(picture) > 1]
    near = _near([members[firsts[at]] for at in asked], limits)
    joined = [[asked[at] for at in group] for group in near]
    alone = set(range(len(firsts))).difference(*joined)
    groups = [[place for at in part for place in together[at]] for part in [*joined, *([at] for at in alone)]]
    found = [_copies(group, members) for group in groups if len(group) > 1]
    return sorted(found, key=lambda item: (-len(item.places), item.places))


def _rank(member: Member) -> tuple[int, str, str]:
    return -member.width * member.height, member.sha256, member.path


def _picture(member: Member) -> tuple[object, ...]:
    """Return what makes two files one picture without any measuring."""
    traits = member.traits
    assert traits is not None  # noqa: S101 - only what can be compared is asked
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
        found &= anchored[others] | same
        # Less is left to tell photos apart by where tones may differ, so the frame must be the same.
        rest = np.flatnonzero(~found & same & _same_frame(eyes[leader], eyes[others], anchored[others]))
        found[rest] = _alike(cells[leader], cells[others[rest]], limits, maybe_toned, _in_its_tones)
        return found

    return gather(keys_of(cells, anchored, eyes), limits.radius, alike)


def _both_ways(one: Cells, others: Cells) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return how much others differ from a picture as they are, and mirrored."""
    straight, turned = np.split(unlike(one, np.concatenate([others, mirrored(others)])), 2)
    return straight, turned


def _in_its_tones(one: Cells, others: Cells) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the same, others being brought to the tones of the picture."""
    straight, turned = np.split(unlike(one, toned(one, np.concatenate([others, mirrored(others)]))), 2)
    return straight, turned


def _same_frame(
    eyes: NDArray[np.float64], others: NDArray[np.float64], anchored: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tell which others have their eyes where a picture has them, mirrored or not; all without a face do."""
    straight, turned = others[:, :3] - eyes[:3], (1, 0, 0) - others[:, :3] * (1, -1, -1) - eyes[:3]
    apart = np.minimum(np.abs(straight).max(1), np.abs(turned).max(1))
    return np.asarray(~anchored | (apart <= SAME_PLACE))


def _alike(
    one: Cells, others: Cells, limits: Limits, maybe: Maybe = maybe_alike, ways: Ways = _both_ways
) -> NDArray[np.bool_]:
    """Tell which others are copies of a picture, mirrored or not: of those that quickly seem so."""
    found = np.zeros(len(others), bool)
    near = np.flatnonzero(maybe(one, others) | maybe(mirrored(one[None])[0], others))
    if len(near):
        found[near] = np.minimum(*ways(one, others[near])) < limits.unlike
    return found


def unlike(one: Cells, others: Cells | NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how much others (n, length) differ from a picture; infinite where that cannot be told."""
    found = compare(one, others)
    told = (found.shown >= SHOWN) & (found.contrast >= CONTRAST)
    chance = np.sqrt(np.maximum(ENOUGH / np.maximum(found.shown, 1), 1.0))
    return np.where(told, found.unlike * chance, np.inf).astype(np.float32)


def difference(one: Member, other: Member, *, tones: bool = True) -> float | None:
    """Return how much two photos differ, mirrored or not, and without ``tones`` in whatever tones.

    None where that cannot be told.
    """
    if one.traits is None or other.traits is None or one.traits.anchored != other.traits.anchored:
        return None
    if not (one.traits.cells and other.traits.cells):
        return None
    first, second = (np.frombuffer(member.traits.cells, np.uint8) for member in (one, other) if member.traits)
    found = float(np.minimum(*(_both_ways if tones else _in_its_tones)(first, second[None]))[0])
    return found if np.isfinite(found) else None


def _copies(places: Sequence[int], members: Sequence[Member]) -> Copies:
    ordered = sorted(places, key=lambda place: _rank(members[place]))
    first, *others = (members[place] for place in ordered)
    return Copies(tuple(ordered), ("", *kinds_of(first, others)))


def kinds_of(one: Member, others: Sequence[Member]) -> list[str]:
    """Return what ``others`` are of the same photo: of `KINDS`, with "mirrored" and other tones, if any."""
    changes = _turned(one.traits, [other.traits for other in others])
    return [_kind(one, other, *change) for other, change in zip(others, changes, strict=True)]


def _kind(one: Member, other: Member, flipped: bool, tone: str) -> str:  # noqa: FBT001 - one change of `_turned`
    if one.sha256 == other.sha256:
        return KINDS[0]
    words = ["mirrored"] if flipped else []
    kind = _change(one, other, flipped=flipped)
    if kind != KINDS[1] or not (words or tone):
        words.append(kind)
    return " and ".join([*words, tone] if tone else words)


def _turned(one: Traits | None, others: Sequence[Traits | None]) -> list[tuple[bool, str]]:
    """Return of each copy whether it is mirrored, and what became of its tones."""
    changes = [(False, "")] * len(others)
    there = [(at, item.cells) for at, item in enumerate(others) if one and one.cells and item and item.cells]
    first = np.frombuffer(one.cells if one else b"", np.uint8)
    for start in range(0, len(there), _AT_ONCE):
        part = there[start : start + _AT_ONCE]
        cells = np.stack([np.frombuffer(found, np.uint8) for _, found in part])
        straight, turned = _in_its_tones(first, cells)
        flipped = turned < straight
        upright = np.where(flipped[:, None], mirrored(cells), cells)
        for (at, _), flip, item in zip(part, flipped, upright, strict=True):
            changes[at] = bool(flip), tone_of(first, item)
    return changes


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
