"""Both faces of a pair on one square, and what lies where on it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.imaging import mesh_points as ids
from photoaudit.imaging import regions
from photoaudit.imaging.geometry import Frame, Points, Pyramid, fill, scaling
from photoaudit.libraries import cv2, np
from photoaudit.pair._scene import Scene

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask: TypeAlias = NDArray[np.bool_]
    Plane: TypeAlias = NDArray[np.float32]

EYES = 72.0
"""Most pixels between the eyes at which a face is compared."""
SPANS = 5.0
UNIT = 60.0
"""Pixels between the eyes to which lengths below refer."""
SPARED = 0.08
"""How far around eyes, brows and lips counts as features, in eye distances: lashes lie outside the rings."""
LIGHT = 0.3
"""Light that differs over more than that, in eye distances, is tone and no detail."""
FEWEST = 60
"""Pixels below which nothing is said of an area."""
CLIPPED = (6, 249)
CLEAR = 0.04
"""How far from such a patch anything is compared, in eye distances."""
SOFT = (1.0, 1.5, 2.2, 3.3, 5.0, 7.5)
"""Blurs, as `SIGMAS`, that are tried on what is expected."""
SOFTER = 0.8
"""Share of the error that must be left at most before a softer one is taken."""


@dataclass(frozen=True, eq=False)
class Square:
    """Both faces (size, size) on one square: luma as expected and as it is, and what lies where."""

    frame: Frame
    expected: Plane = field(repr=False)
    edited: Plane = field(repr=False)
    points: Points = field(repr=False)
    inside: Mask = field(repr=False)
    person: Plane = field(repr=False)

    @property
    def eyes(self) -> float:
        """Pixels of the square between the eyes."""
        return self.frame.size / SPANS

    @property
    def unit(self) -> float:
        """Pixels of the square for one at `UNIT` pixels between the eyes."""
        return self.eyes / UNIT


def square_of(scene: Scene, points: Points, eyes: float, person: Plane) -> Square:
    """Cut both faces out; ``points`` (468, 2) and ``eyes`` are pixels of the grid."""
    frame = regions.face_frame(points, eyes, round(SPANS * min(EYES, eyes)), SPANS)
    whole = (frame.size, frame.size)
    one, other = (
        np.asarray(cv2.cvtColor(frame.cut(Pyramid(rgb)), cv2.COLOR_RGB2GRAY), np.float32)
        for rgb in (scene.expected, scene.edited)
    )
    inside = cv2.warpAffine(scene.inside.astype(np.uint8), frame.matrix(), whole) > 0
    spread = scaling(scene.edited.shape[1] / person.shape[1])
    shown = cv2.warpAffine(person, frame.matrix() @ spread, whole, flags=cv2.INTER_LINEAR, borderValue=1.0)
    return Square(frame, one, other, frame.to_chip(points), np.asarray(inside), np.asarray(shown, np.float32))


@dataclass(frozen=True, eq=False)
class Areas:
    """Masks (size, size) of a face, of it clear of its outline, skin, features, and the person around it."""

    oval: Mask = field(repr=False)
    middle: Mask = field(repr=False)
    skin: Mask = field(repr=False)
    features: Mask = field(repr=False)
    around: Mask = field(repr=False)


def clipped(face: Square) -> Mask:
    """Return where either face has no tones left: edges of such a patch move with the exposure."""
    flat = np.zeros(face.expected.shape, np.uint8)
    for luma in (face.expected, face.edited):
        flat |= ((luma > CLIPPED[1]) | (luma < CLIPPED[0])).astype(np.uint8)
    width = 2 * round(CLEAR * face.eyes) + 1
    return np.asarray(cv2.dilate(flat, np.ones((width, width), np.uint8)) > 0)


def areas(face: Square, *, behind: bool) -> Areas:
    """Return what lies where; only the inner face where what is ``behind`` is another."""
    shape = face.expected.shape
    oval = fill(face.points[list(ids.OVAL)], (shape[0], shape[1]))
    features = np.zeros(shape, np.uint8)
    for ring in (ids.RIGHT_EYE, ids.LEFT_EYE, ids.RIGHT_BROW, ids.LEFT_BROW, ids.LIPS):
        features |= fill(face.points[list(ring)], (shape[0], shape[1])).astype(np.uint8)
    width = 2 * round(SPARED * face.eyes) + 1
    grown = cv2.dilate(features, np.ones((width, width), np.uint8)) > 0
    beyond = cv2.dilate(oval.astype(np.uint8), np.ones((width, width), np.uint8)) == 0
    inner = cv2.erode(oval.astype(np.uint8), np.ones((2 * width, 2 * width), np.uint8), borderValue=0) > 0
    # Whoever cuts a head out changes hair, ears and the outline of the face with it.
    shown, face_of = (face.person > 0.8, oval) if behind else (np.zeros(shape, bool), inner)
    inside = face.inside & ~clipped(face)
    return Areas(
        oval=np.asarray(oval & inside),
        middle=np.asarray(inner & inside),
        skin=np.asarray(face_of & ~grown & inside),
        features=np.asarray(grown & oval & inside),
        around=np.asarray(beyond & shown & inside),
    )


def leveled(face: Square) -> Plane:
    """Return what is expected in the light of the edited face, which may be lit anew part by part."""
    sigma = LIGHT * face.eyes
    # A blur this wide is the same at a quarter of the size.
    small = cv2.resize(face.edited - face.expected, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigma / 4)
    size = (face.expected.shape[1], face.expected.shape[0])
    return np.asarray(face.expected + cv2.resize(soft, size, interpolation=cv2.INTER_LINEAR), np.float32)


def softened(face: Square) -> Square:
    """Return a pair in which what is expected is as soft as the edited picture is as a whole."""
    place = areas(face, behind=True)
    parts = [mask for mask in (place.features, place.around) if mask.sum() >= FEWEST]

    def errors(expected: Plane) -> NDArray[np.float64]:
        apart = (leveled(replace(face, expected=expected)) - face.edited) ** 2
        return np.array([float(apart[mask].mean()) for mask in parts])

    soft, best = face.expected, errors(face.expected)
    for sigma in SOFT if parts else ():
        blurred = np.asarray(cv2.GaussianBlur(face.expected, (0, 0), sigma * face.unit), np.float32)
        error = errors(blurred)
        # All of the picture must be softer: a face alone that is soft is retouched.
        if (error > SOFTER * best).any():
            break
        soft, best = blurred, error
    return replace(face, expected=soft)
