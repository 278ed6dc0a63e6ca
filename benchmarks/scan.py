"""Scans: photos a second, peak memory as the folder grows, and a scan that the cache answers.

    python benchmarks/scan.py
    python benchmarks/scan.py --photos 200 --many 1000 --jobs 1

Works on copies of the public-domain portrait inside scikit-image, each of another content and about
80 KB, in a temporary folder. Every figure comes from a process of its own; memory is the peak of that
process, and of its largest worker, so that it is flat if a scan holds no more as the folder grows.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from skimage import data

from photoaudit import engine, policy
from photoaudit.report.tables import Csv
from photoaudit.scan import batch, discovery
from photoaudit.scan.cache import Cache

HERE = Path(__file__).resolve()


def lay(folder: Path, count: int) -> None:
    """Write photos of one face that differ in content: a comment behind the picture's end."""
    buffer = io.BytesIO()
    head = Image.fromarray(data.astronaut()[0:400, 30:430])
    head.resize((800, 800), Image.Resampling.LANCZOS).save(buffer, "JPEG", quality=85)
    for number in range(count):
        path = folder / f"{number // 1000}" / f"{number:05}.jpg"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(buffer.getvalue() + f"{number}".encode())


def peak(status: Path) -> float:
    """Return the peak memory of a process in MB, from Linux's ``/proc``; 0 elsewhere."""
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0


def measure(folder: str, cache: str, only: str, jobs: int, most: int) -> None:
    """Scan as a program would, judge, write CSV to nowhere, and print what it took."""
    start, used = time.perf_counter(), time.process_time()
    paths = discovery.discover([folder]).paths[:most]
    checks = engine.select([only] if only else [])
    pack = policy.named(policy.DEFAULT)
    workers: dict[int, float] = {}
    cached = 0

    def look(event: batch.Progress) -> None:
        nonlocal cached
        cached += event.cached
        if event.done in (len(paths) - 1, len(paths) // 2):
            for child in Path("/proc/self/task").glob("*/children"):
                for pid in child.read_text().split():
                    workers[int(pid)] = peak(Path(f"/proc/{pid}/status"))

    with Cache(cache) as kept:
        seen = batch.scan(paths, checks=checks, jobs=jobs, cache=kept, progress=look)
        table = Csv(len, checks=[item.info.id for item in checks], policies=[pack.id])
        for item in seen:
            table.add(engine.conclude(item, [pack]))
        size = kept.info().bytes
    seconds = time.perf_counter() - start
    line = {
        "photos": len(paths),
        "rate": len(paths) / seconds,
        "cpu_rate": len(paths) / (time.process_time() - used),
        "cached": cached,
        "parent": peak(Path("/proc/self/status")),
        "worker": max(workers.values(), default=0.0),
        "cache_kb": size / 1024 / len(paths),
    }
    sys.stdout.write(json.dumps(line))


def run(folder: Path, cache: Path, only: str, jobs: int, most: int) -> dict[str, float]:
    """Measure in a process of its own."""
    command = [sys.executable, str(HERE), "--measure", str(folder), str(cache), only, str(jobs), str(most)]
    result = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(result.stdout))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--photos", type=int, default=500, help="photos of the smaller scan")
    parser.add_argument("--many", type=int, default=5000, help="photos of the larger scan")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--measure", nargs=5, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        folder, cache, only, jobs, most = options.measure
        measure(folder, cache, only, int(jobs), int(most))
        return
    with tempfile.TemporaryDirectory() as name:
        photos = Path(name, "photos")
        photos.mkdir()
        lay(photos, options.many)
        print(f"{'':24} photos  a second  a CPU second  cached   parent   worker   cache")
        for title, only in (("all checks", ""), ("provenance only", "provenance")):
            for most in (options.photos, options.many):
                cache = Path(name, f"cache {title} {most}")
                for again in ("", ", again"):
                    seen = run(photos, cache, only, options.jobs, most)
                    print(
                        f"{title + again:24} {seen['photos']:6} {seen['rate']:9.1f} {seen['cpu_rate']:13.0f} "
                        f"{seen['cached']:7} {seen['parent']:5.0f} MB {seen['worker']:5.0f} MB "
                        f"{seen['cache_kb']:4.1f} KB",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
