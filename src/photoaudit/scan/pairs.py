"""Many pairs of an original and its edit: compared in parallel, in the order given.

The edited picture is examined as well, as `photoaudit.scan.batch` does it. No pair stops the rest: one that
ends or hangs the process it is in has the reason.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, replace

from photoaudit import pair
from photoaudit.checks import Check, catalogue
from photoaudit.engine import Examination, examine
from photoaudit.libraries import cv2, np
from photoaudit.model import Comparison, Photo, Settings, Side, UnreadableError
from photoaudit.photo.bounds import decode_memory
from photoaudit.scan.batch import TIMEOUT, WINDOW, workers_for
from photoaudit.scan.workers import Answer, Done, Request, Workers

NO_ORIGINAL = "No original was found for it, neither by name nor by content."


@dataclass(frozen=True)
class Pair:
    """Two files by their paths; ``original`` is "" where none was found."""

    original: str
    edited: str


Seen = tuple[Comparison, Examination]
"""What was done to an original, and what the checks found in the edited picture."""


@dataclass(frozen=True)
class Comparer:
    """What a worker does with a pair. Checks are named: their functions cannot be sent to a process."""

    checks: tuple[str, ...]
    settings: Settings
    picture: int = 0

    def prepare(self) -> None:
        """Load the libraries that pixels are looked at with."""
        cv2.resize(np.zeros((2, 2), np.uint8), (1, 1))

    def __call__(self, request: Request) -> Answer:
        """Compare a photo with its original, if it has one, and examine it."""
        chosen = [item for item in catalogue() if item.info.id in self.checks]
        comparison = self._comparison(request)
        seen = examine(
            request.path, chosen, self.settings, admit=lambda photo: request.ask(decode_memory(photo))
        )
        return Answer(seen=seen, comparison=comparison)

    def _comparison(self, request: Request) -> Comparison:
        """Return the comparison; a fault of ours costs it, and not what else is known of the photo."""
        if not request.original:
            return Comparison(Side(""), Side(request.path), reason=NO_ORIGINAL)
        taken = 0

        def admit(photo: Photo) -> None:
            nonlocal taken  # both are in memory together
            taken += decode_memory(photo)
            request.ask(taken)

        try:
            return pair.compare_files(
                request.original, request.path, self.settings, self.picture, admit=admit
            )
        except UnreadableError as problem:
            why = f"One of them cannot be read: {problem}"
        except Exception as problem:  # noqa: BLE001 - as a check that breaks, it is told and hides nothing
            why = f"The comparison broke: {type(problem).__name__}: {problem}."
        return Comparison(Side(request.original), Side(request.path), reason=why)


def compare(
    pairs: Sequence[Pair],
    *,
    checks: Sequence[Check],
    settings: Settings,
    jobs: int | None = None,
    timeout: float | None = TIMEOUT,
    picture: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Generator[Seen, None, None]:
    """Yield what was seen of every pair, in their order.

    Parameters
    ----------
    pairs : sequence of Pair
        Of a pair without an original only the edited picture is examined.
    checks, settings, jobs, timeout
        As for `photoaudit.scan.batch.scan`; the time is for both files of a pair.
    picture : int
        Longest side in pixels of the pictures and maps to make of each pair, 0 for none.
    progress : callable, optional
        Called with how many are finished, in this thread.

    Raises
    ------
    WorkersError
        If no process can be started, or it cannot load what it needs.

    Notes
    -----
    On `KeyboardInterrupt` the workers are ended, what is finished is still yielded in its order, then the
    interrupt is raised again. Closing the iterator ends the workers too.
    """
    task = Comparer(tuple(item.info.id for item in checks), settings, picture)
    return _run(pairs, workers_for(task, jobs, timeout, here=len(pairs) == 1), progress)


def _run(
    pairs: Sequence[Pair], workers: Workers, progress: Callable[[int], None] | None
) -> Generator[Seen, None, None]:
    finished: dict[int, Seen] = {}
    begun = following = 0

    def finish(done: Iterable[Done]) -> None:
        for item in done:
            finished[item.index] = _seen(pairs[item.index], item)
            if progress is not None:
                progress(following + len(finished))

    try:
        with workers:
            while following < len(pairs):
                while workers.room and begun < len(pairs) and begun - following < WINDOW:
                    workers.give(begun, _request(pairs[begun]))
                    begun += 1
                if following in finished:
                    yield finished.pop(following)
                    following += 1
                    if workers.busy:  # whoever finished meanwhile gets more to do
                        finish(workers.take(0.0))
                else:
                    finish(workers.take(None))
    except KeyboardInterrupt:
        for index in sorted(finished):
            yield finished.pop(index)
        raise


def _request(pair: Pair) -> Request:
    # Absolute, should somebody change the folder meanwhile.
    places = [os.path.abspath(path) if path else "" for path in (pair.edited, pair.original)]  # noqa: PTH100 - keeps what pathlib would tidy
    return Request(places[0], original=places[1])


def _seen(pair: Pair, done: Done) -> Seen:
    """Return what came of a pair, under the paths that it was named by."""
    comparison, examination = done.answer.comparison, done.answer.seen
    if comparison is None or examination is None:
        return (
            Comparison(Side(pair.original), Side(pair.edited), reason=done.reason),
            Examination(pair.edited, reason=done.reason),
        )
    named = replace(
        comparison,
        original=replace(comparison.original, path=pair.original),
        edited=replace(comparison.edited, path=pair.edited),
    )
    return named, replace(examination, path=pair.edited)
