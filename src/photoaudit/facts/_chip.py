"""A square cut out of a photo, level and at a fixed scale of its face, with what lies there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from photoaudit.imaging import luminance as light
from photoaudit.imaging import networks, regions
from photoaudit.imaging.face import Mesh
from photoaudit.imaging.geometry import Frame, Points, Pyramid, fill
from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Chip:
    """A level square of a photo at a fixed face scale.

    ``rgb`` (size, size, 3), ``luma`` and ``luminance`` (size, size) uint8; ``points`` (468, 2) is the
    mesh in chip pixels; ``inside`` marks the pixels that belong to the photo.
    """

    frame: Frame
    rgb: NDArray[np.uint8] = field(repr=False)
    luma: NDArray[np.uint8] = field(repr=False)
    luminance: NDArray[np.uint8] = field(repr=False)
    points: Points = field(repr=False)
    inside: regions.Mask = field(repr=False)


def cut(frame: Frame, pyramid: Pyramid, mesh: Mesh) -> Chip:
    """Return the square of a photo that lies in a frame."""
    rgb = frame.cut(pyramid)
    width, height = pyramid.size
    corners = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float64)
    inside = fill(frame.to_chip(corners), (frame.size, frame.size))
    points = frame.to_chip(mesh.points[:, :2])
    luma = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
    return Chip(frame, rgb, luma, light.linear_luminance(rgb), points, inside)


def person_on(chip: Chip, person: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    """Return how surely each pixel of a chip shows a person, 0 to 1; 1 outside the photo of this size."""
    width, height = size
    grid = np.diag([width / networks.SEGMENTATION_SIZE, height / networks.SEGMENTATION_SIZE, 1.0])
    turn, chip_size = chip.frame.matrix() @ grid, (chip.frame.size, chip.frame.size)
    found = cv2.warpAffine(person, turn, chip_size, flags=cv2.INTER_LINEAR, borderValue=1.0)
    return np.asarray(found, np.float32)
