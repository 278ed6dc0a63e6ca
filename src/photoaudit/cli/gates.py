"""What is said of a gate that can never close, so that nobody takes its silence for a clearance."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from photoaudit.cli.console import Exit, say
from photoaudit.model import Level
from photoaudit.report.words import listed
from photoaudit.terms.closing import Idle, idle
from photoaudit.terms.gates import FailOn
from photoaudit.terms.judge import Judge

GATED = (Exit.CLEAN, Exit.FOUND, Exit.BROKEN)
"""Exit codes of runs that came as far as their gates."""

_NAMED = 3


def tell_idle(
    judge: Judge,
    paths: Sequence[str | os.PathLike[str]],
    fail_on: Iterable[FailOn] | None,
    *,
    place: str = "",
    quiet: bool = False,
) -> None:
    """Say on standard error which gates on risk cannot close, in one line.

    ``fail_on`` is what somebody chose, None for the default; ``place`` is the file and line it stands in. A
    default is not worth a word if the run is ``quiet``, or fails for verdicts.
    """
    chosen = fail_on is not None or any(item.gate for item in judge.overrides)
    if not paths or (not chosen and (quiet or judge.terms.gate.verdicts)):
        return
    found = idle(judge, paths)
    if found and chosen:
        say(f"{place}{'; '.join(map(_chosen, found))}.")
    elif found:
        first = found[0]
        say(f"no risk can fail this run: {_reach(first)}, and --fail-on is {first.gate.value} by default.")


def _chosen(item: Idle) -> str:
    return f"--fail-on {item.gate.value} can never fail a photo: {_reach(item)}"


def _reach(item: Idle) -> str:
    names, several = listed(item.policies, _NAMED), len(item.policies) > 1
    if item.highest is Level.NONE:
        return f"{names} only {'make' if several else 'makes'} notes"
    return f"{names} {'reach' if several else 'reaches'} at most {item.highest.value}"
