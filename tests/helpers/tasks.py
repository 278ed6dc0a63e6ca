"""What workers do in the place of examining photos; each process imports this, so it imports little."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

from photoaudit.engine import Examination
from photoaudit.evaluation.measure import Measurer
from photoaudit.scan import batch, record
from photoaudit.scan.workers import Answer, Request


def act(path: Path) -> None:
    """Do to this process what the name of a photo says."""
    deed = path.name.split("-")[0]
    if deed == "kill" or (deed == "once" and not path.exists()):
        if deed == "once":
            path.touch()
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    elif deed == "exit":
        os._exit(3)
    elif deed == "hang":
        time.sleep(1000)
    elif deed == "slow":
        time.sleep(0.3)
    elif deed == "raise":
        raise RuntimeError("oops")


class Dangerous(batch.Examiner):
    """Does to its process what the name of the photo says."""

    def prepare(self) -> None:
        """Load nothing: no pixel is looked at."""

    def __call__(self, request: Request) -> Answer:
        path = Path(request.path)
        act(path)
        return Answer(record.encode(Examination(request.path, sha256=path.name, format=str(os.getpid()))))


COPY: tuple[dict[str, float], dict[str, str], float] = (
    {"synthetic": 0.25},
    {"retouched": "the whole face is soft, so its skin says nothing"},
    60.0,
)
"""What `Deadly` measures on a copy of a photo."""


class Deadly(Measurer):
    """Does to its process what the name of the labelled photo says."""

    def prepare(self) -> None:
        """Load nothing."""

    def __call__(self, request: Request) -> Answer:
        act(Path(request.path))
        return Answer(json.dumps([COPY for _ in self.tracks]))


class Hungry:
    """Asks for as many megabytes as its photo is called, and tells when it began and ended with them."""

    def __call__(self, request: Request) -> Answer:
        request.ask(int(request.path) * 1_000_000)
        began = time.monotonic()
        time.sleep(0.4)
        return Answer(json.dumps([began, time.monotonic()]))


class Meeting:
    """Asks like `Hungry`, and ends only when two have begun, or tells that the other never did."""

    def __init__(self, folder: Path, patience: float) -> None:
        self.folder = folder
        self.patience = patience

    def __call__(self, request: Request) -> Answer:
        request.ask(int(request.path) * 1_000_000)
        (self.folder / str(os.getpid())).touch()
        end = time.monotonic() + self.patience
        while len(list(self.folder.iterdir())) < 2:
            if time.monotonic() > end:
                return Answer(json.dumps("alone"))
            time.sleep(0.02)
        return Answer(json.dumps("met"))


class Holder:
    """Asks like `Hungry`, tells that there was room, and needs it until somebody makes another file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, request: Request) -> Answer:
        request.ask(int(request.path) * 1_000_000)
        (self.folder / f"had {os.getpid()}").touch()
        while not (self.folder / "enough").exists():
            time.sleep(0.02)
        return Answer(json.dumps("held"))


class Unready:
    """Cannot load what it needs."""

    def __init__(self, problem: BaseException) -> None:
        self.problem = problem

    def prepare(self) -> None:
        raise self.problem

    def __call__(self, _: Request) -> Answer:
        raise AssertionError


class Slow:
    """Takes longer than anybody waits."""

    def __call__(self, _: Request) -> Answer:
        time.sleep(3)
        return Answer()
