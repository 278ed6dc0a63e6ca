"""Packs are data: read strictly, judged by what is established."""

from __future__ import annotations

from dataclasses import replace

import pytest

from photoaudit import policy
from photoaudit.checks import catalogue
from photoaudit.model import (
    Category,
    Cue,
    Declaration,
    DeclarationKind,
    Family,
    Finding,
    Impression,
    Level,
    Outcome,
    Status,
    UnknownName,
    Verdict,
)

PACK = """
id = "p"
title = "P"
version = "1"
checked-on = 2026-01-01
[[rules]]
id = "r"
when = {when}
severity = "{severity}"
status = "prohibited"
because = "b"
advice = "a"
source = "https://example.org"
checked-on = 2026-01-01
confidence = "verbatim"
"""
SIZE = Finding("image-size", "", Family.CAPTURE, Status.MEASURED, "", value=300.0, details=(("width", 310),))
AI = Declaration(DeclarationKind.AI, "X", "says", "where")
CALM = Impression((), 4, "")


def pack(when: str, severity: str = "prohibited") -> policy.Policy:
    return policy.parse(PACK.replace("{when}", when).replace("{severity}", severity))


def verdict(*declarations: Declaration) -> Verdict:
    return Verdict(Category.INCONCLUSIVE, "", declarations)


@pytest.mark.parametrize(
    ("when", "outcome"),
    [
        ('{ check = "image-size", below = 400 }', Outcome.FIRED),
        ('{ check = "image-size", below = 300 }', Outcome.PASSED),
        ('{ check = "image-size", above = 200 }', Outcome.FIRED),
        ('{ check = "image-size", detail = "width", below = 305 }', Outcome.PASSED),
        ('{ check = "image-size", detail = "width", is = 310 }', Outcome.FIRED),
        ('{ check = "image-size", detail = "height", below = 305 }', Outcome.NOT_ASSESSED),
        ('{ check = "sharpness", below = 1 }', Outcome.NOT_ASSESSED),
        ('{ declaration = ["ai"] }', Outcome.PASSED),
        ("{ cues = 3 }", Outcome.PASSED),
        ("{ cues = 9 }", Outcome.NOT_ASSESSED),
    ],
)
def test_a_rule_fires_passes_or_stays_open(when: str, outcome: Outcome) -> None:
    risk = policy.judge(pack(when), [SIZE], verdict(), CALM)
    assert risk.rules[0].outcome is outcome
    assert risk.level is (Level.PROHIBITED if outcome is Outcome.FIRED else Level.NONE)


def test_an_unsigned_mark_never_prohibits_and_a_proven_one_does() -> None:
    rule = pack('{ declaration = ["ai"] }')
    proven = replace(AI, signed=True, intact=True)
    broken = replace(AI, signed=True, intact=False)
    levels = [policy.judge(rule, [], verdict(item), CALM).level for item in (AI, proven, broken)]
    assert levels == [Level.HIGH, Level.PROHIBITED, Level.HIGH]


def test_looks_alone_are_at_most_a_low_risk() -> None:
    glossy = Impression((Cue("a", "A", 1.0),) * 3, 4, "")
    assert policy.judge(pack("{ cues = 3 }"), [], verdict(), glossy).level is Level.LOW


def test_a_check_that_was_not_assessed_or_broke_passes_nothing() -> None:
    for status in (Status.NOT_ASSESSED, Status.ERROR):
        blind = replace(SIZE, status=status, value=None)
        risk = policy.judge(pack('{ check = "image-size", below = 400 }'), [blind], verdict(), CALM)
        assert risk.rules[0].outcome is Outcome.NOT_ASSESSED


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PACK.replace("advice", "advise"), "did you mean 'advice'"),
        (PACK.replace('advice = "a"\n', ""), "lacks 'advice'"),
        (PACK.replace("verbatim", "certain"), "confidence"),
        (PACK.replace("{when}", '{ chek = "x" }'), "did you mean 'check'"),
        (PACK.replace("{when}", '{ check = "x", cues = 1 }'), "exactly one|must name one"),
    ],
)
def test_a_careless_pack_does_not_load(text: str, message: str) -> None:
    text = text.replace("{when}", "{ cues = 1 }").replace("{severity}", "low")
    with pytest.raises(ValueError, match=message):
        policy.parse(text)


def test_an_unknown_policy_gets_a_suggestion() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'linkedin'"):
        policy.named("linkdin")


@pytest.mark.parametrize("shipped", policy.shipped().values(), ids=lambda item: item.id)
def test_shipped_packs_name_known_checks_and_give_their_source(shipped: policy.Policy) -> None:
    known = {item.info.id for item in catalogue()}
    assert shipped.rules
    assert len({rule.id for rule in shipped.rules}) == len(shipped.rules)
    for rule in shipped.rules:
        assert not rule.when.check or rule.when.check in known
        assert rule.source
        assert rule.checked_on
        assert rule.because.endswith(".")
        assert not any(word in rule.advice.lower() for word in ("remove the mark", "strip", "hide"))
