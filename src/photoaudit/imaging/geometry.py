"""Cutting level square chips out of a photo, and mapping points between chip and photo."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, degrees
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Points: TypeAlias = "NDArray[np.float64]"
RGB: TypeAlias = "NDArray[np.uint8]"

SAMPLED = 1.5
"""Up to this reduction pixels are interpolated; beyond it they are averaged first."""


class Pyramid:
    """A photo (height, width, 3) uint8 and its halvings, each averaged from the last when first needed.

    Cutting a small chip out of a large photo then costs what the chip costs.
    """

    def __init__(self, rgb: RGB) -> None:
        self._levels = [rgb]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the photo in pixels."""
        height, width = self._levels[0].shape[:2]
        return width, height

    def at_least(self, scale: float) -> tuple[RGB, float]:
        """Return the smallest level that is still ``scale`` times the photo or more, and its own scale."""
        step = 0
        while scale <= 0.5 ** (step + 1) and min(self.size) >= 2 ** (step + 4):
            step += 1
        while len(self._levels) <= step:
            last = self._levels[-1]
            # An odd row or column is dropped, so that every level is exactly half of the last.
            even = last[: last.shape[0] // 2 * 2, : last.shape[1] // 2 * 2]
            half = cv2.resize(even, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
            half.setflags(write=False)
            self._levels.append(np.asarray(half, np.uint8))
        return self._levels[step], 0.5**step

    def resized(self, size: tuple[int, int]) -> RGB:
        """Return the whole photo at ``size`` (width, height), averaged when smaller."""
        width, height = self.size
        image, _ = self.at_least(max(size[0] / width, size[1] / height))
        how = cv2.INTER_AREA if size[0] < image.shape[1] else cv2.INTER_LINEAR
        return np.asarray(cv2.resize(image, size, interpolation=how), np.uint8)


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

    def cut(self, pyramid: Pyramid) -> NDArray[np.uint8]:
        """Return the chip, (size, size, 3) uint8; what lies outside the photo is black.

        Reductions average, since sampling alone would alias skin texture.
        """
        image, scale = pyramid.at_least(self.scale)
        reduction = scale / self.scale
        left = top = 0
        if reduction > SAMPLED:
            reach = 0.75 * self.side * scale
            (x, y), (height, width) = self.center, image.shape[:2]
            left, right = max(0, int(x * scale - reach)), min(width, int(x * scale + reach) + 1)
            top, bottom = max(0, int(y * scale - reach)), min(height, int(y * scale + reach) + 1)
            if right <= left or bottom <= top:
                return np.zeros((self.size, self.size, 3), np.uint8)
            small = max(1, round((right - left) / reduction)), max(1, round((bottom - top) / reduction))
            patch = image[top:bottom, left:right]
            fx, fy = patch.shape[1] / small[0], patch.shape[0] / small[1]
            image = np.asarray(cv2.resize(patch, small, interpolation=cv2.INTER_AREA), np.uint8)
        else:
            fx = fy = 1.0
        # From pixels of the shrunk image to pixels of the photo; centers lie at half coordinates.
        back = np.array(
            [
                [fx / scale, 0, (left + 0.5 * fx) / scale - 0.5],
                [0, fy / scale, (top + 0.5 * fy) / scale - 0.5],
                [0, 0, 1],
            ]
        )
        chip = cv2.warpAffine(image, self.matrix() @ back, (self.size, self.size), flags=cv2.INTER_LINEAR)
        return np.asarray(chip, np.uint8)


def scaling(x: float, y: float | None = None) -> NDArray[np.float64]:
    """Return the 3 x 3 matrix from pixels of a picture to those of the same picture at another size.

    The other is ``x`` times as wide and ``y`` times as high (None: as ``x``); centers of pixels lie at half
    coordinates.
    """
    y = x if y is None else y
    return np.array([[x, 0, 0.5 * x - 0.5], [0, y, 0.5 * y - 0.5], [0, 0, 1]])


def level_angle(right_eye: Points, left_eye: Points) -> float:
    """Return the roll in degrees that levels two eyes; positive when the subject's left eye is lower."""
    dx, dy = float(left_eye[0] - right_eye[0]), float(left_eye[1] - right_eye[1])
    return degrees(atan2(dy, dx))


def fill(points: Points, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return the mask of a polygon (n, 2) on an image of ``shape`` (height, width)."""
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.round(points).astype(np.int32)], 1)
    return mask.astype(bool)
