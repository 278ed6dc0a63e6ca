"""The answer first: what a person with a photo in hand wants to know, in a few plain sentences.

One card is made of a report here, and terminal, page and Markdown show the same one. It leaves out,
it never adds: every sentence is one of the report's own, or says that nobody looked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from photoaudit.model import (
    Basis,
    Category,
    Finding,
    Level,
    Report,
    ReportStatus,
    Risk,
    RuleResult,
    Status,
    Unseen,
)
from photoaudit.policy.stated import said
from photoaudit.report.remaining import report_word, risks_by_level
from photoaudit.report.words import (
    BASES,
    acceptance,
    counted,
    listed,
    new_rules,
    path_of,
    sentence,
    unseen_names,
    words,
    worth,
)
from photoaudit.text import SENTENCE, clean
from photoaudit.verdict import silent, unread

STEPS = 3
UNSEEN = "not looked at"
NO_RULE = "no rule was found against it"
NO_NEW_RULE = "no new rule was found against it"
NO_LEAK = "No position, serial number, owner or prompt was found in the file."

_LEADS = {
    Level.PROHIBITED: "do not use it",
    Level.HIGH: "better use another photo",
    Level.MEDIUM: "look before you use it",
    Level.LOW: "a reservation",
    Level.ADVICE: "advice only",
}
_BRACKETS = re.compile(r"\s*\([^()]*(\([^()]*\)[^()]*)*\)")
_DECLARED = (Basis.SIGNED, Basis.UNSIGNED, Basis.CONTRADICTED)


@dataclass(frozen=True)
class Card:
    """What a report comes to for somebody who wants to use the photo.

    ``answer`` says whether the chosen policies speak against it, ``reason`` why in words that other
    photos share; ``word`` is the highest risk that was not accepted, in one word. ``origin``, ``privacy``
    and ``looks`` are a paragraph each, ``left_out`` names the checks that did not look ("" where all did).
    ``steps`` are the most useful first, at most `STEPS`, with ``more`` beyond them; ``questions`` only a
    person can answer.
    """

    path: str
    about: str
    level: Level
    word: str
    answer: str
    reason: str
    origin: str = ""
    privacy: str = ""
    leaks: bool = False
    looks: str = ""
    left_out: str = ""
    steps: tuple[str, ...] = ()
    more: int = 0
    questions: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Return what stands between the answer and what to do, each with its label."""
        named = (
            ("origin", self.origin),
            ("privacy", self.privacy),
            ("looks", self.looks),
            ("left out", self.left_out),
        )
        return tuple((label, text) for label, text in named if text)


def card_of(report: Report) -> Card:
    """Return the card of a report."""
    size = f"{report.width} x {report.height}" if report.width and report.height else ""
    about = ", ".join(part for part in (clean(report.format), size) if part)
    if report.status is ReportStatus.UNREADABLE:
        why = sentence(report.reason or "no reason is known")
        answer = f"Could not be read, so nothing is known of it: {why}"
        return Card(path_of(report), about, Level.NONE, "unreadable", answer, why)
    steps = tuple(sentence(step) for step in report.next_steps)
    return Card(
        path=path_of(report),
        about=about,
        level=report.new_level or Level.NONE,
        word="-" if report.level is None else report_word(report),
        answer=_answer(report),
        reason=_reason(report),
        origin=_origin(report),
        privacy=_privacy(report),
        leaks=any(item.check == "privacy-leak" and item.notable for item in report.findings),
        looks=_looks(report),
        left_out=_left_out(report.not_looked_at),
        steps=steps[:STEPS],
        more=max(len(steps) - STEPS, 0),
        questions=_questions(report.risks),
    )


def _left_out(unseen: Sequence[Unseen]) -> str:
    parts = [
        f"{how}: {', '.join(names)}"
        for broke, how in ((False, UNSEEN), (True, f"broke, so {UNSEEN}"))
        if (names := unseen_names([item for item in unseen if item.broke is broke]))
    ]
    return sentence("; ".join(parts)) if parts else ""


def _answer(report: Report) -> str:
    """Return what the policies say, and what of it somebody has accepted: it still applies."""
    told = _told(report)
    if not report.accepted:
        return told
    first, *others = report.accepted
    more = f" And {len(others)} more." if others else ""
    return f"{told.replace(NO_RULE, NO_NEW_RULE)} {sentence(acceptance(first))}{more}"


def _told(report: Report) -> str:
    if not report.risks:
        return "No policy was asked, so nothing here is allowed or ruled out."
    if len(report.risks) > 1:
        return _answers(report)
    risk = report.risks[0]
    title = clean(risk.title)
    rules = new_rules(risk, report)
    if not rules:
        return f"{title}: {NO_RULE}{_as_far(risk)}."
    if rules[0].level is Level.ADVICE:
        return f"{title}: {NO_RULE}{_as_far(risk)}. Advice: {_why(rules[0], report)}"
    level = rules[0].level
    return f"{title}: {_LEADS[level]} (risk {level.value}). {_why(rules[0], report)}"


