"""What the skin of a face is like in detail: smoothness, pores, pattern, color."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import exp, log
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.imaging import luminance
from photoaudit.imaging.focus import sharpness
from photoaudit.imaging.regions import Mask
from photoaudit.libraries import cv2, np
from photoaudit.model import NotAssessable

if TYPE_CHECKING:
    from numpy.typing import NDArray

Plane: TypeAlias = "NDArray[np.float32]"

MIN_PIXELS = 120
MIN_REGIONS = 2
MIN_SHARPNESS = 0.2
"""Sharpness of eyes, brows and lips below which the whole face is soft. On the platform track 1 of 100
camera portraits lies below, and all that were reduced to 22 pixels between the eyes and enlarged again."""

DETAIL_SIGMA = 1.5
PORES = (0.8, 2.0)
"""Pores and their shadows lie between blurs of these radii, in pixels at 60 pixels between the eyes."""
PATTERN_SIGMA = 0.6
PATTERN_STEPS = 32

LIGHTNESS_SLOPE = -0.0065
"""Change of log skin detail with each unit of L*, among the smoothest twentieth of camera portraits
(quantile regression, tools/calibrate.py). The average slope is twice that; taking it out would single
out dark skin instead of bright."""
FEATURES_SLOPE = -0.02
"""The same of skin detail relative to eyes, brows and lips: dark brows stand out more from bright skin.
Between the slope of the lowest twentieth (-0.015) and the average (-0.023)."""
REFERENCE_LIGHTNESS = 70.0
SMALLEST = 0.02
"""Least detail in gray levels that a logarithm is taken of; 8-bit pixels show none below."""

RING = ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))
GRAIN = ((1, -2, 1), (-2, 4, -2), (1, -2, 1))


@dataclass(frozen=True, eq=False)
class SkinDetail:
    """The skin of a face in focus, on the chip of 60 pixels between the eyes.

    ``luma`` is (size, size) uint8; ``regions`` are the masks of forehead and cheeks with enough bare
    skin, ``features`` that of eyes, brows and lips; ``lightness`` is the L* (0 to 100) of the skin. ``fine``
    (size, size) is what a blur of `DETAIL_SIGMA` takes from luma, ``band``
    what lies between the blurs of `PORES`, both in gray levels.
    """

    luma: NDArray[np.uint8] = field(repr=False)
    regions: tuple[Mask, ...] = field(repr=False)
    features: Mask = field(repr=False)
    lightness: float
    fine: Plane = field(repr=False)
    band: Plane = field(repr=False)

    @property
    def skin(self) -> Mask:
        """All regions together."""
        return np.asarray(np.logical_or.reduce(self.regions))

    def typical(self, plane: Plane, spread: Callable[[Plane], float]) -> float:
        """Return the median over the regions, so that a fringe or a shadow in one of them does not count."""
        return float(np.median([spread(plane[mask]) for mask in self.regions]))


def skin_detail(luma: NDArray[np.uint8], parts: Sequence[Mask], features: Mask) -> SkinDetail:
    """Return the skin of a chip, or say why nothing can be told of it."""
    regions = tuple(mask for mask in parts if mask.sum() >= MIN_PIXELS)
    if len(regions) < MIN_REGIONS:
        raise NotAssessable("too little bare skin is visible on forehead and cheeks")
    if not features.any() or sharpness(luma, features)[0] < MIN_SHARPNESS:
        raise NotAssessable("the whole face is soft, so its skin says nothing")
    level = luminance.lightness(float(np.median(luma[np.logical_or.reduce(regions)])))
    gray = luma.astype(np.float32)
    fine = gray - cv2.GaussianBlur(gray, (0, 0), DETAIL_SIGMA)
    narrow, wide = (cv2.GaussianBlur(gray, (0, 0), sigma) for sigma in PORES)
    return SkinDetail(
        luma,
        regions,
        features,
        level,
        np.asarray(fine, np.float32),
        np.asarray(narrow - wide, np.float32),
    )


def detail(skin: SkinDetail) -> float:
    """Return the robust spread of what a Gaussian blur of `DETAIL_SIGMA` pixels removes, in gray levels.

    1.4826 times the median absolute residual: the standard deviation, were the residual normal.
    """
    return skin.typical(skin.fine, lambda values: 1.4826 * float(np.median(np.abs(values))))


def pores(skin: SkinDetail) -> float:
    """Return the root mean square of the band of pores, in gray levels; single dark pores count fully."""
    return skin.typical(skin.band, lambda values: float(np.sqrt(np.mean(values**2))))


def grain(skin: SkinDetail) -> tuple[float, float]:
    """Return the mean size of the finest grain and of the band of pores, both in gray levels.

    The grain is what a mask of second differences in both directions leaves, which is blind to
    edges and to anything wider than two pixels.

    References
    ----------
    Immerkaer, J., "Fast Noise Variance Estimation", 1996, doi:10.1006/cviu.1996.0060
    """

    def size(values: Plane) -> float:
        return float(np.mean(np.abs(values)))

    finest = np.asarray(
        cv2.filter2D(skin.luma.astype(np.float32), -1, np.array(GRAIN, np.float32) / 6.0), np.float32
    )
    return skin.typical(finest, size), skin.typical(skin.band, size)


def pattern_entropy(skin: SkinDetail, reach: int) -> float:
    """Return the entropy of the skin's local binary patterns, 0 to 3.3 bits; lower is more uniform.

    Each pixel is compared with the eight that lie ``reach`` pixels away.

    References
    ----------
    Ojala, T. et al., "Multiresolution gray-scale and rotation invariant texture classification with
    local binary patterns", 2002, doi:10.1109/TPAMI.2002.1017623
    """
    soft = cv2.GaussianBlur(skin.luma.astype(np.float32), (0, 0), PATTERN_SIGMA)
    # Whole steps, so that rounding inside the blur decides nothing.
    patterns = uniform_patterns(np.round(PATTERN_STEPS * soft).astype(np.int16), reach)
    counts = np.bincount(patterns[skin.skin])
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log2(shares)).sum())


def uniform_patterns(plane: NDArray[np.int16], reach: int = 1) -> NDArray[np.uint8]:
    """Return the rotation-invariant uniform pattern of each pixel (height, width), 0 to 9.

    How many of the eight neighbors at ``reach`` are at least as bright, if these lie in one run, else 9.
    """
    height, width = plane.shape
    padded = np.pad(plane, reach, mode="edge")
    brighter = [padded[reach * (1 + y) :, reach * (1 + x) :][:height, :width] >= plane for y, x in RING]
    count, changes = (np.zeros(plane.shape, np.uint8) for _ in range(2))
    for here, before in zip(brighter, brighter[-1:] + brighter[:-1], strict=True):
        count += here
        changes += here != before
    return np.where(changes <= 2, count, 9).astype(np.uint8)


def feature_detail(skin: SkinDetail) -> float:
    """Return the upper quartile of fine detail in eyes, brows and lips, in gray levels."""
    return float(np.percentile(np.abs(skin.fine[skin.features]), 75))


def at_reference_lightness(value: float, lightness: float, slope: float = LIGHTNESS_SLOPE) -> float:
    """Return skin detail as it would be at L* 70: bright skin shows less in any camera portrait.

    Dividing by brightness would make the bias worse; the slope is fitted, see `LIGHTNESS_SLOPE`.
    """
    return value * exp(-slope * (lightness - REFERENCE_LIGHTNESS))


def log_ratio(value: float, other: float) -> float:
    """Return the natural logarithm of a ratio of two details, finite also where one of them is 0."""
    return log(max(value, SMALLEST)) - log(max(other, SMALLEST))
