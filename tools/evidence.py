"""Fit both claims, and judge every labelled photo by curves that never saw its source.

For the claim ``synthetic`` every figure comes from fits that left out the whole family of generators
*and* the whole site (tools/resembling.py), for ``retouched`` from fits that left out the site; the last
calibration is fitted on sums that were themselves left out. Only laundered copies are fitted on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

import fitting
import sources
from fitting import Fit, Sample
from measured import FILL, STUDIOS, Row
from photoaudit.calibration import MAX_LLR
from photoaudit.checks import catalogue
from photoaudit.evaluation import scores
from photoaudit.evaluation.launder import LAUNDERED
from photoaudit.evaluation.scores import Rate
from photoaudit.model import Claim, Family
from retouch import METHODS
from sources import FOLDS, family, site

MIN_SITE = 30
"""Photos from which on a site has an error rate of its own."""
LEAST = 0.6
"""Share of a line's weight that must be assessed for it to say anything."""


@dataclass(frozen=True)
class Plan:
    """How one claim's main line of evidence is fitted: on its checks of some families.

    Where values are already ``scored`` by fits that left their source out, its last curve is fitted on them.
    """

    name: str
    claim: Claim
    families: tuple[Family, ...]
    bound: float
    guard: fitting.Guard
    scored: bool = False


@dataclass(frozen=True)
class Alone:
    """A check that is a line of evidence of its own: a threshold set in advance, and what passes it.

    Values from ``low`` to ``high`` are hits; ``made`` tells which rows are what it looks for, and
    ``tracks`` the copies in which it can still be seen.
    """

    name: str
    claim: Claim
    check: str
    low: float
    high: float
    made: Callable[[Row], bool]
    tracks: tuple[str, ...]
    bound: float


