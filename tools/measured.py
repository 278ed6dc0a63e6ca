"""Every measured value of every labelled portrait and its laundered copies, kept by content.

The first run over the corpus takes minutes, the next one seconds: rows are kept in
``.cache/measured.sqlite`` under the hash of the file, of the code that measures, and of the libraries
below it. No picture is kept.
"""

from __future__ import annotations

import ast
import hashlib
import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import cv2
import numpy as np

import retouch
from corpus import ROOT, Entry, entries
from photoaudit.checks import Check, catalogue
from photoaudit.engine import run
from photoaudit.evaluation.launder import LAUNDERED, TRACKS, as_jpeg, launder
from photoaudit.evaluation.lightness import skin_lightness
from photoaudit.facts import Facts
from photoaudit.model import DECLARING, Claim, NotAssessable, Status, UnreadableError
from photoaudit.photo import read

CACHE = ROOT / ".cache" / "measured.sqlite"
LIBRARIES = ("numpy", "opencv-python-headless", "pillow", "pillow-heif", "scikit-image")
CODE = (
    "checks", "evaluation/launder.py", "evaluation/lightness.py", "imaging", "data/networks",
    "facts.py", "photo",
)  # fmt: skip

STUDIOS = ("real/headshotsbymarie",)
"""Studio photographers, whose pictures are probably retouched: never taken as untouched."""
EDITED_A_SITE = 16
MIN_EYES = 60.0
"""Smaller faces do not show enough skin to retouch."""
FILL = "fill-1"
"""What is written for ``edit`` where not the skin but the background was edited."""
MAX_SIDE = 2000
"""Larger photos are reduced before they are edited, or a filter would take seconds."""


@dataclass(frozen=True, eq=False)
class Row:
    """The values (check id, or check id/detail, -> value) of one copy of one portrait.

    ``track`` says how the copy was made, ``edit`` what was done to the face before ("" or
    ``method-strength``); ``lightness`` is the skin's L*, None where no skin was found.
    """

    name: str
    source: str
    label: str
    track: str
    edit: str
    lightness: float | None
    values: dict[str, float]


@cache
def code_version() -> str:
    """Return a hash of everything that a row depends on besides the file."""
    package = ROOT / "src" / "photoaudit"
    paths = [
        path for name in CODE for path in [package / name, *(package / name).rglob("*")] if path.is_file()
    ]
    paths += [Path(__file__), Path(retouch.__file__)]
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if "__pycache__" not in path.parts):
        digest.update(path.name.encode() + _content(path))
    digest.update(" ".join(f"{name} {version(name)}" for name in LIBRARIES).encode())
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    """Return what counts of a file: of code neither comments nor docstrings, which are the pages."""
    if path.suffix != ".py":
        return path.read_bytes()
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            node.body[0] = ast.Pass()
    return ast.dump(tree).encode()


def rows(groups: Sequence[str] = ("real", "ai", "edited"), *, jobs: int | None = None) -> list[Row]:
    """Return all rows of the corpus's portraits in ``groups``, from the cache where it has them."""
    wanted = [entry for entry in entries() if entry.portrait and entry.name.split("/")[0] in groups]
    editable = _editable(wanted)
    CACHE.parent.mkdir(exist_ok=True)
    with sqlite3.connect(CACHE) as store:
        store.execute("CREATE TABLE IF NOT EXISTS measured (key TEXT PRIMARY KEY, rows TEXT)")
        keys = {entry: _key(entry, edits=entry in editable) for entry in wanted}
        kept = dict(store.execute("SELECT key, rows FROM measured"))
        todo = [(entry, entry in editable) for entry in wanted if keys[entry] not in kept]
        if todo:
            print(f"measuring {len(todo)} of {len(wanted)} portraits", file=sys.stderr)
        with ProcessPoolExecutor(jobs) as pool:
            for (entry, _), found in zip(todo, pool.map(_measure, todo, chunksize=4), strict=True):
                kept[keys[entry]] = json.dumps(found)
                store.execute(
                    "INSERT OR REPLACE INTO measured VALUES (?, ?)", (keys[entry], kept[keys[entry]])
                )
                store.commit()
    return [
        Row(entry.name, entry.source, entry.name.split("/")[0], *columns)
        for entry in wanted
        for columns in json.loads(kept[keys[entry]])
    ]


def _editable(wanted: Sequence[Entry]) -> set[Entry]:
    """Return the photos that are also retouched: the first few of every site but the studios."""
    counts: Counter[str] = Counter()
    chosen = set()
    for entry in wanted:
        if entry.name.startswith("real/") and entry.source not in STUDIOS:
            counts[entry.source] += 1
            if counts[entry.source] <= EDITED_A_SITE:
                chosen.add(entry)
    return chosen


def _key(entry: Entry, *, edits: bool) -> str:
    return f"{hashlib.sha256(entry.path.read_bytes()).hexdigest()} {edits:d} {code_version()}"


def _measure(job: tuple[Entry, bool]) -> list[tuple[str, str, float | None, dict[str, float]]]:
    """Return (track, edit, lightness, values) of every copy of one portrait; none where there is no face."""
    entry, edits = job
    cv2.setNumThreads(1)
    checks = [item for item in catalogue() if item.info.family not in DECLARING]
    skin = [item for item in checks if item.info.claim is Claim.RETOUCHED]
    try:
        photo = read(entry.path)
        facts = Facts(photo)
        box, mesh = facts.face.box, facts.mesh
    except (NotAssessable, UnreadableError):
        return []
    found = [
        (track, "", *_values(Facts(launder(photo, facts.rgb, box, track)), checks))
        for track in TRACKS  # the first is the photo itself
    ]
    if not edits or mesh.inter_eye < MIN_EYES:
        return found
    scale = MAX_SIDE / max(facts.rgb.shape[:2])
    if scale < 1:
        small = cv2.resize(facts.rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        facts = Facts(as_jpeg(np.asarray(small, np.uint8), 95))
        try:
            box, mesh = facts.face.box, facts.mesh
        except NotAssessable:
            return found
    for method, apply in retouch.METHODS.items():
        for strength in retouch.STRENGTHS:
            pixels = apply(facts.rgb, mesh, strength)
            for track in LAUNDERED:
                copy = Facts(launder(photo, pixels, box, track))
                found.append((track, f"{method}-{strength}", *_values(copy, skin)))
    pixels = retouch.filled(facts.rgb, facts.person)
    found += [(track, FILL, *_values(Facts(launder(photo, pixels, box, track)), skin)) for track in LAUNDERED]
    return found


def _values(facts: Facts, checks: Sequence[Check]) -> tuple[float | None, dict[str, float]]:
    findings = [run(item, facts) for item in checks]
    broken = [finding for finding in findings if finding.status is Status.ERROR]
    if broken:
        raise RuntimeError(f"{broken[0].check}: {broken[0].summary}")
    values: dict[str, float] = {}
    for finding in findings:
        if finding.status is Status.MEASURED and finding.value is not None:
            values[finding.check] = finding.value
            numbers = ((name, value) for name, value in finding.details if not isinstance(value, str))
            values |= {f"{finding.check}/{name}": value for name, value in numbers}
    return skin_lightness(facts), values
