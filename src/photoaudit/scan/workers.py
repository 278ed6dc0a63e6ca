"""Whoever examines photos for a scan: what is asked of them, and a borrowed executor in that place."""

from __future__ import annotations

from collections.abc import Callable
from concurrent import futures
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from photoaudit.model import Exhibit


@dataclass(frozen=True)
class Request:
    """A photo to be examined; or if the record of its content is ``known`` (its SHA-256), only pictured."""

    path: str
    known: str = ""


@dataclass(frozen=True)
class Answer:
    """The record of a photo, "" if it was known, and a picture if that was asked for."""

    record: str = ""
    exhibit: Exhibit | None = None


Task = Callable[[Request], Answer]
"""Answers a request; must be picklable where it goes to other processes."""


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


def failed(problem: BaseException) -> str:
    """Return what a photo is reported with whose examination raised something."""
    return f"Examining it failed: {type(problem).__name__}: {problem}."
