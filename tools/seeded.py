"""Traits of labelled photos, and of copies of them made on purpose, kept by content and code.

What is kept (``.cache/traits.sqlite``) are the traits alone, as a scan's cache keeps them; no picture.
"""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance

from corpus import ROOT, Entry
from measured import code_version
from photoaudit import album
from photoaudit.facts import Facts
from photoaudit.model import Photo, Traits, UnreadableError
from photoaudit.photo import read

CACHE = ROOT / ".cache" / "traits.sqlite"
RGB = NDArray[np.uint8]
LONGEST = 1000
"""Copies are made of photos of at most this many pixels a side, as pages show them."""
EDGE = 0.04
"""Cut off at each side, so that a crop takes away 8 % of width and height."""

SEEDS = ("JPEG q60", "half size", "half size, q60", "cropped by 8 %", "mirrored")
TONED = ("30 % brighter", "25 % darker", "gray", "gray, half size")
"""Copies whose tones or colors were changed as well."""


@dataclass(frozen=True)
class Seeded:
    """A labelled photo as a member of an album, and copies of it by how they were made."""

    entry: Entry
    member: album.Member
    copies: dict[str, album.Member]


def copies_of(rgb: RGB) -> Iterator[tuple[str, RGB, int]]:
    """Yield each copy of a picture: how it is made, its pixels, the quality of its JPEG."""
    height, width = rgb.shape[:2]
    small = max(1, width // 2), max(1, height // 2)
    half = np.asarray(Image.fromarray(rgb).resize(small, Image.Resampling.LANCZOS))
    top, left = round(EDGE * height), round(EDGE * width)
    cropped = np.ascontiguousarray(rgb[top : height - top, left : width - left])
    yield SEEDS[0], rgb, 60
    yield SEEDS[1], half, 90
    yield SEEDS[2], half, 60
    yield SEEDS[3], cropped, 90
    yield SEEDS[4], np.ascontiguousarray(rgb[:, ::-1]), 90
    gray = np.asarray(Image.fromarray(rgb).convert("L").convert("RGB"))
    yield TONED[0], _lit(rgb, 1.3), 90
    yield TONED[1], _lit(rgb, 0.75), 90
    yield TONED[2], gray, 90
    yield TONED[3], np.asarray(Image.fromarray(gray).resize(small, Image.Resampling.LANCZOS)), 90


def _lit(rgb: RGB, factor: float) -> RGB:
    """Return a picture with all values multiplied, as an editor's brightness does."""
    return np.asarray(ImageEnhance.Brightness(Image.fromarray(rgb)).enhance(factor))


def reduced(rgb: RGB) -> RGB:
    """Return a picture with at most `LONGEST` pixels a side."""
    height, width = rgb.shape[:2]
    scale = LONGEST / max(height, width)
    if scale >= 1:
        return rgb
    size = round(width * scale), round(height * scale)
    return np.asarray(Image.fromarray(rgb).resize(size, Image.Resampling.LANCZOS))


def traits_of(entries: Sequence[Entry], *, seeds: bool, jobs: int | None = None) -> list[Seeded]:
    """Return every readable photo of ``entries``, with its copies if ``seeds``."""
    CACHE.parent.mkdir(exist_ok=True)
    with sqlite3.connect(CACHE) as store, ProcessPoolExecutor(jobs) as pool:
        store.execute("CREATE TABLE IF NOT EXISTS traits (key TEXT PRIMARY KEY, found TEXT)")
        kept = dict(store.execute("SELECT key, found FROM traits"))
        keys = [_key(entry, seeds=seeds) for entry in entries]
        todo = [(entry.path, seeds) for entry, key in zip(entries, keys, strict=True) if key not in kept]
        if todo:
            print(f"measuring {len(todo)} of {len(entries)} photos", file=sys.stderr)
        found = pool.map(_measure, todo, chunksize=4)
        for key in keys:
            if key not in kept:
                kept[key] = next(found)
                store.execute("INSERT OR REPLACE INTO traits VALUES (?, ?)", (key, kept[key]))
                store.commit()
    pairs = zip(entries, (json.loads(kept[key]) for key in keys), strict=True)
    return [_seeded(entry, rows) for entry, rows in pairs if rows]


def _key(entry: Entry, *, seeds: bool) -> str:
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    return f"{hashlib.sha256(entry.path.read_bytes()).hexdigest()} {seeds:d} {own} {code_version()}"


def _measure(job: tuple[Path, bool]) -> str:
    path, seeds = job
    cv2.setNumThreads(1)
    try:
        photo = read(path)
        facts = Facts(photo)
        found = [_row("", photo, facts.traits)]
    except UnreadableError:
        return "[]"
    if seeds:
        for name, rgb, quality in copies_of(reduced(facts.rgb)):
            copy = _as_jpeg(rgb, quality)
            found.append(_row(name, copy, Facts(copy).traits))
    return json.dumps(found)


def _as_jpeg(rgb: RGB, quality: int) -> Photo:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=quality)
    data, (height, width) = buffer.getvalue(), rgb.shape[:2]
    return Photo("", hashlib.sha256(data).hexdigest(), "JPEG", width, height, "RGB", 1, data)


def _row(name: str, photo: Photo, traits: Traits) -> list[object]:
    cells = b64encode(traits.cells).decode("ascii")
    return [name, photo.sha256, photo.width, photo.height, traits.eyes, traits.anchored, cells]


def _seeded(entry: Entry, rows: list[list[object]]) -> Seeded:
    members = {}
    for name, sha256, width, height, eyes, anchored, cells in rows:
        traits = Traits(tuple(eyes) if eyes else None, bool(anchored), b64decode(str(cells)))  # type: ignore[arg-type]
        path = f"{entry.name} ({name})" if name else entry.name
        members[str(name)] = album.Member(path, str(sha256), int(str(width)), int(str(height)), traits)
    return Seeded(entry, members.pop(""), members)
