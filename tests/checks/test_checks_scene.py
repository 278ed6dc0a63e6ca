"""Checks of background and style: they move the right way, and say why when they cannot."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image

import faces
from photoaudit.checks import catalogue
from photoaudit.engine import run
from photoaudit.imaging import backdrop, outline, style
from photoaudit.model import Finding, Status

BY_ID = {item.info.id: item for item in catalogue()}
SIDE = 720


def finding(check: str, rgb: faces.RGB, quality: int | None = None) -> Finding:
    return run(BY_ID[check], faces.facts_of(rgb, quality=quality))


def value(check: str, rgb: faces.RGB, quality: int | None = None) -> float:
    found = finding(check, rgb, quality)
    assert found.value is not None, found.summary
    return found.value


def why_not(check: str, rgb: faces.RGB, quality: int | None = None) -> str:
    found = finding(check, rgb, quality)
    assert found.status is Status.NOT_ASSESSED, found.summary
    return found.summary


def blurred(rgb: faces.RGB, sigma: float) -> faces.RGB:
    return np.asarray(cv2.GaussianBlur(rgb, (0, 0), sigma), np.uint8) if sigma else rgb


def clipped(pixels: np.ndarray) -> faces.RGB:
    return np.asarray(np.clip(pixels, 0, 255), np.uint8)


def gray(rgb: faces.RGB) -> faces.RGB:
    return np.asarray(cv2.cvtColor(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), np.uint8)


def plain(color: tuple[int, int, int]) -> faces.RGB:
    return np.full((SIDE, SIDE, 3), color, np.uint8)


@cache
def mosaic() -> faces.RGB:
    """Return a background with edges: squares of random gray."""
    levels = np.random.default_rng(0).normal(128, 60, (24, 24, 1)).clip(0, 255).astype(np.uint8)
    return np.repeat(np.kron(levels, np.ones((30, 30, 1), np.uint8)), 3, axis=2)


@cache
def face_only() -> faces.RGB:
    """Return the portrait cut to the face: no background, no outline."""
    x, y, width, height = faces.facts_of(faces.portrait()).face.box
    return np.ascontiguousarray(faces.portrait()[round(y) : round(y + height), round(x) : round(x + width)])


def a_disc() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Return the mask of a round person on a portrait view."""
    y, x = np.mgrid[:616, :616]
    return np.asarray(np.hypot(x - 300, y - 280) < 120, np.float32)


def tinted_face(gain: tuple[float, float, float]) -> faces.RGB:
    mask = faces.face_mask()
    return clipped(faces.portrait() * (1 - mask) + faces.portrait() * np.array(gain) * mask)


# Background


@pytest.mark.slow
def test_a_filled_background_is_constant_and_a_grainy_one_is_not() -> None:
    grain = np.random.default_rng(0).normal(180, 1.0, (SIDE, SIDE, 1)).round()
    filled, grainy = (faces.on_background(back) for back in (plain((170, 180, 190)), clipped(grain)))
    assert value("constant-background", filled) > 60
    assert "digital fill" in finding("constant-background", filled).summary
    assert value("constant-background", grainy) < 1
    assert value("constant-background", faces.portrait()) < 1


def test_a_fill_is_still_found_after_scaling_and_compression() -> None:
    small = faces.scaled(faces.on_background(plain((170, 180, 190))), 0.6)
    assert value("constant-background", small, quality=80) > 50
    assert value("constant-background", faces.scaled(faces.portrait(), 0.6), quality=80) < 5


@pytest.mark.slow
def test_a_falling_off_of_light_is_not_constant() -> None:
    ramp = np.repeat(np.linspace(120, 200, SIDE)[None, :, None], SIDE, axis=0).repeat(3, axis=2)
    assert value("constant-background", faces.on_background(clipped(ramp))) < 5


