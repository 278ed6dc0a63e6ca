"""Figures on labelled photos as one page of HTML that needs nothing but itself: tables, ROC, reliability.

Curves are drawn in the page's own style, not by Matplotlib: so they follow its light and dark colors, scale
to a phone and to paper, need no further library, and hold no inline styles, which the page forbids.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from photoaudit.evaluation import tables
from photoaudit.evaluation.summary import Evaluation, Summary
from photoaudit.model import Claim
from photoaudit.report import html
from photoaudit.report.words import CLAIMS

SIDE = 300.0
"""Units that both axes of a plot are long."""
RATIO = 1.0
"""The least log10 likelihood ratio that the axes of reliability reach to: what pixels say at most."""


@dataclass(frozen=True)
class Tick:
    """A place on an axis, in units of the plot, and what stands there."""

    at: float
    text: str


@dataclass(frozen=True)
class Curve:
    """A track's line in a plot: its vertices (x, y in units from the top left), and what it is called."""

    name: str
    points: tuple[tuple[float, float], ...]
    titles: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The vertices as a polyline has them."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


@dataclass(frozen=True)
class Plot:
    """A square plot: its axes' names and ticks, from left and from the top, and its curves."""

    title: str
    across: str
    up: str
    ticks: tuple[Tick, ...]
    curves: tuple[Curve, ...]


@dataclass(frozen=True)
class Part:
    """One claim: what it means, the main figures by track, both plots, and what is behind each track."""

    claim: str
    meaning: str
    overview: tuple[Sequence[str], tables.Rows]
    plots: tuple[Plot, ...]
    tracks: tuple[Track, ...]


@dataclass(frozen=True)
class Track:
    """The tables of one track: by source, by third of skin lightness (None: too few), and of gaps."""

    name: str
    sources: tuple[Sequence[str], tables.Rows]
    terciles: tuple[Sequence[str], tables.Rows] | None
    gaps: tuple[Sequence[str], tables.Rows] | None


def render(evaluation: Evaluation, *, version: str, day: str = "") -> str:
    """Return the page; ``version`` is photoaudit's, ``day`` is printed on it, such as 2026-11-22."""
    by_claim: dict[str, list[Summary]] = {}
    for item in evaluation.summaries:
        by_claim.setdefault(item.claim, []).append(item)
    return html.fill(
        "evaluation.html",
        version=version,
        day=day,
        evaluation=evaluation,
        incomplete=tables.progress(evaluation),
        cautions=tables.cautions(evaluation),
        parts=[_part(items) for items in by_claim.values()],
    )


def _part(items: Sequence[Summary]) -> Part:
    return Part(
        items[0].claim,
        CLAIMS[Claim(items[0].claim)],
        tables.overview(items),
        (_roc(items), _reliability(items)),
        tuple(
            Track(
                item.track,
                tables.groups(item.sources),
                tables.groups(item.terciles) if item.terciles else None,
                tables.gaps(item.gaps) if item.gaps else None,
            )
            for item in items
        ),
    )


def _roc(items: Sequence[Summary]) -> Plot:
    return Plot(
        "ROC",
        "camera photos above the threshold",
        "claimed photos above it",
        tuple(Tick(SIDE * step / 4, f"{25 * step} %") for step in range(5)),
        tuple(
            Curve(
                f"{item.track}: AUC {tables.number(item.auc)}",
                _corners([(round(SIDE * x, 1), round(SIDE * (1 - y), 1)) for x, y in item.roc]),
            )
            for item in items
        ),
    )


def _reliability(items: Sequence[Summary]) -> Plot:
    ratios = [abs(value) for item in items for point in item.reliability for value in point[:2]]
    most = math.ceil(2 * max([RATIO, *ratios])) / 2
    return Plot(
        "Reliability",
        "stated log10 likelihood ratio",
        "observed",
        tuple(Tick(SIDE * step / 4, f"{most * (step / 2 - 1):g}") for step in range(5)),
        tuple(
            Curve(
                item.track,
                tuple(
                    (round(SIDE * (x + most) / (2 * most), 1), round(SIDE * (most - y) / (2 * most), 1))
                    for x, y, _ in item.reliability
                ),
                tuple(
                    f"{item.track}: stated {tables.number(x)}, observed {tables.number(y)}, {count} photos"
                    for x, y, count in item.reliability
                ),
            )
            for item in items
        ),
    )


def _corners(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Return the vertices of a line without those that lie straight between their neighbors."""
    kept: list[tuple[float, float]] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and _straight(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def _straight(first: tuple[float, float], middle: tuple[float, float], last: tuple[float, float]) -> bool:
    return (middle[0] - first[0]) * (last[1] - middle[1]) == (middle[1] - first[1]) * (last[0] - middle[0])
