"""Read a policy pack from TOML, strictly: whatever it misspells is refused, with the line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from photoaudit.files import TomlError, parse_toml
from photoaudit.model import Category, Change, Claim, DeclarationKind, Intent, Level
from photoaudit.policy.lines import Lines
from photoaudit.policy.pack import (
    CHANGES,
    CONFIDENCES,
    STATUSES,
    STRENGTHS,
    SUBJECTS,
    PackError,
    Policy,
    Problem,
    Rule,
    Vocabulary,
    When,
)
from photoaudit.text import hint

Base = Callable[[str], Policy]
"""Finds the pack that another one extends; raises ValueError if there is none."""

MOST = 50
"""Problems that are told of one pack."""

MOST_QUESTIONS = 100
"""Questions of one pack; nobody answers as many."""

E = TypeVar("E", bound=StrEnum)

_HEAD = {"id", "title", "version", "checked-on"}
_PACK_KEYS = {*_HEAD, "about", "extends", "drop", "questions", "rules"}
_RULE_KEYS = {"id", "when", "severity", "status", "because", "advice", "source", "checked-on", "confidence"}
_WHEN_KEYS = {*SUBJECTS, "detail", "below", "above", "is", "at-least"}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


class _Wrong(ValueError):  # noqa: N818 - only ever seen as a Problem
    """What is wrong, and the words near which it stands."""

    def __init__(self, message: str, *words: str) -> None:
        self.words = words
        super().__init__(message)


def parse(
    text: str, *, name: str = "policy", known: Vocabulary | None = None, base: Base | None = None
) -> Policy:
    """Read a pack; raises `PackError` with every problem found and its line.

    ``name`` is what errors call the pack. With ``known``, checks and details must be among those it
    names; ``base`` finds the pack that this one may extend.
    """
    lines, problems = Lines(text), list[Problem]()
    try:
        data = parse_toml(text)
    except TomlError as problem:
        raise PackError(name, (Problem(problem.line, str(problem)),)) from None
    try:
        head, inherited = _head(data, base)
    except _Wrong as wrong:
        raise PackError(name, (Problem(lines.top(*wrong.words), str(wrong)),)) from None
    rules, seen = {rule.id: rule for rule in inherited}, set[str]()
    for position, entry in enumerate(data.get("rules", ())):
        try:
            rule = _rule(entry, rules, seen, known)
        except _Wrong as wrong:
            problems.append(Problem(lines.rule(position, *wrong.words), str(wrong)))
            if len(problems) == MOST:  # finding the line of each takes time
                break
        else:
            rules[rule.id] = rule
            seen.add(rule.id)
    if problems:
        raise PackError(name, tuple(problems))
    return replace(head, rules=tuple(rules.values()))


def _head(data: Mapping[str, Any], base: Base | None) -> tuple[Policy, tuple[Rule, ...]]:
    """Return the pack without rules of its own, and the rules it inherits."""
    _known(data, _PACK_KEYS, "the pack")
    if missing := sorted(_HEAD - set(data)):
        raise _Wrong(f"the pack lacks {missing[0]!r}")
    if not isinstance(data.get("rules", []), list) or not all(
        isinstance(entry, Mapping) for entry in data.get("rules", [])
    ):
        raise _Wrong("'rules' must be tables, each under its own [[rules]]", "rules")
    if not _ID.fullmatch(str(data["id"])):
        raise _Wrong("'id' may hold letters, digits and hyphens only", "id")
    parent = _parent(data, base)
    inherited = {rule.id: rule for rule in parent.rules} if parent else {}
    for dropped in _texts(data, "drop"):
        if dropped not in inherited:
            whose = f"{parent.id} has" if parent else "without 'extends' there is"
            raise _Wrong(f"{whose} no rule {dropped!r} to drop{hint(dropped, inherited)}", "drop", dropped)
        del inherited[dropped]
    if not inherited and not data.get("rules"):
        raise _Wrong("the pack has no rules")
    head = Policy(
        id=str(data["id"]),
        title=_text(data, "title"),
        version=_text(data, "version"),
        checked_on=_day(data, "checked-on"),
        rules=(),
        questions=_questions(data) if "questions" in data or not parent else parent.questions,
        about=_text(data, "about") if "about" in data else "",
        extends=parent.id if parent else "",
        files=parent.files if parent else (),
    )
    return head, tuple(inherited.values())


def _questions(data: Mapping[str, Any]) -> tuple[str, ...]:
    questions = _texts(data, "questions")
    if len(questions) > MOST_QUESTIONS:
        raise _Wrong(f"'questions' must be at most {MOST_QUESTIONS}", "questions")
    return questions


def _parent(data: Mapping[str, Any], base: Base | None) -> Policy | None:
    if "extends" not in data:
        return None
    name = _text(data, "extends")
    if base is None:
        raise _Wrong("'extends' is not possible here", "extends")
    try:
        return base(name)
    except ValueError as problem:
        raise _Wrong(f"cannot extend {name!r}: {problem}", "extends") from None


def _rule(
    entry: Mapping[str, Any], rules: Mapping[str, Rule], seen: set[str], known: Vocabulary | None
) -> Rule:
    """Return a rule; one that is inherited need only name what differs."""
    name = entry.get("id", "")
    place = f"rule {name}" if name else "a rule"
    _known(entry, {*_RULE_KEYS, "disclosed"}, place)
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise _Wrong(f"{place} needs an 'id' of letters, digits and hyphens", "id")
    if name in seen:
        raise _Wrong(f"there is more than one rule {name!r}", "id")
    inherited = rules.get(name)
    if not inherited and (missing := sorted(_RULE_KEYS - set(entry))):
        raise _Wrong(f"{place} lacks {missing[0]!r}")
    read: dict[str, Callable[[], object]] = {
        "when": lambda: _triggers(entry["when"], known),
        "severity": lambda: Level(_one(entry, "severity", [str(item) for item in Level])),
        "status": lambda: _one(entry, "status", STATUSES),
        "because": lambda: _text(entry, "because"),
        "advice": lambda: _text(entry, "advice", empty=True),
        "source": lambda: _text(entry, "source"),
        "checked-on": lambda: _day(entry, "checked-on"),
        "confidence": lambda: _one(entry, "confidence", CONFIDENCES),
        "disclosed": lambda: _flag(entry, "disclosed"),
    }
    given: dict[str, Any] = {key.replace("-", "_"): read[key]() for key in read if key in entry}
    return replace(inherited, **given) if inherited else Rule(id=name, **given)


def _triggers(value: object, known: Vocabulary | None) -> tuple[When, ...]:
    entries: list[Any] = value if isinstance(value, list) else [value]
    if not entries or not all(isinstance(entry, Mapping) for entry in entries):
        raise _Wrong("'when' must be a table or a list of tables", "when")
    return tuple(_when(entry, known) for entry in entries)


def _when(entry: Mapping[str, Any], known: Vocabulary | None) -> When:
    _known(entry, _WHEN_KEYS, "'when'", "when")
    named = [subject for subject in SUBJECTS if subject in entry]
    if len(named) != 1:
        raise _Wrong(f"'when' must name exactly one of {', '.join(SUBJECTS)}", "when")
    of_check = {"detail", "below", "above", "is"} & set(entry)
    if of_check and named != ["check"]:
        raise _Wrong(f"{sorted(of_check)[0]!r} goes with 'check' only", "when", sorted(of_check)[0])
    if "at-least" in entry and named != ["support"]:
        raise _Wrong("'at-least' goes with 'support' only", "when", "at-least")
    if named == ["check"]:
        _check(entry, known)
    return When(
        check=entry.get("check", ""),
        detail=entry.get("detail", ""),
        below=_number(entry, "below"),
        above=_number(entry, "above"),
        is_=entry.get("is"),
        declaration=_members(entry, "declaration", DeclarationKind),
        category=_members(entry, "category", Category),
        support=Claim(_one(entry, "support", [str(item) for item in Claim])) if "support" in entry else None,
        at_least=_one(entry, "at-least", STRENGTHS) if "at-least" in entry else STRENGTHS[0],
        cues=_count(entry, "cues"),
        intent=_members(entry, "intent", Intent),
        change=_members(entry, "change", Change, CHANGES),
        older_than_years=_number(entry, "older-than-years"),
    )


def _check(entry: Mapping[str, Any], known: Vocabulary | None) -> None:
    name, detail = _text(entry, "check"), _text(entry, "detail") if "detail" in entry else ""
    bounds = {"below", "above", "is"} & set(entry)
    if not bounds or ("is" in bounds and len(bounds) > 1):
        raise _Wrong(f"check {name!r} needs a bound: below, above or both, or is", "when", name)
    if "is" in entry and (isinstance(entry["is"], bool) or not isinstance(entry["is"], str | int | float)):
        raise _Wrong("'is' must be a number or a text", "when", "is")
    if known is None:
        return
    if name not in known.checks:
        raise _Wrong(f"there is no check {name!r}{hint(name, known.checks)}", "when", name)
    details = known.checks[name]
    if detail and detail not in details:
        have = f"; there are: {', '.join(details)}" if details else ""
        raise _Wrong(
            f"check {name!r} offers policies no detail {detail!r}{hint(detail, details) or have}",
            "when",
            detail,
        )


def _known(entry: Mapping[str, Any], keys: Iterable[str], place: str, *words: str) -> None:
    for key in entry:
        if key not in keys:
            raise _Wrong(f"unknown key {key!r} in {place}{hint(key, keys)}", *words, key)


def _text(entry: Mapping[str, Any], key: str, *, empty: bool = False) -> str:
    value = entry[key]
    if not isinstance(value, str) or not (value.strip() or empty):
        raise _Wrong(f"{key!r} must be a text" + ("" if empty else ", not empty"), key)
    return value


def _texts(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _Wrong(f"{key!r} must be a list of texts", key)
    return tuple(value)


def _one(entry: Mapping[str, Any], key: str, names: Iterable[str]) -> str:
    value = str(entry[key])
    if value not in names:
        raise _Wrong(
            f"{key!r} must be one of {', '.join(names)}, not {value!r}{hint(value, names)}", key, value
        )
    return value


def _members(
    entry: Mapping[str, Any], key: str, kind: type[E], among: Iterable[E] | None = None
) -> tuple[E, ...]:
    if key not in entry:
        return ()
    names = [str(member) for member in among or kind]
    values = _texts(entry, key)
    if not values:
        raise _Wrong(f"{key!r} is empty", key)
    return tuple(kind(_one({key: value}, key, names)) for value in values)


def _number(entry: Mapping[str, Any], key: str) -> float | None:
    value = entry.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise _Wrong(f"{key!r} must be a number", "when", key)
    return value


def _count(entry: Mapping[str, Any], key: str) -> int | None:
    value = entry.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
        raise _Wrong(f"{key!r} must be a whole number of 1 or more", "when", key)
    return value


def _flag(entry: Mapping[str, Any], key: str) -> bool:
    if not isinstance(entry[key], bool):
        raise _Wrong(f"{key!r} must be true or false", key)
    return bool(entry[key])


def _day(entry: Mapping[str, Any], key: str) -> str:
    try:
        return date.fromisoformat(str(entry[key])).isoformat()
    except ValueError:
        raise _Wrong(f"{key!r} must be a date such as 2026-11-22", key) from None