def _answers(report: Report) -> str:
    """Return the answer of several policies: the gravest first, each level with its policies."""
    parts: list[str] = []
    clear: list[str] = []
    for level, word, titles in risks_by_level(report):
        if level is Level.NONE:
            clear += titles
        elif parts:
            parts.append(f"{word} in {_named(titles)}")
        else:
            parts.append(f"{_LEADS[level]} in {_named(titles)} (risk {word})")
    if clear:
        unsure = any(risk.open for risk in report.risks if risk.level is Level.NONE)
        parts.append(f"{NO_RULE} in {_named(clear)}{', as far as could be judged' if unsure else ''}")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _named(titles: Sequence[str]) -> str:
    """Return the titles of policies, of many only how many."""
    return listed(titles, 2) if len(titles) < 4 else f"{len(titles)} policies"


def _as_far(risk: Risk) -> str:
    """Say how much of a policy could not be judged: what is open is no clearance."""
    if not risk.open:
        return ""
    asked = sum(rule.severity is not Level.NONE for rule in risk.rules)
    return f", as far as could be judged: {len(risk.open)} of {counted(asked, 'rule')} could not be"


def _why(rule: RuleResult, report: Report) -> str:
    """Return what set a rule off, without names, and how well that is established, but not what follows."""
    if rule.trigger and sentence(rule.trigger) == _privacy(report):
        return sentence(rule.because)
    if rule.basis in _DECLARED and rule.basis:
        told = _BRACKETS.sub("", sentence(rule.trigger)).rstrip(".")
        return sentence(f"{told} ({BASES[rule.basis]})") if told else sentence(rule.because)
    return sentence(rule.trigger or rule.because)


def _reason(report: Report) -> str:
    """Return in a few words, which other photos share, why a photo came out as it did."""
    for risk in report.risks:
        for rule in new_rules(risk, report):
            return _why(rule, report)
    if report.level not in (None, Level.NONE) and report.accepted:
        return sentence(acceptance(report.accepted[0]).removeprefix("known: "))
    if report.risks:
        return "As far as could be judged." if report.unknown else sentence(NO_RULE)
    return sentence(report.verdict.headline) if report.verdict else "No verdict."


def _origin(report: Report) -> str:
    verdict = report.verdict
    missing = [words(name) for name in silent(report.not_looked_at)]
    if verdict is None:
        return sentence(UNSEEN)
    if verdict.category is Category.CONFLICT:
        return sentence(verdict.headline)
    if verdict.declarations:
        first, *others = verdict.declarations
        more = f" It makes {counted(len(others), 'more statement')}." if others else ""
        gap = f" Not looked at: {', '.join(missing)}." if missing else ""
        given = any(support.given for support in verdict.supports)
        return sentence(said(first)) + more + gap + (f" {sentence(_pixels(report))}" if given else "")
    if unread(report.not_looked_at):
        file = f"what the file says was {UNSEEN}"
    elif missing:
        file = f"not stated in the file where somebody looked ({UNSEEN}: {', '.join(missing)})"
    else:
        file = "not stated in the file"
    return sentence(f"{file}; {_pixels(report)}")


def _pixels(report: Report) -> str:
    """Return what pixels say of the origin, and how strongly; that they are silent clears nothing."""
    supports = report.verdict.supports if report.verdict else ()
    given = [support for support in supports if support.given]
    if given:
        return "; ".join(
            f"pixels give {item.wording.value} for '{item.claim.value}'{worth(item)}" for item in given
        )
    if supports:
        return "pixels cannot tell"
    if any(item.claim for item in report.not_looked_at):
        some = any(item.claim for item in report.findings)
        return f"its pixels were {UNSEEN}{', or only in part' if some else ''}"
    return "pixels cannot tell: too little could be measured"


def _privacy(report: Report) -> str:
    if any(item.check == "privacy-leak" for item in report.not_looked_at):
        return sentence(f"{UNSEEN}: what the file gives away")
    finding = next((item for item in report.findings if item.check == "privacy-leak"), None)
    if finding is None:
        return ""
    if finding.status is Status.NOT_ASSESSED:
        return sentence(f"not assessed: {clean(finding.summary, SENTENCE)}")
    if finding.status is Status.MEASURED and not finding.value and "unread" not in dict(finding.details):
        return NO_LEAK
    return sentence(finding.summary)


def _looks(report: Report) -> str:
    """Return which cues people name; nobody has tested what they make of this photo."""
    impression = report.impression
    cues = [item for item in report.findings if item.cue]
    missing = sum(bool(item.cue) for item in report.not_looked_at)
    if impression is None or not (cues or missing):
        return ""
    if missing and not impression.assessed:
        return sentence(f"{UNSEEN}: the cues that people name")
    if not impression.assessed:
        return sentence(f"no visible cue could be compared{_because(cues)}")
    gap = f"; {missing} {UNSEEN}" if missing else ""
    of = f"of {counted(impression.assessed, 'cue')} that people name (not tested on people{gap})"
    if not impression.cues:
        return f"None {of}."
    names = listed([clean(cue.title)[:1].lower() + clean(cue.title)[1:] for cue in impression.cues], 3)
    return f"{len(impression.cues)} {of}: {names}."


def _because(cues: Sequence[Finding]) -> str:
    reasons = dict.fromkeys(item.summary for item in cues if item.status is Status.NOT_ASSESSED)
    return f": {clean(next(iter(reasons)), SENTENCE)}" if len(reasons) == 1 else ""


def _questions(risks: Sequence[Risk]) -> tuple[str, ...]:
    """Return the questions of all policies, each once, those of the gravest first."""
    ordered = sorted(risks, key=lambda risk: -risk.level.rank)
    return tuple(dict.fromkeys(clean(text, SENTENCE) for risk in ordered for text in risk.questions))
