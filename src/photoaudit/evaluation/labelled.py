"""Photos whose origin somebody knows: found in folders or a table, and put through the measured checks."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photoaudit.calibration import calibrate, fuse, shipped
from photoaudit.checks import catalogue
from photoaudit.engine import run
from photoaudit.evaluation.launder import launder
from photoaudit.evaluation.lightness import skin_lightness
from photoaudit.facts import Facts
from photoaudit.libraries import cv2
from photoaudit.model import DECLARING, Claim, NotAssessable, Photo, UnreadableError
from photoaudit.photo import read
from photoaudit.photo.bounds import decode_memory
from photoaudit.scan.batch import TIMEOUT
from photoaudit.scan.memory import memory
from photoaudit.scan.pool import Pool, default_jobs
from photoaudit.scan.workers import Answer, Request

CAMERA = "camera"
ALIASES = {
    "camera": CAMERA,
    "real": CAMERA,
    "synthetic": Claim.SYNTHETIC.value,
    "ai": Claim.SYNTHETIC.value,
    "generated": Claim.SYNTHETIC.value,
    "retouched": Claim.RETOUCHED.value,
    "edited": Claim.RETOUCHED.value,
}
"""What a folder or a label may be called -> what it is taken for."""

SUFFIXES = {".avif", ".bmp", ".gif", ".heic", ".heif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}


class NotLabelled(ValueError):  # noqa: N818 - an outcome
    """A folder or table holds no labels that are known; the message says what is expected."""


@dataclass(frozen=True)
class Labelled:
    """A photo, what it is known to be (``camera`` or a claim), and the source it came from."""

    path: Path
    label: str
    source: str


@dataclass(frozen=True)
class Outcome:
    """What the pixels of one copy of a photo gave: log10 likelihood ratios by claim, where assessed.

    ``lightness`` is the skin's L*; ``reason`` tells why a photo could not be read, or is "".
    """

    photo: Labelled
    track: str
    ratios: dict[str, float]
    lightness: float | None = None
    reason: str = ""


def find(place: Path) -> list[Labelled]:
    """Return the labelled photos of a folder with a folder per label, or of a CSV file.

    The table has the columns ``path`` (relative to the table) and ``label``, and may have
    ``source``. Photos with other labels are left out. Raises `NotLabelled`.
    """
    found = list(_table(place) if place.is_file() else _folders(place))
    if not found:
        raise NotLabelled(
            f"{str(place)!r} holds no labelled photos: give a folder with the folders camera and synthetic "
            "or retouched, or a CSV file with the columns path and label."
        )
    return found


def _table(place: Path) -> Iterator[Labelled]:
    try:
        with place.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                label = ALIASES.get((row.get("label") or "").strip().lower())
                name = (row.get("path") or "").strip()
                if label and name:
                    source = (row.get("source") or "").strip() or str(Path(name).parent)
                    yield Labelled(place.parent / name, label, source)
    except (UnicodeDecodeError, csv.Error) as problem:
        raise NotLabelled(f"{str(place)!r} is no CSV file: {problem}.") from None


def _folders(place: Path) -> Iterator[Labelled]:
    for top in sorted(place.iterdir()):
        label = ALIASES.get(top.name.lower())
        if label is None or not top.is_dir():
            continue
        for path in sorted(top.rglob("*")):
            if path.suffix.lower() in SUFFIXES and path.is_file():
                yield Labelled(path, label, path.parent.relative_to(place).as_posix())


def examine(photos: Sequence[Labelled], tracks: Sequence[str], *, jobs: int | None = None) -> list[Outcome]:
    """Return the outcome of every photo on every track (``original`` is the file as it is).

    Raises `WorkersError` where no process can be started that measures.
    """
    has = memory()
    workers = min(jobs or has.jobs(default_jobs()), len(photos))
    waiting = iter(enumerate(photos))
    outcomes: dict[int, list[Outcome]] = {}
    with Pool(Measure(tuple(tracks)), workers, TIMEOUT * len(tracks), has) as pool:
        while True:
            while pool.room and (following := next(waiting, None)) is not None:
                index, item = following
                pool.give(index, Request(os.path.abspath(item.path)))  # noqa: PTH100 - keeps what pathlib would tidy
            if not pool.busy:
                return [outcome for index in range(len(photos)) for outcome in outcomes[index]]
            for done in pool.take(None):
                found: list[Any] = json.loads(done.answer.record or "[]")
                found = found or [({}, None, done.reason)] * len(tracks)
                outcomes[done.index] = [
                    Outcome(photos[done.index], track, *each)
                    for track, each in zip(tracks, found, strict=True)
                ]


@dataclass(frozen=True)
class Measure:
    """Measures a photo on each track, as JSON: its ratios, how light its skin is, or why there are none."""

    tracks: tuple[str, ...]

    def __call__(self, request: Request) -> Answer:
        """Measure a photo."""
        cv2.setNumThreads(1)
        try:
            photo = read(request.path)
            request.ask(decode_memory(photo))
            facts = Facts(photo)
            facts.rgb  # noqa: B018 - an unreadable photo shows here
        except UnreadableError as problem:
            return Answer(json.dumps([({}, None, str(problem))] * len(self.tracks)))
        return Answer(json.dumps([self._of(photo, facts, track) for track in self.tracks]))

    def _of(self, photo: Photo, facts: Facts, track: str) -> tuple[dict[str, float], float | None, str]:
        try:
            copy = facts if track == "original" else Facts(launder(photo, facts.rgb, facts.face.box, track))
        except NotAssessable:
            return {}, None, ""
        return _ratios(copy), skin_lightness(copy), ""


def _ratios(facts: Facts) -> dict[str, float]:
    checks = [item for item in catalogue() if item.info.family not in DECLARING and item.info.claim]
    findings = [calibrate(run(item, facts), shipped()) for item in checks]
    return {support.claim.value: support.llr for support in fuse(findings, shipped())}
