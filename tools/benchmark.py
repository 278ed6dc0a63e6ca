"""Write ``docs/benchmark.md``: how well the measured evidence does on photos whose sources were left out.

    python tools/benchmark.py            # measures what is not cached yet, then writes the page
    python tools/benchmark.py --check    # fails where the page differs
    python tools/benchmark.py --retouched   # docs/benchmark-retouched.md
    python tools/benchmark.py --alone    # docs/benchmark-checks.md, every check by itself

Reads the corpus (see CONTRIBUTING.md). The same corpus and versions give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.stats import spearmanr

import benchmark_retouched
import benchmark_synthetic
import evidence
import learned
import measured
import resembling
import sources
from corpus import ROOT
from measured import Row
from outcomes import alone, outcomes
from photoaudit.calibration import shipped
from photoaudit.checks import catalogue
from photoaudit.evaluation import plots, scores, tables
from photoaudit.evaluation.launder import LAUNDERED
from photoaudit.evaluation.summary import summarize
from photoaudit.model import DECLARING

PAGE = ROOT / "docs" / "benchmark.md"
WHOLE = ("StyleGAN", "Stable Diffusion", "OpenAI", "headshot products")
"""Families of which there are whole pictures, as found."""
SKIN_PAGE = ROOT / "docs" / "benchmark-retouched.md"
ALONE_PAGE = ROOT / "docs" / "benchmark-checks.md"
PLOT = ROOT / "docs" / "benchmark.svg"


def checks(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the section on every single check."""
    yield "# Every check alone\n"
    yield "<!-- written by tools/benchmark.py --alone; do not edit -->\n"
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
        cells = [_check_auc(rows, check, name, LAUNDERED) for name in WHOLE]
        macro = float(np.nanmean(cells)) if not np.isnan(cells).all() else float("nan")
        parts = [_check_auc(rows, check, name, (track,)) for name in WHOLE for track in LAUNDERED]
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
    header = ["check", "assessed", *WHOLE, "macro", "agrees", "skin", "weighs"]
    yield tables.as_markdown(header, table)


def _check_auc(rows: Sequence[Row], check: str, name: str, tracks: Sequence[str]) -> float:
    used = [row for row in rows if row.track in tracks and not row.edit and check in row.values]
    camera = [row.values[check] for row in used if row.label == "real"]
    made = [row.values[check] for row in used if row.label == "ai" and sources.family(row.source) == name]
    return scores.auc(camera, made) if len(made) >= 10 else float("nan")


def peers() -> Iterator[str]:
    """Yield why no other tool is in the tables."""
    yield "## Other tools\n"
    yield (
        "None could be run beside this one. Of the packages tried on 22 November 2026, `aiornot`,\n"
        "`sightengine`, `deepfake-detector` and `deepsafe` install, and none of them brings a model: they\n"
        "send pictures to a service, or hold no detector. Detectors in research repositories need weights\n"
        "that no package carries.\n"
    )


def counts(scored: Sequence[Row]) -> Iterator[str]:
    """Yield what was measured, and how."""
    portraits = Counter(
        sources.family(name) if name.startswith("ai/") else f"camera: {sources.site(name)}"
        for name in {row.name: row.source for row in scored}.values()
    )
    made = {sources.origin(row.source) for row in scored if row.label == "ai"}
    sites = {sources.site(row.source) for row in scored if row.label == "real"}
    yield "# Benchmark of the measured evidence\n"
    yield "<!-- written by tools/benchmark.py; do not edit -->\n"
    yield (
        "How much the pixels tell, measured on labelled portraits whose sources were left out of every\n"
        "fit. What a file declares plays no part here. [limitations.md](limitations.md) says in plain words\n"
        "what follows, [benchmark-checks.md](benchmark-checks.md) what each check tells alone,\n"
        "[benchmark-retouched.md](benchmark-retouched.md) what tells of retouching.\n\n"
        "* **Tracks.** *platform*: head square, at most 400 px, JPEG 80. *web*: long side of at most\n"
        "  800 px, JPEG 87 (whole photos only). *matched*: every face at most 144 px wide, JPEG 90. Nothing\n"
        "  is fitted to files as found: size and format betray the label in any collection.\n"
        f"* **Left out.** Whole repositories and sites: {len(made)} with generated portraits, {len(sites)}\n"
        "  with camera portraits. What one service or author made is one source, and so is one conference\n"
        "  over the years. Each is left out of the score by itself, of the last calibration in\n"
        f"  {sources.FOLDS} folds.\n"
        "* **Repeat it.** `python tools/benchmark.py`; on your own photos, `photoaudit evaluate FOLDER`.\n\n"
        "![ROC and reliability](benchmark.svg)\n"
    )
    yield tables.as_markdown(
        ["source", "portraits with a face"], [[name, str(n)] for name, n in sorted(portraits.items())]
    )


def page(originals: Sequence[Row], scored: Sequence[Row]) -> tuple[str, bytes]:
    """Return the page on ``synthetic`` and its plot; ``originals`` are for the eye layout."""
    plan = evidence.SYNTHETIC
    worths = {evidence.LAYOUT.check: evidence.worth(evidence.LAYOUT, originals).ratio}
    known = outcomes(evidence.crossfit(evidence.synthetic(scored, known=True), plan), plan, worths)
    unseen = outcomes(evidence.crossfit(evidence.synthetic(scored), plan), plan, worths)
    parts = [
        *counts(scored),
        *benchmark_synthetic.section(scored, known, unseen),
        *alone(evidence.LAYOUT, originals),
        *peers(),
    ]
    tracks = measured.SQUARE_TRACKS
    summaries = [item for track in tracks if (item := summarize(known, plan.claim.value, track))]
    return "\n".join(parts), plots.draw(summaries, ".svg")


def main() -> None:
    """Measure, fit and write or compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the page differs")
    parser.add_argument("--retouched", action="store_true", help="the page on retouching instead")
    parser.add_argument("--alone", action="store_true", help="the page of every check by itself instead")
    arguments = parser.parse_args()
    target, plot = PAGE, b""
    if arguments.alone:
        target, text = ALONE_PAGE, "\n".join(checks(measured.rows()))
    elif arguments.retouched:
        target, text = SKIN_PAGE, benchmark_retouched.page(measured.skin_rows())
    else:
        scored = resembling.scored(learned.portraits())
        text, plot = page(measured.layouts(), scored)
    if arguments.check:
        if target.read_text("utf-8") != text:
            sys.exit(f"docs/{target.name} is stale: run python tools/benchmark.py")
        return
    target.write_text(text, encoding="utf-8")
    if plot:
        PLOT.write_bytes(plot)


if __name__ == "__main__":
    main()
