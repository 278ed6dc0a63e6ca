"""An original against its edit: what is seen, what is not, and what cannot be told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

import faces
import photoaudit
from photoaudit import pair
from photoaudit.imaging.geometry import fill
from photoaudit.imaging.mesh_points import LIPS, OVAL
from photoaudit.model import Aspect, Change, Comparison, Difference

RGB = faces.RGB


def compared(edited: RGB, *, quality: int | None = 90, picture: int = 0) -> Comparison:
    return pair.compare(faces.facts_of(faces.portrait()), faces.facts_of(edited, quality=quality), picture)


def of(comparison: Comparison, name: str) -> Difference:
    return next(item for item in comparison.differences if item.id == name)


def half(rgb: RGB) -> RGB:
    return np.asarray(cv2.resize(rgb, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)


def leveled(rgb: RGB, degrees: float) -> RGB:
    turn = cv2.getRotationMatrix2D((360, 360), -degrees, 1.08)
    return np.asarray(cv2.warpAffine(rgb, turn, (720, 720), flags=cv2.INTER_CUBIC), np.uint8)


def lit(rgb: RGB, stops: float) -> RGB:
    linear = (rgb.astype(np.float32) / 255) ** 2.2 * 2.0**stops
    return np.asarray(255 * np.clip(linear, 0, 1) ** (1 / 2.2), np.uint8)


def gray(rgb: RGB) -> RGB:
    return np.repeat(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[..., None], 3, 2).astype(np.uint8)


def on_a_screen(rgb: RGB) -> RGB:
    """Return a picture with the borders of a screen around it."""
    screen = np.full((900, 820, 3), 245, np.uint8)
    screen[110:830, 50:770] = rgb
    screen[20:60, 30:790] = 60
    return screen


def pushed(rgb: RGB, share: float) -> RGB:
    """Return a portrait whose mouth is wider by so much of the eye distance on each side."""
    mesh = faces.facts_of(faces.portrait()).mesh
    y, x = np.mgrid[0:720, 0:720].astype(np.float32)
    field = np.zeros((720, 720, 2), np.float32)
    middle = mesh.points[list(LIPS), :2].mean(0)
    for corner in (61, 291):
        place = mesh.points[corner, :2]
        way = (place - middle) / np.linalg.norm(place - middle)
        near = ((x - place[0]) ** 2 + (y - place[1]) ** 2) / (0.35 * mesh.inter_eye) ** 2
        field += (np.maximum(1 - near, 0) ** 2)[..., None] * (share * mesh.inter_eye * way).astype(np.float32)
    return np.asarray(cv2.remap(rgb, x - field[..., 0], y - field[..., 1], cv2.INTER_CUBIC), np.uint8)


def redrawn(rgb: RGB) -> RGB:
    """Return a portrait whose face was turned upside down in its place: features that are none of its own."""
    mask = fill(faces.facts_of(faces.portrait()).mesh.points[list(OVAL), :2], (720, 720)).astype(np.float32)
    ys, xs = np.nonzero(mask)
    top, bottom, left, right = ys.min(), ys.max() + 1, xs.min(), xs.max() + 1
    out = rgb.astype(np.float32).copy()
    inner = out[top:bottom, left:right]
    soft = cv2.GaussianBlur(mask, (0, 0), 6)[top:bottom, left:right, None]
    inner[:] = inner * (1 - soft) + inner[::-1] * soft
    return np.asarray(out, np.uint8)


def test_the_same_file_and_the_same_pixels_are_identical() -> None:
    same = pair.compare(faces.facts_of(faces.portrait()), faces.facts_of(faces.portrait()))
    assert same.changes == (Change.IDENTICAL,)
    assert same.change is Change.IDENTICAL
    assert compared(faces.portrait(), quality=None).changes == (Change.IDENTICAL,)


@pytest.mark.parametrize("edit", [lambda rgb: rgb, half], ids=["encoded", "half"])
def test_a_copy_is_no_more_than_a_copy(edit: Callable[[RGB], RGB]) -> None:
    found = compared(edit(faces.portrait()))
    assert found.changes == (Change.REENCODED,)
    seen = {item.id for item in found.differences if item.seen}
    assert seen <= {"scale"}
    assert of(found, "scale").value == pytest.approx(100 if edit is not half else 50, abs=0.3)


@pytest.mark.parametrize(
    ("name", "edit", "value", "about"),
    [
        ("crop", lambda rgb: rgb[100:640, 60:660], 37.5, 1.0),
        ("rotation", lambda rgb: leveled(rgb, 3.0), 3.0, 0.15),
        ("mirror", lambda rgb: rgb[:, ::-1], None, 0),
        ("exposure", lambda rgb: lit(rgb, 0.5), 0.5, 0.12),
        ("color", gray, 0.0, 8.0),
        ("canvas", on_a_screen, 29.8, 1.5),
    ],
)
def test_crop_and_tone_are_told_with_their_numbers_and_are_no_more(
    name: str, edit: Callable[[RGB], RGB], value: float | None, about: float
) -> None:
    found = compared(np.ascontiguousarray(edit(faces.portrait())))
    assert found.changes == (Change.ADJUSTED,)
    told = of(found, name)
    assert told.seen
    assert told.value is None if value is None else told.value == pytest.approx(value, abs=about)


def test_a_blurred_copy_is_no_other_picture() -> None:
    found = compared(np.asarray(cv2.GaussianBlur(faces.portrait(), (0, 0), 4.0), np.uint8))
    assert Change.ANOTHER not in found.changes
    assert Change.REDRAWN not in found.changes
    assert Change.RESHAPED not in found.changes


def test_smooth_skin_is_retouching_and_more_of_it_is_strong() -> None:
    some, more = compared(faces.smoothed(40.0)), compared(faces.smoothed(160.0))
    assert some.change in (Change.RETOUCHED, Change.STRONGLY_RETOUCHED)
    assert more.change is Change.STRONGLY_RETOUCHED
    skin = [of(found, "skin-detail").value or 0 for found in (some, more)]
    assert 90 > skin[0] > skin[1] + 10
    assert not of(some, "face-shape").seen


@pytest.mark.parametrize(("share", "seen"), [(0.0, False), (0.06, True)])
def test_a_wider_mouth_is_reshaped_and_named(share: float, *, seen: bool) -> None:
    found = compared(pushed(faces.portrait(), share))
    assert (Change.RESHAPED in found.changes) is seen
    told = of(found, "face-shape")
    assert told.seen is seen
    assert ("mouth" in told.summary) is seen


def test_another_background_is_told_and_the_face_is_the_same() -> None:
    found = compared(faces.on_background(np.full((720, 720, 3), (40, 90, 160), np.uint8)))
    assert Change.BACKGROUND in found.changes
    assert Change.REDRAWN not in found.changes
    assert Change.ANOTHER not in found.changes


def test_features_that_are_none_of_the_original_are_told() -> None:
    found = compared(redrawn(faces.portrait()))
    assert found.change is Change.REDRAWN
    assert not of(found, "skin-detail").assessed
    assert not of(found, "face-shape").assessed


def test_another_picture_is_told_and_nothing_more() -> None:
    chance = np.random.default_rng(3)
    noise = np.asarray(
        cv2.resize(chance.integers(0, 256, (60, 60, 3)).astype(np.uint8), (720, 720)), np.uint8
    )
    found = compared(noise)
    assert found.changes == (Change.ANOTHER,)
    assert {item.aspect for item in found.differences} == {Aspect.METADATA}


def test_too_little_to_see_is_not_assessed() -> None:
    found = compared(np.full((300, 300, 3), 120, np.uint8))
    assert found.changes == ()
    assert "too little" in found.reason


def test_a_face_too_small_to_compare_clears_nothing() -> None:
    found = compared(
        np.asarray(cv2.resize(faces.portrait(), (180, 180), interpolation=cv2.INTER_AREA), np.uint8)
    )
    assert found.changes == ()
    assert found.reason.startswith("The face was not compared: the eyes are ")
    silent = {item.id for item in found.differences if not item.assessed}
    assert {"skin-detail", "face-shape", "features", "local-light", "surrounding-shape"} <= silent


def test_what_no_change_stands_for_is_told_in_the_answer() -> None:
    edited = faces.portrait().copy()
    edited[560:, 420:] = (40, 70, 200)
    found = compared(edited)
    assert found.change is Change.ADJUSTED
    assert of(found, "other-content").seen
    assert "parts of the picture show something else" in found.summary
    assert "nothing but" not in found.summary.lower()


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_picture_that_is_turned_without_loss_is_no_more(turn: int) -> None:
    found = compared(np.ascontiguousarray(np.rot90(faces.portrait(), turn)), quality=None)
    assert found.changes == (Change.ADJUSTED,)
    assert of(found, "skin-detail").value == pytest.approx(100, abs=3)


def test_other_shade_is_no_other_background() -> None:
    y, x = np.mgrid[-1:1:720j, -1:1:720j]
    shade = (1 - 0.4 * (x * x + y * y))[..., None]
    found = compared(np.asarray(faces.portrait() * shade, np.uint8))
    assert set(found.changes) == {Change.ADJUSTED}


def test_a_small_part_of_a_large_picture_is_found_in_it() -> None:
    large = np.asarray(cv2.resize(faces.portrait(), (1600, 1600), interpolation=cv2.INTER_CUBIC), np.uint8)
    part = np.ascontiguousarray(large[200:620, 500:920])
    found = pair.compare(faces.facts_of(large, quality=95), faces.facts_of(part, quality=90))
    assert Change.ANOTHER not in found.changes


def test_a_page_gets_both_pictures_and_maps() -> None:
    found = compared(pushed(faces.smoothed(60.0), 0.06), picture=400)
    shown = found.exhibit
    assert shown is not None
    assert (shown.width, shown.height) == (400, 400)
    assert {"displacement", "detail"} <= {item.kind for item in shown.overlays}
    assert shown.original[:4] == shown.edited[:4] == b"RIFF"
    assert compared(faces.smoothed(60.0)).exhibit is None


def test_files_are_compared_and_an_unreadable_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(faces.photo_of(faces.portrait(), quality=95).data)
    (tmp_path / "b.jpg").write_bytes(faces.photo_of(half(faces.portrait()), quality=80).data)
    (tmp_path / "c.jpg").write_text("no picture")
    assert photoaudit.compare(tmp_path / "a.jpg", tmp_path / "b.jpg").change is Change.REENCODED
    bad = photoaudit.compare(tmp_path / "a.jpg", tmp_path / "c.jpg")
    assert bad.change is None
    assert bad.reason.startswith("The edited picture cannot be read:")
    gone = photoaudit.compare(tmp_path / "gone.jpg", tmp_path / "b.jpg")
    assert gone.reason.startswith("The original cannot be read:")


def test_an_edit_that_the_file_declares_is_set_beside_what_is_seen() -> None:
    silent = of(compared(faces.smoothed(60.0)), "declared-edit")
    assert silent.value == 0
    assert "though one is seen" in silent.summary
    assert of(compared(faces.portrait()), "declared-edit").summary == "The edited file declares no edit."
