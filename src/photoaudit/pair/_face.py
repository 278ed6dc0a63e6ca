"""What was done to a face: detail lost, shapes moved, features drawn anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.imaging import mesh_points as ids
from photoaudit.imaging import regions
from photoaudit.imaging.face import Mesh
from photoaudit.imaging.geometry import Frame, Points
from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask: TypeAlias = NDArray[np.bool_]
    Plane: TypeAlias = NDArray[np.float32]

EYES = 80.0
"""Most pixels between the eyes at which a face is compared."""
LEAST_EYES = 20.0
SPANS = 5.0
UNIT = 60.0


def face_frame(mesh: Mesh) -> Frame:
    """Return the square about a face in which it is compared."""
    eyes = min(EYES, mesh.inter_eye)
    return regions.face_frame(mesh.points, mesh.inter_eye, round(SPANS * eyes), SPANS)


GROUPS = {
    "right jaw": (234, 93, 132, 58, 172, 136, 150),
    "left jaw": (454, 323, 361, 288, 397, 365, 379),
    "chin": (150, 149, 176, 148, 152, 377, 400, 378, 379),
    "right eye": ids.RIGHT_EYE,
    "left eye": ids.LEFT_EYE,
    "right brow": ids.RIGHT_BROW,
    "left brow": ids.LEFT_BROW,
    "nose": (1, 2, 98, 327, 48, 278, 64, 294, 5, 4, 45, 275, 220, 440),
    "mouth": ids.LIPS,
    "right cheek": ids.RIGHT_CHEEK,
    "left cheek": ids.LEFT_CHEEK,
    "forehead": (67, 109, 10, 338, 297, 103, 332),
}


@dataclass(frozen=True, eq=False)
class Pair:
    """Both faces on one square."""

    expected: Plane = field(repr=False)
    edited: Plane = field(repr=False)
    inside: Mask = field(repr=False)
    points: Points = field(repr=False)
    person: Plane = field(repr=False)
    eyes: float


def bands(luma: Plane, unit: float) -> tuple[Plane, Plane, Plane, Plane]:
    """Return what lies between blurs: about single pixels, pores, blotches, features."""
    last, out = luma, []
    for sigma in (0.8, 1.6, 3.2, 6.4):
        soft = cv2.GaussianBlur(luma, (0, 0), max(0.5, sigma * unit))
        out.append(last - soft)
        last = soft
    return tuple(out)


def kept(expected: Plane, edited: Plane, mask: Mask) -> tuple[float, float]:
    """Return how much of what is expected is there (1: all), and how well both agree, 0 to 1."""
    one, other = expected[mask].astype(np.float64), edited[mask].astype(np.float64)
    power = float(one @ one)
    if power <= 0:
        return 1.0, 0.0
    both = float(one @ other)
    return both / power, both / max(float(np.sqrt(power * (other @ other))), 1e-9)


def flow(expected: Plane, edited: Plane) -> NDArray[np.float32]:
    """Return by how many pixels each pixel of the first is moved in the second, (height, width, 2)."""
    finder = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    finder.setFinestScale(1)
    one, other = (np.clip(np.rint(x), 0, 255).astype(np.uint8) for x in (expected, edited))
    return np.asarray(finder.calc(one, other, None))
