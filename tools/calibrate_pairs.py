"""Fit from where on a change is said to be seen (``data/pairs.json``); write the table of docs/compare.md.

    python tools/calibrate_pairs.py --date 2026-11-29

Every pair of tools/pairs.py is judged by limits that were fitted without its site; the limits that ship are
fitted to all. Limits keep mere copies (encodings, crops, tones) below: at most 1 of 200 may be called more.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from corpus import ROOT
from pairs import STUDIO, Row, different, otherness_of, rows, sites_of
from photoaudit.model import Change
from photoaudit.pair._judge import (
    Limits,
    changes_of,
    otherness,
    parse,
    relit,
    retouching,
    shifted,
    shows_background,
    texture_of,
    upset,
)

OUT = ROOT / "src" / "photoaudit" / "data" / "pairs.json"
PAGE = ROOT / "docs" / "compare.md"
HARMLESS = "adjusted"
RETOUCHES = ("light", "medium", "strong")
ALLOWED = 0.002
"""Share of mere copies that each limit may let through: three limits together stay below 1 of 100."""
SKIN = 0.005
"""The same for retouching."""
DIFFERENT = 500
"""Pairs of different photos that are compared."""
MARGIN = 1.2
"""How far beyond copies a movement must be: photos of other sites may move a little more."""
WORKED = 0.01
"""The same for pairs of which few are there: those lit otherwise, and those retouched."""
HELD_BACK = 0.8
"""How far beyond copies a sum for skin must be: with less, more than 1 of 100 copies of other sites pass."""
SAME = 0.5
"""Pairs that differ more than that were not aligned well, and say nothing of skin."""
RIDGE = 30.0
FLOORS = {"light": "light", "shape": "moved face", "surroundings": "moved around", "content": "unlike all"}
"""The id of a difference -> the number that is compared with what copies stay below."""
Vector = NDArray[np.float64]


def main() -> int:
    """Measure, fit, write and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--date", required=True, help="day that is written down")
    day = parser.parse_args().date
    found = rows()
    data = fitted(found)
    data = {"made-by": "tools/calibrate_pairs.py", "date": day, "pairs": len(found), **data}
    OUT.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8", newline="\n")
    apart = {}
    for site in sites_of(found):
        apart[site] = parse(json.dumps(fitted([row for row in found if row.site != site])))
    limits = parse(json.dumps(data))
    with ProcessPoolExecutor(2) as pool:
        others = list(pool.map(otherness_of, different(DIFFERENT), chunksize=8))
    table = page(found, apart, day) + told_apart(others, limits)
    text = PAGE.read_text("utf-8")
    text = re.sub(
        r"(<!-- Rates: [^>]*-->\n).*?(<!-- End of rates. -->)",
        lambda m: m[1] + table + m[2],
        text,
        flags=re.S,
    )
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    print(table)
    return 0


def fitted(found: Sequence[Row]) -> dict[str, Any]:
    """Return weights and limits, as the data file has them."""
    by = defaultdict(list)
    for row in found:
        if row.kind == "another" or not upset(row.numbers):
            by[row.kind].append(row.numbers)
    fit, bias = texture(by)
    draft = Limits(fit, bias, 0, 0, 0, 0, 0, 0, 0, 0, {})

    def among(*kinds: str, lit: bool | None = None) -> list[dict[str, float]]:
        some = [numbers for kind in kinds for numbers in by[kind] if otherness(numbers) < SAME]
        return [numbers for numbers in some if lit is None or relit(numbers) is lit]

    def sums(some: list[dict[str, float]]) -> list[float]:
        return [value for numbers in some if (value := retouching(numbers, draft)) is not None]

    def moves(some: list[dict[str, float]]) -> list[float]:
        return [value for numbers in some if (value := shifted(numbers, behind=False)) is not None]

    def of(key: str, kinds: Iterable[str]) -> list[float]:
        return [numbers[key] for kind in kinds for numbers in by[kind] if key in numbers]

    other = [kind for kind in by if kind != "another"]
    light = HELD_BACK + beyond(sums(among(HARMLESS, lit=False)), SKIN)
    limits = {
        "bias": bias,
        "light": light,
        "light_relit": max(light, HELD_BACK + beyond(sums(among(HARMLESS, lit=True)), WORKED)),
        "strong": max(light, cut(sums(among("light")), sums(among("strong")))),
        "moved": MARGIN * beyond(moves(among(HARMLESS, "light", "spots", lit=False))),
        "moved_worked": beyond(moves([*among("medium", "strong"), *among(HARMLESS, lit=True)]), WORKED),
        "features": -between(
            [-value for value in of("same features 2", [kind for kind in other if kind != "redrawn"])],
            [-value for value in of("same features 2", ["redrawn"])],
        ),
        "background": between(
            [
                n["other background"]
                for kind in other
                if kind != "background"
                for n in by[kind]
                if shows_background(n)
            ],
            [n["other background"] for n in by["background"] if shows_background(n)],
        ),
        "another": between(
            [otherness(n) for kind in other for n in by[kind]], [otherness(n) for n in by["another"]]
        ),
    }
    return {
        "texture": {name: round(value, 4) for name, value in fit.items()},
        "limits": {name: round(value, 4) for name, value in limits.items()},
        "floors": {
            name: round(float(np.quantile(of(key, [HARMLESS]), 0.99)), 3) for name, key in FLOORS.items()
        },
    }


