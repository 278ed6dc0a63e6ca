"""Processes that turn paths into answers, one at a time each, and may die of one without harm to others.

`ProcessPoolExecutor` cannot be used for this: one dead process breaks the pool and loses all that was
in flight without saying whose fault it was, and a process that hangs cannot be ended. Here each
process has a pipe of its own and one photo at a time, so a death or a hang points at one photo.

A process may also die of what others did: memory ran short, or someone ended it. So a photo whose
process died is tried again in a fresh process while nothing else runs, and only blamed if that dies
too. A photo that takes too long is blamed at once: its time is its own.

Processes are spawned, never forked: a fork of a process in which OpenCV has used threads may hang.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection, resource_tracker
from types import TracebackType
from typing import Any, Self

from photoaudit.scan.workers import Answer, Done, Request, Task, failed

MAX_STARTS = 3
"""How often in a row a process may be killed before it has begun; then it is no accident."""

MAX_JOBS = 61 if sys.platform == "win32" else 1024
"""Windows waits for at most 63 things at a time."""

_NEVER = float("inf")
_SIGNALS = range(-128, 0)


class WorkersError(RuntimeError):
    """No process can be started, so no photo can be examined."""


def default_jobs() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass
class _Job:
    index: int
    request: Request
    alone: bool = False


class _Process:
    """One process, the pipe to it, and the job it has."""

    def __init__(self, task: Task) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, task), name="photoaudit", daemon=True)
        with theirs, _deaf_to_interrupts():
            self._process.start()
        self.job: _Job | None = None
        self.ready = False
        self.used = False
        self.deadline = _NEVER

    @property
    def idle(self) -> bool:
        return self.ready and self.job is None

    def give(self, job: _Job, timeout: float | None) -> None:
        self.job, self.used = job, True
        self.deadline = _NEVER if timeout is None else time.monotonic() + timeout
        with suppress(OSError):  # it has just died: told by the pipe when it is read
            self.pipe.send(job.request)

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


class Pool:
    """As many processes as there are jobs at a time, started when they are first needed."""

    def __init__(self, task: Task, jobs: int, timeout: float | None = None) -> None:
        self._task = task
        self._jobs = max(1, min(jobs, MAX_JOBS))
        self._timeout = timeout
        self._processes: list[_Process] = []
        self._queue: deque[_Job] = deque()
        self._suspects: deque[_Job] = deque()
        self._false_starts = 0

    @property
    def room(self) -> bool:
        """Whether a process is without work, or soon will be."""
        return not self._suspects and len(self._queue) < self._jobs

    @property
    def busy(self) -> bool:
        """Whether anything is still to come."""
        return bool(self._queue or self._suspects or self._running)

    @property
    def _running(self) -> list[_Process]:
        return [process for process in self._processes if process.job]

    def give(self, index: int, request: Request) -> None:
        """Have a photo examined, as soon as a process is free."""
        self._queue.append(_Job(index, request))
        self._assign()

    def take(self, patience: float | None) -> list[Done]:
        """Wait until a process has finished, started, died or used up its time; return what is finished."""
        wait = min((item.deadline for item in self._processes), default=_NEVER) - time.monotonic()
        wait = max(0.0, wait if patience is None else min(wait, patience))
        speakers: dict[Any, _Process] = {item.pipe: item for item in self._processes if not item.idle}
        spoken = connection.wait(speakers, None if wait == _NEVER else wait)
        done = [self._hear(speakers[pipe]) for pipe in spoken]
        done += [self._stop(process) for process in self._running if process.deadline <= time.monotonic()]
        self._assign()
        return [item for item in done if item]

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every process at once: none of them writes anything."""
        self._queue.clear()
        self._suspects.clear()
        while self._processes:
            self._processes.pop().end()

    def _assign(self) -> None:
        """Give what waits to those who are free; suspects first, one at a time, in fresh processes."""
        if self._suspects:
            if self._running:
                return
            fresh = next((process for process in self._processes if not process.used), None)
            if fresh is None:
                if len(self._processes) == self._jobs:
                    self._processes.pop().end()
                self._start()
            elif fresh.ready:
                fresh.give(self._suspects.popleft(), self._timeout)
            return
        for process in self._processes:
            if self._queue and process.idle:
                process.give(self._queue.popleft(), self._timeout)
        starting = sum(not process.ready for process in self._processes)
        for _ in range(min(len(self._queue) - starting, self._jobs - len(self._processes))):
            self._start()

    def _start(self) -> None:
        try:
            self._processes.append(_Process(self._task))
        except OSError as problem:
            raise WorkersError(f"No process can be started to examine photos: {problem}.") from problem

    def _hear(self, process: _Process) -> Done | None:
        """Return what a process has to say: that it is ready, an answer, or nothing as it died."""
        try:
            answer, reason = process.pipe.recv()
        except (EOFError, OSError):
            return self._bury(process)
        self._false_starts = 0
        job, process.job, process.ready, process.deadline = process.job, None, True, _NEVER
        return Done(job.index, answer, reason) if job else None

    def _bury(self, process: _Process) -> Done | None:
        self._processes.remove(process)
        code, job = process.end(patience=2.0), process.job  # a death has its own exit code
        if job is None:
            self._false_starts += 1
            if self._false_starts >= MAX_STARTS or code not in _SIGNALS:
                raise WorkersError(
                    f"The processes that examine photos end before they begin ({_words(code)}). A script "
                    "must call scan() under \"if __name__ == '__main__':\", as each process imports it."
                )
        elif job.alone:
            return Done(job.index, reason=f"The process examining it was killed: {_words(code)}.")
        else:
            job.alone = True
            self._suspects.append(job)
        return None

    def _stop(self, process: _Process) -> Done | None:
        self._processes.remove(process)
        process.end()
        reason = f"Examining it took longer than {self._timeout:g} s."
        return Done(process.job.index, reason=reason) if process.job else None


def _work(pipe: connection.Connection, task: Task) -> None:
    """Examine what comes through the pipe until it is closed: what a process does all its life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):  # the other end is gone
        pipe.send((Answer(), ""))
        while True:
            pipe.send(_try(task, pipe.recv()))


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
        os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Start processes deaf to Ctrl-C, which would have them print a traceback while they import."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # itself started with the first process, it would let interrupts in
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _words(code: int | None) -> str:
    """Return an exit code in words; a negative one is a signal."""
    if code is None or code >= 0:
        return f"exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    return f"signal {name}" + (", as when memory runs out" if name == "SIGKILL" else "")
