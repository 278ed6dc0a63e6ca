"""All numbers of a pair of pictures, before anything is said of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import floor
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.facts import Facts
from photoaudit.imaging import face as face_fit
from photoaudit.imaging.geometry import Points, Pyramid, scaling
from photoaudit.imaging.mesh_points import MIRROR_ORDER
from photoaudit.libraries import cv2, np
from photoaudit.model import NotAssessable
from photoaudit.pair import _content, _face
from photoaudit.pair._align import Alignment, align, by_points
from photoaudit.pair._scene import SMOOTHING, Scene, encoded_as, fitting, lay, toned
from photoaudit.pair._square import Square, square_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane: TypeAlias = NDArray[np.float32]

LEAST_EYES = 28.0
"""Pixels between the eyes below which a face is too small to compare."""
WHOLE = 0.7
"""Grids finer than that part of a file still show its encoding."""
PERSON = 0.7
ENOUGH = 0.05


class TooSmall(NotAssessable):
    """A face is there in both pictures, and too small to compare."""


@dataclass(frozen=True, eq=False)
class Measured:
    """What a pair gave: its alignment, its scene, numbers by name, and why a face gave none ("": it did).

    ``hidden``: there is a face in both, too small to compare.
    """

    alignment: Alignment
    scene: Scene
    numbers: dict[str, float]
    faceless: str = ""
    hidden: bool = False
    square: Square | None = field(default=None, repr=False)


def measure(original: Facts, edited: Facts) -> Measured | None:
    """Return all numbers of a pair; None where nothing of one picture is found in the other."""
    alignment = _aligned(original, edited)
    if alignment is None:
        return None
    moved, shown, inside, scale = lay(original.pyramid, edited.pyramid, alignment)
    small = fitting((moved.shape[1], moved.shape[0]), _content.SIDE)
    person = _person(original, alignment, scale * small[0] / moved.shape[1], small)
    inner = cv2.resize(inside.astype(np.uint8), small, interpolation=cv2.INTER_NEAREST) > 0
    sure = inner & (person > PERSON)
    tone = toned(Pyramid(moved), Pyramid(shown), inner, sure if sure.mean() > ENOUGH else inner)
    expected = tone.apply(moved)
    if scale > WHOLE:
        expected = encoded_as(expected, edited.photo)
    smoothing = float(edited.photo.format in SMOOTHING)
    scene = Scene(moved, expected, shown, inside, scale, tone)
    numbers = {"smoothing": smoothing, "rest": tone.rest, **_content.look(scene, person)}
    try:
        points, eyes = _points(original, alignment, scale, inside)
    except NotAssessable as why:
        return Measured(alignment, scene, numbers, str(why), hidden=isinstance(why, TooSmall))
    square = square_of(scene, points, eyes, person)
    behind = numbers.get("other background", 0.0) < 0.2
    numbers |= {"eyes": eyes, **_face.look(square, behind=behind)}
    return Measured(alignment, scene, numbers, square=square)


def _aligned(original: Facts, edited: Facts) -> Alignment | None:
    found = align(original.pyramid, edited.pyramid)
    if isinstance(found, Alignment):
        return found
    try:
        one, other = original.mesh.points[:, :2], edited.mesh.points[:, :2]
    except NotAssessable as why:
        if found.enough:
            return None
        raise NotAssessable("too little is to be seen in one of them to find it in the other") from why
    return by_points(one, other)


def _person(original: Facts, alignment: Alignment, scale: float, size: tuple[int, int]) -> Plane:
    """Return how surely each pixel shows a person, on a grid of that scale and size."""
    width, height = original.pyramid.size
    person = original.person[:, ::-1] if alignment.mirrored else original.person
    side = person.shape[0]
    turn = scaling(scale) @ alignment.matrix @ scaling(width / side, height / side)
    found = cv2.warpPerspective(np.ascontiguousarray(person), turn, size, flags=cv2.INTER_LINEAR)
    return np.asarray(found, np.float32)


def _points(
    original: Facts, alignment: Alignment, scale: float, inside: NDArray[np.bool_]
) -> tuple[Points, float]:
    """Return the mesh (468, 2) and the eye distance, on the grid, of the largest face that it shows."""
    width = original.pyramid.size[0]
    for face in original.faces or (original.face,):
        mesh = original.mesh if face is original.face else face_fit.find_mesh(original.pyramid, face)
        points = mesh.points[:, :2]
        if alignment.mirrored:
            points = np.column_stack([width - 1 - points[:, 0], points[:, 1]])[MIRROR_ORDER]
        moved = cv2.perspectiveTransform(points[None].astype(np.float64), alignment.matrix)[0]
        placed = np.asarray((moved + 0.5) * scale - 0.5)
        middle = np.round(placed.mean(0)).astype(int)
        if not (0 <= middle[0] < inside.shape[1] and 0 <= middle[1] < inside.shape[0]):
            continue
        eyes = mesh.inter_eye * alignment.scale * scale
        if eyes < LEAST_EYES:
            raise TooSmall(
                f"the eyes are {floor(eyes)} px apart where both show them; {LEAST_EYES:.0f} px needed"
            )
        return placed, eyes
    raise NotAssessable("the face of the original is not in the edited picture")
