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
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import cv2
import numpy as np

import retouch
from corpus import ROOT, Entry, entries, squares
from photoaudit.checks import Check, catalogue
from photoaudit.engine import run
from photoaudit.evaluation.launder import TRACKS, as_jpeg, launder
from photoaudit.evaluation.lightness import skin_lightness
from photoaudit.facts import Facts
from photoaudit.model import DECLARING, Claim, NotAssessable, Status, UnreadableError
from photoaudit.photo import read

CACHE = ROOT / ".cache" / "measured.sqlite"
LIBRARIES = ("numpy", "opencv-python-headless", "pillow", "pillow-heif", "scikit-image")
CODE = (
    "checks", "evaluation/launder.py", "evaluation/lightness.py", "imaging", "data/networks",
    "facts", "photo",
)  # fmt: skip

LEARNED = "resembles-generated"
"""The check whose weights are fitted to these very portraits: tools/learned.py has its values."""
LAYOUT = "stylegan-eye-layout"
Columns = tuple[str, str, float | None, dict[str, float]]
STUDIOS = ("real/headshotsbymarie", "real/stock-photos-real-or-ai-game--laboratoriet+real-or-ai-game")
"""A studio photographer and a set of stock photos: probably retouched, so never taken as untouched."""
EDITED_A_SITE, UNTOUCHED_A_SITE = 2, 20
"""How many photos of a site are edited, and compared with those: many sites tell more than many photos."""
MIN_EYES = 60.0
"""Smaller faces do not show enough skin to retouch."""
FILL = "fill-1"
"""What is written for ``edit`` where not the skin but the background was edited."""
SQUARE_TRACKS = ("platform", "matched")
"""Copies that head squares are good for: their own size and compression are the collector's."""
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
def code_version(code: tuple[str, ...] = CODE, *tools: Path) -> str:
    """Return a hash of everything that a row depends on besides the file; fitted weights are not code."""
    package = ROOT / "src" / "photoaudit"
    gone = [name for name in code if not (package / name).exists()]
    if gone:
        raise FileNotFoundError(f"no such code: {', '.join(gone)}")
    paths = [
        path for name in code for path in [package / name, *(package / name).rglob("*")] if path.is_file()
    ]
    paths = [path for path in paths if path.suffix != ".json"]
    paths += tools or (Path(__file__), Path(retouch.__file__))
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
    """Return what every check measures on all copies of the corpus's portraits in ``groups``."""
    wanted = [entry for entry in entries() if entry.portrait and entry.name.split("/")[0] in groups]
    return _kept(wanted, _measure, "", jobs)


def layouts(*, jobs: int | None = None) -> list[Row]:
    """Return the eye layout of the originals, which any other copy has lost."""
    wanted = [entry for entry in entries() if entry.portrait and entry.name.startswith(("real/", "ai/"))]
    return _kept(wanted, _layout, "layout", jobs)


def skin_rows(*, jobs: int | None = None) -> list[Row]:
    """Return what tells of retouching on laundered copies of all camera portraits and of edited ones.

    Of every site but `STUDIOS` the first few photos are edited, those with enough pixels.
    """
    wanted = [
        entry for entry in (*entries(), *squares()) if entry.portrait and entry.name.startswith("real/")
    ]
    counts: Counter[str] = Counter()
    editable: list[Entry] = []
    plain: list[Entry] = []
    for entry in wanted:
        counts[entry.source] += 1
        edits = entry.source not in STUDIOS and counts[entry.source] <= EDITED_A_SITE
        if counts[entry.source] <= UNTOUCHED_A_SITE or entry.source in STUDIOS:
            (editable if edits else plain).append(entry)
    damaged = [entry for entry in entries() if entry.portrait and entry.name.startswith("edited/")]
    return _kept(editable, _edit, "edits", jobs) + _kept(plain + damaged, _plain, "skin", jobs)