SYNTHETIC = Plan(
    "what generators share",
    Claim.SYNTHETIC,
    (Family.STYLE,),
    float(np.log10(30)),
    fitting.Guard(0.3, 0.012, 0.045, 0.018),
    scored=True,
)
"""Bounded by the repositories with generated pictures, more than thirty."""
RETOUCHED = Plan(
    "what smoothing takes",
    Claim.RETOUCHED,
    (Family.TEXTURE,),
    float(np.log10(11)),
    fitting.Guard(0.3, 0.025, 0.05, 0.03),
)
"""Bounded by the sites whose photos were edited."""
LAYOUT = Alone(
    "fixed eye layout",
    Claim.SYNTHETIC,
    "stylegan-eye-layout",
    0.0,
    1.0,
    lambda row: row.source.startswith("ai/stylegan3/"),
    ("original",),
    float(np.log10(5)),
)
"""The tolerances are those of the published alignment; any crop destroys the layout. Never more than weak
support by itself: reference crops of real people match it too."""
FILLED = Alone(
    "filled background",
    Claim.RETOUCHED,
    "constant-background",
    200 / 3,
    100.0,
    lambda row: row.edit == FILL,
    LAUNDERED,
    RETOUCHED.bound,
)
"""More than two thirds of the exposed background: compression alone gives half of a studio wall one color."""
ALONE = (LAYOUT, FILLED)


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of one claim as arrays, and what each row is.

    Where families of generators are ``known``, rows are judged by fits that left out their site or repository
    alone, as shipped weights judge pictures by known generators; otherwise the family is left out too.
    """

    rows: tuple[Row, ...]
    checks: tuple[str, ...]
    sample: Sample
    fold: NDArray[np.int_]
    unseen: NDArray[np.bool_]
    known: bool = False

    def without(self, family: str) -> Sample:
        """Return the values by fits that left out a family of generators, where there are such."""
        if not family and not self.known:
            return self.sample
        out = "known" if self.known else family
        values = [
            [row.values.get(f"{check}/{out}", row.values.get(check, np.nan)) for check in self.checks]
            for row in self.rows
        ]
        shape = len(self.rows), len(self.checks)
        return replace(self.sample, values=np.array(values, float).reshape(shape))

    @property
    def laundered(self) -> NDArray[np.bool_]:
        """Which rows may be fitted on."""
        return np.array([row.track in LAUNDERED for row in self.rows], bool) & ~self.unseen


def synthetic(rows: Sequence[Row], *, known: bool = False) -> Table:
    """Return camera portraits and generated ones."""
    used = [row for row in rows if not row.edit and row.label in ("real", "ai")]
    return replace(_table(used, SYNTHETIC, [row.label == "ai" for row in used]), known=known)


def retouched(rows: Sequence[Row], methods: Sequence[str] = tuple(METHODS)) -> Table:
    """Return untouched and retouched camera portraits; studio photographers count as neither."""
    used = [row for row in rows if row.label == "real" and row.source not in STUDIOS]
    used = [row for row in used if not row.edit or row.edit.rsplit("-", 1)[0] in methods]
    return _table(used, RETOUCHED, [bool(row.edit) for row in used])


def without(rows: Sequence[Row], method: str) -> Table:
    """Return the same with one method left out of every fit, and only its edits to judge."""
    table = retouched(rows)
    unseen = np.array([row.edit.startswith(method) for row in table.rows])
    return replace(table, unseen=unseen)


def _table(rows: Sequence[Row], plan: Plan, claimed: Sequence[bool]) -> Table:
    alone = [line.check for line in ALONE]
    checks = tuple(
        item.info.id
        for item in catalogue()
        if item.info.claim is plan.claim and item.info.family in plan.families and item.info.id not in alone
    )
    values = np.array([[row.values.get(check, np.nan) for check in checks] for row in rows], float)
    groups = [_group(row) for row in rows]
    sample = Sample(values.reshape(len(rows), len(checks)), np.array(claimed), np.array(groups))
    return Table(
        tuple(rows),
        checks,
        sample,
        np.array(sources.folds([row.source for row in rows]), int),
        np.zeros(len(rows), bool),
    )


def _group(row: Row) -> str:
    if row.edit:
        return row.edit.rsplit("-", 1)[0]
    return family(row.source) if row.label == "ai" else site(row.source)


@dataclass(frozen=True, eq=False)
class Judged:
    """One row under curves that never saw its source.

    ``ratio`` is the log10 likelihood ratio, nan where the claim is not assessed; ``out`` names what
    else was left out: the family of generators, or "".
    """

    row: Row
    ratio: float
    out: str


def splits(table: Table) -> Iterator[tuple[str, int, NDArray[np.bool_], NDArray[np.bool_]]]:
    """Yield (left-out family, left-out fold, rows to fit on, rows to judge)."""
    sample, fold = table.sample, table.fold
    edits = any(row.edit for row in table.rows)
    names = [""] if edits or table.known else sorted(set(sample.group[sample.claimed]))
    for name, part in product(names, range(FOLDS)):
        mine = fold == part
        if name:
            out = sample.claimed & (sample.group == name)
            yield name, part, table.laundered & ~mine & ~out, (mine & ~sample.claimed) | out
        else:
            yield name, part, table.laundered & ~mine, mine


def crossfit(table: Table, plan: Plan) -> list[Judged]:
    """Judge every row by curves that never saw its source; a generated picture by one fit a fold."""
    judged = []
    for name, _, train, test in splits(table):
        fitted, last = fit(table, train, plan)
        values = table.without(name).values[test]
        ratios = last(fitted.sums(values))
        ratios[fitted.assessed(values) < LEAST] = np.nan
        chosen = [row for row, keep in zip(table.rows, test, strict=True) if keep]
        judged += [Judged(row, float(ratio), name) for row, ratio in zip(chosen, ratios, strict=True)]
    return judged


def fit(table: Table, train: NDArray[np.bool_], plan: Plan) -> tuple[Fit, fitting.Last]:
    """Fit curves and weights on some rows, and calibrate their sum on sums left out one level further in."""
    sums, claimed, group, light = [], [], [], []
    for inner, test in [(train, train)] if plan.scored else _inner(table, train):
        part = fitting.fit(table.sample[inner])
        keep = test & train
        values = table.sample.values[keep]
        known = part.assessed(values) >= LEAST
        sums.append(part.sums(values)[known])
        claimed.append(table.sample.claimed[keep][known])
        group.append(table.sample.group[keep][known])
        light.append(
            np.array([row.lightness or np.nan for row, k in zip(table.rows, keep, strict=True) if k])[known]
        )
    left_out = Sample(np.concatenate(sums)[:, None], np.concatenate(claimed), np.concatenate(group))
    last = fitting.calibrate(left_out, np.concatenate(light), plan.bound, plan.guard)
    return fitting.fit(table.sample[train]), last


def _inner(table: Table, train: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    for _, part, rows, test in splits(table):
        if (test & train & (table.fold == part)).any() and (rows & train & table.sample.claimed).any():
            yield rows & train, test


@dataclass(frozen=True)
class Worth:
    """What a hit of a check that stands alone is worth, and the counts behind it."""

    ratio: float
    made: Rate
    camera: Rate


def worth(line: Alone, rows: Sequence[Row]) -> Worth:
    """Return the log10 likelihood ratio of a hit, from the cautious ends of both 95 % intervals.

    A camera photo counts as a false alarm if any of its copies is a hit. Of all camera photos and each
    site with `MIN_SITE` of them, the worst rate counts; no more is claimed than for the main line.
    """
    made = [row for row in rows if line.made(row) and row.track in line.tracks]
    seen = scores.wilson(sum(_hits(line, row) for row in made), len(made))
    camera: dict[tuple[str, str], bool] = {}
    for row in rows:
        if row.label == "real" and not row.edit and row.track in ("original", *line.tracks):
            key = site(row.source), row.name
            camera[key] = camera.get(key, False) or _hits(line, row)
    by_site: dict[str, list[bool]] = {}
    for (name, _), hit in camera.items():
        by_site.setdefault(name, []).append(hit)
    rates = [scores.wilson(sum(hits), len(hits)) for hits in by_site.values() if len(hits) >= MIN_SITE]
    whole = scores.wilson(sum(camera.values()), len(camera))
    worst = max(rate.high for rate in (whole, *rates) if rate.share >= whole.share)
    ratio = min(float(np.log10(seen.low / worst)), line.bound)
    return Worth(round(max(ratio, 0.0), 2), seen, whole)


def shipped_ratio(plan: Plan, row: Row, main: float, worths: Mapping[str, float]) -> float:
    """Return the ratio as a report gives it: the main line (nan: says nothing) and hits of the others."""
    lines = [line for line in ALONE if line.claim is plan.claim and _hits(line, row)]
    alone = sum(worths.get(line.check, 0.0) for line in lines)
    if np.isnan(main):
        return min(alone, MAX_LLR) if alone > 0 else main
    return float(np.clip(main + alone, -MAX_LLR, MAX_LLR))


def _hits(line: Alone, row: Row) -> bool:
    value = row.values.get(line.check, np.nan)
    return bool(line.low <= value <= line.high)
