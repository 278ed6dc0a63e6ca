"""Write ``docs/benchmark.md``: how well the measured evidence does on photos whose sources were left out.

    python tools/benchmark.py            # measures what is not cached yet, then writes the page
    python tools/benchmark.py --check    # fails where the page differs

Reads the corpus (see CONTRIBUTING.md). The same corpus and versions give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

import evidence
import measured
from corpus import ROOT
from evidence import FAMILIES, MODERN, Judged
from measured import STUDIOS, Row
from photoaudit.calibration import shipped
from photoaudit.checks import catalogue
from photoaudit.evaluation import plots, scores, tables
from photoaudit.evaluation.labelled import CAMERA, Labelled, Outcome
from photoaudit.evaluation.launder import LAUNDERED, TRACKS
from photoaudit.evaluation.scores import Rate, wilson
from photoaudit.evaluation.summary import TERCILES, summarize
from photoaudit.model import DECLARING, Claim
from retouch import METHODS, STRENGTHS

PAGE = ROOT / "docs" / "benchmark.md"
PLOT = ROOT / "docs" / "benchmark.svg"
WEAK, MODERATE = 0.3, 1.0
SMOOTHING = ("bilateral", "frequency_separation", "beauty")
"""The methods that the goals are about; ``restoration`` is shown beside them."""


def ratios(judged: Iterable[Judged]) -> list[float]:
    """Return the ratios, unassessed ones left out."""
    return [item.ratio for item in judged if not np.isnan(item.ratio)]


def outcomes(judged: Sequence[Judged], plan: evidence.Plan, worths: Mapping[str, float]) -> list[Outcome]:
    """Return one outcome a row, as a report gives it: of fits that each left out another family, the mean."""
    by_row: dict[Row, list[float]] = defaultdict(list)
    for item in judged:
        by_row[item.row].append(evidence.shipped_ratio(plan, item.row, item.ratio, worths))
    found = []
    for row, values in by_row.items():
        claimed = bool(row.edit) if plan is evidence.RETOUCHED else row.label == "ai"
        source = evidence.family(row.source) if row.label == "ai" else evidence.site(row.source)
        photo = Labelled(Path(row.name), plan.claim.value if claimed else CAMERA, row.edit or source)
        known = {} if np.isnan(values).any() else {plan.claim.value: float(np.mean(values))}
        found.append(Outcome(photo, row.track, known, row.lightness))
    return found


def synthetic(judged: Sequence[Judged], worths: Mapping[str, float]) -> Iterator[str]:
    """Yield the section on the claim ``synthetic``."""
    yield "## Claim `synthetic`: was the face generated?\n"
    yield (
        "Every figure is from curves that saw neither the family of generators nor the site of the photo.\n"
        "AUC: how often a generated picture gets the higher ratio than a camera portrait; 0.5 is chance.\n"
    )
    header = ["family of generators", *TRACKS, "three laundered tracks", "assessed"]
    rows, pooled = [], {}
    for name in FAMILIES.values():
        cells = [_family_auc(judged, name, tracks) for tracks in (*((track,) for track in TRACKS), LAUNDERED)]
        mine = [item for item in judged if item.row.label == "ai" and item.out == name]
        share = np.mean([not np.isnan(item.ratio) for item in mine if item.row.track in LAUNDERED])
        rows.append([name, *(tables.number(cell) for cell in cells), f"{100 * share:.0f} %"])
        pooled[name] = cells
    for name, members in (("macro average", list(pooled)), ("modern ones", list(MODERN))):
        means = np.mean([pooled[member] for member in members], axis=0)
        rows.append([f"**{name}**", *(tables.number(float(value)) for value in means), ""])
    yield tables.as_markdown(header, rows)
    macro, modern = (float(np.mean([pooled[name][-1] for name in names])) for names in (pooled, MODERN))
    yield (
        f"Goals: macro average at least 0.62 (measured {macro:.2f}), "
        f"modern ones at least 0.80 (measured {modern:.2f}).\n"
    )
    yield from guarded(outcomes(judged, evidence.SYNTHETIC, {}), Claim.SYNTHETIC)
    yield "What follows is as shipped: the fixed eye layout (below) is added.\n"
    yield from figures(outcomes(judged, evidence.SYNTHETIC, worths), Claim.SYNTHETIC)


def _family_auc(judged: Sequence[Judged], name: str, tracks: Sequence[str]) -> float:
    mine = [item for item in judged if item.out == name and item.row.track in tracks]
    camera = ratios(item for item in mine if item.row.label == "real")
    return scores.auc(camera, ratios(item for item in mine if item.row.label == "ai"))


def guarded(found: Sequence[Outcome], claim: Claim) -> Iterator[str]:
    """Yield how often the main line alone says "weak" or more: what the guard of its last curve is about."""
    camera = [item for item in found if item.photo.label == CAMERA and item.track in LAUNDERED]
    sites: dict[str, list[Outcome]] = defaultdict(list)
    for item in camera:
        sites[item.photo.source].append(item)
    large = {name: mine for name, mine in sites.items() if len(mine) >= evidence.MIN_SITE * len(LAUNDERED)}
    worst = max(large, key=lambda name: _rate(large[name], claim, WEAK, LAUNDERED).share)
    thirds = [f"{line[0]} third {line[5]}" for line in by_third(found, claim)[1]]
    yield (
        "All of this is the main line of evidence alone. Camera portraits of unseen sites that it gives\n"
        f"weak support or more, on the three laundered tracks: {_share(camera, claim)} of all; at most\n"
        f"{_share(large[worst], claim)} of a site with {evidence.MIN_SITE} photos or more; by skin\n"
        f"lightness {', '.join(thirds)}.\n"
    )


def _share(items: Sequence[Outcome], claim: Claim) -> str:
    return tables.percent(_rate(items, claim, WEAK, LAUNDERED), interval=False)


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
            tables.percent(_rate(mine, claim, WEAK, (track,)), interval=name == "all") for track in LAUNDERED
        ]
        cells += [
            tables.percent(_rate(mine, claim, least, LAUNDERED), interval=False) for least in (WEAK, MODERATE)
        ]
        rows.append([label, str(photos), *cells])
    return header, rows


def _rate(items: Iterable[Outcome], claim: Claim, least: float, tracks: Sequence[str]) -> Rate:
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
        rates = [_rate(mine, claim, WEAK, (track,)) for track in LAUNDERED]
        whole = [_rate(mine, claim, least, LAUNDERED) for least in (WEAK, MODERATE)]
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
        "  intervals, and bounded as the main line is\n"
    )


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


def checks(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the section on every single check."""
    yield "## Every check alone\n"
    yield (
        "On the laundered tracks together. AUC of generated against camera portraits, above 0.5 where\n"
        "generated pictures have larger values; *agrees*: for how many of the families and tracks it points\n"
        "the same way as on average; *skin*: rank correlation with skin lightness among camera portraits;\n"
        "*weighs*: the claim for which the check has a curve with weight, if any.\n"
    )
    camera = [row for row in rows if row.label == "real" and not row.edit and row.track in LAUNDERED]
    weighing = {
        check: claim.value
        for claim, lines in shipped().claims.items()
        for line in lines
        for check, weight in line.weights.items()
        if weight > 0
    }
    table = []
    for item in catalogue():
        check = item.info.id
        if item.info.family in DECLARING or check == "single-face-present":
            continue
        cells = [_check_auc(rows, check, name, LAUNDERED) for name in FAMILIES.values()]
        macro = float(np.nanmean(cells)) if not np.isnan(cells).all() else float("nan")
        parts = [_check_auc(rows, check, name, (track,)) for name in FAMILIES.values() for track in LAUNDERED]
        parts = [part for part in parts if not np.isnan(part)]
        agree = sum((part > 0.5) == (macro > 0.5) for part in parts)
        seen = [row for row in camera if check in row.values]
        pairs = [(row.values[check], row.lightness) for row in seen if row.lightness is not None]
        skin = float(spearmanr(*zip(*pairs, strict=True)).statistic) if len(pairs) > 9 else float("nan")
        table.append(
            [
                f"[{check}](checks/{check}.md)",
                f"{100 * len(seen) / len(camera):.0f} %",
                *map(tables.number, cells),
                tables.number(macro),
                f"{agree}/{len(parts)}",
                tables.number(skin),
                weighing.get(check, "-"),
            ]
        )
    header = ["check", "assessed", *FAMILIES.values(), "macro", "agrees", "skin", "weighs"]
    yield tables.as_markdown(header, table)


