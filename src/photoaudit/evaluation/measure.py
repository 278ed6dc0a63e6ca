"""Labelled photos and laundered copies of them, put through the measured checks in several processes.

What a photo gave comes back from its process as a line of JSON: ratios, reasons and lightness of each copy.
No picture and no report is kept, so memory grows by some hundred bytes a copy.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from photoaudit.calibration import calibrate, fuse, shipped
from photoaudit.checks import catalogue
from photoaudit.engine import run
from photoaudit.evaluation.labelled import Labelled, Outcome
from photoaudit.evaluation.launder import launder
from photoaudit.evaluation.lightness import skin_lightness
from photoaudit.facts import Facts
from photoaudit.libraries import cv2, np
from photoaudit.model import DECLARING, Claim, Finding, NotAssessable, UnreadableError
from photoaudit.photo import read
from photoaudit.photo.bounds import decode_memory
from photoaudit.scan.memory import memory
from photoaudit.scan.pool import Pool, default_jobs
from photoaudit.scan.workers import Answer, Done, Request

TIMEOUT = 120.0
"""Seconds after which a photo is given up, for each copy of it."""

ORIGINAL = "original"

_MEASURED = re.compile(r"\d+(?:\.\d+)?(?=.*;)")
"""Numbers of one photo: those before what is needed, which follows a semicolon."""


@dataclass(frozen=True)
class Measurer:
    """What a process does with a photo: its copies on some tracks (``original`` is the file as it is)."""

    tracks: tuple[str, ...]

    def prepare(self) -> None:
        """Load the libraries that pixels are looked at with."""
        cv2.resize(np.zeros((2, 2), np.uint8), (1, 1))

    def __call__(self, request: Request) -> Answer:
        """Return what the copies gave, or why the photo cannot be read, as the record of an answer."""
        cv2.setNumThreads(1)
        try:
            photo = read(request.path)
            request.ask(decode_memory(photo))
            facts = Facts(photo)
            facts.rgb  # noqa: B018 - an unreadable photo shows here
            return Answer(json.dumps([self._copy(facts, track) for track in self.tracks]))
        except UnreadableError as problem:
            return Answer(json.dumps(str(problem)))

    def _copy(self, facts: Facts, track: str) -> tuple[Any, ...]:
        """Return ratios, gaps and lightness of a copy."""
        try:
            copy = (
                facts
                if track == ORIGINAL
                else Facts(launder(facts.photo, facts.rgb, facts.face.box, track), facts.settings)
            )
        except NotAssessable as problem:
            return {}, {claim.value: why(str(problem)) for claim in shipped().claims}, None
        checks = [item for item in catalogue() if item.info.family not in DECLARING and item.info.claim]
        findings = [calibrate(run(item, copy), shipped()) for item in checks]
        ratios = {support.claim.value: support.llr for support in fuse(findings, shipped())}
        gaps = {claim.value: _gap(claim, findings) for claim in shipped().claims if claim not in ratios}
        return ratios, gaps, skin_lightness(copy)


def why(reason: str) -> str:
    """Return the reason of a finding without the numbers of one photo, so that alike ones can be counted."""
    return _MEASURED.sub("...", reason)


def _gap(claim: Claim, findings: Iterable[Finding]) -> str:
    """Return why a claim was not assessed: the reason that took most weight from its main line."""
    weights = shipped().claims[claim][0].weights
    lost: defaultdict[str, float] = defaultdict(float)
    for finding in findings:
        if finding.check in weights and finding.llr is None:
            lost[why(finding.summary)] += weights[finding.check]
    return max(sorted(lost), key=lost.__getitem__)


def measure(
    photos: Sequence[Labelled], tracks: Sequence[str], *, jobs: int | None = None
) -> Generator[list[tuple[int, list[Outcome]]], None, None]:
    """Yield what photos gave, as they are finished: places in ``photos``, each with an outcome a track.

    A photo that ends or hangs the process examining it has the reason; no other is lost by that. They are
    taken up evenly from all sources, so that figures of a part tell something. Closing the iterator, or an
    interrupt, ends the processes. Raises `WorkersError` if none can be started.
    """
    has = memory()
    task = Measurer(tuple(tracks))
    following = iter(_spread(photos))
    with Pool(task, jobs or has.jobs(default_jobs()), TIMEOUT * len(task.tracks), has) as pool:
        while True:
            while pool.room and (at := next(following, None)) is not None:
                # Absolute, should somebody change the folder meanwhile.
                pool.give(at, Request(os.path.abspath(photos[at].path)))  # noqa: PTH100 - keeps what pathlib would tidy
            if not pool.busy:
                return
            if finished := pool.take(None):
                yield [(done.index, _outcomes(photos[done.index], done, task.tracks)) for done in finished]


def _spread(photos: Sequence[Labelled]) -> list[int]:
    """Return the places of photos in an order in which every part of them has its share of each source."""
    sources: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, photo in enumerate(photos):
        sources[photo.label, photo.source].append(at)
    shares = [
        ((rank + 0.5) / len(places), at) for places in sources.values() for rank, at in enumerate(places)
    ]
    return [at for _, at in sorted(shares)]


def _outcomes(photo: Labelled, done: Done, tracks: Iterable[str]) -> list[Outcome]:
    found = done.reason or json.loads(done.answer.record)
    if isinstance(found, str):
        return [Outcome(photo, track, {}, reason=found) for track in tracks]
    return [
        Outcome(photo, track, _shared(ratios), lightness, gaps=_shared(gaps))
        for track, (ratios, gaps, lightness) in zip(tracks, found, strict=True)
    ]


def _shared(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same with texts that take no memory of their own: thousands of photos have the same few."""
    return {
        sys.intern(claim): sys.intern(value) if isinstance(value, str) else value
        for claim, value in values.items()
    }
