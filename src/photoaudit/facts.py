"""What a check may ask of a photo: each fact derived at most once, when first asked, read-only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from math import floor
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from photoaudit.imaging import (
    cells,
    focus,
    marks,
    mesh_points,
    networks,
    regions,
    resemblance,
    style,
    texture,
)
from photoaudit.imaging import eyes as eye_fit
from photoaudit.imaging import face as face_fit
from photoaudit.imaging import luminance as light
from photoaudit.imaging.backdrop import Backdrop, measure_backdrop
from photoaudit.imaging.geometry import Frame, Points, Pyramid, fill, level_angle
from photoaudit.libraries import cv2, np
from photoaudit.metadata import (
    Capture,
    Credentials,
    Metadata,
    capture_claim,
    declared_origins,
    read_credentials,
    read_metadata,
)
from photoaudit.model import Declaration, NotAssessable, Photo, Raster, Settings, Traits
from photoaudit.photo import decode

if TYPE_CHECKING:
    from numpy.typing import NDArray

T = TypeVar("T")

CHIP_SIZE = 240
CHIP_SPANS = 4.0
MIN_EYES = 40.0
MAX_FACES = 20
SURE_FACE = 0.88
"""Detector score of a sure face: 99.8 % of the development portraits reach it, of four pets one."""

LIES = {
    90: ("lies on its side", "90 degrees clockwise"),
    180: ("stands on its head", "180 degrees"),
    270: ("lies on its side", "90 degrees anticlockwise"),
}
"""By how much a picture must be turned clockwise -> how it lies, and what to do."""
MIN_HEAD = 96

VIEW_SIZE = 616
MIN_FACE_PIXELS = 500
VIEW_SPANS = 616 / 113
VIEW_DROP = 36 / 113


class fact(Generic[T]):  # noqa: N801 - used as a decorator, like property
    """A property computed once; a `NotAssessable` is remembered and raised again."""

    def __init__(self, derive: Callable[[Facts], T]) -> None:
        self.derive = derive
        self.__doc__ = derive.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, facts: None, owner: type) -> fact[T]: ...
    @overload
    def __get__(self, facts: Facts, owner: type) -> T: ...
    def __get__(self, facts: Facts | None, owner: type) -> fact[T] | T:
        if facts is None:
            return self
        known = facts._known
        if self.name not in known:
            try:
                known[self.name] = protect(self.derive(facts))
            except NotAssessable as reason:
                known[self.name] = reason
        value = known[self.name]
        if isinstance(value, NotAssessable):
            raise NotAssessable(str(value))
        return value  # type: ignore[no-any-return]


def protect(value: T) -> T:
    """Make every array inside ``value`` read-only, so that no check can spoil another's facts."""
    if isinstance(value, Metadata):  # bytes and text, large trees of them
        return value
    if hasattr(value, "setflags"):  # an array
        value.setflags(write=False)
    elif isinstance(value, tuple):
        for item in value:
            protect(item)
    elif is_dataclass(value):
        for item in fields(value):
            protect(getattr(value, item.name))
    return value


@dataclass(frozen=True, eq=False)
class Chip:
    """A level square of a photo at a fixed face scale.

    ``rgb`` (size, size, 3), ``luma`` and ``luminance`` (size, size) uint8; ``points`` (468, 2) is the
    mesh in chip pixels; ``inside`` marks the pixels that belong to the photo.
    """

    frame: Frame
    rgb: NDArray[np.uint8] = field(repr=False)
    luma: NDArray[np.uint8] = field(repr=False)
    luminance: NDArray[np.uint8] = field(repr=False)
    points: Points = field(repr=False)
    inside: regions.Mask = field(repr=False)


