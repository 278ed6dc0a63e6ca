"""Every shipped rule fires, does not fire, and says no more than is known."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from photoaudit import engine, policy
from photoaudit.model import (
    Category,
    Context,
    DeclarationKind,
    Family,
    Finding,
    Intent,
    Level,
    Outcome,
    Status,
    Verdict,
)
from photoaudit.policy.lines import Lines
from photoaudit.verdict import LARGER, SAY_OPENLY, suggest
from policies import CALM, READ, SILENT, TODAY, case, declared, measured

PACKS = policy.shipped()
RULES = [(pack, rule) for pack in PACKS.values() for rule in pack.rules]
TRIGGERS = [(pack, rule, when) for pack, rule in RULES for when in rule.when]
NAMES = [
    *("linkedin", "linkedin-strict", "instagram", "facebook", "tiktok", "snapchat", "x", "xing", "upwork"),
    *("freelancer", "bumble", "tinder", "us-passport", "uk-passport", "job-portal", "company"),
    *("company-disclose", "anonymous", "eu-ai-act", "california-ai-transparency"),
]


def id_of(entry: object) -> str:
    return str(getattr(entry, "id", ""))


def alone(pack: policy.Policy, rule: policy.Rule) -> policy.Policy:
    return replace(pack, rules=(rule,))


def test_the_packs_that_ship() -> None:
    assert sorted(NAMES) == list(PACKS)
    assert all(pack.id == name for name, pack in PACKS.items())
    assert policy.DEFAULT in PACKS


@pytest.mark.parametrize(("pack", "rule", "when"), TRIGGERS, ids=id_of)
def test_each_trigger_of_each_rule_fires_it(
    pack: policy.Policy, rule: policy.Rule, when: policy.When
) -> None:
    given = case(when, fires=True)
    context = replace(given.context, disclosed=bool(rule.disclosed))
    (result,) = replace(given, context=context).judge(alone(pack, rule)).rules
    assert result.outcome is Outcome.FIRED
    assert result.basis is given.basis
    assert result.level is policy.limited(rule.severity, given.basis)
    assert result.because == rule.because
    assert result.trigger


@pytest.mark.parametrize(("pack", "rule", "when"), TRIGGERS, ids=id_of)
def test_each_trigger_of_each_rule_can_be_absent(
    pack: policy.Policy, rule: policy.Rule, when: policy.When
) -> None:
    (result,) = case(when, fires=False).judge(alone(pack, rule)).rules
    assert result.outcome is not Outcome.FIRED
    assert result.level is Level.NONE
    assert result.because != rule.because


@pytest.mark.parametrize(("pack", "rule"), RULES, ids=id_of)
def test_a_rule_without_any_evidence_is_open(pack: policy.Policy, rule: policy.Rule) -> None:
    risk = policy.judge(alone(pack, rule), [], SILENT, CALM)
    assert risk.rules[0].outcome is Outcome.NOT_ASSESSED
    assert bool(risk.open) is (rule.severity is not Level.NONE)


@pytest.mark.parametrize(("pack", "rule"), [pair for pair in RULES if pair[1].disclosed is False], ids=id_of)
def test_a_rule_that_asks_for_disclosure_is_content_with_it(pack: policy.Policy, rule: policy.Rule) -> None:
    given = case(rule.when[0], fires=True)
    (result,) = replace(given, context=Context(disclosed=True, today=TODAY)).judge(alone(pack, rule)).rules
    assert result.outcome is Outcome.PASSED


@pytest.mark.parametrize(("pack", "rule"), RULES, ids=id_of)
def test_each_rule_is_sourced_dated_and_worded(pack: policy.Policy, rule: policy.Rule) -> None:
    assert (rule.confidence == "own") is (rule.source == "photoaudit")
    address, known = re.fullmatch(r"https://[^/\s]+/\S+", rule.source), rule.confidence
    # A site alone is no source: it is called what it is, and never of a text read word for word.
    site = re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+, page not noted", rule.source)
    assert address or known == "own" or (site and known == "secondary")
    assert rule.checked_on <= pack.version
    assert rule.because.endswith(".")
    assert not rule.advice or rule.advice.endswith(".")
    assert len(rule.because) <= 180
    assert policy.describe(rule).startswith("Fires when ")
    names = engine.vocabulary().checks
    for when in rule.when:
        assert not when.check or when.check in names
        assert not when.detail or when.detail in names[when.check]


@pytest.mark.parametrize("pack", PACKS.values(), ids=id_of)
def test_each_pack_asks_what_no_tool_can_check_and_claims_no_legal_advice(pack: policy.Policy) -> None:
    assert pack.about
    assert len(pack.title) <= 24
    assert all(question.rstrip(".")[-1] in "?" or "." in question for question in pack.questions)
    assert pack.questions or pack.id == "california-ai-transparency"
    if pack.id in ("eu-ai-act", "california-ai-transparency"):
        assert "not legal advice" in pack.about
        assert {rule.severity for rule in pack.rules} <= {Level.NONE, Level.ADVICE}


HIDING = re.compile(
    r"strip|disguis|evad|bypass|undetect|fool|avoid (being|detection)|screenshot it|re-?encode"
    r"|remove (the |its )?(\w+ )?(mark|watermark|credential|label|metadata|exif)",
    re.IGNORECASE,
)


@pytest.mark.parametrize(("pack", "rule"), RULES, ids=id_of)
def test_no_advice_helps_to_hide_how_a_photo_was_made(pack: policy.Policy, rule: policy.Rule) -> None:
    assert not HIDING.search(rule.advice), pack.id


def test_the_words_that_would_be_hiding_are_found() -> None:
    for words in ("Strip the credential.", "Remove the AI mark.", "Remove metadata.", "Evade the filter."):
        assert HIDING.search(words)
    assert not HIDING.search("Remove the GPS position before you publish it.")


AI = declared(DeclarationKind.AI)
SIGNED = declared(DeclarationKind.AI, signed=True, intact=True)
FACE = measured("single-face-present", 1.0)
# What the research supports for a picture that AI made of oneself, by how well that is established.
EXPECTED = {
    "us-passport": (Level.PROHIBITED, Level.HIGH),
    "uk-passport": (Level.PROHIBITED, Level.HIGH),
    "upwork": (Level.PROHIBITED, Level.HIGH),
    "linkedin-strict": (Level.PROHIBITED, Level.HIGH),
    "xing": (Level.HIGH, Level.HIGH),
    "company": (Level.HIGH, Level.HIGH),
    "company-disclose": (Level.MEDIUM, Level.MEDIUM),
    "job-portal": (Level.MEDIUM, Level.MEDIUM),
    "linkedin": (Level.MEDIUM, Level.MEDIUM),
    "bumble": (Level.MEDIUM, Level.MEDIUM),
    "tiktok": (Level.LOW, Level.LOW),
    "tinder": (Level.LOW, Level.LOW),
    "x": (Level.LOW, Level.LOW),
    "facebook": (Level.ADVICE, Level.ADVICE),
    "instagram": (Level.ADVICE, Level.ADVICE),
    "snapchat": (Level.ADVICE, Level.ADVICE),
    "eu-ai-act": (Level.ADVICE, Level.ADVICE),
    "california-ai-transparency": (Level.NONE, Level.NONE),
    "freelancer": (Level.NONE, Level.NONE),
    "anonymous": (Level.ADVICE, Level.ADVICE),  # because of the face, not of AI
}


@pytest.mark.parametrize("name", NAMES)
def test_what_an_ai_picture_means_on_each_platform(name: str) -> None:
    levels = [
        policy.judge(PACKS[name], [READ, FACE], said, CALM, context).level
        for said, context in (
            (Verdict(Category.AI_DECLARED, "", (SIGNED,)), Context()),
            (Verdict(Category.AI_DECLARED, "", (AI,)), Context()),
            (SILENT, Context(Intent.AI_GENERATED)),
        )
    ]
    signed, unsigned = EXPECTED[name]
    assert levels == [signed, unsigned, signed]


def test_linkedin_is_about_likeness_and_its_cautious_reading_is_not_its_text() -> None:
    rules = {rule.id: rule for rule in PACKS["linkedin"].rules}
    assert rules["LI-2"].status == "permitted-if-likeness"
    assert "likeness" in rules["LI-2"].because
    assert not [rule.id for rule in PACKS["linkedin"].rules if rule.severity is Level.PROHIBITED]
    strict = {rule.id: rule for rule in PACKS["linkedin-strict"].rules}
    changed = [name for name, rule in strict.items() if rules.get(name) != rule]
    assert sorted(changed) == ["LI-2", "LI-2-edit", "LI-2-retouch"]
    for name in changed:
        assert strict[name].confidence == "own"
        assert "LinkedIn's own text does not say this" in strict[name].because


def test_disclosure_does_not_exempt_in_the_cautious_reading_and_does_where_ai_may_be_declared() -> None:
    said = Verdict(Category.AI_DECLARED, "", (SIGNED,))
    told = Context(disclosed=True)
    levels = {
        name: policy.judge(PACKS[name], [READ, FACE], said, CALM, told).level
        for name in ("linkedin-strict", "company", "company-disclose", "tiktok", "upwork")
    }
    assert levels == {
        "linkedin-strict": Level.PROHIBITED,
        "company": Level.HIGH,
        "company-disclose": Level.NONE,
        "tiktok": Level.NONE,
        "upwork": Level.PROHIBITED,
    }


def test_only_passports_mind_retouching_as_such() -> None:
    context = Context(Intent.RETOUCHED)
    levels = {name: policy.judge(PACKS[name], [READ, FACE], SILENT, CALM, context).level for name in NAMES}
    assert {name for name in NAMES if levels[name] is Level.PROHIBITED} == {"us-passport", "uk-passport"}
    assert levels["upwork"] is Level.NONE
    assert levels["linkedin"] is Level.LOW
    assert levels["xing"] is Level.NONE


def test_a_line_beyond_the_text_is_not_made_up() -> None:
    assert Lines("").rule(3, "x") == 1


def test_the_same_is_asked_for_in_one_wording() -> None:
    asked = {rule.advice for _, rule in RULES if "larger" in rule.advice}
    assert asked == {LARGER}
    assert {rule.advice for _, rule in RULES if "openly" in rule.advice} == {SAY_OPENLY}
    few = Finding("iris-contrast", "", Family.EYES, Status.NOT_ASSESSED, "the eyes are 20 px; 48 px needed")
    assert suggest([few], Verdict(Category.NO_PORTRAIT, "Said.")) == (LARGER,)
