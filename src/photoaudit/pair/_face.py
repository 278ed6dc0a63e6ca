"""What was done to a face: detail lost, shapes moved, features drawn anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from photoaudit.libraries import cv2, np
from photoaudit.pair._shape import furthest, moved_parts, movement, put_back
from photoaudit.pair._square import FEWEST, Square, areas, leveled, softened

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask: TypeAlias = NDArray[np.bool_]
    Plane: TypeAlias = NDArray[np.float32]

SIGMAS = (0.8, 1.6, 3.2, 6.4)
"""Blurs between which detail is compared: single pixels, pores, spots and lines, folds."""
FAINT = 0.05
"""Power in squared gray levels that a band must have before its gain is believed."""


def bands(luma: Plane, unit: float) -> list[Plane]:
    """Return what lies between the blurs of `SIGMAS`, each (height, width)."""
    found: list[Plane] = []
    last, reached = luma, 0.0
    for sigma in SIGMAS:
        wanted = sigma * unit
        soft = cv2.GaussianBlur(last, (0, 0), max(0.4, float(np.sqrt(max(wanted**2 - reached**2, 0)))))
        found.append(np.asarray(last - soft, np.float32))
        last, reached = np.asarray(soft, np.float32), wanted
    return found


def gains(first: list[Plane], second: list[Plane], mask: Mask) -> tuple[float, ...]:
    """Return how much of each band is still there (1: all), fitted together; nan for too small an area."""
    if mask.sum() < FEWEST:
        return (float("nan"),) * len(first)
    design = np.stack([band[mask] for band in first], axis=1).astype(np.float64)
    target = np.stack([band[mask] for band in second]).sum(0, dtype=np.float64)
    power = design.T @ design
    # A band that is hardly there keeps its gain of 1, or noise would decide it.
    ridge = FAINT * len(design) * np.eye(len(first))
    return tuple(float(gain) for gain in np.linalg.solve(power + ridge, design.T @ target + ridge.sum(1)))


def alike(one: Plane, other: Plane, mask: Mask) -> float:
    """Return how alike two bands are in an area (1: the same); nan for too small an area."""
    if mask.sum() < FEWEST:
        return float("nan")
    first, second = one[mask].astype(np.float64), other[mask].astype(np.float64)
    power = float((first @ first) * (second @ second))
    return float(first @ second) / max(float(np.sqrt(power)), 1e-6)


def look(face: Square, *, behind: bool) -> dict[str, float]:
    """Return all numbers of a pair of faces; ``behind``: the background is the same."""
    face = softened(face)
    level, place = leveled(face), areas(face, behind=behind)
    found = movement(level, face, behind=behind)
    # Detail is compared where it lies: what is left of the alignment is taken out first.
    settled = put_back(face.edited, found.common)
    first, second = bands(level, face.unit), bands(settled, face.unit)
    out: dict[str, float] = {f"moved {name}": value for name, value in moved_parts(face, found).items()}
    out["moved face"] = furthest(face, found, place.oval if behind else place.middle)
    out["moved around"] = furthest(face, found, place.around) if behind else float("nan")
    out["light"] = (
        float(np.percentile(np.abs(level - face.expected)[place.oval], 95)) if place.oval.any() else 0
    )
    for name in ("skin", "features", "around"):
        mask = getattr(place, name)
        for number, gain in enumerate(gains(first, second, mask)):
            out[f"gain {name} {number}"] = gain
        for number in (1, 2, 3):
            out[f"alike {name} {number}"] = alike(first[number], second[number], mask)
    back = bands(put_back(face.edited, found.whole), face.unit)
    for number in (1, 2, 3):
        out[f"same features {number}"] = alike(first[number], back[number], place.features)
        out[f"same skin {number}"] = alike(first[number], back[number], place.skin)
    strength = [float(np.sqrt((one[place.skin] ** 2).mean())) if place.skin.any() else 0 for one in first]
    out |= {f"detail {number}": value for number, value in enumerate(strength)}
    # Spots that were removed are small: the skin is compared patch by patch too.
    out["patch skin"] = _patches(first[1] + first[2], second[1] + second[2], place.skin, face.unit)
    out["patch around"] = _patches(first[1] + first[2], second[1] + second[2], place.around, face.unit)
    return out


def _patches(one: Plane, other: Plane, mask: Mask, unit: float) -> float:
    """Return the most that a patch differs by, in parts of how much a typical one does; nan for too few."""
    sigma = 3.0 * unit
    weight = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), sigma)
    error = cv2.GaussianBlur((one - other) ** 2 * mask, (0, 0), sigma)
    used = (weight > 0.5) & mask
    if used.sum() < FEWEST:
        return float("nan")
    local = error[used] / weight[used]
    return float(np.sqrt(np.percentile(local, 99.5) / max(float(np.median(local)), 0.05)))
