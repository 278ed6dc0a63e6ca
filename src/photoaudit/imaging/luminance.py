"""Luminance as ISO/IEC 29794-5 defines it, and what it tells of light and exposure."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.imaging.geometry import Points
from photoaudit.imaging.regions import Mask
from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Gray: TypeAlias = "NDArray[np.uint8]"

UNDER_EXPOSED = (0, 25)
OVER_EXPOSED = (247, 255)


@cache
def _linear_table() -> NDArray[np.float32]:
    level = np.arange(256) / 255.0
    return np.where(level > 0.04045, ((level + 0.055) / 1.055) ** 2.4, level / 12.92).astype(np.float32)


_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WEIGHTS = _XYZ[1]
"""What red, green and blue light add to luminance."""


@cache
def _xyz_over_white() -> NDArray[np.float32]:
    matrix = np.array(_XYZ, np.float32)
    return np.asarray(matrix / matrix.sum(axis=1, keepdims=True))


def linear(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return sRGB values linear in light, 0 to 1, in the same shape."""
    return np.asarray(cv2.LUT(rgb, _linear_table()), np.float32)


def linear_luminance(rgb: NDArray[np.uint8]) -> Gray:
    """Return the luminance of sRGB pixels, linear in light, 0 to 255, (height, width) uint8.

    References
    ----------
    ISO/IEC 29794-5:2025; reference implementation https://github.com/BSI-OFIQ/OFIQ-Project
    """
    weighted = cv2.transform(linear(rgb), np.array([WEIGHTS], np.float32) * np.float32(255.0))
    return np.asarray(np.floor(weighted.reshape(rgb.shape[:2]) + 0.5), np.uint8)


def opponent_colors(light: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return CIELAB a* and b* (D65) of pixels (height, width, 3) linear in light.

    References
    ----------
    ISO/CIE 11664-4:2019, https://www.iso.org/standard/74166.html; IEC 61966-2-1 (sRGB)
    """
    relative = cv2.transform(light, _xyz_over_white())
    f = np.where(relative > 216 / 24389, np.cbrt(relative), (24389 / 27 * relative + 16) / 116)
    return np.asarray(500 * (f[..., 0] - f[..., 1])), np.asarray(200 * (f[..., 1] - f[..., 2]))


def lightness(gray_level: float) -> float:
    """Return the CIE L* (0 to 100) of a gray level (0 to 255) in sRGB."""
    light = float(np.interp(gray_level, np.arange(256), _linear_table()))
    return 116.0 * light ** (1 / 3) - 16.0 if light > 216 / 24389 else light * 24389 / 27


def share_within(luminance: Gray, mask: Mask, limits: tuple[int, int]) -> float:
    """Return the share (0 to 1) of masked pixels whose luminance lies within ``limits``, inclusive."""
    values = luminance[mask]
    return float(((values >= limits[0]) & (values <= limits[1])).mean())


def cheek_zones(
    right_eye: Points, left_eye: Points, mouth: Points
) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Return the measurement zones (x, y, side) below the eyes of a level face, right then left.

    Squares of 0.3 eye distances at half the way from eyes to mouth, outward of the eye centers,
    as in ISO/IEC 29794-5 for illumination uniformity.
    """
    side = int(0.3 * float(np.linalg.norm(left_eye - right_eye)))
    drop = int(float(np.linalg.norm(mouth - (right_eye + left_eye) / 2)) / 2)
    right = (int(right_eye[0]) - side, int(right_eye[1]) + drop, side)
    left = (int(left_eye[0]), int(left_eye[1]) + drop, side)
    return right, left


def histogram_overlap(first: Gray, second: Gray) -> float:
    """Return the shared area (0 to 1) of two gray-level histograms; 1 for equal light."""
    a, b = (np.bincount(values.ravel(), minlength=256) / values.size for values in (first, second))
    return float(np.minimum(a, b).sum())
