"""How alike photos are as pictures: their cells compared where both have them, faces left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.imaging.cells import COLUMNS, LIGHT, ROWS
from photoaudit.libraries import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Cells: TypeAlias = "NDArray[np.uint8]"
Values: TypeAlias = "NDArray[np.float32]"

SHIFT, TURN = 0.5, 0.06
"""How far one picture may be moved (cells) and turned or scaled (radians, parts) to fit the other."""
STEADY = 4.0
"""Gray levels of noise in a cell that moving and turning must beat."""
ROUGH = 0.7
"""Difference that is plain before anything is moved: of copies hardly one in a thousand has so much."""
FLAT = 12.0
"""Contrast in gray levels below which a picture counts as having this much: in a flat one all is noise."""


@dataclass(frozen=True, eq=False)
class Likeness:
    """One picture compared with (n,) others.

    ``unlike`` is what differs in parts of the contrast that the flatter of both pictures has: 0 for the
    same picture, about 1 for unrelated ones. ``contrast`` is that contrast in gray levels, ``shown`` the
    number of cells of light that both have.
    """

    unlike: Values
    contrast: Values
    shown: NDArray[np.intp]


def mirrored(cells: Cells) -> Cells:
    """Return cells (n, length) of the mirror images."""
    parts = []
    for start, stop, columns in _planes():
        plane = cells[:, start:stop].reshape(len(cells), -1, columns)
        parts.append(plane[:, :, ::-1].reshape(len(cells), stop - start))
    return np.concatenate(parts, axis=1)


def compare(one: Cells, others: Cells | Values) -> Likeness:
    """Compare the cells (length,) of a picture with those (n, length) of others.

    Meshes tremble by a few hundredths of a face, more so in small copies. So the other picture may first
    be moved, turned and scaled by so much, to first order: what that explains is no difference.
    """
    first, rest = one.astype(np.float32), others.astype(np.float32)
    common = (one > 0) & (others > 0)
    light, color = common[:, :LIGHT], common[:, LIGHT:]
    gap = np.where(common, rest - first, 0)
    left = _unexplained(_slopes(first[:LIGHT]), gap[:, :LIGHT], light)
    shown = light.sum(1)
    spread = [
        _variance(part, light) for part in (np.broadcast_to(first[:LIGHT], light.shape), rest[:, :LIGHT])
    ]
    contrast = np.sqrt(np.minimum(*spread))
    error = (left**2).sum(1) / np.maximum(shown, 1)
    error += (gap[:, LIGHT:] ** 2).sum(1) / np.maximum(color.sum(1), 1)
    return Likeness(np.sqrt(error) / np.maximum(contrast, FLAT), contrast, shown)


def maybe_alike(one: Cells, others: Cells) -> NDArray[np.bool_]:
    """Tell quickly which of others (n, length) are not plainly different; those are worth `compare`.

    Only light is compared, without moving anything, so the bound is wide.
    """
    means, variances, covariance = moments(one, others)
    error = variances.sum(0) + (means[0] - means[1]) ** 2 - 2 * covariance
    return np.asarray(error < ROUGH**2 * np.maximum(variances.min(0), FLAT**2))


def moments(one: Cells, others: Cells) -> tuple[Values, Values, Values]:
    """Return means (2, n) and variances (2, n) of light where both have any, and covariances (n,)."""
    first, rest = one[:LIGHT].astype(np.float32), others[:, :LIGHT].astype(np.float32)
    there, shown = (first > 0).astype(np.float32), (rest > 0).astype(np.float32)
    count = np.maximum(shown @ there, 1)
    means = np.stack([shown @ first, rest @ there]) / count
    squares = np.stack([shown @ first**2, rest**2 @ there]) / count
    return means, squares - means**2, (rest @ first) / count - means.prod(0)


def _planes() -> tuple[tuple[int, int, int], ...]:
    quarter = LIGHT // 4
    return (
        (0, LIGHT, COLUMNS),
        (LIGHT, LIGHT + quarter, COLUMNS // 2),
        (LIGHT + quarter, LIGHT + 2 * quarter, COLUMNS // 2),
    )


def _variance(values: Values, mask: NDArray[np.bool_]) -> Values:
    count = np.maximum(mask.sum(1), 1)
    mean = np.where(mask, values, 0).sum(1) / count
    return np.asarray((np.where(mask, values - mean[:, None], 0) ** 2).sum(1) / count)


def _slopes(light: Values) -> Values:
    """Return how each cell (224,) changes as the picture moves right, down, turns and grows: (224, 4)."""
    plane = np.where(light > 0, light, np.nan).reshape(ROWS, COLUMNS)
    across, down = _slope(plane, 1), _slope(plane, 0)
    y, x = np.mgrid[:ROWS, :COLUMNS].astype(np.float32)
    x, y = x - (COLUMNS - 1) / 2, y - (ROWS - 1) / 2
    bases = (across, down, x * down - y * across, x * across + y * down)
    return np.stack([basis.ravel() for basis in bases], axis=1)


def _slope(plane: Values, axis: int) -> Values:
    steps, gap = np.diff(plane, axis=axis), np.full_like(plane[:1] if axis == 0 else plane[:, :1], np.nan)
    both = np.stack([np.concatenate([gap, steps], axis), np.concatenate([steps, gap], axis)])
    known = np.isfinite(both)
    return np.asarray(np.where(known, both, 0).sum(0) / np.maximum(known.sum(0), 1))


def _unexplained(bases: Values, gap: Values, mask: NDArray[np.bool_]) -> Values:
    """Return the gaps (n, 224) without what a small movement of the picture explains."""
    weight = mask.astype(np.float32)
    limits = np.array([SHIFT, SHIFT, TURN, TURN], np.float32)
    products = (bases[:, :, None] * bases[:, None, :]).reshape(len(bases), -1)
    squares = (weight @ products).reshape(-1, 4, 4) + np.diag(STEADY**2 / limits**2)
    moves = np.linalg.solve(squares, (gap @ bases)[..., None])[..., 0]
    moves = np.clip(moves, -limits, limits)
    return np.asarray((gap - moves @ bases.T) * weight)
