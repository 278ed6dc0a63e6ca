"""Faces retouched on purpose, so that the checks for retouching can be tried on known edits.

Four ways in which skin is smoothed in practice, each in three strengths: 1 is a light touch that one
would hardly notice, 3 a heavy beauty filter. All lengths follow the distance between the eyes, and
nothing is random. These are simulations: no retoucher and no product was at work.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from photoaudit.imaging import mesh_points as ids
from photoaudit.imaging.face import Mesh
from photoaudit.imaging.geometry import fill

RGB = NDArray[np.uint8]
Plane = NDArray[np.float32]
Method = Callable[[RGB, Mesh, int], RGB]

STRENGTHS = (1, 2, 3)
REFERENCE_EYES = 60.0
"""Eye distance in pixels to which the lengths below refer, as on the face chip."""
HAIRLINE = 0.15
"""How far the mask stays below the top of the mesh, in eye distances: hair may start there."""
SPARED = 0.08
"""How far around eyes, brows and lips nothing is changed, in eye distances: lashes lie outside the rings."""
MARGIN = 0.6
MAX_WINDOW = 25
"""Widest bilateral window in pixels: its cost grows with the square."""


def bilateral(rgb: RGB, mesh: Mesh, strength: int) -> RGB:
    """Return ``rgb`` (height, width, 3) with the skin smoothed by a bilateral filter, as free tools do.

    References
    ----------
    Tomasi, C. and Manduchi, R., "Bilateral filtering for gray and color images", 1998,
    doi:10.1109/ICCV.1998.710815
    """

    def smooth(face: RGB, unit: float, _: Plane) -> Plane:
        reach = 2.0 * strength * unit
        window = min(int(1.5 * reach) | 1, MAX_WINDOW)
        return cv2.bilateralFilter(face, window, 20 + 20 * strength, reach).astype(np.float32)

    return _on_skin(rgb, mesh, smooth)


def frequency_separation(rgb: RGB, mesh: Mesh, strength: int) -> RGB:
    """Return ``rgb`` with blotches, wrinkles and coarse pores of the skin faded, and its finest texture kept.

    The band between two Gaussian blurs is turned down, as retouchers do who split a portrait into layers.
    """
    fade = (0.4, 0.65, 0.9)[strength - 1]

    def smooth(face: RGB, unit: float, skin: Plane) -> Plane:
        pixels = face.astype(np.float32)
        band = _blur_within(pixels, skin, 0.7 * unit) - _blur_within(pixels, skin, 3.0 * unit)
        return np.asarray(pixels - fade * band, np.float32)

    return _on_skin(rgb, mesh, smooth)


def beauty(rgb: RGB, mesh: Mesh, strength: int) -> RGB:
    """Return ``rgb`` with the skin smoothed between edges by a guided filter, as camera apps do.

    References
    ----------
    He, K. et al., "Guided Image Filtering", 2013, doi:10.1109/TPAMI.2012.213
    """
    share, contrast = ((0.5, 8.0), (0.75, 12.0), (0.95, 18.0))[strength - 1]

    def smooth(face: RGB, unit: float, _: Plane) -> Plane:
        pixels = face.astype(np.float32)
        soft = guided_filter(pixels, max(1, round(4.0 * unit)), contrast)
        return np.asarray(pixels + share * (soft - pixels), np.float32)

    return _on_skin(rgb, mesh, smooth)


def restoration(rgb: RGB, mesh: Mesh, strength: int) -> RGB:
    """Return ``rgb`` with the whole face smoothed, then sharpened: crisp edges and no pores.

    That is the look which networks for face restoration leave; none of them is run here.
    """
    contrast, gain = ((8.0, 0.6), (12.0, 1.1), (16.0, 1.6))[strength - 1]

    def smooth(face: RGB, unit: float, _: Plane) -> Plane:
        soft = guided_filter(face.astype(np.float32), max(1, round(2.0 * unit)), contrast)
        return np.asarray(soft + gain * (soft - cv2.GaussianBlur(soft, (0, 0), 1.2 * unit)), np.float32)

    return _blend(rgb, mesh, smooth, face_weight)


def filled(rgb: RGB, person: Plane) -> RGB:
    """Return ``rgb`` with everything but the person replaced by one color, its background's own median.

    ``person`` (n, n) tells how surely each cell of the whole photo shows a person, 0 to 1.
    """
    height, width = rgb.shape[:2]
    share = cv2.resize(person, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]
    behind = (share[..., 0] < 0.1).ravel()
    color = np.median(rgb.reshape(-1, 3)[behind], axis=0) if behind.any() else np.full(3, 128.0)
    return np.asarray(np.round(rgb * share + color * (1 - share)), np.uint8)


METHODS: dict[str, Method] = {
    "bilateral": bilateral,
    "frequency_separation": frequency_separation,
    "beauty": beauty,
    "restoration": restoration,
}


def guided_filter(pixels: Plane, radius: int, contrast: float) -> Plane:
    """Return ``pixels`` (height, width, channels), each channel smoothed under its own guidance.

    Where the standard deviation in a window of ``radius`` pixels is far below ``contrast`` gray levels
    the mean remains, where it is far above it the pixel does.
    """
    box = (2 * radius + 1, 2 * radius + 1)
    mean = cv2.boxFilter(pixels, -1, box)
    variance = np.maximum(cv2.boxFilter(pixels * pixels, -1, box) - mean * mean, 0.0)
    slope = variance / (variance + contrast**2)
    slopes, offsets = cv2.boxFilter(slope, -1, box), cv2.boxFilter(mean * (1.0 - slope), -1, box)
    return np.asarray(slopes * pixels + offsets, np.float32)


def face_weight(mesh: Mesh, shape: tuple[int, int]) -> Plane:
    """Return how much of each pixel (height, width) is changed, 0 to 1: the face oval with a soft edge."""
    oval = mesh.points[list(ids.OVAL), :2]
    down = mesh.chin - mesh.points[ids.MIDLINE[0], :2]
    down = down / max(float(np.linalg.norm(down)), 1e-6)
    height = (oval - mesh.points[ids.MIDLINE[0], :2]) @ down
    below = np.maximum(HAIRLINE * mesh.inter_eye - height, 0.0)
    return _soft(fill(oval + below[:, None] * down, shape), mesh)


def skin_weight(mesh: Mesh, shape: tuple[int, int]) -> Plane:
    """Return the same without eyes, brows and lips."""
    features = np.zeros(shape, bool)
    for ring in (ids.RIGHT_EYE, ids.LEFT_EYE, ids.RIGHT_BROW, ids.LEFT_BROW, ids.LIPS):
        features |= fill(mesh.points[list(ring), :2], shape)
    width = 2 * round(SPARED * mesh.inter_eye) + 1
    grown = cv2.dilate(features.astype(np.uint8), np.ones((width, width), np.uint8))
    return np.asarray(face_weight(mesh, shape) * (1.0 - _soft(grown > 0, mesh)), np.float32)


def _soft(mask: NDArray[np.bool_], mesh: Mesh) -> Plane:
    return np.asarray(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 0.05 * mesh.inter_eye))


def _blur_within(pixels: Plane, weight: Plane, sigma: float) -> Plane:
    """Blur as if only the weighted pixels existed, so that lips and hair do not bleed into skin."""
    weight = weight[..., None] + 1e-3
    total = cv2.GaussianBlur(pixels * weight, (0, 0), sigma)
    return np.asarray(total / cv2.GaussianBlur(weight, (0, 0), sigma)[..., None], np.float32)


def _on_skin(rgb: RGB, mesh: Mesh, smooth: Callable[[RGB, float, Plane], Plane]) -> RGB:
    return _blend(rgb, mesh, smooth, skin_weight)


def _blend(
    rgb: RGB,
    mesh: Mesh,
    smooth: Callable[[RGB, float, Plane], Plane],
    weigh: Callable[[Mesh, tuple[int, int]], Plane],
) -> RGB:
    """Apply ``smooth(face, unit, weight)`` to the square around the face, and mix it in by weight."""
    reach = MARGIN * mesh.inter_eye
    low, high = mesh.points[:, :2].min(0) - reach, mesh.points[:, :2].max(0) + reach
    height, width = rgb.shape[:2]
    left, top = (max(0, int(value)) for value in low)
    right, bottom = min(width, int(high[0]) + 1), min(height, int(high[1]) + 1)
    weight = weigh(mesh, (height, width))[top:bottom, left:right]
    face = np.ascontiguousarray(rgb[top:bottom, left:right])
    changed = smooth(face, mesh.inter_eye / REFERENCE_EYES, weight)
    mixed = face + weight[..., None] * (changed - face)
    result = rgb.copy()
    result[top:bottom, left:right] = np.clip(np.round(mixed), 0, 255).astype(np.uint8)
    return result
