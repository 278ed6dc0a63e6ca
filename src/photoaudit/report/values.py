"""Which measured values are told without being asked for, and what they are compared with."""

from __future__ import annotations

from collections.abc import Sequence

from photoaudit.model import DECLARING, Finding, Level, Report
from photoaudit.report.words import usual
from photoaudit.text import clean

_COUNTS = frozenset({"face(s)"})
"""Units of what is counted: such a number means itself."""


def of_pixels(finding: Finding) -> bool:
    """Whether a finding is about what is in the picture, not about what its file says."""
    # What a file says is told once, by the section on what it declares.
    return finding.family not in DECLARING


def telling(finding: Finding) -> bool:
    """Whether a value is shown without being asked for: it is unusual, a cue, or compared with nothing."""
    return bool(finding.cue) or finding.notable or not typical(finding) or unplaced(finding)


def feeding(report: Report) -> frozenset[str]:
    """Return the checks whose values are weighed as evidence here, or set a rule off.

    Anywhere else an unusual value only describes, and gets no color that says more.
    """
    supports = report.verdict.supports if report.verdict else ()
    weighed = {name for support in supports for name in support.findings}
    fired = {rule.trigger for risk in report.risks for rule in risk.fired if rule.level is not Level.NONE}
    told = {item.check for item in report.findings if item.summary and item.summary in fired}
    return frozenset(weighed | told)


def unplaced(finding: Finding) -> bool:
    """Whether no reference photos were measured for a value that could be compared with some."""
    known = finding.reference is not None or finding.llr is not None
    return finding.value is not None and not known and finding.unit not in _COUNTS


def typical(finding: Finding) -> bool:
    """Whether a value lies where those of most reference photos do, or is compared with none."""
    return finding.percentile is None or usual(finding.percentile)


def populations(findings: Sequence[Finding]) -> str:
    """Return who the reference photos are, each population with how many of it were measured."""
    counts: dict[str, list[int]] = {}
    for finding in findings:
        if finding.reference:
            counts.setdefault(clean(finding.reference.population), []).append(finding.reference.count)
    return " and ".join(f"{_span(sizes)} {population}" for population, sizes in counts.items())


def _span(sizes: Sequence[int]) -> str:
    low, high = min(sizes), max(sizes)
    return str(low) if low == high else f"{low} to {high}"
