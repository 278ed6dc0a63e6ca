"""What the network sees in every labelled portrait and in copies of it, kept by content; tools only.

The first run takes about half an hour on two cores, the next one seconds: features are kept in
``.cache/learned.sqlite`` under the hash of the file and of what makes them. That folder belongs to who
develops and has the pictures anyway; photoaudit itself keeps no feature of any face.
"""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from corpus import ROOT, Entry, entries, squares
from measured import SQUARE_TRACKS, code_version
from photoaudit.evaluation.launder import LAUNDERED, launder
from photoaudit.evaluation.lightness import skin_lightness
from photoaudit.facts import Facts
from photoaudit.imaging import resemblance
from photoaudit.model import NotAssessable, Photo, UnreadableError
from photoaudit.photo import read

CACHE = ROOT / ".cache" / "learned.sqlite"
CODE = (
    "evaluation/launder.py", "imaging/face.py", "imaging/geometry.py", "imaging/networks.py",
    "imaging/resemblance.py", "data/networks", "photo",
)  # fmt: skip
OF_A_FOLDER = 60
"""Pictures of a folder that are looked at, by their hashes: more of the same source tell little more."""
RANDOM = 2
"""Random copies of each portrait to learn from, besides its tracks."""
RGB = NDArray[np.uint8]
Array = NDArray[np.float64]
ENLARGED = (cv2.INTER_AREA, cv2.INTER_AREA, cv2.INTER_CUBIC, cv2.INTER_LINEAR)


@dataclass(frozen=True, eq=False)
class Copy:
    """One copy of a portrait: how it was made (a track, or ``random-N``), its features (1536,), its control.

    ``control`` is all that the control may see: log2 of the head's side in pixels, log10 of the variance
    of the Laplacian of the chip, height of the face in heights of the picture.
    """

    track: str
    features: NDArray[np.float32]
    control: tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Portrait:
    """A labelled portrait: side of its head square in the original, L* of its skin (camera), copies."""

    entry: Entry
    pixels: float
    lightness: float | None
    copies: tuple[Copy, ...]


def portraits(*, jobs: int | None = None) -> list[Portrait]:
    """Return every portrait of both collections on which a face is found."""
    wanted = [item for item in entries() if item.portrait and item.name.split("/")[0] in ("real", "ai")]
    wanted += squares()
    hashes = {item: hashlib.sha256(item.path.read_bytes()).hexdigest() for item in wanted}
    taken: Counter[str] = Counter()
    chosen = []
    for item in sorted(wanted, key=hashes.__getitem__):
        taken[item.source] += 1
        if taken[item.source] <= OF_A_FOLDER:
            chosen.append(item)
    code = code_version(CODE, Path(__file__))
    CACHE.parent.mkdir(exist_ok=True)
    with sqlite3.connect(CACHE) as store:
        store.execute("CREATE TABLE IF NOT EXISTS learned (key TEXT PRIMARY KEY, facts TEXT, features BLOB)")
        keys = {item: f"{hashes[item]} {code}" for item in chosen}
        kept = {row[0] for row in store.execute("SELECT key FROM learned")}
        todo = [item for item in chosen if keys[item] not in kept]
        if todo:
            print(f"looking at {len(todo)} of {len(chosen)} portraits", file=sys.stderr)
        with ProcessPoolExecutor(jobs) as pool:
            for item, (facts, features) in zip(todo, pool.map(_look, todo, chunksize=4), strict=True):
                store.execute(
                    "INSERT OR REPLACE INTO learned VALUES (?, ?, ?)", (keys[item], facts, features)
                )
                store.commit()
        found = {row[0]: row[1:] for row in store.execute("SELECT key, facts, features FROM learned")}
    return [
        _portrait(item, *found[keys[item]])
        for item in sorted(chosen, key=lambda item: item.name)
        if found[keys[item]][1]
    ]


def _portrait(entry: Entry, facts: str, features: bytes) -> Portrait:
    pixels, lightness, tracks, controls = json.loads(facts)
    rows = np.frombuffer(features, np.float32).reshape(len(tracks), -1)
    copies = (Copy(*parts) for parts in zip(tracks, rows, map(tuple, controls), strict=True))
    return Portrait(entry, entry.pixels or pixels, lightness, tuple(copies))


