"""Declared speaks before measured; pixels never say more than they can."""

from __future__ import annotations

from dataclasses import replace

import pytest

from photoaudit import verdict
from photoaudit.model import (
    DRAWN,
    Category,
    Claim,
    Declaration,
    DeclarationKind,
    Family,
    Finding,
    Intent,
    Statement,
    Status,
    Strength,
    Support,
    Tail,
)

PORTRAIT = Finding("single-face-present", "", Family.SUBJECT, Status.MEASURED, "One face.", value=1.0)
AI = Declaration(DeclarationKind.AI, "Model X", "It says so.", "XMP")
EDIT = Declaration(DeclarationKind.AI_EDIT, "Editor Y", "It says so.", "XMP")
CAMERA = Declaration(DeclarationKind.CAPTURE, "Camera Z", "It says so.", "EXIF")


def declared(*declarations: Declaration) -> Finding:
    return Finding("x", "", Family.PROVENANCE, Status.DECLARED, "", declarations=declarations)


def support(wording: Strength, claim: Claim = Claim.RETOUCHED) -> Support:
    return Support(claim, 0.5, wording, ("a",))


def cue(check: str, percentile: float, tail: Tail) -> Finding:
    return Finding(check, check, Family.TEXTURE, Status.MEASURED, "", 1.0, cue=tail, percentile=percentile)


@pytest.mark.parametrize(
    ("declarations", "category"),
    [
        ((), Category.INCONCLUSIVE),
        ((AI,), Category.AI_DECLARED),
        ((EDIT,), Category.AI_EDIT_DECLARED),
        ((CAMERA,), Category.INCONCLUSIVE),
        ((replace(CAMERA, signed=True, intact=True, trusted=True),), Category.CAPTURE_SIGNED),
        # Anybody can make a certificate: a signer on no list establishes no camera.
        ((replace(CAMERA, signed=True, intact=True, trusted=False),), Category.INCONCLUSIVE),
        ((replace(CAMERA, signed=True, intact=True, trusted=None),), Category.INCONCLUSIVE),
        ((replace(CAMERA, signed=True, intact=False),), Category.INCONCLUSIVE),
        ((EDIT, CAMERA), Category.AI_EDIT_DECLARED),
        ((AI, EDIT), Category.AI_DECLARED),
        ((AI, CAMERA), Category.CONFLICT),
    ],
)
def test_category_follows_what_is_declared(declarations: tuple[Declaration, ...], category: Category) -> None:
    assert verdict.judge([PORTRAIT, declared(*declarations)]).category is category


def test_declared_beats_measured() -> None:
    pixels = (support(Strength.MODERATE),)
    assert verdict.judge([PORTRAIT, declared(AI)], pixels).category is Category.AI_DECLARED


def test_signed_statements_come_first() -> None:
    signed = replace(CAMERA, signed=True, intact=True)
    assert verdict.rank_declarations([declared(AI, CAMERA, EDIT, signed)]) == (signed, AI, EDIT, CAMERA)


def test_a_headline_names_who_says_it_and_not_who_says_something_else() -> None:
    """A signed record of a camera comes first, but it is not what says that AI edited the photo."""
    signed = replace(CAMERA, signed=True, intact=True, trusted=True)
    judged = verdict.judge([PORTRAIT, declared(EDIT, signed)])
    assert judged.category is Category.AI_EDIT_DECLARED
    assert judged.headline == (
        "The file itself says that AI edited this photo: Editor Y, unsigned, so anyone could have written it."
    )


@pytest.mark.parametrize(
    ("kind", "says"),
    [(DeclarationKind.AI, "AI made this picture"), (DeclarationKind.AI_EDIT, "AI edited this photo")],
)
def test_a_drawn_mark_is_said_to_be_one(kind: DeclarationKind, says: str) -> None:
    mark = Declaration(kind, "a mark like X's", "A mark like X's is drawn there.", f"{DRAWN} there")
    judged = verdict.judge([PORTRAIT, declared(mark)])
    assert judged.headline == f"A mark like X's is drawn there, which says that {says}; anyone can draw one."


def test_no_face_is_no_portrait_but_a_mark_still_counts() -> None:
    nobody = replace(PORTRAIT, value=0.0)
    assert verdict.judge([nobody]).category is Category.NO_PORTRAIT
    assert verdict.judge([nobody, declared(AI)]).category is Category.AI_DECLARED
    faint = replace(PORTRAIT, status=Status.NOT_ASSESSED, value=None)
    assert verdict.judge([faint]).category is Category.NO_PORTRAIT


def test_only_support_changes_the_category_and_only_it_is_named() -> None:
    none, weak = support(Strength.NONE, Claim.SYNTHETIC), support(Strength.WEAK)
    assert verdict.judge([PORTRAIT], (none,)).category is Category.INCONCLUSIVE
    judged = verdict.judge([PORTRAIT], (none, weak))
    assert judged.category is Category.PIXEL_SUPPORT
    assert judged.supports == (none, weak)
    assert "retouched" in judged.headline
    assert "synthetic" not in judged.headline


def test_impression_counts_the_tail_that_people_notice() -> None:
    seen = verdict.impress(
        [
            cue("low", 2.0, Tail.LOW),
            cue("other-end", 98.0, Tail.LOW),
            cue("high", 99.0, Tail.HIGH),
            cue("mid", 50.0, Tail.HIGH),
        ]
    )
    assert [item.check for item in seen.cues] == ["low", "high"]
    assert seen.assessed == 4
    assert "2 of 4" in seen.summary
    assert "whatever its origin" in seen.summary


def test_impression_without_anything_to_compare() -> None:
    seen = verdict.impress([PORTRAIT, replace(cue("x", 1.0, Tail.LOW), percentile=None)])
    assert seen.assessed == 0
    assert "No visible cue" in seen.summary
    assert verdict.impress([PORTRAIT]).summary == ""


def test_suggestions_never_help_to_hide() -> None:
    for declaration in (AI, EDIT, CAMERA):
        found = [PORTRAIT, declared(declaration)]
        steps = " ".join(verdict.suggest(found, verdict.judge(found))).lower()
        assert not any(word in steps for word in ("remove", "strip", "delete"))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (AI, "AI made this picture: program not named, unsigned"),
        (
            replace(CAMERA, signed=True, intact=True, trusted=True),
            "took this photo: camera not named, signed",
        ),
        (CAMERA, "the file claims a camera (camera not named)"),
    ],
)
def test_a_headline_says_that_nobody_is_named(said: Declaration, words: str) -> None:
    assert words in verdict.judge([PORTRAIT, declared(replace(said, by=""))]).headline


def test_suggestions_ask_for_nothing_that_a_person_has_said_or_done() -> None:
    silent, marked = [PORTRAIT], [PORTRAIT, declared(AI)]
    origin = "If the origin matters"
    for intent in Intent:
        said = verdict.suggest(silent, verdict.judge(silent), Statement(intent, disclosed=False))
        asks = any(step.startswith(origin) for step in said)
        assert asks is (intent not in (Intent.AI_GENERATED, Intent.AI_EDITED)), intent
    of = verdict.judge(marked)
    assert verdict.suggest(marked, of, Statement(Intent.AI_GENERATED, disclosed=False)) == (
        verdict.SAY_OPENLY,
    )
    assert verdict.suggest(marked, of, Statement(Intent.AI_GENERATED, disclosed=True)) == (
        "Leave the mark of AI in the file.",
    )
