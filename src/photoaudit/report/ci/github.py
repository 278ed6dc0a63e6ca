"""Annotations of a GitHub workflow: lines on standard output that the runner turns into notes on files.

GitHub shows ten of each kind a step and drops the rest, so an annotation is a photo, not a rule, and
the worst ten of each kind are kept and written at the end, the worst first.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable

from photoaudit.model import Level, Report
from photoaudit.report.ci.issues import BROKEN, LEFT_OUT, STOPPED, Issue, album_issues, issues, shown
from photoaudit.report.gaps import Gaps
from photoaudit.report.tally import Ending
from photoaudit.report.words import counted, listed
from photoaudit.terms.about import About

MOST = 10
"""Annotations of a kind that GitHub shows for a step."""

_KINDS = ("error", "warning", "notice")
_LONG = 4_000
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


class GitHub:
    """The annotations, written when it ends; it keeps ten of a kind."""

    def __init__(self, write: Callable[[str], object], about: About, *, ascii: bool = False) -> None:  # noqa: ARG002 - as its siblings are called
        self._write, self._about = write, about
        self._order = 0
        self._gaps = Gaps()
        self._counts: Counter[str] = Counter()
        self._kept: dict[str, list[tuple[int, int, str]]] = {kind: [] for kind in _KINDS}

    def add(self, report: Report) -> None:
        """Keep the annotation of a photo, if there is anything new to say and it is among the worst."""
        self._gaps.add(report)
        found = sorted(
            (issue for issue in issues(report) if not issue.accepted), key=lambda issue: -issue.rank
        )
        if found:
            path = shown(report.path, self._about)
            told = [" ".join(filter(None, (issue.text, issue.advice))) for issue in found]
            # The place is not shown where all annotations of a run are listed, so it is said, too.
            self._keep(found[0], path, "\n".join([f"{path}:", *told]))

    def end(self, ending: Ending | None = None) -> None:
        """Write the annotations, and how many there would have been."""
        for issue in album_issues(ending.album if ending else None):
            paths = [shown(path, self._about) for path in issue.photos]
            self._keep(issue, paths[0] if paths else "", f"{issue.text} {listed(paths[:12], 10)}")
        if gap := self._gaps.sentence:
            self._keep(Issue(LEFT_OUT, "Checks were left out", gap), "", gap)
        if ending and ending.run.stopped:
            text = f"Stopped: not all of {counted(ending.run.total, 'photo')} were audited."
            self._write(_annotation(BROKEN.github, "", STOPPED, text))
        for kept in self._kept.values():
            for _, _, text in sorted(kept, reverse=True):
                self._write(text)
        more = {kind: count - MOST for kind, count in self._counts.items() if count > MOST}
        if more:
            counts = ", ".join(f"{counted(count, kind)}" for kind, count in more.items())
            self._write(f"photoaudit: GitHub shows {MOST} of a kind; not written: {counts}.\n")

    def _keep(self, issue: Issue, path: str, text: str) -> None:
        kind = issue.mark.github
        self._counts[kind] += 1
        self._order += 1
        kept = self._kept[kind]
        risk = "" if issue.broken or issue.level is Level.NONE else f"risk {issue.level.value}, "
        line = _annotation(kind, path, f"photoaudit: {risk}{issue.title}", text)
        entry = (issue.rank, -self._order, line)
        (heapq.heappush if len(kept) < MOST else heapq.heappushpop)(kept, entry)


def _annotation(kind: str, path: str, title: str, text: str) -> str:
    """Return a line that the runner reads as a command: what would end it or part it is escaped."""
    place = f"file={path.translate(_PROPERTY)},line=1," if path else ""
    short = text if len(text) <= _LONG else f"{text[: _LONG - 3]}..."
    return f"::{kind} {place}title={title.translate(_PROPERTY)}::{short.translate(_DATA)}\n"
