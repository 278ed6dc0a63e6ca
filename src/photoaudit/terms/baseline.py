"""Findings that somebody has accepted: a reviewed file, keyed by the content of a photo, not its place.

The file is JSON with an entry a line, sorted, so that a change to it is easy to review. An entry holds
for one finding in one photo as it is: a photo that was changed has another content and is new again.
Everything here is values in, values out; whoever calls reads and writes the file and knows the day.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from photoaudit.model import (
    Acceptance,
    Category,
    Outcome,
    Report,
    of_rule,
    of_verdict,
)
from photoaudit.text import PATH, SENTENCE, clean, hint

SCHEMA = "photoaudit-baseline/1"
"""The name of the format (``data/baseline.schema.json``)."""

NAME = ".photoaudit-baseline.json"
MAX_BYTES = 10 * 1024 * 1024
MAX_FINDINGS = 1000
"""Findings accepted in one photo: all of them are gone through for each copy of it."""

MOST = 5
"""Entries named in a note."""

_KEYS = ("path", "sha256", "finding", "accepted-by", "because", "until")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FINDING = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9][A-Za-z0-9-]*")
_VERDICTS = frozenset(map(of_verdict, Category))


class BaselineError(ValueError):
    """A text is no baseline; the message says in one sentence why."""


@dataclass(frozen=True)
class Entry:
    """One finding accepted in one photo; ``path`` (relative to the file, with slashes) only informs."""

    sha256: str
    path: str
    accepted: Acceptance

    @property
    def key(self) -> tuple[str, str]:
        """Return what the entry is found by."""
        return self.sha256, self.accepted.finding


class State(StrEnum):
    """How an entry stands."""

    VALID = "valid"
    EXPIRED = "expired"
    UNUSED = "unused"
    UNSEEN = "not looked at"


@dataclass(frozen=True)
class Standing:
    """How an entry stands, and in a few words why."""

    entry: Entry
    state: State
    why: str = ""


def parse(text: str) -> tuple[Entry, ...]:
    """Read a baseline, strictly; what it holds is cleaned, as anybody may have written it.

    Raises
    ------
    BaselineError
        For what is no baseline, or says anything that is not understood.
    """
    try:
        document = json.loads(text)
    except json.JSONDecodeError as problem:
        raise BaselineError(f"it is no JSON: line {problem.lineno}, column {problem.colno}") from None
    except RecursionError:
        raise BaselineError("it nests deeper than any baseline") from None
    except ValueError:  # of Python's own limit on digits
        raise BaselineError("it holds a number of too many digits") from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise BaselineError(f'its "schema" is not {SCHEMA!r}')
    _known(document, ("schema", "entries"), "it")
    listed = document.get("entries")
    if not isinstance(listed, list):
        raise BaselineError('its "entries" are no list')
    entries: dict[tuple[str, str], Entry] = {}
    counts: Counter[str] = Counter()
    for at, item in enumerate(listed, 1):
        entry = _entry(item, f"entry {at}")
        if entry.key in entries:
            raise BaselineError(f"entry {at} accepts what another one does: {_named(entry)}")
        counts[entry.sha256] += 1
        if counts[entry.sha256] > MAX_FINDINGS:
            raise BaselineError(f"it accepts more than {MAX_FINDINGS:,} findings in one photo: {entry.path}")
        entries[entry.key] = entry
    return tuple(sorted(entries.values(), key=_order))


def _entry(item: object, place: str) -> Entry:
    if not isinstance(item, dict):
        raise BaselineError(f"{place} is no object")
    _known(item, _KEYS, place)
    for key in _KEYS[:-1]:
        if not isinstance(item.get(key), str) or not clean(item[key]):
            raise BaselineError(f"{place} needs a text for {key!r}")
    if not _SHA256.fullmatch(item["sha256"]):
        raise BaselineError(f"{place}: 'sha256' must be 64 hexadecimal digits in lower case")
    finding = item["finding"]
    if not _FINDING.fullmatch(finding):
        raise BaselineError(
            f"{place}: 'finding' must be POLICY/RULE or verdict/CATEGORY, not {clean(finding)!r}"
        )
    if finding.startswith("verdict/") and finding not in _VERDICTS:
        raise BaselineError(f"{place}: there is no {finding!r}{hint(finding, _VERDICTS)}")
    until = item.get("until")
    if until is not None:
        until = day(until, f"{place}: 'until'")
    by, why = (clean(item[key], SENTENCE) for key in ("accepted-by", "because"))
    return Entry(item["sha256"], clean(item["path"], PATH), Acceptance(finding, by, why, until or ""))


def day(text: object, what: str) -> str:
    """Return a date such as 2026-11-22; raises `BaselineError` for anything else."""
    with suppress(ValueError):
        if isinstance(text, str) and date.fromisoformat(text).isoformat() == text:
            return text
    raise BaselineError(f"{what} must be a date such as 2026-11-22")


def _known(item: Mapping[str, Any], keys: Sequence[str], place: str) -> None:
    for key in item:
        if key not in keys:
            raise BaselineError(f"{place} has an unknown key {clean(key)!r}{hint(key, keys)}")


def render(entries: Iterable[Entry]) -> str:
    """Return the text of a baseline: sorted, an entry a line, the same for the same entries."""
    lines = (
        json.dumps(
            {
                "path": entry.path,
                "sha256": entry.sha256,
                "finding": entry.accepted.finding,
                "accepted-by": entry.accepted.by,
                "because": entry.accepted.why,
                "until": entry.accepted.until or None,
            },
            ensure_ascii=False,
        )
        for entry in sorted(entries, key=_order)
    )
    body = ",\n".join(f"    {line}" for line in lines)
    listed = f"[\n{body}\n  ]" if body else "[]"
    return f'{{\n  "schema": "{SCHEMA}",\n  "entries": {listed}\n}}\n'


def _order(entry: Entry) -> tuple[str, str, str]:
    return entry.path, entry.accepted.finding, entry.sha256


def expired(entry: Entry, today: str) -> bool:
    """Whether the last day of an entry is over."""
    return bool(entry.accepted.until) and entry.accepted.until < today


def index(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """Return the entries by the content that they are about."""
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in entries:
        found[entry.sha256] = (*found.get(entry.sha256, ()), entry)
    return found


def apply(report: Report, entries: Mapping[str, Sequence[Entry]], today: str) -> Report:
    """Return a report with the acceptances that apply to what was found; ``entries`` as of `index`."""
    found = findings(report)
    accepted = tuple(
        entry.accepted
        for entry in entries.get(report.sha256, ())
        if entry.accepted.finding in found and not expired(entry, today)
    )
    return replace(report, accepted=accepted) if accepted else report


def findings(report: Report) -> set[str]:
    """Return the names of all that may be accepted in a photo: rules that fired, and the verdict."""
    fired = {of_rule(risk.policy, rule.id) for risk in report.risks for rule in risk.fired}
    return fired | ({of_verdict(report.verdict.category)} if report.verdict else set())


@dataclass
class Seen:
    """What a run has seen of the photos that a baseline is about.

    ``complete`` says that all checks were run: without some, a verdict may come out differently, and
    that another one is missing says nothing.
    """

    entries: Sequence[Entry]
    complete: bool = True
    fired: set[tuple[str, str]] = field(default_factory=set)
    ruled_out: set[tuple[str, str]] = field(default_factory=set)
    contents: set[str] = field(default_factory=set)
    places: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_content = index(self.entries)
        self._paths = {entry.path for entry in self.entries}

    def add(self, report: Report, path: str) -> None:
        """Take note of a photo found at ``path``, relative to the baseline's folder."""
        if not report.sha256:
            return
        if path in self._paths:
            self.places[path] = report.sha256
        names = {entry.accepted.finding for entry in self._by_content.get(report.sha256, ())}
        if not names:
            return
        self.contents.add(report.sha256)
        found = findings(report)
        passed = {
            of_rule(risk.policy, rule.id)
            for risk in report.risks
            for rule in risk.rules
            if rule.outcome is Outcome.PASSED
        }
        if report.verdict and self.complete:
            passed |= _VERDICTS - found
        for risk in report.risks:  # and rules that the policy no longer has
            known = {of_rule(risk.policy, rule.id) for rule in risk.rules}
            prefix = of_rule(risk.policy, "")
            passed |= {name for name in names if name.startswith(prefix)} - known
        self.fired |= {(report.sha256, name) for name in found & names}
        self.ruled_out |= {(report.sha256, name) for name in passed & names}


