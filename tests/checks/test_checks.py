"""Every check: held to the house rules, moves the right way, and says why when it cannot."""

from __future__ import annotations

import math
import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

import faces
from photoaudit import checks as package
from photoaudit.checks import Check, catalogue
from photoaudit.engine import run
from photoaudit.facts import Facts
from photoaudit.model import Family, Finding, Need, Status
from photoaudit.photo import read

BY_ID = {item.info.id: item for item in catalogue()}
FILES = sorted(path for path in Path(package.__path__[0]).glob("*.py") if not path.name.startswith("_"))
SECTIONS = ("What it measures", "Why it matters", "Limits", "References")


def finding(check: str, rgb: faces.RGB) -> Finding:
    return run(BY_ID[check], faces.facts_of(rgb))


def value(check: str, rgb: faces.RGB) -> float:
    found = finding(check, rgb)
    assert found.value is not None, found.summary
    return found.value


def details(check: str, rgb: faces.RGB) -> dict[str, float | str]:
    return dict(finding(check, rgb).details)


# The house rules


def test_one_file_holds_one_check_named_after_it() -> None:
    assert sorted(BY_ID) == [path.stem.replace("_", "-") for path in FILES]


@pytest.mark.parametrize("item", catalogue(), ids=lambda item: item.info.id)
def test_check_is_declared_and_documented(item: Check) -> None:
    info = item.info
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", info.id)
    assert info.family in Family
    assert info.need in Need
    assert info.unit
    assert len(info.unit) <= 12, "longer units are cut in the terminal"
    assert re.fullmatch(r"\d+\.\d+", info.since)
    assert info.title[0].isupper()
    assert not info.title.endswith(".")
    first, *_ = info.page.splitlines()
    assert first.endswith(".")
    places = [info.page.find(f"\n{name}\n{'-' * len(name)}\n") for name in SECTIONS]
    assert -1 not in places
    assert places == sorted(places)
    assert re.search(r"doi:|https?://", info.page[places[-1] :]), "a reference needs an address"
    assert item.measure.__doc__, "the function says what it returns"
    assert not re.search(r"\b(fake|authentic)\b", info.page, re.IGNORECASE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_check_is_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 120


def awkward(folder: Path) -> dict[str, Path]:
    """Write photos that break careless code, and return them by name."""
    face = faces.portrait()
    gray = np.asarray(cv2.cvtColor(face, cv2.COLOR_RGB2GRAY))
    alpha = np.dstack([face, np.full(face.shape[:2], 255, np.uint8)])
    alpha[:360, :, 3] = 0
    pictures = {
        "one-pixel.png": Image.new("RGB", (1, 1)),
        "one-row.png": Image.new("RGB", (900, 1), "white"),
        "black.png": Image.new("RGB", (300, 300)),
        "white.png": Image.new("RGB", (300, 300), "white"),
        "gray.png": Image.fromarray(gray),
        "sixteen-bit.png": Image.fromarray(gray.astype(np.uint16) * 257),
        "cmyk.jpg": Image.fromarray(face).convert("CMYK"),
        "palette.png": Image.fromarray(face).quantize(16),
        "alpha.png": Image.fromarray(alpha),
        "two-faces.png": Image.fromarray(np.hstack([face, face])),
        "cut-off.png": Image.fromarray(np.ascontiguousarray(face[:, 360:])),
        "eyes-only.png": Image.fromarray(np.ascontiguousarray(face[180:300, 230:480])),
        "face-only.png": Image.fromarray(np.ascontiguousarray(face[140:420, 230:480])),
        "tiny-face.png": Image.fromarray(faces.scaled(face, 0.1)),
        "upside-down.png": Image.fromarray(np.ascontiguousarray(face[::-1])),
        "noise.png": Image.fromarray(np.random.default_rng(0).integers(0, 256, (256, 256, 3), np.uint8)),
    }
    for name, picture in pictures.items():
        picture.save(folder / name, compress_level=0)
    return {name: folder / name for name in pictures}


@pytest.mark.slow
def test_no_check_breaks_on_awkward_photos(tmp_path: Path) -> None:
    for name, path in awkward(tmp_path).items():
        facts = Facts(read(path))
        for item in catalogue():
            found = run(item, facts)
            assert found.status is not Status.ERROR, f"{item.info.id} on {name}: {found.summary}"
            assert found.summary
            assert found.value is None or math.isfinite(found.value)


def test_an_image_without_a_face_is_not_assessed_by_any_face_check() -> None:
    facts = faces.facts_of(np.full((300, 300, 3), 90, np.uint8))
    for item in catalogue():
        found = run(item, facts)
        if item.info.need is Need.FACE:
            assert (found.status, found.summary) == (Status.NOT_ASSESSED, "no face was found")
        else:
            assert found.assessed or "face" not in found.summary


# Direction


@pytest.mark.slow
def test_symmetry_of_a_mirrored_face_is_higher() -> None:
    plain = faces.portrait()
    axis = int(faces.facts_of(plain).mesh.points[[9, 1, 152], 0].mean())
    twin = plain.copy()
    twin[:, axis : 2 * axis] = plain[:, :axis][:, ::-1][:, : 720 - axis]
    assert value("facial-symmetry", twin) < value("facial-symmetry", plain)
    before, after = (details("facial-symmetry", rgb)["mirrored_edge_correlation"] for rgb in (plain, twin))
    assert isinstance(before, float)
    assert isinstance(after, float)
    assert before + 0.1 < after


@pytest.mark.slow
def test_symmetry_hardly_changes_with_roll() -> None:
    plain, rolled = (value("facial-symmetry", faces.turned(faces.portrait(), angle)) for angle in (0.0, 15.0))
    assert rolled == pytest.approx(plain, abs=1.0)


def test_symmetry_is_not_assessed_when_the_head_is_turned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("photoaudit.checks.facial_symmetry.MAX_YAW", 0.0)
    found = finding("facial-symmetry", faces.portrait())
    assert found.status is Status.NOT_ASSESSED
    assert "turned by" in found.summary


@pytest.mark.slow
def test_skin_is_smoother_the_more_it_is_smoothed() -> None:
    values = [
        value("skin-smoothness", rgb) for rgb in (faces.portrait(), faces.smoothed(20), faces.smoothed(60))
    ]
    assert values[0] > values[1] > values[2]
    assert values[2] < 0.6 * values[0]


@pytest.mark.slow
def test_a_fringe_over_the_forehead_does_not_count_as_skin() -> None:
    stripes = faces.smoothed(60).copy()
    facts = faces.facts_of(stripes)
    fringe = (
        facts.mesh.points[[103, 67, 109, 10, 338, 297, 332, 296, 336, 9, 107, 66], :2]
        .round()
        .astype(np.int32)
    )
    mask = cv2.fillPoly(np.zeros((720, 720), np.uint8), [fringe], 1) > 0
    stripes[mask] = np.random.default_rng(0).integers(20, 90, (int(mask.sum()), 1), np.uint8)
    assert value("skin-smoothness", stripes) == pytest.approx(
        value("skin-smoothness", faces.smoothed(60)), rel=0.35
    )


def test_a_face_that_is_soft_all_over_is_not_called_smooth() -> None:
    found = finding("skin-smoothness", np.asarray(cv2.GaussianBlur(faces.portrait(), (0, 0), 9.0), np.uint8))
    assert found.status is Status.NOT_ASSESSED
    assert "soft" in found.summary


def test_skin_of_a_small_face_is_not_assessed() -> None:
    found = finding("skin-smoothness", faces.scaled(faces.portrait(), 0.5))
    assert found.status is Status.NOT_ASSESSED
    assert "px needed" in found.summary


@pytest.mark.slow
def test_a_plain_background_is_more_uniform_than_a_busy_one() -> None:
    busy = np.random.default_rng(0).integers(0, 256, (720, 720, 3), np.uint8)
    ranked = [value("background-uniformity", faces.on_background(back)) for back in (busy, 120)]
    assert ranked[0] + 5 < ranked[1]


@pytest.mark.slow
def test_two_faces_are_counted() -> None:
    assert value("single-face-present", faces.portrait()) == 1
    both = np.hstack([faces.portrait(), faces.scaled(faces.portrait(), 1.0)])
    assert value("single-face-present", both) == 2
    assert len(finding("single-face-present", both).regions) == 2


@pytest.mark.slow
def test_a_smaller_head_is_smaller() -> None:
    framed = cv2.copyMakeBorder(faces.portrait(), 300, 300, 300, 300, cv2.BORDER_REPLICATE)
    assert value("head-size", np.asarray(framed)) < 0.7 * value("head-size", faces.portrait())
    assert value("inter-eye-distance", np.asarray(framed)) == pytest.approx(
        value("inter-eye-distance", faces.portrait()), rel=0.05
    )


def test_eye_distance_scales() -> None:
    assert value("inter-eye-distance", faces.scaled(faces.portrait(), 0.5)) == pytest.approx(
        value("inter-eye-distance", faces.portrait()) / 2, rel=0.05
    )


@pytest.mark.slow
def test_a_tilted_head_is_seen() -> None:
    assert (
        value("head-pose", faces.turned(faces.portrait(), 25.0)) > value("head-pose", faces.portrait()) + 10
    )


@pytest.mark.slow
def test_painted_lids_close_the_eyes() -> None:
    closed = faces.portrait().copy()
    facts = faces.facts_of(closed)
    for eye in facts.eyes:
        contour = eye.contour.round().astype(np.int32)
        center = contour.mean(0)
        grown = ((contour - center) * 1.25 + center).round().astype(np.int32)
        skin = closed[int(center[1]) + 22, int(center[0])].tolist()
        cv2.fillPoly(closed, [grown], skin)
        cv2.polylines(closed, [contour[:9]], isClosed=False, color=(90, 60, 50), thickness=3)
    assert value("eyes-open", closed) < value("eyes-open", faces.portrait()) - 2


@pytest.mark.slow
def test_side_light_is_less_even() -> None:
    lit = faces.brightened(faces.portrait(), 1.0, sides=(1.0, 0.5))
    assert value("illumination-uniformity", lit) < value("illumination-uniformity", faces.portrait()) - 10
    assert "brighter" in finding("illumination-uniformity", lit).summary


@pytest.mark.slow
def test_dark_and_burnt_out_faces_are_told_apart() -> None:
    dark, plain, bright = (faces.brightened(faces.portrait(), gain) for gain in (0.25, 1.0, 2.2))
    assert value("under-exposure", dark) > 90 > value("under-exposure", plain)
    assert details("under-exposure", dark)["under_exposed"] == "yes"
    assert value("over-exposure", bright) > 20 > value("over-exposure", plain)


@pytest.mark.slow
def test_dark_skin_in_good_light_is_not_called_under_exposed() -> None:
    # Skin that reflects a sixth of the light, and still has its highlights.
    gain = np.where(faces.portrait().max(2, keepdims=True) > 235, 0.95, 0.43)
    mask = faces.face_mask()
    darker = np.asarray(faces.portrait() * (1 - mask) + faces.portrait() * gain * mask, np.uint8)
    assert value("under-exposure", darker) > 70
    assert details("under-exposure", darker)["under_exposed"] == "no"


@pytest.mark.slow
def test_blur_lowers_sharpness() -> None:
    blurred = np.asarray(cv2.GaussianBlur(faces.portrait(), (0, 0), 4.0), np.uint8)
    assert value("sharpness", blurred) < value("sharpness", faces.portrait()) - 0.1


def test_size_comes_from_the_header_without_decoding() -> None:
    facts = faces.fresh_facts_of(faces.portrait()[:500])
    assert run(BY_ID["image-size"], facts).value == 500
    assert not {"raster"} & set(facts._known)
