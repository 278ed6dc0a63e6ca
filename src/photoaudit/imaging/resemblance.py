"""How far a portrait resembles generated ones: one linear score on what one small network sees of it twice.

It is shown the head as it is, and what is left of it without light, shape and contrast: its texture at
one strength everywhere. Either tells about as much, and they err on different pictures. The weights are
data beside the networks, ``data/networks``, fitted by ``tools/calibrate.py`` to labelled portraits; the
file says to which. Features are made, weighed and dropped.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.imaging import networks
from photoaudit.imaging.geometry import Pyramid
from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Box: TypeAlias = tuple[float, float, float, float]
RGB: TypeAlias = "NDArray[np.uint8]"
Array: TypeAlias = "NDArray[np.float32]"

SPAN = 2.0
"""Side of the head square in heights of the detector's box: hair and chin are inside."""
HEAD_SIZE = 320
LOOK_SIZE = 192
TEXTURE_SIZE = 256
TEXTURE_FROM = (40, 32)
"""Row and column of the head where its texture begins: the face, not the corners of the room."""
COARSE, AROUND = 2.0, 12.0
"""What is blurred away under the texture, and how far around its strength is measured, in head pixels."""
STRENGTH, NOISE = 2.0, 2.0
"""What is one in a texture, in standard deviations; levels of gray that count as no texture."""


@dataclass(frozen=True, eq=False)
class Weights:
    """A linear score: what each of the features weighs (1536,), and the score of none of them."""

    slopes: NDArray[np.float64]
    offset: float


def side_of(pyramid: Pyramid, box: Box) -> float:
    """Return the side of a face's head square in photo pixels: `SPAN` times its height, inside the photo."""
    return min(SPAN * box[3], *pyramid.size)


def head(pyramid: Pyramid, box: Box) -> RGB:
    """Return the head at a fixed size, whatever the size of the photo.

    Parameters
    ----------
    pyramid : Pyramid
        The photo.
    box : (x, y, width, height)
        The face in photo pixels.

    Returns
    -------
    (`HEAD_SIZE`, `HEAD_SIZE`, 3) uint8
        A square of `SPAN` times the box's height around its center, moved and shrunk until it lies inside
        the picture, so that no border is made up.
    """
    x, y, width, height = box
    side = side_of(pyramid, box)
    left, top = (
        min(max(middle - side / 2, 0.0), length - side)
        for middle, length in zip((x + width / 2, y + height / 2), pyramid.size, strict=True)
    )
    image, scale = pyramid.at_least(HEAD_SIZE / side)
    x0, y0, span = (round(part * scale) for part in (left, top, side))
    cut = image[y0 : y0 + span, x0 : x0 + span]
    how = cv2.INTER_AREA if span > HEAD_SIZE else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(cut, (HEAD_SIZE, HEAD_SIZE), interpolation=how), np.uint8)


def look(chip: RGB) -> Array:
    """Return a `head` as the network is used to seeing pictures: (`LOOK_SIZE`, `LOOK_SIZE`, 3), -1 to 1."""
    small = cv2.resize(chip, (LOOK_SIZE, LOOK_SIZE), interpolation=cv2.INTER_AREA)
    return np.asarray((small.astype(np.float32) - 127.0) / 128.0, np.float32)


def texture(chip: RGB) -> Array:
    """Return the fine detail of the middle of a `head`, divided by its own strength around each pixel.

    (`TEXTURE_SIZE`, `TEXTURE_SIZE`, 3) from -1 to 1, about 0: light, shape and contrast are gone, so that
    neither a soft nor a hard photo stands out by that.
    """
    top, left = TEXTURE_FROM
    middle = chip[top : top + TEXTURE_SIZE, left : left + TEXTURE_SIZE].astype(np.float32)
    fine = middle - cv2.GaussianBlur(middle, (0, 0), COARSE)
    # Power changes slowly: a quarter of the size holds it, at a sixteenth of the cost.
    power = cv2.resize(cv2.multiply(fine, fine), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    power = cv2.GaussianBlur(cv2.transform(power, np.full((1, 3), 1 / 3)), (0, 0), AROUND / 4)
    strength = cv2.resize(np.sqrt(power), (TEXTURE_SIZE, TEXTURE_SIZE), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(fine / (STRENGTH * (strength + NOISE))[..., None], -1.0, 1.0), np.float32)


def features(chip: RGB) -> Array:
    """Return what the network sees in the `look` and the `texture` of a `head`, (1536,) float32."""
    return np.concatenate([networks.image_features(view) for view in (look(chip), texture(chip))])


def score(chip: RGB) -> float:
    """Return how far a `head` resembles generated portraits, 0 for an average camera portrait.

    One is a standard deviation among camera portraits. The score has no other meaning: it is no
    probability, and is placed among portraits of sources that a fit did not see.
    """
    weights = shipped()
    return float(features(chip) @ weights.slopes + weights.offset)


@cache
def shipped() -> Weights:
    """Return the weights of this version."""
    folder = files("photoaudit.data").joinpath("networks")
    data = json.loads(folder.joinpath("resembles_generated.weights.json").read_text("utf-8"))
    return Weights(np.array(data["slopes"], np.float64), float(data["offset"]))