def _look(entry: Entry) -> tuple[str, bytes]:
    cv2.setNumThreads(1)
    tracks, rows, controls = [], [], []
    try:
        photo = read(entry.path)
        facts = Facts(photo)
        box = facts.face.box
    except (NotAssessable, UnreadableError):
        return "[]", b""

    def add(track: str, copy: Facts, at: resemblance.Box) -> None:
        chip = resemblance.head(copy.pyramid, at)
        sharp = cv2.Laplacian(cv2.cvtColor(chip, cv2.COLOR_RGB2GRAY), cv2.CV_32F).var()
        height = copy.pyramid.size[1]
        tracks.append(track)
        rows.append(resemblance.features(chip))
        side = min(resemblance.SPAN * at[3], *copy.pyramid.size)
        controls.append([float(np.log2(side)), float(np.log10(sharp + 1)), at[3] / height])

    for track in SQUARE_TRACKS if entry.square else LAUNDERED:
        copy = Facts(launder(photo, facts.rgb, box, track))
        try:
            add(track, copy, copy.face.box)
        except NotAssessable:
            continue
    seed = int(photo.sha256[:8], 16)
    for number in range(RANDOM):
        rgb, at = random_copy(facts.rgb, box, np.random.default_rng([seed, number]))
        add(f"random-{number}", Facts(_opened(rgb)), at)
    pixels = min(resemblance.SPAN * box[3], *facts.pyramid.size)
    lightness = skin_lightness(facts) if entry.name.startswith("real/") else None
    found = [pixels, lightness, tracks, controls]
    return json.dumps(found), np.stack(rows).astype(np.float32).tobytes()


def _opened(rgb: RGB) -> Photo:
    height, width = rgb.shape[:2]
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "BMP")
    return Photo("copy.bmp", "", "BMP", width, height, "RGB", 1, buffer.getvalue())


def random_copy(rgb: RGB, box: resemblance.Box, chance: np.random.Generator) -> tuple[RGB, resemblance.Box]:
    """Return a copy of a head as the web makes them, and where its face is: cut, mirrored, reduced, encoded.

    The cut is loose or tight and off the middle, the size 120 to 640 pixels by any filter; one in five is
    sharpened, one in ten scaled again as in a screenshot, and most are saved once or twice, as JPEG of
    quality 60 to 95 with or without chroma subsampling, or as WebP.
    """
    x, y, width, height = box
    side = chance.uniform(1.85, 2.3) * height
    middle = (
        x + width / 2 + chance.uniform(-0.04, 0.04) * side,
        y + height / 2 + chance.uniform(-0.04, 0.04) * side,
    )
    left, top = (max(0, round(part - side / 2)) for part in middle)
    cut = rgb[top : round(middle[1] + side / 2), left : round(middle[0] + side / 2)]
    x, y = x - left, y - top
    if chance.random() < 0.5:
        cut, x = cut[:, ::-1], cut.shape[1] - x - width
    scale = min(1.0, float(np.exp(chance.uniform(np.log(120), np.log(640)))) / max(cut.shape[:2]))
    how = ENLARGED[chance.integers(len(ENLARGED))]
    if chance.random() < 0.1:
        scale, how = scale * chance.uniform(0.7, 1.4), cv2.INTER_LINEAR
    size = max(32, round(cut.shape[1] * scale)), max(32, round(cut.shape[0] * scale))
    fx, fy = size[0] / cut.shape[1], size[1] / cut.shape[0]
    small = np.asarray(cv2.resize(np.ascontiguousarray(cut), size, interpolation=how), np.uint8)
    if chance.random() < 0.2:
        gain, soft = chance.uniform(0.2, 0.8), cv2.GaussianBlur(small, (0, 0), chance.uniform(0.6, 1.2))
        small = np.clip(small * (1 + gain) - soft * gain, 0, 255).astype(np.uint8)
    for _ in range(2 if chance.random() < 0.25 else 1):
        small = _encoded(small, chance)
    return small, (x * fx, y * fy, width * fx, height * fy)


def _encoded(rgb: RGB, chance: np.random.Generator) -> RGB:
    kind, quality = chance.random(), int(chance.integers(60, 96))
    if kind >= 0.9:
        return rgb
    buffer = io.BytesIO()
    if kind < 0.75:
        subsampling = ("4:2:0", "4:2:0", "4:4:4")[chance.integers(3)]
        Image.fromarray(rgb).save(buffer, "JPEG", quality=quality, subsampling=subsampling)
    else:
        Image.fromarray(rgb).save(buffer, "WEBP", quality=quality)
    return np.asarray(Image.open(buffer).convert("RGB"))
