"""A very short code of a picture, to tell an export of the same photo from another photo of the same name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photoaudit.album._copies import comparable
from photoaudit.imaging.cells import COLUMNS, LIGHT, ROWS
from photoaudit.model import Traits

MEDIANS = (119.5, 50.9, 12.9, 1.5, -36.7, -7.9, 122.8, 133.9)
"""Where camera portraits divide in half, for each of `_measures`."""


def code_of(traits: Traits | None) -> str:
    """Return two hexadecimal digits, "" where a photo shows too little to be told from others.

    Each of the 8 bits says on which side of most camera portraits the surroundings of the face lie in one
    coarse measure, over many patches, so that a bit seldom tips in another export of the same photo. Of
    two different photos one pair in sixty has the same code: it is no identity, and describes no face.
    """
    if traits is None or not comparable(traits):
        return ""
    cells = np.frombuffer(traits.cells, np.uint8).astype(np.float64)
    found = _measures(cells[:LIGHT].reshape(ROWS, COLUMNS), cells[LIGHT:].reshape(2, ROWS // 2, COLUMNS // 2))
    return f"{sum(int(value > middle) << at for at, (value, middle) in enumerate(_pairs(found))):02x}"


def _pairs(found: tuple[float, ...]) -> list[tuple[float, float]]:
    return list(zip(found, MEDIANS, strict=True))


def _measures(light: NDArray[np.float64], color: NDArray[np.float64]) -> tuple[float, ...]:
    everywhere = _mean(light)
    return (
        everywhere,
        float(light[light > 0].std()),
        _mean(light[3:9, [1, 2, 11, 12]]) - everywhere,  # beside the face
        _mean(light[1:5]) - _mean(light[8:11]),  # above against below
        _mean(light[2:4, 4:10]) - _mean(light[2:8, [2, 11]]),  # over the forehead against the background
        _mean(light[9:12, 3:11]) - everywhere,  # under the face
        _mean(color[0]),
        _mean(color[1]),
    )


def _mean(values: NDArray[np.float64]) -> float:
    shown = values[values > 0]
    return float(shown.mean()) if shown.size else 0.0
