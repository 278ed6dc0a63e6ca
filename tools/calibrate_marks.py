"""Fit how like a mark a corner must be (``data/marks.json``), and write docs/benchmark-marks.md.

    python tools/calibrate_marks.py

Every camera photo that is labelled (portraits, camera originals, head squares) is looked at as it is and at
half its size and quality 60. Marks are drawn onto camera portraits where services draw them, and copies of
those are looked at. A limit lies a third of the way from the highest score of any camera photo to the
median score of drawn marks, but no false alarm and no hit that is reported was found with a limit that its
own source had a say in: each source is judged by the limit of all others. Captures of real marks have no
say at all.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from corpus import ROOT, Entry, entries, squares
from edits import jpeg, shrunk
from photoaudit.checks.visible_mark import MIN_SIDE
from photoaudit.imaging.mark_shapes import drawn
from photoaudit.imaging.marks import LAYOUTS, Layout, best
from photoaudit.model import UnreadableError
from photoaudit.photo import decode, read

OUT = ROOT / "src" / "photoaudit" / "data" / "marks.json"
PAGE = ROOT / "docs" / "benchmark-marks.md"
CAMERA = ("real/", "edited/", "provenance/camera-originals/", "provenance/exiftool-t-images/")
CAPTURES = "provenance/vendor-marks/"
MARKED = {"doubao": "doubao", "jimeng": "jimeng", "samsung": "galaxy"}
"""Which captures show a mark that is looked for, by how their names begin."""
LONGEST = (1024, 512, 384, 256)
QUALITIES = (90, 60)
A_SOURCE = 3
"""Portraits of a source that marks are drawn onto."""
OPACITY = {"gemini": 0.5, "doubao": 0.6, "jimeng": 0.75, "galaxy": 0.45}
"""How much of what is behind a mark it hides, as measured on captures, Gemini's as published."""
RGB = NDArray[np.uint8]


@dataclass(frozen=True)
class Score:
    """The best score of a mark in one copy of a photo; ``drawn`` tells whether the mark was drawn onto it."""

    source: str
    photo: str
    mark: str
    copy: str
    drawn: bool
    score: float


def main() -> int:
    """Measure, fit, write and print."""
    camera = [e for e in (*entries(), *squares()) if e.name.startswith(CAMERA)]
    captures = [e for e in entries() if e.name.startswith(CAPTURES)]
    jobs = [(e, False) for e in (*camera, *captures)] + [(e, True) for e in chosen(camera)]
    with ProcessPoolExecutor(2) as pool:
        scores = [score for found in pool.map(measure, jobs, chunksize=8) for score in found]
    seen = [score for score in scores if not score.photo.startswith(CAPTURES)]
    limits = {layout.name: fit([s for s in seen if s.mark == layout.name]) for layout in LAYOUTS}
    written = {name: round(limit, 3) for name, limit in limits.items()}
    data = {"made-by": "tools/calibrate_marks.py", "limits": written}
    OUT.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8", newline="\n")
    PAGE.write_text(page(seen, scores, written), encoding="utf-8", newline="\n")
    print(PAGE.read_text("utf-8"))
    return 0


def chosen(camera: Sequence[Entry]) -> list[Entry]:
    """Return a few portraits of each source, evenly spaced."""
    sources = defaultdict(list)
    for entry in camera:
        if entry.portrait and entry.name.startswith("real/"):
            sources[entry.source].append(entry)
    picked = ({round(at) for at in np.linspace(0, len(found) - 1, A_SOURCE)} for found in sources.values())
    return [
        found[at] for found, places in zip(sources.values(), picked, strict=True) for at in sorted(places)
    ]


