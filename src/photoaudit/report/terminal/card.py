"""The card in a terminal, at most `LINES` lines; of several photos a line each, with a count by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Rows:
    """The lines of a part, and of how many of its texts they are."""

    lines: tuple[str, ...]
    texts: int


def card(made: Card, view: View, fit: Fit) -> list[Line]:
    """Return a card: everything it says has a line at least, then what it begins with is told whole.

    Further texts come while there is room; the last line counts those that had none.
    """
    about = view.cut(made.about, max(view.width - len(made.path) - 2, _ABOUT))  # a path is never cut
    head = line(strong(made.path), faint(f"  {about}" if about else ""))
    parts = _parts(made)
    lines, rows = laid(parts, LINES - 2, view, fit)
    more = view.cut(f"{_MORE}{_untold(made, parts, rows)}.", view.width)
    return [head, *lines, line(faint(more))] if made.origin else [head, *lines]


def _untold(made: Card, parts: Sequence[Part], rows: Sequence[Rows]) -> str:
    """Say how many steps and questions had no room."""
    left = {part.label: len(part.texts) - told.texts for part, told in zip(parts, rows, strict=True)}
    steps, questions = left.get(STEP, 0) + made.more, left.get("only you", 0)
    named = ((steps, "more step"), (questions, "more question"))
    untold = [counted(count, noun) for count, noun in named if count]
    return f", {'' if untold[1:] else 'and '}{' and '.join(untold)}" if untold else ""


def laid(parts: Sequence[Part], room: int, view: View, fit: Fit) -> tuple[list[Line], list[Rows]]:
    """Return parts in at most ``room`` lines, one each at least, and what of each is told."""
    rows = [Rows((), 0)] * len(parts)
    given, spare = [1] * len(parts), room - len(parts)
    turns = sorted(range(len(parts)), key=lambda at: parts[at].turn)
    for most in (1, None):  # what each part begins with, then the rest
        for at in turns:
            told = replace(parts[at], texts=parts[at].texts[:most])
            rows[at] = _rows(told, given[at] + spare, view, fit)
            spare -= len(rows[at].lines) - given[at]
            given[at] = len(rows[at].lines)
    return [text for part, told in zip(parts, rows, strict=True) for text in _part(part, told.lines)], rows


def _parts(made: Card) -> list[Part]:
    turns = {"origin": 2, "privacy": 1 if made.leaks else 5, "looks": 6, "left out": 7}
    parts = [
        Part("", (made.answer,), 0, Role.STRONG),
        *(Part(label, (text,), turns[label]) for label, text in made.rows),
        Part(STEP, made.steps, 3),
        Part("only you", made.questions, 4, joined=True),
    ]
    return [part for part in parts if part.texts]


def _rows(part: Part, room: int, view: View, fit: Fit) -> Rows:
    """Return a part in at most ``room`` lines: as many texts as there is room for; only the first is cut."""
    cells = view.width - (_LABEL if part.label else 0)
    told: list[str] = []
    if part.joined:
        for count in range(_fitting(part.texts, room * cells), 0, -1):
            told = list(fit(" ".join(part.texts[:count]), cells))
            if len(told) <= room:
                return Rows(tuple(told), count)
        return Rows(_cut(told, room, cells, view), 1)
    for count, text in enumerate(part.texts):
        block = fit(text, cells)
        if count and len(told) + len(block) > room:
            return Rows(tuple(told), count)
        told += block if len(block) <= room else _cut(block, room, cells, view)
    return Rows(tuple(told), len(part.texts))


def _cut(rows: Sequence[str], room: int, cells: int, view: View) -> tuple[str, ...]:
    """Return the first lines of a text, a whole word and a mark at the end."""
    last = view.cut_words(" ".join(rows[room - 1 :]), cells)
    return (*rows[: room - 1], last)


def _fitting(texts: Sequence[str], signs: int) -> int:
    """Return how many texts, one after the other, have no more than so many signs, and 1 at least."""
    lengths = accumulate(len(text) + 1 for text in texts)
    return max(sum(1 for _ in takewhile(lambda length: length <= signs + 1, lengths)), 1)


def _part(part: Part, rows: Sequence[str]) -> list[Line]:
    lead = f"{part.label:{_LABEL}}" if part.label else ""
    return [
        line(Span(text, part.role), lead=strong(" " * len(lead) if at else lead) if lead else "")
        for at, text in enumerate(rows)
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
            view.cut_words(item.reason, room),
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
