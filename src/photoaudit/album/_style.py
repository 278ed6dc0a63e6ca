"""How alike two portraits are in background, clothes and framing, whoever they show."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from photoaudit.album._likeness import Cells, compare
from photoaudit.imaging.cells import COLUMNS, LIGHT, ROWS
from photoaudit.libraries import np
from photoaudit.model import Traits

if TYPE_CHECKING:
    from numpy.typing import NDArray

ENOUGH = 8
"""Cells that two portraits must both show of the background; clothes with fewer are left out."""
LOWEST_ROW = 10
"""From here down a portrait shows shoulders and clothes."""
SIDE = 4
"""So many columns on both sides are clear of most heads."""
BESIDE = (slice(2, 6), slice(6, 10))
NEAR, FAR = slice(SIDE - 2, SIDE), slice(-SIDE, 2 - SIDE)
"""Rows and columns beside the face, which nearly all photos with cells show."""


def _zone(*, clothes: bool) -> NDArray[np.bool_]:
    mask = np.zeros((ROWS, COLUMNS), bool)
    if clothes:
        mask[LOWEST_ROW:] = True
    else:
        mask[:LOWEST_ROW, :SIDE] = mask[:LOWEST_ROW, -SIDE:] = True
    color = mask.reshape(ROWS // 2, 2, COLUMNS // 2, 2).all(axis=(1, 3)).ravel()
    return np.concatenate([mask.ravel(), color, color])


_AT_ONCE = 8192


@cache
def zones() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which cells are background and which are clothes."""
    return _zone(clothes=False), _zone(clothes=True)


def has_style(traits: Traits) -> bool:
    """Tell whether a photo shows enough background around a face."""
    if not (traits.anchored and traits.cells):
        return False
    background = zones()[0]
    shown = np.frombuffer(traits.cells, np.uint8)[background][: background[:LIGHT].sum()] > 0
    return int(shown.sum()) >= ENOUGH


class Styles:
    """Background, clothes and framing of (n,) portraits."""

    def __init__(self, traits: Sequence[Traits], scales: tuple[float, float, float]) -> None:
        cells = [np.frombuffer(item.cells, np.uint8) for item in traits]
        self._cells = np.stack(cells) if cells else np.zeros((0, len(zones()[0])), np.uint8)
        eyes = np.array([item.eyes for item in traits], np.float64).reshape(-1, 4)
        self._zones = [(self._cells[:, zone], int(zone[:LIGHT].sum())) for zone in zones()]
        # Natural logarithm: twice as near is as much as half as near.
        self._framing = np.column_stack([eyes[:, 0], eyes[:, 1], np.log(eyes[:, 2])])
        self._scales = scales

    def apart(self, one: int, others: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return how far others (m,) lie from one, 1 for a typical unrelated pair; NaN if unknown."""
        parts = self.differences(one, others) / self._scales
        known = np.isfinite(parts)
        apart = np.sqrt(np.where(known, parts**2, 0).sum(1) / known.sum(1))
        return np.where(known[:, 0], apart, np.nan)

    def alike(self, one: int, others: NDArray[np.intp], template: float, pattern: float) -> NDArray[np.bool_]:
        """Tell which of others share a template with one: near in every part, and in their light and shade.

        In the dark everything is near to everything, so what differs must be little of the contrast, too.
        """
        found = self.farthest(one, others) < template
        near = np.flatnonzero(found)
        if len(near):
            found[near] = compare(self._cells[one], self._cells[others[near]]).unlike < pattern
        return found

    def farthest(self, one: int, others: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return in what others (m,) differ most from one, in the same unit; NaN where no clothes show."""
        return np.asarray((self.differences(one, others) / self._scales).max(1))

    def differences(self, one: int, others: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return (m, 3) differences: background and clothes in gray levels, framing in parts of a width."""
        columns = [self._gap(one, others, cells, count) for cells, count in self._zones]
        moved = self._framing[others] - self._framing[one]
        return np.column_stack([*columns, np.sqrt((moved**2).sum(1))])

    def _gap(self, one: int, others: NDArray[np.intp], cells: Cells, light: int) -> NDArray[np.float64]:
        """Return mean square differences, rooted, of cells, the first ``light`` light; NaN if few show."""
        found = np.full(len(others), np.nan)
        first = cells[one].astype(np.float32)
        for start in range(0, len(others), _AT_ONCE):
            rest = cells[others[start : start + _AT_ONCE]].astype(np.float32)
            common = (first > 0) & (rest > 0)
            gap = np.where(common, rest - first, 0)
            error = np.einsum("nc,nc->n", gap, gap) / np.maximum(common.sum(1), 1)
            enough = common[:, :light].sum(1) >= ENOUGH
            found[start : start + _AT_ONCE] = np.where(enough, np.sqrt(error), np.nan)
        return found

    def places(self) -> NDArray[np.float64]:
        """Return (n, 15) places in an index: framing, and what is beside the face and below it."""
        light = self._cells[:, :LIGHT].reshape(-1, ROWS, COLUMNS)
        planes = np.split(self._cells[:, LIGHT:], 2, axis=1)
        colors = [plane.reshape(-1, ROWS // 2, COLUMNS // 2) for plane in planes]
        beside = [light[:, rows, side] for rows in BESIDE for side in (NEAR, FAR)]
        beside += [plane[:, 1:5, column] for plane in colors for column in (1, -2)]
        clothes = [light[:, LOWEST_ROW:-2, : COLUMNS // 2], light[:, LOWEST_ROW:-2, COLUMNS // 2 :]]
        clothes += [plane[:, LOWEST_ROW // 2 : -1] for plane in colors]
        parts = [
            np.column_stack([_mean(part) for part in found]) / scale
            for found, scale in zip((beside, clothes), self._scales, strict=False)
        ]
        return np.column_stack([self._framing / self._scales[2], *parts])


def _mean(cells: Cells) -> NDArray[np.float64]:
    flat = cells.reshape(len(cells), -1)
    return np.asarray(flat.sum(1, dtype=np.float64) / np.maximum((flat > 0).sum(1), 1))
