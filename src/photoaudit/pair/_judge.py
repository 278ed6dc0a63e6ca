"""Which changes hold, from numbers and the limits in ``data/pairs.json``, which are fitted, never set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isfinite, log, nan

from photoaudit.model import Change

NONE = nan
PARTS = ("skin-around", "skin-features", "features-around", "unlike")
REACH = 0.7
"""Most that one band counts: beyond it nothing gets plainer."""
BANDS = range(4)
BACKGROUND = 0.03
"""Share of the picture below which a background is too little to compare."""


@dataclass(frozen=True)
class Limits:
    """From where on a change is said to be seen (``tools/calibrate_pairs.py`` fits them).

    ``texture`` has for each name of `texture_of` its center, its scale and its weight; ``bias`` is added, and
    the sum compared with ``light`` and ``strong``. ``moved`` is in percent of the eye distance,
    ``moved_retouched`` the same where the skin was worked on, which movements are seen less well in.
    ``features`` is how alike features must be at least, ``background`` the most of it that may differ,
    ``another`` what two pictures come to. ``floors`` are what 99 of 100 mere copies stay below, by the id of
    a difference.
    """

    texture: Mapping[str, tuple[float, float, float]]
    bias: float
    light: float
    strong: float
    moved: float
    moved_retouched: float
    features: float
    background: float
    another: float
    floors: Mapping[str, float]


def parse(text: str) -> Limits:
    """Return the limits written in JSON."""
    data = json.loads(text)
    return Limits(texture=data["texture"], floors=data["floors"], **data["limits"])


@cache
def shipped() -> Limits:
    """Return the limits that ship."""
    return parse(files("photoaudit.data").joinpath("pairs.json").read_text("utf-8"))


def texture_of(numbers: Mapping[str, float]) -> dict[str, float] | None:
    """Return how the skin's detail fared beside other detail, by band; None for too little skin."""
    if not isfinite(numbers.get("gain skin 0", NONE)):
        return None
    out: dict[str, float] = {}
    for band in BANDS:
        features = numbers.get(f"gain features {band}", 1.0)
        around = numbers.get(f"gain around {band}", NONE)
        # Where hair and clothes are out of the picture, features have to do.
        around = around if isfinite(around) else features
        skin = numbers[f"gain skin {band}"]
        same = [numbers.get(f"alike {part} {band}", NONE) for part in ("skin", "features", "around")]
        rest = [value for value in same[1:] if isfinite(value)]
        apart = min(rest) - same[0] if rest and isfinite(same[0]) else 0.0
        strength = log(numbers.get(f"detail {band}", 0.0) + 0.1)
        values = zip(PARTS, (skin - around, skin - features, features - around, apart), strict=True)
        out |= {
            f"{part} {band}": max(-REACH, min(REACH, value))
            for part, value in values
            if band or part != "unlike"
        }
        out[f"detail {band}"] = strength
        # A little less of much detail is more than a little less of hardly any.
        out |= {f"{part} {band} by detail": out[f"{part} {band}"] * strength for part in PARTS[:2]}
    for part in ("skin", "around"):
        patch = numbers.get(f"patch {part}", NONE)
        out[f"patch {part}"] = log(max(patch, 0.1)) if isfinite(patch) else log(3.0)
    return out


def retouching(numbers: Mapping[str, float], limits: Limits) -> float | None:
    """Return how far the skin was retouched, to compare with limits; None where it cannot be told."""
    texture = texture_of(numbers)
    if texture is None:
        return None
    fit = limits.texture.items()
    return limits.bias + sum(
        (texture[name] - center) / scale * weight for name, (center, scale, weight) in fit
    )


def otherness(numbers: Mapping[str, float]) -> float:
    """Return how far one picture is another: 0 for the same, about 1.5 for unrelated ones."""
    if numbers.get("matches", 0.0) < 0:
        return 2.0
    whose = "person" if numbers.get("area person", 0.0) >= 0.02 else "all"
    unlike = numbers.get(f"unlike {whose}", 0.0)
    around = numbers.get("alike around 2", NONE)
    return unlike + (1 - around if isfinite(around) else unlike)


def shifted(numbers: Mapping[str, float]) -> float | None:
    """Return how far the face moved, in percent of the eye distance; None where it cannot be told."""
    moved = numbers.get("moved face", NONE)
    return moved if isfinite(moved) else None


def changes_of(numbers: Mapping[str, float], limits: Limits) -> tuple[Change, ...]:
    """Return the changes beyond encoding, crop and tone that hold, the gravest first."""
    if otherness(numbers) >= limits.another:
        return (Change.ANOTHER,)
    found = []
    worked = retouching(numbers, limits)
    features = numbers.get("same features 2", NONE)
    redrawn = isfinite(features) and features < limits.features
    if redrawn:
        found.append(Change.REDRAWN)
    moved, floor = shifted(numbers), moving(worked, limits)
    if moved is not None and not redrawn and moved >= floor:
        found.append(Change.RESHAPED)
    if shows_background(numbers) and numbers.get("other background", 0.0) >= limits.background:
        found.append(Change.BACKGROUND)
    if worked is not None and not redrawn and worked >= limits.light:
        found.append(Change.STRONGLY_RETOUCHED if worked >= limits.strong else Change.RETOUCHED)
    return tuple(found)


def moving(worked: float | None, limits: Limits) -> float:
    """Return from where on parts of a face are said to have moved: worked-on skin shows it less well."""
    return limits.moved_retouched if worked is not None and worked >= limits.light else limits.moved


def shows_background(numbers: Mapping[str, float]) -> bool:
    """Whether enough background is to be seen to compare it."""
    return numbers.get("area background", 0.0) >= BACKGROUND
