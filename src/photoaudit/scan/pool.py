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

import os
import signal
import sys
import time
from collections import deque
from multiprocessing import connection
from types import TracebackType
from typing import Any, Self

from photoaudit.scan.memory import Memory, no_room
from photoaudit.scan.process import NEVER, START, Job, Process, Wish
from photoaudit.scan.workers import LONGEST_WAIT, Done, Request, Task, WorkersError, too_long

MAX_STARTS = 3
"""How often in a row a process may be killed before it has begun; then it is no accident."""

MAX_JOBS = 61 if sys.platform == "win32" else 1024
"""Windows waits for at most 63 things at a time."""

_SIGNALS = range(-128, 0)


def default_jobs() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool:
    """As many processes as there are jobs at a time, started when they are first needed.

    Each may take its share of the memory for a photo. One that needs more asks, and waits until others
    leave enough; meanwhile nothing new is begun. What does not fit even alone is refused.
    """

    def __init__(
        self, task: Task, jobs: int, timeout: float | None = None, memory: Memory | None = None
    ) -> None:
        self._task = task
        self._jobs = max(1, min(jobs, MAX_JOBS))
        self._timeout = timeout
        self._memory = memory
        self._budget = memory.budget(self._jobs) if memory else sys.maxsize
        self._share = self._budget // self._jobs
        self._processes: list[Process] = []
        self._queue: deque[Job] = deque()
        self._suspects: deque[Job] = deque()
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
    def _running(self) -> list[Process]:
        return [process for process in self._processes if process.job]

    def give(self, index: int, request: Request) -> None:
        """Have a photo examined, as soon as a process is free."""
        self._queue.append(Job(index, request))
        self._assign()

    def take(self, patience: float | None) -> list[Done]:
        """Wait until a process has finished, started, died or used up its time; return what is finished."""
        wait = min((item.deadline for item in self._processes), default=NEVER) - time.monotonic()
        wait = max(0.0, min(wait, LONGEST_WAIT if patience is None else patience))
        speakers: dict[Any, Process] = {item.pipe: item for item in self._processes if not item.idle}
        spoken = connection.wait(speakers, wait)
        done = [self._hear(speakers[pipe]) for pipe in spoken]
        late = [process for process in self._processes if process.deadline <= time.monotonic()]
        done += [self._stop(process) for process in late]
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
        if self._wait_for_room():
            return
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

    def _wait_for_room(self) -> bool:
        """Let those go on that wait for room, in their order; return whether one still does."""
        for process in [process for process in self._processes if process.wish]:
            if process.wish > self._budget:
                process.grant(self._timeout, no_room(self._memory, self._budget, process.wish))
                continue
            taken = sum(
                item.granted or self._share for item in self._running if item is not process and not item.wish
            )
            if process.wish + taken > self._budget:
                return True
            process.grant(self._timeout)
        return False

    def _start(self) -> None:
        try:
            self._processes.append(Process(self._task, self._share))
        except OSError as problem:
            raise WorkersError(f"No process can be started to examine photos: {problem}.") from problem

    def _hear(self, process: Process) -> Done | None:
        """Return what a process has to say: that it is ready, an answer, or nothing as it died."""
        try:
            said = process.pipe.recv()
        except (EOFError, OSError):
            return self._bury(process)
        if isinstance(said, Wish):
            process.wish, process.deadline = said.size, NEVER
            return None
        answer, reason = said
        if not process.ready and reason:
            raise WorkersError(reason)
        self._false_starts = 0
        job, process.job, process.ready, process.deadline = process.job, None, True, NEVER
        return Done(job.index, answer, reason) if job else None

    def _bury(self, process: Process) -> Done | None:
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

    def _stop(self, process: Process) -> Done | None:
        self._processes.remove(process)
        process.end()
        if process.job is None:
            raise WorkersError(f"The processes that examine photos do not begin within {START:g} s.")
        return Done(process.job.index, reason=too_long(self._timeout))


def _words(code: int | None) -> str:
    """Return an exit code in words; a negative one is a signal."""
    if code is None or code >= 0:
        return f"exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    return f"signal {name}" + (", as when memory runs out" if name == "SIGKILL" else "")
