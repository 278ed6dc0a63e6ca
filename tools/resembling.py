"""Fit the score of ``resembles-generated``, and score every portrait by weights that never saw its source.

One linear score on standardized features (a ridge logistic regression). Folders count by the square root of
their size, so that no large one drowns the others; generated and camera portraits count alike, among small
originals as among large ones, or softness would stand for "camera".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

import sources
from learned import Portrait
from measured import LEARNED, Row
from photoaudit.evaluation.launder import LAUNDERED

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

CAP = 40
"""A folder counts for at most so many pictures."""
STRENGTH = 1e-2
"""How much the logistic regression trusts the features over zero weights, for a total weight of 1000."""
PIXELS = "head/pixels"
"""What a row calls the side of the head square in the original."""
SIZES = (400.0,)
"""Sides of the original head square between which classes are balanced, in pixels."""


@dataclass(frozen=True, eq=False)
class Rows:
    """One row a copy: features (n, k) float32, whether generated, and where it comes from."""

    features: NDArray[np.float32]
    control: NDArray[np.float32]
    claimed: Mask
    track: NDArray[np.str_]
    source: NDArray[np.str_]
    family: NDArray[np.str_]
    origin: NDArray[np.str_]
    pixels: Array
    portrait: NDArray[np.int_]


@dataclass(frozen=True, eq=False)
class Linear:
    """A fitted score: ``features @ slopes + offset``, 0 and 1 the mean and spread of camera portraits."""

    slopes: Array
    offset: float

    def __call__(self, features: NDArray[np.float32]) -> Array:
        """Return scores (n,) of features (n, k)."""
        return np.asarray(features @ self.slopes + self.offset, np.float64)


def rows_of(portraits: Sequence[Portrait]) -> Rows:
    """Return all copies as arrays."""
    pairs = [(place, item, copy) for place, item in enumerate(portraits) for copy in item.copies]
    names = [item.entry.source for _, item, _ in pairs]
    return Rows(
        np.stack([copy.features for *_, copy in pairs]),
        np.array([copy.control for *_, copy in pairs], np.float32),
        np.array([name.startswith("ai/") for name in names]),
        np.array([copy.track for *_, copy in pairs]),
        np.array(names),
        np.array([sources.family(name) if name.startswith("ai/") else "" for name in names]),
        np.array([sources.origin(name) for name in names]),
        np.array([item.pixels for _, item, _ in pairs]),
        np.array([place for place, *_ in pairs]),
    )


def weights_of(rows: Rows, train: Mask) -> Array:
    """Return the weight of each row (n,), 0 outside ``train``; they sum to 1000."""
    weights = np.zeros(len(train))
    copies = Counter(rows.portrait[train])
    for name in np.unique(rows.source[train]):
        mine = np.flatnonzero(train & (rows.source == name))
        photos = len(set(rows.portrait[mine]))
        share = np.sqrt(min(photos, CAP)) / photos
        weights[mine] = [share / copies[rows.portrait[row]] for row in mine]
    size = np.searchsorted(SIZES, rows.pixels, "right")
    for step in range(len(SIZES) + 1):
        both = [train & (rows.claimed == made) & (size == step) for made in (False, True)]
        total = sum(weights[part].sum() for part in both)
        for part in both:
            weights[part] *= total / 2 / max(weights[part].sum(), 1e-9)
    return np.asarray(weights * 1000 / max(weights.sum(), 1e-9))


def fit(rows: Rows, train: Mask, *, control: bool = False, start: Linear | None = None) -> Linear:
    """Fit the score on some rows."""
    weights = weights_of(rows, train)[train]
    features = (rows.control if control else rows.features)[train]
    mean = (weights @ features) / weights.sum()
    spread = np.sqrt(weights @ (features - mean) ** 2 / weights.sum()) + 1e-6
    z = ((features - mean) / spread).astype(np.float32)
    sign = np.where(rows.claimed[train], 1.0, -1.0)

    def loss(beta: Array) -> tuple[float, Array]:
        margin = sign * (beta[0] + z @ beta[1:].astype(np.float32))
        pull = -weights * sign * expit(-margin)
        slope = z.T @ pull.astype(np.float32) + beta[1:] / STRENGTH
        value = weights @ np.logaddexp(0, -margin) + beta[1:] @ beta[1:] / (2 * STRENGTH)
        return float(value), np.concatenate([[pull.sum()], slope]).astype(np.float64)

    first = np.zeros(z.shape[1] + 1)
    if start is not None:
        first[1:] = start.slopes * spread
    beta = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": 150, "ftol": 1e-7}).x
    slopes = beta[1:] / spread
    camera, share = features[sign < 0] @ slopes, weights[sign < 0] / weights[sign < 0].sum()
    middle = float(share @ camera)
    unit = float(np.sqrt(share @ (camera - middle) ** 2))
    return Linear(slopes / unit, -middle / unit)


def left_out(rows: Rows, family: str = "", *, control: bool = False) -> Array:
    """Return scores (n,) by fits that left out the repository or site of each row, one at a time.

    Where a ``family`` is left out of all fits as well, only its pictures and the camera's are scored.
    """
    known = ~rows.claimed | (rows.family != family)
    asked = ~rows.claimed | ~known if family else np.ones(len(known), bool)
    seen = rows.control if control else rows.features
    whole = fit(rows, known, control=control)
    found = np.full(len(known), np.nan)
    for name in np.unique(rows.origin[asked]):
        mine = rows.origin == name
        found[mine] = fit(rows, known & ~mine, control=control, start=whole)(seen[mine])
    return np.where(asked, found, np.nan)


def scored(found: Sequence[Portrait], *, control: bool = True) -> list[Row]:
    """Return a row a laundered copy, with its scores by fits that never saw where it is from.

    The value of the check is from fits that left out the repository and, of a generated picture, its family
    too. ``known`` is from those that left out the repository alone, each family's name from those
    that left that family out, ``control`` from the control.
    """
    rows = rows_of(found)
    known = left_out(rows)
    columns = {"known": known}
    own = known.copy()
    for name in np.unique(rows.family[rows.claimed]):
        mine = rows.family == name
        columns[str(name)] = scores = left_out(rows, str(name))
        own[mine] = scores[mine]
    if control:
        columns["control"] = left_out(rows, control=True)
    made = []
    for place in np.flatnonzero(np.isin(rows.track, LAUNDERED)):
        item = found[rows.portrait[place]]
        values = {f"{LEARNED}/{name}": float(column[place]) for name, column in columns.items()}
        values |= {LEARNED: float(own[place]), PIXELS: item.pixels}
        values = {name: value for name, value in values.items() if not np.isnan(value)}
        label = item.entry.name.split("/")[0]
        made.append(
            Row(item.entry.name, item.entry.source, label, str(rows.track[place]), "", item.lightness, values)
        )
    return made
