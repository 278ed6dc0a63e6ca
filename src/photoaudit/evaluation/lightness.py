"""How light the skin looks in a photo: for comparing error rates, never for a report on a person."""

from __future__ import annotations

from photoaudit.facts import Facts
from photoaudit.imaging.luminance import lightness
from photoaudit.libraries import np
from photoaudit.model import NotAssessable

MIN_PIXELS = 100


def skin_lightness(facts: Facts) -> float | None:
    """Return the median CIE L* (0 to 100) of forehead and cheeks, None where too little is seen.

    Exposure and skin tone together: no photo tells them apart.
    """
    try:
        chip, skin = facts.chip, facts.skin
    except NotAssessable:
        return None
    mask = np.logical_or.reduce(skin.parts) & chip.inside
    if mask.sum() < MIN_PIXELS:
        return None
    return lightness(float(np.median(chip.luma[mask])))