def _check_auc(rows: Sequence[Row], check: str, name: str, tracks: Sequence[str]) -> float:
    used = [row for row in rows if row.track in tracks and not row.edit and check in row.values]
    camera = [row.values[check] for row in used if row.label == "real"]
    made = [row.values[check] for row in used if row.label == "ai" and evidence.family(row.source) == name]
    return scores.auc(camera, made) if len(made) >= 10 else float("nan")


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


def peers() -> Iterator[str]:
    """Yield why no other tool is in the tables."""
    yield "## Other tools\n"
    yield (
        "None could be run beside this one. Of the packages tried on 22 November 2026, `aiornot`,\n"
        "`sightengine`, `deepfake-detector` and `deepsafe` install, and none of them brings a model: they\n"
        "send pictures to a service, or hold no detector. Detectors in research repositories need weights\n"
        "that no package carries.\n"
    )


def counts(rows: Sequence[Row]) -> Iterator[str]:
    """Yield what was measured, and how."""
    portraits = Counter(
        evidence.family(row.source) if row.label == "ai" else f"camera: {evidence.site(row.source)}"
        for row in rows
        if row.track == "original" and not row.edit and row.label != "edited"
    )
    edited = len({row.name for row in rows if row.edit})
    yield "# Benchmark of the measured evidence\n"
    yield "<!-- written by tools/benchmark.py; do not edit -->\n"
    yield (
        "How much the pixels tell, measured on labelled portraits whose sources were left out of every fit.\n"
        "What a file declares plays no part here. [limitations.md](limitations.md) says in plain words what\n"
        "follows.\n\n"
        "* **Tracks.** *original*: the file as found; its size and format betray the label in any\n"
        "  collection, so this column is no evidence of anything. *platform*: head square, at most 400 px,\n"
        "  JPEG 80. *web*: long side of at most 800 px, JPEG 87. *matched*: every face at most 144 px\n"
        "  wide, JPEG 90. Curves are fitted on the last three.\n"
        f"* **Left out.** {len(FAMILIES)} families of generators and {evidence.FOLDS} folds of sites, in\n"
        "  all combinations, for `synthetic`; the folds of sites for `retouched`. What one service made is\n"
        "  one source, and so is one conference over the years.\n"
        f"* **Retouched photos.** {edited} camera photos, at most {measured.EDITED_A_SITE} a site,\n"
        f"  edited by {len(METHODS)} methods in {len(STRENGTHS)} strengths.\n"
        "* **Repeat it.** `python tools/benchmark.py`; on your own photos, `photoaudit evaluate FOLDER`.\n\n"
        "![ROC and reliability](benchmark.svg)\n"
    )
    rows_of = [[name, str(count)] for name, count in sorted(portraits.items())]
    yield tables.as_markdown(["source", "portraits with a measurable face"], rows_of)


