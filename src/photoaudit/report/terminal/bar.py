"""A small bar that shows where a value lies among reference photos."""

from __future__ import annotations

from photoaudit.report.terminal.lines import Role, Span, faint
from photoaudit.report.words import USUAL, usual

TAIL = 2
"""Cells of each tail: wider than to scale, or nothing unusual could be placed at all."""

_FAR = (1.0, 99.0)


def bar(percentile: float, inner: int, *, marked: bool = True) -> tuple[Span, ...]:
    """Return ``··├────●────┤··``: the brackets hold the central 90 % in ``inner`` cells, to scale.

    What lies outside stands out only if it is ``marked``.
    """
    marker = Span("●", Role.CAUTION if marked and not usual(percentile) else Role.PLAIN)
    cells = [*"·" * TAIL, "├", *"─" * inner, "┤", *"·" * TAIL]
    at = _cell(percentile, inner)
    return faint("".join(cells[:at])), marker, faint("".join(cells[at + 1 :]))


def width(inner: int) -> int:
    """Return the cells a bar takes."""
    return inner + 2 * TAIL + 2


def _cell(percentile: float, inner: int) -> int:
    low, high = USUAL
    if percentile < low:
        return 0 if percentile < _FAR[0] else 1
    if percentile > high:
        return width(inner) - (1 if percentile > _FAR[1] else 2)
    share = (percentile - low) / (high - low)
    return TAIL + 1 + min(int(share * inner), inner - 1)
