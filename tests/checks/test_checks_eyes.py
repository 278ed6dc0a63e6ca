"""Eye checks: they move the right way, and say why when eyes cannot be seen."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

import faces
from photoaudit.checks import catalogue
from photoaudit.engine import run
from photoaudit.imaging import eyes
from photoaudit.imaging import mesh_points as ids
from photoaudit.imaging.face import Eye
from photoaudit.imaging.geometry import Frame
from photoaudit.model import Finding, NotAssessable, Status

BY_ID = {item.info.id: item for item in catalogue()}
SEEING = ("iris-contrast", "catchlight-agreement", "direct-gaze", "eye-mismatch")


def finding(check: str, rgb: faces.RGB) -> Finding:
    return run(BY_ID[check], faces.facts_of(rgb))


def value(check: str, rgb: faces.RGB) -> float:
    found = finding(check, rgb)
    assert found.value is not None, found.summary
    return found.value


def refused(check: str, rgb: faces.RGB) -> str:
    found = finding(check, rgb)
    assert found.status is Status.NOT_ASSESSED, found.value
    return found.summary


@cache
def portrait() -> faces.RGB:
    """Return the portrait somewhat larger: irises 22 pixels wide."""
    large = faces.scaled(faces.portrait(), 1.3)
    large.setflags(write=False)
    return large


@cache
def found_eyes() -> tuple[Eye, Eye]:
    return faces.facts_of(portrait()).eyes


def disc(center: tuple[float, float], radius: float) -> NDArray[np.float64]:
    """Return a soft disc, 0 to 1, (height, width, 1), on the large portrait."""
    rows, columns = np.mgrid[: portrait().shape[0], : portrait().shape[1]]
    distance = np.hypot(columns - center[0], rows - center[1])
    return np.asarray(np.clip(radius + 0.5 - distance, 0, 1)[..., None], np.float64)


def painted(
    spots: list[tuple[tuple[float, float], float, tuple[int, int, int]]], *, plain: bool = True
) -> faces.RGB:
    """Return the portrait with ``spots`` (center, radius, color) painted over; plain irises first."""
    out = portrait().astype(np.float64)
    if plain:
        irises = [(eye.iris_center, 1.0 * eye.iris_radius, (70, 50, 40)) for eye in found_eyes()]
        for (center, radius, color), eye in zip(irises, found_eyes(), strict=True):
            lids = cv2.fillPoly(np.zeros(out.shape[:2], np.uint8), [eye.contour.round().astype(np.int32)], 1)
            mask = disc(center, radius) * lids[..., None]
            out = out * (1 - mask) + np.array(color) * mask
    for center, radius, color in spots:
        mask = disc(center, radius)
        out = out * (1 - mask) + np.array(color) * mask
    return np.asarray(out, np.uint8)


def beside(eye: Eye, across: float, down: float = -0.1) -> tuple[float, float]:
    """Return a place in an iris, in iris radii from its center."""
    return eye.iris_center[0] + across * eye.iris_radius, eye.iris_center[1] + down * eye.iris_radius


def glints(right: float, left: float) -> faces.RGB:
    """Return the portrait with one catchlight in each eye, at places across the iris."""
    pair = zip(found_eyes(), (right, left), strict=True)
    return painted([(beside(eye, across), 0.2 * eye.iris_radius, (255, 255, 255)) for eye, across in pair])


def in_layout(x: float = 0.5, y: float = 0.472, apart: float = 0.24, angle: float = 0.0) -> faces.RGB:
    """Return the portrait moved so that its eyes lie at a place of a square picture."""
    right, left = faces.facts_of(portrait()).mesh.eyes
    axis, side = left - right, 400
    scale = apart * side / float(np.hypot(*axis))
    turn = np.radians(angle) - float(np.arctan2(axis[1], axis[0]))
    matrix = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    move = np.array([x * side, y * side]) - matrix @ ((right + left) / 2)
    whole = np.column_stack([matrix, move])
    moved = cv2.warpAffine(portrait(), whole, (side, side), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


# Where the eyes are found


@pytest.mark.slow
def test_lids_and_irises_are_found_alike_in_both_eyes_and_in_the_mirror() -> None:
    facts = faces.facts_of(portrait())
    mirrored = faces.facts_of(np.ascontiguousarray(portrait()[:, ::-1]))
    width = portrait().shape[1]
    for eye, twin in zip(facts.eyes, mirrored.eyes[::-1], strict=True):
        assert width - 1 - twin.iris_center[0] == pytest.approx(
            eye.iris_center[0], abs=0.25 * eye.iris_radius
        )
        assert twin.iris_radius == pytest.approx(eye.iris_radius, rel=0.1)


@pytest.mark.slow
def test_the_lids_of_the_eye_network_follow_those_of_the_mesh() -> None:
    facts = faces.facts_of(portrait())
    for eye, ring in zip(facts.eyes, (ids.RIGHT_EYE, ids.LEFT_EYE), strict=True):
        lids = facts.mesh.points[list(ring), :2]
        width = float(np.linalg.norm(lids[8] - lids[0]))
        assert float(np.linalg.norm(eye.contour - lids, axis=1).mean()) < 0.12 * width


# The layout of StyleGAN


@pytest.mark.slow
def test_eyes_in_the_layout_match_and_leave_it_one_tolerance_at_a_time() -> None:
    assert value("stylegan-eye-layout", in_layout()) < 0.6
    assert finding("stylegan-eye-layout", in_layout()).notable
    # No finer than the tolerances: where eyes are is nobody's business beyond that.
    assert all(isinstance(number, int) for _, number in finding("stylegan-eye-layout", in_layout()).details)
    for far in (in_layout(x=0.54), in_layout(y=0.53), in_layout(apart=0.29), in_layout(angle=6.0)):
        assert value("stylegan-eye-layout", far) > 1.0
        assert not finding("stylegan-eye-layout", far).notable
    assert value("stylegan-eye-layout", in_layout(y=0.56)) > value("stylegan-eye-layout", in_layout(y=0.53))


def test_the_layout_is_looked_for_in_square_pictures_only() -> None:
    assert "square" in refused("stylegan-eye-layout", in_layout()[:-1])


# What the irises show


@pytest.mark.slow
def test_iris_contrast_grows_with_sharpening_and_falls_with_blur() -> None:
    plain = portrait().astype(np.float32)
    soft = cv2.GaussianBlur(plain, (0, 0), 4.0)
    crisp = np.clip(plain + 1.5 * (plain - soft), 0, 255)
    values = [value("iris-contrast", np.asarray(rgb, np.uint8)) for rgb in (soft, plain, crisp)]
    assert values[0] < values[1] < values[2]


def test_a_pale_iris_is_not_less_contrasty_for_being_pale() -> None:
    def seen(level: float) -> float:
        rows, columns = np.mgrid[:37, :37]
        distance = (np.hypot(columns - 18, rows - 18) / 6).astype(np.float32)
        texture = np.where((rows + columns) % 4 < 2, level, level + 12)
        gray = np.where(distance < 1, texture, 200).astype(np.float32)
        frame = Frame((18.0, 18.0), 37.0, 0.0, 37)
        rgb = np.repeat(gray[..., None], 3, axis=2).astype(np.uint8)
        every, none = np.ones((37, 37), bool), np.zeros((37, 37), bool)
        masks = (every, distance < 0.6, distance > 1.2, none)
        return eyes.iris_contrast(eyes.EyeView(frame, rgb, gray, distance, (18.0, 18.0), 6.0, 1.0, *masks))

    assert seen(110.0) == pytest.approx(seen(50.0), rel=0.3)


@pytest.mark.slow
def test_iris_contrast_hardly_depends_on_light() -> None:
    plain, dim = value("iris-contrast", portrait()), value("iris-contrast", faces.brightened(portrait(), 0.6))
    assert dim == pytest.approx(plain, rel=0.2)


# Catchlights


@pytest.mark.slow
def test_catchlights_at_one_place_agree_and_apart_they_do_not() -> None:
    same, near, apart = (value("catchlight-agreement", glints(0.3, left)) for left in (0.3, 0.1, -0.5))
    assert same > 50
    assert same > near > apart
    assert apart < 10


@pytest.mark.slow
def test_a_catchlight_in_one_eye_only_is_told() -> None:
    right = found_eyes()[0]
    found = finding(
        "catchlight-agreement", painted([(beside(right, 0.3), 0.2 * right.iris_radius, (255, 255, 255))])
    )
    assert found.value == 0
    assert "one eye" in found.summary
    assert dict(found.details) == {"catchlights_right": 1, "catchlights_left": 0}


@pytest.mark.slow
def test_eyes_without_catchlights_are_not_assessed_for_them() -> None:
    assert "neither eye" in refused("catchlight-agreement", painted([]))


# Color


@pytest.mark.slow
def test_irises_of_two_colors_differ_more() -> None:
    right = found_eyes()[0]
    alike = value("eye-mismatch", painted([]))
    tints = [
        value("eye-mismatch", painted([(right.iris_center, 0.9 * right.iris_radius, color)]))
        for color in ((60, 52, 55), (40, 60, 110))
    ]
    assert alike < tints[0] < tints[1]


@pytest.mark.slow
def test_light_from_one_side_hardly_changes_the_color_of_an_iris() -> None:
    middle = float(np.mean([eye.iris_center[0] for eye in found_eyes()]))
    shade = np.where(np.arange(portrait().shape[1]) < middle, 1.0, 0.8)[None, :, None]
    lit = np.asarray(painted([]) * shade, np.uint8)
    assert value("eye-mismatch", lit) < value("eye-mismatch", painted([])) + 4


def test_one_eye_in_deep_shade_is_not_compared() -> None:
    middle = float(np.mean([eye.iris_center[0] for eye in found_eyes()]))
    shade = np.where(np.arange(portrait().shape[1]) < middle, 1.0, 0.5)[None, :, None]
    assert "lit" in refused("eye-mismatch", np.asarray(portrait() * shade, np.uint8))


def test_a_gray_photo_has_no_iris_colors() -> None:
    gray = np.repeat(cv2.cvtColor(portrait(), cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    assert "gray" in refused("eye-mismatch", np.ascontiguousarray(gray))


# Gaze


def moved(eye: Eye, across: float) -> Eye:
    """Return an eye whose iris moved sideways, in iris radii."""
    return Eye(beside(eye, across, 0.0), eye.iris_radius, eye.aperture, eye.contour)


def test_the_further_irises_lie_aside_the_further_eyes_look_away() -> None:
    pose, (right, left) = faces.facts_of(portrait()).pose, found_eyes()
    angles = [
        eyes.gaze_angle((moved(right, by), moved(left, by)), pose.yaw, pose.roll)
        for by in (0.0, 0.3, 0.6, 0.9)
    ]
    assert angles[0] < 12
    assert angles == sorted(angles)
    assert angles[-1] > 20


def test_eyes_that_look_away_are_not_called_direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("photoaudit.checks.direct_gaze.MAX_GAZE", -1.0)
    assert "past the camera" in refused("direct-gaze", portrait())


def test_a_nodding_head_has_no_direct_gaze(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("photoaudit.checks.direct_gaze.MAX_PITCH", -1.0)
    assert "nods" in refused("direct-gaze", portrait())


@pytest.mark.slow
def test_narrower_lids_lower_the_value_of_direct_gaze() -> None:
    squint = portrait().copy()
    for eye in found_eyes():
        skin = squint[int(eye.contour[:, 1].max()) + 20, int(eye.iris_center[0])].tolist()
        upper = np.concatenate([eye.contour[8:], eye.contour[:1]])
        lid = (
            np.concatenate([upper, (upper + np.array([0.0, 0.25 * eye.aperture]))[::-1]])
            .round()
            .astype(np.int32)
        )
        cv2.fillPoly(squint, [lid], skin)
        cv2.polylines(squint, [lid[len(upper) :]], isClosed=False, color=(70, 50, 40), thickness=4)
    assert value("direct-gaze", squint) < value("direct-gaze", portrait()) - 3


# What no eye check can see


@pytest.mark.parametrize("check", SEEING)
def test_small_irises_are_not_assessed(check: str) -> None:
    assert "px needed" in refused(check, faces.scaled(faces.portrait(), 0.45))


@pytest.mark.slow
@pytest.mark.parametrize("check", SEEING)
def test_a_turned_head_is_not_assessed(check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"photoaudit.checks.{check.replace('-', '_')}.MAX_YAW", 0.0)
    assert "turned by" in refused(check, portrait())


@pytest.mark.slow
@pytest.mark.parametrize("check", SEEING)
def test_dark_glasses_are_not_assessed(check: str) -> None:
    lenses = [(eye.iris_center, 3.2 * eye.iris_radius, (22, 20, 20)) for eye in found_eyes()]
    refused(check, painted(lenses, plain=False))


@pytest.mark.slow
@pytest.mark.parametrize("check", SEEING)
def test_a_reflection_over_the_iris_is_not_assessed(check: str) -> None:
    right = found_eyes()[0]
    glare = painted([(right.iris_center, 0.75 * right.iris_radius, (250, 250, 250))], plain=False)
    refused(check, glare)


def views_with(opening: float) -> tuple[eyes.EyeView, eyes.EyeView]:
    """Return the views of the portrait's eyes, the lids of the right one closed to a share."""
    facts = faces.facts_of(portrait())
    eye = facts.eyes[0]
    middle = eye.contour.mean(0)
    lids = (eye.contour - middle) * np.array([1.0, opening]) + middle
    changed = Eye(eye.iris_center, eye.iris_radius, eye.aperture * opening, lids)
    return eyes.view_of(facts.pyramid, facts.mesh, changed), facts.eye_views[1]


@pytest.mark.slow
def test_closed_eyes_show_nothing() -> None:
    with pytest.raises(NotAssessable, match="closed"):
        eyes.need_visible(views_with(0.2))
    eyes.need_visible(views_with(1.0))
