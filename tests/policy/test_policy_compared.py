"""What a comparison with an original means for rules: what it fires, what it answers, and what not."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from checkout import ROOT
from photoaudit import advice, policy
from photoaudit.model import (
    Basis,
    Category,
    Change,
    Claim,
    Context,
    DeclarationKind,
    Intent,
    Level,
    Outcome,
    RuleResult,
    Strength,
    Support,
    Verdict,
)
from photoaudit.policy.compared import DONE, ELSEWHERE, UNCOMPARED, UNTOLD, done, gravest, is_minor
from photoaudit.policy.pack import CHANGES
from policies import CALM, READ, SILENT, declared, pack

PACKS = policy.shipped()
MADE = '{ declaration = ["ai"] }'
GRAVE = (Change.STRONGLY_RETOUCHED, Change.RESHAPED, Change.REDRAWN)
ALTERED = (Change.RETOUCHED, Change.STRONGLY_RETOUCHED, Change.BACKGROUND, Change.RESHAPED, Change.REDRAWN)
MINDED = {
    ("linkedin", "LI-2-retouch"): GRAVE,
    ("linkedin-strict", "LI-2-retouch"): GRAVE,
    ("upwork", "UW-1-retouch"): GRAVE,
    ("upwork", "UW-2-retouch"): (Change.RETOUCHED,),
    ("bumble", "BB-1-edit"): GRAVE,
    ("company", "CO-edit"): GRAVE,
    ("company-disclose", "CO-edit"): GRAVE,
    ("job-portal", "JP-edit"): GRAVE,
    ("uk-passport", "UK-1-edit"): ALTERED,
    ("us-passport", "US-1-edit"): ALTERED,
}
"""Which changes set off which shipped rule, as their texts have it."""


def judged(
    when: str,
    *compared: Change,
    said: Verdict = SILENT,
    intent: Intent | None = None,
    severity: str = "prohibited",
) -> RuleResult:
    made = pack(when, severity)
    context = Context(intent, compared=compared or None)
    return policy.judge(made, [READ], said, CALM, context).rules[0]


def shipped_rule(name: str, rule: str, *compared: Change) -> RuleResult:
    risk = policy.judge(PACKS[name], [READ], SILENT, CALM, Context(compared=compared))
    return next(item for item in risk.rules if item.id == rule)


def about(change: Change) -> str:
    return f'{{ change = ["{change}"] }}'


def test_every_change_has_words_of_its_own_that_name_no_means() -> None:
    assert set(DONE) == set(Change)
    assert len(set(map(done, Change))) == len(Change)
    for change in Change:
        assert re.fullmatch(r"[A-Z][^.]+\.", done(change))
        assert not re.search(r"\bAI\b|fake|authentic|same person", done(change))


@pytest.mark.parametrize("seen", CHANGES)
@pytest.mark.parametrize("asked", CHANGES)
def test_a_change_fires_on_itself_only(asked: Change, seen: Change) -> None:
    rule = judged(about(asked), seen)
    if asked is seen:
        assert (rule.outcome, rule.basis, rule.trigger) == (Outcome.FIRED, Basis.COMPARED, done(seen))
        assert rule.level is Level.HIGH
    else:
        assert (rule.outcome, rule.basis) == (Outcome.PASSED, None)
        assert rule.because == f"Beside the original given, no such change was seen: {DONE[seen]}."


def test_of_several_changes_the_gravest_that_the_rule_minds_is_told() -> None:
    seen = (Change.STRONGLY_RETOUCHED, Change.REDRAWN, Change.RESHAPED)
    when = '{ change = ["strongly-retouched", "reshaped"] }'
    assert judged(when, *seen).trigger == done(Change.RESHAPED)
    assert gravest(seen) is Change.REDRAWN


@pytest.mark.parametrize("asked", CHANGES)
@pytest.mark.parametrize(
    ("compared", "words"), [(None, UNCOMPARED), ((), UNTOLD), ((Change.ANOTHER,), ELSEWHERE)]
)
def test_what_was_not_compared_or_is_another_picture_leaves_the_rule_open(
    asked: Change, compared: tuple[Change, ...] | None, words: str
) -> None:
    made = pack(about(asked), "high")
    risk = policy.judge(made, [READ], SILENT, CALM, Context(compared=compared))
    assert (risk.rules[0].outcome, risk.rules[0].because) == (Outcome.NOT_ASSESSED, words)
    assert risk.open
    assert not is_minor(compared)


@pytest.mark.parametrize("word", ["reshape", "another-picture", ""])
def test_a_word_that_is_no_change_or_says_nothing_is_refused_with_its_line(word: str) -> None:
    when = f'[\n    {MADE},\n    {{ change = ["reshaped", "{word}"] }},\n]'
    with pytest.raises(policy.PackError) as caught:
        pack(when, "low")
    (problem,) = caught.value.problems
    assert problem.message.startswith("'change' must be one of identical, ")
    assert not word or problem.line == 10


@pytest.mark.parametrize("when", ['{ change = "reshaped" }', "{ change = [] }", "{ change = [1] }"])
def test_a_change_is_a_list_of_words(when: str) -> None:
    with pytest.raises(policy.PackError, match="'change'"):
        pack(when, "low")


def test_a_rule_tells_in_words_which_changes_it_minds() -> None:
    told = {
        1: "the photo was lightly retouched",
        2: "the photo was lightly retouched or the photo was strongly retouched",
        3: "the photo was lightly retouched, the photo was strongly retouched or the background was replaced",
    }
    for count, words in told.items():
        names = ", ".join(f'"{change}"' for change in ALTERED[:count])
        made = pack(f"{{ change = [{names}] }}", "low")
        expected = f"Fires when beside its original it shows that {words}."
        assert policy.describe(made.rules[0]) == expected


def test_the_schema_and_the_documentation_list_the_changes_that_a_rule_may_name() -> None:
    schema = json.loads((ROOT / "src/photoaudit/data/policy.schema.json").read_text("utf-8"))
    assert schema["$defs"]["when"]["properties"]["change"]["items"]["enum"] == list(map(str, CHANGES))
    page = (ROOT / "docs/writing-a-policy.md").read_text("utf-8").split("### What was done")[1]
    rows = re.findall(r"^\| `([\w-]+)` \| (.*) \|$", page, flags=re.MULTILINE)
    assert rows == [(str(change), DONE[change]) for change in CHANGES]


RETOUCHED = '{ intent = ["retouched"] }, { support = "retouched" }, { change = ["reshaped"] }'


@pytest.mark.parametrize("seen", Change)
def test_light_retouching_at_most_answers_whether_it_was_retouched_and_more_does_not(seen: Change) -> None:
    """A graver change than the rule names is no answer: its author minds what people say of it, too."""
    expected = {
        Change.RESHAPED: Outcome.FIRED,
        Change.IDENTICAL: Outcome.PASSED,
        Change.REENCODED: Outcome.PASSED,
        Change.ADJUSTED: Outcome.PASSED,
        Change.RETOUCHED: Outcome.PASSED,
    }
    assert judged(f"[{RETOUCHED}]", seen).outcome is expected.get(seen, Outcome.NOT_ASSESSED)


def test_one_graver_change_among_minor_ones_is_no_answer() -> None:
    assert judged(f"[{RETOUCHED}]", Change.BACKGROUND, Change.RETOUCHED).outcome is Outcome.NOT_ASSESSED


@pytest.mark.parametrize(
    "made",
    [
        MADE,
        '{ declaration = ["edit"] }',
        '{ declaration = ["ai-edit"] }',
        '{ support = "synthetic" }',
        '{ intent = ["ai-generated"] }',
        '{ intent = ["ai-edited"] }',
        '{ intent = ["ai-edited", "retouched"] }',
        '{ category = ["ai-declared"] }',
        '{ category = ["ai-edit-declared"] }',
        '{ check = "sharpness", below = 1 }',
        "{ older-than-years = 5 }",
        "{ cues = 3 }",
    ],
)
@pytest.mark.parametrize("seen", Change)
def test_no_comparison_answers_how_the_original_was_made(made: str, seen: Change) -> None:
    """The original itself may be generated: alone or beside triggers on retouching, no rule passes."""
    assert judged(made, seen).outcome is Outcome.NOT_ASSESSED
    others = RETOUCHED.replace("reshaped", "identical" if seen is Change.RESHAPED else "reshaped")
    expected = Outcome.FIRED if others.endswith(f'["{seen}"] }}') else Outcome.NOT_ASSESSED
    assert judged(f"[{made}, {others}]", seen).outcome is expected


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.id)
@pytest.mark.parametrize("seen", [Change.IDENTICAL, Change.REENCODED, Change.ADJUSTED, Change.RETOUCHED])
def test_no_shipped_rule_that_minds_ai_passes_by_a_comparison(pack: policy.Policy, seen: Change) -> None:
    def passed(compared: tuple[Change, ...] | None) -> set[str]:
        risk = policy.judge(pack, [READ], SILENT, CALM, Context(compared=compared))
        return {rule.id for rule in risk.rules if rule.outcome is Outcome.PASSED}

    answered = passed((seen,)) - passed(None)
    assert answered <= {"LI-2-retouch", "UW-1-retouch", "UW-2-retouch"}
    minding = {
        rule.id
        for rule in pack.rules
        if any(when.intent and Intent.AI_GENERATED in when.intent for when in rule.when)
    }
    risk = policy.judge(pack, [READ], SILENT, CALM, Context(compared=(seen,)))
    assert minding <= {rule.id for rule in risk.rules if rule.outcome is Outcome.NOT_ASSESSED}


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        (SILENT, Intent.CAMERA),
        (Verdict(Category.AI_DECLARED, "", (declared(DeclarationKind.AI),)), None),
        (
            Verdict(
                Category.CAPTURE_SIGNED,
                "",
                (replace(declared(DeclarationKind.CAPTURE, signed=True, intact=True), trusted=True),),
            ),
            None,
        ),
    ],
)
def test_where_it_is_known_how_it_was_made_nobody_need_compare(said: Verdict, intent: Intent | None) -> None:
    when = f'[{{ declaration = ["ai-edit"] }}, {RETOUCHED}]'
    assert judged(when, said=said, intent=intent).outcome is Outcome.PASSED
    assert judged(when, Change.ANOTHER, said=said, intent=intent).outcome is Outcome.PASSED
    assert judged(when, Change.RESHAPED, said=said, intent=intent).outcome is Outcome.FIRED


def test_pixels_that_speak_for_retouching_still_do_beside_a_clean_comparison() -> None:
    """The original may have been retouched before."""
    said = Verdict(Category.PIXEL_SUPPORT, "", (), (Support(Claim.RETOUCHED, 0.5, Strength.WEAK, ()),))
    rule = judged(f"[{RETOUCHED}]", Change.REENCODED, said=said)
    assert (rule.outcome, rule.basis) == (Outcome.FIRED, Basis.WEAK)


@pytest.mark.parametrize("severity", ["low", "medium", "high", "prohibited"])
@pytest.mark.parametrize("strength", [Strength.WEAK, Strength.MODERATE, Strength.STRONG])
def test_it_outweighs_pixels_and_a_signed_record_outweighs_it(severity: str, strength: Strength) -> None:
    """Also where severity levels them: on the basis depends what is told and advised."""
    said = Verdict(Category.PIXEL_SUPPORT, "", (), (Support(Claim.RETOUCHED, 2.5, strength, ()),))
    when = f'[{RETOUCHED}, {{ declaration = ["edit"] }}]'
    assert judged(when, Change.RESHAPED, said=said, severity=severity).basis is Basis.COMPARED
    signed = replace(said, declarations=(declared(DeclarationKind.EDIT, signed=True, intact=True),))
    assert judged(when, Change.RESHAPED, said=signed, severity=severity).basis is Basis.SIGNED


@pytest.mark.parametrize(("name", "rule"), MINDED)
@pytest.mark.parametrize("seen", Change)
def test_which_changes_set_off_which_shipped_rule(name: str, rule: str, seen: Change) -> None:
    result = shipped_rule(name, rule, seen)
    assert (result.outcome is Outcome.FIRED) is (seen in MINDED[name, rule])
    if result.outcome is Outcome.FIRED:
        assert result.basis is Basis.COMPARED
        assert result.level is policy.limited(result.severity, Basis.COMPARED)


def test_no_other_shipped_rule_asks_for_a_comparison() -> None:
    asking = {
        (pack.id, rule.id)
        for pack in PACKS.values()
        for rule in pack.rules
        if any(when.change for when in rule.when)
    }
    assert asking == set(MINDED)


def test_another_picture_says_nothing_under_any_policy() -> None:
    for shipped in PACKS.values():
        alone, beside = (
            policy.judge(shipped, [READ], SILENT, CALM, Context(compared=compared))
            for compared in (None, (Change.ANOTHER,))
        )
        assert [(rule.id, rule.outcome) for rule in alone.rules] == [
            (rule.id, rule.outcome) for rule in beside.rules
        ]


def test_advice_is_to_start_again_from_the_original() -> None:
    risk = policy.judge(PACKS["linkedin"], [READ], SILENT, CALM, Context(compared=(Change.RESHAPED,)))
    steps = advice.steps([risk], ["Measure."], None, SILENT)
    assert steps == (risk.rules[0].advice, advice.START_AGAIN, "Measure.")
    calm = policy.judge(PACKS["linkedin"], [READ], SILENT, CALM, Context(compared=(Change.ADJUSTED,)))
    assert advice.START_AGAIN not in advice.steps([calm], (), None, SILENT)
    note = policy.judge(PACKS["upwork"], [READ], SILENT, CALM, Context(compared=(Change.RETOUCHED,)))
    assert [rule.id for rule in note.fired] == ["UW-2-retouch"]
    assert advice.steps([note], (), None, SILENT) == ()


def test_nobody_is_told_that_ai_was_used_where_only_a_change_was_seen() -> None:
    for (name, rule), minded in MINDED.items():
        result = shipped_rule(name, rule, *minded)
        assert "AI" not in result.trigger
        for text in (result.because, result.advice):
            assert "AI" not in re.sub(r"(if|what) AI changed", "", text, flags=re.IGNORECASE), (name, text)
