"""What is known of policies without a photo: the list of packs, one pack's rules, and what is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from photoaudit import engine
from photoaudit.model import Level
from photoaudit.policy.pack import Policy, Rule
from photoaudit.policy.words import describe
from photoaudit.report.terminal.lines import BLANK, Line, Span, View, faint, line, strong
from photoaudit.report.terminal.policy import LEVEL_ROLES
from photoaudit.report.words import CONFIDENCE, counted, sentence, words
from photoaudit.text import SENTENCE, clean

_LEGAL = "Summaries in our own words; not legal advice. Read the source before you rely on one."


_GATE = "No photo can come to more, so a --fail-on above it never fails one."


def packs(policies: Sequence[Policy], default: str, view: View) -> list[Line]:
    """Return the packs: id, title, the highest risk they reach, how many rules, and when they were read."""
    width = min(max(len(pack.id) for pack in policies), view.width // 2)
    rows = [
        line(
            f"{clean(pack.title)}{' (default)' if pack.id == default else ''}",
            faint(": "),
            _most(pack, "at most "),
            faint(f", {counted(len(pack.rules), 'rule')}, read {pack.checked_on}"),
            lead=strong(f"{view.cut(pack.id, width):{width}}  "),
        )
        for pack in policies
    ]
    return [*rows, BLANK, line(faint(f"{_LEGAL} One in full: photoaudit policies show NAME"))]


def pack_page(pack: Policy, view: View) -> list[Line]:  # noqa: ARG001 - every page of lines takes a view
    """Return all that a pack says."""
    extends = f", extends {pack.extends}" if pack.extends else ""
    lines = [
        line(strong(clean(pack.title)), faint(f"  {pack.id}, version {clean(pack.version)}{extends}")),
        BLANK,
        *([line(clean(pack.about, SENTENCE))] if pack.about else []),
        line("Highest risk: ", _most(pack), f". {_GATE}"),
        line(faint(_LEGAL)),
    ]
    for rule in pack.rules:
        lines += [BLANK, *_rule(rule)]
    if pack.questions:
        bullets = (line(clean(question, SENTENCE), indent=2, lead="• ") for question in pack.questions)
        lines += [BLANK, line(strong("Only you can answer")), *bullets]
    return lines


def due(entries: Sequence[tuple[Policy, Rule, int]], days: int, view: View) -> list[Line]:
    """Return the rules to read again, with their age in days and where to read them."""
    if not entries:
        return [line(f"No rule was last read more than {counted(days, 'day')} ago.")]
    width = max(len(f"{pack.id} {rule.id}") for pack, rule, _ in entries)
    width = min(width, view.width // 2)
    rows = [
        line(
            f"read {rule.checked_on}, {counted(age, 'day')} ago ",
            faint(clean(rule.source, SENTENCE)),
            lead=f"{view.cut(f'{pack.id} {rule.id}', width):{width}}  ",
        )
        for pack, rule, age in entries
    ]
    return [*rows, BLANK, line(f"{counted(len(entries), 'rule')} to read again.")]


def _most(pack: Policy, before: str = "") -> Span:
    """Return the highest risk that a pack can come to, with words ``before`` it."""
    level = engine.highest(pack)
    return Span("notes only" if level is Level.NONE else f"{before}{level.value}", LEVEL_ROLES[level])


def _rule(rule: Rule) -> Iterator[Line]:
    severity = Span(
        "note" if rule.severity is Level.NONE else rule.severity.value, LEVEL_ROLES[rule.severity]
    )
    yield line(strong(rule.id), ": ", severity, f", {words(rule.status)}")
    yield line(sentence(rule.because), indent=2)
    yield line(sentence(describe(rule)), indent=2)
    if rule.advice:
        yield line(f"To do: {sentence(rule.advice)}", indent=2)
    how = CONFIDENCE.get(rule.confidence, words(rule.confidence))
    source = "" if rule.confidence == "own" else f"; {clean(rule.source, SENTENCE)}"
    yield line(faint(f"checked {rule.checked_on}, {how}{source}"), indent=2)