def texture(by: dict[str, list[dict[str, float]]]) -> tuple[dict[str, float], float]:
    """Return the weights, none below 0, and the bias of a logistic fit: retouched or merely copied."""
    x, y, w = [], [], []
    names: list[str] = []
    for kinds, label in (((HARMLESS,), 0.0), (RETOUCHES, 1.0)):
        some = [t for kind in kinds for n in by[kind] if otherness(n) < SAME and (t := texture_of(n))]
        names = list(some[0])
        x += [list(t.values()) for t in some]
        y += [label] * len(some)
        w += [1 / len(some)] * len(some)
    scale = np.array(x).std(0) + 1e-6
    design = np.column_stack([np.array(x) / scale, np.ones(len(x))])
    sign, weight = 2 * np.array(y) - 1, np.array(w) / 2
    ridge = RIDGE / len(x)

    def cost(fit: Vector) -> tuple[float, Vector]:
        margin = sign * (design @ fit)
        slope = -(design.T @ (weight * sign / (1 + np.exp(np.clip(margin, -50, 50)))))
        slope[:-1] += ridge * fit[:-1]
        return float(weight @ np.logaddexp(0, -margin) + ridge / 2 * (fit[:-1] @ fit[:-1])), slope

    bounds = [(0, None)] * len(names) + [(None, None)]
    start = np.zeros(design.shape[1])
    found = minimize(cost, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 2000}).x
    weights = found[:-1] / scale
    return {name: float(value) for name, value in zip(names, weights, strict=True) if value > 0}, float(
        found[-1]
    )


def beyond(values: Sequence[float], allowed: float = ALLOWED) -> float:
    """Return a limit that all but a share of values stay below."""
    return float(np.quantile(values, 1 - allowed))


def between(low: Sequence[float], high: Sequence[float]) -> float:
    """Return the limit halfway between the upper end of one kind and the lower end of another."""
    return float((np.quantile(low, 0.998) + np.quantile(high, 0.01)) / 2)


def cut(low: Sequence[float], high: Sequence[float]) -> float:
    """Return the value above which as many of one kind lie as below it of the other."""
    grid = np.unique(np.concatenate([low, high]))
    wrong = [abs(np.mean(np.array(low) >= g) - np.mean(np.array(high) < g)) for g in grid]
    return float(grid[int(np.argmin(wrong))])


def told_apart(others: Sequence[Row], limits: Limits) -> str:
    """Return how often different photos of one site are told apart."""
    seen = [row for row in others if row.numbers]
    right = sum(changes_of(row.numbers, limits) == (Change.ANOTHER,) for row in seen)
    studio = sum(row.site == STUDIO for row in seen)
    return (
        f"Different photos of one site, {len(seen)} pairs, {studio} of them by one photographer: {right} "
        f"are called another picture, {len(others) - len(seen)} more were not compared.\n"
    )


def page(found: Sequence[Row], apart: dict[str, Limits], day: str) -> str:
    """Return the table of rates."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        name = f"{row.kind} retouching: {row.name}" if row.kind in RETOUCHES else row.kind
        name = f"{row.kind}: {row.name}" if row.kind in (HARMLESS, "background", "redrawn") else name
        groups[name].append(row)
    photos, sites = len({row.photo for row in found}), len({row.site for row in found})
    lines = [
        "",
        f"{len(found)} pairs of {photos} camera portraits of {sites} sites, {day};",
        "each judged by limits that its site had no say in.",
        "",
        "| what was done | pairs | not assessed | retouched | reshaped | background | redrawn | another |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, some in sorted(groups.items()):
        counts: Counter[str] = Counter()
        for row in some:
            changes = changes_of(row.numbers, apart[row.site]) if row.numbers else ()
            blind = upset(row.numbers) or "gain skin 0" not in row.numbers
            counts["none"] += blind and not changes
            counts["retouched"] += bool({Change.RETOUCHED, Change.STRONGLY_RETOUCHED} & set(changes))
            for change in changes:
                counts[change.value] += 1
        cells = [counts["none"], counts["retouched"], counts["reshaped"], counts["background-replaced"],
                 counts["face-redrawn"], counts["another-picture"]]  # fmt: skip
        lines.append(
            f"| {name} | {len(some)} | " + " | ".join(f"{100 * c / len(some):.0f} %" for c in cells) + " |"
        )
    return "\n".join([*lines, "", ""])


if __name__ == "__main__":
    sys.exit(main())