def measure(job: tuple[Entry, bool]) -> list[Score]:
    """Return the scores of one photo: as it is, or with each mark drawn onto it."""
    entry, draws = job
    cv2.setNumThreads(1)
    try:
        rgb = decode(read(entry.path)).rgb
    except UnreadableError:
        return []
    if draws:
        return list(_drawn(entry, shrunk(rgb, LONGEST[0])))
    half = as_jpeg(shrunk(rgb, max(1, max(rgb.shape[:2]) // 2)), 60)
    return [
        Score(entry.source, entry.name, layout.name, copy, False, seen.score)
        for copy, picture in (("as it is", rgb), ("half size, q60", half))
        if min(picture.shape[:2]) >= MIN_SIDE
        for layout in LAYOUTS
        if (seen := best(picture, layout))
    ]


def _drawn(entry: Entry, rgb: RGB) -> Iterator[Score]:
    chance = np.random.default_rng(int(hashlib.sha256(entry.name.encode()).hexdigest()[:8], 16))
    for layout in LAYOUTS:
        marked = draw(rgb, layout, chance)
        for longest in (size for size in LONGEST if size <= max(rgb.shape[:2])):
            small = shrunk(marked, longest)
            if min(small.shape[:2]) < MIN_SIDE:
                continue
            for quality in QUALITIES:
                if seen := best(as_jpeg(small, quality), layout):
                    copy = f"{longest} px, q{quality}"
                    yield Score(entry.source, entry.name, layout.name, copy, True, seen.score)


def draw(rgb: RGB, layout: Layout, chance: np.random.Generator) -> RGB:
    """Return a picture with a mark drawn onto it, a little elsewhere and of another opacity each time."""
    height, width = rgb.shape[:2]
    low, high = layout.widths[0], layout.widths[-1]
    part = float(np.exp(chance.uniform(np.log(low), np.log(high))))
    across = round(part * (min(height, width) if layout.of_shorter else width))
    shape = drawn(layout.shape, across, 0)
    shape = cv2.GaussianBlur(shape, (0, 0), 0.5) * OPACITY[layout.name] * chance.uniform(0.85, 1.15)
    moved = chance.uniform(-0.5, 0.5, 2) * layout.slack * across
    right = (layout.margin[0] * across) + moved[0]
    left = round(width - right - shape.shape[1]) if layout.right else max(0, round(right))
    top = round(height - layout.margin[1] * across + moved[1] - shape.shape[0])
    marked = rgb.astype(np.float32)
    part_of = marked[top : top + shape.shape[0], left : left + shape.shape[1]]
    part_of += (255 - part_of) * shape[..., None]
    return np.asarray(np.clip(np.rint(marked), 0, 255), np.uint8)


def as_jpeg(rgb: RGB, quality: int) -> RGB:
    """Return a picture saved as JPEG and opened again."""
    return np.asarray(Image.open(io.BytesIO(jpeg(rgb, quality))).convert("RGB"))


def fit(scores: Sequence[Score]) -> float:
    """Return the limit for a mark: beyond every camera photo, and nearer to those than to drawn marks."""
    highest = max(score.score for score in scores if not score.drawn)
    median = float(np.median([score.score for score in scores if score.drawn]))
    return highest + max(0.0, median - highest) / 3


def left_out(scores: Sequence[Score]) -> dict[str, float]:
    """Return for each source the limit that all others give."""
    sources = {score.source for score in scores}
    return {source: fit([score for score in scores if score.source != source]) for source in sources}


def page(seen: Sequence[Score], scores: Sequence[Score], limits: dict[str, float]) -> str:
    """Return docs/benchmark-marks.md."""
    lines = [
        HEAD,
        "| mark | limit | camera photos | highest | false alarms | half size, q60 | highest | false alarms |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    hits = ["| mark | " + " | ".join(f"{n} px, q{q}" for n in LONGEST for q in QUALITIES) + " |"]
    hits += ["| --- |" + " --- |" * (len(LONGEST) * len(QUALITIES))]
    for layout in LAYOUTS:
        own = [score for score in seen if score.mark == layout.name]
        apart = left_out(own)
        cells = [layout.name, f"{limits[layout.name]:.3f}"]
        for copy in ("as it is", "half size, q60"):
            camera = [score for score in own if not score.drawn and score.copy == copy]
            false = sum(score.score >= apart[score.source] for score in camera)
            cells += [str(len(camera)), f"{max(score.score for score in camera):.3f}", str(false)]
        lines.append(f"| {' | '.join(cells)} |")
        found = []
        for copy in (f"{n} px, q{q}" for n in LONGEST for q in QUALITIES):
            marked = [score for score in own if score.drawn and score.copy == copy]
            told = sum(score.score >= apart[score.source] for score in marked)
            found.append(f"{told} of {len(marked)}" if marked else "too small")
        hits.append(f"| {layout.name} | {' | '.join(found)} |")
    return "\n".join([*lines, "", HITS, *hits, "", REAL, *captured(scores, limits), ""])


def captured(scores: Sequence[Score], limits: dict[str, float]) -> list[str]:
    """Return a table of every picture of a service: which mark it has, and which were found."""
    found: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for score in scores:
        if score.photo.startswith(CAPTURES):
            found[score.photo.removeprefix(CAPTURES), score.copy][score.mark] = score.score
    lines = ["| picture | its mark | score of its mark | found |", "| --- | --- | --- | --- |"]
    for (name, copy), marks in sorted(found.items()):
        own = next((mark for start, mark in MARKED.items() if name.startswith(start)), "")
        told = ", ".join(mark for mark, value in marks.items() if value >= limits[mark]) or "none"
        value = f"{marks[own]:.3f}" if own in marks else ""
        lines.append(f"| {name} ({copy}) | {own or 'none known'} | {value} | {told} |")
    return lines


HEAD = """\
# Marks that are drawn into pictures

<!-- Written by tools/calibrate_marks.py: run it again, do not edit. -->

How often the check [visible-mark](checks/visible-mark.md) finds a mark where none is, and how often it
finds one that is there. A score is 1 where a corner is just like the mark. Each source of photos (a site,
a set of originals) was judged by limits that it had no say in; the limit in the table is the one that ships.
At most one false alarm in a thousand photos is allowed; a mark that could not keep to that is left out. So
many photos can only show that it is not many more than that: how far the limit lies beyond the highest score
of any photo is the rest of what is known.

## On camera photos
"""
HITS = """\
## On marks that were drawn

Marks drawn onto camera portraits of all sites, at their usual places, sizes and opacities, each a little
different, and then copied. What is missed are marks before something as bright as they are, or before an
edge, and those that have become a few pixels. The outlines are the ones that are looked for, so real marks
may be found less often.
"""
REAL = """\
## On captures of real marks

Pictures as services gave them out, in the collection; those without such a mark are listed too, as a mark
found there would be false. The outlines of Doubao, Jimeng and Galaxy AI were drawn
after such captures, so that they are found tells little more than that the place is right; none had a say in
a limit. Of Gemini's star there is no capture in the collection: its place and size are as published, and how
often real ones are found is not known.
"""

if __name__ == "__main__":
    sys.exit(main())
