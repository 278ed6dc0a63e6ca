"""Facts: found where they are, at any size and angle, once, and read-only."""

from __future__ import annotations

import numpy as np
import pytest

import faces
from photoaudit.checks import catalogue
from photoaudit.engine import run
from photoaudit.facts import Facts
from photoaudit.imaging import face as imaging_face
from photoaudit.imaging import networks
from photoaudit.imaging.geometry import Pyramid
from photoaudit.imaging.mesh_points import EYES
from photoaudit.model import NotAssessable
from photoaudit.verdict import judge


def test_the_face_is_found_and_its_eyes_are_level() -> None:
    facts = faces.facts_of(faces.portrait())
    assert len(facts.faces) == 1
    right, left = facts.mesh.eyes
    assert right[0] < left[0]
    assert abs(right[1] - left[1]) < 0.1 * facts.mesh.inter_eye


@pytest.mark.slow
@pytest.mark.parametrize("factor", [0.4, 1.0, 2.0])
def test_the_mesh_scales_with_the_picture(factor: float) -> None:
    base = faces.facts_of(faces.portrait()).mesh
    scaled = faces.facts_of(faces.scaled(faces.portrait(), factor)).mesh
    assert scaled.inter_eye == pytest.approx(base.inter_eye * factor, rel=0.05)
    assert np.abs(scaled.points[:, :2] / factor - base.points[:, :2]).mean() < 0.05 * base.inter_eye


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [-25.0, 0.0, 25.0])
def test_roll_follows_the_picture(degrees: float) -> None:
    base = faces.facts_of(faces.portrait()).pose.roll
    turned = faces.facts_of(faces.turned(faces.portrait(), degrees)).pose.roll
    assert turned - base == pytest.approx(degrees, abs=4.0)


@pytest.mark.slow
def test_a_mirrored_picture_turns_the_other_way() -> None:
    plain = faces.facts_of(faces.portrait()).pose
    mirrored = faces.facts_of(np.ascontiguousarray(faces.portrait()[:, ::-1])).pose
    assert mirrored.yaw == pytest.approx(-plain.yaw, abs=4.0)
    assert mirrored.pitch == pytest.approx(plain.pitch, abs=4.0)


def test_irises_lie_inside_the_lids_and_are_alike() -> None:
    facts = faces.facts_of(faces.portrait())
    for eye, corners in zip(facts.eyes, ((33, 133), (263, 362)), strict=True):
        ends = facts.mesh.points[list(corners), 0]
        assert ends.min() < eye.iris_center[0] < ends.max()
    radii = [eye.iris_radius for eye in facts.eyes]
    assert max(radii) / min(radii) < 1.2
    assert 0.05 < radii[0] / facts.mesh.inter_eye < 0.12


def test_the_person_is_told_from_the_background() -> None:
    facts = faces.facts_of(faces.portrait())
    assert facts.person[110, 120] > 0.9
    assert facts.person[40, 20] < 0.1
    assert not (facts.background & facts.bare_face).any()


def test_skin_regions_lie_on_the_face_and_leave_out_eyes() -> None:
    facts = faces.facts_of(faces.portrait())
    features = facts.face_features
    for part in facts.skin.parts:
        assert part.sum() > 100
        assert not (part & features).any()


@pytest.mark.slow
def test_skin_regions_do_not_depend_on_brightness() -> None:
    sizes = []
    for gain in (0.35, 1.0):
        facts = faces.facts_of(faces.brightened(faces.portrait(), gain))
        sizes.append(sum(int(part.sum()) for part in facts.skin.parts))
    assert sizes[0] == pytest.approx(sizes[1], rel=0.25)


def test_facts_are_derived_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Pyramid] = []
    genuine = imaging_face.find_faces

    def counted(pyramid: Pyramid) -> tuple[imaging_face.Face, ...]:
        calls.append(pyramid)
        return genuine(pyramid)

    monkeypatch.setattr(imaging_face, "find_faces", counted)
    facts = faces.fresh_facts_of(faces.portrait())
    assert facts.faces is facts.faces
    assert facts.mesh is facts.mesh
    assert len(calls) == 1


def test_a_reason_is_remembered_like_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Pyramid] = []

    def blind(pyramid: Pyramid) -> tuple[()]:
        calls.append(pyramid)
        return ()

    monkeypatch.setattr(imaging_face, "find_faces", blind)
    facts = faces.fresh_facts_of(np.zeros((64, 64, 3), np.uint8))
    for _ in range(2):
        with pytest.raises(NotAssessable, match="no face"):
            _ = facts.mesh
    assert len(calls) == 1 + 3  # upright and turned


def test_arrays_cannot_be_changed() -> None:
    facts = faces.facts_of(faces.portrait())
    for array in (facts.rgb, facts.mesh.points, facts.chip.luma, facts.skin.forehead, facts.person):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_a_small_face_says_how_many_pixels_are_needed() -> None:
    facts = faces.facts_of(faces.scaled(faces.portrait(), 0.5))
    with pytest.raises(NotAssessable, match="60 px needed"):
        _ = facts.detail_chip
    assert facts.chip.luma.shape == (240, 240)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("quarters", "words"),
    [
        (1, "lies on its side: a face is found once it is turned by 90 degrees clockwise"),
        (2, "stands on its head: a face is found once it is turned by 180 degrees"),
        (3, "lies on its side: a face is found once it is turned by 90 degrees anticlockwise"),
    ],
)
def test_a_picture_that_does_not_stand_upright_says_how_it_lies(quarters: int, words: str) -> None:
    turned = faces.facts_of(np.ascontiguousarray(np.rot90(faces.portrait(), quarters)))
    with pytest.raises(NotAssessable, match=words):
        turned.face  # noqa: B018 - raises
    counted = next(item for item in catalogue() if item.info.id == "single-face-present")
    assert words in judge([run(counted, turned)]).headline


@pytest.mark.parametrize("apart", [59.5, 59.99])
def test_too_few_pixels_never_read_as_just_enough(apart: float) -> None:
    points = np.zeros((468, 3))
    points[list(EYES[1]), 0] = apart
    mesh = imaging_face.Mesh(points, 1.0)
    with pytest.raises(NotAssessable, match="59 px apart; 60 px needed"):
        imaging_face.need_eyes_apart(mesh, 60.0)


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    facts: Facts = faces.fresh_facts_of(faces.portrait())
    _ = facts.eyes, facts.background, facts.skin
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("shape", [(1, 900), (900, 1), (12, 640), (1, 1), (17, 640), (31, 640), (40, 640)])
def test_a_strip_holds_no_face(shape: tuple[int, int]) -> None:
    for level in (0, 255):
        assert faces.facts_of(np.full((*shape, 3), level, np.uint8)).candidates == ()


def test_boxes_of_nothing_or_of_infinite_size_are_no_faces(monkeypatch: pytest.MonkeyPatch) -> None:
    good = np.array([100, 100, 50, 60, *[110.0] * 10, 0.95], np.float32)
    rows = np.stack([good] * 4)
    rows[1, 2:4] = 0
    rows[2, 3] = np.inf
    rows[3, 0] = -1e29
    monkeypatch.setattr(networks, "detect", lambda _: rows.copy())
    assert len(faces.fresh_facts_of(np.zeros((640, 640, 3), np.uint8)).candidates) == 2
