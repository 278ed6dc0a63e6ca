"""What Python programs call for one photo or two; `photoaudit.scan.reports` has it for many."""

from __future__ import annotations

import os
from collections.abc import Sequence

from photoaudit import engine, pair
from photoaudit.model import Comparison, Context, Report, Settings
from photoaudit.text import several


def check(
    path: str | os.PathLike[str],
    *,
    policies: str | Sequence[str] = ("linkedin",),
    only: str | Sequence[str] = (),
    skip: str | Sequence[str] = (),
    settings: Settings | None = None,
    context: Context | None = None,
) -> Report:
    """Audit one photo.

    Parameters
    ----------
    path : path-like
        The photo. Nothing leaves the machine and nothing is written.
    policies : str or sequence of str
        The policy packs to judge by: ids of shipped ones, paths of own ones, or ``all`` that ship; may
        be empty.
    only, skip : str or sequence of str
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
    checks, chosen = engine.select(several(only), several(skip)), engine.packs(several(policies))
    return engine.audit(path, checks=checks, policies=chosen, settings=settings, context=context)


def compare(
    original: str | os.PathLike[str], edited: str | os.PathLike[str], *, settings: Settings | None = None
) -> Comparison:
    """Tell what was done to an original to come to an edited picture.

    Parameters
    ----------
    original, edited : path-like
        The two files. Nothing leaves the machine and nothing is written.
    settings : Settings, optional
        As for `check`.

    Returns
    -------
    Comparison
        Also where one of them cannot be read: then ``changes`` is empty and ``reason`` says which, and why.
        It says nothing of whom the pictures show, and nothing of a face is kept.
    """
    return pair.compare_files(original, edited, settings)
