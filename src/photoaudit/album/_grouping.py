"""Which of many points belong together: an index, a leader a group, and never all pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.libraries import np, scipy_spatial

if TYPE_CHECKING:
    from numpy.typing import NDArray

Places: TypeAlias = "NDArray[np.float64]"
Indices: TypeAlias = "NDArray[np.intp]"

MOST = 2048
"""Points asked for their nearest neighbor at once."""


@dataclass(frozen=True, eq=False)
class Key:
    """One way to look points up: ``places`` (n, k), who has one, and who looks around in it.

    Points that lack a part have no place in keys made of it. A point that looks around in one key need not
    do so in coarser ones: whoever is only in those finds it from there.
    """

    places: Places
    has: NDArray[np.bool_]
    asks: NDArray[np.bool_]


def gather(
    keys: Sequence[Key], radius: float, alike: Callable[[int, Indices], NDArray[np.bool_]]
) -> list[tuple[int, ...]]:
    """Return groups of two and more points that belong together, the largest first.

    Points are taken in their order. Each that belongs to no group yet leads one: whoever lies within
    ``radius`` of it in a key and is ``alike(leader, others)`` joins, and groups that share a point are one.
    Indexes are exact, so no neighbor is missed; a member that has joined does not look around itself, which
    keeps chains short and 5,000 copies of one photo as cheap as 5,000 different ones.
    """
    count = len(keys[0].has)
    parents, joined = list(range(count)), np.zeros(count, bool)
    for key in keys:
        _join(key, radius, alike, parents, joined)
    return _parts(parents)


def _join(
    key: Key,
    radius: float,
    alike: Callable[[int, Indices], NDArray[np.bool_]],
    parents: list[int],
    joined: NDArray[np.bool_],
) -> None:
    points = np.flatnonzero(key.has)
    asking = np.flatnonzero(key.has & key.asks)
    if len(points) < 2 or not len(asking):
        return
    tree = scipy_spatial.KDTree(key.places[points])
    first, size = 0, 1
    while first < len(asking):
        waiting = asking[first : first + size]
        waiting = waiting[~joined[waiting]]
        first += size
        before = int(joined.sum())
        for leader in _with_neighbors(tree, key.places, waiting, radius):
            if joined[leader]:
                continue
            near = points[sorted(tree.query_ball_point(key.places[leader], radius))]
            near = near[near != leader]
            for other in map(int, near[alike(leader, near)]):
                joined[other] = True
                _unite(parents, leader, other)
        # Asking for many at once is quick where few have neighbors, and slow amid thousands of copies:
        # wherever a large group turns up, its members are best taken out before more are asked.
        size = 1 if joined.sum() - before > size else min(2 * size, MOST)


def _with_neighbors(tree: scipy_spatial.KDTree, places: Places, points: Indices, radius: float) -> list[int]:
    if not len(points):
        return []
    distances, _ = tree.query(places[points], k=2, distance_upper_bound=radius)
    return [int(point) for point in points[np.isfinite(distances[:, 1])]]


def _unite(parents: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(parents, one), _root(parents, other)))
    parents[second] = first


def _root(parents: list[int], item: int) -> int:
    while parents[item] != item:
        parents[item] = parents[parents[item]]
        item = parents[item]
    return item


def _parts(parents: list[int]) -> list[tuple[int, ...]]:
    members: dict[int, list[int]] = {}
    for item in range(len(parents)):
        members.setdefault(_root(parents, item), []).append(item)
    groups = [tuple(group) for group in members.values() if len(group) > 1]
    return sorted(groups, key=lambda group: (-len(group), group))
