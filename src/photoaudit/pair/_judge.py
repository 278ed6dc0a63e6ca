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
PARTS = ("skin", "features", "around")
REACH = 0.7
"""Most that one band counts: beyond it nothing gets plainer."""
BANDS = range(4)
BEYOND = 12.0
"""Median error of the tones in gray levels; mere copies, exposures and vignettes stay below 9."""
CUT_OUT = 3.0
NO_SHADE = 0.3
"""Share of a background that must differ in structure or color."""
MIDDLE = ("eyes", "nose", "mouth")
"""Parts that are small beside a face, and clear of its outline: each is asked by itself, too."""
RELIT = 3.0
"""Gray levels by which the light on a face differs, from where on shade may pass for shape and texture."""
BACKGROUND = 0.03
"""Share of the picture below which a background is too little to compare."""


@dataclass(frozen=True)
class Limits:
    """From where on a change is said to be seen (``tools/calibrate_pairs.py`` fits them).

    ``texture`` weighs what `texture_of` gives, no weight below 0; ``bias`` is added, and the sum compared
    with ``light`` (``light_relit`` where the light on the face changed by `RELIT` and more) and ``strong``.
    ``moved`` is in percent of the eye distance, ``moved_worked`` the same where the skin was worked on or lit
    otherwise. ``features`` is how alike features must be at least, ``background`` the most of it that may
    differ, ``another`` what two pictures come to. ``floors`` are what 99 of 100 mere copies stay below, by
    the id of a difference.
    """

    texture: Mapping[str, float]
    bias: float
    light: float
    light_relit: float
    strong: float
    moved: float
    moved_worked: float
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
    """Return how the skin's detail fared beside other detail, by band; None for too little skin.

    All are 0 for a mere copy and grow with what was done; none tells how much detail a skin has.
    """
    if not isfinite(numbers.get("gain skin 0", NONE)):
        return None
    out: dict[str, float] = {}
    for band in BANDS:
        skin, features, around = (numbers.get(f"gain {part} {band}", NONE) for part in PARTS)
        features = features if isfinite(features) else 1.0
        # Where hair and clothes are out of the picture, features have to do.
        around = around if isfinite(around) else features
        same = [numbers.get(f"alike {part} {band}", NONE) for part in PARTS]
        rest = [value for value in same[1:] if isfinite(value)]
        found = {
            "less than around": around - skin,
            "less than features": features - skin,
            "features off": abs(features - around),
            "unlike": min(rest) - same[0] if rest and isfinite(same[0]) else 0.0,
        }
        detail = numbers.get(f"detail {band}", 0.0)
        for name, value in found.items():
            bounded = max(-REACH, min(REACH, value))
            out[f"{name} {band}"] = bounded
            # Where there is hardly any detail, the encoding decides how much of it is left.
            out[f"{name} {band}, plain"] = bounded * detail / (detail + 1)
    patches = [numbers.get(f"patch {part}", NONE) for part in ("skin", "around")]
    known = isfinite(patches[0]) and isfinite(patches[1])
    out["patches"] = log(max(patches[0], 0.1) / max(patches[1], 0.1)) if known else 0.0
    return out


def retouching(numbers: Mapping[str, float], limits: Limits) -> float | None:
    """Return how far the skin was retouched, to compare with limits; None where it cannot be told."""
    texture = texture_of(numbers)
    if texture is None:
        return None
    return limits.bias + sum(texture[name] * weight for name, weight in limits.texture.items())


def otherness(numbers: Mapping[str, float]) -> float:
    """Return how far one picture is another: 0 for the same, about 1.5 for unrelated ones."""
    if numbers.get("matches", 0.0) < 0:
        return 2.0
    whose = "person" if numbers.get("area person", 0.0) >= 0.02 else "all"
    unlike = numbers.get(f"unlike {whose}", 0.0)
    around = numbers.get("alike around 2", NONE)
    return unlike + (1 - around if isfinite(around) else unlike)


def shifted(numbers: Mapping[str, float], *, behind: bool) -> float | None:
    """Return how far the face moved, in percent of the eye distance; None where it cannot be told.

    Where another background is ``behind`` it, only eyes, nose and mouth are asked.
    """
    parts = MIDDLE if behind else ("face", *MIDDLE, "brows")
    moved = [numbers.get(f"moved {part}", NONE) for part in parts]
    return max(filter(isfinite, moved), default=None)


def changes_of(numbers: Mapping[str, float], limits: Limits) -> tuple[Change, ...]:
    """Return the changes beyond encoding, crop and tone that hold, the gravest first."""
    if otherness(numbers) >= limits.another:
        return (Change.ANOTHER,)
    if upset(numbers):
        return ()
    found = []
    worked = retouching(numbers, limits)
    features = numbers.get("same features 2", NONE)
    redrawn = isfinite(features) and features < limits.features
    if redrawn:
        found.append(Change.REDRAWN)
    behind = replaced(numbers, limits)
    moved = shifted(numbers, behind=behind)
    if moved is not None and not redrawn and moved >= moving(numbers, worked, limits, behind=behind):
        found.append(Change.RESHAPED)
    if behind:
        found.append(Change.BACKGROUND)
    if (
        worked is not None
        and not redrawn
        and worked >= (limits.strong if behind else working(numbers, limits))
    ):
        found.append(Change.STRONGLY_RETOUCHED if worked >= limits.strong else Change.RETOUCHED)
    return tuple(found)


def relit(numbers: Mapping[str, float]) -> bool:
    """Whether the light on the face changed otherwise than that of the picture."""
    return numbers.get("light", 0.0) >= RELIT


def working(numbers: Mapping[str, float], limits: Limits) -> float:
    """Return from where on skin is said to be retouched: coding for the eye smooths skin as well."""
    return limits.light_relit if relit(numbers) or numbers.get("smoothing") else limits.light


def moving(numbers: Mapping[str, float], worked: float | None, limits: Limits, *, behind: bool) -> float:
    """Return from where on parts of a face are said to have moved.

    Worked-on skin and other light show movements less well, and whoever puts another background ``behind`` a
    head cuts it out, which moves its outline.
    """
    doubtful = relit(numbers) or (worked is not None and worked >= limits.light)
    limit = limits.moved_worked if doubtful else limits.moved
    # The more the light changed, the more of its edges pass for shapes.
    limit *= max(1.0, numbers.get("light", 0.0) / (2 * RELIT))
    return CUT_OUT * limit if behind else limit


def upset(numbers: Mapping[str, float]) -> bool:
    """Whether tones and colors were changed so much that they hide what else was done."""
    return numbers.get("rest", 0.0) > BEYOND


def replaced(numbers: Mapping[str, float], limits: Limits) -> bool:
    """Whether another background is seen: more than the same one in other shade."""
    other = shows_background(numbers) and numbers.get("other background", 0.0) >= limits.background
    return (
        other
        and max(numbers.get("unlike background", 0.0), numbers.get("tinted background", 0.0)) >= NO_SHADE
    )


def shows_background(numbers: Mapping[str, float]) -> bool:
    """Whether enough background is to be seen to compare it."""
    return numbers.get("area background", 0.0) >= BACKGROUND
