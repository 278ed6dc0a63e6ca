"""A slice of the labelled photos, where they are at hand; `benchmarks/sweep.py` runs over all of them."""

from __future__ import annotations

import pytest

import corpus
from photoaudit import engine, policy
from photoaudit.model import DeclarationKind, ReportStatus, Status

pytestmark = pytest.mark.skipif(
    corpus.folder() is None, reason="needs the labelled photos: set PHOTOAUDIT_CORPUS (see CONTRIBUTING.md)"
)


def every(step: int, prefix: str) -> list[corpus.Entry]:
    return [entry for entry in corpus.entries() if entry.name.startswith(prefix)][::step]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("prefix", "step"),
    [("real/", 40), ("ai/", 50), ("edited/", 8), ("not-portrait/", 8), ("provenance/", 12)],
)
def test_no_exception_and_no_broken_check_on_any_kind_of_file(prefix: str, step: int) -> None:
    packs = list(policy.shipped().values())
    for entry in every(step, prefix):
        report = engine.audit(entry.path, policies=packs)
        assert report.status is ReportStatus.AUDITED, f"{entry.name}: {report.reason}"
        broken = [item.summary for item in report.findings if item.status is Status.ERROR]
        assert broken == [], entry.name


@pytest.mark.slow
def test_no_camera_portrait_is_said_to_be_ai() -> None:
    checks = engine.select(only=["provenance"])
    for entry in every(1, "real/"):
        report = engine.audit(entry.path, checks=checks)
        kinds = {item.kind for item in report.verdict.declarations} if report.verdict else set()
        assert DeclarationKind.AI not in kinds, entry.name


@pytest.mark.slow
def test_pets_and_things_are_hardly_ever_faces() -> None:
    counted = engine.select(only=["single-face-present"])
    places = ("not-portrait/no-detectable-face/", "not-portrait/pets-or-stylised-avatars/")
    found = [
        report.findings[0].value or 0.0
        for place in places
        for report in (engine.audit(entry.path, checks=counted) for entry in every(1, place))
    ]
    assert sum(found) <= 2
