"""Faces, their 468-point mesh, eyes and pose."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import atan2, ceil, degrees, floor, hypot
from typing import TYPE_CHECKING

from photoaudit.imaging import networks
from photoaudit.imaging.geometry import Frame, Points, Pyramid, level_angle
from photoaudit.imaging.mesh_points import EYES, LEFT_EYE, LEFTS, MIDLINE, MIRROR_ORDER, RIGHT_EYE, RIGHTS
from photoaudit.libraries import cv2, np
from photoaudit.model import NotAssessable

if TYPE_CHECKING:
    from numpy.typing import NDArray

DETECTION_SIDES = (640, 320)
MIN_DETECTION_SIDE = 32
"""Strips narrower than this hold no face that could be measured."""
MIN_PRESENCE = 0.5
FRONTAL_PITCH = 6.0
"""Lean of the mesh's midline in a level head, degrees: median of camera portraits (tools/calibrate.py)."""


@dataclass(frozen=True, eq=False)
class Face:
    """A detected face: ``box`` (x, y, width, height) in photo pixels, ``points`` (5, 2), score 0 to 1."""

    box: tuple[float, float, float, float]
    points: Points = field(repr=False)
    score: float

    @property
    def area(self) -> float:
        """Area of the box in square pixels."""
        return self.box[2] * self.box[3]


@dataclass(frozen=True, eq=False)
class Mesh:
    """468 points (468, 3) in photo pixels, z growing away from the camera, and a presence of 0 to 1."""

    points: Points = field(repr=False)
    presence: float

    @property
    def eyes(self) -> tuple[Points, Points]:
        """Centers (x, y) of the subject's right and left eye, midway between the lid corners."""
        return self.points[list(EYES[0]), :2].mean(0), self.points[list(EYES[1]), :2].mean(0)

    @property
    def inter_eye(self) -> float:
        """Distance of the eye centers in photo pixels, in three dimensions: yaw does not shorten it."""
        right, left = (self.points[list(pair)].mean(0) for pair in EYES)
        return float(np.linalg.norm(left - right))

    @property
    def chin(self) -> Points:
        """The lowest point of the chin, (x, y)."""
        return self.points[152, :2]


@dataclass(frozen=True)
class Pose:
    """Head rotation in degrees: yaw (positive: to the viewer's right), pitch (positive: up), roll."""

    yaw: float
    pitch: float
    roll: float


@dataclass(frozen=True, eq=False)
class Eye:
    """One eye in photo pixels: iris center and radius, lid aperture and lid contour (16, 2).

    The contour runs around: outer corner, seven points of the lower lid, inner corner, seven of the
    upper lid.
    """

    iris_center: tuple[float, float]
    iris_radius: float
    aperture: float
    contour: Points = field(repr=False)


def find_faces(pyramid: Pyramid) -> tuple[Face, ...]:
    """Return the faces of a photo, largest first, found at two scales.

    One scale misses: at 640 px the detector is blind to a face that fills the picture, at 320 px
    to one in the back.
    """
    width, height = pyramid.size
    rows = []
    for side in DETECTION_SIDES:
        scale = side / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        if min(size) < MIN_DETECTION_SIDE:
            continue
        found = networks.detect(pyramid.resized(size))
        found = found[_possible(found, size)]
        found[:, :14] /= np.tile(np.array([size[0] / width, size[1] / height], np.float32), 7)
        rows.append(found)
    merged = np.concatenate(rows) if rows else np.empty((0, 15), np.float32)
    if not len(merged):
        return ()
    keep = cv2.dnn.NMSBoxes(
        merged[:, :4].tolist(), merged[:, 14].tolist(), networks.DETECTION_SCORE, networks.DETECTION_OVERLAP
    )
    faces = [_face(merged[index]) for index in np.asarray(keep).ravel()]
    return tuple(sorted(faces, key=lambda face: -face.area))


def turns_to_face(pyramid: Pyramid, score: float) -> int:
    """Return by how many degrees a photo must be turned clockwise until a face of that score is found.

    0 where no turn helps; of several the one with the surest face counts.
    """
    width, height = pyramid.size
    scale = min(1.0, DETECTION_SIDES[0] / max(width, height))
    small = pyramid.resized((max(1, round(width * scale)), max(1, round(height * scale))))
    found = {}
    for quarters in (1, 2, 3):
        faces = find_faces(Pyramid(np.ascontiguousarray(np.rot90(small, -quarters))))
        found[90 * quarters] = max((face.score for face in faces), default=0.0)
    best = max(found, key=found.__getitem__)
    return best if found[best] >= score else 0


def _possible(found: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.bool_]:
    """Tell which rows can be faces: OpenCV 4.13 gives boxes of nothing and of infinite size on strips."""
    with np.errstate(invalid="ignore", over="ignore"):
        center = found[:, :2] + found[:, 2:4] / 2
        inside = ((center >= 0) & (center <= np.array(size))).all(1)
        sized = ((found[:, 2:4] >= 1) & (found[:, 2:4] <= 2 * max(size))).all(1)
    return np.asarray(np.isfinite(found).all(1) & inside & sized)


def _face(row: NDArray[np.float32]) -> Face:
    x, y, w, h = (float(v) for v in row[:4])
    return Face((x, y, w, h), row[4:14].astype(np.float64).reshape(5, 2), float(row[14]))


