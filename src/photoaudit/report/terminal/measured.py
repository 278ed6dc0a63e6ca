"""The section on what was measured: a line a value, and what the values are worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from photoaudit.model import Claim, Family, Finding, Report, Status
from photoaudit.report.terminal import bar as _bar
from photoaudit.report.terminal.lines import BLANK, Line, Role, Span, View, faint, line, section
from photoaudit.report.values import feeding, of_pixels, populations, telling, typical, unplaced
from photoaudit.report.words import (
    listed,
    number,
    place,
    quantity,
    sentence,
    supported,
    unassessed,
    with_status,
    words,
)
from photoaudit.text import clean

_INDENT = 4
_GAP = "  "
_NAME = 16
_VALUE = 17
"""The widths to which names and values are cut before a bar is given up for lack of room."""


@dataclass(frozen=True)
class _Columns:
    """How wide each column of the block is; ``inner`` is 0 where there is no room for bars."""

    name: int
    value: int
    inner: int


def measured(report: Report, view: View) -> list[Line]:
    """Return a line for each measured value, by family, and the note that tells how to read them."""
    every = [item for item in with_status(report, Status.MEASURED) if view.verbose or of_pixels(item)]
    if not every:
        asked = any(map(of_pixels, report.findings))
        return [line(faint("Nothing could be measured."), indent=2)] if asked else []
    named = view.named
    shown = [item for item in every if view.verbose or telling(item) or {item.check, item.family} & named]
    columns = _columns(shown, view)
    return [
        *_families(shown, columns, view, feeding(report)),
        *_rest(len(every) - len(shown)),
        *_note(every, columns, view),
        BLANK,
        *_worth(report, view),
    ]


def asked(report: Report, view: View) -> list[Line]:
    """Return what the checks that somebody named have measured, nothing if none was named."""
    every = with_status(report, Status.MEASURED)
    shown = [item for item in every if item.value is not None and {item.check, item.family} & view.named]
    columns = _columns(shown, view)
    return section(
        "What was asked for",
        [*_families(shown, columns, view, feeding(report)), *_note(shown, columns, view)],
    )


def _rest(count: int) -> list[Line]:
    if not count:
        return []
    verb = "value is" if count == 1 else "values are"
    return [line(faint(f"{count} other {verb} in the usual range (--verbose shows them)."), indent=2)]


def _columns(findings: Sequence[Finding], view: View) -> _Columns:
    valued = [finding for finding in findings if finding.value is not None]
    name = max((len(words(finding.check)) for finding in findings), default=0)
    value = max((len(_value(finding, view)) for finding in valued), default=0)
    place_width = max((len(_place(finding)) for finding in valued), default=0)
    inner = 15 if view.width >= 96 else 9
    free = view.width - _INDENT - place_width - 2 * len(_GAP)
    if any(finding.percentile is not None for finding in valued):
        with_bar = free - _bar.width(inner) - len(_GAP)
        if with_bar >= min(name, _NAME) + min(value, _VALUE):
            return _fit(name, value, with_bar, inner)
    return _fit(name, value, free, 0)


def _fit(name: int, value: int, free: int, inner: int) -> _Columns:
    """Share ``free`` cells between names and values: first names are cut, then values."""
    name = min(name, max(free - min(value, _VALUE), _NAME))
    return _Columns(name, min(value, max(free - name, 0)), inner)


def _families(
    findings: Sequence[Finding], columns: _Columns, view: View, marked: frozenset[str]
) -> Iterator[Line]:
    for family in Family:
        members = [finding for finding in findings if finding.family is family]
        if members:
            yield line(faint(family.value), indent=2)
        for finding in members:
            yield from _finding(finding, columns, view, marked=finding.check in marked)


def _finding(finding: Finding, columns: _Columns, view: View, *, marked: bool) -> Iterator[Line]:
    name = view.cut(words(finding.check), columns.name).ljust(columns.name)
    if finding.value is None:
        yield line(sentence(finding.summary), indent=_INDENT, lead=name + _GAP)
    else:
        value = view.cut(_value(finding, view), columns.value).ljust(columns.value)
        yield line(name + _GAP, value, *_where(finding, columns, marked=marked), indent=_INDENT)
        if view.verbose or finding.notable or not typical(finding):
            yield line(sentence(finding.summary), indent=_INDENT + 2)
    if view.verbose:
        yield from _more(finding)


def _where(finding: Finding, columns: _Columns, *, marked: bool) -> Iterator[Span]:
    if unplaced(finding):
        yield from (Span(_GAP), faint("no reference yet"))
    if finding.percentile is None:
        return
    yield Span(_GAP)
    if columns.inner:
        yield from (*_bar.bar(finding.percentile, columns.inner, marked=marked), Span(_GAP))
    role = Role.FAINT if typical(finding) else Role.CAUTION if marked else Role.PLAIN
    yield Span(_place(finding), role)


def _more(finding: Finding) -> Iterator[Line]:
    """Tell what only a verbose report does: reference range, weight and details."""
    facts = []
    if finding.reference:
        spread = finding.reference
        facts.append(
            f"usual range {number(spread.low)} to {number(spread.high)}, median {number(spread.median)}"
        )
    if finding.llr is not None and finding.claim:
        facts.append(f"log10 likelihood ratio {finding.llr:+.2f} for '{finding.claim.value}'")
    for name, value in finding.details:
        if value == "":
            continue
        facts.append(f"{words(name)} {clean(value) if isinstance(value, str) else number(value)}")
    if facts:
        yield line(faint("; ".join(facts)), indent=_INDENT + 2)


def _note(findings: Sequence[Finding], columns: _Columns, view: View) -> list[Line]:
    """Say once who the reference photos are, and what a place among them is not."""
    placed = [finding for finding in findings if finding.percentile is not None and finding.reference]
    if not placed:
        return []
    text = f"Compared with {populations(placed)}."
    if columns.inner:
        text += " 90 of 100 lie between ├ and ┤."
    text += " A place outside the usual range is not evidence of AI."
    if view.verbose:
        text += " A value without a likelihood ratio weighs nothing."
    return [line(faint(text), indent=2)]


def _worth(report: Report, view: View) -> Iterator[Line]:
    """Say what the values are worth as evidence for each claim, all of them together."""
    supports = {support.claim: support for support in report.verdict.supports} if report.verdict else {}
    if not supports:
        yield line("No measured value carries weight as evidence here.", indent=2)
        return
    for claim in Claim:
        support = supports.get(claim)
        if support is None:
            yield line(unassessed(claim), indent=2)
            continue
        yield line(supported(support), indent=2)
        names = [words(name) for name in support.findings]
        if (support.given or view.verbose) and names:
            behind = f"from {listed(names, len(names) if view.verbose else 4)}"
            if view.verbose:
                behind += f"; log10 likelihood ratio {support.llr:+.2f}"
            yield line(faint(behind), indent=4)


def _value(finding: Finding, view: View) -> str:
    return view.plain(quantity(finding.value, finding.unit)) if finding.value is not None else ""


def _place(finding: Finding) -> str:
    return place(finding.percentile) if finding.percentile is not None else ""
