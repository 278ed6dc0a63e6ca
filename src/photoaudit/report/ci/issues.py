"""What a CI format reports of a photo or an album: one list, so that all formats name the same things.

An issue is a rule that fired, something the file says of itself that people should know, or what kept
a photo from being audited. An ordinary measured value is none. How loud each is, is one table (`MARKS`),
explained in docs/ci-formats.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType

from photoaudit.model import (
    Acceptance,
    Album,
    Category,
    Level,
    Report,
    ReportStatus,
    RuleResult,
    Status,
    Strength,
    Verdict,
    of_rule,
    of_verdict,
)
from photoaudit.report.words import BASES, VERDICTS, counted, main_reason, sentence, trust, with_status
from photoaudit.terms.about import About
from photoaudit.text import PATH, clean

UNREADABLE = "photoaudit/unreadable"
CONTRADICTION = "photoaudit/contradiction"
STOPPED = "photoaudit/stopped"
LEFT_OUT = "photoaudit/left-out"

TELLING = ("origin-conflict", "privacy-leak", "thumbnail-mismatch")
"""Checks of what a file says besides its origin that are worth an issue when they find something."""

OWN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        UNREADABLE: (
            "The photo could not be read",
            "The file could not be opened as a photo, so nothing is known of it.",
        ),
        CONTRADICTION: (
            "The file contradicts what you say",
            "What was said with --declare and what the file says exclude each other. It decides nothing.",
        ),
    }
)
"""Rules of no check and no policy: a title and an explanation."""


@dataclass(frozen=True)
class Mark:
    """How loud an issue is, in the words of each format."""

    sarif: str
    github: str
    gitlab: str


MARKS: Mapping[Level, Mark] = MappingProxyType(
    {
        Level.NONE: Mark("note", "notice", "info"),
        Level.ADVICE: Mark("note", "notice", "info"),
        Level.LOW: Mark("warning", "warning", "minor"),
        Level.MEDIUM: Mark("warning", "warning", "major"),
        Level.HIGH: Mark("error", "error", "critical"),
        Level.PROHIBITED: Mark("error", "error", "blocker"),
    }
)
BROKEN = Mark("error", "error", "critical")
"""Of what could not be audited: it is as loud as a high risk, since it may hide one."""


@dataclass(frozen=True)
class Issue:
    """Something to report: ``rule`` is a stable id, ``text`` who says what, ``photos`` those of a group."""

    rule: str
    title: str
    text: str
    advice: str = ""
    level: Level = Level.NONE
    broken: bool = False
    accepted: Acceptance | None = None
    photos: tuple[str, ...] = ()

    @property
    def mark(self) -> Mark:
        """Return how loud it is."""
        return BROKEN if self.broken else MARKS[self.level]

    @property
    def rank(self) -> int:
        """Return a number that rises with how much it matters; what was accepted matters least."""
        if self.accepted:
            return -1
        return Level.HIGH.rank if self.broken else self.level.rank


def issues(report: Report) -> list[Issue]:
    """Return what is to be reported of a photo, what could not be audited first."""
    if report.status is ReportStatus.UNREADABLE:
        return [Issue(UNREADABLE, OWN[UNREADABLE][0], main_reason(report), broken=True)]
    found = [
        Issue(clean(item.check), f"The check {clean(item.check)} broke", _fault(item.summary), broken=True)
        for item in with_status(report, Status.ERROR)
    ]
    for risk in report.risks:
        for rule in risk.fired:
            name = of_rule(risk.policy, rule.id)
            title = f"{clean(risk.title)} {clean(rule.id)}"
            text = f"{clean(risk.title)} ({clean(rule.id)}): {reason(rule)}"
            advice = sentence(rule.advice)
            accepted = report.acceptance(name)
            found.append(Issue(clean(name), title, text, advice, rule.level, accepted=accepted))
    return [*found, *_said(report)]


def _said(report: Report) -> Iterator[Issue]:
    """Yield what the file says, or the pixels support, whatever a policy makes of it."""
    verdict = report.verdict
    if verdict and verdict.category in VERDICTS and _established(verdict):
        name = of_verdict(verdict.category)
        says = [
            f"{sentence(item.says)} ({clean(item.where)}; {trust(item)})" for item in verdict.declarations[:5]
        ]
        text = " ".join([sentence(verdict.headline), *says])
        # Where rules fired, their advice is what to do, and stands beside them.
        steps = () if any(risk.fired for risk in report.risks) else report.next_steps
        advice = " ".join(map(sentence, steps))
        yield Issue(name, VERDICTS[verdict.category], text, advice, accepted=report.acceptance(name))
    for finding in with_status(report, Status.MEASURED):
        if finding.check in TELLING and finding.notable:
            yield Issue(finding.check, clean(finding.title), sentence(finding.summary))
    if report.statement and report.statement.contradiction:
        yield Issue(CONTRADICTION, OWN[CONTRADICTION][0], sentence(report.statement.contradiction))


def _established(verdict: Verdict) -> bool:
    enough = (Strength.MODERATE, Strength.STRONG)
    return verdict.category is not Category.PIXEL_SUPPORT or any(
        support.wording in enough for support in verdict.supports
    )


def _fault(summary: str) -> str:
    return f"{sentence(summary)} This is a fault of photoaudit, not of the photo."


def reason(rule: RuleResult) -> str:
    """Return what set a rule off, what it asks, and how well the first is established."""
    parts = [sentence(part) for part in (rule.trigger, rule.because) if part]
    if rule.basis:
        limited = rule.level.rank < rule.severity.rank
        limit = f", so at most {rule.level.value}" if limited else ""
        parts.append(f"Basis: {BASES[rule.basis]}{limit}.")
    return " ".join(parts)


def accepted_by(acceptance: Acceptance) -> str:
    """Return who accepted a finding, why, and until when."""
    until = f" until {clean(acceptance.until)}" if acceptance.until else ""
    return f"Accepted{until} by {clean(acceptance.by) or 'somebody'}: {sentence(acceptance.why)}"


def album_issues(album: Album | None) -> Iterator[Issue]:
    """Yield an issue for each group of photos, and for each album check that broke."""
    for finding in album.findings if album else ():
        rule = f"album/{clean(finding.check)}"
        if finding.status is Status.ERROR:
            yield Issue(rule, f"The check {clean(finding.check)} broke", _fault(finding.summary), broken=True)
        elif finding.status is Status.MEASURED:
            for group in finding.groups:
                text = f"{sentence(group.summary)} ({counted(len(group.photos), 'photo')} of the album)"
                yield Issue(rule, clean(finding.title), text, photos=group.photos)


def fingerprint(*parts: str) -> str:
    """Return a short digest of what makes an issue the same one; nothing can be read back from it."""
    text = "\0".join(parts)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def same_picture(issue: Issue, path: str, report: Report) -> str:
    """Return a fingerprint that a re-export of the same picture at the same place keeps."""
    return fingerprint(issue.rule, path, report.code or report.sha256)


def shown(path: str, about: About) -> str:
    """Return where a photo lies in the repository, safe to show."""
    return clean(about.locate(path), PATH)
