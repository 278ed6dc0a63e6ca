"""photoaudit: what a profile photo's file declares, what its pixels show, which rules it touches.

>>> import photoaudit
>>> report = photoaudit.check("me.jpg")  # doctest: +SKIP
>>> report.verdict.headline, report.level  # doctest: +SKIP
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from photoaudit.model import (
    Basis,
    Category,
    Claim,
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

__version__ = "0.1.0"

__all__ = [
    "Basis",
    "Category",
    "Claim",
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
