"""The samples read as samples/README.md promises."""

from __future__ import annotations

import pytest

import photoaudit
from checkout import SAMPLE_NAMES, SAMPLES
from photoaudit.model import Category, Claim, DeclarationKind, Finding, Report, Status
from samples import judged


def report(name: str) -> Report:
    return judged(name)


def finding(name: str, check: str) -> Finding:
    return next(item for item in report(name).findings if item.check == check)


def cues(name: str) -> set[str]:
    impression = report(name).impression
    assert impression is not None
    return {cue.check for cue in impression.cues}


def category(name: str) -> Category:
    verdict = report(name).verdict
    assert verdict is not None
    return verdict.category


def test_every_sample_is_explained() -> None:
    text = (SAMPLES / "README.md").read_text("utf-8")
    assert [name for name in SAMPLE_NAMES if f"`{name}`" not in text] == []
    assert len(SAMPLE_NAMES) == 8


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_no_check_breaks_and_no_risk_is_high(name: str) -> None:
    assert not report(name).broken
    assert (report(name).level or photoaudit.Level.PROHIBITED).rank < photoaudit.Level.HIGH.rank


def test_camera_is_claimed_and_stays_inconclusive() -> None:
    assert category("camera.jpg") is Category.INCONCLUSIVE
    (declaration,) = report("camera.jpg").verdict.declarations  # type: ignore[union-attr]
    assert (declaration.kind, declaration.signed) == (DeclarationKind.CAPTURE, False)
    assert cues("camera.jpg") == {"direct-gaze"}, "the portrait has wide open eyes, whatever was done to it"


def supported(name: str) -> set[Claim]:
    verdict = report(name).verdict
    assert verdict is not None
    return {support.claim for support in verdict.supports if support.given}


def test_mirroring_is_an_impression_and_no_evidence() -> None:
    assert "facial-symmetry" in cues("mirrored.jpg")
    assert category("mirrored.jpg") is Category.INCONCLUSIVE
    assert supported("mirrored.jpg") == set()


@pytest.mark.parametrize("name", ["smoothed.jpg", "plain-background.jpg"])
def test_smoothing_and_filling_are_weakly_supported_as_retouching(name: str) -> None:
    assert supported(name) == {Claim.RETOUCHED}
    assert category(name) is Category.PIXEL_SUPPORT
    assert "weak support" in report(name).verdict.headline  # type: ignore[union-attr]


def test_the_plain_portrait_gets_no_support() -> None:
    for name in ("camera.jpg", "iptc-ai.jpg", "generator-text.png", "two-faces.jpg", "no-face.jpg"):
        assert supported(name) == set()


def test_a_replaced_background_is_told() -> None:
    assert "as a digital fill has" in finding("plain-background.jpg", "constant-background").summary
    assert "as a digital fill has" not in finding("camera.jpg", "constant-background").summary


@pytest.mark.parametrize("name", ["generator-text.png", "iptc-ai.jpg"])
def test_marks_are_taken_at_their_word_and_no_further(name: str) -> None:
    assert category(name) is Category.AI_DECLARED
    assert "anyone could have written it" in report(name).verdict.headline  # type: ignore[union-attr]


def test_faces_are_counted() -> None:
    assert finding("two-faces.jpg", "single-face-present").value == 2
    assert category("no-face.jpg") is Category.NO_PORTRAIT
    assert finding("no-face.jpg", "facial-symmetry").status is Status.NOT_ASSESSED
