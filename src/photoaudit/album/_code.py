"""A very short code of a picture, to tell an export of the same photo from another photo of the same name."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from photoaudit.album._copies import comparable
from photoaudit.imaging.cells import COLUMNS, LENGTH, LIGHT, ROWS
from photoaudit.libraries import np
from photoaudit.model import Traits

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
    bits = _measures(cells) > MEDIANS
    return f"{sum(int(bit) << at for at, bit in enumerate(bits)):02x}"


def _measures(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the coarse measures (8,) of all cells; of those that are not there (0) none counts."""
    there = cells > 0
    means = _zones() @ cells / np.maximum(_zones() @ there, 1)
    everywhere, beside, above, below, forehead, background, under, blue, red = means
    spread = float(cells[:LIGHT][there[:LIGHT]].std())
    return np.array(
        [
            everywhere,
            spread,
            beside - everywhere,
            above - below,
            forehead - background,
            under - everywhere,
            blue,
            red,
        ]
    )


@cache
def _zones() -> NDArray[np.float64]:
    """Return which cells each mean is taken over: (9, cells)."""
    zones = np.zeros((9, LENGTH))
    light = zones[:, :LIGHT].reshape(9, ROWS, COLUMNS)
    light[0] = 1
    light[1, 3:9, [1, 2, 11, 12]] = 1  # beside the face
    light[2, 1:5] = 1
    light[3, 8:11] = 1
    light[4, 2:4, 4:10] = 1  # over the forehead
    light[5, 2:8, [2, 11]] = 1
    light[6, 9:12, 3:11] = 1  # under the face
    zones[7, LIGHT : LIGHT + LIGHT // 4] = zones[8, LIGHT + LIGHT // 4 :] = 1
    return zones
