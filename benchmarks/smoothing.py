"""How well ``skin-smoothness`` ranks smoothed skin, and whom it would single out.

    python benchmarks/smoothing.py

Camera portraits of the corpus (studio photographers left out, who retouch), their faces smoothed by
a bilateral filter in three strengths, everything then laundered as platforms do. Prints the area
under the ROC curve for each strength, the correlation with skin lightness, and for each third of
skin lightness the share of untouched photos below the 5th percentile of all.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import cv2
import numpy as np
from numpy.typing import NDArray

from corpus import Entry, entries
from photoaudit.checks.skin_smoothness import measure
from photoaudit.evaluation.launder import as_jpeg, launder
from photoaudit.facts import Facts
from photoaudit.model import NotAssessable
from photoaudit.photo import read
from retouch import STRENGTHS, bilateral

STUDIOS = ("real/headshotsbymarie",)
MAX_SIDE = 2000

Column = NDArray[np.float64]

Seen = tuple[float, float, float]
"""Skin detail, skin lightness, and skin detail before brightness is taken out."""


def look(facts: Facts) -> Seen | None:
    """Return what is seen of the skin, None where not assessed."""
    try:
        seen = measure.measure(facts)
    except NotAssessable:
        return None
    details = dict(seen.details)
    return float(seen.value or 0.0), float(details["lightness"]), float(details["uncorrected"])


def examine(entry: Entry) -> dict[int, Seen]:
    """Return what is seen of one portrait untouched (0) and at each strength, on the platform track."""
    cv2.setNumThreads(1)
    facts = Facts(read(entry.path))
    rgb = facts.rgb
    scale = MAX_SIDE / max(rgb.shape[:2])
    if scale < 1:
        facts = Facts(
            as_jpeg(np.asarray(cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)), 95)
        )
    try:
        box, mesh = facts.face.box, facts.mesh
    except NotAssessable:
        return {}
    results = {}
    for strength in (0, *STRENGTHS):
        pixels = bilateral(facts.rgb, mesh, strength) if strength else facts.rgb
        copy = launder(replace(facts.photo), pixels, box, "platform")
        if (seen := look(Facts(copy))) is not None:
            results[strength] = seen
    return results if 0 in results else {}


def auc(lower: list[float], higher: list[float]) -> float:
    """Return how often a value of ``lower`` lies below one of ``higher``, ties half."""
    a, b = np.array(lower)[:, None], np.array(higher)[None]
    return float((a < b).mean() + (a == b).mean() / 2)


def main() -> None:
    """Measure and print."""
    camera = [e for e in entries() if e.name.startswith("real/") and e.portrait and e.source not in STUDIOS]
    with ProcessPoolExecutor() as pool:
        seen = [found for found in pool.map(examine, camera, chunksize=8) if found]
    untouched = [found[0][0] for found in seen]
    print(f"{len(seen)} camera portraits assessed of {len(camera)}")
    for strength in STRENGTHS:
        values = [found[strength][0] for found in seen if strength in found]
        print(f"strength {strength}: AUC {auc(values, untouched):.2f} ({len(values)} assessed)")
    light = np.array([found[0][1] for found in seen])
    for name, column in (("as reported", 0), ("before brightness is taken out", 2)):
        print(name)
        fairness(np.array([found[0][column] for found in seen]), light)


def fairness(values: Column, light: Column) -> None:
    """Print how values follow skin lightness, and whom the smoothest twentieth is made of."""
    ranks = np.array([np.argsort(np.argsort(column)) for column in (values, light)])
    print(f"  rank correlation with skin lightness: {np.corrcoef(ranks)[0, 1]:+.2f}")
    low, (dark, bright) = np.percentile(values, 5), np.quantile(light, [1 / 3, 2 / 3]).tolist()
    for name, mask in zip(
        ("dark", "mid", "light"),
        (light < dark, (light >= dark) & (light < bright), light >= bright),
        strict=True,
    ):
        share = 100 * (values[mask] < low).mean()
        print(f"  {name} third: {share:.1f} % below the 5th percentile of all ({mask.sum()})")


if __name__ == "__main__":
    main()