def page(rows: Sequence[Row]) -> tuple[str, bytes]:
    """Return the page and its plot."""
    generated, smoothed = evidence.synthetic(rows), evidence.retouched(rows)
    made = evidence.crossfit(generated, evidence.SYNTHETIC)
    edits = evidence.crossfit(smoothed, evidence.RETOUCHED)
    unseen = {name: evidence.crossfit(evidence.without(rows, name), evidence.RETOUCHED) for name in METHODS}
    worths = {line.check: evidence.worth(line, rows).ratio for line in evidence.ALONE}
    parts = [
        *counts(rows),
        *synthetic(made, worths),
        *alone(evidence.LAYOUT, rows),
        *retouched(edits, unseen, worths),
        *skin_checks(rows),
        *known_edits(rows, smoothed),
        *alone(evidence.FILLED, rows),
        *checks(rows),
        *peers(),
    ]
    summaries = [
        item
        for plan, judged in ((evidence.SYNTHETIC, made), (evidence.RETOUCHED, edits))
        for track in LAUNDERED
        if (item := summarize(outcomes(judged, plan, worths), plan.claim.value, track))
    ]
    return "\n".join(parts), plots.draw(summaries, ".svg")


def main() -> None:
    """Measure, fit and write or compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the page differs")
    arguments = parser.parse_args()
    text, plot = page(measured.rows())
    if arguments.check:
        if PAGE.read_text("utf-8") != text:
            sys.exit("docs/benchmark.md is stale: run python tools/benchmark.py")
        return
    PAGE.write_text(text, encoding="utf-8")
    PLOT.write_bytes(plot)


if __name__ == "__main__":
    main()
