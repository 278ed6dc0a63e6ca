"""Fit what values are worth, from labelled photos: ``data/calibration.json``, and the learned weights.

    python tools/calibrate.py --date 2026-11-28
    python tools/calibrate.py --date 2026-11-28 --only synthetic   # of other checks nothing

Reads the corpus (see CONTRIBUTING.md), measures every check on every portrait and on laundered copies
(tools/measured.py), fits the score of ``resembles-generated`` (tools/resembling.py), and writes numbers only:
weights, quantiles of camera portraits, curves and the last calibration of each claim (tools/evidence.py). No
picture and nothing of a face is written. The same corpus and versions give the same files.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import ndtri

import evidence
import fitting
import learned
import measured
import resembling
import sources
from corpus import ROOT
from measured import Row
from photoaudit.checks import catalogue
from photoaudit.evaluation.launder import LAUNDERED, TRACKS
from photoaudit.model import DECLARING, Claim

POPULATION = "camera portraits from {} or more web sources, as found and as platforms recompress them"
TARGET = ROOT / "src" / "photoaudit" / "data" / "calibration.json"
WEIGHTS = ROOT / "src" / "photoaudit" / "data" / "networks" / "resembles_generated.weights.json"
SOURCE_CAP = 40
AS_FOUND = {"image-size", "head-size", "head-centering", "inter-eye-distance"}
"""Checks of framing and size: laundering changes what they measure, so originals alone count."""
UNPLACED = {"single-face-present", "stylegan-eye-layout"}
"""A count has no place among portraits, nor has the distance from a point few photos come near."""

Entry = dict[str, Any]


def references(rows: Sequence[Row]) -> Iterator[tuple[str, Entry]]:
    """Yield each check's quantiles among camera portraits."""
    for item in catalogue():
        check = item.info.id
        if item.info.family in DECLARING or check in UNPLACED or not any(check in row.values for row in rows):
            continue
        tracks = ("original",) if check in AS_FOUND else TRACKS
        used = [row for row in rows if row.track in tracks and check in row.values]
        sizes = Counter((row.source, row.track) for row in used)
        weights = np.array([min(1.0, SOURCE_CAP / sizes[row.source, row.track]) for row in used])
        values = fitting.weighted_quantiles(
            np.array([row.values[check] for row in used]), weights, fitting.NODES / 100
        )
        quantiles = [[float(p), _short(v)] for p, v in zip(fitting.NODES, values, strict=True)]
        photos = len({row.name for row in used})
        yield check, {"count": photos, "sources": len({row.source for row in used}), "quantiles": quantiles}


def synthetic(originals: Sequence[Row], scored: Sequence[Row]) -> Entry:
    """Return the lines of evidence of that claim, the main one first."""
    main = line(evidence.synthetic(scored), evidence.SYNTHETIC)
    return {"lines": [main, _alone(evidence.LAYOUT, originals)]}


def retouched(skin: Sequence[Row]) -> Entry:
    """Return the lines of evidence of that claim, the main one first."""
    main = line(evidence.retouched(skin), evidence.RETOUCHED)
    return {"lines": [main, _alone(evidence.FILLED, skin)]}


def weights(found: Sequence[learned.Portrait], date: str) -> Entry:
    """Return the score of ``resembles-generated`` fitted to all portraits, and what it learnt from."""
    rows = resembling.rows_of(found)
    score = resembling.fit(rows, np.ones(len(rows.claimed), bool))
    names = Counter((item.entry.name.split("/")[0], sources.origin(item.entry.source)) for item in found)
    return {
        "schema": "photoaudit-weights/1",
        "made": {
            "by": "tools/calibrate.py",
            "date": date,
            "network": "efficientnet_lite0_stages.onnx",
            "tracks": [*LAUNDERED, *sorted(set(rows.track) - set(LAUNDERED))],
            "seed": "the first 8 hexadecimal digits of a file's SHA-256, and the copy's number",
            "generated": {name: count for (label, name), count in sorted(names.items()) if label == "ai"},
            "camera": {name: count for (label, name), count in sorted(names.items()) if label == "real"},
            "versions": {name: version(name) for name in (*measured.LIBRARIES, "scipy")},
        },
        "offset": _short(score.offset),
        "slopes": [_short(value) for value in score.slopes],
    }


def line(table: evidence.Table, plan: evidence.Plan) -> Entry:
    """Return a claim's main line of evidence."""
    fitted, last = evidence.fit(table, table.laundered, plan)
    curves, weights = {}, {}
    for place, check in enumerate(table.checks):
        if fitted.slopes[place] * fitted.weights[place]:
            own = fitted.slopes[place] * ndtri(fitting.NODES / 100)
            points = _rising(fitted.nodes[place], own)
            curves[check] = {"points": points, "bound": _short(plan.bound)}
            weights[check] = _short(fitted.weights[place])
    groups = Counter(table.sample.group[table.laundered])
    return {
        "name": plan.name,
        "curves": curves,
        "weights": weights,
        "last": {"points": [[_short(x), _short(y)] for x, y in last.points], "bound": _short(plan.bound)},
        "least": evidence.LEAST,
        "rows": dict(sorted((str(name), count) for name, count in groups.items())),
    }


