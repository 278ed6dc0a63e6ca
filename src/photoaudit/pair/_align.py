"""Where the picture of one photo lies in another: crop, scale, turn, mirror, perspective."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import atan2, degrees, sqrt
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.imaging.geometry import Points, Pyramid, scaling
from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix: TypeAlias = NDArray[np.float64]
    Found: TypeAlias = tuple[NDArray[np.float32], NDArray[np.float32]]

SIDE = 320
"""Longest side in pixels at which features are looked for."""
FEATURES = 700
RATIO = 0.8
"""A match counts if the next best is that much worse (Lowe, doi:10.1023/B:VISI.0000029664.99615.94)."""
REACH = 3.0
"""Pixels at `SIDE` within which a match agrees with the rest."""
ENOUGH = 12
"""Matches that agree, below which chance may have brought them together."""
CLOSER = 3
PLENTY = 0.35
"""Share of features that agree, from which nobody asks whether more would in a mirror."""
FEW = 40
"""Features of a picture below which it cannot be told whether it is another."""
PERSPECTIVE = 0.8
"""A perspective counts if it leaves at most that share of the error that a similarity leaves."""


@dataclass(frozen=True, eq=False)
class Alignment:
    """How the original lies in the edited picture.

    ``matrix`` (3, 3) takes (x, y, 1) in pixels of the original, mirrored first where ``mirrored``, to
    pixels of the edited picture; ``matches`` counts the features that agree with it, 0 where only faces do.
    """

    matrix: Matrix = field(repr=False)
    mirrored: bool
    matches: int

    @property
    def scale(self) -> float:
        """Pixels of the edited picture for one of the original, in the middle of it."""
        return sqrt(abs(float(np.linalg.det(self.matrix[:2, :2]))))

    @property
    def turn(self) -> float:
        """Degrees by which the edited picture is turned clockwise, -180 to 180."""
        return degrees(atan2(self.matrix[1, 0], self.matrix[0, 0]))

    @property
    def bent(self) -> bool:
        """Whether it has a perspective."""
        return bool(np.abs(self.matrix[2, :2]).max() > 0)


@dataclass(frozen=True, eq=False)
class Unaligned:
    """Why no alignment was found: whether both pictures show ``enough`` to say that they are two."""

    enough: bool


def align(original: Pyramid, edited: Pyramid) -> Alignment | Unaligned:
    """Return how the original lies in the edited picture, by what looks alike in both; faces have no say."""
    found, scale_to = _features(edited)
    few = len(found[0]) < FEW
    straight, scale_from = _features(original)
    best = _fitted(straight, found)
    mirrored = False
    if best is None or best[1] < PLENTY * min(len(straight[0]), len(found[0])):
        turned = _fitted(_features(original, mirror=True)[0], found)
        if turned and (best is None or turned[1] > best[1]):
            best, mirrored = turned, True
    if best is None and scale_from < 1:
        # A small part of a large picture is only found at about its own scale.
        closer, scale_from = _features(original, side=CLOSER * SIDE)
        best = _fitted(closer, found)
    if best is None:
        return Unaligned(not few and len(straight[0]) >= FEW)
    matrix = _sized(best[0], scale_from, scale_to)
    return Alignment(matrix, mirrored, best[1])


def by_points(one: Points, other: Points) -> Alignment | None:
    """Return the similarity that takes points (n, 2) of an original to those of the edited picture."""
    matrix, _ = cv2.estimateAffinePartial2D(
        np.ascontiguousarray(one), np.ascontiguousarray(other), method=cv2.LMEDS
    )
    if matrix is None:
        return None
    return Alignment(np.vstack([np.asarray(matrix, np.float64), [0, 0, 1]]), mirrored=False, matches=0)


def _features(pyramid: Pyramid, *, mirror: bool = False, side: int = SIDE) -> tuple[Found, float]:
    """Return places (n, 2) and descriptors (n, 128) of features, and the scale they were found at."""
    width, height = pyramid.size
    scale, most = min(1.0, side / max(width, height)), FEATURES * side // SIDE
    small = pyramid.resized((max(1, round(width * scale)), max(1, round(height * scale))))
    gray = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    # Features are found by contrast: a pale or dark copy must show as many.
    low, high = (float(value) for value in np.percentile(gray[::4, ::4], (1, 99)))
    gain = 255 / max(high - low, 16.0)
    gray = np.clip((gray.astype(np.float32) - low) * gain, 0, 255).astype(np.uint8)
    if mirror:
        gray = np.ascontiguousarray(gray[:, ::-1])
    points, descriptors = cv2.SIFT.create(most, 3, 0.025, enable_precise_upscale=True).detectAndCompute(
        gray, None
    )
    if descriptors is None:
        return (np.empty((0, 2), np.float32), np.empty((0, 128), np.float32)), scale
    places = np.array([point.pt for point in points], np.float32).reshape(-1, 2)
    # Root of shares: a distance that fits histograms (Arandjelovic, doi:10.1109/CVPR.2012.6248018).
    rooted = np.sqrt(descriptors / np.maximum(descriptors.sum(1, keepdims=True), 1e-6))
    return (places, np.asarray(rooted, np.float32)), scale


def _fitted(one: Found, other: Found) -> tuple[Matrix, int] | None:
    """Return the matrix from one set of features to another and how many agree; None where too few do."""
    if min(len(one[0]), len(other[0])) < ENOUGH:
        return None
    alike = one[1] @ other[1].T
    rows = np.arange(len(alike))
    first = alike.argmax(1)
    best = alike[rows, first]
    alike[rows, first] = -1
    apart = np.sqrt(np.maximum(2 - 2 * np.stack([best, alike.max(1)]), 0))
    kept = apart[0] < RATIO * apart[1]
    start, end = one[0][kept], other[0][first[kept]]
    if len(start) < ENOUGH:
        return None
    cv2.setRNGSeed(0)
    similar, inside = cv2.estimateAffinePartial2D(
        start, end, method=cv2.RANSAC, ransacReprojThreshold=2 * REACH, maxIters=3000, confidence=0.999
    )
    if similar is None or _distinct(end[inside.ravel() > 0]) < ENOUGH:
        return None
    matrix = np.vstack([np.asarray(similar, np.float64), [0, 0, 1]])
    bent, within = cv2.findHomography(start, end, cv2.USAC_MAGSAC, REACH, maxIters=2000, confidence=0.999)
    if (
        bent is not None
        and _error(bent, start, end) < PERSPECTIVE * _error(matrix, start, end)
        and _sane(bent)
    ):
        matrix, inside = np.asarray(bent / bent[2, 2], np.float64), within
    count = _distinct(end[inside.ravel() > 0])
    return (matrix, count) if count >= ENOUGH else None


def _distinct(points: NDArray[np.float32]) -> int:
    """Return how many places a few pixels apart there are: one corner may have several features."""
    return len(np.unique(np.round(points / 4), axis=0))


def _error(matrix: Matrix, start: NDArray[np.float32], end: NDArray[np.float32]) -> float:
    """Return the error in pixels, each match limited to twice the reach."""
    moved = cv2.perspectiveTransform(start[None].astype(np.float64), matrix)[0]
    return float(np.minimum(np.linalg.norm(moved - end, axis=1), 2 * REACH).mean())


def _sane(matrix: Matrix) -> bool:
    """Whether a homography could be that of a picture photographed again, neither folded nor squeezed."""
    corners = np.array([[[0, 0], [SIDE, 0], [SIDE, SIDE], [0, SIDE]]], np.float64)
    moved = cv2.perspectiveTransform(corners, matrix)[0]
    if not cv2.isContourConvex(moved.astype(np.float32)):
        return False
    sides = np.linalg.norm(moved - np.roll(moved, 1, 0), axis=1)
    return bool(sides.min() > 0 and sides.max() / sides.min() < 2.0)


def _sized(matrix: Matrix, scale_from: float, scale_to: float) -> Matrix:
    """Return a matrix between two shrunk pictures as one between the pictures themselves."""
    return np.asarray(np.linalg.inv(scaling(scale_to)) @ matrix @ scaling(scale_from), np.float64)
