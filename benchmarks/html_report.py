"""Measure the HTML report: how fast it is written, how large it is, how soon a browser can use it.

    python benchmarks/html_report.py [--photos 500 2000 5000]

Reports of one public-domain portrait under many names, each with its own picture, maps and 47 findings,
so that pages are as large as real ones. The browser is an installed Chromium, without a window.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from photoaudit import engine
from photoaudit.report import html
from photoaudit.report.tally import Ending, Run

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = ("camera.jpg", "iptc-ai.jpg", "smoothed.jpg", "plain-background.jpg")
READY = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def main() -> None:
    """Print a row for each number of photos."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--photos", type=int, nargs="+", default=[500, 2000, 5000])
    options = parser.parse_args()
    print("photos     file   written  a photo    memory   usable   search     sort  a photo opens")
    with tempfile.TemporaryDirectory() as folder:
        for count in options.photos:
            path = Path(folder) / f"{count}.html"
            with multiprocessing.get_context("spawn").Pool(1) as fresh:  # for a peak of its own
                seconds, peak = fresh.apply(write, (path, count))
            size = path.stat().st_size / 1e6
            row = f"{count:6} {size:5.1f} MB {seconds:7.1f} s {1000 * seconds / count:5.1f} ms {peak:6.0f} MB"
            print(row + "".join(f" {1000 * part:5.0f} ms" for part in use(path)), flush=True)


def write(path: Path, count: int) -> tuple[float, float]:
    """Write a page of so many photos; return the seconds it took and the peak of memory in MB."""
    packs = engine.packs(["linkedin"])
    seen = [engine.audit(SAMPLES / name, policies=packs, picture=320) for name in NAMES]
    begun = time.perf_counter()
    with path.open("w", encoding="utf-8") as file, tempfile.TemporaryFile() as spool:
        page = html.Gallery(file.write, spool, version="benchmark", images=True)
        for number in range(count):
            page.add(replace(seen[number % len(seen)], path=f"team/{number:05}.jpg"))
        page.end(Ending(Run(count, 0, 1.0)))
    return time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def use(path: Path) -> tuple[float, ...]:
    """Return the seconds until the page is usable, a search, a sort and a photo are answered."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - for this part alone

    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        marks = [time.perf_counter()]

        def mark() -> None:
            page.evaluate(READY)
            marks.append(time.perf_counter())

        page.goto(path.as_uri())
        mark()
        page.fill("#search", "0001")
        mark()
        page.fill("#search", "")
        page.evaluate(READY)
        marks[-1:] = [marks[-1], time.perf_counter()]
        page.select_option("#sort", "path")
        mark()
        opened = time.perf_counter()
        page.locator(".card:visible > a").nth(3).click()
        page.wait_for_selector("#photo h1")
        page.evaluate(READY)
        browser.close()
        return marks[1] - marks[0], marks[2] - marks[1], marks[4] - marks[3], time.perf_counter() - opened


if __name__ == "__main__":
    main()
