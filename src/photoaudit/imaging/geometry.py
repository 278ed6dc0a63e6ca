"""Cutting level square chips out of a photo, and mapping points between chip and photo."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, degrees

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Frame:
    """A square of a photo, turned by ``angle`` degrees and scaled to ``size`` pixels a side.

    ``center`` (x, y) and ``side`` are in pixels of the photo; a positive angle turns clockwise.
    """

    center: tuple[float, float]
    side: float
    angle: float
    size: int

    @property
    def scale(self) -> float:
        """Chip pixels per photo pixel."""
        return self.size / self.side

    def matrix(self) -> NDArray[np.float64]:
        """Return the 2 x 3 affine matrix from photo to chip."""
        turn = np.array(cv2.getRotationMatrix2D(self.center, self.angle, self.scale), np.float64)
        turn[:, 2] += np.array([self.size / 2.0, self.size / 2.0]) - np.array(self.center)
        return turn

    def to_chip(self, points: Points) -> Points:
        """Map (n, 2) photo points into the chip."""
        turn = self.matrix()
        return np.asarray(points @ turn[:, :2].T + turn[:, 2])

    def to_photo(self, points: Points) -> Points:
        """Map (n, 2) chip points back into the photo."""
        back = np.array(cv2.invertAffineTransform(self.matrix()), np.float64)
        return np.asarray(points @ back[:, :2].T + back[:, 2])

    def cut(self, image: NDArray[np.uint8], *, border: int = cv2.BORDER_CONSTANT) -> NDArray[np.uint8]:
        """Return the chip, (size, size[, channels]) uint8; what lies outside the photo is black.

        A large reduction averages first, since sampling alone would alias skin texture.
        """
        turn = self.matrix()
        reduction = 1.0 / self.scale
        if reduction > 1.5:
            reach = self.side * 0.75
            (x, y), (height, width) = self.center, image.shape[:2]
            left, right = max(0, int(x - reach)), min(width, int(x + reach) + 1)
            top, bottom = max(0, int(y - reach)), min(height, int(y + reach) + 1)
            if right <= left or bottom <= top:
                return np.zeros((self.size, self.size, *image.shape[2:]), np.uint8)
            patch = image[top:bottom, left:right]
            small = (max(1, round((right - left) / reduction)), max(1, round((bottom - top) / reduction)))
            shrunk = cv2.resize(patch, small, interpolation=cv2.INTER_AREA)
            fx, fy = small[0] / (right - left), small[1] / (bottom - top)
            # photo -> shrunk patch is a scale and a shift; undo it before the turn. Pixel centers
            # lie at half coordinates under INTER_AREA.
            undo = np.array(
                [[1 / fx, 0, left + 0.5 / fx - 0.5], [0, 1 / fy, top + 0.5 / fy - 0.5], [0, 0, 1]]
            )
            turn = turn @ undo
            image = np.asarray(shrunk, np.uint8)
        chip = cv2.warpAffine(image, turn, (self.size, self.size), flags=cv2.INTER_LINEAR, borderMode=border)
        return np.asarray(chip, np.uint8)


def level_angle(right_eye: Points, left_eye: Points) -> float:
    """Return the roll in degrees that levels two eyes; positive when the subject's left eye is lower."""
    dx, dy = float(left_eye[0] - right_eye[0]), float(left_eye[1] - right_eye[1])
    return degrees(atan2(dy, dx))


def fill(points: Points, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return the mask of a polygon (n, 2) on an image of ``shape`` (height, width)."""
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.round(points).astype(np.int32)], 1)
    return mask.astype(bool)
