"""Where copies of one photo are looked for: keys made of patches around the face, and of where the eyes are.

Sums and distances of both sides of the face are the same for a mirror image, and never further apart than
what they are made of: so one index finds copies and mirrored copies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from photoaudit.album._grouping import Key, Places
from photoaudit.album._likeness import Cells
from photoaudit.imaging.cells import COLUMNS, LIGHT, ROWS
from photoaudit.libraries import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TOP = ((2, 3, 3, 7), (3, 4, 3, 4))
_SIDES = ((3, 7, 2, 3), (7, 11, 2, 3), (10, 11, 3, 4))
"""Patches of light above and left of the face (rows, columns: from, to); mirrored at the right."""
_CLOTHES = ((11, 13, 2, 4), (11, 13, 4, 7))
"""Patches of light below the face."""
_TINT, _CLOTHES_TINT = (1, 2, 1, 3), (5, 7, 1, 3)
"""Patches of color, left of the forehead and below the face."""
_FRAME, _ROLL = 900.0, 100.0
"""Units of the index in a width of the picture, and degrees of roll in one."""
_EXACT = 4.0
"""How much nearer eyes must lie to each other in the key of copies that were not cropped."""
_MIDDLE, _SPREAD = 128.0, 40.0
"""What the mean of all light and a standard deviation of it become in the key of copies in other tones."""
_FAR = 1e4
"""How far photos that are compared as a whole are kept from those that are compared around a face."""


def keys_of(cells: Cells, anchored: NDArray[np.bool_], eyes: NDArray[np.float64]) -> list[Key]:
    """Return the ways to look pictures (n, length) up, with their eyes (n, 4), NaN where there are none.

    The finest key needs the surroundings of the face and clothes; whoever lacks some of them looks around in
    a coarser one: without clothes, by the sides or by the top, and where a face nearly fills the picture by
    where the eyes are. The last keys are for copies that were not cropped, whose eyes are in the same place
    almost to the pixel; everybody looks around in them, too. In the very last, light counts by how far it is
    from the mean, which other tones do not change, as far as top and sides are to be seen.
    """
    light = cells[:, :LIGHT].reshape(-1, ROWS, COLUMNS)
    planes = np.split(cells[:, LIGHT:], 2, axis=1)
    colors = [plane.reshape(-1, ROWS // 2, COLUMNS // 2) for plane in planes]
    apart = np.where(anchored, 0, _FAR)[:, None]
    top, sides, clothes = (
        [_both_sides(light, patch) for patch in patches] for patches in (_TOP, _SIDES, _CLOTHES)
    )
    tint = [_both_sides(plane, _TINT) for plane in colors]
    clothes += [_both_sides(plane, _CLOTHES_TINT) for plane in colors]
    level = [_both_sides(_leveled(light), patch) for patch in (*_TOP, *_SIDES, *_CLOTHES)]
    framing, there = _framing(eyes)
    same_frame = _EXACT * framing, there | ~anchored
    around = [*top, *sides, *tint]
    ways = (
        [*around, *clothes],
        around,
        [*sides, *tint],
        [*top, *tint],
        [(framing, there)],
        [(_EXACT * framing, there), top[0], *tint],
        [same_frame, *level],
        [same_frame, *level[:5]],
        [same_frame, *level[:2]],
        [same_frame, level[2]],
        [same_frame],
    )
    has = [np.logical_and.reduce([shown for _, shown in parts]) for parts in ways]
    rest = ~has[1]
    bare = rest & ~has[2] & ~has[3]
    toned = has[6], ~has[6], ~has[6] & ~has[7], ~has[7] & ~has[8], ~has[8] & ~has[9]
    asks = (has[0], ~has[0], rest, rest, bare, has[5], *toned)
    places = [np.concatenate([apart, *(place for place, _ in parts)], axis=1) for parts in ways]
    return [Key(*parts) for parts in zip(places, has, asks, strict=True)]


def _framing(eyes: NDArray[np.float64]) -> tuple[Places, NDArray[np.bool_]]:
    """Return where eyes (n, 4) lie in the picture, the same for a mirror image, and who has any."""
    x, y, apart, roll = eyes.T
    places = np.column_stack([np.abs(x - 0.5), y, apart, np.abs(roll) / _ROLL]) * _FRAME
    return np.nan_to_num(places), np.asarray(np.isfinite(eyes).all(1))


def _leveled(light: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return light (n, rows, columns) by how far it is from its mean, in standard deviations; 0 for none."""
    shown = light > 0
    count = np.maximum(shown.sum((1, 2), keepdims=True), 1)
    mean = light.sum((1, 2), keepdims=True) / count
    spread = np.sqrt(np.where(shown, (light - mean) ** 2, 0).sum((1, 2), keepdims=True) / count)
    return np.where(shown, np.clip(_MIDDLE + _SPREAD * (light - mean) / np.maximum(spread, 1), 1, 255), 0)


def _both_sides(
    plane: NDArray[np.uint8] | NDArray[np.float64], patch: tuple[int, int, int, int]
) -> tuple[Places, NDArray[np.bool_]]:
    """Return sum and distance (n, 2) of a patch and its mirror image, and who shows all of both."""
    top, bottom, left, right = patch
    width = plane.shape[2]
    one = plane[:, top:bottom, left:right].reshape(len(plane), -1)
    other = plane[:, top:bottom, width - right : width - left].reshape(len(plane), -1)
    there = np.asarray((one > 0).all(1) & (other > 0).all(1))
    first, second = one.mean(1, dtype=np.float64), other.mean(1, dtype=np.float64)
    return np.column_stack([first + second, np.abs(first - second)]) / np.sqrt(2), there
