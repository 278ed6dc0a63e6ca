"""GitLab's code quality report: a JSON array of what was found, for the widget of a merge request.

GitLab compares the fingerprints of two branches, so an issue is the same one as long as its rule, the
place of its photo and the picture are the same. It knows no accepted issues; they are kept as ``info``.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from photoaudit.model import Report
from photoaudit.report.ci.issues import (
    STOPPED,
    Issue,
    accepted_by,
    album_issues,
    fingerprint,
    issues,
    same_picture,
    shown,
)
from photoaudit.report.tally import Ending
from photoaudit.terms.about import About


class GitLab:
    """The array, written as reports are added; it is JSON once it has ended."""

    def __init__(self, write: Callable[[str], object], about: About, *, ascii: bool = False) -> None:
        self._write, self._about, self._ascii = write, about, ascii
        self._mark = "[\n"

    def add(self, report: Report) -> None:
        """Write what is to be reported of a photo."""
        path = shown(report.path, self._about)
        for issue in issues(report):
            self._issue(issue, path, same_picture(issue, path, report))

    def end(self, ending: Ending | None = None) -> None:
        """Write what concerns several photos, and close the array."""
        for issue in album_issues(ending.album if ending else None):
            paths = [shown(path, self._about) for path in issue.photos]
            self._issue(issue, paths[0] if paths else ".", fingerprint(issue.rule, *paths))
        if ending and ending.run.stopped:
            text = f"The scan was stopped; not all of {ending.run.total} photos were audited."
            issue = Issue(STOPPED, "Stopped", text, broken=True)
            self._issue(issue, ".", fingerprint(STOPPED))
        self._write("[]\n" if self._mark == "[\n" else "\n]\n")

    def _issue(self, issue: Issue, path: str, identity: str) -> None:
        known = accepted_by(issue.accepted) if issue.accepted else ""
        entry = {
            "description": " ".join(filter(None, (known, issue.text, issue.advice))),
            "check_name": issue.rule,
            "fingerprint": identity,
            "severity": "info" if issue.accepted else issue.mark.gitlab,
            "location": {"path": path, "lines": {"begin": 1}},
        }
        self._write(self._mark + json.dumps(entry, ensure_ascii=self._ascii, allow_nan=False))
        self._mark = ",\n"
