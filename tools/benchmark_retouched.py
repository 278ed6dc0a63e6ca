"""The page on the claim ``retouched``: known edits of camera photos, sites left out as wholes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

import evidence
import measured
from evidence import Judged
from measured import STUDIOS, Row
from outcomes import MODERATE, WEAK, alone, by_third, false_support, outcomes, rate
from photoaudit.checks import catalogue
from photoaudit.evaluation import scores, tables
from photoaudit.evaluation.labelled import CAMERA, Outcome
from photoaudit.evaluation.launder import LAUNDERED, TRACKS
from photoaudit.evaluation.summary import summarize
from photoaudit.model import Claim
from retouch import METHODS, STRENGTHS

SMOOTHING = ("bilateral", "frequency_separation", "beauty")
"""The methods that the goals are about; ``restoration`` is shown beside them."""


def ratios(judged: Iterable[Judged]) -> list[float]:
    """Return the ratios, unassessed ones left out."""
    return [item.ratio for item in judged if not np.isnan(item.ratio)]


def guarded(found: Sequence[Outcome], claim: Claim) -> Iterator[str]:
    """Yield how often the main line alone says "weak" or more: what the guard of its last curve is about."""
    camera = [item for item in found if item.photo.label == CAMERA and item.track in LAUNDERED]
    sites: dict[str, list[Outcome]] = defaultdict(list)
    for item in camera:
        sites[item.photo.source].append(item)
    large = {name: mine for name, mine in sites.items() if len(mine) >= evidence.MIN_SITE * len(LAUNDERED)}
    worst = max(large, key=lambda name: rate(large[name], claim, WEAK, LAUNDERED).share)
    thirds = [f"{line[0]} third {line[5]}" for line in by_third(found, claim)[1]]
    yield (
        "All of this is the main line of evidence alone. Camera portraits of unseen sites that it gives\n"
        f"weak support or more, on the three laundered tracks: {_share(camera, claim)} of all; at most\n"
        f"{_share(large[worst], claim)} of a site with {evidence.MIN_SITE} photos or more; by skin\n"
        f"lightness {', '.join(thirds)}.\n"
    )


def _share(items: Sequence[Outcome], claim: Claim) -> str:
    return tables.percent(rate(items, claim, WEAK, LAUNDERED), interval=False)


def figures(found: Sequence[Outcome], claim: Claim) -> Iterator[str]:
    """Yield what both claims have: main figures a track, and whom the words fall on."""
    summaries = [item for track in TRACKS if (item := summarize(found, claim.value, track))]
    yield "### Main figures\n"
    yield tables.as_markdown(*tables.overview(summaries))
    yield "Cllr below 1 says that the ratios inform, on average; saying nothing costs 1.\n"
    yield "### How often camera portraits of unseen sites get support\n"
    yield "Of all portraits with a measurable face, assessed or not: that is how often a report says it.\n"
    yield tables.as_markdown(*false_support(found, claim))
    yield "### By skin lightness\n"
    yield (
        "Thirds of the skin's L* in the same photos: exposure and skin tone together, which no photo\n"
        "tells apart.\n"
    )
    yield tables.as_markdown(*by_third(found, claim))


def retouched(
    judged: Sequence[Judged], unseen: Mapping[str, Sequence[Judged]], worths: Mapping[str, float]
) -> Iterator[str]:
    """Yield the section on the claim ``retouched``."""
    yield "## Claim `retouched`: was skin smoothed beyond light and color?\n"
    yield (
        "Edits are simulated (`tools/retouch.py`) on camera photos, then laundered; the site of each photo\n"
        "was left out of the fit. Untouched are web portraits of unknown history: a mixed baseline.\n"
        "The last column leaves out the method too.\n"
    )
    header = ["method", "strength", *LAUNDERED, "three tracks", "method unseen"]
    rows, goals = [], defaultdict[int, list[float]](list)
    for method in METHODS:
        for strength in STRENGTHS:
            edit = f"{method}-{strength}"
            cells = [
                _edit_auc(judged, edit, tracks) for tracks in (*((track,) for track in LAUNDERED), LAUNDERED)
            ]
            goals[strength] += [cells[-1]] if method in SMOOTHING else []
            cells.append(_edit_auc(unseen[method], edit, LAUNDERED))
            rows.append([method.replace("_", " "), str(strength), *map(tables.number, cells)])
    means = {strength: tables.number(float(np.mean(goals[strength]))) for strength in STRENGTHS}
    rows += [["**mean of the first three**", str(name), "", "", "", mean, ""] for name, mean in means.items()]
    yield tables.as_markdown(header, rows)
    yield "Goals: 0.93 heavy, 0.83 medium, 0.68 light.\n"
    yield from guarded(outcomes(judged, evidence.RETOUCHED, {}), Claim.RETOUCHED)
    yield "What follows is as shipped: filled backgrounds (below) are added.\n"
    yield from figures(outcomes(judged, evidence.RETOUCHED, worths), Claim.RETOUCHED)


def _edit_auc(judged: Sequence[Judged], edit: str, tracks: Sequence[str]) -> float:
    mine = [item for item in judged if item.row.track in tracks]
    camera = ratios(item for item in mine if not item.row.edit)
    return scores.auc(camera, ratios(item for item in mine if item.row.edit == edit))


def skin_checks(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the section on the checks for retouching, by strength of the edit."""
    yield "### Each check for retouching alone\n"
    yield "AUC on laundered edits, by method and strength; below 0.5 where edits lower the value.\n"
    table = []
    for item in catalogue():
        check = item.info.id
        if item.info.claim is not Claim.RETOUCHED:
            continue
        used = [
            row
            for row in rows
            if check in row.values and row.source not in STUDIOS and row.track in LAUNDERED
        ]
        camera = [row.values[check] for row in used if row.label == "real" and not row.edit]
        edits = [f"{method}-{strength}" for method in METHODS for strength in STRENGTHS]
        cells = [
            scores.auc(camera, [row.values[check] for row in used if row.edit == edit]) for edit in edits
        ]
        texts = [" / ".join(map(tables.number, cells[at : at + 3])) for at in range(0, len(cells), 3)]
        table.append([f"[{check}](checks/{check}.md)", *texts])
    header = ["check", *(f"{method.replace('_', ' ')} 1/2/3" for method in METHODS)]
    yield tables.as_markdown(header, table)


