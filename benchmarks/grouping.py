"""Grouping of copies: processor time and peak memory for 1,000, 10,000 and 100,000 photos.

    python benchmarks/grouping.py

Every figure comes from a process of its own. The photos are made up: patches with the spread and the
correlation of portraits, a tenth of them copies with the noise of another export. *worst* is one photo in
5,000 slightly different copies among as many others before one white wall.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoaudit import album
from photoaudit.album import _copies
from photoaudit.imaging.cells import COLUMNS, LENGTH, LIGHT, ROWS
from photoaudit.model import Traits

COUNTS = (1_000, 10_000, 100_000)
FACE = np.zeros((ROWS, COLUMNS), bool)
FACE[3:11, 4:10] = True


def pictures(count: int, chance: np.random.Generator, *, wall: bool) -> NDArray[np.uint8]:
    """Return cells of so many made-up photos: smooth light and color, no face."""
    coarse = chance.normal(0, 50, (count, 5, 4))
    up, across = np.linspace(0, 4, ROWS).round().astype(int), np.linspace(0, 3, COLUMNS).round().astype(int)
    light = 125 + chance.normal(0, 35, (count, 1, 1)) + coarse[:, up][:, :, across]
    light += chance.normal(0, 12, light.shape)
    if wall:
        light[:, :11, :4] = light[:, :11, -4:] = light[:, :3] = 250 + chance.normal(0, 1, (count, 1, 1))
    light = np.where(FACE, 0, np.clip(light, 1, 255))
    color = np.clip(128 + chance.normal(0, 18, (count, LENGTH - LIGHT)), 1, 255)
    return np.concatenate([light.reshape(count, LIGHT), color], axis=1).round().astype(np.uint8)


def exported(cells: NDArray[np.uint8], chance: np.random.Generator) -> NDArray[np.uint8]:
    """Return cells as another export of the same photos has them."""
    noisy = np.clip(cells + chance.normal(0, 1.2, cells.shape), 1, 255).round()
    return np.where(cells > 0, noisy, 0).astype(np.uint8)


def members(cells: NDArray[np.uint8], chance: np.random.Generator) -> list[album.Member]:
    """Return photos with these cells, eyes somewhere, and a file each."""
    eyes = chance.normal((0.5, 0.4, 0.2, 0.0), (0.05, 0.05, 0.03, 4.0), (len(cells), 4))
    return [
        album.Member(
            f"{at}.jpg", f"{at:064x}", 800, 1000, Traits(_four(row), anchored=True, cells=cell.tobytes())
        )
        for at, (row, cell) in enumerate(zip(eyes, cells, strict=True))
    ]


def _four(row: NDArray[np.float64]) -> tuple[float, float, float, float]:
    x, y, apart, roll = (float(value) for value in row)
    return x, y, max(apart, 0.02), roll


def measure(name: str) -> None:
    """Group one set, and print what it took as JSON."""
    chance = np.random.default_rng(1)
    if name == "worst":
        one = np.repeat(pictures(1, chance, wall=True), 5_000, axis=0)
        cells = np.concatenate([exported(one, chance), pictures(5_000, chance, wall=True)])
    else:
        count = int(name)
        cells = pictures(count - count // 10, chance, wall=False)
        cells = np.concatenate([cells, exported(cells[: count // 10], chance)])
    photos = members(cells, chance)
    _forget_peak()
    before, start = _memory(), time.process_time()
    found = _copies.find(photos, _limits())
    seconds, peak = time.process_time() - start, _memory()
    start = time.process_time()
    album.look(photos)
    whole = time.process_time() - start
    grouped = sum(len(group.places) for group in found)
    row = {"photos": len(photos), "grouped": grouped, "seconds": seconds, "album": whole}
    print(json.dumps(row | {"before": before, "peak": peak}))


def _limits() -> _copies.Limits:
    standard = album.shipped()
    return _copies.Limits(standard.copy, standard.radius)


def _forget_peak() -> None:
    """Begin the peak anew, where Linux allows that: making the photos up takes more than grouping them."""
    forget = Path("/proc/self/clear_refs")
    if forget.exists():
        forget.write_text("5")


def _memory() -> float:
    """Return the peak memory of this process in MB, from Linux's ``/proc``; 0 elsewhere."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0


def main(arguments: list[str]) -> int:
    """Measure every set in a process of its own and print a table."""
    if arguments:
        measure(arguments[0])
        return 0
    print("| photos | in groups | copies grouped | all album checks | memory before | peak |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name in [*map(str, COUNTS), "worst"]:
        done = subprocess.run([sys.executable, __file__, name], check=True, capture_output=True, text=True)
        row = json.loads(done.stdout)
        label = f"{row['photos']:,}" + (" (worst)" if name == "worst" else "")
        print(
            f"| {label} | {row['grouped']:,} | {row['seconds']:.1f} s | {row['album']:.1f} s | "
            f"{row['before']:.0f} MB | {row['peak']:.0f} MB |"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
