"""Originals and their edits, measured: the pairs that a comparison is fitted to and judged by.

Each camera portrait is edited in all ways of tools/edits.py, and compared with a copy of the edit as
platforms make it: at most 400 px a side, JPEG 80. Numbers are kept in ``.cache/pairs`` under the hash of the
code that measures; no picture is.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

import edits
from corpus import ROOT, Entry, entries
from photoaudit.facts import Facts
from photoaudit.model import NotAssessable, Photo, UnreadableError
from photoaudit.pair import _align
from photoaudit.pair._measure import Measured, measure
from photoaudit.photo import decode, read

A_SITE = 5
"""Portraits of a site that are edited."""
LONGEST = 800
LEAST_EYES = 36.0
"""Pixels between the eyes of an original from which skin can be edited."""
COPY = (400, 80)
STUDIO = "real/headshotsbymarie"
"""A photographer whose portraits share light, backdrop and, some of them, the day."""
MEASURES = ("align", "content", "face", "measure", "scene", "shape", "square")
"""The modules of ``photoaudit.pair`` that numbers come from."""
CODE = (
    *(f"src/photoaudit/pair/_{name}.py" for name in MEASURES),
    "src/photoaudit/imaging",
    "tools/edits.py",
    "tools/retouch.py",
    "tools/pairs.py",
)


_FEATURES = _align._features


@dataclass(frozen=True)
class Row:
    """One pair: what was done to which photo of which site, and all numbers (empty where none were had)."""

    site: str
    photo: str
    kind: str
    name: str
    numbers: dict[str, float]
    why: str = ""


def rows() -> list[Row]:
    """Return all pairs, from the cache where the code is the same."""
    folder = ROOT / ".cache" / "pairs" / _code()
    folder.mkdir(parents=True, exist_ok=True)
    todo = chosen()
    found: list[Row] = []
    jobs = [(entry, todo[at - 1], str(folder)) for at, entry in enumerate(todo)]
    with ProcessPoolExecutor(2) as pool:
        for at, some in enumerate(pool.map(_photo, jobs), 1):
            found += some
            print(f"\r{at} of {len(jobs)} photos", end="", flush=True)
    print()
    return found


def chosen() -> list[Entry]:
    """Return some portraits of each site, in an order in which neighbors are of different sites."""
    sites = defaultdict(list)
    for entry in entries():
        if entry.portrait and entry.name.startswith("real/"):
            sites[entry.source].append(entry)
    chance = np.random.default_rng(5)
    found = [
        sites[site][at] for site in sorted(sites) for at in chance.permutation(len(sites[site]))[:A_SITE]
    ]
    return [found[at] for at in chance.permutation(len(found))]


def _photo(job: tuple[Entry, Entry, str]) -> list[Row]:
    entry, other, folder = job
    kept = Path(folder) / (hashlib.sha256(entry.name.encode()).hexdigest()[:16] + ".json")
    if kept.exists():
        return [Row(**row) for row in json.loads(kept.read_text("utf-8"))]
    cv2.setNumThreads(1)
    # The same original is compared with forty edits.
    _align._features = lru_cache(maxsize=3)(_FEATURES)
    found = list(_pairs(entry, other))
    kept.write_text(json.dumps([asdict(row) for row in found]), encoding="utf-8")
    return found


def _pairs(entry: Entry, other: Entry) -> Iterator[Row]:
    facts, beside = original(entry), original(other)
    if facts is None:
        return
    chance = np.random.default_rng(int(hashlib.sha256(entry.name.encode()).hexdigest()[:8], 16))
    own = subject(facts, None if beside is None else subject(beside, None))
    for kind, name, rgb in edits.edits(own, chance):
        if kind != "redrawn" or own.other is not None:
            yield _row(entry, kind, name, facts, copy(rgb))
    if own.other is not None:
        yield _row(entry, "another", other.name, facts, copy(own.other.rgb))


def _row(entry: Entry, kind: str, name: str, facts: Facts, edited: Photo) -> Row:
    try:
        numbers, why = flat(measure(facts, Facts(edited)))
    except NotAssessable as reason:
        numbers, why = {}, str(reason)
    return Row(entry.source, entry.name, kind, name, numbers, why)


def flat(found: Measured | None) -> tuple[dict[str, float], str]:
    """Return the numbers of a pair, and why its face gave none."""
    if found is None:
        return {"matches": -1.0}, ""
    numbers = {key: value for key, value in found.numbers.items() if np.isfinite(value)}
    return {**numbers, "matches": float(found.alignment.matches)}, found.faceless


def original(entry: Entry) -> Facts | None:
    """Return an original, somewhat reduced, if a face can be edited in it."""
    try:
        facts = Facts(jpeg(edits.shrunk(decode(read(entry.path)).rgb, LONGEST), 92))
        apart = facts.mesh.inter_eye
    except (UnreadableError, NotAssessable):
        return None
    return facts if apart >= LEAST_EYES else None


def subject(facts: Facts, other: edits.Subject | None) -> edits.Subject:
    """Return a photo with what edits need of it."""
    height, width = facts.rgb.shape[:2]
    person = cv2.resize(facts.person, (width, height), interpolation=cv2.INTER_CUBIC)
    return edits.Subject(facts.rgb, facts.mesh, np.clip(person, 0, 1).astype(np.float32), other)


def copy(rgb: edits.RGB) -> Photo:
    """Return a picture as platforms give it out."""
    side, quality = COPY
    return jpeg(edits.shrunk(rgb, side), quality)


def jpeg(rgb: edits.RGB, quality: int) -> Photo:
    """Return pixels as an opened JPEG file."""
    data = edits.jpeg(rgb, quality)
    with Image.open(io.BytesIO(data)) as opened:
        width, height = opened.size
    return Photo("pair.jpg", hashlib.sha256(data).hexdigest(), "JPEG", width, height, "RGB", 1, data)


def _code() -> str:
    digest = hashlib.sha256()
    for name in CODE:
        path = ROOT / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def sites_of(found: Sequence[Row]) -> list[str]:
    """Return the sites, sorted."""
    return sorted({row.site for row in found})


def different(count: int) -> list[tuple[Entry, Entry]]:
    """Return pairs of different photos of one site, those of the studio photographer first.

    Neighbors and their neighbors are paired: photos of one day, room or person lie together.
    """
    sites = defaultdict(list)
    for entry in entries():
        if entry.portrait and entry.name.startswith("real/"):
            sites[entry.source].append(entry)
    studio = sorted(sites, key=lambda site: (site != STUDIO, site))
    found = [
        (some[at], some[at + step])
        for step in (1, 2)
        for some in (sites[site] for site in studio)
        for at in range(len(some) - step)
    ]
    return found[:count]


def otherness_of(pair: tuple[Entry, Entry]) -> Row:
    """Return the numbers of two different photos, the second as platforms give it out."""
    cv2.setNumThreads(1)
    one, other = pair
    try:
        facts = Facts(jpeg(edits.shrunk(decode(read(one.path)).rgb, LONGEST), 92))
        return _row(one, "different", other.name, facts, copy(decode(read(other.path)).rgb))
    except UnreadableError as problem:
        return Row(one.source, one.name, "different", other.name, {}, str(problem))
