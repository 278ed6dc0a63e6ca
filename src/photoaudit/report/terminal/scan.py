"""The end of a scan in a terminal: counts, the worst photos, what was not read, how long it took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from photoaudit.model import Album, Category, Level
from photoaudit.report.looking import NOBODY, WHO, gravest, needed
from photoaudit.report.tally import Run, Tally
from photoaudit.report.terminal.groups import together
from photoaudit.report.terminal.lines import BLANK, Line, Role, Span, View, faint, line, section
from photoaudit.report.terminal.photo import CATEGORY_ROLES
from photoaudit.report.terminal.policy import LEVEL_ROLES
from photoaudit.report.words import accepted_in, counted, listed, sentence
from photoaudit.text import PATH, clean

_LABEL = 15
_CHECKS = 4
_REASON = 240
_TITLE = 24
_GROUPS = 3


def summary(tally: Tally, run: Run, view: View, album: Album | None = None) -> list[Line]:
    """Return the summary of a scan; ``album`` is what its photos show together."""
    return [
        *_head(tally, run),
        *_counts(tally),
        *section("By rule", list(_rules(tally))),
        *section("Risk by policy", _policies(tally, view)),
        *section("Worst", list(_worst(tally, view))),
        *section("Together", together(album, None if tally.most is None else _GROUPS)),
        *section("Unreadable", list(_unreadable(tally))),
        *section("Notes", [line(sentence(clean(note, PATH)), indent=2, lead="• ") for note in run.notes]),
        *_page(tally, run),
    ]


def _head(tally: Tally, run: Run) -> Iterator[Line]:
    took = f" in {_duration(run.seconds)}"
    rate = f", {_rate(tally.photos / run.seconds)} a second" if run.seconds > 0 and tally.photos > 1 else ""
    cached = f"; {run.cached} of them known from the cache" if run.cached else ""
    if run.stopped:
        missing = Span(f"Stopped: {tally.photos} of {counted(run.total, 'photo')}", Role.CAUTION)
        yield line(missing, f"{took}{cached}. The rest was not audited.")
    if tally.photos and (tally.wanted or not run.stopped):
        yield line(Span(needed(tally.wanted, tally.photos), Role.STRONG))
        yield line(faint(WHO if tally.wanted else NOBODY))
    if not run.stopped:
        yield line(faint(f"{counted(tally.photos, 'photo')}{took}{rate}{cached}."))
    yield BLANK


def _counts(tally: Tally) -> Iterator[Line]:
    if tally.categories:
        parts = [
            Span(f"{tally.categories[category]} {category.value}", CATEGORY_ROLES[category])
            for category in Category
            if tally.categories[category]
        ]
        yield line(*_joined(parts), indent=2, lead="verdicts".ljust(_LABEL))
    if tally.risks:
        yield line(*_joined(_levels(tally.risks)), indent=2, lead="highest risk".ljust(_LABEL))
    if tally.known:
        text = accepted_in(tally.known, tally.with_known)
        yield line(text, indent=2, lead="known".ljust(_LABEL))
    if gap := tally.gaps.sentence:
        yield line(gap, indent=2, lead="left out".ljust(_LABEL))
    if tally.unread:
        yield line(Span(str(tally.unread), Role.CAUTION), indent=2, lead="unreadable".ljust(_LABEL))
    if tally.faulty:
        checks = listed([f"{name} ({count})" for name, count in tally.faults.most_common()], _CHECKS)
        text = f": {checks}; the first: {tally.first_fault}"
        photos = Span(f"on {counted(tally.faulty, 'photo')}", Role.CAUTION)
        yield line(photos, text, indent=2, lead="broken checks".ljust(_LABEL))


def _rules(tally: Tally) -> Iterator[Line]:
    """Yield how many photos came out so, by gravity: what rules say, and what kept photos from an audit."""
    rows = gravest(tally.reasons)
    shown = rows if tally.most is None else rows[: tally.most]
    count = max((len(f"{many:,}") for _, many in shown), default=0)
    level = max((len(reason.level.value) for reason, _ in shown), default=0)
    for reason, many in shown:
        lead = Span(f"{many:{count},}  {reason.level.value:{level}}  ", LEVEL_ROLES[reason.level])
        rule = faint(f"  {clean(reason.rule)}" if reason.rule else "")
        yield line(reason.text, rule, indent=2, lead=lead)
    yield from _more(len(rows) - len(shown))


def _page(tally: Tally, run: Run) -> Iterator[Line]:
    """Say how a page of all photos is made, where there is none and it would show anything."""
    if not tally.photos or not run.page:
        return
    yield BLANK
    yield line(faint("As a page, with a picture, the reasons and what to do for each photo:"))
    yield Line((Span(run.page),), indent=2, whole=True)


def _levels(counts: Counter[tuple[Level, str]]) -> list[Span]:
    ordered = sorted(counts.items(), key=lambda item: (-item[0][0].rank, item[0][1]))
    return [Span(f"{count} {word}", LEVEL_ROLES[level]) for (level, word), count in ordered]


def _policies(tally: Tally, view: View) -> list[Line]:
    if len(tally.by_policy) < 2:
        return []
    width = min(max(map(len, tally.by_policy)), _TITLE, view.width // 3)
    return [
        line(*_joined(_levels(counts)), indent=2, lead=f"{view.cut(title, width):{width}}  ")
        for title, counts in tally.by_policy.items()
    ]


def _worst(tally: Tally, view: View) -> Iterator[Line]:
    shown = tally.worst
    label = max((len(item.level.value) for item in shown), default=0) + 2
    for item in shown:
        yield line(item.path, indent=2, lead=Span(item.level.value.ljust(label), LEVEL_ROLES[item.level]))
        yield line(faint(view.cut_words(item.reason, _REASON)), indent=2 + label)
    yield from _more(tally.at_risk - len(shown))


def _unreadable(tally: Tally) -> Iterator[Line]:
    for item in tally.unreadable:
        yield line(f"{item.path}: {item.reason}", indent=2)
    yield from _more(tally.unread - len(tally.unreadable))


def _more(count: int) -> Iterator[Line]:
    if count:
        yield line(faint(f"and {count} more; --verbose names all, as any other --format does."), indent=2)


def _joined(parts: list[Span]) -> Iterator[Span | str]:
    for position, part in enumerate(parts):
        if position:
            yield ", "
        yield part


def _duration(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    hours, minutes = whole // 3600, whole % 3600 // 60
    if whole < 60:
        return f"{whole} s"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {whole % 60} s"


def _rate(rate: float) -> str:
    return f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}"
