"""Exposure, contrast, white balance and saturation, from how colors were changed everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from photoaudit.imaging.luminance import WEIGHTS, linear, opponent_colors
from photoaudit.libraries import cv2, np
from photoaudit.pair._scene import Tone

MIDDLE = 118
"""The sRGB level of a gray card."""
AROUND = (70, 180)
"""Levels between which contrast is taken."""
COLORS = ((170, 118, 118), (118, 170, 118), (118, 118, 170), (170, 150, 118))


@dataclass(frozen=True)
class Tones:
    """How a gray card, and colors about it, came out.

    ``stops`` of exposure, ``contrast`` and ``saturation`` as ratios, ``warmer`` in units of CIELAB b*
    (positive toward yellow), ``tint`` of a* (positive toward red).
    """

    stops: float
    contrast: float
    saturation: float
    warmer: float
    tint: float

    @property
    def colorless(self) -> bool:
        """Whether all color is gone."""
        return self.saturation < 0.1

    @property
    def changed(self) -> bool:
        """Whether anything changed beyond what an encoding changes."""
        return (
            abs(self.stops) >= 0.08 or abs(self.contrast - 1) >= 0.06 or abs(self.saturation - 1) >= 0.1
            or abs(self.warmer) >= 2 or abs(self.tint) >= 2
        )  # fmt: skip


def tones(tone: Tone) -> Tones:
    """Return exposure, contrast, color and saturation of a change of tones."""
    low, high = AROUND
    grays = [(level, level, level) for level in (MIDDLE, low, high)]
    before = np.array([[*grays, *COLORS]], np.uint8)
    after = tone.apply(before)
    lights = [linear(rgb) for rgb in (before, after)]
    bright = [float(light[0, 0] @ np.array(WEIGHTS)) for light in lights]
    luma = [cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float64)[0] for rgb in (before, after)]
    hues = [np.stack(opponent_colors(light), axis=-1)[0] for light in lights]
    colors = [np.hypot(*(hue[3:] - hue[0]).T).mean() for hue in hues]
    tint, warmer = (float(value) for value in hues[1][0] - hues[0][0])
    return Tones(
        stops=log2(max(bright[1], 1e-4) / bright[0]),
        contrast=float((luma[1][2] - luma[1][1]) / (luma[0][2] - luma[0][1])),
        saturation=float(colors[1] / colors[0]),
        warmer=warmer,
        tint=tint,
    )
