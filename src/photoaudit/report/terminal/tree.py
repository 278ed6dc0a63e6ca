"""A tree in a terminal: guides down its left side, also beside lines that wrap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from photoaudit.report.credentials import Node
from photoaudit.report.terminal.lines import Fit, Line, View, faint, line, strong

_INDENT = "  "
_NARROWEST = 24
_DRAWN, _TYPED = ("├─ ", "└─ ", "│  "), ("+- ", "`- ", "|  ")


def tree(nodes: Sequence[Node], view: View, fit: Fit) -> Iterator[Line]:
    """Yield the lines of nodes, and below each those of its branches."""
    for node in nodes:
        yield from _own(node, _INDENT, _INDENT, view, fit)
        yield from _branches(node.below, _INDENT, view, fit)


def _branches(nodes: Sequence[Node], before: str, view: View, fit: Fit) -> Iterator[Line]:
    fork, end, through = _DRAWN if view.unicode else _TYPED
    for at, node in enumerate(nodes):
        last = at == len(nodes) - 1
        under = before + (" " * len(through) if last else through)
        yield from _own(node, before + (end if last else fork), under, view, fit)
        yield from _branches(node.below, under, view, fit)


def _own(node: Node, first: str, rest: str, view: View, fit: Fit) -> Iterator[Line]:
    name = f"{node.name}: " if node.name else ""
    for at, row in enumerate(fit(name + node.text, max(view.width - len(first), _NARROWEST))):
        told = (strong(name), row.removeprefix(name)) if name and not at and row.startswith(name) else (row,)
        yield line(*told, lead=faint(rest if at else first))
