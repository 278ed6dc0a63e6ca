"""Fit what values are worth: the reference distributions in ``data/calibration.json``.

    python tools/calibrate.py --date 2026-11-22

Reads the corpus of labelled photos (see CONTRIBUTING.md), measures every check on camera portraits
and on laundered copies of them, and writes quantiles only: no picture and nothing of a face. Each
source (a site, a photographer) weighs at most as much as `SOURCE_CAP` photos. No likelihood curve
is fitted yet, so no value weighs as evidence.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from corpus import ROOT, Entry, entries
from launder import TRACKS, launder
from photoaudit.checks import catalogue
from photoaudit.engine import run
from photoaudit.facts import Facts
from photoaudit.model import Family, NotAssessable, Status
from photoaudit.photo import read

POPULATION = "camera portraits from {} web sources, as found and as platforms recompress them"
TARGET = ROOT / "src" / "photoaudit" / "data" / "calibration.json"
PERCENTS = (0.5, 1, 2.5, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 97.5, 99, 99.5)
SOURCE_CAP = 40
AS_FOUND = {"image-size", "head-size", "inter-eye-distance"}
"""Checks of framing and size: laundering changes what they measure, so originals alone count."""
UNPLACED = {"single-face-present"}
"""A count has no place among portraits."""

Row = dict[str, Any]


def measure(entry: Entry) -> list[Row]:
    """Return one row a track with every assessed value, and what the lightness fit needs."""
    cv2.setNumThreads(1)
    photo = read(entry.path)
    original = Facts(photo)
    try:
        box = original.face.box
    except NotAssessable:
        return []
    rows = []
    for track in TRACKS:
        facts = original if track == "original" else Facts(launder(photo, original.rgb, box, track))
        findings = [run(item, facts) for item in catalogue() if item.info.family is not Family.PROVENANCE]
        row: Row = {"source": entry.source, "track": track}
        row["values"] = {
            f.check: f.value for f in findings if f.status is Status.MEASURED and f.value is not None
        }
        skin = next((dict(f.details) for f in findings if f.check == "skin-smoothness" and f.assessed), None)
        if skin:
            row["skin"] = (skin["lightness"], skin["uncorrected"])
        row["pitch"] = facts.pose.pitch if "head-pose" in row["values"] else None
        rows.append(row)
    return rows


def weighted_quantiles(values: list[float], weights: list[float]) -> list[list[float]]:
    """Return [percent, value] pairs of a weighted sample, values to four digits."""
    order = np.argsort(values, kind="stable")
    ordered, weight = np.array(values)[order], np.array(weights)[order]
    middle = (np.cumsum(weight) - weight / 2) / weight.sum()
    return [[percent, float(f"{np.interp(percent / 100, middle, ordered):.4g}")] for percent in PERCENTS]


def references(rows: list[Row]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each check's reference distribution."""
    for item in catalogue():
        check = item.info.id
        if item.info.family is Family.PROVENANCE or check in UNPLACED:
            continue
        tracks = ("original",) if check in AS_FOUND else TRACKS
        used = [row for row in rows if row["track"] in tracks and check in row["values"]]
        sizes = Counter((row["source"], row["track"]) for row in used)
        weights = [min(1.0, SOURCE_CAP / sizes[row["source"], row["track"]]) for row in used]
        photos = sum(row["track"] == "original" for row in used)
        quantiles = weighted_quantiles([row["values"][check] for row in used], weights)
        yield (
            check,
            {"count": photos, "sources": len({row["source"] for row in used}), "quantiles": quantiles},
        )


def quantile_slope(x: NDArray[np.float64], y: NDArray[np.float64], share: float) -> float:
    """Return the slope of the line that leaves ``share`` of the points below it."""
    center = float(x.mean())

    def loss(line: NDArray[np.float64]) -> float:
        error = y - line[0] * (x - center) - line[1]
        return float(np.where(error > 0, share * error, (share - 1) * error).sum())

    return float(minimize(loss, [0.0, float(y.mean())], method="Nelder-Mead").x[0])


def fits(rows: list[Row]) -> None:
    """Print the constants in the code that come from this corpus, so that they can be compared."""
    by_track: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        if "skin" in row:
            by_track[row["track"]].append(row["skin"])
    for track, pairs in by_track.items():
        light, detail = np.array(pairs).T
        slopes = [quantile_slope(light, np.log(np.maximum(detail, 0.1)), share) for share in (0.05, 0.1, 0.5)]
        words = ", ".join(f"{slope:+.4f}" for slope in slopes)
        print(f"log skin detail per L* at percentiles 5, 10, 50, {track}: {words} ({len(pairs)} photos)")
    pitches = [row["pitch"] for row in rows if row["track"] == "original" and row["pitch"] is not None]
    print(f"median pitch, 0 if FRONTAL_PITCH is right: {np.median(pitches):.1f} degrees ({len(pitches)})")


def main() -> None:
    """Measure, fit and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--date", required=True, help="the day of the fit, written into the file")
    parser.add_argument("--output", type=Path, default=TARGET)
    arguments = parser.parse_args()
    camera = [entry for entry in entries() if entry.name.startswith("real/") and entry.portrait]
    with ProcessPoolExecutor() as pool:
        rows = [row for found in pool.map(measure, camera, chunksize=8) for row in found]
    fits(rows)
    sources = Counter(row["source"].removeprefix("real/") for row in rows if row["track"] == "original")
    data = {
        "schema": "photoaudit-calibration/1",
        "made": {
            "by": "tools/calibrate.py",
            "date": arguments.date,
            "tracks": list(TRACKS),
            "source_cap": SOURCE_CAP,
            "sources": dict(sorted(sources.items())),
            "versions": {name: version(name) for name in ("numpy", "opencv-python-headless", "pillow")},
        },
        "population": POPULATION.format(len(sources)),
        "references": dict(references(rows)),
        "curves": {},
    }
    arguments.output.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    print(
        f"{len(rows)} copies of {sum(sources.values())} photos from {len(sources)} sources", file=sys.stderr
    )


if __name__ == "__main__":
    main()
