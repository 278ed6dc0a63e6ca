"""The samples, examined once and judged as a test asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import cache

from checkout import SAMPLES
from photoaudit import engine
from photoaudit.model import Change, Context, Finding, Report, Status

TODAY = "2026-11-22"


@cache
def examined(name: str) -> engine.Examination:
    """Return what all checks found in a sample."""
    return engine.examine(SAMPLES / name)


def judged(
    name: str,
    *policies: str,
    left_out: Collection[str] = (),
    broken: Collection[str] = (),
    compared: tuple[Change, ...] | None = None,
) -> Report:
    """Return the report on a sample, as if checks or families had been left out, or had broken."""
    seen = examined(name)
    kept = [item for item in seen.findings if not {item.check, item.family.value} & set(left_out)]
    findings = tuple(
        _broken(item) if {item.check, item.family.value} & set(broken) else item for item in kept
    )
    packs = engine.packs(policies or ("linkedin",))
    context = Context(today=TODAY, compared=compared)
    return engine.conclude(replace(seen, findings=findings), packs, context=context)


def _broken(item: Finding) -> Finding:
    return Finding(
        item.check,
        item.title,
        item.family,
        Status.ERROR,
        "the check broke: ValueError: x",
        unit=item.unit,
        claim=item.claim,
        cue=item.cue,
    )
