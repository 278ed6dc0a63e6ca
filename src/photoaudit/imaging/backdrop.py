"""What the background behind a person is like: how plain, how sharp, and whether it was filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.imaging.focus import edge_gradient, edge_sharpness
from photoaudit.imaging.geometry import Frame
from photoaudit.imaging.regions import Mask
from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Gray: TypeAlias = "NDArray[np.uint8]"
Plane: TypeAlias = "NDArray[np.float32]"

VIEW_CROP = (slice(0, 406), slice(62, 554))
"""The part of a portrait view that ISO/IEC 29794-5 looks at: without the lower chest."""
MEASURED_SIZE = (354, 292)
MIN_SHARE = 0.05

FINE_SIGMA, COARSE_SIGMA = 1.0, 2.0
CLEAR_OF_PERSON = 13
"""Pixels (twice three coarse sigmas) by which edges of the person stay out of the background's blur."""

RUN = 25
"""Longer than a block of JPEG brightness (8) and one of color (16) together: a block alone is often flat."""
BURNT_OUT, CRUSHED = 250, 12
CERTAIN = 0.1


@dataclass(frozen=True)
class Backdrop:
    """Measures of a background.

    Attributes
    ----------
    gradient : float
        Mean Sobel magnitude of linear luminance, 0 for a plain wall, ISO/IEC 29794-5.
    uniformity : float
        The standard's quality component, 0 to 100, higher is more uniform.
    contrast : float
        Standard deviation of luma, in gray levels, once smooth falling-off of light is taken out.
    sharpness, face_sharpness : float
        `edge_sharpness` of background and face, 0 to 1.
    """

    gradient: float
    uniformity: float
    contrast: float
    sharpness: float
    face_sharpness: float


def measure_backdrop(luminance: Gray, luma: Gray, background: Mask, face: Mask) -> Backdrop | None:
    """Measure the background of a portrait view; None where hardly any is visible.

    Parameters
    ----------
    luminance, luma
        Linear luminance and gray levels of the view, (616, 616) uint8.
    background, face
        Masks of the background and of the face's oval on the view.

    References
    ----------
    ISO/IEC 29794-5:2025, background uniformity; https://github.com/BSI-OFIQ/OFIQ-Project
    """
    mask = _shrink_mask(background)
    if mask.mean() < MIN_SHARE:
        return None
    gradient = float(edge_gradient(_shrink(luminance))[mask].mean())
    uniformity = 190.0 * (1.0 - 1.0 / (1.0 + np.exp(-(gradient - 10.0) / 100.0)))
    gray = _shrink(luma)
    fine, coarse = (
        edge_gradient(np.asarray(cv2.GaussianBlur(gray, (0, 0), sigma), np.float32))
        for sigma in (FINE_SIGMA, COARSE_SIGMA)
    )
    clear = _eroded(mask, CLEAR_OF_PERSON)
    return Backdrop(
        gradient=gradient,
        uniformity=float(np.clip(uniformity, 0.0, 100.0)),
        contrast=contrast(gray, clear),
        sharpness=edge_sharpness(fine, coarse, clear),
        face_sharpness=edge_sharpness(fine, coarse, _shrink_mask(face)),
    )


def contrast(gray: Plane, mask: Mask) -> float:
    """Return the standard deviation of masked gray levels about the second-order surface that fits them."""
    values, kept = gray[::4, ::4].astype(np.float64), mask[::4, ::4]
    if kept.sum() < 60:
        return 0.0
    ys, xs = np.nonzero(kept)
    values = values[kept]
    x, y = (xs - xs.mean()) / kept.shape[1], (ys - ys.mean()) / kept.shape[0]
    design = np.column_stack([np.ones_like(x), x, y, x * x, x * y, y * y])
    # Normal equations: six unknowns need no more, and a full least-squares fit takes ten times as long.
    fit, *_ = np.linalg.lstsq(design.T @ design, design.T @ values, rcond=None)
    return float(np.std(values - design @ fit))


