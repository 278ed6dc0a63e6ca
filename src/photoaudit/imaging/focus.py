"""Where a picture is sharp: the face against the person around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.imaging.regions import Mask
from photoaudit.libraries import cv2, np
from photoaudit.model import NotAssessable

if TYPE_CHECKING:
    from numpy.typing import NDArray

Plane: TypeAlias = "NDArray[np.float32]"

BLUR_SIGMA = 1.0
STRONGEST = 90.0
"""Percentile of the gradient above which a pixel counts as an edge: flat areas say nothing of focus."""
CLEAR = 6.0
REACH = 50.0
"""The surroundings of a face lie this far from its oval, in pixels at 60 between the eyes."""
MIN_AROUND = 400
MIN_CONTRAST = 60.0
BLUR_LENGTH = 11
"""Pixels that `blur_effect` blurs over, as its authors and scikit-image do."""


def edge_gradient(gray: Plane) -> Plane:
    """Return the Sobel magnitude of a plane (height, width), 8 for a ramp of one gray level a pixel."""
    across, down = cv2.Sobel(gray, cv2.CV_32F, 1, 0), cv2.Sobel(gray, cv2.CV_32F, 0, 1)
    return np.asarray(cv2.magnitude(across, down), np.float32)


def edge_sharpness(fine: Plane, coarse: Plane, mask: Mask) -> float:
    """Return the share (0 to 1) of gradient that more blur takes from the strongest tenth of a region.

    ``fine`` and ``coarse`` are gradient magnitudes of a slightly and a more blurred picture. Blur adds
    in squares, so an edge that is soft already hardly changes; flat areas in between say nothing.

    References
    ----------
    Zhuo, S. and Sim, T., "Defocus map estimation from a single image", 2011,
    doi:10.1016/j.patcog.2011.03.009
    """
    if not mask.any():
        return 0.0
    edges = mask & (fine >= np.percentile(fine[mask], STRONGEST))
    strength = float(fine[edges].mean())
    return float(np.clip(1.0 - float(coarse[edges].mean()) / strength, 0.0, 1.0)) if strength > 0 else 0.0


def edge_contrast(luma: NDArray[np.uint8], mask: Mask) -> float:
    """Return the mean Sobel magnitude of the strongest tenth of a masked region, in gray levels times 8."""
    values = edge_gradient(luma.astype(np.float32))[mask]
    return float(values[values >= np.percentile(values, STRONGEST)].mean())


def blur_effect(luma: NDArray[np.uint8]) -> float:
    """Return the perceptual blur of a picture (height, width), 0 (sharp) to 1.

    It is how little of the gradient along an axis a strong blur along it takes away, on the worse axis.
    The value is that of ``skimage.measure.blur_effect``, which a test compares; that one costs each run a
    quarter of a second of imports.

    References
    ----------
    Crete, F. et al., "The blur effect: perception and estimation with a new no-reference perceptual blur
    metric", 2007, doi:10.1117/12.702790
    """
    gray, inner = luma.astype(np.float64), np.s_[2:-1, 2:-1]
    worse = 0.0
    for across, down in ((1, 0), (0, 1)):
        length = (BLUR_LENGTH, 1) if across else (1, BLUR_LENGTH)
        softened = cv2.blur(gray, length, borderType=cv2.BORDER_REFLECT)
        before, after = (
            np.abs(cv2.Sobel(plane, cv2.CV_64F, across, down, borderType=cv2.BORDER_REFLECT))[inner]
            for plane in (gray, softened)
        )
        total = float(before.sum())
        lost = float(np.maximum(0.0, before - after).sum())
        worse = max(worse, 1.0 - lost / total if total > 0 else 1.0)
    return worse


def sharpness(luma: NDArray[np.uint8], *masks: Mask) -> tuple[float, ...]:
    """Return for each region how sharp its strongest edges are, 0 (all soft) to 1, whatever their contrast.

    It is the share of their gradient that a slight blur takes away: a soft edge has little to lose.
    """
    gray = luma.astype(np.float32)
    magnitude = edge_gradient(gray)
    softened = edge_gradient(np.asarray(cv2.GaussianBlur(gray, (0, 0), BLUR_SIGMA), np.float32))
    return tuple(edge_sharpness(magnitude, softened, mask) for mask in masks)


def inner_face(oval: Mask, inside: Mask) -> Mask:
    """Return the mask of the face oval on a chip, `CLEAR` pixels and more within its outline."""
    depth = cv2.distanceTransform(oval.astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray((depth > CLEAR) & _off_border(inside))


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Hair, ears, neck and clothes around a face: their mask on the chip, and their `edge_contrast`."""

    mask: Mask = field(repr=False)
    contrast: float


def surroundings(luma: NDArray[np.uint8], person: Plane, oval: Mask, inside: Mask) -> Surroundings:
    """Return what lies around the face on a chip, or say what is missing.

    ``person`` is a probability map of the chip, ``oval`` the face, ``inside`` what belongs to the photo.
    """
    distance = cv2.distanceTransform((~oval).astype(np.uint8), cv2.DIST_L2, 3)
    near = (distance > CLEAR) & (distance <= REACH)
    around = np.asarray(near & (person > 0.5) & _off_border(inside))
    if around.sum() < MIN_AROUND:
        raise NotAssessable("too little of the person is visible around the face")
    contrast = edge_contrast(luma, around)
    if contrast < MIN_CONTRAST:
        raise NotAssessable("hair and clothes around the face show no clear edges")
    return Surroundings(around, contrast)


def _off_border(inside: Mask) -> Mask:
    # What lies outside the photo is black, and its outline would be the sharpest edge of all.
    return cv2.erode(inside.astype(np.uint8), np.ones((7, 7), np.uint8), borderValue=1).astype(bool)