def _kept(
    wanted: Sequence[Entry], measure: Callable[[Entry], list[Columns]], what: str, jobs: int | None
) -> list[Row]:
    """Return the rows of some portraits, from the cache where it has them."""
    CACHE.parent.mkdir(exist_ok=True)
    with sqlite3.connect(CACHE) as store:
        store.execute("CREATE TABLE IF NOT EXISTS measured (key TEXT PRIMARY KEY, rows TEXT)")
        keys = {entry: _key(entry, what) for entry in wanted}
        kept = dict(store.execute("SELECT key, rows FROM measured"))
        todo = [entry for entry in wanted if keys[entry] not in kept]
        if todo:
            print(f"measuring {len(todo)} of {len(wanted)} portraits {what}", file=sys.stderr)
        with ProcessPoolExecutor(jobs) as pool:
            for entry, found in zip(todo, pool.map(measure, todo, chunksize=4), strict=True):
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


def _key(entry: Entry, what: str) -> str:
    return f"{hashlib.sha256(entry.path.read_bytes()).hexdigest()} {what} {code_version()}"


def _checks() -> tuple[list[Check], list[Check]]:
    """Return what compares values with others, and of that what tells of retouching."""
    cv2.setNumThreads(1)
    checks = [item for item in catalogue() if item.info.family not in DECLARING and item.info.id != LEARNED]
    return checks, [item for item in checks if item.info.claim is Claim.RETOUCHED]


def _measure(entry: Entry) -> list[Columns]:
    """Return (track, edit, lightness, values) of every copy of one portrait; none where there is no face."""
    checks, _ = _checks()
    try:
        photo = read(entry.path)
        facts = Facts(photo)
        box, _ = facts.face.box, facts.mesh
    except (NotAssessable, UnreadableError):
        return []
    # The first track is the photo itself.
    return [(track, "", *_values(Facts(launder(photo, facts.rgb, box, track)), checks)) for track in TRACKS]


def _layout(entry: Entry) -> list[Columns]:
    """Return the eye layout of one portrait as found."""
    checks = [item for item in _checks()[0] if item.info.id == LAYOUT]
    try:
        facts = Facts(read(entry.path))
        _ = facts.mesh
    except (NotAssessable, UnreadableError):
        return []
    return [("original", "", *_values(facts, checks))]


def _plain(entry: Entry) -> list[Columns]:
    """Return the same of what tells of retouching."""
    _, skin = _checks()
    tracks = SQUARE_TRACKS if entry.square else TRACKS
    try:
        photo = read(entry.path)
        facts = Facts(photo)
        box, _ = facts.face.box, facts.mesh
    except (NotAssessable, UnreadableError):
        return []
    return [(track, "", *_values(Facts(launder(photo, facts.rgb, box, track)), skin)) for track in tracks]


def _edit(entry: Entry) -> list[Columns]:
    """Return the same, and of copies of which the face was retouched."""
    found = _plain(entry)
    if not found:
        return []
    _, skin = _checks()
    photo = read(entry.path)
    facts = Facts(photo)
    scale = MAX_SIDE / max(facts.rgb.shape[:2])
    if scale < 1:
        small = cv2.resize(facts.rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        facts = Facts(as_jpeg(np.asarray(small, np.uint8), 95))
    try:
        box, mesh = facts.face.box, facts.mesh
    except NotAssessable:
        return found
    if mesh.inter_eye < MIN_EYES:
        return found
    for method, apply in retouch.METHODS.items():
        for strength in retouch.STRENGTHS:
            pixels = apply(facts.rgb, mesh, strength)
            for track in SQUARE_TRACKS:
                copy = Facts(launder(photo, pixels, box, track))
                found.append((track, f"{method}-{strength}", *_values(copy, skin)))
    if not entry.square:
        pixels = retouch.filled(facts.rgb, facts.person)
        found += [
            (track, FILL, *_values(Facts(launder(photo, pixels, box, track)), skin))
            for track in SQUARE_TRACKS
        ]
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