@pytest.mark.slow
def test_more_of_the_background_filled_is_more_constant() -> None:
    half = faces.portrait().copy()
    filled = faces.on_background(plain((170, 180, 190)))
    half[:, SIDE // 2 :] = filled[:, SIDE // 2 :]
    values = [value("constant-background", rgb) for rgb in (faces.portrait(), half, filled)]
    assert values[0] + 5 < values[1] < values[2] - 5


@pytest.mark.slow
@pytest.mark.parametrize("level", [0, 255])
def test_a_burnt_out_or_black_background_says_nothing_of_a_fill(level: int) -> None:
    assert "burnt out or black" in why_not("constant-background", faces.on_background(level))


def test_coarse_compression_says_nothing_of_a_fill() -> None:
    assert "coarse blocks" in why_not("constant-background", faces.on_background(mosaic()), quality=8)
    qualities = [backdrop.blockiness(faces.facts_of(faces.portrait(), quality=q).rgb) for q in (90, 30, 8)]
    assert qualities[0] < qualities[1] < qualities[2]


@pytest.mark.parametrize("check", ["constant-background", "background-uniformity", "background-blur"])
def test_without_a_background_none_is_measured(check: str) -> None:
    assert "too little background" in why_not(check, face_only())


@pytest.mark.slow
def test_uniformity_keeps_to_what_it_measures() -> None:
    assert finding("background-uniformity", faces.on_background(180)).summary == "The background is plain."
    assert "not plain" in finding("background-uniformity", faces.on_background(mosaic())).summary
    assert [name for name, _ in finding("background-uniformity", faces.portrait()).details] == [
        "mean_gradient"
    ]


@pytest.mark.slow
def test_a_background_is_less_sharp_the_more_it_is_blurred() -> None:
    values = [value("background-blur", faces.on_background(blurred(mosaic(), sigma))) for sigma in (0, 3, 9)]
    assert values[0] > values[1] + 10 > values[2] + 20
    assert "is blurred" in finding("background-blur", faces.on_background(blurred(mosaic(), 9))).summary


@pytest.mark.slow
def test_grain_does_not_make_a_blurred_background_sharp() -> None:
    grain = np.random.default_rng(0).normal(0, 4, (SIDE, SIDE, 1))
    soft = blurred(mosaic(), 9)
    assert value("background-blur", faces.on_background(clipped(soft + grain))) < 60


@pytest.mark.slow
def test_a_plain_background_and_a_soft_face_leave_blur_open() -> None:
    assert "plain" in why_not("background-blur", faces.on_background(150))
    assert "soft" in why_not("background-blur", blurred(faces.on_background(mosaic()), 7))


@pytest.mark.slow
def test_a_blurred_background_with_the_person_in_it_leaves_a_halo() -> None:
    scene = faces.on_background(blurred(mosaic(), 30))
    person = cv2.resize(faces.facts_of(faces.portrait()).person, (SIDE, SIDE))[..., None]
    careless = [clipped(scene * person + blurred(scene, sigma) * (1 - person)) for sigma in (6, 12, 20)]
    values = [value("matte-edge", rgb) for rgb in careless]
    assert value("matte-edge", scene) < values[0] < values[1] < values[2]
    assert values[2] > value("matte-edge", scene) + 5
    assert values[2] > value("matte-edge", faces.on_background(blurred(mosaic(), 36))) + 5
    assert "leans" in finding("matte-edge", careless[2]).summary
    assert "its own colors" in finding("matte-edge", scene).summary


def test_an_outline_that_is_cut_off_or_does_not_stand_out_is_not_judged() -> None:
    assert "outline" in why_not("matte-edge", face_only())
    disc = a_disc()
    everywhere = np.ones((616, 616), bool)
    assert outline.bleed(np.full((616, 616, 3), 90, np.uint8), disc, everywhere) is None
    assert outline.bleed(np.full((616, 616, 3), 90, np.uint8), 0 * disc, everywhere) is None


def test_normals_of_an_outline_point_away_from_the_person() -> None:
    disc = a_disc()
    bright = np.repeat((disc * 200 + 20).astype(np.uint8)[..., None], 3, axis=2)
    found = outline.bleed(bright, disc, np.ones((616, 616), bool))
    assert found is not None
    share, places = found
    assert abs(share) < 0.02
    assert places > 100
    glow = cv2.GaussianBlur(disc, (0, 0), 12.0)[..., None] * 200 + 20
    halo = np.where(disc[..., None] > 0, bright, glow.astype(np.uint8))
    leaking = outline.bleed(np.asarray(halo, np.uint8), disc, np.ones((616, 616), bool))
    assert leaking is not None
    assert leaking[0] > 0.05


# Noise and spectrum


# Style


@pytest.mark.slow
@pytest.mark.parametrize("gain", [(1.0, 0.75, 0.5), (0.45, 0.4, 0.36), (1.15, 1.15, 1.15)])
def test_the_color_of_the_face_has_no_say_in_style(gain: tuple[float, float, float]) -> None:
    plain = value("color-saturation", faces.portrait())
    assert value("color-saturation", tinted_face(gain)) == pytest.approx(plain, abs=0.6)


def test_color_of_a_gray_or_toned_photo_is_not_assessed() -> None:
    assert "black-and-white" in why_not("color-saturation", gray(faces.portrait()))
    toned = clipped(gray(faces.portrait()) * 0.6 + np.array([52, 45, 40]))
    assert "black-and-white" in why_not("color-saturation", toned)


@pytest.mark.slow
def test_a_vivid_background_is_more_saturated() -> None:
    values = [
        value("color-saturation", faces.on_background(plain(color)))
        for color in ((140, 140, 140), (150, 130, 110), (200, 120, 40))
    ]
    assert values[0] < values[1] < values[2]


def test_saturation_of_a_face_alone_is_not_assessed() -> None:
    x, y, width, height = faces.facts_of(faces.portrait()).face.box
    tight = faces.portrait()[
        round(y + 0.1 * height) : round(y + height), round(x + 0.05 * width) : round(x + 0.95 * width)
    ]
    found = finding("color-saturation", np.ascontiguousarray(tight))
    assert found.status is Status.NOT_ASSESSED
    assert "face" in found.summary


@pytest.mark.slow
def test_fewer_tones_lower_the_dynamic_range() -> None:
    washed = clipped(faces.portrait() * 0.2 + 110)
    assert value("dynamic-range", washed) < value("dynamic-range", faces.portrait()) - 10
    assert style.gray_level_entropy(np.arange(256, dtype=np.uint8)) == pytest.approx(8)
    assert style.gray_level_entropy(np.full(100, 7, np.uint8)) == pytest.approx(0)


@pytest.mark.slow
def test_a_head_at_the_side_is_off_the_middle() -> None:
    x = float(np.mean([eye[0] for eye in faces.facts_of(faces.portrait()).mesh.eyes]))
    half = int(min(x, SIDE - x))
    middle = np.ascontiguousarray(faces.portrait()[:, int(x) - half : int(x) + half])
    aside = np.asarray(cv2.copyMakeBorder(middle, 0, 0, 400, 0, cv2.BORDER_REPLICATE), np.uint8)
    assert value("head-centering", middle) < 2
    assert value("head-centering", aside) > 10
    assert "to the right" in finding("head-centering", aside).summary
    found = (dict(finding("head-centering", rgb).details) for rgb in (middle, aside))
    left = [float(details["left_eye_distances"]) for details in found]
    assert left[0] + 1 < left[1]


@pytest.mark.slow
def test_a_palette_photo_does_not_break_what_looks_for_one_color() -> None:
    palette = np.asarray(Image.fromarray(faces.portrait()).quantize(16).convert("RGB"))
    for check in ("constant-background", "matte-edge"):
        assert finding(check, palette).status is not Status.ERROR
