"""JUnit XML: a suite a photo, a case a rule, for whatever reads test results.

A rule that fired at or above the gate fails its case; below it the case passes and tells so. Accepted
is skipped, not assessed is skipped with the reason, never passed. There is one official schema less than
readers: this keeps to what Jenkins' (junit-10.xsd) and the others have in common, so suites only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from photoaudit.model import (
    Acceptance,
    AlbumFinding,
    Level,
    Outcome,
    Report,
    ReportStatus,
    Risk,
    RuleResult,
    Status,
    of_rule,
    of_verdict,
)
from photoaudit.report.ci.issues import accepted_by, issues, reason, shown
from photoaudit.report.gaps import Gaps
from photoaudit.report.tally import Ending
from photoaudit.report.words import counted, listed, main_reason, sentence
from photoaudit.terms.about import About
from photoaudit.terms.gates import Gate
from photoaudit.text import PATH, clean

_MOST = 50


@dataclass(frozen=True)
class _Case:
    name: str
    kind: str = "passed"
    """``passed``, ``failure``, ``error`` or ``skipped``"""
    type: str = ""
    message: str = ""
    text: str = ""


class JUnit:
    """The document, written a suite at a time; it is XML once it has ended."""

    def __init__(self, write: Callable[[str], object], about: About, *, ascii: bool = False) -> None:
        self._about, self._ascii, self._write = about, ascii, write
        self._gaps = Gaps()
        self._put('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="photoaudit">\n')

    def add(self, report: Report) -> None:
        """Write a suite."""
        self._gaps.add(report)
        self._suite(shown(report.path, self._about), list(_cases(report, self._about.gate_of(report))))

    def end(self, ending: Ending | None = None) -> None:
        """Write what concerns all photos, and close the document."""
        if ending and ending.album:
            self._suite("album", [_album_case(finding) for finding in ending.album.findings])
        if gap := self._gaps.sentence:
            self._suite("photoaudit", [_Case("all checks", "skipped", "left out", gap)])
        if ending and ending.run.stopped:
            message = f"Stopped: not all of {counted(ending.run.total, 'photo')} were audited."
            self._suite("photoaudit", [_Case("complete", "error", "stopped", message)])
        self._put("</testsuites>\n")

    def _suite(self, name: str, cases: list[_Case]) -> None:
        counts = {kind: sum(case.kind == kind for case in cases) for kind in ("failure", "error", "skipped")}
        self._put(
            f'  <testsuite name={_quoted(name)} tests="{len(cases)}" failures="{counts["failure"]}" '
            f'errors="{counts["error"]}" skipped="{counts["skipped"]}" time="0">\n'
        )
        for case in cases:
            # Readers such as GitLab know a case by these two names alone, so the photo must be in them.
            head = f'    <testcase name={_quoted(case.name)} classname={_quoted(name)} time="0"'
            if case.kind == "passed":
                told = f"<system-out>{escape(case.text)}</system-out>" if case.text else ""
                self._put(f"{head}>{told}</testcase>\n" if told else f"{head}/>\n")
                continue
            kind = f" type={_quoted(case.type)}" if case.type else ""
            self._put(
                f"{head}><{case.kind}{kind} message={_quoted(case.message)}>{escape(case.text)}"
                f"</{case.kind}></testcase>\n"
            )
        self._put("  </testsuite>\n")

    def _put(self, text: str) -> None:
        self._write(text.encode("ascii", "xmlcharrefreplace").decode() if self._ascii else text)


def _quoted(text: str) -> str:
    return f'"{escape(text)}"'


def _cases(report: Report, gate: Gate) -> Iterator[_Case]:
    if report.status is ReportStatus.UNREADABLE:
        yield _Case("readable", "error", "unreadable", main_reason(report))
        return
    yield _Case("readable")
    for issue in issues(report):
        if issue.broken:
            yield _Case(issue.rule, "error", "broken check", issue.text)
    for risk in report.risks:
        for rule in risk.rules:
            yield _case(risk, rule, gate.level, report.acceptance(of_rule(risk.policy, rule.id)))
    if report.verdict and report.verdict.category in gate.verdicts:
        name, said = of_verdict(report.verdict.category), sentence(report.verdict.headline)
        if accepted := report.acceptance(name):
            yield _Case(name, "skipped", "accepted", accepted_by(accepted), said)
        else:
            yield _Case(name, "failure", "verdict", said)


def _case(risk: Risk, rule: RuleResult, fail_on: Level | None, accepted: Acceptance | None) -> _Case:
    name = clean(of_rule(risk.policy, rule.id))
    if rule.outcome is Outcome.PASSED:
        return _Case(name)
    if rule.outcome is Outcome.NOT_ASSESSED:
        return _Case(name, "skipped", "not assessed", f"Not assessed: {sentence(rule.because)}")
    why = reason(rule)
    if accepted:
        return _Case(name, "skipped", "accepted", accepted_by(accepted), why)
    if fail_on is None or rule.level.rank < fail_on.rank:
        return _Case(name, text=f"{_level(rule.level)}, below the gate: {why}")
    told = [why, sentence(rule.advice), "" if rule.confidence == "own" else clean(rule.source, PATH)]
    return _Case(
        name, "failure", rule.level.value, f"{_level(rule.level)}: {why}", "\n".join(filter(None, told))
    )


def _level(level: Level) -> str:
    return "Note" if level is Level.NONE else f"Risk {level.value}"


def _album_case(finding: AlbumFinding) -> _Case:
    name, summary = clean(finding.check), sentence(finding.summary)
    if finding.status is Status.ERROR:
        return _Case(name, "error", "broken check", summary)
    if finding.status is Status.NOT_ASSESSED:
        return _Case(name, "skipped", "not assessed", f"Not assessed: {summary}")
    groups = [
        f"{sentence(group.summary)} {listed([clean(path, PATH) for path in group.photos], _MOST)}"
        for group in finding.groups[:_MOST]
    ]
    return _Case(name, text="\n".join([summary, *groups]))