def _rising(values: NDArray[np.float64], ratios: NDArray[np.float64]) -> list[list[float]]:
    """Return curve points with rising values; of equal values the middle ratio stands."""
    points: dict[float, list[float]] = {}
    for value, ratio in zip(values, ratios, strict=True):
        points.setdefault(_short(value), []).append(float(ratio))
    return [[value, _short(float(np.mean(found)))] for value, found in sorted(points.items())]


def _alone(line: evidence.Alone, rows: Sequence[Row]) -> Entry:
    """Return a line whose threshold was set in advance: only its worth is counted."""
    worth = evidence.worth(line, rows)
    inside, low, edge = worth.ratio, round(line.low, 2), 0.01
    step = [[low, inside], [line.high, inside], [line.high + edge, 0.0]]
    if low > 0:
        step = [[0.0, 0.0], [low - edge, 0.0], [low, inside], [line.high, inside]]
    counted = {"made": worth.made, "camera": worth.camera}
    return {
        "name": line.name,
        "curves": {line.check: {"points": step, "bound": inside}},
        "weights": {line.check: 1.0},
        "last": {"points": [[-2.0, -2.0], [2.0, 2.0]], "bound": inside},
        "least": 1.0,
        "rows": {name: [round(rate.share * rate.count), rate.count] for name, rate in counted.items()},
    }


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def quantile_slope(x: NDArray[np.float64], y: NDArray[np.float64], share: float) -> float:
    """Return the slope of the line that leaves ``share`` of the points below it."""
    center = float(x.mean())

    def loss(line: NDArray[np.float64]) -> float:
        error = y - line[0] * (x - center) - line[1]
        return float(np.where(error > 0, share * error, (share - 1) * error).sum())

    return float(minimize(loss, [0.0, float(y.mean())], method="Nelder-Mead").x[0])


def constants(rows: Sequence[Row]) -> None:
    """Print the constants in the code that come from this corpus, so that they can be compared."""
    for track in TRACKS:
        copies = [row.values for row in rows if row.track == track and "skin-smoothness" in row.values]
        light = np.array([values["skin-smoothness/lightness"] for values in copies])
        detail = np.log([max(values["skin-smoothness/uncorrected"], 0.1) for values in copies])
        slopes = [quantile_slope(light, detail, share) for share in (0.05, 0.1, 0.5)]
        words = ", ".join(f"{slope:+.4f}" for slope in slopes)
        print(f"log skin detail per L* at percentiles 5, 10, 50, {track}: {words} ({len(copies)} photos)")
    pitches = [row.values["head-pose/pitch"] for row in rows if "head-pose/pitch" in row.values]
    print(f"median pitch, 0 if FRONTAL_PITCH is right: {np.median(pitches):.1f} degrees")


def main() -> None:
    """Measure, fit and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--date", required=True, help="the day of the fit, written into the file")
    parser.add_argument(
        "--only", choices=[Claim.SYNTHETIC, Claim.RETOUCHED], help="keep all that is not its own"
    )
    arguments = parser.parse_args()
    data = json.loads(TARGET.read_text("utf-8"))
    ranges: dict[str, Entry] = data["references"]
    if arguments.only is None:
        rows = measured.rows()
        camera = [row for row in rows if row.label == "real" and not row.edit]
        constants(camera)
        origins = Counter(row.source.removeprefix("real/") for row in camera if row.track == "original")
        data["made"]["sources"] = dict(sorted(origins.items()))
        data["population"] = POPULATION.format(len(origins))
        ranges |= dict(references(camera))
    if arguments.only != Claim.RETOUCHED:
        found = learned.portraits()
        WEIGHTS.write_text(json.dumps(weights(found, arguments.date)) + "\n", encoding="utf-8")
        scored = resembling.scored(found, control=False)
        ranges |= dict(references([row for row in scored if row.label == "real"]))
        data["claims"] |= {Claim.SYNTHETIC.value: synthetic(measured.layouts(), scored)}
    if arguments.only != Claim.SYNTHETIC:
        data["claims"] |= {Claim.RETOUCHED.value: retouched(measured.skin_rows())}
    checks = {item.info.id for item in catalogue()}
    data["references"] = {check: ranges[check] for check in sorted(ranges) if check in checks}
    data["made"] |= {
        "date": arguments.date,
        "tracks": list(TRACKS),
        "fitted_on": list(LAUNDERED),
        "versions": {name: version(name) for name in measured.LIBRARIES},
    }
    TARGET.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
