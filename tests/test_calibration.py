"""Curves are bounded and interpolated; places among reference photos are fair to ties."""

from __future__ import annotations

import pytest

from photoaudit.calibration import (
    MAX_LLR,
    Calibration,
    Curve,
    Distribution,
    Line,
    calibrate,
    fuse,
    shipped,
    wording,
)
from photoaudit.checks import catalogue
from photoaudit.model import Claim, Family, Finding, Status, Support

TENTHS = Distribution(tuple((float(p), p / 10) for p in range(0, 101, 10)), 50)
MEASURED = Finding("x", "", Family.TEXTURE, Status.MEASURED, "", value=2.5, claim=Claim.RETOUCHED)
SAME = Curve(((-9.0, -9.0), (9.0, 9.0)), 9.0)


def line(*checks: str, weight: float = 1.0, bound: float = 9.0, least: float = 0.5) -> Line:
    """Return a line of evidence in which every value is its own log10 likelihood ratio."""
    curves = dict.fromkeys(checks, SAME)
    return Line(curves, dict.fromkeys(checks, weight), Curve(SAME.points, bound), least)


def fused(values: dict[str, float], *lines: Line, claim: Claim = Claim.RETOUCHED) -> tuple[Support, ...]:
    data = Calibration("people", {}, {Claim.RETOUCHED: lines})
    findings = [
        Finding(check, "", Family.TEXTURE, Status.MEASURED, "", value=value, claim=claim)
        for check, value in values.items()
    ]
    return fuse([calibrate(finding, data) for finding in findings], data)


def test_percentile_interpolates_and_ends_at_the_outer_quantiles() -> None:
    assert TENTHS.percentile(2.5) == pytest.approx(25.0)
    assert TENTHS.percentile(-1.0) == 0.0
    assert TENTHS.percentile(99.0) == 100.0


def test_a_value_that_many_share_lies_in_their_middle() -> None:
    ties = Distribution(((0.0, 0.0), (20.0, 0.0), (60.0, 0.0), (80.0, 1.0), (100.0, 2.0)), 50)
    assert ties.percentile(0.0) == pytest.approx(30.0)
    assert ties.percentile(-0.1) == 0.0


def test_curve_is_clipped_to_what_its_sources_can_show() -> None:
    curve = Curve(((0.0, 2.0), (1.0, 0.0), (2.0, -2.0)), bound=0.7)
    assert curve.llr(0.0) == 0.7
    assert curve.llr(1.0) == 0.0
    assert curve.llr(1.1) == pytest.approx(-0.2)
    assert curve.llr(9.0) == -0.7


def test_only_measured_findings_are_placed_and_weighed() -> None:
    half = Curve(((0.0, 0.5), (9.0, 0.5)), 1.0)
    weighing = Line({"x": half}, {"x": 1.0}, SAME, 0.5)
    data = Calibration("people", {"x": TENTHS}, {Claim.RETOUCHED: (weighing,)})
    found = calibrate(MEASURED, data)
    assert found.percentile == pytest.approx(25.0)
    assert found.llr == 0.5
    assert found.reference is not None
    assert (found.reference.low, found.reference.median, found.reference.high) == (0.5, 5.0, 9.5)
    blank = Finding("x", "", Family.TEXTURE, Status.NOT_ASSESSED, "why")
    assert calibrate(blank, data) == blank


def test_no_curve_no_weight() -> None:
    assert calibrate(MEASURED, Calibration("people", {"x": TENTHS})).llr is None
    other = Calibration("people", {}, {Claim.SYNTHETIC: (line("x"),)})
    assert calibrate(MEASURED, other).llr is None, "a curve for another claim is none"
    assert fuse([calibrate(MEASURED, other)], other) == ()


def test_weights_are_summed_and_calibrated_once() -> None:
    (support,) = fused({"a": 0.4, "b": 0.4}, line("a", "b", weight=0.5))
    assert support.llr == pytest.approx(0.4)
    (bounded,) = fused({"a": 0.9, "b": 0.9}, line("a", "b", bound=0.7))
    assert bounded.llr == 0.7


def test_lines_of_evidence_add_and_pixels_stay_bounded() -> None:
    (support,) = fused({"a": 0.3, "b": 0.4}, line("a"), line("b"))
    assert support.llr == pytest.approx(0.7)
    (support,) = fused({"a": 5.0, "b": 5.0}, line("a"), line("b"))
    assert support.llr == MAX_LLR
    (support,) = fused({"a": -5.0, "b": -5.0}, line("a"), line("b"))
    assert support.llr == -MAX_LLR


def test_the_weightiest_checks_are_named_first_and_idle_ones_not_at_all() -> None:
    (support,) = fused({"a": 0.1, "b": -0.3, "c": 0.0}, line("a", "b", "c"))
    assert support.findings == ("b", "a")


def test_too_little_assessed_is_silence_not_clearance() -> None:
    assert fused({"a": -0.5}, line("a", "b", "c")) == ()
    assert fused({"b": 0.0}, line("a"), line("b")) == (), "a second line that found nothing clears nothing"
    (support,) = fused({"b": 0.8}, line("a"), line("b"))
    assert support.llr == pytest.approx(0.8)
    (support,) = fused({"a": -0.5, "b": -0.5}, line("a", "b", "c"))
    assert not support.given


@pytest.mark.parametrize(("llr", "words"), [(0.29, "no"), (0.3, "weak"), (1.0, "moderate"), (2.0, "strong")])
def test_bands(llr: float, words: str) -> None:
    assert wording(llr) == f"{words} support"


def test_shipped_references_rise_and_belong_to_checks() -> None:
    known = {
        item.info.id for item in catalogue() if item.info.family not in (Family.PROVENANCE, Family.TRACE)
    }
    data = shipped()
    assert set(data.references) <= known  # a check without any is told as that
    for reference in data.references.values():
        values = [value for _, value in reference.quantiles]
        assert values == sorted(values)
        assert reference.count >= 150


def test_shipped_curves_belong_to_checks_that_may_carry_the_claim() -> None:
    claims = {item.info.id: item.info.claim for item in catalogue()}
    for claim, lines in shipped().claims.items():
        for part in lines:
            assert set(part.weights) == set(part.curves)
            assert all(weight >= 0 for weight in part.weights.values())
            for check, curve in part.curves.items():
                assert claims[check] is claim
                values = [value for value, _ in curve.points]
                assert values == sorted(values)
            ratios = [ratio for _, ratio in part.last.points]
            assert ratios == sorted(ratios), "more evidence for a claim never counts against it"


USELESS = (
    "background-blur",
    "background-uniformity",
    "camera-exif",
    "catchlight-agreement",
    "direct-gaze",
    "facial-symmetry",
)
"""What the labelled photos showed to be no evidence, however often it is named as such."""


@pytest.mark.parametrize("check", USELESS)
def test_what_is_no_evidence_weighs_nothing(check: str) -> None:
    item = next(item for item in catalogue() if item.info.id == check)
    assert item.info.claim is None
    assert not any(check in line.curves for lines in shipped().claims.values() for line in lines)
    extreme = [
        Finding(check, "", item.info.family, Status.MEASURED, "", value=value) for value in (-1e6, 0.0, 1e6)
    ]
    others = [
        Finding(known, "", Family.TEXTURE, Status.MEASURED, "", value=curve.points[-1][0], claim=claim)
        for claim, lines in shipped().claims.items()
        for known, curve in lines[0].curves.items()
    ]
    seen = [
        fuse([calibrate(item, shipped()) for item in (*others, finding)], shipped()) for finding in extreme
    ]
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0]) == len(shipped().claims)
