"""The learned score: the same whatever OpenCV runs it, sparing in what it needs, said in words."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest

import faces
from photoaudit import calibration
from photoaudit.checks import catalogue
from photoaudit.engine import run
from photoaudit.imaging import networks, resemblance
from photoaudit.imaging.geometry import Pyramid
from photoaudit.model import Status

CHECK = next(item for item in catalogue() if item.info.id == "resembles-generated")
EVERY_128TH = (
    1.3437, 2.6914, -7.9847, 1.9217, -12.1913, 1.7439, 3.2401, 3.2837, -8.737, 2.2921, -9.2295, 3.0255,
)  # fmt: skip
"""Features of `pattern` as OpenCV 5.0.0 gives them."""


def pattern() -> faces.RGB:
    """Return a picture of waves and squares, made of whole numbers alone: the same on every machine."""
    rows, columns = np.mgrid[0 : resemblance.HEAD_SIZE, 0 : resemblance.HEAD_SIZE]
    planes = (
        rows * columns // 64 % 256,
        (rows // 16 + columns // 16) % 2 * 200,
        (rows * 3 + columns * 5) % 256,
    )
    return np.stack(planes, axis=2).astype(np.uint8)


def test_features_do_not_depend_on_the_version_of_opencv() -> None:
    found = resemblance.features(pattern())
    assert found.shape == (2 * networks.FEATURES,)
    assert found[::128] == pytest.approx(EVERY_128TH, abs=1e-3)


def test_texture_is_the_same_in_any_light_and_at_any_contrast() -> None:
    plain = resemblance.texture(pattern() // 2)
    light = (resemblance.texture(part) for part in (pattern() // 2 + 90, pattern() // 4 * 3))
    assert np.abs(plain).mean() > 0.1
    assert abs(plain.mean()) < 0.01
    for other in light:
        assert np.abs(other - plain).mean() < 0.1 * np.abs(plain).mean()


@pytest.mark.parametrize("place", [(0.0, 0.0), (500.0, 0.0), (300.0, 400.0)])
def test_the_head_square_lies_inside_the_picture(place: tuple[float, float]) -> None:
    rgb = np.full((600, 700, 3), 90, np.uint8)
    chip = resemblance.head(Pyramid(rgb), (*place, 190.0, 250.0))
    assert chip.shape == (resemblance.HEAD_SIZE, resemblance.HEAD_SIZE, 3)
    assert (chip == 90).all(), "no border is made up"


@pytest.mark.slow
def test_the_score_hardly_depends_on_the_size_of_the_photo() -> None:
    large = run(CHECK, faces.facts_of(faces.portrait())).value
    small = run(CHECK, faces.facts_of(faces.scaled(faces.portrait(), 0.6))).value
    assert large is not None
    assert small == pytest.approx(large, abs=1.0)


def test_an_avatar_of_ordinary_size_is_assessed_and_a_tiny_one_says_why_not() -> None:
    avatar = run(CHECK, faces.facts_of(faces.scaled(faces.portrait(), 200 / 720)))
    tiny = run(CHECK, faces.facts_of(faces.scaled(faces.portrait(), 0.125)))
    assert avatar.status is Status.MEASURED
    assert tiny.status is Status.NOT_ASSESSED
    assert "px needed" in tiny.summary


@pytest.mark.slow
def test_a_camera_portrait_is_not_called_generated_for_being_smoothed() -> None:
    for rgb in (faces.portrait(), faces.smoothed(60.0)):
        finding = calibration.calibrate(run(CHECK, faces.facts_of(rgb)), calibration.shipped())
        supports = calibration.fuse([finding], calibration.shipped())
        assert not any(support.given for support in supports)


def test_the_place_among_camera_portraits_is_said_in_words_and_never_as_certainty() -> None:
    raw = run(CHECK, faces.facts_of(faces.portrait()))
    assert calibration.SOME in raw.summary
    placed = calibration.calibrate(raw, calibration.shipped())
    assert "of 100 camera portraits" in placed.summary
    assert "%" not in placed.summary
    assert "100 of 100" not in placed.summary


def test_only_the_score_leaves_the_check() -> None:
    finding = run(CHECK, faces.facts_of(faces.portrait()))
    assert isinstance(finding.value, float)
    assert finding.details == ()


def test_the_weights_say_what_they_were_learnt_from() -> None:
    path = files("photoaudit.data").joinpath("networks", "resembles_generated.weights.json")
    data = json.loads(path.read_text("utf-8"))
    assert len(data["slopes"]) == 2 * networks.FEATURES
    assert len(data["made"]["generated"]) >= 20
    assert len(data["made"]["camera"]) >= 20
    assert {"date", "seed", "versions", "network", "by"} <= set(data["made"])
