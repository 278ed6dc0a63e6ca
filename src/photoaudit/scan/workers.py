"""Whoever examines photos for a scan: what is asked of them, and a borrowed executor in that place."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent import futures
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Protocol, Self

from photoaudit.engine import Examination
from photoaudit.model import Comparison, Exhibit

Ask = Callable[[int], None]
"""Asks for room for so many bytes; returns when there is, or raises UnreadableError if there never is."""


def freely(wanted: int) -> None:
    """Take whatever is wanted: nobody counts."""


@dataclass(frozen=True)
class Request:
    """A photo to be examined; or if the record of its content is ``known`` (its SHA-256), only pictured.

    ``original`` is the file that it is to be compared with. ``ask`` is for whoever examines it, before its
    pixels are decoded.
    """

    path: str
    known: str = ""
    original: str = ""
    ask: Ask = field(default=freely, repr=False, compare=False)


@dataclass(frozen=True)
class Answer:
    """The record of a photo, "" if it was known, and a picture if that was asked for.

    ``seen`` is the examination itself, with all regions, where no record is wanted; ``comparison`` is that
    with its original.
    """

    record: str = ""
    exhibit: Exhibit | None = None
    seen: Examination | None = None
    comparison: Comparison | None = None


class WorkersError(RuntimeError):
    """Nobody can examine photos here."""


Task = Callable[[Request], Answer]
"""Answers a request; must be picklable where it goes to other processes."""


def prepare(task: Task) -> str:
    """Have a task load what it needs, and return why it cannot, "" if it can."""
    try:
        getattr(task, "prepare", lambda: None)()
    except (ImportError, MemoryError, OSError) as problem:
        return f"What examines photos cannot be loaded: {problem or 'there is too little memory'}."
    return ""


@dataclass(frozen=True)
class Done:
    """The answer for a photo, or the reason why there is none."""

    index: int
    answer: Answer = Answer()
    reason: str = ""


class Workers(Protocol):
    """What a scan needs of whoever examines photos for it."""

    @property
    def room(self) -> bool:
        """Whether another photo should be given now."""

    @property
    def busy(self) -> bool:
        """Whether anything is still to come."""

    def give(self, index: int, request: Request) -> None:
        """Have a photo examined."""

    def take(self, patience: float | None) -> list[Done]:
        """Wait some seconds (None: as long as it takes) for something to happen; return what is finished."""

    def __enter__(self) -> Self:
        """Return the workers."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give up what is not finished."""


class Borrowed:
    """Somebody's own executor: of threads, of processes, of a cluster.

    What it raises for a photo costs that photo; that it is broken is raised, as who broke it is unknown.
    """

    def __init__(self, task: Task, executor: futures.Executor, most: int) -> None:
        self._task = task
        self._executor = executor
        self._most = most
        self._given: dict[futures.Future[Answer], int] = {}

    @property
    def room(self) -> bool:
        """Whether fewer photos are in flight than at most may be."""
        return len(self._given) < self._most

    @property
    def busy(self) -> bool:
        """Whether anything is still to come."""
        return bool(self._given)

    def give(self, index: int, request: Request) -> None:
        """Hand a photo to the executor."""
        self._given[self._executor.submit(self._task, request)] = index

    def take(self, patience: float | None) -> list[Done]:
        """Wait for the executor to finish something."""
        finished, _ = futures.wait(self._given, patience, futures.FIRST_COMPLETED)
        return [self._result(future) for future in finished]

    def _result(self, future: futures.Future[Answer]) -> Done:
        index = self._given.pop(future)
        try:
            return Done(index, future.result())
        except futures.BrokenExecutor:
            raise
        except Exception as problem:  # noqa: BLE001 - whatever a cluster raises when it loses a worker
            return Done(index, reason=failed(problem))

    def __enter__(self) -> Self:
        """Return the workers."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Cancel what has not begun; the executor stays its owner's."""
        for future in self._given:
            future.cancel()


class Here:
    """A thread of this process: for a single photo, for which another process costs more than it gives.

    It cannot be ended, so what takes too long goes on until this process ends, and nothing else is done.
    """

    def __init__(self, task: Task, timeout: float | None, ask: Ask) -> None:
        self._task, self._timeout, self._ask = task, timeout, ask
        self._answers: queue.SimpleQueue[Done | str] = queue.SimpleQueue()
        self._index: int | None = None
        self._end = 0.0

    @property
    def room(self) -> bool:
        """Whether it has nothing to do."""
        return self._index is None

    @property
    def busy(self) -> bool:
        """Whether it has something to do."""
        return self._index is not None

    def give(self, index: int, request: Request) -> None:
        """Begin with a photo."""
        self._index = index
        if self._timeout is not None:
            self._end = time.monotonic() + self._timeout
        threading.Thread(target=self._work, args=(index, request), daemon=True).start()

    def take(self, patience: float | None) -> list[Done]:
        """Wait for the photo, as long as it may take."""
        left = None if self._timeout is None else max(0.0, self._end - time.monotonic())
        wait = min(item for item in (patience, left, LONGEST_WAIT) if item is not None)
        try:
            found = self._answers.get(timeout=wait)
        except queue.Empty:
            if self._timeout is None or time.monotonic() < self._end or self._index is None:
                return []
            found = Done(self._index, reason=too_long(self._timeout))
        self._index = None
        if isinstance(found, str):
            raise WorkersError(found)
        return [found]

    def _work(self, index: int, request: Request) -> None:
        if reason := prepare(self._task):
            self._answers.put(reason)
            return
        try:
            self._answers.put(Done(index, self._task(replace(request, ask=self._ask))))
        except Exception as problem:  # noqa: BLE001 - reported, as in another process
            self._answers.put(Done(index, reason=failed(problem)))

    def __enter__(self) -> Self:
        """Return the worker."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave it alone."""


LONGEST_WAIT = 3600.0
"""Seconds: what waits for things takes no number of any size."""


def too_long(timeout: float | None) -> str:
    """Return what a photo is reported with that takes longer than it may."""
    return f"Examining it took longer than {timeout:g} s."


def failed(problem: BaseException) -> str:
    """Return what a photo is reported with whose examination raised something."""
    return f"Examining it failed: {type(problem).__name__}: {problem}."
