"""Judged rows as a report would word them, and whom the words fall on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

import evidence
import sources
from evidence import Judged
from measured import STUDIOS, Row
from photoaudit.evaluation import tables
from photoaudit.evaluation.labelled import CAMERA, Labelled, Outcome
from photoaudit.evaluation.launder import LAUNDERED
from photoaudit.evaluation.scores import Rate, wilson
from photoaudit.evaluation.summary import TERCILES
from photoaudit.model import Claim

WEAK, MODERATE = 0.3, 1.0


def outcomes(judged: Sequence[Judged], plan: evidence.Plan, worths: Mapping[str, float]) -> list[Outcome]:
    """Return one outcome a row, as a report gives it: of fits that each left out another family, the mean."""
    by_row: dict[Row, list[float]] = defaultdict(list)
    for item in judged:
        by_row[item.row].append(evidence.shipped_ratio(plan, item.row, item.ratio, worths))
    found = []
    for row, values in by_row.items():
        claimed = bool(row.edit) if plan is evidence.RETOUCHED else row.label == "ai"
        source = sources.family(row.source) if row.label == "ai" else sources.site(row.source)
        photo = Labelled(Path(row.name), plan.claim.value if claimed else CAMERA, row.edit or source)
        known = {} if np.isnan(values).any() else {plan.claim.value: float(np.mean(values))}
        found.append(Outcome(photo, row.track, known, row.lightness))
    return found


def false_support(found: Sequence[Outcome], claim: Claim) -> tuple[Sequence[str], tables.Rows]:
    """Return header and rows: a row a site, the share with weak and with moderate support."""
    camera = [item for item in found if item.photo.label == CAMERA and item.track in LAUNDERED]
    sites = Counter(item.photo.source for item in camera if item.track == LAUNDERED[0])
    header = [
        "site",
        "photos",
        *(f"weak or more, {track}" for track in LAUNDERED),
        "weak, three tracks",
        "moderate, three tracks",
    ]
    rows = []
    for name in ["all", *sorted(sites, key=lambda name: (-sites[name], name))]:
        mine = [item for item in camera if name in ("all", item.photo.source)]
        label = f"{name} (studio photographer)" if f"real/{name}" in STUDIOS else name
        photos = sum(sites.values()) if name == "all" else sites[name]
        cells = [
            tables.percent(rate(mine, claim, WEAK, (track,)), interval=name == "all") for track in LAUNDERED
        ]
        cells += [
            tables.percent(rate(mine, claim, least, LAUNDERED), interval=False) for least in (WEAK, MODERATE)
        ]
        rows.append([label, str(photos), *cells])
    return header, rows


def rate(items: Iterable[Outcome], claim: Claim, least: float, tracks: Sequence[str]) -> Rate:
    """Return how often a claim gets at least so much support."""
    values = [item.ratios.get(claim.value, -np.inf) >= least for item in items if item.track in tracks]
    return wilson(sum(values), len(values))


def by_third(found: Sequence[Outcome], claim: Claim) -> tuple[Sequence[str], tables.Rows]:
    """Return header and rows: a row a third of skin lightness."""
    camera = [item for item in found if item.photo.label == CAMERA and item.track in LAUNDERED]
    camera = [item for item in camera if item.lightness is not None]
    limits = np.quantile([item.lightness for item in camera], [1 / 3, 2 / 3])
    rows = []
    for place, name in enumerate(TERCILES):
        mine = [
            item for item in camera if int(np.searchsorted(limits, item.lightness or 0.0, "right")) == place
        ]
        photos = len({item.photo.path for item in mine})
        rates = [rate(mine, claim, WEAK, (track,)) for track in LAUNDERED]
        whole = [rate(mine, claim, least, LAUNDERED) for least in (WEAK, MODERATE)]
        rows.append(
            [
                name,
                str(photos),
                *map(tables.percent, rates),
                *(tables.percent(rate, interval=False) for rate in whole),
            ]
        )
    header = [
        "third",
        "photos",
        *(f"weak or more, {track}" for track in LAUNDERED),
        "weak, three tracks",
        "moderate, three tracks",
    ]
    return header, rows


GOALS = {
    evidence.LAYOUT.check: ("StyleGAN3 pictures", "goal: at least 80 %", "goal: at most 1.2 %"),
    evidence.FILLED.check: ("photos filled on purpose, laundered", "no goal set", "no goal set"),
}


def alone(line: evidence.Alone, rows: Sequence[Row]) -> Iterator[str]:
    """Yield the section on a check that is a line of evidence of its own."""
    worth = evidence.worth(line, rows)
    what, most, least = GOALS[line.check]
    yield f"## Check `{line.check}`\n"
    yield (
        f"A hit is a value from {line.low:g} to {line.high:g}, set in advance. Not assessed counts as no\n"
        "hit; a camera photo of which any copy is a hit counts as a false alarm.\n\n"
        f"* {what}: {tables.percent(worth.made)} of {worth.made.count} ({most})\n"
        f"* camera portraits: {tables.percent(worth.camera)} of {worth.camera.count} ({least})\n"
        f"* so a hit is given a log10 likelihood ratio of {worth.ratio:.2f}, from the cautious ends of both\n"
        "  intervals, and bounded\n"
    )
