"""One photo: checks fail alone, conclusions are pure, and the public API is the same path."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import faces
import photoaudit
from photoaudit import calibration, engine, policy
from photoaudit.checks import Check, catalogue
from photoaudit.facts import Facts
from photoaudit.imaging import networks
from photoaudit.model import (
    Category,
    Claim,
    Family,
    Level,
    Measurement,
    Need,
    NotAssessable,
    Raster,
    ReportStatus,
    Status,
    UnknownName,
)
from photoaudit.photo import read


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "face.png"
    path.write_bytes(faces.png_of(faces.portrait()))
    return path


def stub(measure: object) -> Check:
    return Check(catalogue()[0].info, measure)  # type: ignore[arg-type]


def test_a_broken_check_is_an_error_and_hides_nothing(photo: Path) -> None:
    def broken(facts: Facts) -> Measurement:
        raise ZeroDivisionError("oops")

    good = next(item for item in catalogue() if item.info.id == "image-size")
    found = engine.examine(photo, [stub(broken), good]).findings
    assert [item.status for item in found] == [Status.ERROR, Status.MEASURED]
    assert "ZeroDivisionError" in found[0].summary
    report = engine.conclude(engine.examine(photo, [stub(broken)]), [])
    assert report.broken


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_no_number_is_an_error(value: float) -> None:
    finding = engine.run(stub(lambda _: Measurement(value, "x")), faces.facts_of(faces.portrait()))
    assert finding.status is Status.ERROR


def test_not_assessable_keeps_its_reason() -> None:
    def cannot(facts: Facts) -> Measurement:
        raise NotAssessable("too dark")

    finding = engine.run(stub(cannot), faces.facts_of(faces.portrait()))
    assert (finding.status, finding.summary) == (Status.NOT_ASSESSED, "too dark")


def test_concluding_again_under_another_policy_needs_no_file(photo: Path) -> None:
    seen = engine.examine(photo)
    photo.unlink()
    first = engine.conclude(seen, [policy.named("linkedin")])
    assert engine.conclude(seen, [policy.named("linkedin")]) == first
    assert [risk.policy for risk in engine.conclude(seen, list(policy.shipped().values())).risks] == list(
        policy.shipped()
    )


@pytest.mark.slow
def test_examining_twice_gives_the_same(photo: Path, asked_anew: None) -> None:
    assert engine.examine(photo) == engine.examine(photo)


def test_what_tests_keep_of_a_network_is_what_it_answers(
    kept_answers: None,
) -> None:
    one, other = faces.portrait(), faces.turned(faces.portrait(), 9)
    for pixels in (one, other, one):
        kept, asked = networks.detect(pixels), networks.detect.__wrapped__(pixels)  # type: ignore[attr-defined]
        assert len(asked) == 1
        assert np.array_equal(kept, asked)
        kept[:] = 0  # what somebody does to an answer is no matter to the next who asks


def test_pixels_are_decoded_only_if_a_check_needs_them(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("photoaudit.facts.decode", lambda *_: pytest.fail("decoded"))
    seen = engine.examine(photo, engine.select(only=["provenance", "image-size"]))
    assert {"camera-exif", "image-size"} < {finding.check for finding in seen.findings}


def test_a_truncated_file_is_unreadable_not_clean(photo: Path) -> None:
    photo.write_bytes(photo.read_bytes()[:20_000])
    report = engine.audit(photo)
    assert (report.status, report.verdict) == (ReportStatus.UNREADABLE, None)
    assert report.reason
    assert report.broken


def test_select_by_id_and_family() -> None:
    assert {item.info.family for item in engine.select(only=["capture"])} == {Family.CAPTURE}
    assert "sharpness" not in {item.info.id for item in engine.select(skip=["sharpness"])}
    assert engine.select(only=["sharpness"], skip=["capture"]) == ()
    with pytest.raises(UnknownName, match="Did you mean 'sharpness'"):
        engine.select(only=["sharpnes"])
    with pytest.raises(UnknownName, match="Did you mean 'provenance'"):
        engine.select(only=["provenence"])


def test_the_public_function_audits(photo: Path) -> None:
    report = photoaudit.check(photo, policies=["company", "linkedin"])
    assert report.status is ReportStatus.AUDITED
    assert report.verdict is not None
    assert report.verdict.category is Category.INCONCLUSIVE
    assert [risk.policy for risk in report.risks] == ["company", "linkedin"]
    assert report.level is Level.NONE
    assert (report.width, report.height, report.format) == (720, 720, "PNG")
    with pytest.raises(UnknownName):
        photoaudit.check(photo, policies=["nowhere"])


def test_next_steps_start_with_the_most_serious_and_do_not_repeat(tmp_path: Path) -> None:
    Image.new("RGB", (50, 50)).save(tmp_path / "small.png")
    report = photoaudit.check(tmp_path / "small.png", policies=["company", "linkedin"])
    assert report.next_steps[0] == "Use a portrait photo (Company team page)."
    assert len(set(report.next_steps)) == len(report.next_steps)


def test_curves_turn_into_support_and_stay_bounded(photo: Path) -> None:
    shipped = calibration.shipped()
    curve = calibration.Curve(((0.0, 5.0), (100.0, 5.0)), bound=0.7)
    line = calibration.Line({"skin-smoothness": curve}, {"skin-smoothness": 1.0}, curve, 0.5)
    weights = replace(shipped, claims={Claim.RETOUCHED: (line,)})
    report = engine.conclude(engine.examine(photo), [], weights)
    assert report.verdict is not None
    assert report.verdict.category is Category.PIXEL_SUPPORT
    assert report.verdict.supports[0].llr == 0.7
    assert report.verdict.supports[0].findings == ("skin-smoothness",)


@pytest.mark.slow
def test_every_check_needs_what_it_says(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that declares fewer needs than it has would decode pixels in a metadata-only run."""
    touched: list[str] = []

    def watched(facts: Facts) -> Raster:
        touched.append("raster")
        raise NotAssessable("the first pixel asked for is all that is to be known")

    monkeypatch.setattr(Facts.raster, "derive", watched)
    for item in catalogue():
        touched.clear()
        engine.run(item, Facts(read(photo)))
        assert bool(touched) == (item.info.need is not Need.FILE), item.info.id
