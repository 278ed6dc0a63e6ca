"""Copies in other tones: brighter, darker, or in gray.

A brightness or contrast that an editor changed moves all light alike, so one straight line leads from the
tones of a photo to those of its copy, up to where they end in black or white.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from photoaudit.album._likeness import Cells, Values, moments
from photoaudit.imaging.cells import LIGHT
from photoaudit.libraries import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DARK, BRIGHT = 10, 245
"""Cells beyond these may have ended in black or white, and say only that there was as much or more."""
MOST = 2.5
"""How much more, or less, contrast a copy may have."""
GRAY = 4
"""How far from gray, in doubled levels, the color of every cell of a gray picture lies at most."""
ALONG = 0.7
"""Correlation of light that copies exceed by far, even where much of it ended in white."""
PLAIN = 6.0
"""Levels by which a copy's light differs on average before it is said to be brighter or darker."""


def toned(one: Cells, others: Cells) -> Values:
    """Return others (n, length) in the tones of ``one`` (length,): as they look if they are copies of it.

    Cells that ended in black or white in one picture are taken to be as in the other where that may be so.
    Where one of two pictures is gray, colors count as not there.
    """
    first, rest = one.astype(np.float32), others.astype(np.float32)
    base, light = first[:LIGHT], rest[:, :LIGHT]
    there = (base > 0) & (light > 0)
    sure = there & (base > DARK) & (base < BRIGHT) & (light > DARK) & (light < BRIGHT)
    count = np.maximum(sure.sum(1), 1)
    base_middle, middle = (np.where(sure, plane, 0).sum(1) / count for plane in (base[None], light))
    base_apart = np.where(sure, base - base_middle[:, None], 0)
    apart = np.where(sure, light - middle[:, None], 0)
    gain = (base_apart * apart).sum(1) / np.maximum((base_apart**2).sum(1), 1e-6)
    gain = np.clip(gain, 1 / MOST, MOST)[:, None]
    found = base_middle[:, None] + (light - middle[:, None]) / gain
    ended = ((light >= BRIGHT) | (base <= DARK)) & (found < base)
    ended |= ((light <= DARK) | (base >= BRIGHT)) & (found > base)
    found = np.where(ended, base, np.clip(found, 1, 255))
    colors = 128 + (rest[:, LIGHT:] - 128) / gain
    without = gray(others) | gray(one[None])
    colors = np.where((rest[:, LIGHT:] > 0) & ~without[:, None], np.clip(colors, 1, 255), 0)
    return np.concatenate([np.where(light > 0, found, 0), colors], axis=1).astype(np.float32)


def maybe_toned(one: Cells, others: Cells) -> NDArray[np.bool_]:
    """Tell quickly which of others (n, length) have light that goes up and down with that of ``one``."""
    _, variances, covariance = moments(one, others)
    return np.asarray(covariance > ALONG * np.sqrt(np.maximum(variances, 0).prod(0)))


def gray(cells: Cells) -> NDArray[np.bool_]:
    """Tell which pictures (n, length) have no color."""
    colors = cells[:, LIGHT:].astype(np.int16)
    return np.asarray((np.where(colors > 0, np.abs(colors - 128), 0) <= GRAY).all(1))


def tone_of(one: Cells, other: Cells) -> str:
    """Return what became of the tones of ``one`` in its copy ``other``; "" if they are the same."""
    without, after = bool(gray(one[None])[0]), bool(gray(other[None])[0])
    if without != after:
        return "in gray" if after else "in color"
    both = (one[:LIGHT] > 0) & (other[:LIGHT] > 0)
    moved = float((other[:LIGHT].astype(np.float32) - one[:LIGHT])[both].mean()) if both.any() else 0.0
    if abs(moved) < PLAIN:
        return ""
    return "brighter" if moved > 0 else "darker"
