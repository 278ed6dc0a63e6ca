"""What only a set of photos shows: on copies of one portrait, and on made-up sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

import faces
from photoaudit import album
from photoaudit.album import _copies
from photoaudit.imaging.cells import LENGTH, LIGHT
from photoaudit.model import AlbumFinding, Status, Traits

RGB = faces.RGB
NAMES = ("duplicate-photo", "aligned-eyes", "outlier-style", "sameness", "shared-template")


def member(name: str, rgb: RGB, quality: int = 90) -> album.Member:
    facts = faces.facts_of(rgb, quality=quality)
    photo = facts.photo
    return album.Member(name, photo.sha256, photo.width, photo.height, facts.traits)


@cache
def scene(seed: int) -> RGB:
    """Return the portrait before another background, with other clothes: another photo, as a picture."""
    rgb = faces.portrait().copy()
    chance = np.random.default_rng(seed)
    coarse = chance.integers(0, 256, (9, 9, 3)).astype(np.uint8)
    other = np.asarray(cv2.resize(coarse, (720, 720), interpolation=cv2.INTER_CUBIC), np.uint8)
    keep = cv2.GaussianBlur(np.asarray(faces.face_mask()[..., 0], np.float32), (0, 0), 12)[..., None]
    return np.asarray(rgb * keep + other * (1 - keep), np.uint8)


@cache
def original() -> album.Member:
    return member("anna.jpg", faces.portrait(), 95)


def look(members: Sequence[album.Member]) -> dict[str, AlbumFinding]:
    found = album.look(members)
    assert found is not None
    return {item.check: item for item in found.findings}


def made(count: int, *, eyes: float, cells: float, seed: int = 0) -> list[album.Member]:
    """Return photos whose eyes and surroundings differ by so much from one to the next."""
    chance = np.random.default_rng(seed)
    base = chance.integers(60, 200, LENGTH)
    found = []
    for at in range(count):
        noise = chance.normal(0, 1, LENGTH)
        smooth = np.convolve(noise, np.ones(5) / 5, "same") * cells
        values = np.clip(base + smooth, 1, 255).astype(np.uint8).tobytes()
        x, y, apart = np.array([0.5, 0.4, 0.2]) + chance.normal(0, eyes, 3)
        found.append(
            album.Member(f"{at}.jpg", f"{at:064x}", 800, 1000, Traits((x, y, apart, 0.0), True, values))
        )
    return found


def test_every_check_is_found_with_its_page() -> None:
    assert {item.info.id for item in album.catalogue()} == set(NAMES)
    assert album.catalogue()[0].info.id == "duplicate-photo"
    for item in album.catalogue():
        for heading in ("What it measures", "Why it matters", "Limits", "References"):
            assert f"\n{heading}\n---" in item.info.page, item.info.id


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("re-encoded", lambda rgb: (rgb, 60)),
        ("half", lambda rgb: (cv2.resize(rgb, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), 90)),
        ("cropped", lambda rgb: (np.ascontiguousarray(rgb[29:691, 29:691]), 90)),
        ("mirrored", lambda rgb: (np.ascontiguousarray(rgb[:, ::-1]), 90)),
    ],
)
def test_a_copy_is_found_however_it_was_made(name: str, change: object) -> None:
    rgb, quality = change(faces.portrait())  # type: ignore[operator]
    copy = member(f"{name}.jpg", rgb, quality)
    others = [member(f"{seed}.jpg", scene(seed)) for seed in range(3)]
    found = look([original(), *others, copy])["duplicate-photo"]
    assert [set(group.photos) for group in found.groups] == [{"anna.jpg", f"{name}.jpg"}]
    assert found.value == 1


def lit(rgb: RGB, factor: float) -> RGB:
    """Return what an editor's brightness makes of a picture."""
    return np.asarray(np.clip(rgb * factor, 0, 255), np.uint8)


def grayed(rgb: RGB) -> RGB:
    return np.repeat(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("brighter", lambda rgb: lit(rgb, 1.3)),
        ("darker", lambda rgb: lit(rgb, 0.7)),
        ("in gray", grayed),
        ("resized and in gray", lambda rgb: grayed(rgb[::2, ::2])),
        ("mirrored and brighter", lambda rgb: lit(rgb[:, ::-1], 1.3)),
    ],
)
def test_a_copy_in_other_tones_is_found_and_named(kind: str, change: object) -> None:
    copy = member("copy.jpg", np.ascontiguousarray(change(faces.portrait())))  # type: ignore[operator]
    others = [member(f"{seed}.jpg", scene(seed)) for seed in range(2)]
    found = look([original(), *others, copy])["duplicate-photo"]
    assert [set(group.photos) for group in found.groups] == [{"anna.jpg", "copy.jpg"}]
    assert _copies.kinds_of(original(), [copy]) == [kind]
    unlike = _copies.difference(original(), copy, tones=False)
    assert unlike is not None
    assert unlike < album.shipped().copy


def test_a_gray_photo_may_lead_its_colored_copy() -> None:
    first = made(1, eyes=0.0, cells=0.0)[0]
    assert first.traits is not None
    cells = np.frombuffer(first.traits.cells, np.uint8).copy()
    cells[LIGHT:] = 128
    gray = replace(first, path="gray.jpg", sha256="g" * 64, width=1600, height=2000)
    gray = replace(gray, traits=replace(first.traits, cells=cells.tobytes()))
    (group,) = look([first, gray])["duplicate-photo"].groups
    assert group.photos == ("gray.jpg", "0.jpg")
    assert dict(group.details)["kinds"] == "largest; resized and in color"


