"""Many photos: examined in parallel, in the order given, a bounded number at a time.

No photo stops a scan. One that ends or hangs the process examining it becomes an `Examination` with a
reason; `photoaudit.scan.pool` says how. Whatever has been found is in the cache at once, so a scan that
was interrupted, or killed, goes on where it was when it is started again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence, Sized
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

from photoaudit.checks import Check, catalogue
from photoaudit.engine import Examination, depict, examine
from photoaudit.libraries import cv2, np
from photoaudit.model import Need, Photo, Settings, Status, UnreadableError
from photoaudit.photo import slurp
from photoaudit.photo.bounds import decode_memory
from photoaudit.scan import record
from photoaudit.scan.cache import Cache, scope_of
from photoaudit.scan.memory import memory, process_limit, refuse_over
from photoaudit.scan.pool import Pool, default_jobs
from photoaudit.scan.workers import Answer, Borrowed, Done, Here, Request, Task, Workers

TIMEOUT = 120.0
"""Seconds after which a photo is given up; most take a fraction of one."""

WINDOW = 256
"""Photos begun and not yet handed on: one that takes long holds up no more than these."""


@dataclass(frozen=True)
class Progress:
    """How far a scan is: ``total`` is None where the photos come from an iterator.

    Photos are counted as they are finished, which may be before their turn to be handed on.
    """

    path: str
    done: int
    total: int | None
    cached: bool
    readable: bool


@dataclass(frozen=True)
class Examiner:
    """What a worker does with a photo. Checks are named: their functions cannot be sent to a process."""

    checks: tuple[str, ...]
    settings: Settings
    picture: int = 0
    whole: bool = False

    @property
    def chosen(self) -> list[Check]:
        """Return the checks."""
        known = {item.info.id: item for item in catalogue()}
        return [known[name] for name in self.checks]

    def prepare(self) -> None:
        """Load the libraries that pixels are looked at with, if they will be."""
        if self.picture or any(item.info.need is not Need.FILE for item in self.chosen):
            cv2.resize(np.zeros((2, 2), np.uint8), (1, 1))

    def __call__(self, request: Request) -> Answer:
        """Examine a photo and return the record of it, or only picture it."""

        def admit(photo: Photo) -> None:
            request.ask(decode_memory(photo))

        if request.known:
            shown = depict(request.path, request.known, self.chosen, self.settings, self.picture, admit=admit)
            return Answer(exhibit=shown)
        seen = examine(request.path, self.chosen, self.settings, self.picture, admit=admit)
        return Answer(seen=seen) if self.whole else Answer(record.encode(seen), seen.exhibit)


def scan(
    paths: Iterable[str | os.PathLike[str]],
    *,
    checks: Sequence[Check] | None = None,
    settings: Settings | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    timeout: float | None = TIMEOUT,
    cache: Cache | None = None,
    window: int = WINDOW,
    progress: Callable[[Progress], None] | None = None,
    picture: int = 0,
    whole: bool = False,
    here: bool = False,
) -> Generator[Examination, None, None]:
    """Yield the examination of every photo, in the order of ``paths``.

    Parameters
    ----------
    paths : iterable of path-like
        Photos; read as they are needed. `photoaudit.scan.discovery` finds those in folders.
    checks : sequence of Check, optional
        Checks of the catalogue; all of them by default.
    settings : Settings, optional
        As for `photoaudit.engine.examine`.
    jobs : int, optional
        How many processes to use; by default one for each processor. They start when first needed,
        so that a scan answered by the cache starts none.
    executor : concurrent.futures.Executor, optional
        Used in place of processes of this scan's own, and not shut down. It cannot end a photo that
        hangs, so ``timeout`` does not apply. If it breaks, its `BrokenExecutor` is raised.
    timeout : float, optional
        Seconds after which a photo is given up, None for never.
    cache : Cache, optional
        Asked before a photo is examined and told after. It stays open.
    window : int
        How many photos may be begun and not yet yielded.
    progress : callable, optional
        Called with a `Progress` for each photo finished, in this thread.
    picture : int
        Longest side in pixels of the picture to make of each photo, 0 for none. A photo that the cache
        answers for is then opened by a worker as well, but not examined.
    whole : bool
        Yield all regions, too. A ``cache`` is not possible then.
    here : bool
        Use a thread of this process: for one photo, quicker than another process. If it takes longer than
        it may, it is given up but goes on, and so no further photo may be examined so.

    Raises
    ------
    WorkersError
        If no process can be started, or it cannot load what it needs.

    Notes
    -----
    Regions other than boxes are left out of what is yielded, whether it comes from the cache or not.
    On `KeyboardInterrupt` the workers are ended, what is finished is still yielded in its order,
    then the interrupt is raised again. Closing the iterator ends the workers too.
    """
    chosen = catalogue() if checks is None else checks
    if not set(chosen) <= set(catalogue()):
        raise ValueError("Only checks of the catalogue can be run in other processes.")
    if window < 1 or (jobs is not None and jobs < 1) or (timeout is not None and timeout <= 0):
        raise ValueError("jobs, timeout and window must be above zero.")
    if whole and cache is not None:
        raise ValueError("A cache keeps no regions.")
    task = Examiner(tuple(item.info.id for item in chosen), settings or Settings(), picture, whole)
    workers = workers_for(task, jobs, timeout, executor, window=window, here=here)
    total = len(paths) if isinstance(paths, Sized) else None
    scan = _Scan(task, workers, cache, window=window, total=total, progress=progress)
    return scan.run(os.fspath(path) for path in paths)


def workers_for(
    task: Task,
    jobs: int | None,
    timeout: float | None,
    executor: Executor | None = None,
    *,
    window: int = WINDOW,
    here: bool = False,
) -> Workers:
    """Return who answers requests: somebody's executor, a thread, or processes; parameters as for `scan`."""
    if executor is not None:
        return Borrowed(task, executor, window)
    has = memory()
    if here and not process_limit():  # short of memory, a library may end the process that loads it
        return Here(task, timeout, partial(refuse_over, has, has.budget(1)))
    return Pool(task, jobs or has.jobs(default_jobs()), timeout, has)


