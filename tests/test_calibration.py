"""Curves are bounded and interpolated; places among reference photos are fair to ties."""

from __future__ import annotations

import pytest

from photoaudit.calibration import Calibration, Curve, Distribution, calibrate, shipped
from photoaudit.checks import catalogue
from photoaudit.model import Claim, Family, Finding, Status

TENTHS = Distribution(tuple((float(p), p / 10) for p in range(0, 101, 10)), 50)
MEASURED = Finding("x", "", Family.TEXTURE, Status.MEASURED, "", value=2.5, claim=Claim.RETOUCHED)


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
    data = Calibration("people", {"x": TENTHS}, {"x": Curve(((0.0, 0.5), (9.0, 0.5)), 1.0)})
    found = calibrate(MEASURED, data)
    assert found.percentile == pytest.approx(25.0)
    assert found.llr == 0.5
    assert found.reference is not None
    assert (found.reference.low, found.reference.median, found.reference.high) == (0.5, 5.0, 9.5)
    blank = Finding("x", "", Family.TEXTURE, Status.NOT_ASSESSED, "why")
    assert calibrate(blank, data) == blank


def test_no_curve_no_weight() -> None:
    assert calibrate(MEASURED, Calibration("people", {"x": TENTHS}, {})).llr is None


def test_shipped_references_rise_and_belong_to_checks() -> None:
    known = {
        item.info.id for item in catalogue() if item.info.family not in (Family.PROVENANCE, Family.TRACE)
    }
    data = shipped()
    assert set(data.references) == known - {"single-face-present"}
    for reference in data.references.values():
        values = [value for _, value in reference.quantiles]
        assert values == sorted(values)
        assert reference.count >= 200
