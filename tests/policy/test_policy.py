"""Rules fire, pass or stay open by what is established, and never go beyond the limit of their basis."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from checkout import ROOT
from photoaudit import calibration, policy
from photoaudit.model import (
    Basis,
    Category,
    Change,
    Claim,
    Context,
    Cue,
    DeclarationKind,
    Finding,
    Impression,
    Intent,
    Level,
    Outcome,
    Risk,
    Status,
    Strength,
    Support,
    Tail,
    Verdict,
)
from policies import CALM, READ, SILENT, TODAY, declared, measured, pack

SIZE = measured("image-size", 300.0, width=310)
AI = declared(DeclarationKind.AI)
PROVEN = declared(DeclarationKind.AI, signed=True, intact=True)
CAMERA = declared(DeclarationKind.CAPTURE)
DECIDES = ROOT / "docs" / "how-it-decides.md"


def judged(
    when: str,
    *findings: Finding,
    said: Verdict = SILENT,
    impression: Impression = CALM,
    context: Context | None = None,
    severity: str = "prohibited",
) -> Risk:
    return policy.judge(pack(when, severity), findings, said, impression, context)


def outcome(when: str, *findings: Finding, said: Verdict = SILENT, context: Context | None = None) -> Outcome:
    return judged(when, *findings, said=said, context=context).rules[0].outcome


def verdict_of(*declarations: object, category: Category = Category.INCONCLUSIVE) -> Verdict:
    return Verdict(category, "Headline.", tuple(declarations))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ('{ check = "image-size", below = 400 }', Outcome.FIRED),
        ('{ check = "image-size", below = 300 }', Outcome.PASSED),
        ('{ check = "image-size", above = 200 }', Outcome.FIRED),
        ('{ check = "image-size", above = 300 }', Outcome.PASSED),
        ('{ check = "image-size", below = 100, above = 200 }', Outcome.FIRED),
        ('{ check = "image-size", below = 100, above = 400 }', Outcome.PASSED),
        ('{ check = "image-size", detail = "width", below = 305 }', Outcome.PASSED),
        ('{ check = "image-size", detail = "width", is = 310 }', Outcome.FIRED),
        ('{ check = "image-size", detail = "height", below = 305 }', Outcome.NOT_ASSESSED),
        ('{ check = "sharpness", below = 1 }', Outcome.NOT_ASSESSED),
        ('[{ check = "image-size", below = 9 }, { check = "image-size", above = 9 }]', Outcome.FIRED),
        ('[{ check = "image-size", below = 9 }, { check = "sharpness", above = 9 }]', Outcome.NOT_ASSESSED),
    ],
)
def test_a_rule_on_a_check_fires_passes_or_stays_open(when: str, expected: Outcome) -> None:
    assert outcome(when, SIZE) is expected


def test_text_where_a_number_is_needed_stays_open() -> None:
    found = measured("privacy-leak", 1.0, gps="yes")
    assert outcome('{ check = "privacy-leak", detail = "gps", below = 3 }', found) is Outcome.NOT_ASSESSED


@pytest.mark.parametrize("status", [Status.NOT_ASSESSED, Status.ERROR])
def test_a_check_that_was_not_assessed_or_broke_passes_nothing(status: Status) -> None:
    blind = replace(SIZE, status=status, value=None, summary="too dark")
    risk = judged('{ check = "image-size", below = 400 }', blind)
    assert risk.rules[0].outcome is Outcome.NOT_ASSESSED
    assert "too dark" in risk.rules[0].because
    assert [rule.id for rule in risk.open] == ["r"]
    assert risk.level is Level.NONE


AI_RULE = '[{ declaration = ["ai"] }, { intent = ["ai-generated"] }, { support = "synthetic" }]'
SUPPORT = Support(Claim.SYNTHETIC, 0.4, Strength.WEAK, ())
NO_SUPPORT = replace(SUPPORT, llr=-1.0, wording=Strength.NONE)


@pytest.mark.parametrize(
    ("said", "intent", "expected"),
    [
        (verdict_of(AI), None, Outcome.FIRED),
        (verdict_of(AI), Intent.CAMERA, Outcome.FIRED),
        (SILENT, Intent.AI_GENERATED, Outcome.FIRED),
        (Verdict(Category.PIXEL_SUPPORT, "", (), (SUPPORT,)), None, Outcome.FIRED),
        # Silence, pixels that support nothing, and an unsigned camera establish nothing.
        (SILENT, None, Outcome.NOT_ASSESSED),
        (Verdict(Category.INCONCLUSIVE, "", (), (NO_SUPPORT,)), None, Outcome.NOT_ASSESSED),
        (verdict_of(CAMERA), None, Outcome.NOT_ASSESSED),
        (verdict_of(replace(CAMERA, signed=True, intact=False)), None, Outcome.NOT_ASSESSED),
        # A signed record or the person's own word do.
        (verdict_of(replace(CAMERA, signed=True, intact=True, trusted=True)), None, Outcome.PASSED),
        # Not by somebody on no list, and not by a record that is against the rules.
        (verdict_of(replace(CAMERA, signed=True, intact=True, trusted=False)), None, Outcome.NOT_ASSESSED),
        (
            verdict_of(replace(CAMERA, signed=True, intact=True, trusted=True, flaw="it is not valid")),
            None,
            Outcome.NOT_ASSESSED,
        ),
        (SILENT, Intent.CAMERA, Outcome.PASSED),
    ],
)
def test_how_it_was_made_is_one_question(said: Verdict, intent: Intent | None, expected: Outcome) -> None:
    assert outcome(AI_RULE, READ, said=said, context=Context(intent)) is expected


def test_a_file_that_says_ai_made_it_answers_the_lesser_questions_and_not_the_other_way_round() -> None:
    edited = declared(DeclarationKind.AI_EDIT)
    assert outcome('{ declaration = ["ai-edit"] }', READ, said=verdict_of(AI)) is Outcome.PASSED
    assert outcome('{ declaration = ["ai"] }', READ, said=verdict_of(edited)) is Outcome.NOT_ASSESSED


def test_a_file_that_nobody_read_declares_nothing_either_way() -> None:
    assert outcome('{ declaration = ["ai"] }', SIZE) is Outcome.NOT_ASSESSED
    assert outcome('{ category = ["conflict"] }', SIZE) is Outcome.NOT_ASSESSED
    assert outcome('{ category = ["conflict"] }', READ) is Outcome.PASSED


def test_a_verdict_that_is_not_about_the_making_settles_nothing_of_it() -> None:
    when = '[{ declaration = ["ai"] }, { category = ["conflict", "no-portrait"] }]'
    assert outcome(when, READ) is Outcome.NOT_ASSESSED
    assert outcome(when, READ, said=verdict_of(category=Category.NO_PORTRAIT)) is Outcome.FIRED


def test_a_category_that_the_file_leaves_open_is_not_passed() -> None:
    when = '{ category = ["ai-declared"] }'
    assert outcome(when, READ) is Outcome.NOT_ASSESSED
    assert outcome(when, READ, said=verdict_of(category=Category.CAPTURE_SIGNED)) is Outcome.PASSED
    assert outcome(when, READ, said=verdict_of(AI, category=Category.AI_DECLARED)) is Outcome.FIRED


@pytest.mark.parametrize(
    ("at_least", "wording", "fires"),
    [
        ("weak", "weak support", True),
        ("weak", "no support", False),
        ("moderate", "weak support", False),
        ("moderate", "strong support", True),
        ("strong", "moderate support", False),
    ],
)
def test_support_fires_from_the_wanted_strength_on(at_least: str, wording: str, *, fires: bool) -> None:
    said = Verdict(Category.PIXEL_SUPPORT, "", (), (replace(SUPPORT, wording=Strength(wording)),))
    when = f'{{ support = "synthetic", at-least = "{at_least}" }}'
    assert (outcome(when, READ, said=said) is Outcome.FIRED) is fires
    assert outcome(when.replace("synthetic", "retouched"), READ, said=said) is Outcome.NOT_ASSESSED


def test_words_of_support_are_those_of_the_verdict() -> None:
    assert {words for _, words in calibration.BANDS} == {f"{item} support" for item in policy.pack.STRENGTHS}


def test_cues_count_and_those_not_assessed_keep_a_rule_open() -> None:
    looked = [replace(measured(f"c{at}"), cue=Tail.LOW) for at in range(4)]
    two = (Cue("c0", "", 1.0), Cue("c1", "", 1.0))

    def result(cues: tuple[Cue, ...], assessed: int) -> Outcome:
        risk = judged("{ cues = 3 }", *looked, impression=Impression(cues, assessed, "Two of four."))
        return risk.rules[0].outcome

    assert result((*two, Cue("c2", "", 1.0)), 4) is Outcome.FIRED
    assert result(two, 4) is Outcome.PASSED
    assert result(two, 3) is Outcome.NOT_ASSESSED  # the fourth could be the third
    assert outcome("{ cues = 3 }") is Outcome.NOT_ASSESSED


@pytest.mark.parametrize(
    ("taken", "today", "expected"),
    [
        ("2021-11-20", TODAY, Outcome.FIRED),
        ("2021-11-24", TODAY, Outcome.PASSED),
        ("2031-01-01", TODAY, Outcome.NOT_ASSESSED),
        ("", TODAY, Outcome.NOT_ASSESSED),
        ("2001-01-01", "", Outcome.NOT_ASSESSED),
    ],
)
def test_the_age_of_a_photo_needs_both_days(taken: str, today: str, expected: Outcome) -> None:
    found = measured("camera-exif", taken=taken)
    when = "{ older-than-years = 5 }"
    assert outcome(when, found, context=Context(today=today)) is expected
    assert outcome(when, context=Context(today=today)) is Outcome.NOT_ASSESSED


def test_disclosure_exempts_where_the_rule_says_so() -> None:
    asks = pack('{ declaration = ["ai"] }', extra="disclosed = false\n")
    for disclosed, expected in ((False, Outcome.FIRED), (True, Outcome.PASSED)):
        risk = policy.judge(asks, [READ], verdict_of(AI), CALM, Context(disclosed=disclosed))
        assert risk.rules[0].outcome is expected
    assert outcome('{ declaration = ["ai"] }', said=verdict_of(AI), context=Context(disclosed=True)) is (
        Outcome.FIRED
    )


LOOK = replace(measured("skin-smoothness", 1.0), cue=Tail.LOW)
CONFLICT = verdict_of(AI, CAMERA, category=Category.CONFLICT)
BASES = {
    Basis.SIGNED: ('{ declaration = ["ai"] }', verdict_of(PROVEN), ()),
    Basis.STATED: ('{ intent = ["ai-generated"] }', SILENT, ()),
    Basis.MEASURED: ('{ check = "image-size", below = 400 }', SILENT, (SIZE,)),
    Basis.COMPARED: ('{ change = ["reshaped"] }', SILENT, ()),
    Basis.UNSIGNED: ('{ declaration = ["ai"] }', verdict_of(AI), ()),
    Basis.CONTRADICTED: ('{ declaration = ["ai"] }', CONFLICT, ()),
    Basis.LOOKS: ('{ check = "skin-smoothness", below = 2 }', SILENT, (LOOK,)),
} | {
    Basis(strength): (
        '{ support = "synthetic" }',
        Verdict(Category.PIXEL_SUPPORT, "", (), (replace(SUPPORT, wording=Strength(f"{strength} support")),)),
        (),
    )
    for strength in policy.pack.STRENGTHS
}


def documented() -> dict[str, str]:
    """Return the table of docs/how-it-decides.md: the limit by the name of its basis."""
    section = DECIDES.read_text("utf-8").split("### Risk")[1].split("## ")[0]
    return dict(re.findall(r"^\| .* \| `(\w+)` \| (\w+) \|$", section, flags=re.MULTILINE))


def test_the_documented_table_has_a_row_for_each_basis() -> None:
    assert set(documented()) == set(Basis) == set(BASES)


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("severity", Level)
def test_risk_is_severity_up_to_the_documented_limit(basis: Basis, severity: Level) -> None:
    when, said, findings = BASES[basis]
    intent = Intent.AI_GENERATED if basis is Basis.STATED else None
    context = Context(intent, compared=(Change.RESHAPED,) if basis is Basis.COMPARED else None)
    risk = judged(when, *findings, said=said, context=context, severity=severity)
    (rule,) = risk.rules
    limit = Level(documented()[basis])
    assert (rule.outcome, rule.basis) == (Outcome.FIRED, basis)
    assert rule.level is risk.level
    assert rule.level.rank == min(severity.rank, limit.rank)
    assert rule.severity is severity
    assert rule.trigger


def test_what_is_not_established_is_no_risk() -> None:
    assert policy.limited(Level.PROHIBITED, None) is Level.NONE


def test_a_changed_signature_counts_no_more_than_none() -> None:
    said = verdict_of(replace(PROVEN, intact=False))
    assert judged('{ declaration = ["ai"] }', said=said).rules[0].basis is Basis.UNSIGNED


def test_a_proven_statement_outweighs_the_contradiction() -> None:
    said = verdict_of(PROVEN, CAMERA, category=Category.CONFLICT)
    assert judged('{ declaration = ["ai"] }', said=said).level is Level.PROHIBITED


def test_a_plain_fact_of_a_check_is_no_look() -> None:
    """A rule against an uneven background is no rule against an even one, which people take for AI."""
    background = replace(measured("background-uniformity", 50.0), cue=Tail.HIGH)
    assert judged('{ check = "background-uniformity", below = 80 }', background).level is Level.PROHIBITED
    assert judged('{ check = "background-uniformity", above = 40 }', background).level is Level.LOW


def test_of_several_triggers_the_best_established_counts() -> None:
    said = Verdict(Category.AI_DECLARED, "", (AI,), (SUPPORT,))
    assert judged(AI_RULE, said=said).level is Level.HIGH
    assert judged(AI_RULE, said=said, context=Context(Intent.AI_GENERATED)).level is Level.PROHIBITED


def test_weak_pixel_support_says_that_it_is_weak() -> None:
    said = Verdict(Category.PIXEL_SUPPORT, "", (), (SUPPORT,))
    (rule,) = judged(AI_RULE, said=said).rules
    assert rule.level is Level.LOW
    assert "weak support" in rule.trigger
    assert "no more" in rule.trigger


def test_the_rule_that_decides_comes_first() -> None:
    linkedin = policy.named("linkedin")
    risk = policy.judge(linkedin, [READ, measured("image-size", 100.0)], verdict_of(AI), CALM)
    assert risk.rules[0].id == "LI-2"
    ranks = [rule.level.rank for rule in risk.fired]
    assert ranks == sorted(ranks, reverse=True)
    assert risk.rules[: len(risk.fired)] == risk.fired


@pytest.mark.parametrize(
    ("intent", "kind", "contradicts"),
    [
        (Intent.CAMERA, DeclarationKind.AI, True),
        (Intent.CAMERA, DeclarationKind.AI_EDIT, True),
        (Intent.CAMERA, DeclarationKind.EDIT, False),
        (Intent.CAMERA, DeclarationKind.CAPTURE, False),
        (Intent.RETOUCHED, DeclarationKind.AI_EDIT, True),
        (Intent.RETOUCHED, DeclarationKind.EDIT, False),
        (Intent.AI_EDITED, DeclarationKind.AI, True),
        (Intent.AI_EDITED, DeclarationKind.AI_EDIT, False),
        (Intent.AI_EDITED, DeclarationKind.CAPTURE, False),
        (Intent.AI_GENERATED, DeclarationKind.CAPTURE, True),
        (Intent.AI_GENERATED, DeclarationKind.AI, False),
    ],
)
def test_a_file_that_contradicts_the_person_is_told(
    intent: Intent, kind: DeclarationKind, *, contradicts: bool
) -> None:
    words = policy.contradiction(intent, verdict_of(declared(kind, by="Maker X")))
    assert bool(words) is contradicts
    if words:
        assert "You say that" in words
        assert "The file says that" in words
        assert "Maker X" in words
        assert "unsigned" in words
    assert policy.contradiction(None, verdict_of(declared(kind))) == ""


def test_a_statement_is_there_only_if_something_was_said() -> None:
    assert policy.statement(Context(today=TODAY), SILENT) is None
    told = policy.statement(Context(disclosed=True), verdict_of(AI))
    assert told is not None
    assert (told.intent, told.disclosed, told.contradiction) == (None, True, "")