@pytest.mark.slow
def test_other_tones_ask_for_the_same_frame() -> None:
    """The same surroundings, brighter, around a face that lies elsewhere in the picture, are no copy."""
    first, moved = made(1, eyes=0.0, cells=0.0)[0], made(1, eyes=0.05, cells=0.0)[0]
    assert first.traits is not None
    assert moved.traits is not None
    cells = np.frombuffer(first.traits.cells, np.uint8)
    brighter = (
        np.clip(cells.astype(int) + 40 * (np.arange(LENGTH) < LIGHT), 1, 255).astype(np.uint8).tobytes()
    )
    same = replace(first, path="b.jpg", sha256="b" * 64, traits=replace(first.traits, cells=brighter))
    other = replace(moved, path="c.jpg", sha256="c" * 64, traits=replace(moved.traits, cells=brighter))
    assert look([first, same])["duplicate-photo"].value == 1
    assert look([first, other])["duplicate-photo"].value == 0


@pytest.mark.slow
@pytest.mark.parametrize("change", [lambda rgb: rgb, grayed, lambda rgb: lit(rgb, 1.3)])
def test_different_pictures_of_one_face_are_no_copies(change: object) -> None:
    """The face is left out on purpose: whose it is must not make a copy."""
    others = [member(f"{seed}.jpg", change(scene(seed))) for seed in range(4)]  # type: ignore[operator]
    found = look([original(), *others])["duplicate-photo"]
    assert found.status is Status.MEASURED
    assert found.groups == ()
    assert found.value == 0


def test_the_same_file_under_two_names_needs_no_pixel() -> None:
    one, two, three = (
        album.Member(f"{name}.jpg", sha, 10, 10) for name, sha in zip("abc", "xxy", strict=True)
    )
    found = look([one, two, three])
    assert [group.photos for group in found["duplicate-photo"].groups] == [("a.jpg", "b.jpg")]
    assert {found[name].status for name in NAMES[1:]} == {Status.NOT_ASSESSED}
    assert album.look([one]) is None


def test_the_order_of_photos_changes_nothing() -> None:
    members = made(40, eyes=0.02, cells=40.0)
    members += [replace(members[3], path="again.jpg"), replace(members[7], path="twice.jpg")]
    one, other = look(members), look(members[::-1])
    for name in NAMES:
        assert one[name].value == pytest.approx(other[name].value) if one[name].value is not None else True
    assert {frozenset(group.photos) for group in one["duplicate-photo"].groups} == {
        frozenset(group.photos) for group in other["duplicate-photo"].groups
    }


def test_eyes_that_lie_alike_are_told_from_eyes_that_do_not() -> None:
    albums = (look(made(30, eyes=eyes, cells=60.0))["aligned-eyes"] for eyes in (0.002, 0.02, 0.06))
    near, middle, far = (found.value or 0.0 for found in albums)
    assert 0 < near < middle < far
    assert near < far / 5


def test_sameness_grows_as_photos_become_alike() -> None:
    found = [look(made(30, eyes=0.02, cells=cells))["sameness"].value for cells in (300.0, 60.0)]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0] < found[1]


def test_few_photos_are_not_assessed_and_told_why() -> None:
    found = look(made(3, eyes=0.02, cells=60.0))
    for name in ("aligned-eyes", "sameness", "outlier-style"):
        assert found[name].status is Status.NOT_ASSESSED
        assert "needed" in found[name].summary


@pytest.mark.slow
def test_thousands_of_copies_make_one_group() -> None:
    first = made(1, eyes=0.02, cells=40.0)[0]
    copies = [replace(first, path=f"copy-{at}.jpg", sha256=f"copy {at}") for at in range(3000)]
    found = look([*copies, *made(50, eyes=0.03, cells=90.0, seed=5)])["duplicate-photo"]
    assert len(found.groups[0].photos) == 3000


def test_a_code_says_little_and_is_kept_by_an_export() -> None:
    again = member("export.jpg", faces.portrait(), 60)
    assert album.code_of(original().traits) == album.code_of(again.traits)
    assert 0 < len(album.code_of(original().traits)) <= 4
    assert album.code_of(None) == ""


@pytest.mark.slow
def test_traits_follow_what_is_around_a_face_and_not_the_face() -> None:
    rgb = faces.portrait().astype(np.float32)
    mask = cv2.erode(np.asarray(faces.face_mask()[..., 0]), np.ones((31, 31)))[..., None]

    def gap(where: RGB) -> float:
        """Return how much the cells change if it is darker there."""
        darker = np.asarray(rgb * (1 - 0.35 * where), np.uint8)
        one, other = (faces.facts_of(picture).traits.cells for picture in (faces.portrait(), darker))
        return float(
            np.mean(np.abs(np.frombuffer(one, np.uint8).astype(int) - np.frombuffer(other, np.uint8)))
        )

    assert gap(np.asarray(mask, np.float32)) < gap(np.asarray(1 - mask, np.float32)) / 4
