"""How far a portrait resembles generated ones: one linear score on the features of one small network.

The weights are data beside the networks, ``data/networks``, fitted by
``tools/calibrate.py`` to labelled portraits; the file says to which. Features are made, weighed and dropped.
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

SPAN = 2.0
"""Side of the head square in heights of the detector's box: hair and chin are inside."""


@dataclass(frozen=True, eq=False)
class Weights:
    """A linear score: what each of the features weighs (768,), and the score of none of them."""

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
    (`networks.FEATURES_SIZE`, `networks.FEATURES_SIZE`, 3) uint8
        A square of `SPAN` times the box's height around its center, moved and shrunk until it lies inside
        the picture, so that no border is made up.
    """
    x, y, width, height = box
    side = side_of(pyramid, box)
    left, top = (
        min(max(middle - side / 2, 0.0), length - side)
        for middle, length in zip((x + width / 2, y + height / 2), pyramid.size, strict=True)
    )
    image, scale = pyramid.at_least(networks.FEATURES_SIZE / side)
    x0, y0, span = (round(part * scale) for part in (left, top, side))
    cut = image[y0 : y0 + span, x0 : x0 + span]
    how = cv2.INTER_AREA if span > networks.FEATURES_SIZE else cv2.INTER_CUBIC
    size = (networks.FEATURES_SIZE, networks.FEATURES_SIZE)
    return np.asarray(cv2.resize(cut, size, interpolation=how), np.uint8)


def score(chip: RGB) -> float:
    """Return how far a `head` resembles generated portraits, 0 for an average camera portrait.

    One is a standard deviation among camera portraits. The score has no other meaning: it is no
    probability, and is placed among portraits of sources that a fit did not see.
    """
    weights = shipped()
    return float(networks.portrait_features(chip) @ weights.slopes + weights.offset)


@cache
def shipped() -> Weights:
    """Return the weights of this version."""
    folder = files("photoaudit.data").joinpath("networks")
    data = json.loads(folder.joinpath("resembles_generated.weights.json").read_text("utf-8"))
    return Weights(np.array(data["slopes"], np.float64), float(data["offset"]))
