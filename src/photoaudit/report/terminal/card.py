"""The card in a terminal, at most `LINES` lines; of several photos a line each, with a count by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

from photoaudit.report.card import Card
from photoaudit.report.terminal.lines import BLANK, Fit, Line, Role, Span, View, faint, line, strong
from photoaudit.report.terminal.policy import LEVEL_ROLES
from photoaudit.report.words import counted

LINES = 12
"""So many lines a card takes at most below its path, whatever was found."""

STEP = "do"
"""The label of what to do."""

_LABEL = 10
_PATH = 40
_ABOUT = 20
_MORE = "--full prints every value, rule and source"


@dataclass(frozen=True)
class Part:
    """A part of the card: its texts, in one paragraph if ``joined``, and in which ``turn`` it may grow."""

    label: str
    texts: tuple[str, ...]
    turn: int
    role: Role = Role.PLAIN
    joined: bool = False


def card(made: Card, view: View, fit: Fit) -> list[Line]:
    """Return a card: everything it says has a line at least, and more while there is room."""
    about = view.cut(made.about, max(view.width - len(made.path) - 2, _ABOUT))  # a path is never cut
    head = line(strong(made.path), faint(f"  {about}" if about else ""))
    parts = _parts(made)
    lines, shown = laid(parts, LINES - 2, view, fit)
    hidden = made.more + len(made.steps) - shown
    more = f", and {counted(hidden, 'more step')}" if hidden else ""
    return [head, *lines, line(faint(f"{_MORE}{more}."))] if made.origin else [head, *lines]


def laid(parts: Sequence[Part], room: int, view: View, fit: Fit) -> tuple[list[Line], int]:
    """Return parts in at most ``room`` lines, one each at least, and how many steps are told whole."""
    given, spare = [1] * len(parts), room - len(parts)
    for at in sorted(range(len(parts)), key=lambda at: parts[at].turn):
        given[at] = max(len(_rows(parts[at], 1 + max(spare, 0), view, fit)), 1)
        spare -= given[at] - 1
    lines: list[Line] = []
    shown = 0
    for part, most in zip(parts, given, strict=True):
        rows = _rows(part, most, view, fit)
        shown += sum(first for _, first in rows) if part.label == STEP else 0
        lines += _part(part, rows)
    return lines, shown


def _parts(made: Card) -> list[Part]:
    turns = {"origin": 2, "privacy": 1 if made.leaks else 5, "looks": 6, "left out": 7}
    parts = [
        Part("", (made.answer,), 0, Role.STRONG),
        *(Part(label, (text,), turns[label]) for label, text in made.rows),
        Part(STEP, made.steps, 3),
        Part("only you", made.questions, 4, joined=True),
    ]
    return [part for part in parts if part.texts]


def _rows(part: Part, room: int, view: View, fit: Fit) -> list[tuple[str, bool]]:
    """Return the lines of a part in at most ``room``, each with whether a text begins there.

    Texts are told whole, as many as there is room for; only the first is cut.
    """
    cells = view.width - (_LABEL if part.label else 0)
    if part.joined:
        for count in range(_fitting(part.texts, room * cells), 0, -1):
            left = len(part.texts) - count
            rows = fit(" ".join(part.texts[:count]) + (f" (and {left} more)" if left else ""), cells)
            if len(rows) <= room:
                break
        blocks = [rows]
    else:
        blocks = [fit(text, cells) for text in part.texts]
    told: list[tuple[str, bool]] = []
    for block in blocks:
        fits = len(told) + len(block) <= room
        if told and not fits:
            break
        rows = block if fits else [*block[: room - 1], view.cut(" ".join(block[room - 1 :]), cells)]
        told += [(text, not at) for at, text in enumerate(rows)]
    return told


def _fitting(texts: Sequence[str], signs: int) -> int:
    """Return how many texts, one after the other, have no more than so many signs, and 1 at least."""
    lengths = accumulate(len(text) + 1 for text in texts)
    return max(sum(1 for _ in takewhile(lambda length: length <= signs + 1, lengths)), 1)


def _part(part: Part, rows: Sequence[tuple[str, bool]]) -> list[Line]:
    lead = f"{part.label:{_LABEL}}" if part.label else ""
    return [
        line(Span(text, part.role), lead=strong(" " * len(lead) if at else lead) if lead else "")
        for at, (text, _) in enumerate(rows)
    ]


def table(cards: Sequence[Card], view: View) -> Iterator[Line]:
    """Return a line a photo in columns, then how many came out so, by level and reason."""
    path = min(max(len(item.path) for item in cards), _PATH, view.width // 2)
    word = max(len(item.word) for item in cards)
    for item in cards:
        room = max(view.width - path - word - 4, 8)
        name = item.path if len(item.path) <= path else _end(item.path, path, view)
        yield line(
            f"{name:{path}}  ",
            Span(f"{item.word:{word}}  ", LEVEL_ROLES[item.level]),
            view.cut(item.reason, room),
        )
    yield BLANK
    yield line(strong(f"{counted(len(cards), 'photo')} in all"))
    counts = Counter((item.level, item.word, item.reason) for item in cards)
    width = len(str(max(counts.values())))
    for (_, risk, reason), count in sorted(counts.items(), key=lambda pair: (-pair[0][0].rank, -pair[1])):
        yield line(reason, indent=2, lead=f"{count:{width}}  {risk:{word}}  ")
    yield line(faint(f"One photo alone prints its card; {_MORE}."))


def _end(path: str, width: int, view: View) -> str:
    """Return the end of a path, which holds its name, in ``width`` characters."""
    mark = view.plain("\N{HORIZONTAL ELLIPSIS}")
    return mark + path[len(path) - width + len(mark) :]