def native_background(
    rgb: NDArray[np.uint8], person: Plane, frame: Frame
) -> tuple[NDArray[np.uint8], Mask, Mask]:
    """Return a photo's own pixels around head and shoulders, their background, and its exposed part.

    Parameters
    ----------
    rgb
        The photo, (height, width, 3) uint8.
    person
        How surely cells of the whole photo show a person, 0 to 1.
    frame
        The portrait view; its upright bounds are cut, since turning or scaling would make new pixels.

    Returns
    -------
    The cut (h, w, 3), the mask of what is surely not a person, and the mask of those of its pixels that
    are neither burnt out in any channel nor black.
    """
    height, width = rgb.shape[:2]
    (x, y), half = frame.center, frame.side / 2
    left, right = max(0, int(x - half)), min(width, int(x + half) + 1)
    top, bottom = max(0, int(y - half)), min(height, int(y + half) + 1)
    cut = rgb[top:bottom, left:right]
    sx, sy = person.shape[1] / width, person.shape[0] / height
    # From cells to pixels of the cut; centers lie at half coordinates.
    place = np.array([[1 / sx, 0, 0.5 / sx - 0.5 - left], [0, 1 / sy, 0.5 / sy - 0.5 - top]])
    size = (cut.shape[1], cut.shape[0])
    sure = cv2.warpAffine(person, place, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    mask = _eroded(np.asarray(sure < CERTAIN), max(3, round(frame.side / 100)))
    red, green, blue = cv2.split(cut)
    brightest = cv2.max(cv2.max(red, green), blue)
    return cut, mask, np.asarray(mask & (brightest < BURNT_OUT) & (brightest > CRUSHED))


def constant_share(rgb: NDArray[np.uint8], mask: Mask) -> float:
    """Return the share (0 to 1) of masked pixels inside squares of `RUN` pixels a side of one exact color."""
    # One number a pixel, so that colors are compared at once.
    color = cv2.cvtColor(rgb, cv2.COLOR_RGB2RGBA).view(np.uint32)[..., 0]
    same = np.zeros(mask.shape, np.uint8)
    same[:-1, :-1] = (color[:-1, 1:] == color[:-1, :-1]) & (color[1:, :-1] == color[:-1, :-1])
    square = np.ones((RUN - 1, RUN - 1), np.uint8)
    squares = cv2.morphologyEx(same, cv2.MORPH_OPEN, square, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return float((squares[mask] > 0).mean())


def blockiness(rgb: NDArray[np.uint8]) -> float:
    """Return how much larger steps are at one of eight columns or rows than at the others; 1 without blocks.

    JPEG works in blocks of 8 x 8 pixels; the coarser it is, the more steps gather at their borders.
    """
    gray = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    worst = 1.0
    for plane in (gray, np.ascontiguousarray(gray.T)):
        steps = cv2.absdiff(plane[:, 1:], plane[:, :-1]).mean(axis=0)
        phases = steps[: len(steps) // 8 * 8].reshape(-1, 8).mean(axis=0)
        middle = float(np.median(phases)) if len(steps) >= 8 else 0.0
        if middle > 0:
            worst = max(worst, float(phases.max()) / middle)
    return worst


def _shrink(view: Gray) -> Plane:
    small = cv2.resize(view[VIEW_CROP], MEASURED_SIZE, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _shrink_mask(mask: Mask) -> Mask:
    small = cv2.resize(mask[VIEW_CROP].astype(np.uint8), MEASURED_SIZE, interpolation=cv2.INTER_NEAREST)
    return np.asarray(small > 0)


def _eroded(mask: Mask, side: int) -> Mask:
    # What lies beyond the picture is no person.
    return cv2.erode(mask.astype(np.uint8), np.ones((side, side), np.uint8), borderValue=1).astype(bool)
