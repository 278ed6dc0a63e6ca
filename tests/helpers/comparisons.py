"""Comparisons built by hand for the renderers' tests, and reports to go with them."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
from PIL import Image

from photoaudit.model import (
    Aspect,
    Change,
    Compared,
    Comparison,
    Difference,
    Overlay,
    PairExhibit,
    Report,
    ReportStatus,
    Side,
)
from reports import HOSTILE, TYPICAL

ORIGINAL = Side("in/ana.jpg", "ab" * 32, "JPEG", 2400, 3000)
EDITED = Side("out/ana.jpg", "cd" * 32, "JPEG", 1200, 1500)

NO_FACE = "no face was found"

CROP = Difference(
    "crop",
    Aspect.GEOMETRY,
    "62 % of the original's area is kept",
    value=62.0,
    unit="% of its area",
    floor=99.5,
    seen=True,
    details=(("left", 0.1), ("top", 0.05)),
)
TURN = Difference("turn", Aspect.GEOMETRY, "it is not turned", value=0.02, unit="degrees", floor=0.2)
TONE = Difference(
    "exposure", Aspect.TONE, "it is brighter by 12 gray levels", 12.0, "gray levels", 1.5, seen=True
)
SKIN = Difference(
    "skin-detail",
    Aspect.TEXTURE,
    "the skin has 38 % less fine detail than the rest of the picture lost",
    38.125,
    "%",
    9.0,
    seen=True,
)
JAW = Difference(
    "jaw",
    Aspect.SHAPE,
    "the jaw is narrower by 3.2 % of the distance between the eyes",
    3.2,
    "% of eye distance",
    0.9,
    seen=True,
)
NOSE = Difference("nose", Aspect.SHAPE, "the nose lies where it was", 0.4, "% of eye distance", 0.9)
BACKGROUND = Difference("background", Aspect.CONTENT, "the background is the same", 1.0, "% of it", 4.0)
EYES = Difference("eye-color", Aspect.CONTENT, "the eyes are 9 px wide; 14 needed", unit="", assessed=False)
SAYS = Difference("declared-edit", Aspect.METADATA, "the edited file does not say so", seen=True)

DIFFERENCES = (CROP, TURN, TONE, SKIN, JAW, NOSE, BACKGROUND, EYES, SAYS)

RESHAPED = Compared(
    Comparison(
        ORIGINAL,
        EDITED,
        (Change.RESHAPED, Change.STRONGLY_RETOUCHED, Change.ADJUSTED),
        "Reshaped: the jaw is narrower, the skin has lost detail; cropped and toned as well.",
        differences=DIFFERENCES,
    ),
    replace(TYPICAL, path=EDITED.path),
)
REENCODED = replace(
    RESHAPED,
    comparison=Comparison(
        ORIGINAL,
        EDITED,
        (Change.REENCODED,),
        "Re-encoded, and nothing else that could be seen.",
        differences=tuple(replace(item, seen=False) for item in DIFFERENCES),
    ),
)
FACELESS = replace(
    RESHAPED,
    comparison=replace(
        REENCODED.comparison,
        differences=(
            CROP,
            *(
                replace(item, assessed=False, seen=False, value=None, summary=NO_FACE)
                for item in (SKIN, JAW, NOSE)
            ),
        ),
    ),
)
IDENTICAL = replace(
    RESHAPED,
    comparison=Comparison(
        ORIGINAL, EDITED, (Change.IDENTICAL,), "The two files are the same, byte for byte."
    ),
)
ANOTHER = replace(
    RESHAPED,
    comparison=Comparison(
        ORIGINAL, EDITED, (Change.ANOTHER,), "Another picture: nothing of the original is in it."
    ),
)
UNREADABLE = Compared(
    Comparison(
        ORIGINAL, Side("out/torn.jpg"), reason="The edited picture cannot be read: the file ends too early."
    ),
    Report("out/torn.jpg", ReportStatus.UNREADABLE, reason="the file ends too early"),
)
ALONE = Compared(
    Comparison(Side(""), EDITED, reason="No original was found for it, neither by name nor by content."),
    replace(TYPICAL, path=EDITED.path),
)
HOSTILE_PAIR = Compared(
    Comparison(
        Side(f"in/{HOSTILE}.jpg", "ab" * 32, HOSTILE, 1, 1),
        Side(f"out/{HOSTILE}.jpg", "cd" * 32, HOSTILE, 1, 1),
        (Change.REDRAWN, Change.BACKGROUND),
        HOSTILE,
        HOSTILE,
        (
            *(
                Difference(
                    HOSTILE, aspect, HOSTILE, 1.0, HOSTILE, 0.5, seen=True, details=((HOSTILE, HOSTILE),)
                )
                for aspect in Aspect
            ),
            Difference(HOSTILE, Aspect.CONTENT, HOSTILE, assessed=False),
        ),
    ),
    replace(TYPICAL, path=HOSTILE),
)

ALL_PAIRS = (
    RESHAPED,
    REENCODED,
    FACELESS,
    IDENTICAL,
    ANOTHER,
    UNREADABLE,
    ALONE,
    HOSTILE_PAIR,
    *(
        replace(RESHAPED, comparison=replace(RESHAPED.comparison, changes=(change,), summary=""))
        for change in Change
    ),
)


def exhibit(width: int = 120, height: int = 150) -> PairExhibit:
    """Return two plain pictures, the original darker, and a map of each kind."""
    maps = tuple(
        Overlay(kind, (0.0, 0.0, float(width), float(height)), _webp(color, width, height))
        for kind, color in (
            ("displacement", (255, 0, 0, 160)),
            ("detail", (0, 255, 0, 160)),
            ("color", (0, 0, 255, 160)),
            ("replaced", (255, 255, 0, 160)),
        )
    )
    dark, light = (_webp((shade, shade, shade, 255), width, height) for shade in (40, 200))
    return PairExhibit(width, height, dark, light, maps)


def pictured(compared: Compared, **size: int) -> Compared:
    """Return a pair with pictures."""
    return replace(compared, comparison=replace(compared.comparison, exhibit=exhibit(**size)))


def _webp(color: tuple[int, int, int, int], width: int, height: int) -> bytes:
    out = io.BytesIO()
    pixels = np.full((height, width, 4), color, np.uint8)
    Image.fromarray(pixels).save(out, "WEBP", lossless=True)
    return out.getvalue()
