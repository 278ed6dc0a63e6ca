"""The simulated retouch: it changes skin only, more for more strength, and at every size alike."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

import faces
from photoaudit.imaging import mesh_points as ids
from photoaudit.imaging.face import Mesh
from photoaudit.imaging.geometry import fill
from retouch import METHODS, STRENGTHS, face_weight, guided_filter, skin_weight

SHAPE = (720, 720)


@cache
def mesh() -> Mesh:
    return faces.facts_of(faces.portrait()).mesh


def ring(points: tuple[int, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return fill(mesh().points[list(points), :2], SHAPE)


def change(method: str, strength: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    after = METHODS[method](faces.portrait(), mesh(), strength).astype(np.float64)
    return np.asarray(np.abs(after - faces.portrait()).mean(2))


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_cheeks_change_more_with_strength_and_nothing_outside_the_face_changes(method: str) -> None:
    cheeks = ring(ids.RIGHT_CHEEK) | ring(ids.LEFT_CHEEK)
    light, medium, heavy = (float(change(method, strength)[cheeks].mean()) for strength in STRENGTHS)
    assert 0 < light < medium < heavy
    near = cv2.dilate(ring(ids.OVAL).astype(np.uint8), np.ones((61, 61), np.uint8)) > 0
    assert change(method, 3)[~near].max() == 0


def test_restoration_sharpens_the_eyes_it_does_not_spare() -> None:
    after = METHODS["restoration"](faces.portrait(), mesh(), 3)
    eyes = ring(ids.RIGHT_EYE) | ring(ids.LEFT_EYE)
    contrast = [float(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[eyes].std()) for rgb in (faces.portrait(), after)]
    assert contrast[0] < contrast[1]


def test_frequency_separation_keeps_the_finest_texture_and_fades_the_next() -> None:
    cheeks = ring(ids.RIGHT_CHEEK) | ring(ids.LEFT_CHEEK)
    unit = mesh().inter_eye / 60

    def bands(rgb: faces.RGB) -> tuple[float, float]:
        gray = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.float32)
        fine, coarse = (cv2.GaussianBlur(gray, (0, 0), sigma * unit) for sigma in (0.4, 2.0))
        return float((gray - fine)[cheeks].std()), float((fine - coarse)[cheeks].std())

    before, after = (
        bands(faces.portrait()),
        bands(METHODS["frequency_separation"](faces.portrait(), mesh(), 3)),
    )
    kept = [new / old for new, old in zip(after, before, strict=True)]
    assert kept[1] < 0.75
    assert kept[0] > kept[1] + 0.15


def test_the_mask_leaves_out_the_hairline_and_the_features() -> None:
    weight, skin = face_weight(mesh(), SHAPE), skin_weight(mesh(), SHAPE)
    top = mesh().points[ids.MIDLINE[0], :2].round().astype(int)
    assert weight[top[1], top[0]] < 0.2
    assert weight[ring(ids.LIPS)].mean() > 0.9
    for feature in (ids.LIPS, ids.RIGHT_EYE, ids.LEFT_EYE, ids.RIGHT_BROW, ids.LEFT_BROW):
        assert skin[ring(feature)].mean() < 0.2
    assert skin[ring(ids.LEFT_CHEEK)].mean() > 0.9
    assert skin.max() <= 1 + 1e-6


def test_a_guided_filter_flattens_weak_contrast_and_keeps_a_strong_edge() -> None:
    grain = np.random.default_rng(0).normal(0, 3, (80, 80, 3)).astype(np.float32)
    step = np.where(np.arange(80) < 40, 60.0, 180.0)[None, :, None].astype(np.float32) + grain
    soft = guided_filter(step, 4, 12.0)
    assert soft[:, 10:25].std() < 0.5 * step[:, 10:25].std()
    assert float(soft[:, 41].mean() - soft[:, 38].mean()) > 100


def test_a_face_at_the_border_is_retouched_too() -> None:
    cropped = np.ascontiguousarray(faces.portrait()[140:420, 230:480])
    facts = faces.facts_of(cropped)
    for method in METHODS.values():
        after = method(cropped, facts.mesh, 2)
        assert after.shape == cropped.shape
        assert (after != cropped).any()
