"""What is around a face, in coarse cells of light and color: what photos are compared by.

The face itself is cut out before anything is averaged: no cell holds a pixel of a face that was found.
A cell is two fifths of the distance between the eyes wide, so hair and clothes are patches of color.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.imaging.face import Face, Mesh
from photoaudit.imaging.geometry import Frame, Points, Pyramid, fill
from photoaudit.imaging.mesh_points import LEFTS, OVAL, RIGHTS
from photoaudit.imaging.regions import Mask
from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Cells: TypeAlias = "NDArray[np.uint8]"

ROWS, COLUMNS = 16, 14
"""Cells of light; those of color are twice as wide and high."""
LIGHT = ROWS * COLUMNS
LENGTH = LIGHT + 2 * LIGHT // 4
"""Bytes of all cells: light (16, 14), then blue and red difference (8, 7) each, row by row."""
CELL = 0.4
"""Width of a cell in distances between the eyes."""
EYE_ROW = 6
"""The eyes lie on the upper edge of this row, in the middle."""
CORE_ROWS, CORE_COLUMNS = slice(2, 11), slice(3, 11)
"""What a photo must show around the face to be compared by it, from hair to collar."""
CORE_SHOWN = 0.8

EYES_APART, EYES_UP = 1.265, 0.503
"""Distance of the eyes for a mesh of spread 1, and how many of it they lie above its middle: medians of 27
camera portraits."""
PIXELS = 8
SHOWN = 0.7
MARGIN = 0.1
CHROMA_GAIN = 2.0


def around(pyramid: Pyramid, mesh: Mesh, others: Sequence[Face]) -> Cells | None:
    """Return the cells around a face, level and at a fixed distance of the eyes; 0 marks what is not there.

    ``others`` are all other faces, cut out as well. None where too little is to be seen around the face.
    """
    frame, size = _frame(mesh), ROWS * PIXELS
    width, height = pyramid.size
    # Cutting blends what lies at the edge with nothing: a pixel less is all of the photo.
    inside = fill(frame.to_chip(_corners(0, 0, width - 1, height - 1)), (size, size))
    inside = cv2.erode(inside.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1).astype(bool)
    core = np.zeros((size, size), bool)
    spare = (ROWS - COLUMNS) // 2
    core[_pixels(CORE_ROWS, 0), _pixels(CORE_COLUMNS, spare)] = True
    if inside[core].mean() < CORE_SHOWN:
        return None
    oval = fill(frame.to_chip(mesh.points[list(OVAL), :2]), (size, size))
    margin = 2 * round(MARGIN * PIXELS / CELL) + 1
    faces = cv2.dilate(oval.astype(np.uint8), np.ones((margin, margin), np.uint8)).astype(bool)
    faces |= _boxes(others, frame.to_chip, (size, size))
    cut = slice(spare * PIXELS, (ROWS - spare) * PIXELS)
    return _average(frame.cut(pyramid)[:, cut], inside[:, cut], faces[:, cut])


def _frame(mesh: Mesh) -> Frame:
    """Return the square around a face, placed by all points of the mesh: two eyes alone tremble more."""
    points = mesh.points[:, :2]
    middle = points.mean(0)
    apart = EYES_APART * float(np.sqrt(((points - middle) ** 2).sum(1).mean()))
    axis = (points[LEFTS] - points[RIGHTS]).mean(0)
    axis /= max(float(np.linalg.norm(axis)), 1e-6)
    drop = (ROWS / 2 - EYE_ROW) * CELL - EYES_UP
    x, y = middle + drop * apart * np.array([-axis[1], axis[0]])
    angle = float(np.degrees(np.arctan2(axis[1], axis[0])))
    return Frame((float(x), float(y)), ROWS * CELL * apart, angle, ROWS * PIXELS)


def whole(pyramid: Pyramid, faces: Sequence[Face]) -> Cells:
    """Return cells of the whole picture, stretched over it, without the boxes of ``faces``."""
    width, height = COLUMNS * PIXELS, ROWS * PIXELS
    scale = np.array([width, height]) / np.array(pyramid.size)
    hidden = _boxes(faces, lambda points: points * scale, (height, width))
    return _average(pyramid.resized((width, height)), np.ones((height, width), bool), hidden)


def _average(rgb: NDArray[np.uint8], inside: Mask, faces: Mask) -> Cells:
    """Return the mean of each cell, 1 to 255, or 0 where it shows a face or too little of the photo."""
    planes = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb).astype(np.float64)
    kept = (inside & ~faces).astype(np.float64)
    shown = _blocks(inside.astype(np.float64), PIXELS) / PIXELS**2
    there = (shown >= SHOWN) & (_blocks(faces.astype(np.float64), PIXELS) == 0)
    light = _blocks(planes[..., 0] * kept, PIXELS) / np.maximum(_blocks(kept, PIXELS), 1)
    # A patch of color is there if one of its four cells is, and is averaged over those alone.
    kept *= np.kron(there, np.ones((PIXELS, PIXELS)))
    wide = _blocks(kept, 2 * PIXELS)
    found = [np.where(there, 1 + light * 254 / 255, 0)]
    for channel in (2, 1):
        mean = _blocks((planes[..., channel] - 128) * kept, 2 * PIXELS) / np.maximum(wide, 1)
        found.append(np.where(wide > 0, np.clip(128 + CHROMA_GAIN * mean, 1, 255), 0))
    return np.asarray(np.concatenate([np.rint(part).ravel() for part in found]), np.uint8)


def _blocks(plane: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    height, width = plane.shape
    return np.asarray(plane.reshape(height // size, size, width // size, size).sum(axis=(1, 3)))


def _pixels(cells: slice, spare: int) -> slice:
    return slice((cells.start + spare) * PIXELS, (cells.stop + spare) * PIXELS)


def _corners(left: float, top: float, right: float, bottom: float) -> Points:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)


def _boxes(faces: Sequence[Face], place: Callable[[Points], Points], shape: tuple[int, int]) -> Mask:
    mask = np.zeros(shape, bool)
    for face in faces:
        x, y, width, height = face.box
        mask |= fill(place(_corners(x, y, x + width, y + height)), shape)
    return mask