def known_edits(rows: Sequence[Row], full: evidence.Table) -> Iterator[str]:
    """Yield what becomes of the few edits and damaged photos that were not simulated."""
    fitted, last = evidence.fit(full, full.laundered, evidence.RETOUCHED)
    yield "### Studio portraits, and photos that came edited or damaged\n"
    yield (
        "Judged by the main line as shipped, as found; none of them was fitted on. Damage must not pass for\n"
        "retouching. Whether the studio retouched its portraits is not known.\n"
    )
    groups: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row.track == "original" and not row.edit and (row.label == "edited" or row.source in STUDIOS):
            values = np.array([[row.values.get(check, np.nan) for check in full.checks]])
            known = fitted.assessed(values)[0] >= evidence.LEAST
            groups[row.source.removeprefix("edited/").replace("real/", "studio photographer: ")].append(
                float(last(fitted.sums(values))[0]) if known else float("nan")
            )
    table = []
    for name in sorted(groups):
        found = np.array(groups[name])
        weak, moderate = ((found >= least).sum() for least in (WEAK, MODERATE))
        table.append(
            [name, str(found.size), str(int((~np.isnan(found)).sum())), str(int(weak)), str(int(moderate))]
        )
    yield tables.as_markdown(["folder", "photos", "assessed", "weak or more", "moderate or more"], table)


def page(skin: Sequence[Row]) -> str:
    """Return the page on ``retouched``."""
    full = evidence.retouched(skin)
    judged = evidence.crossfit(full, evidence.RETOUCHED)
    unseen = {name: evidence.crossfit(evidence.without(skin, name), evidence.RETOUCHED) for name in METHODS}
    worths = {evidence.FILLED.check: evidence.worth(evidence.FILLED, skin).ratio}
    edited = {row.name: row.source for row in skin if row.edit and row.edit != measured.FILL}
    parts = [
        "# Benchmark of the evidence of retouching\n",
        "<!-- written by tools/benchmark.py --retouched; do not edit -->\n",
        f"{len(edited)} camera photos of {len(set(edited.values()))} folders were edited.\n",
        *retouched(judged, unseen, worths),
        *skin_checks(skin),
        *known_edits(skin, full),
        *alone(evidence.FILLED, skin),
    ]
    return "\n".join(parts)
