"""Figures of merit of log10 likelihood ratios, as pure functions of two samples.

``camera`` are the values of ordinary camera photos, ``claimed`` those of photos for which the claim is
true; both are one-dimensional and higher values speak for the claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from numpy.typing import ArrayLike, NDArray

from photoaudit.libraries import np

Z95 = 1.959964
"""Half width of the central 95 % of a normal distribution, in standard deviations."""


@dataclass(frozen=True)
class Rate:
    """A share (0 to 1) of ``count`` photos with its 95 % interval."""

    share: float
    low: float
    high: float
    count: int


def wilson(hits: int, count: int) -> Rate:
    """Return a share with Wilson's 95 % interval; with no photos it may be anything from 0 to 1.

    References
    ----------
    Wilson, E. B., 1927, doi:10.1080/01621459.1927.10502953
    """
    if count == 0:
        return Rate(float("nan"), 0.0, 1.0, 0)
    share, z2 = hits / count, Z95**2 / count
    center = (share + z2 / 2) / (1 + z2)
    half = Z95 * sqrt(share * (1 - share) / count + z2 / (4 * count)) / (1 + z2)
    return Rate(share, max(0.0, center - half), min(1.0, center + half), count)


def auc(camera: ArrayLike, claimed: ArrayLike) -> float:
    """Return how often a claimed photo scores above a camera photo, ties half; nan if a class is empty."""
    low, high = np.sort(np.asarray(camera, float)), np.asarray(claimed, float)
    if not low.size or not high.size:
        return float("nan")
    below, upto = np.searchsorted(low, high, "left"), np.searchsorted(low, high, "right")
    return float((below + upto).mean() / 2 / low.size)


def threshold(camera: ArrayLike, rate: float) -> float:
    """Return the lowest threshold that at most ``rate`` (0 to 1) of the camera photos exceed."""
    ordered = np.sort(np.asarray(camera, float))
    return float(ordered[max(0, ordered.size - 1 - int(rate * ordered.size))])


def hits_at(camera: ArrayLike, claimed: ArrayLike, rate: float) -> Rate:
    """Return the share of claimed photos above what at most ``rate`` of the camera photos exceed."""
    values = np.asarray(claimed, float)
    if not np.asarray(camera).size:
        return wilson(0, 0)
    return wilson(int((values > threshold(camera, rate)).sum()), values.size)


def cllr(camera: ArrayLike, claimed: ArrayLike) -> float:
    """Return the cost of log10 likelihood ratios in bits: 0 is perfect, 1 is what saying nothing costs.

    References
    ----------
    Brümmer, N. and du Preez, J., "Application-independent evaluation of speaker detection", 2006,
    doi:10.1016/j.csl.2005.08.001
    """
    against, for_ = (np.asarray(values, float) * np.log(10) for values in (camera, claimed))
    if not against.size or not for_.size:
        return float("nan")
    cost = np.logaddexp(0, -for_).mean() + np.logaddexp(0, against).mean()
    return float(cost / 2 / np.log(2))


def roc(camera: ArrayLike, claimed: ArrayLike) -> list[tuple[float, float]]:
    """Return the ROC curve, (share of camera photos, share of claimed photos) above falling thresholds.

    Empty if a class is.
    """
    low, high = np.sort(np.asarray(camera, float)), np.sort(np.asarray(claimed, float))
    if not low.size or not high.size:
        return []
    steps = np.unique(np.concatenate([low, high]))[::-1]
    above = [(part.size - np.searchsorted(part, steps, "left")) / part.size for part in (low, high)]
    return [(0.0, 0.0), *zip(*(part.tolist() for part in above), strict=True)]


def reliability(
    camera: ArrayLike, claimed: ArrayLike, edges: Sequence[float]
) -> list[tuple[float, float, int]]:
    """Return (mean stated, observed, photos) log10 likelihood ratios between each two ``edges``.

    Observed is the log10 of the two classes' shares in the bin, half a photo added to each; bins
    without photos are left out.
    """
    against, for_ = np.asarray(camera, float), np.asarray(claimed, float)
    rows = []
    for low, high in pairwise(edges):
        inside = [_between(values, low, high) for values in (against, for_)]
        count = sum(part.size for part in inside)
        if count:
            shares = [
                (part.size + 0.5) / (values.size + 1)
                for part, values in zip(inside, (against, for_), strict=True)
            ]
            rows.append((float(np.concatenate(inside).mean()), float(np.log10(shares[1] / shares[0])), count))
    return rows


def _between(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    return values[(values >= low) & (values < high)]
