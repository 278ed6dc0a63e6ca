"""SARIF 2.1.0, for code scanning: a rule for each that can be reported, a result for each that was.

Written as reports are added. It keeps within what GitHub publishes as its limits (`ROOM`, `RELATED`);
what has no room is counted and told in a notification, so nothing is dropped in silence.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from photoaudit.model import Report, ReportStatus
from photoaudit.report.ci.issues import Issue, album_issues, fingerprint, issues, same_picture
from photoaudit.report.ci.sarif_rules import made_up, rules
from photoaudit.report.gaps import Gaps
from photoaudit.report.tables.objects import boxes
from photoaudit.report.tally import Ending
from photoaudit.report.words import counted, main_reason
from photoaudit.terms.about import About
from photoaudit.text import PATH, clean

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"

ROOM = {"note": 15_000, "warning": 20_000, "error": 25_000}
"""Results after which no more of a level are written: GitHub refuses a run with more than 25,000."""

RELATED = 100
"""Locations of a group that are written: GitHub shows so many."""

NOTIFIED = 1_000
"""Photos that could not be audited and are named among the notifications, too."""

_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")

Object = dict[str, Any]


class Sarif:
    """The log of one run, written as reports are added; it is JSON once it has ended."""

    def __init__(self, write: Callable[[str], object], about: About, *, ascii: bool = False) -> None:
        self._write, self._about, self._ascii = write, about, ascii
        self._rules = {rule["id"]: rule for rule in rules(about)}
        self._index = {name: place for place, name in enumerate(self._rules)}
        self._levels: Counter[str] = Counter()
        self._left_out = 0
        self._photos = self._unread = 0
        self._gaps = Gaps()
        self._notices: list[Object] = []
        self._mark = ""
        head = {
            "automationDetails": {"id": "photoaudit/"},
            # No address of the root: where a repository lies on a machine is nobody's business.
            "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
            "columnKind": "unicodeCodePoints",
        }
        opening = {"$schema": SCHEMA, "version": "2.1.0"}
        write(self._json(opening)[:-1] + ',"runs":[' + self._json(head)[:-1] + ',"results":[')

    def add(self, report: Report) -> None:
        """Write what is to be reported of a photo."""
        self._photos += 1
        self._gaps.add(report)
        path = self._about.locate(report.path)
        if report.status is ReportStatus.UNREADABLE:
            self._unread += 1
            self._notify(f"{clean(path, PATH)}: {main_reason(report)}", path)
        for issue in issues(report):
            if issue.broken and report.status is not ReportStatus.UNREADABLE:
                self._notify(f"{clean(path, PATH)}: {issue.rule}: {issue.text}", path)
            self._result(issue, path, _same(issue, path, report), _properties(issue, report))

    def end(self, ending: Ending | None = None) -> None:
        """Write what concerns several photos, and how the run went."""
        for issue in album_issues(ending.album if ending else None):
            paths = [self._about.locate(path) for path in issue.photos]
            same = {"primaryLocationLineHash": f"{fingerprint(issue.rule, *paths)}:1"}
            self._result(issue, paths[0] if paths else "", same, {"photos": len(paths)}, paths[1:])
        stopped = bool(ending and ending.run.stopped)
        invocation: Object = {
            "executionSuccessful": not stopped,
            "toolExecutionNotifications": self._notifications(ending),
            "properties": {
                "photos": self._photos,
                "unreadable": self._unread,
                "failOn": self._about.gate.level.value if self._about.gate.level else "never",
            },
        }
        if stopped:
            invocation |= {"exitCode": 130, "exitCodeDescription": "stopped by Ctrl-C"}
        # The tool comes last, as rules of album checks are known only once they were met.
        tail = {"invocations": [invocation], "tool": {"driver": self._driver()}}
        self._write("\n]," + self._json(tail)[1:] + "]}\n")

    def _driver(self) -> Object:
        return {
            "name": "photoaudit",
            "version": self._about.version,
            "semanticVersion": self._about.version,
            "shortDescription": {
                "text": "Audits profile photos: what the file declares, what the pixels show."
            },
            "rules": list(self._rules.values()),
        }

    def _result(
        self, issue: Issue, path: str, same: Object, properties: Object, related: list[str] | None = None
    ) -> None:
        level = issue.mark.sarif
        if self._levels.total() >= ROOM[level]:
            self._left_out += 1
            return
        self._levels[level] += 1
        if issue.rule not in self._rules:
            self._index[issue.rule] = len(self._rules)
            self._rules[issue.rule] = made_up(issue.rule, issue.title)
        result: Object = {
            "ruleId": issue.rule,
            "ruleIndex": self._index[issue.rule],
            "level": level,
            "message": {"text": _message(issue)},
            "locations": [_location(path)],
            "partialFingerprints": same,
            "properties": properties,
        }
        if related:
            result["relatedLocations"] = [
                {"id": place, **_location(other)} for place, other in enumerate(related[:RELATED], 1)
            ]
        if issue.accepted:
            why = clean(issue.accepted.why, PATH) or "no reason given"
            result["suppressions"] = [
                {
                    "kind": "external",
                    "status": "accepted",
                    "justification": why,
                    "properties": {"by": clean(issue.accepted.by), "until": clean(issue.accepted.until)},
                }
            ]
        self._write(self._mark + "\n" + self._json(result))
        self._mark = ","

    def _notify(self, text: str, path: str) -> None:
        if len(self._notices) < NOTIFIED:
            place = _location(path)
            self._notices.append({"level": "error", "message": {"text": _plain(text)}, "locations": [place]})

    def _notifications(self, ending: Ending | None) -> list[Object]:
        told = list(self._notices)
        if ending and ending.run.stopped:
            done = f"Stopped: {self._photos} of {counted(ending.run.total, 'photo')} were audited."
            told.append({"level": "error", "message": {"text": done}})
        if self._left_out:
            text = f"{counted(self._left_out, 'result')} had no room: other formats name all of them."
            told.append({"level": "warning", "message": {"text": text}})
        if gap := self._gaps.sentence:
            told.append({"level": "note", "message": {"text": _plain(gap)}})
        notes = ending.run.notes[:NOTIFIED] if ending else ()
        told += [{"level": "note", "message": {"text": _plain(clean(note, PATH))}} for note in notes]
        return told

    def _json(self, value: Object) -> str:
        return json.dumps(value, ensure_ascii=self._ascii, allow_nan=False, separators=(",", ":"))


def _same(issue: Issue, path: str, report: Report) -> Object:
    """Return the fingerprints: of the picture, which is all that GitHub looks at, and of the exact file."""
    exact = fingerprint(issue.rule, path, report.sha256)
    return {
        "primaryLocationLineHash": f"{same_picture(issue, path, report)}:1",
        "photoauditFile/v1": exact,
    }


def _properties(issue: Issue, report: Report) -> Object:
    faces = [box for finding in report.findings for box in boxes(finding.regions) if box["label"] == "face"]
    return {
        "risk": None if issue.broken else issue.level.value,
        "title": issue.title,
        "width": report.width or None,
        "height": report.height or None,
        "sha256": clean(report.sha256) or None,
        "faces": faces[:10],
    }


def _location(path: str) -> Object:
    """Return a place in a file: code scanning asks for a line and knows no pixels."""
    where: Object = {"uri": uri(path)}
    if not where["uri"].startswith("file:"):
        where["uriBaseId"] = ROOT
    region = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}
    return {"physicalLocation": {"artifactLocation": where, "region": region}}


def uri(path: str) -> str:
    """Return a path with slashes as a URI reference, byte for byte: relative, or of the scheme ``file``."""
    escaped = "".join(chr(byte) if byte in _SAFE else f"%{byte:02X}" for byte in _bytes(path))
    if re.match(r"[A-Za-z]%3A/", escaped):
        return f"file:///{escaped[0]}:{escaped[4:]}"
    return f"file://{escaped}" if escaped.startswith("/") else escaped


def _bytes(path: str) -> bytes:
    try:
        return os.fsencode(path)
    except UnicodeEncodeError:  # half of a surrogate pair, which Windows allows in a name
        return path.encode("utf-8", "replace")


def _message(issue: Issue) -> str:
    parts = [issue.text, f"What to do: {issue.advice}" if issue.advice else ""]
    return _plain(" ".join(filter(None, parts)))


def _plain(text: str) -> str:
    """Return text in which a reader of SARIF sees neither a link nor a placeholder."""
    return text.replace("](", "] (").replace("{", "(").replace("}", ")")
