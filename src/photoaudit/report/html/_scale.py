"""Where a value lies against its reference photos, to be drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass

from photoaudit.model import Finding, Reference
from photoaudit.report.values import unplaced
from photoaudit.report.words import place, usual

LOW, HIGH = 22.0, 78.0
"""Where the central 90 % of the reference photos begin and end, in percent of the width."""
EDGE = 2.5
ROOM = 17.0


@dataclass(frozen=True)
class Scale:
    """Positions in percent of the width; ``beyond`` is -1 or 1 where a value lies further out than drawn."""

    low: float
    high: float
    median: float
    value: float
    beyond: int
    unusual: bool

    @property
    def roomy(self) -> bool:
        """Whether the median is far enough from either end for a label of its own."""
        return min(self.median - self.low, self.high - self.median) >= ROOM


def scale(finding: Finding) -> Scale | None:
    """Return where a value is drawn, linear in its unit; None where there is nothing to compare with."""
    if finding.value is None or finding.reference is None:
        return None
    unusual = finding.percentile is not None and not usual(finding.percentile)
    return scale_of(finding.value, finding.reference, unusual=unusual)


def scale_of(value: float, reference: Reference, *, unusual: bool) -> Scale | None:
    """Return where a value is drawn beside its reference range."""
    if not all(map(math.isfinite, (value, reference.low, reference.median, reference.high))):
        return None
    at = _at(value, reference)
    beyond = -1 if at < EDGE else 1 if at > 100 - EDGE else 0
    shown = min(max(at, EDGE), 100 - EDGE)
    median = min(max(_at(reference.median, reference), LOW), HIGH)
    return Scale(LOW, HIGH, round(median, 1), round(shown, 1), beyond, unusual)


def _at(value: float, reference: Reference) -> float:
    width = reference.high - reference.low
    if width > 0:
        return LOW + (HIGH - LOW) * (value - reference.low) / width
    return 50.0 if value == reference.low else 0.0 if value < reference.low else 100.0


def place_of(finding: Finding) -> str:
    """Return in words where a value lies; within the usual range also among how many of 100 photos."""
    if finding.percentile is None:
        return "no reference yet" if unplaced(finding) else ""
    if usual(finding.percentile):
        return f"typical, above {math.floor(finding.percentile)} of 100"
    return place(finding.percentile)
