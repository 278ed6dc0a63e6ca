"""Fitting what values weigh: curves that hold for sources nobody has seen, then one calibration of their sum.

Pure functions of arrays. A *group* is what a new photo may come from a new one of: a family of
generators or a way of retouching on the claimed side, a site on the camera side. Every group counts
the same, however many photos it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, ndtri

Array = NDArray[np.float64]

NODES = np.array([0.5, 1, 2.5, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 97.5, 99, 99.5])
"""Percentiles of camera photos at which curves have their points."""
RIDGE = 0.1
GROUP_CAP = 40
"""A site weighs at most as much as this many photos."""


@dataclass(frozen=True)
class Sample:
    """Values (n, k), nan where not assessed; whether each row is claimed; the group of each row."""

    values: Array
    claimed: NDArray[np.bool_]
    group: NDArray[np.str_]

    def __getitem__(self, keep: NDArray[np.bool_]) -> Sample:
        """Return some of the rows."""
        return Sample(self.values[keep], self.claimed[keep], self.group[keep])


@dataclass(frozen=True)
class Fit:
    """One fitted line of evidence before its last calibration.

    ``nodes`` (k, m) are the values at `NODES` among camera photos, ``slopes`` (k,) what a standard
    deviation weighs alone (a log10 likelihood ratio), ``weights`` (k,) from 0 up what counts of it
    jointly, in a unit that gives the sums of camera photos a standard deviation of 1.
    """

    nodes: Array
    slopes: Array
    weights: Array

    def scores(self, values: Array) -> Array:
        """Return z scores (n, k) of values among camera photos, 0 where not assessed."""
        z = ndtri(NODES / 100)
        columns = [np.interp(column, nodes, z) for column, nodes in zip(values.T, self.nodes, strict=True)]
        return np.asarray(np.nan_to_num(np.column_stack(columns), nan=0.0))

    def sums(self, values: Array) -> Array:
        """Return the weighted sums (n,) of values (n, k)."""
        return np.asarray(self.scores(values) @ (self.slopes * self.weights))

    def assessed(self, values: Array) -> Array:
        """Return the share (n,) of the weight that could be assessed."""
        total = self.slopes * self.weights
        return np.asarray((~np.isnan(values)) @ np.abs(total) / max(np.abs(total).sum(), 1e-9))


def weights_of(sample: Sample) -> Array:
    """Return row weights (n,): claimed groups equal, sites capped, both classes sum to 1."""
    weights = np.zeros(len(sample.group))
    for claimed in (False, True):
        rows = sample.claimed == claimed
        for name in np.unique(sample.group[rows]):
            mine = rows & (sample.group == name)
            weights[mine] = 1.0 / mine.sum() if claimed else min(1.0, GROUP_CAP / mine.sum())
        weights[rows] /= max(weights[rows].sum(), 1e-12)
    return weights


def logistic(
    x: Array,
    claimed: NDArray[np.bool_],
    weights: Array,
    bounds: Sequence[tuple[float | None, float | None]],
    ridge: float,
) -> Array:
    """Return intercept and slopes (1 + k,) of a weighted ridge logistic regression with bounded slopes."""
    sign = np.where(claimed, 1.0, -1.0)

    def loss(beta: Array) -> tuple[float, Array]:
        margin = sign * (beta[0] + x @ beta[1:])
        pull = -weights * sign * expit(-margin)
        value = float(weights @ np.logaddexp(0, -margin) + ridge * (beta[1:] @ beta[1:]))
        return value, np.concatenate([[pull.sum()], x.T @ pull + 2 * ridge * beta[1:]])

    start = np.zeros(x.shape[1] + 1)
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(None, None), *bounds]).x)


def fit(sample: Sample) -> Fit:
    """Fit curves and joint weights."""
    weights = weights_of(sample)
    camera = ~sample.claimed
    nodes = np.array(
        [weighted_quantiles(column[camera], weights[camera], NODES / 100) for column in sample.values.T]
    )
    blank = Fit(nodes, np.ones(len(nodes)), np.ones(len(nodes)))
    z = blank.scores(sample.values)
    slopes = np.array([_slope(sample, z[:, k], k) for k in range(z.shape[1])])
    bounds = [(0.0, None) if s > 0 else (None, 0.0) if s < 0 else (0.0, 0.0) for s in slopes]
    joint = logistic(z, sample.claimed, weights, bounds, RIDGE)[1:]
    ratio = np.divide(joint, slopes, out=np.zeros_like(joint), where=slopes != 0)
    # Fits on fewer groups have steeper slopes: in one unit, their sums can be calibrated together.
    spread = float(np.std(z[camera] @ joint))
    unit = np.log(10) / spread if spread > 0 else np.log(10)
    return Fit(nodes, slopes / np.log(10), ratio * unit)


def weighted_quantiles(values: Array, weights: Array, shares: Array) -> Array:
    """Return the values below which ``shares`` (0 to 1) of the weight lies, nan left out; 0 without any."""
    seen = ~np.isnan(values)
    if not seen.any():
        return np.zeros(len(shares))
    order = np.argsort(values[seen], kind="stable")
    ordered, weight = values[seen][order], weights[seen][order]
    middle = (np.cumsum(weight) - weight / 2) / weight.sum()
    return np.asarray(np.interp(shares, middle, ordered))


def _slope(sample: Sample, z: Array, column: int) -> float:
    """Return the mean slope over claimed groups: one group, however well it fits, is one voice."""
    seen = ~np.isnan(sample.values[:, column])
    slopes = []
    for name in np.unique(sample.group[sample.claimed]):
        rows = seen & (~sample.claimed | (sample.group == name))
        if (rows & sample.claimed).sum() >= 10 and (rows & ~sample.claimed).sum() >= 10:
            part = sample[rows]
            slopes.append(logistic(z[rows, None], part.claimed, weights_of(part), [(None, None)], RIDGE)[1])
    return float(np.mean(slopes)) if slopes else 0.0


@dataclass(frozen=True)
class Guard:
    """What share of camera portraits may reach ``level``: of all, of a site, of a third of skin lightness.

    Only sites with ``least`` copies count: of fewer, one photo is already a large share.
    """

    level: float
    overall: float
    site: float
    third: float
    least: int = 90


@dataclass(frozen=True)
class Last:
    """The last calibration: points (sum, log10 likelihood ratio), rising, clipped to +-``bound``."""

    points: tuple[tuple[float, float], ...]
    bound: float

    def __call__(self, sums: Array) -> Array:
        """Return log10 likelihood ratios (n,) of sums (n,)."""
        x, y = zip(*self.points, strict=True)
        return np.asarray(np.clip(np.interp(sums, x, y), -self.bound, self.bound))


def calibrate(left_out: Sample, lightness: Array, bound: float, guard: Guard | None) -> Last:
    """Return the affine calibration of sums that were left out, held back where a guard says so.

    Affine calibration (a logistic regression on the one sum) cannot follow noise. The guard then
    lowers the rising half so that few camera portraits of unseen sites reach its level: a false
    accusation is worse than a missed one.
    """
    sums, weights = left_out.values[:, 0], weights_of(left_out)
    offset, slope = logistic(left_out.values, left_out.claimed, weights, [(0.0, None)], 1e-4) / np.log(10)
    if slope <= 0:
        return Last(((0.0, 0.0), (1.0, 0.0)), bound)
    neutral = -offset / slope
    rising = slope
    if guard is not None:
        camera = ~left_out.claimed
        edge = _edge(sums[camera], left_out.group[camera], lightness[camera], weights[camera], guard)
        if edge > neutral:
            rising = min(slope, guard.level / (edge - neutral))
    return Last(((neutral - bound / slope, -bound), (neutral, 0.0), (neutral + bound / rising, bound)), bound)


def _edge(sums: Array, group: NDArray[np.str_], lightness: Array, weights: Array, guard: Guard) -> float:
    """Return the sum that no more camera portraits exceed than the guard allows."""
    edges = [
        float(weighted_quantiles(sums, weights, np.array([1 - guard.overall]))[0]),
        float(np.quantile(sums, 1 - guard.overall)),
    ]
    sites = [sums[group == name] for name in np.unique(group)]
    edges += [float(np.quantile(mine, 1 - guard.site)) for mine in sites if mine.size >= guard.least]
    seen = ~np.isnan(lightness)
    thirds = np.searchsorted(np.quantile(lightness[seen], [1 / 3, 2 / 3]), lightness, "right")
    edges += [float(np.quantile(sums[seen & (thirds == part)], 1 - guard.third)) for part in range(3)]
    return max(edges)
