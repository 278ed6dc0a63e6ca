"""How alike two portraits are in background, clothes and framing, whoever they show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from photoaudit.imaging.cells import COLUMNS, LIGHT, ROWS
from photoaudit.model import Traits

ENOUGH = 8
"""Cells that two portraits must both show of the background; clothes with fewer are left out."""
LOWEST_ROW = 10
"""From here down a portrait shows shoulders and clothes."""
SIDE = 4
"""So many columns on both sides are clear of most heads."""
BESIDE = slice(4, 10)
"""Rows beside the face, which all photos with cells show."""


def _zone(*, clothes: bool) -> NDArray[np.bool_]:
    mask = np.zeros((ROWS, COLUMNS), bool)
    if clothes:
        mask[LOWEST_ROW:] = True
    else:
        mask[:LOWEST_ROW, :SIDE] = mask[:LOWEST_ROW, -SIDE:] = True
    color = mask.reshape(ROWS // 2, 2, COLUMNS // 2, 2).all(axis=(1, 3)).ravel()
    return np.concatenate([mask.ravel(), color, color])


ZONES = (_zone(clothes=False), _zone(clothes=True))


def has_style(traits: Traits) -> bool:
    """Tell whether a photo shows enough background around a face."""
    if not (traits.anchored and traits.cells):
        return False
    return (
        int((np.frombuffer(traits.cells, np.uint8)[ZONES[0]][: ZONES[0][:LIGHT].sum()] > 0).sum()) >= ENOUGH
    )


class Styles:
    """Background, clothes and framing of (n,) portraits."""

    def __init__(self, traits: Sequence[Traits], scales: tuple[float, float, float]) -> None:
        cells = [np.frombuffer(item.cells, np.uint8) for item in traits]
        self._cells = np.stack(cells) if cells else np.zeros((0, len(ZONES[0])), np.uint8)
        eyes = np.array([item.eyes for item in traits], np.float64).reshape(-1, 4)
        # Natural logarithm: twice as near is as much as half as near.
        self._framing = np.column_stack([eyes[:, 0], eyes[:, 1], np.log(eyes[:, 2])])
        self._scales = scales

    def apart(self, one: int, others: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return how far others (m,) lie from one, 1 for a typical unrelated pair; NaN if unknown."""
        parts = self.differences(one, others) / self._scales
        known = np.isfinite(parts)
        apart = np.sqrt(np.where(known, parts**2, 0).sum(1) / known.sum(1))
        return np.where(known[:, 0], apart, np.nan)

    def differences(self, one: int, others: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return (m, 3) differences: background and clothes in gray levels, framing in parts of a width."""
        columns = []
        for zone in ZONES:
            first = self._cells[one, zone].astype(np.float32)
            rest = self._cells[others][:, zone].astype(np.float32)
            common = (first > 0) & (rest > 0)
            gap = np.where(common, rest - first, 0)
            count, light = common.sum(1), common[:, : zone[:LIGHT].sum()].sum(1)
            columns.append(np.where(light >= ENOUGH, np.sqrt((gap**2).sum(1) / np.maximum(count, 1)), np.nan))
        moved = self._framing[others] - self._framing[one]
        return np.column_stack([*columns, np.sqrt((moved**2).sum(1))])

    def places(self) -> NDArray[np.float64]:
        """Return (n, 9) places in an index: framing, and what is close beside the face."""
        light = self._cells[:, :LIGHT].reshape(-1, ROWS, COLUMNS)
        blue, red = np.split(self._cells[:, LIGHT:], 2, axis=1)
        color = [plane.reshape(-1, ROWS // 2, COLUMNS // 2)[:, 2:5] for plane in (blue, red)]
        beside = [light[:, BESIDE, SIDE - 1], light[:, BESIDE, -SIDE]]
        beside += [plane[:, :, column] for plane in color for column in (1, -2)]
        means = [part.sum(1, dtype=np.float64) / np.maximum((part > 0).sum(1), 1) for part in beside]
        return np.column_stack([self._framing / self._scales[2], np.column_stack(means) / self._scales[0]])
