"""What Python programs call for many photos."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Executor
from contextlib import closing, nullcontext
from typing import Any

from photoaudit import engine
from photoaudit.model import Report, Settings
from photoaudit.policy import Policy
from photoaudit.scan import batch
from photoaudit.scan.cache import Cache
from photoaudit.scan.discovery import discover
from photoaudit.text import several


def scan(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    policies: str | Sequence[str] = ("linkedin",),
    only: str | Sequence[str] = (),
    skip: str | Sequence[str] = (),
    settings: Settings | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    timeout: float | None = 120.0,
    cache: str | os.PathLike[str] | None = None,
    progress: Callable[[batch.Progress], None] | None = None,
) -> Generator[Report, None, None]:
    """Audit photos and all photos in folders, in parallel; yield the reports in a stable order.

    The package ``photoaudit.scan`` is reached by ``from photoaudit.scan import batch``: as an attribute of
    ``photoaudit``, ``scan`` is this function.

    A script must call this under ``if __name__ == "__main__":``, as the processes that do the work
    import it.

    Parameters
    ----------
    paths : path-like, or iterable of path-like
        Photos and folders; `photoaudit.scan.discovery` says what is found in these.
    policies, only, skip, settings
        As for `check`.
    jobs : int, optional
        How many processes to use; by default one for each processor.
    executor : concurrent.futures.Executor, optional
        Used in place of processes of its own; ``timeout`` does not apply then.
    timeout : float, optional
        Seconds after which a photo is given up and reported as unreadable, None for never.
    cache : path-like, optional
        A folder in which to keep what was found, for a later scan to use. By default nothing is written.
    progress : callable, optional
        Called with a `photoaudit.scan.batch.Progress` for each photo finished.

    Returns
    -------
    generator of Report
        One for each photo, readable or not, without regions other than boxes.

    Raises
    ------
    UnknownName
        For a policy, check or family that does not exist.
    """
    chosen, checks = engine.packs(several(policies)), engine.select(several(only), several(skip))
    # A path alone is meant as such: letter by letter, as any text can be walked, it would name folders.
    found = discover((paths,) if isinstance(paths, str | os.PathLike) else paths).paths
    return _reports(
        found,
        cache,
        chosen,
        checks=checks,
        settings=settings,
        jobs=jobs,
        executor=executor,
        timeout=timeout,
        progress=progress,
    )


def _reports(
    paths: Sequence[str], folder: str | os.PathLike[str] | None, policies: Sequence[Policy], **options: Any
) -> Generator[Report, None, None]:
    with (
        nullcontext() if folder is None else Cache(folder) as cache,
        closing(batch.scan(paths, cache=cache, **options)) as examinations,
    ):
        for seen in examinations:
            yield engine.conclude(seen, policies)
