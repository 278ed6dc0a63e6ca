"""photoaudit: what a profile photo's file declares, what its pixels show, which rules it touches.

>>> import photoaudit
>>> report = photoaudit.check("me.jpg")  # doctest: +SKIP
>>> report.verdict.headline, report.level  # doctest: +SKIP
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from photoaudit.model import (
    Category,
    Claim,
    Cue,
    Declaration,
    DeclarationKind,
    Family,
    Finding,
    Impression,
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
    Status,
    Strength,
    Support,
    UnknownName,
    Verdict,
)

__version__ = "0.1.0"

__all__ = [
    "Category",
    "Claim",
    "Cue",
    "Declaration",
    "DeclarationKind",
    "Family",
    "Finding",
    "Impression",
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
) -> Report:
    """Audit one photo.

    Parameters
    ----------
    path : path-like
        The photo. Nothing leaves the machine and nothing is written.
    policies : sequence of str
        Ids of the policy packs to judge by; may be empty.
    only, skip : sequence of str
        Ids of checks, or families, to run or to leave out.
    settings : Settings, optional
        What a file may cost before it is refused, the trust list, whether to name positions.

    Returns
    -------
    Report
        Also for a file that cannot be read: then ``status`` is ``unreadable`` and ``reason`` says why.

    Raises
    ------
    UnknownName
        For a policy, check or family that does not exist.
    """
    from photoaudit import engine, policy  # noqa: PLC0415 - imaging libraries cost start-up time

    chosen = [policy.named(name) for name in policies]
    return engine.audit(path, checks=engine.select(only, skip), policies=chosen, settings=settings)
