"""photoaudit: what a profile photo's file declares, what its pixels show, which rules it touches.

>>> import photoaudit
>>> report = photoaudit.check("me.jpg")  # doctest: +SKIP
>>> report.verdict.headline, report.level  # doctest: +SKIP
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING, Any

from photoaudit.model import (
    Basis,
    Category,
    Claim,
    Comparison,
    Context,
    Cue,
    Declaration,
    DeclarationKind,
    Family,
    Finding,
    Impression,
    Intent,
    Level,
    Limits,
    Outcome,
    Reference,
    Region,
    Report,
    ReportStatus,
    Risk,
    RuleResult,
    Settings,
    Statement,
    Status,
    Strength,
    Support,
    UnknownName,
    Verdict,
)

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from photoaudit.batch import Progress
    from photoaudit.policy import Policy

__version__ = "0.1.0"

__all__ = [
    "Basis",
    "Category",
    "Claim",
    "Comparison",
    "Context",
    "Cue",
    "Declaration",
    "DeclarationKind",
    "Family",
    "Finding",
    "Impression",
    "Intent",
    "Level",
    "Limits",
    "Outcome",
    "Reference",
    "Region",
    "Report",
    "ReportStatus",
    "Risk",
    "RuleResult",
    "Settings",
    "Statement",
    "Status",
    "Strength",
    "Support",
    "UnknownName",
    "Verdict",
    "__version__",
    "check",
    "compare",
    "scan",
]


def check(
    path: str | os.PathLike[str],
    *,
    policies: Sequence[str] = ("linkedin",),
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
    settings: Settings | None = None,
    context: Context | None = None,
) -> Report:
    """Audit one photo.

    Parameters
    ----------
    path : path-like
        The photo. Nothing leaves the machine and nothing is written.
    policies : sequence of str
        The policy packs to judge by: ids of shipped ones, paths of own ones, or ``all`` that ship; may
        be empty.
    only, skip : sequence of str
        Ids of checks, or families, to run or to leave out.
    settings : Settings, optional
        What a file may cost before it is refused, the trust list, whether to name positions.
    context : Context, optional
        What only a person can say: how the photo was made, whether that is disclosed, and the day that
        its age is judged on (nothing here reads a clock).

    Returns
    -------
    Report
        Also for a file that cannot be read: then ``status`` is ``unreadable`` and ``reason`` says why.

    Raises
    ------
    UnknownName
        For a policy, check or family that does not exist.
    ValueError
        For a file that is no policy pack; the message names the lines.
    """
    from photoaudit import engine  # noqa: PLC0415 - imaging libraries cost start-up time

    checks, chosen = engine.select(only, skip), engine.packs(policies)
    return engine.audit(path, checks=checks, policies=chosen, settings=settings, context=context)


def scan(
    paths: Iterable[str | os.PathLike[str]],
    *,
    policies: Sequence[str] = ("linkedin",),
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
    settings: Settings | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    timeout: float | None = 120.0,
    cache: str | os.PathLike[str] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Generator[Report, None, None]:
    """Audit photos and all photos in folders, in parallel; yield the reports in a stable order.

    A script must call this under ``if __name__ == "__main__":``, as the processes that do the work
    import it.

    Parameters
    ----------
    paths : iterable of path-like
        Photos and folders; `photoaudit.discovery` says what is found in these.
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
        Called with a `photoaudit.batch.Progress` for each photo finished.

    Returns
    -------
    generator of Report
        One for each photo, readable or not, without regions other than boxes.

    Raises
    ------
    UnknownName
        For a policy, check or family that does not exist.
    """
    from photoaudit import discovery, engine  # noqa: PLC0415 - imaging libraries cost start-up time

    chosen, checks = engine.packs(policies), engine.select(only, skip)
    found = discovery.discover(paths).paths
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


def compare(
    one: str | os.PathLike[str], other: str | os.PathLike[str], *, settings: Settings | None = None
) -> Comparison:
    """Compare two photos as pictures, faces left out: whether the second is a copy of the first.

    Parameters
    ----------
    one, other : path-like
        The photos. Nothing is written.
    settings : Settings, optional
        As for `check`.

    Returns
    -------
    Comparison
        It says nothing of whom the photos show.

    Raises
    ------
    ValueError
        If one of them cannot be read; the message says which, and why.
    """
    from photoaudit import album, engine  # noqa: PLC0415 - imaging libraries cost start-up time

    looked = engine.select(["single-face-present"])  # any check of faces makes what pictures are compared by
    seen = [engine.examine(path, looked, settings) for path in (one, other)]
    for item in seen:
        if item.reason:
            raise ValueError(f"{item.path}: {item.reason}")
    first, second = map(engine.member, seen)
    return album.compare(first, second)


def _reports(
    paths: Sequence[str], folder: str | os.PathLike[str] | None, policies: Sequence[Policy], **options: Any
) -> Generator[Report, None, None]:
    from photoaudit import batch, engine  # noqa: PLC0415
    from photoaudit.cache import Cache  # noqa: PLC0415

    with (
        nullcontext() if folder is None else Cache(folder) as cache,
        closing(batch.scan(paths, cache=cache, **options)) as examinations,
    ):
        for seen in examinations:
            yield engine.conclude(seen, policies)