class _Scan:
    """One scan: what is begun, what is finished, and what was handed on."""

    def __init__(
        self,
        task: Examiner,
        workers: Workers,
        cache: Cache | None,
        *,
        window: int,
        total: int | None,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self._limits = task.settings.limits
        self._checks = task.chosen
        self._scope = scope_of(task.checks, task.settings)
        self._workers = workers
        self._cache = cache
        self._window = window
        self._total = total
        self._progress = progress
        self._picture = task.picture > 0
        self._begun: dict[int, tuple[str, Examination | None]] = {}
        self._finished: dict[int, Examination] = {}
        self._count = 0

    def run(self, paths: Iterator[str]) -> Generator[Examination, None, None]:
        """Yield examinations in order."""
        following, begun = 0, 0
        try:
            with self._workers:
                while True:
                    # No more than one ahead of what the cache answers: there is no window to gather.
                    while self._workers.room and begun - following < self._window:
                        path = next(paths, None)
                        if path is None:
                            break
                        self._begin(begun, path)
                        begun += 1
                        if following in self._finished:
                            break
                    if following == begun:
                        return
                    if following in self._finished:
                        yield self._finished.pop(following)
                        following += 1
                        if self._workers.busy:  # whoever finished meanwhile gets more to do
                            self._finish(self._workers.take(0.0))
                    else:
                        self._finish(self._workers.take(None))
        except KeyboardInterrupt:
            for index in sorted(self._finished):
                yield self._finished.pop(index)
            raise

    def _begin(self, index: int, path: str) -> None:
        cached = self._recall(path)
        if cached is None or self._picture:
            self._begun[index] = path, cached
            # Absolute, should somebody change the folder meanwhile.
            place = os.path.abspath(path)  # noqa: PTH100 - keeps what pathlib would tidy
            self._workers.give(index, Request(place, cached.sha256 if cached else ""))
        else:
            self._keep(index, cached, cached=True)

    def _recall(self, path: str) -> Examination | None:
        if self._cache is None:
            return None
        try:
            content = hashlib.sha256(slurp(path, self._limits)).hexdigest()
            known = self._cache.get(content, self._scope)
            seen = None if known is None else record.decode(known, path)
        except (UnreadableError, ValueError):  # the examination will say why; a damaged record is none
            return None
        return seen if seen is not None and record.answers(seen, content, self._checks) else None

    def _finish(self, done: Iterable[Done]) -> None:
        for item in done:
            path, cached = self._begun.pop(item.index)
            shown = item.answer.exhibit
            if cached is not None:  # what is known of it stands, even if it could not be pictured
                self._keep(item.index, replace(cached, exhibit=shown), cached=True)
                continue
            if item.reason:
                seen = Examination(path, reason=item.reason)
            elif item.answer.seen is not None:
                seen = replace(item.answer.seen, path=path)
            else:
                seen = replace(record.decode(item.answer.record, path), exhibit=shown)
            # What is unreadable or broke today may not tomorrow: memory, permissions, a full disk.
            broken = seen.reason or any(finding.status is Status.ERROR for finding in seen.findings)
            if self._cache is not None and not broken:
                self._cache.put(seen.sha256, self._scope, item.answer.record)
            self._keep(item.index, seen, cached=False)

    def _keep(self, index: int, seen: Examination, *, cached: bool) -> None:
        self._finished[index] = seen
        self._count += 1
        if self._progress is not None:
            self._progress(Progress(seen.path, self._count, self._total, cached, not seen.reason))