def standing(seen: Seen, gone: Iterable[str], today: str) -> list[Standing]:
    """Return how each entry stands after a run; ``gone`` are paths of entries where no file is any more."""
    missing = frozenset(gone)
    return [_stands(entry, seen, missing, today) for entry in seen.entries]


def _stands(entry: Entry, seen: Seen, gone: frozenset[str], today: str) -> Standing:
    there = seen.places.get(entry.path)
    if entry.key in seen.fired:
        if expired(entry, today):
            return Standing(entry, State.EXPIRED, f"since {entry.accepted.until}")
        return Standing(entry, State.VALID)
    if entry.key in seen.ruled_out:
        return Standing(entry, State.UNUSED, "no longer found in this photo")
    if entry.sha256 not in seen.contents and there not in (None, entry.sha256):
        return Standing(entry, State.UNUSED, "the photo has changed")
    if entry.sha256 not in seen.contents and entry.path in gone:
        return Standing(entry, State.UNUSED, "the photo is gone")
    if expired(entry, today):
        return Standing(entry, State.EXPIRED, f"since {entry.accepted.until}")
    return Standing(entry, State.UNSEEN)


def notes(standings: Iterable[Standing], *, partial: bool = False) -> tuple[str, ...]:
    """Return what a scan should say of its baseline: what no longer counts, and what nothing needs.

    A ``partial`` scan, of what has changed or of some files, leaves what is not needed to a whole one.
    """
    listed = list(standings)
    said = []
    for state in (State.EXPIRED,) if partial else (State.EXPIRED, State.UNUSED):
        some = [item for item in listed if item.state is state]
        if some:
            names = ", ".join(f"{_named(item.entry)} ({item.why})" for item in some[:MOST])
            more = f" and {len(some) - MOST} more" if len(some) > MOST else ""
            said.append(f"{state.value} in the baseline: {names}{more}")
    return tuple(said)


def _named(entry: Entry) -> str:
    return f"{entry.accepted.finding} in {entry.path}"
