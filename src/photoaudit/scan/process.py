"""A process that examines photos one after the other, and the pipe to it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing import connection, resource_tracker

from photoaudit.model import UnreadableError
from photoaudit.scan.workers import Answer, Request, Task, failed, prepare

START = 120.0
"""Seconds that a process may take to begin: where memory is short, a library may try for ever to get some."""

NEVER = float("inf")
_STOPPING = (signal.SIGINT, signal.SIGTERM)


@dataclass
class Job:
    """A photo to be examined; ``alone`` while nothing else is."""

    index: int
    request: Request
    alone: bool = False


@dataclass(frozen=True)
class Wish:
    """What a process says that wants to decode a large photo."""

    size: int


class Process:
    """One process, the pipe to it, and the job it has."""

    def __init__(self, task: Task, share: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_work, args=(theirs, task, share), name="photoaudit", daemon=True
        )
        with theirs, _deaf_to_signals():
            self._process.start()
        self.job: Job | None = None
        self.ready = False
        self.used = False
        self.deadline = time.monotonic() + START
        self.wish = 0
        self.granted = 0

    @property
    def idle(self) -> bool:
        """Whether it waits for a photo."""
        return self.ready and self.job is None

    def give(self, job: Job, timeout: float | None) -> None:
        """Have it examine a photo."""
        self.job, self.used = job, True
        self.deadline = NEVER if timeout is None else time.monotonic() + timeout
        self.wish = self.granted = 0
        with suppress(OSError):  # it has just died: told by the pipe when it is read
            self.pipe.send(job.request)

    def grant(self, timeout: float | None, refusal: str = "") -> None:
        """Let a process go on that waits for room, or say why it cannot."""
        self.granted, self.wish = self.wish, 0
        self.deadline = NEVER if timeout is None else time.monotonic() + timeout
        with suppress(OSError):  # as above
            self.pipe.send(refusal)

    def end(self, patience: float = 0.0) -> int | None:
        """End the process, if it has not ended by itself after some seconds, and return its exit code."""
        with suppress(OSError):
            self.pipe.close()
        self._process.join(patience)
        self._process.kill()
        self._process.join()
        code = self._process.exitcode
        self._process.close()
        return code


def _work(pipe: connection.Connection, task: Task, share: int) -> None:
    """Examine what comes through the pipe until it is closed: what a process does all its life."""
    for number in _STOPPING:  # they are for the process that started this one, which then ends it
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()

    def ask(wanted: int) -> None:
        if wanted > share:
            pipe.send(Wish(wanted))
            if refusal := pipe.recv():
                raise UnreadableError(refusal)

    with suppress(EOFError, OSError):  # the other end is gone
        pipe.send((Answer(), prepare(task)))
        while True:
            pipe.send(_try(task, replace(pipe.recv(), ask=ask)))


def _try(task: Task, request: Request) -> tuple[Answer, str]:
    try:
        return task(request), ""
    except Exception as problem:  # noqa: BLE001 - one photo must not end the process
        return Answer(), failed(problem)


def _end_with_parent() -> None:
    # Even if this process hangs on a photo and the other was killed, so that nobody can end it.
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


@contextmanager
def _deaf_to_signals() -> Iterator[None]:
    """Start processes deaf to Ctrl-C and SIGTERM, which would have them print a traceback or be missed."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # itself started with the first process, it would let interrupts in
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
