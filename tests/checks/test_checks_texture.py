"""The skin checks: each moves with the retouch it is for, and says why when it cannot be measured."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

import faces
from photoaudit.checks import catalogue
from photoaudit.engine import run
from photoaudit.facts import Facts
from photoaudit.imaging import texture
from photoaudit.imaging.face import Mesh
from photoaudit.model import Finding, NotAssessable, Status
from retouch import METHODS, STRENGTHS, face_weight

BY_ID = {item.info.id: item for item in catalogue()}
SKIN = (
    "skin-smoothness",
    "uniform-skin-pattern",
    "uniform-pore-pattern",
    "pore-loss",
    "grain-without-pores",
    "skin-softer-than-features",
    "skin-softer-than-surroundings",
    "face-sharper-than-surroundings",
)


@cache
def plain() -> Facts:
    return faces.facts_of(faces.portrait())


def mesh() -> Mesh:
    return plain().mesh


@cache
def retouched(method: str, strength: int) -> Facts:
    return faces.facts_of(METHODS[method](faces.portrait(), mesh(), strength))


def finding(check: str, facts: Facts) -> Finding:
    return run(BY_ID[check], facts)


def value(check: str, facts: Facts) -> float:
    found = finding(check, facts)
    assert found.value is not None, found.summary
    return found.value


def blurred(rgb: faces.RGB, sigma: float) -> faces.RGB:
    return np.asarray(cv2.GaussianBlur(rgb, (0, 0), sigma), np.uint8)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("check", "method", "sign"),
    [
        ("skin-smoothness", "bilateral", -1),
        ("skin-smoothness", "beauty", -1),
        ("uniform-skin-pattern", "bilateral", -1),
        ("uniform-skin-pattern", "beauty", -1),
        ("uniform-pore-pattern", "frequency_separation", -1),
        ("uniform-pore-pattern", "beauty", -1),
        ("pore-loss", "frequency_separation", -1),
        ("pore-loss", "beauty", -1),
        ("grain-without-pores", "frequency_separation", +1),
        ("skin-softer-than-features", "beauty", -1),
        ("skin-softer-than-features", "bilateral", -1),
        ("skin-softer-than-surroundings", "beauty", -1),
        ("skin-softer-than-surroundings", "bilateral", -1),
        ("face-sharper-than-surroundings", "restoration", +1),
    ],
)
def test_value_moves_with_the_strength_of_a_retouch(check: str, method: str, sign: int) -> None:
    values = [value(check, plain()), *(value(check, retouched(method, strength)) for strength in STRENGTHS)]
    steps = sign * np.diff(values)
    assert steps[0] > 0
    assert sum(steps) > steps[0]
    assert (steps > -0.02 * abs(values[0])).all()


def test_every_skin_check_has_a_value_on_a_plain_portrait() -> None:
    for check in SKIN:
        assert finding(check, plain()).status is Status.MEASURED


def test_what_is_compared_within_the_photo_hardly_moves_with_exposure() -> None:
    darker = faces.facts_of(faces.brightened(faces.portrait(), 0.6))
    for check in ("uniform-skin-pattern", "face-sharper-than-surroundings"):
        step = abs(value(check, darker) - value(check, plain()))
        heavy = abs(value(check, retouched("beauty", 3)) - value(check, plain()))
        assert step < max(heavy / 2, 0.05), check


def test_softness_of_the_whole_picture_is_not_softness_of_the_skin() -> None:
    soft = faces.facts_of(blurred(faces.portrait(), 0.8))
    for check in ("skin-softer-than-features", "skin-softer-than-surroundings"):
        by_blur = value(check, plain()) - value(check, soft)
        by_retouch = value(check, plain()) - value(check, retouched("beauty", 2))
        assert by_blur < by_retouch / 2, check


@pytest.mark.slow
def test_a_restored_face_in_a_blurred_photo_is_sharper_than_what_is_around_it() -> None:
    weight = face_weight(mesh(), (720, 720))[..., None]
    crisp = METHODS["restoration"](faces.portrait(), mesh(), 2)
    values = []
    for sigma in (1.0, 2.0, 4.0):
        around = blurred(faces.portrait(), sigma)
        mixed = np.asarray(crisp * weight + around * (1 - weight), np.uint8)
        values.append(value("face-sharper-than-surroundings", faces.facts_of(mixed)))
    assert value("face-sharper-than-surroundings", plain()) < values[0] < values[1] < values[2]
    assert "sharper" in finding("face-sharper-than-surroundings", faces.facts_of(mixed)).summary


@pytest.mark.parametrize("check", SKIN)
def test_a_soft_or_a_small_face_is_not_assessed(check: str) -> None:
    soft = finding(check, _soft())
    assert (soft.status, soft.summary) == (
        Status.NOT_ASSESSED,
        "the whole face is soft, so its skin says nothing",
    )
    small = finding(check, _small())
    assert small.status is Status.NOT_ASSESSED
    assert "px needed" in small.summary


@cache
def _soft() -> Facts:
    return faces.facts_of(blurred(faces.portrait(), 5.0))


@cache
def _small() -> Facts:
    return faces.facts_of(faces.scaled(faces.portrait(), 0.5))


def test_a_face_alone_has_no_surroundings() -> None:
    facts = faces.facts_of(np.ascontiguousarray(faces.portrait()[140:420, 230:480]))
    alone = Facts(facts.photo)
    alone._known["person"] = np.zeros((256, 256), np.float32)
    for check in ("skin-softer-than-surroundings", "face-sharper-than-surroundings"):
        assert "too little of the person" in finding(check, alone).summary


def test_surroundings_without_an_edge_are_not_compared() -> None:
    weight = face_weight(mesh(), (720, 720))[..., None]
    flat = np.asarray(faces.portrait() * weight + 128 * (1 - weight), np.uint8)
    facts = faces.fresh_facts_of(flat)
    facts._known["person"] = np.ones((256, 256), np.float32)
    for check in ("skin-softer-than-surroundings", "face-sharper-than-surroundings"):
        assert "no clear edges" in finding(check, facts).summary


def test_covered_skin_is_not_assessed() -> None:
    luma = plain().chip.luma
    none = np.zeros(luma.shape, bool)
    with pytest.raises(NotAssessable, match="too little bare skin"):
        texture.skin_detail(luma, (none, none, none), plain().face_features)


def test_patterns_tell_flats_slopes_spots_and_jumble_apart() -> None:
    flat = np.zeros((9, 9), np.int16)
    slope = np.tile(np.arange(9, dtype=np.int16), (9, 1))
    spot = flat.copy()
    spot[4, 4] = 5
    checkers = (np.indices((9, 9)).sum(0) % 2).astype(np.int16)
    middle = [int(texture.uniform_patterns(plane)[4, 4]) for plane in (flat, slope, spot, 1 - checkers)]
    assert middle == [8, 5, 0, 9]
    wide = np.kron(1 - checkers, np.ones((2, 2), np.int16))
    assert texture.uniform_patterns(wide, 2)[8, 8] == texture.uniform_patterns(1 - checkers)[4, 4]