class Facts:
    """Everything that checks may know of one photo; each attribute is derived on first use."""

    def __init__(self, photo: Photo, settings: Settings | None = None) -> None:
        self.photo = photo
        self.settings = settings or Settings()
        self._known: dict[str, Any] = {}

    @fact
    def metadata(self) -> Metadata:
        """What the file's containers hold besides pixels."""
        return read_metadata(self.photo.data, self.photo.format)

    @fact
    def capture(self) -> Capture:
        """What the file says of its capture."""
        return capture_claim(self.metadata, self.photo.width, self.photo.height)

    @fact
    def origins(self) -> tuple[Declaration, ...]:
        """What the file declares of its origin in plain, unsigned metadata."""
        return declared_origins(self.metadata)

    @fact
    def credentials(self) -> Credentials | None:
        """The Content Credentials, checked offline; None where the file has none."""
        return read_credentials(self.photo.data, self.metadata, self.settings.trust_list)

    @fact
    def raster(self) -> Raster:
        """Upright sRGB pixels; raises `UnreadableError` where they cannot be decoded."""
        return decode(self.photo, self.settings.limits)

    @property
    def rgb(self) -> NDArray[np.uint8]:
        """The pixels, (height, width, 3) uint8."""
        return self.raster.rgb

    @fact
    def pyramid(self) -> Pyramid:
        """The pixels and their halvings."""
        return Pyramid(self.rgb)

    @fact
    def marks(self) -> tuple[marks.Sighting, ...]:
        """Marks like those of AI services in the corners."""
        return marks.find(self.rgb)

    @fact
    def candidates(self) -> tuple[face_fit.Face, ...]:
        """All that the detector proposes, largest first."""
        return face_fit.find_faces(self.pyramid)

    @fact
    def faces(self) -> tuple[face_fit.Face, ...]:
        """The sure faces, largest first; may be empty."""
        return tuple(face for face in self.candidates if face.score >= SURE_FACE)[:MAX_FACES]

    @fact
    def turn(self) -> int:
        """By how many degrees clockwise the photo must be turned to show a sure face; 0 for none."""
        return 0 if self.faces else face_fit.turns_to_face(self.pyramid, SURE_FACE)

    @fact
    def face(self) -> face_fit.Face:
        """The largest sure face."""
        if self.faces:
            return self.faces[0]
        if self.turn:
            lies, how = LIES[self.turn]
            raise NotAssessable(f"the picture {lies}: a face is found once it is turned by {how}")
        if self.candidates:
            raise NotAssessable("no face is clear enough: covered, turned away, blurred, drawn or not human")
        raise NotAssessable("no face was found")

    @fact
    def head(self) -> NDArray[np.uint8]:
        """The head at a fixed size, only if the photo has nearly as many pixels of it."""
        side = resemblance.side_of(self.pyramid, self.face.box)
        if side < MIN_HEAD:
            raise NotAssessable(f"the head is {floor(side)} px high; {MIN_HEAD} px needed")
        return resemblance.head(self.pyramid, self.face.box)

    @fact
    def mesh(self) -> face_fit.Mesh:
        """The mesh of the largest face."""
        mesh = face_fit.find_mesh(self.pyramid, self.face)
        if mesh.presence < face_fit.MIN_PRESENCE:
            raise NotAssessable("the face is cut off, turned away or hidden")
        return mesh

    @fact
    def pose(self) -> face_fit.Pose:
        """Head rotation in degrees."""
        return face_fit.pose_of(self.mesh)

    @fact
    def eyes(self) -> tuple[face_fit.Eye, face_fit.Eye]:
        """The subject's right and left eye."""
        return face_fit.find_eyes(self.pyramid, self.mesh)

    @fact
    def eye_views(self) -> tuple[eye_fit.EyeView, eye_fit.EyeView]:
        """The subject's right and left eye cut out, only if both show iris and white."""
        right, left = (eye_fit.view_of(self.pyramid, self.mesh, eye) for eye in self.eyes)
        eye_fit.need_visible((right, left))
        return right, left

    @fact
    def person(self) -> NDArray[np.float32]:
        """How surely each of 256 x 256 cells of the whole photo shows a person, 0 to 1."""
        size = (networks.SEGMENTATION_SIZE, networks.SEGMENTATION_SIZE)
        return networks.segment(self.pyramid.resized(size))

    @fact
    def chip(self) -> Chip:
        """The face, 60 pixels between the eyes, somewhat enlarged if need be."""
        face_fit.need_eyes_apart(self.mesh, MIN_EYES)
        return self._cut(regions.face_frame(self.mesh.points, self.mesh.inter_eye, CHIP_SIZE, CHIP_SPANS))

    @fact
    def detail_chip(self) -> Chip:
        """The same chip, only if it was not enlarged: enlarging smooths."""
        face_fit.need_eyes_apart(self.mesh, CHIP_SIZE / CHIP_SPANS)
        return self.chip

    @fact
    def portrait_view(self) -> Chip:
        """Head and shoulders as ISO/IEC 29794-5 aligns them, 113 of 616 pixels between the eyes."""
        mesh = self.mesh
        distance = float(np.linalg.norm(mesh.eyes[1] - mesh.eyes[0]))
        return self._cut(regions.face_frame(mesh.points, distance, VIEW_SIZE, VIEW_SPANS, drop=VIEW_DROP))

    @fact
    def skin(self) -> regions.Skin:
        """Masks of forehead and cheeks on the chip, without hair, glasses and shine."""
        return regions.skin(self.chip.luma, self.chip.points)

    @fact
    def skin_detail(self) -> texture.SkinDetail:
        """Skin in full detail, of a face in focus."""
        chip = self.detail_chip
        parts = tuple(mask & chip.inside for mask in self.skin.parts)
        return texture.skin_detail(chip.luma, parts, self.face_features)

    @fact
    def surroundings(self) -> focus.Surroundings:
        """Hair, ears, neck and clothes close around the face, on the chip."""
        chip = self.chip
        return focus.surroundings(chip.luma, self._person_on(chip), self.chip_oval, chip.inside)

    @fact
    def chip_oval(self) -> regions.Mask:
        """Mask of the whole face on the chip, also where that reaches beyond the photo."""
        chip = self.chip
        return fill(chip.points[list(mesh_points.OVAL)], (chip.frame.size, chip.frame.size))

    @fact
    def face_features(self) -> regions.Mask:
        """Mask of eyes, brows and lips on the chip: where any face in focus has edges."""
        chip = self.chip
        bare = regions.bare_face(chip.points, (chip.frame.size, chip.frame.size))
        return np.asarray(self.chip_oval & ~bare & chip.inside)

    @fact
    def bare_face(self) -> regions.Mask:
        """Mask of the face on the portrait view without eyes, brows and lips."""
        view = self.portrait_view
        mask = np.asarray(regions.bare_face(view.points, (VIEW_SIZE, VIEW_SIZE)) & view.inside)
        if mask.sum() < MIN_FACE_PIXELS:
            raise NotAssessable("too little of the face is inside the picture")
        return mask

    @fact
    def face_oval(self) -> regions.Mask:
        """Mask of the whole face on the portrait view."""
        view = self.portrait_view
        return np.asarray(fill(view.points[list(mesh_points.OVAL)], (VIEW_SIZE, VIEW_SIZE)) & view.inside)

    @fact
    def view_colors(self) -> tuple[style.Plane, style.Plane]:
        """CIELAB a* and b* of the portrait view in coarse blocks, of a photo that has colors."""
        view = self.portrait_view
        a, b = style.coarse_colors(view.rgb)
        if style.is_colorless(a, b, style.coarse_mask(view.inside)):
            raise NotAssessable("the photo is black-and-white or toned")
        return a, b

    @fact
    def person_view(self) -> NDArray[np.float32]:
        """How surely each pixel of the portrait view shows a person, 0 to 1; 1 outside the photo."""
        return self._person_on(self.portrait_view)

    @fact
    def background(self) -> regions.Mask:
        """Mask on the portrait view of what is surely not a person."""
        return regions.background(self.person_view, self.portrait_view.inside)

    @fact
    def backdrop(self) -> Backdrop:
        """How plain and how sharp the background is."""
        view = self.portrait_view
        found = measure_backdrop(view.luminance, view.luma, self.background, self.face_oval)
        if found is None:
            raise NotAssessable("too little background is visible around head and shoulders")
        return found

    @fact
    def traits(self) -> Traits:
        """What the photo is compared with others by; made of what is around faces, never of a face."""
        try:
            mesh = self.mesh
        except NotAssessable:
            return Traits(None, anchored=False, cells=cells.whole(self.pyramid, self.candidates).tobytes())
        right, left = mesh.eyes
        (width, height), apart = self.pyramid.size, float(np.linalg.norm(left - right))
        x, y = (float(part) + 0.5 for part in (right + left) / 2)
        place = round(x / width, 4), round(y / height, 4), round(apart / width, 4)
        eyes = (*place, round(level_angle(right, left), 1))
        others = [face for face in self.candidates if face is not self.face]
        found = cells.around(self.pyramid, mesh, others)
        return Traits(eyes, anchored=True, cells=b"" if found is None else found.tobytes())

    def _person_on(self, chip: Chip) -> NDArray[np.float32]:
        height, width = self.rgb.shape[:2]
        grid = np.diag([width / networks.SEGMENTATION_SIZE, height / networks.SEGMENTATION_SIZE, 1.0])
        turn, size = chip.frame.matrix() @ grid, (chip.frame.size, chip.frame.size)
        person = cv2.warpAffine(self.person, turn, size, flags=cv2.INTER_LINEAR, borderValue=1.0)
        return np.asarray(person, np.float32)

    def _cut(self, frame: Frame) -> Chip:
        rgb = frame.cut(self.pyramid)
        height, width = self.rgb.shape[:2]
        corners = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float64)
        inside = fill(frame.to_chip(corners), (frame.size, frame.size))
        points = frame.to_chip(self.mesh.points[:, :2])
        luma = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
        return Chip(frame, rgb, luma, light.linear_luminance(rgb), points, inside)
