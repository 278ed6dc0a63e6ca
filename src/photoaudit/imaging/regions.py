"""Where skin, eyes, hair-free face and background lie, as masks on a chip.

No color decides what skin is: a region of the mesh is taken, and what differs from that region's
own median (hair, glasses, shadow edges, shine) is left out. So dark and light skin are treated alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.imaging import mesh_points as ids
from photoaudit.imaging.geometry import Frame, Points, fill
from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Mask: TypeAlias = "NDArray[np.bool_]"

SATURATED = 250
MIN_TOLERANCE = 10.0


@dataclass(frozen=True, eq=False)
class Skin:
    """Masks (size, size) of forehead and cheeks on the face chip, without outliers."""

    forehead: Mask = field(repr=False)
    right_cheek: Mask = field(repr=False)
    left_cheek: Mask = field(repr=False)

    @property
    def parts(self) -> tuple[Mask, Mask, Mask]:
        """Forehead, right cheek, left cheek."""
        return self.forehead, self.right_cheek, self.left_cheek


def forehead(points: Points) -> Points:
    """Return the polygon (10, 2) of the lower forehead, clear of brows below and hairline above."""
    top = points[list(ids.FOREHEAD_TOP), :2]
    brows = points[list(ids.FOREHEAD_BROWS), :2]
    return np.concatenate([top, (brows + 0.35 * (top - brows))[::-1]])


def skin(luma: NDArray[np.uint8], chip_points: Points) -> Skin:
    """Return the skin masks on a chip, from its luma (size, size) and the mesh in chip pixels."""
    shape = (luma.shape[0], luma.shape[1])
    smooth = np.asarray(cv2.GaussianBlur(luma, (0, 0), 2.0), np.uint8)
    polygons = (
        forehead(chip_points),
        chip_points[list(ids.RIGHT_CHEEK), :2],
        chip_points[list(ids.LEFT_CHEEK), :2],
    )
    return Skin(*(_own_kind(smooth, luma, fill(polygon, shape)) for polygon in polygons))


def _own_kind(smooth: NDArray[np.uint8], luma: NDArray[np.uint8], mask: Mask) -> Mask:
    if not mask.any():
        return mask
    # Light falls off across a cheek: judge each pixel against a plane, not a constant.
    ys, xs = np.nonzero(mask)
    values = smooth[mask].astype(np.float64)
    design = np.column_stack([np.ones_like(xs), xs - xs.mean(), ys - ys.mean()]).astype(np.float64)
    inliers = np.ones(len(values), bool)
    residual = values - np.median(values)
    for _ in range(2):
        tolerance = max(MIN_TOLERANCE, 3.0 * 1.4826 * float(np.median(np.abs(residual[inliers]))))
        inliers = np.abs(residual) <= tolerance
        fit, *_ = np.linalg.lstsq(design[inliers], values[inliers], rcond=None)
        residual = values - design @ fit
    kept = np.zeros_like(mask)
    kept[ys[inliers], xs[inliers]] = True
    eroded = cv2.erode(kept.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    return np.asarray(eroded & (luma < SATURATED))


def bare_face(chip_points: Points, shape: tuple[int, int]) -> Mask:
    """Return the mask of the face oval without eyes, brows and lips: the hair-free face of the mesh."""
    mask = fill(chip_points[list(ids.OVAL), :2], shape)
    for ring in (ids.RIGHT_EYE, ids.LEFT_EYE, ids.RIGHT_BROW, ids.LEFT_BROW, ids.LIPS):
        mask &= ~fill(chip_points[list(ring), :2], shape)
    return mask


def background(person: NDArray[np.float32], inside: Mask, *, certainty: float = 0.1, margin: int = 4) -> Mask:
    """Return the mask of what is surely not a person, ``margin`` pixels clear of one.

    ``person`` is a probability map; ``inside`` marks the pixels that belong to the photo.
    """
    kernel = np.ones((margin, margin), np.uint8)
    clear = ((person < certainty) & inside).astype(np.uint8)
    return cv2.erode(clear, kernel, borderValue=0).astype(bool)


def face_frame(points: Points, inter_eye: float, size: int, spans: float, *, drop: float = 0.35) -> Frame:
    """Return the level square around a face, ``spans`` eye distances wide.

    Its center lies ``drop`` eye distances below the eyes, near the middle of the face.
    """
    right, left = (points[list(pair), :2].mean(0) for pair in ids.EYES)
    axis = (left - right) / max(float(np.linalg.norm(left - right)), 1e-6)
    down = np.array([-axis[1], axis[0]])
    center = (right + left) / 2 + drop * inter_eye * down
    angle = float(np.degrees(np.arctan2(axis[1], axis[0])))
    return Frame((float(center[0]), float(center[1])), spans * inter_eye, angle, size)
