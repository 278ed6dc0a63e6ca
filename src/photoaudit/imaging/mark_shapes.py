"""Outlines of marks that services draw into pictures, drawn at any size.

Drawn by hand for this project, after captures of the marks and after what is published of them; no font
and no picture of a service is in here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Points: TypeAlias = tuple[tuple[float, float], ...]

_CORNERS = 64
_FINER = 4
"""Shapes are filled so many times finer and averaged: edges are as soft as those of a resized picture."""


@dataclass(frozen=True)
class Shape:
    """Areas on a drawing board, one after the other: ``True`` is filled, ``False`` cut out again."""

    areas: tuple[tuple[bool, Points], ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom on the board."""
        filled = [point for fill, points in self.areas if fill for point in points]
        x, y = [point[0] for point in filled], [point[1] for point in filled]
        return min(x), min(y), max(x), max(y)

    @property
    def flatness(self) -> float:
        """Height in widths."""
        left, top, right, bottom = self.box
        return (bottom - top) / (right - left)


@lru_cache(maxsize=256)
def drawn(shape: Shape, width: int, margin: int) -> NDArray[np.float32]:
    """Return a shape ``width`` pixels wide, 1 inside and 0 outside, with so many pixels around it."""
    left, top, right, _ = shape.box
    height = max(1, round(width * shape.flatness))
    size = height + 2 * margin, width + 2 * margin
    board = np.zeros((size[0] * _FINER, size[1] * _FINER), np.uint8)
    scale = width * _FINER / (right - left)
    for fill, points in shape.areas:
        places = (np.array(points) - (left, top)) * scale + margin * _FINER
        cv2.fillPoly(board, [np.rint(places).astype(np.int32)], 255 if fill else 0)
    small = cv2.resize(board, (size[1], size[0]), interpolation=cv2.INTER_AREA)
    small = np.asarray(small, np.float32) / np.float32(255)
    small.setflags(write=False)
    return small


def star(x: float, y: float, across: float, up: float, power: float) -> Points:
    """Return a star of four points around (x, y) that reach ``across`` sideways and ``up`` up and down.

    Its hollow sides are those of a superellipse: of 0.57 nearly four quarters of a circle, of more fatter.
    """
    # Not with numpy: this is done when the module is imported, and a start of the program needs none.
    angles = [2 * math.pi * step / _CORNERS for step in range(_CORNERS)]

    def side(middle: float, reach: float, part: float) -> float:
        return middle + reach * math.copysign(abs(part) ** (2 / power), part)

    return tuple((side(x, across, math.cos(angle)), side(y, up, math.sin(angle))) for angle in angles)


def _box(left: float, top: float, right: float, bottom: float) -> Points:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def _moved(points: Sequence[tuple[float, float]], right: float) -> Points:
    return tuple((x + right, y) for x, y in points)


SPARKLE = Shape(((True, star(0, 0, 1, 1, 0.57)),))
"""Gemini's star."""

STARS = Shape(
    (
        (True, star(168, 311, 70, 84, 0.7)),
        (False, star(270, 278, 122, 142, 0.7)),
        (True, star(270, 278, 95, 114, 0.7)),
        (True, star(178, 171, 31, 39, 0.7)),
        (True, star(340, 393, 31, 39, 0.7)),
    )
)
"""The four stars before the line of Galaxy AI."""

