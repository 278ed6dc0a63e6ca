"""Fit what album checks compare with: limits and reference ranges, to ``src/photoaudit/data/album.json``.

    python tools/calibrate_album.py            fit and write
    python tools/calibrate_album.py --print    fit and print all, write nothing

* ``copy``: what 99 of 100 copies made of camera photos differ by, but at most two thirds of the smallest
  difference between two photos of different sites; from the camera sites in `FITTED` alone.
* ``scales``, ``template``, ``pattern``, ``close``: quantiles of differences between camera portraits of
  different sites.
* References: the values of camera portraits, a site an album; sites of one conference over the years are one.

Generated sets are measured with what was fitted, and printed; nothing is fitted to them. No picture and no
trait of a person is written: only these numbers are.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from corpus import ROOT, entries
from photoaudit import album
from photoaudit.album import _copies, _style
from photoaudit.album._standard import Standard
from photoaudit.model import NotAssessable
from seeded import Seeded, traits_of

OUT = ROOT / "src" / "photoaudit" / "data" / "album.json"
FITTED = ("18f-team", "djangocon", "deepface-tests", "face_recognition-examples")
"""Camera sites that the limit of copies is fitted to; benchmarks/duplicates.py reports on all others."""
RADIUS = 36.0
"""Largest distance of copies in the index: 98 of 100 are nearer in the finest key, the rest in another."""
MARGIN = 2 / 3
TEMPLATE, PATTERN, CLOSE = 0.0001, 0.0001, 0.05
FEWEST = 8
REFERENCED = ("aligned-eyes", "sameness", "shared-template")


def site(entry_source: str) -> str:
    """Return the site of a source: a conference is one over all its years."""
    return re.sub(r"-20\d\d$", "", entry_source.split("/")[1])


def main(arguments: list[str]) -> int:
    """Fit, print, and write unless told not to."""
    portraits = [e for e in entries() if e.portrait and e.name.startswith(("real/", "ai/"))]
    camera = [e for e in portraits if e.name.startswith("real/")]
    fitted = traits_of([e for e in camera if site(e.source) in FITTED], seeds=True)
    seen = traits_of(portraits, seeds=False)
    real = [item for item in seen if item.entry.name.startswith("real/")]
    limit = fit_copy(fitted)
    scales, template, close = fit_style(real)
    pattern = fit_pattern(real)
    standard = Standard(limit, RADIUS, scales, template, pattern, close, {})
    albums = {
        name: values(items, standard) for name, items in by_source(seen).items() if len(items) >= FEWEST
    }
    for name, found in albums.items():
        print(f"{name:45}", "  ".join(f"{check} {value:.1f}" for check, value in found.items()))
    camera_albums = [found for name, found in albums.items() if name.startswith("real/")]
    references = {check: reference([f[check] for f in camera_albums if check in f]) for check in REFERENCED}
    data = {
        "made-by": "tools/calibrate_album.py",
        "population": f"albums of camera portraits, one web site each, {FEWEST} photos and more",
        "copy": round(limit, 3),
        "radius": RADIUS,
        "scales": dict(zip(("background", "clothes", "framing"), (round(s, 3) for s in scales), strict=True)),
        "template": round(template, 3),
        "pattern": round(pattern, 3),
        "close": round(close, 3),
        "references": references,
    }
    text = json.dumps(data, indent=2) + "\n"
    print(text)
    if "--print" not in arguments:
        OUT.write_text(text, encoding="utf-8", newline="\n")
    return 0


def fit_copy(photos: list[Seeded]) -> float:
    """Return the most that copies of one photo differ."""
    told = [item for item in photos if _copies.comparable(item.member.traits)]
    same = [
        gap
        for item in told
        for copy in item.copies.values()
        if (gap := _copies.difference(item.member, copy)) is not None
    ]
    other = sorted(
        (gap, one.entry.name, two.entry.name)
        for one, two in combinations(told, 2)
        if site(one.entry.source) != site(two.entry.source)
        and (gap := _copies.difference(one.member, two.member)) is not None
    )
    highest, lowest = float(np.quantile(same, 0.99)), other[0][0]
    print(f"copies: median {np.median(same):.3f}, 99 % below {highest:.3f}; others: nearest {lowest:.3f}")
    return min(highest, MARGIN * lowest)


def fit_style(photos: list[Seeded]) -> tuple[tuple[float, float, float], float, float]:
    """Return scales and the two limits, from pairs of portraits of different sites."""
    kept = [item for item in photos if item.member.traits and _style.has_style(item.member.traits)]
    places = np.array([site(item.entry.source) for item in kept])
    traits = [item.member.traits for item in kept if item.member.traits]

    def pairs(styles: _style.Styles) -> NDArray[np.float64]:
        rows = []
        for at in range(len(kept) - 1):
            others = np.flatnonzero(places[at + 1 :] != places[at]) + at + 1
            rows.append(styles.differences(at, others) if len(others) else np.zeros((0, 3)))
        return np.concatenate(rows)

    found = pairs(_style.Styles(traits, (1.0, 1.0, 1.0)))
    background, clothes, framing = (float(value) for value in np.nanmedian(found, axis=0))
    scales = (background, clothes, framing)
    parts = found / scales
    known = np.isfinite(parts)
    apart = np.sqrt(np.where(known, parts**2, 0).sum(1) / known.sum(1))[known[:, 0]]
    print(f"style: {len(apart)} pairs of {len(kept)} portraits of {len(set(places))} sites")
    farthest = parts.max(1)[known.all(1)]
    return scales, float(np.quantile(farthest, TEMPLATE)), float(np.quantile(apart, CLOSE))


def fit_pattern(photos: list[Seeded]) -> float:
    """Return what light and shade differ by in the nearest pairs of portraits of different sites."""
    kept = [item for item in photos if item.member.traits and _style.has_style(item.member.traits)]
    places = np.array([site(item.entry.source) for item in kept])
    cells = np.stack(
        [np.frombuffer(item.member.traits.cells, np.uint8) for item in kept if item.member.traits]
    )
    found = []
    for at in range(len(kept) - 1):
        gaps = _copies.unlike(cells[at], cells[at + 1 :])
        found.append(gaps[(places[at + 1 :] != places[at]) & np.isfinite(gaps)])
    return float(np.quantile(np.concatenate(found), PATTERN))


def by_source(photos: list[Seeded]) -> dict[str, list[Seeded]]:
    """Return photos by the album they stand for."""
    found: dict[str, list[Seeded]] = defaultdict(list)
    for item in photos:
        group = item.entry.source.split("/")[0]
        name = site(item.entry.source) if group == "real" else "/".join(item.entry.source.split("/")[1:])
        found[f"{group}/{name}"].append(item)
    return dict(found)


def values(photos: list[Seeded], standard: Standard) -> dict[str, float]:
    """Return the value of every album check that can be assessed."""
    looked = album.Photos([item.member for item in photos], replace(standard))
    found = {}
    for check in album.catalogue():
        try:
            found[check.info.id] = check.measure(looked).value
        except NotAssessable:
            continue
    return found


def reference(found: list[float]) -> dict[str, float]:
    """Return the range of nearly all albums."""
    low, median, high = np.quantile(found, [0.05, 0.5, 0.95])
    return {
        "low": round(float(low), 2),
        "median": round(float(median), 2),
        "high": round(float(high), 2),
        "count": len(found),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
