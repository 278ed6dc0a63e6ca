"""Declared speaks before measured; pixels never say more than they can."""

from __future__ import annotations

from dataclasses import replace

import pytest

from photoaudit import verdict
from photoaudit.model import (
    Category,
    Claim,
    Declaration,
    DeclarationKind,
    Family,
    Finding,
    Status,
    Tail,
)

PORTRAIT = Finding("single-face-present", "", Family.SUBJECT, Status.MEASURED, "One face.", value=1.0)
AI = Declaration(DeclarationKind.AI, "Model X", "It says so.", "XMP")
EDIT = Declaration(DeclarationKind.AI_EDIT, "Editor Y", "It says so.", "XMP")
CAMERA = Declaration(DeclarationKind.CAPTURE, "Camera Z", "It says so.", "EXIF")


def declared(*declarations: Declaration) -> Finding:
    return Finding("x", "", Family.PROVENANCE, Status.DECLARED, "", declarations=declarations)


def weighing(check: str, family: Family, llr: float, claim: Claim = Claim.RETOUCHED) -> Finding:
    return Finding(check, "", family, Status.MEASURED, "", value=1.0, claim=claim, llr=llr)


def cue(check: str, percentile: float, tail: Tail) -> Finding:
    return Finding(check, check, Family.TEXTURE, Status.MEASURED, "", 1.0, cue=tail, percentile=percentile)


@pytest.mark.parametrize(
    ("declarations", "category"),
    [
        ((), Category.INCONCLUSIVE),
        ((AI,), Category.AI_DECLARED),
        ((EDIT,), Category.AI_EDIT_DECLARED),
        ((CAMERA,), Category.INCONCLUSIVE),
        ((replace(CAMERA, signed=True, intact=True),), Category.CAPTURE_SIGNED),
        ((replace(CAMERA, signed=True, intact=False),), Category.INCONCLUSIVE),
        ((EDIT, CAMERA), Category.AI_EDIT_DECLARED),
        ((AI, EDIT), Category.AI_DECLARED),
        ((AI, CAMERA), Category.CONFLICT),
    ],
)
def test_category_follows_what_is_declared(declarations: tuple[Declaration, ...], category: Category) -> None:
    assert verdict.judge([PORTRAIT, declared(*declarations)]).category is category


def test_declared_beats_measured() -> None:
    strong = weighing("a", Family.TEXTURE, 1.0)
    assert verdict.judge([PORTRAIT, declared(AI), strong]).category is Category.AI_DECLARED


def test_signed_statements_come_first() -> None:
    signed = replace(CAMERA, signed=True, intact=True)
    assert verdict.rank_declarations([declared(AI, CAMERA, EDIT, signed)]) == (signed, AI, EDIT, CAMERA)


def test_no_face_is_no_portrait_but_a_mark_still_counts() -> None:
    nobody = replace(PORTRAIT, value=0.0)
    assert verdict.judge([nobody]).category is Category.NO_PORTRAIT
    assert verdict.judge([nobody, declared(AI)]).category is Category.AI_DECLARED
    faint = replace(PORTRAIT, status=Status.NOT_ASSESSED, value=None)
    assert verdict.judge([faint]).category is Category.NO_PORTRAIT


def test_one_family_counts_once_and_families_add() -> None:
    same = [weighing("a", Family.TEXTURE, 0.3), weighing("b", Family.TEXTURE, 0.4)]
    (support,) = verdict.fuse(same)
    assert (support.llr, support.findings) == (0.4, ("b",))
    (support,) = verdict.fuse([*same, weighing("c", Family.BACKGROUND, 0.2)])
    assert support.llr == pytest.approx(0.6)
    assert support.findings == ("b", "c")


def test_pixels_are_bounded() -> None:
    many = [weighing(str(place), family, 0.9) for place, family in enumerate(Family)]
    (support,) = verdict.fuse(many)
    assert support.llr == verdict.MAX_LLR
    assert support.wording == "moderate support"


def test_claims_are_kept_apart() -> None:
    claims = [weighing("a", Family.TEXTURE, 0.5), weighing("b", Family.TEXTURE, 0.5, Claim.SYNTHETIC)]
    assert [support.claim for support in verdict.fuse(claims)] == [Claim.SYNTHETIC, Claim.RETOUCHED]


def test_findings_without_a_curve_weigh_nothing() -> None:
    assert verdict.fuse([replace(weighing("a", Family.TEXTURE, 0.5), llr=None)]) == ()


def test_weak_evidence_leaves_it_inconclusive() -> None:
    assert verdict.judge([PORTRAIT, weighing("a", Family.TEXTURE, 0.2)]).category is Category.INCONCLUSIVE
    assert verdict.judge([PORTRAIT, weighing("a", Family.TEXTURE, -1.0)]).category is Category.INCONCLUSIVE
    assert verdict.judge([PORTRAIT, weighing("a", Family.TEXTURE, 0.4)]).category is Category.SUPPORTED


@pytest.mark.parametrize(("llr", "words"), [(0.29, "no"), (0.3, "weak"), (1.0, "moderate"), (2.0, "strong")])
def test_bands(llr: float, words: str) -> None:
    assert verdict.wording(llr) == f"{words} support"


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
