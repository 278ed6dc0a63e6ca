"""The highest risk that a policy can come to: what no photo exceeds, and some photo has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from checkout import SAMPLE_NAMES
from photoaudit import engine, policy
from photoaudit.checks import catalogue
from photoaudit.model import (
    Category,
    Change,
    CheckInfo,
    Claim,
    Context,
    Declaration,
    DeclarationKind,
    Family,
    Intent,
    Level,
    Need,
    Strength,
    Support,
    Tail,
    Verdict,
)
from photoaudit.policy.pack import SETTLED
from policies import CALM, READ, TODAY, Case, case, declared
from samples import judged

PACKS = policy.shipped()
HIGHEST = {pack.id: engine.highest(pack) for pack in PACKS.values()}
INFOS = {item.info.id: item.info for item in catalogue()}
READ_OFF = {
    Level.MEDIUM: {"linkedin", "bumble", "job-portal"},
    Level.HIGH: {"company", "company-disclose", "freelancer", "xing", "anonymous"},
    Level.PROHIBITED: {"linkedin-strict", "upwork", "us-passport", "uk-passport"},
    Level.LOW: {"tiktok", "tinder", "x"},
    Level.ADVICE: {"eu-ai-act", "facebook", "instagram", "snapchat"},
    Level.NONE: {"california-ai-transparency"},
}
"""What a person found by reading the packs."""


def sealed(kind: DeclarationKind) -> Declaration:
    return replace(declared(kind, signed=True, intact=True), trusted=True)


def best(when: policy.When) -> Case:
    """Return evidence that fires a trigger, as well established as it can be."""
    if when.declaration:
        kind = when.declaration[0]
        return Case(verdict=Verdict(Category.AI_DECLARED, "", (sealed(kind),)))
    if when.category:
        signed = (sealed(DeclarationKind.AI),) if when.category[0] in SETTLED else ()
        return Case(verdict=Verdict(when.category[0], "", signed))
    if when.support:
        support = Support(when.support, 2.0, Strength.STRONG, ())
        return Case(verdict=Verdict(Category.PIXEL_SUPPORT, "", (), (support,)))
    fired = case(when, fires=True)
    if not when.check:
        return fired
    info = INFOS[when.check]
    findings = tuple(
        replace(item, claim=info.claim, cue=info.cue) if item.check == when.check else item
        for item in fired.findings
    )
    return replace(fired, findings=findings)


def reached(pack: policy.Policy) -> Iterator[Level]:
    """Yield what each trigger of a pack comes to when it fires alone, as well as it can."""
    for rule in pack.rules:
        for when in rule.when:
            given = best(when)
            context = replace(given.context, disclosed=bool(rule.disclosed))
            yield replace(given, context=context).judge(replace(pack, rules=(rule,))).level


def test_every_pack_comes_to_what_a_reader_found() -> None:
    assert {name: level for level, names in READ_OFF.items() for name in names} == HIGHEST


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.id)
def test_the_highest_risk_is_one_that_judging_comes_to(pack: policy.Policy) -> None:
    assert HIGHEST[pack.id] is max(reached(pack), key=lambda level: level.rank)


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_no_sample_exceeds_it(name: str) -> None:
    for risk in judged(name, "all").risks:
        assert risk.level.rank <= HIGHEST[risk.policy].rank


DECLARED = some.lists(
    some.builds(
        lambda kind, signed, intact, trusted: replace(
            declared(kind, signed=signed, intact=intact), trusted=trusted
        ),
        some.sampled_from(DeclarationKind),
        some.booleans(),
        some.sampled_from((None, True, False)),
        some.sampled_from((None, True, False)),
    ),
    max_size=3,
)
SUPPORTS = some.lists(
    some.builds(
        lambda claim, strength: Support(claim, 1.0, strength, ()),
        some.sampled_from(Claim),
        some.sampled_from(Strength),
    ),
    max_size=2,
)

CONTEXTS = some.builds(
    Context,
    some.sampled_from((None, *Intent)),
    some.booleans(),
    some.just(TODAY),
    some.none() | some.lists(some.sampled_from(Change), max_size=3).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(
    some.sampled_from(Category),
    DECLARED,
    SUPPORTS,
    CONTEXTS,
)
def test_nothing_that_is_said_of_origin_or_seen_beside_the_original_exceeds_it(
    category: Category,
    said: list[Declaration],
    supports: list[Support],
    context: Context,
) -> None:
    verdict = Verdict(category, "", tuple(said), tuple(supports))
    for pack in PACKS.values():
        risk = policy.judge(pack, [READ], verdict, CALM, context)
        assert risk.level.rank <= HIGHEST[pack.id].rank


def test_how_a_face_looks_reaches_low_and_a_plain_fact_what_it_is_worth() -> None:
    rule = replace(PACKS["upwork"].rules[0], when=(policy.When(check="a", below=1.0),))
    pack = replace(PACKS["upwork"], rules=(rule,))

    def info(claim: Claim | None, cue: Tail | None) -> CheckInfo:
        return CheckInfo("a", "", Family.TEXTURE, "", Need.FACE, "0.1", claim, cue)

    cases = {
        (None, None): Level.PROHIBITED,
        (Claim.SYNTHETIC, None): Level.LOW,
        (None, Tail.LOW): Level.LOW,
        (None, Tail.HIGH): Level.PROHIBITED,
    }
    for (claim, cue), level in cases.items():
        assert policy.highest(pack, {"a": info(claim, cue)}) is level
    assert policy.highest(pack, {}) is Level.PROHIBITED


def test_what_was_done_to_an_original_reaches_high() -> None:
    rule = replace(PACKS["upwork"].rules[0], when=(policy.When(change=(Change.REDRAWN,)),))
    assert rule.severity is Level.PROHIBITED
    assert policy.highest(replace(PACKS["upwork"], rules=(rule,)), {}) is Level.HIGH
