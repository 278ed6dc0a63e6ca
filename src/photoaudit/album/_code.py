"""A very short code of a picture, to tell an export of the same photo from another photo of the same name."""

from __future__ import annotations

import numpy as np

from photoaudit.album._copies import comparable
from photoaudit.imaging.cells import COLUMNS, LIGHT, ROWS
from photoaudit.model import Traits

_EDGES = (0, 4, 8, 12, 16)


def code_of(traits: Traits | None) -> str:
    """Return three hexadecimal digits, "" where a photo shows too little to be told from others.

    Each of the 12 bits says whether one coarse patch around the face is lighter, or of another color, than
    another one. Patches are wide, so that a bit seldom tips in another export of the same photo; it is
    neither unique nor secret, and describes no face.
    """
    if traits is None or not comparable(traits):
        return ""
    cells = np.frombuffer(traits.cells, np.uint8).astype(np.float64)
    light = cells[:LIGHT].reshape(ROWS, COLUMNS)
    blue, red = cells[LIGHT:].reshape(2, ROWS // 2, COLUMNS // 2)
    parts = [_mean(light[rows, columns]) for rows in _rows(2) for columns in (slice(2, 5), slice(9, 12))]
    middle = _mean(light)
    tints = [_mean(plane[:, columns]) for plane in (blue, red) for columns in (slice(1, 3), slice(4, 6))]
    bits = [part > middle for part in parts]
    bits += [parts[at] > parts[at + 1] for at in (0, 2)]
    bits += [tint > 128 for tint in tints]
    bits += [middle > level for level in (80, 128)]
    return f"{sum(int(bit) << at for at, bit in enumerate(bits)):03x}"


def _rows(count: int) -> list[slice]:
    return [slice(4, 7), slice(7, 10)][:count]


def _mean(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    shown = values[values > 0]
    return float(shown.mean()) if shown.size else 0.0
