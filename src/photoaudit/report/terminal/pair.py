"""A pair of pictures in a terminal: its card, every difference, or a line for each of many pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from photoaudit.model import Aspect, Change, Compared, Level
from photoaudit.report.card import card_of
from photoaudit.report.pair import (
    NOT_COMPARED,
    PairCard,
    answer_of,
    copies_stay_below,
    pair_card,
    unassessed_in,
    value_of,
    word_of,
)
from photoaudit.report.tally import Run
from photoaudit.report.terminal.card import STEP, Part, laid
from photoaudit.report.terminal.lines import BLANK, Fit, Line, Role, Span, View, faint, line, section, strong
from photoaudit.report.terminal.policy import LEVEL_ROLES, policy
from photoaudit.report.words import counted, sentence, words
from photoaudit.text import PATH, clean

LINES = 12
"""So many lines a card takes at most, whatever was found."""

_PATH = 36
_MORE = "--full prints every difference with what copies stay below"


@dataclass(frozen=True)
class PairRow:
    """What is kept of a pair for the table: ``key`` sorts its count, None where it was not compared."""

    path: str
    key: Change | None
    word: str
    level: Level
    risk: str
    answer: str


def row_of(compared: Compared) -> PairRow:
    """Return what the table shows of a pair."""
    made = card_of(compared.report)
    return PairRow(
        clean(compared.comparison.edited.path, PATH),
        compared.change,
        word_of(compared.change),
        made.level,
        made.word,
        answer_of(compared) if compared.change else sentence(compared.comparison.reason),
    )


def pair(compared: Compared, view: View, fit: Fit) -> list[Line]:
    """Return the card: the answer, each aspect with something to tell, rules and what to do."""
    made = pair_card(compared)
    room = view.width - len(made.path) - 2  # a path is never cut
    about = faint(f"  {view.cut(_about(made), room)}") if room > 0 else ""
    parts = [
        Part("", (made.answer,), 0, Role.STRONG),
        *(Part(label, (text,), 2 + at) for at, (label, text) in enumerate(made.rows)),
        *([Part("rules", (made.rules,), 1)] if made.rules else []),
        *([Part(STEP, made.steps, 9)] if made.steps else []),
    ]
    lines, rows = laid(parts, LINES - 2, view, fit)
    told = sum(row.texts for part, row in zip(parts, rows, strict=True) if part.label == STEP)
    hidden = made.more + len(made.steps) - told
    more = f", and {counted(hidden, 'more step')}" if hidden else ""
    last = [line(faint(f"{_MORE}{more}."))] if compared.comparison.differences else []
    return [line(strong(made.path), about), *lines, *last]


def _about(made: PairCard) -> str:
    return ", ".join(filter(None, (f"from {made.source}" if made.source else "", made.about)))


def pair_in_full(compared: Compared, view: View) -> Iterator[Line]:
    """Yield the answer, every difference with value, unit and floor, the rules touched and what to do."""
    made, comparison = pair_card(compared), compared.comparison
    yield line(strong(made.path), faint(f"  {_about(made)}"))
    yield line(strong(made.answer))
    if len(comparison.changes) > 1:
        yield line("All that holds: ", ", ".join(map(word_of, comparison.changes)), ".")
    for aspect in Aspect:
        found = [item for item in comparison.differences if item.aspect is aspect and item.assessed]
        lines: list[Line] = []
        for item in found:
            amount = ", ".join(filter(None, (value_of(item), copies_stay_below(item))))
            role = Role.STRONG if item.seen else Role.PLAIN
            lines.append(line(Span(sentence(item.summary), role), indent=2, lead="• "))
            lines.append(line(faint(f"{words(item.id)}{': ' if amount else ''}{amount}"), indent=4))
        yield from section(aspect.value, lines)
    missing = [
        line(f"{', '.join(names)}: {reason.rstrip('.')}.", indent=2, lead="• ")
        for reason, names in unassessed_in(comparison.differences).items()
    ]
    yield from section("not assessed", missing)
    for risk in compared.report.risks:
        state = Span(risk.level.value, LEVEL_ROLES[risk.level])
        yield from section(clean(risk.title), policy(risk, view), state)
    steps = [line(sentence(step), indent=2, lead="• ") for step in compared.report.next_steps]
    yield from section("what to do", steps)


def pairs_table(rows: Sequence[PairRow], run: Run, left: Sequence[str], view: View) -> Iterator[Line]:
    """Yield a line a pair in columns, then counts, and what belongs to no pair."""
    if run.stopped:
        yield line(Span(f"Stopped: {len(rows)} of {counted(run.total, 'pair')}.", Role.CAUTION))
    if rows:
        yield from _columns(rows, view)
        yield BLANK
    yield line(strong(f"{counted(len(rows), 'pair')} in all"))
    changes = Counter(row.key for row in rows)
    width = len(str(max(changes.values(), default=0)))
    for change in (*reversed(Change), None):
        if changes[change]:
            yield line(word_of(change), indent=2, lead=f"{changes[change]:{width}}  ")
    risks = Counter((row.level, row.risk) for row in rows)
    if risks:
        told = (
            f"{count} {risk}" for (_, risk), count in sorted(risks.items(), key=lambda item: -item[0][0].rank)
        )
        yield line(", ".join(told), indent=2, lead="highest risk  ")
    yield from section(
        "Originals without an edited picture", [line(clean(path, PATH), indent=2) for path in left]
    )
    yield from section(
        "Notes", [line(sentence(clean(note, PATH)), indent=2, lead="• ") for note in run.notes]
    )


def _columns(rows: Sequence[PairRow], view: View) -> Iterator[Line]:
    path = min(max(len(row.path) for row in rows), _PATH, view.width // 2)
    word = max(len(row.word) for row in rows)
    risk = max(len(row.risk) for row in rows)
    mark = view.plain("\N{HORIZONTAL ELLIPSIS}")
    for row in rows:
        name = row.path if len(row.path) <= path else mark + row.path[len(row.path) - path + len(mark) :]
        room = view.width - path - word - risk - 6
        role = Role.CAUTION if row.word == NOT_COMPARED else Role.PLAIN
        yield line(
            f"{name:{path}}  ",
            Span(f"{row.word:{word}}  ", role),
            Span(f"{row.risk:{risk}}  ", LEVEL_ROLES[row.level]),
            view.cut(row.answer, room) if room >= 8 else "",
        )


def pair_line(compared: Compared) -> str:
    """Return a pair in one line: both files, the change, the answer."""
    made = pair_card(compared)
    source = made.source or "(no original)"
    return f"{made.path} from {source}: {made.word}; {made.answer}"
