"""How the power of a picture is spread over fine and coarse structure."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 128
BASE = (0.03, 0.13)
"""Cycles per pixel, at 60 pixels between the eyes: features of the face, whose power falls by a power law."""
BULGE = (0.13, 0.25)
"""Lashes, pores and strands of hair; finer structure is lost when a photo is resized or compressed."""
RINGS = 16
RANGE = (0.025, 0.4)

Curve: TypeAlias = "NDArray[np.float64]"


@cache
def _plan() -> tuple[NDArray[np.float64], NDArray[np.intp], Curve]:
    """Return the window, the ring that each frequency belongs to, and the rings' middle frequencies."""
    window = np.outer(np.hanning(SIDE), np.hanning(SIDE))
    axis = np.fft.fftfreq(SIDE)
    distance = np.hypot(axis[None, : SIDE // 2 + 1], axis[:, None])
    edges = np.geomspace(*RANGE, RINGS + 1)
    return window, np.digitize(distance, edges), np.sqrt(edges[1:] * edges[:-1])


def radial_power(luma: NDArray[np.uint8]) -> tuple[Curve, Curve]:
    """Return middle frequencies (cycles per pixel) and mean log10 power of rings of the spectrum.

    ``luma`` is `SIDE` x `SIDE`; a Hann window keeps its borders out.

    References
    ----------
    Durall, R. et al., "Unmasking DeepFakes with simple Features", 2019, https://arxiv.org/abs/1911.00686
    """
    window, ring, middle = _plan()
    gray = luma.astype(np.float64)
    gray = (gray - (gray * window).sum() / window.sum()) * window
    power = np.abs(np.fft.rfft2(gray)) ** 2
    total = np.bincount(ring.ravel(), weights=power.ravel(), minlength=RINGS + 2)[1 : RINGS + 1]
    count = np.bincount(ring.ravel(), minlength=RINGS + 2)[1 : RINGS + 1]
    return middle, np.log10(np.maximum(total / count, 1e-6))


def bulge(luma: NDArray[np.uint8]) -> tuple[float, float]:
    """Return by how many decibels the power in `BULGE` exceeds the power law of `BASE`, and its exponent.

    Natural pictures follow a power law, so it can be drawn on to finer structure; below 0 dB the
    picture has less fine structure than that, as lenses and noise reduction leave it.
    """
    frequency, power = radial_power(luma)
    place = np.log10(frequency)
    base = (frequency > BASE[0]) & (frequency < BASE[1])
    slope, level = np.polyfit(place[base], power[base], 1)
    fine = (frequency >= BULGE[0]) & (frequency < BULGE[1])
    return 10.0 * float((power[fine] - level - slope * place[fine]).mean()), float(slope)


def face_square(mask: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Return rows and columns of the `SIDE` square about the middle of a mask, inside its picture."""
    moments = cv2.moments(mask.astype(np.uint8), binaryImage=True)
    area = max(moments["m00"], 1.0)
    height, width = mask.shape
    top = int(np.clip(moments["m01"] / area - SIDE / 2, 0, height - SIDE))
    left = int(np.clip(moments["m10"] / area - SIDE / 2, 0, width - SIDE))
    return slice(top, top + SIDE), slice(left, left + SIDE)