# fmt: off
_DOU = (
    (True, _box(38, 48, 283, 99)),
    (True, _box(55, 120, 265, 249)),
    (False, _box(107, 168, 214, 204)),
    (True, ((78, 268), (133, 268), (136, 314), (184, 314), (190, 268), (243, 268), (239, 314), (287, 314),
            (287, 366), (35, 366), (35, 314), (83, 314))),
)
_BAO = (
    (True, ((333, 45), (398, 45), (398, 64), (525, 64), (552, 92), (552, 270), (540, 283), (498, 283),
            (498, 115), (322, 115))),
    (True, ((329, 142), (468, 142), (468, 283), (378, 283), (378, 314), (552, 314), (540, 366), (375, 366),
            (329, 325))),
    (False, _box(378, 187, 422, 241)),
)
_AI = (
    (True, ((672, 50), (745, 50), (828, 361), (776, 361), (756, 288), (664, 288), (645, 361), (592, 361))),
    (False, ((710, 132), (683, 227), (738, 227))),
    (True, _box(863, 50, 924, 361)),
)
_SHENG = (
    (True, ((997, 45), (1041, 45), (1035, 97), (1076, 97), (1076, 45), (1124, 45), (1124, 97), (1220, 97),
            (1220, 148), (1124, 148), (1124, 202), (1197, 202), (1197, 254), (1124, 254), (1124, 314),
            (1222, 314), (1222, 366), (980, 366), (980, 314), (1076, 314), (1076, 254), (1003, 254),
            (1003, 202), (1076, 202), (1076, 148), (984, 148))),
)
_CHENG = (
    (True, ((1281, 87), (1402, 87), (1394, 45), (1438, 45), (1448, 87), (1468, 87), (1461, 45), (1503, 45),
            (1522, 138), (1459, 138), (1483, 240), (1521, 218), (1521, 270), (1496, 290), (1521, 366),
            (1472, 366), (1456, 318), (1423, 334), (1423, 284), (1443, 266), (1413, 138), (1323, 138),
            (1323, 183), (1396, 183), (1404, 192), (1404, 356), (1394, 366), (1345, 366), (1336, 356),
            (1336, 322), (1343, 313), (1363, 313), (1363, 229), (1317, 229), (1306, 366), (1262, 366))),
)
DOUBAO = Shape((*_DOU, *_BAO, *_AI, *_SHENG, *_CHENG))
"""Doubao's line, of six letters."""

_TREE = ((872, 162), (916, 162), (918, 148), (965, 148), (966, 162), (1006, 162), (1004, 181), (968, 181),
         (1005, 242), (978, 245), (951, 214), (944, 246), (930, 252), (905, 252), (912, 213), (862, 248),
         (880, 222), (908, 181), (868, 181))
JIMENG = Shape((
    (True, ((100, 38), (112, 45), (165, 110), (215, 155), (265, 178), (310, 183), (350, 180), (388, 176),
            (404, 186), (404, 200), (330, 250), (240, 300), (150, 345), (90, 370), (45, 380), (30, 370),
            (27, 355), (70, 305), (98, 258), (112, 205), (112, 150), (105, 95), (91, 52))),
    (True, ((147, 367), (200, 352), (255, 328), (328, 287), (308, 325), (297, 375), (292, 418), (285, 430),
            (272, 425), (240, 398), (200, 377))),
    (True, ((530, 150), (676, 150), (654, 292), (556, 292), (549, 361), (597, 355), (620, 323), (650, 323),
            (643, 382), (594, 382), (594, 370), (497, 386))),
    (False, ((575, 163), (627, 163), (621, 217), (568, 217))),
    (False, ((567, 228), (619, 228), (612, 282), (558, 282))),
    (True, ((707, 150), (831, 150), (806, 340), (795, 352), (754, 352), (783, 163), (752, 163), (722, 386),
            (673, 386))),
    (True, _TREE),
    (True, _moved(_TREE, 164)),
    (True, ((930, 268), (980, 268), (974, 280), (1139, 280), (1137, 292), (1115, 320), (1070, 350),
            (1020, 372), (950, 385), (862, 386), (862, 379), (920, 375), (985, 361), (998, 354), (964, 318),
            (1000, 322), (1030, 340), (1060, 320), (1084, 292), (962, 292), (925, 321), (880, 326))),
    (True, ((1310, 147), (1328, 147), (1405, 386), (1342, 386), (1330, 338), (1202, 338), (1174, 386),
            (1155, 386))),
    (False, ((1283, 205), (1208, 328), (1325, 328))),
    (True, ((1481, 148), (1534, 148), (1497, 386), (1440, 386))),
))
"""Jimeng's star and its four letters."""
# fmt: on
