"""A report in Markdown, to paste into an issue or a pull request, and the summary of a job.

It names the worst photos first, each with what was found and what to do, as far as there is room. There
are no thumbnails: GitHub and GitLab show no pictures that a text brings along (``data:`` addresses).
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from photoaudit.model import Level, Report, ReportStatus
from photoaudit.report.card import Card, card_of
from photoaudit.report.ci.issues import Issue, accepted_by, album_issues, issues, shown
from photoaudit.report.ci.markup import code, prose
from photoaudit.report.gaps import Gaps
from photoaudit.report.remaining import report_word
from photoaudit.report.tally import Ending
from photoaudit.report.words import counted, listed, sentence
from photoaudit.terms.about import About

COMMENT = 60_000
"""Bytes that fit into a comment: GitHub takes 65,536 characters."""

SUMMARY = 1_000_000
"""Bytes that fit into the summary of a step: GitHub takes 1 MiB."""

MOST = 200
"""Photos that are kept to be named; the rest are counted."""

_GROUPS = 20
_NOTES = 10
_IN_GROUP = 10
_LONG = 1_000
_UNDONE = "\n_There was no room for the rest; another `--format` names all._\n"


@dataclass(frozen=True)
class _Entry:
    path: str
    level: Level
    unreadable: bool
    issues: tuple[Issue, ...]

    @property
    def risk(self) -> str:
        if self.unreadable:
            return "unreadable"
        level = "" if self.level is Level.NONE else self.level.value
        fault = "check broke" if any(issue.broken for issue in self.issues) else ""
        return ", ".join(filter(None, (level, fault))) or "note"


class Markdown:
    """The report, written when it ends, as what is worst comes first; it keeps `MOST` photos."""

    def __init__(
        self,
        write: Callable[[str], object],
        about: About,
        *,
        ascii: bool = False,
        room: int = COMMENT,
    ) -> None:
        self._write, self._about, self._ascii, self._room = write, about, ascii, room
        self._photos = self._unread = self._told = self._known = self._failing = 0
        self._other = False
        self._gaps = Gaps()
        self._card: Card | None = None
        self._levels: Counter[tuple[Level, str]] = Counter()
        self._worst: list[tuple[int, int, _Entry]] = []

    def add(self, report: Report) -> None:
        """Count a report, and keep what is to be told of it if it is among the worst."""
        self._photos += 1
        self._gaps.add(report)
        self._card = card_of(report) if self._photos == 1 else None
        unreadable, level = report.status is ReportStatus.UNREADABLE, report.new_level or Level.NONE
        self._unread += unreadable
        if not unreadable:
            self._levels[level, report_word(report)] += 1
        gate, above = self._about.gate_of(report), self._about.gate.level
        fails = bool(gate.reason(report))
        self._failing += fails
        self._other |= fails is not (above is not None and level.rank >= above.rank)
        found = issues(report)
        self._known += sum(issue.accepted is not None for issue in found)
        rank = max((issue.rank for issue in found), default=-1)
        if rank < 0:
            return
        self._told += 1
        entry = _Entry(shown(report.path, self._about), level, unreadable, tuple(found))
        push = heapq.heappush if len(self._worst) < MOST else heapq.heappushpop
        push(self._worst, (rank, -self._photos, entry))

    def end(self, ending: Ending | None = None) -> None:
        """Write everything."""
        entries = [item[-1] for item in sorted(self._worst, key=lambda item: item[:2], reverse=True)]
        room = self._room - len(_UNDONE.encode())
        for part in self._parts(entries, ending):
            text = part.encode("ascii", "xmlcharrefreplace").decode() if self._ascii else part
            room -= len(text.encode())
            if room < 0:
                self._write(_UNDONE)
                return
            self._write(text)

    def _parts(self, entries: list[_Entry], ending: Ending | None) -> Iterator[str]:
        """Yield pieces that may each be the last."""
        yield f"## photoaudit: {self._headline()}\n"
        if ending and ending.run.stopped:
            total = counted(ending.run.total, "photo")
            yield f"\n**Stopped: {self._photos} of {total} were audited.**\n"
        if self._card:
            yield f"\n{_shown(self._card)}\n"
        yield f"\n{self._totals()}\n"
        if gap := self._gaps.sentence:
            yield f"\n{prose(gap, _LONG)}\n"
        for note in (ending.run.notes if ending else ())[:_NOTES]:
            yield f"\n{prose(sentence(note), _LONG)}\n"
        if entries:
            yield "\n| photo | risk | why |\n| --- | --- | --- |\n"
            for entry in entries:
                yield f"| {code(entry.path)} | {entry.risk} | {prose(_first(entry).text)} |\n"
        if self._told > len(entries):
            yield f"\nand {self._told - len(entries)} more.\n"
        yield from _groups(ending, self._about)
        detailed = [entry for entry in entries if _telling(entry)]
        if detailed:
            yield "\n### What was found and what to do\n"
        yield from map(_details, detailed)
        yield (
            "\nNo photo is called fake or authentic here; a risk is what a policy makes of what is known. "
            "Summaries of policies are not legal advice.\n"
        )

    def _headline(self) -> str:
        photos, level = counted(self._photos, "photo"), self._about.gate.level
        if not self._photos:
            return "no photo was audited"
        one = self._failing == 1 or self._photos == 1
        if level is None or self._other:  # fails for a verdict, or by the gate of its path
            return f"{self._failing or 'none'} of {photos} {'fails' if one else 'fail'}"
        return f"{self._failing or 'none'} of {photos} {'reaches' if one else 'reach'} risk {level.value}"

    def _totals(self) -> str:
        ordered = sorted(self._levels.items(), key=lambda item: (-item[0][0].rank, item[0][1]))
        counts = [f"{count} {word}" for (_, word), count in ordered]
        parts = [f"Policy risk: {', '.join(counts)}" if counts else "", f"Unreadable: {self._unread}"]
        if self._known:
            parts.append(f"Accepted earlier: {counted(self._known, 'finding')}")
        names = ", ".join(prose(policy.title) for policy in self._about.policies)
        return ". ".join(filter(None, [*parts, f"Policies: {names}" if names else ""])) + "."


def _shown(card: Card) -> str:
    """Return the card of the only photo as lines of a list."""
    lines = [f"**{prose(card.answer, _LONG)}**\n"]
    lines += [f"- **{label}**: {prose(text, _LONG)}" for label, text in card.rows]
    lines += [f"- **do**: {prose(step, _LONG)}" for step in card.steps]
    lines += [f"- **only you can answer**: {prose(question, _LONG)}" for question in card.questions]
    return "\n".join(lines)


def _first(entry: _Entry) -> Issue:
    return max(entry.issues, key=lambda issue: issue.rank)


def _telling(entry: _Entry) -> bool:
    """Whether there is more to tell than advice, for which a row is enough."""
    return any(
        issue.rank >= Level.LOW.rank or (issue.level is Level.NONE and not issue.accepted)
        for issue in entry.issues
    )


def _details(entry: _Entry) -> str:
    lines = [f"\n#### {code(entry.path)}\n"]
    for issue in sorted(entry.issues, key=lambda issue: -issue.rank):
        word = "accepted" if issue.accepted else "not audited" if issue.broken else issue.level.value
        lines.append(
            f"- **{'note' if word == 'none' else word}** {code(issue.rule)}: {prose(issue.text, _LONG)}"
        )
        if issue.accepted:
            lines.append(f"  - {prose(accepted_by(issue.accepted), _LONG)}")
        elif issue.advice:
            lines.append(f"  - What to do: {prose(issue.advice, _LONG)}")
    return "\n".join(lines) + "\n"


def _groups(ending: Ending | None, about: About) -> Iterator[str]:
    found = list(islice(album_issues(ending.album if ending else None), _GROUPS + 1))
    if found:
        yield "\n### Photos that belong together\n\n"
    for issue in found[:_GROUPS]:
        photos = listed([code(shown(path, about)) for path in issue.photos[: _IN_GROUP + 2]], _IN_GROUP)
        yield f"- {code(issue.rule)}: {prose(issue.text, _LONG)}{f' {photos}' if photos else ''}\n"
    if len(found) > _GROUPS:
        yield "- and more.\n"