def find_mesh(pyramid: Pyramid, face: Face) -> Mesh:
    """Fit the face mesh: once in the detector's box, then again in the square the first pass found.

    The second pass also sees the mirror image, so that a symmetric face gets a symmetric mesh.
    """
    x, y, w, h = face.box
    frame = Frame(
        (x + w / 2, y + h / 2),
        1.5 * max(w, h),
        level_angle(face.points[0], face.points[1]),
        networks.MESH_SIZE,
    )
    first, _ = _fit(frame.cut(pyramid), frame)
    right, left = (first[list(pair), :2].mean(0) for pair in EYES)
    low, high = first[:, :2].min(0), first[:, :2].max(0)
    center = (low + high) / 2
    frame = Frame(
        (float(center[0]), float(center[1])),
        1.5 * float((high - low).max()),
        level_angle(right, left),
        networks.MESH_SIZE,
    )
    chip = frame.cut(pyramid)
    points, presence = _fit(chip, frame)
    mirrored, mirrored_presence = _fit(chip, frame, mirror=True)
    return Mesh((points + mirrored) / 2, (presence + mirrored_presence) / 2)


def _fit(chip: NDArray[np.uint8], frame: Frame, *, mirror: bool = False) -> tuple[Points, float]:
    """Fit the mesh to a chip, or to its mirror image: the network itself is not quite symmetric."""
    landmarks, presence = networks.mesh(np.ascontiguousarray(chip[:, ::-1]) if mirror else chip)
    if mirror:
        landmarks = landmarks[MIRROR_ORDER] * np.array([-1, 1, 1], np.float32)
        landmarks[:, 0] += networks.MESH_SIZE - 1
    flat = frame.to_photo(landmarks[:, :2].astype(np.float64))
    return np.column_stack([flat, landmarks[:, 2] / frame.scale]), presence


def symmetry_plane(points: Points) -> tuple[Points, float]:
    """Return unit normal and offset of the plane that best mirrors the paired mesh points.

    In a mirrored pair both points differ along the normal alone, so the normal is the main axis
    of the differences, and the offset the mean of the midpoints along it. The normal points to
    the subject's left.
    """
    right, left = points[RIGHTS], points[LEFTS]
    difference = left - right
    _, _, axes = np.linalg.svd(difference, full_matrices=False)
    normal = axes[0] if axes[0] @ difference.mean(0) > 0 else -axes[0]
    return normal, float(((left + right) / 2 @ normal).mean())


def pose_of(mesh: Mesh) -> Pose:
    """Return the head rotation, read from the mesh's plane of symmetry and its midline.

    Yaw and roll are the direction of the plane's normal, pitch the lean of the line from forehead
    to chin about it. The network's depth is relative, so angles are good to a few degrees.
    """
    normal, _ = symmetry_plane(mesh.points)
    down = mesh.points[MIDLINE[-1]] - mesh.points[MIDLINE[0]]
    down = down - (down @ normal) * normal
    yaw = atan2(normal[2], hypot(normal[0], normal[1]))
    roll = atan2(normal[1], normal[0])
    pitch = atan2(down[2], hypot(down[0], down[1]))
    return Pose(degrees(yaw), degrees(pitch) - FRONTAL_PITCH, degrees(roll))


def need_facing(pose: Pose, yaw: float, pitch: float | None = None) -> None:
    """Raise `NotAssessable` where a head is turned, or nods, by more than so many degrees."""
    if abs(pose.yaw) > yaw:
        raise NotAssessable(f"the head is turned by {ceil(abs(pose.yaw))} degrees; at most {yaw:.0f} allowed")
    if pitch is not None and abs(pose.pitch) > pitch:
        raise NotAssessable(f"the head nods by {ceil(abs(pose.pitch))} degrees; at most {pitch:.0f} allowed")


def need_eyes_apart(mesh: Mesh, pixels: float) -> None:
    """Raise `NotAssessable` where the eyes are fewer photo pixels apart."""
    if mesh.inter_eye < pixels:
        raise NotAssessable(f"the eyes are {floor(mesh.inter_eye)} px apart; {pixels:.0f} px needed")


def find_eyes(pyramid: Pyramid, mesh: Mesh) -> tuple[Eye, Eye]:
    """Return the subject's right and left eye, refined by the iris network."""
    return _eye(pyramid, mesh, RIGHT_EYE, mirror=False), _eye(pyramid, mesh, LEFT_EYE, mirror=True)


def _eye(pyramid: Pyramid, mesh: Mesh, ring: tuple[int, ...], *, mirror: bool) -> Eye:
    corners = mesh.points[[ring[0], ring[8]], :2]
    center, width = corners.mean(0), float(np.linalg.norm(corners[1] - corners[0]))
    right, left = mesh.eyes
    frame = Frame(
        (float(center[0]), float(center[1])),
        max(2.3 * width, 1.0),
        level_angle(right, left),
        networks.IRIS_SIZE,
    )
    chip = frame.cut(pyramid)
    contours, iris = networks.iris(np.ascontiguousarray(chip[:, ::-1]) if mirror else chip)
    both = np.concatenate([iris, contours[:16]]).astype(np.float64)
    if mirror:
        both[:, 0] = networks.IRIS_SIZE - both[:, 0]
    # The network counts from the edge of the first pixel, frames from its center.
    both = frame.to_photo(both - 0.5)
    middle, rim, contour = both[0], both[1:5], both[5:]
    # The network gives corner, seven lower-lid points, corner, then the upper lid from the first corner.
    lower, upper = contour[1:8], contour[9:16]
    aperture = float(np.linalg.norm(upper - lower, axis=1).max())
    return Eye(
        (float(middle[0]), float(middle[1])),
        float(np.linalg.norm(rim - middle, axis=1).mean()),
        aperture,
        np.concatenate([contour[:9], upper[::-1]]),
    )
