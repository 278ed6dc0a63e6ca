"""The rules of a SARIF run: one for each check, policy rule and verdict that it can report."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

from photoaudit.model import (
    CheckInfo,
    Level,
    of_verdict,
)
from photoaudit.policy import Policy, Rule, describe
from photoaudit.report.ci.issues import BROKEN, MARKS, OWN
from photoaudit.report.ci.markup import link, prose
from photoaudit.report.words import CONFIDENCE, VERDICTS, sentence, words
from photoaudit.terms.about import About
from photoaudit.text import SENTENCE, clean

Object = dict[str, Any]
Page = tuple[str, str]
"""A help text, plain and as Markdown."""

DESCRIPTION = 1024
"""Characters of a description that GitHub takes."""


def rules(about: About) -> list[Object]:
    """Return the rules of a run, each with a help text."""
    told = [
        *(_check(info) for info in about.checks),
        *(_rule(policy, rule) for policy in about.policies for rule in policy.rules),
        *(_verdict(of_verdict(category), text) for category, text in VERDICTS.items()),
        *(_own(name, title, text) for name, (title, text) in OWN.items()),
    ]
    return list({rule["id"]: rule for rule in told}.values())


def made_up(name: str, title: str) -> Object:
    """Return a rule that was met and is not among `rules`: of an album check, or of a check not named."""
    return _descriptor(name, title, title, page=(title, prose(title)), tags=["photo"], level="note")


def _descriptor(name: str, title: str, text: str, *, page: Page, tags: list[str], level: str) -> Object:
    severity = {"note": "recommendation"}.get(level, level)
    return {
        "id": name,
        "name": _joined(name),
        "shortDescription": {"text": clean(title, DESCRIPTION)},
        "fullDescription": {"text": clean(text, DESCRIPTION)},
        "help": {"text": page[0], "markdown": page[1]},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": tags, "problem.severity": severity},
    }


def _joined(text: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", text))


def _check(info: CheckInfo) -> Object:
    page = inspect.cleandoc(info.page) or info.title
    markdown = re.sub(r"^(\S.*)\n-{3,}$", r"## \1", page, flags=re.MULTILINE).replace("``", "`")
    first = sentence(page.split("\n\n", 1)[0])
    tags = ["photo", "check", info.family.value]
    found = _descriptor(info.id, info.title, first, page=(page, markdown), tags=tags, level="note")
    return found | {"name": _joined(info.title)}


def _rule(policy: Policy, rule: Rule) -> Object:
    name = clean(f"{policy.id}/{rule.id}")
    title = f"{clean(policy.title)}: {sentence(rule.because)}"
    facts = dict(_facts(rule))
    lines = [sentence(rule.because), clean(describe(rule), DESCRIPTION)]
    text = "\n".join([*lines, *(f"{label}: {value}" for label, value in facts.items())])
    rows = [
        f"| {label} | {link(value) if label == 'Source' else prose(value)} |"
        for label, value in facts.items()
    ]
    markdown = "\n\n".join([*map(prose, lines), "\n".join(["| | |", "| --- | --- |", *rows])])
    tags = ["photo", "policy", clean(policy.id), clean(rule.status)]
    level = MARKS[rule.severity].sarif
    found = _descriptor(name, title, " ".join(lines), page=(text, markdown), tags=tags, level=level)
    if re.fullmatch(r"https?://[!-~]+", rule.source):
        found["helpUri"] = rule.source
    return found


def _facts(rule: Rule) -> Iterator[tuple[str, str]]:
    severity = "note" if rule.severity is Level.NONE else rule.severity.value
    yield "Severity", f"{severity}, less where it is not well established that the rule applies"
    yield "Status", words(rule.status)
    if rule.advice:
        yield "What to do", sentence(rule.advice)
    if rule.source:
        yield "Source", clean(rule.source, SENTENCE)
    yield "Checked on", clean(rule.checked_on)
    yield "Confidence", CONFIDENCE.get(rule.confidence, words(rule.confidence))


def _verdict(name: str, title: str) -> Object:
    text = (
        f"{title}. This is what the file says or the pixels support, reported apart from what a policy "
        "makes of it. How a photo was made is no fault."
    )
    return _descriptor(name, title, text, page=(text, prose(text)), tags=["photo", "verdict"], level="note")


def _own(name: str, title: str, text: str) -> Object:
    level = BROKEN.sarif if name == "photoaudit/unreadable" else "note"
    return _descriptor(name, title, text, page=(text, prose(text)), tags=["photo"], level=level)
