"""What the eyes show: where they lie, iris and white, highlights, color, gaze."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import asin, atan2, degrees, floor, hypot, radians, sin
from typing import TYPE_CHECKING

from photoaudit.imaging.face import Eye, Mesh
from photoaudit.imaging.geometry import Frame, Points, Pyramid, fill, level_angle
from photoaudit.imaging.luminance import WEIGHTS, linear, opponent_colors
from photoaudit.imaging.regions import Mask
from photoaudit.libraries import cv2, np
from photoaudit.model import NotAssessable

if TYPE_CHECKING:
    from numpy.typing import NDArray

VIEW_SPANS = 0.62
"""Side of an eye view in eye distances; the lids are 0.45 wide."""
MAX_VIEW = 160
FIXED_EYES = 60.0
"""Eye distance at which texture is compared: the scale of the face chip."""

SURE_IRIS = 0.85
"""In iris radii: the rim is soft, and its circle is good to a tenth."""
SURE_WHITE = 1.2
PUPIL = 0.4
"""In iris radii: pupils of 2 to 4.5 mm in an iris of 11.7 mm stay inside."""
MIN_IRIS_PIXELS = 12
MIN_WHITE_PIXELS = 8
MIN_OPENING = 0.4
"""Lid gap in iris diameters below which an eye hides its iris."""
MIN_STEP = 1.3
"""Gray-level ratio of white to iris: even pale irises reflect no more than about half as much light."""
MIN_LEVELS = 12.0
MAX_HIGHLIGHT = 0.35
HIGHLIGHT_SHARE = 0.8
HIGHLIGHT_STEP = 40.0
CONTRAST_SIGMA = 1.5


IRIS_DEPTH = 1.6
"""Iris to center of rotation in iris radii: 9.5 mm to 5.9 mm, doi:10.1109/TBME.2005.863952."""
CORNER_DEPTH = 0.75
"""Lid corners to center of rotation, likewise: how far a turn of the head moves irises that stay on the
camera, read from camera portraits."""
IRIS_RISE = 0.31
"""Iris above the line of the lid corners, in radii: median of camera portraits."""


@dataclass(frozen=True, eq=False)
class EyeView:
    """One eye, level, at the photo's own resolution or reduced.

    ``rgb`` (size, size, 3) uint8 and ``gray`` (size, size) float32, 0 to 255; ``distance`` (size, size)
    from the iris center in iris radii, ``radius`` in view pixels. ``opening`` is what the lids leave
    free, ``iris`` and ``white`` its parts surely inside and outside the iris, ``highlight`` what on the
    iris shines nearly as brightly as the white: reflected light. ``gap`` is the lid opening in iris
    diameters.
    """

    frame: Frame
    rgb: NDArray[np.uint8] = field(repr=False)
    gray: NDArray[np.float32] = field(repr=False)
    distance: NDArray[np.float32] = field(repr=False)
    center: tuple[float, float]
    radius: float
    gap: float
    opening: Mask = field(repr=False)
    iris: Mask = field(repr=False)
    white: Mask = field(repr=False)
    highlight: Mask = field(repr=False)

    @property
    def bare_iris(self) -> Mask:
        """The iris without pupil and highlights."""
        return np.asarray(self.iris & ~self.glow & (self.distance > PUPIL))

    @property
    def glow(self) -> Mask:
        """The highlights and their soft edges."""
        return np.asarray(cv2.dilate(self.highlight.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)

    @property
    def white_level(self) -> float:
        """Gray level of the white of the eye; its upper quartile, since lids shade it."""
        return float(np.percentile(self.gray[self.white], 75)) if self.white.any() else 0.0


def view_of(pyramid: Pyramid, mesh: Mesh, eye: Eye, *, eyes_apart: float | None = None) -> EyeView:
    """Cut out one eye, reduced to ``eyes_apart`` pixels between the eyes, or as large as the photo has it."""
    side = max(VIEW_SPANS * mesh.inter_eye, 8.0)
    size = round(VIEW_SPANS * eyes_apart) if eyes_apart else min(round(side), MAX_VIEW)
    x, y = eye.contour.mean(0)
    frame = Frame((float(x), float(y)), side, level_angle(*mesh.eyes), size)
    rgb = frame.cut(pyramid)
    gray = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.float32)
    center = frame.to_chip(np.array([eye.iris_center]))[0]
    radius = max(eye.iris_radius * frame.scale, 1e-6)
    rows, columns = np.mgrid[:size, :size]
    distance = (np.hypot(columns - center[0], rows - center[1]) / radius).astype(np.float32)
    # Lashes and the wet rims of the lids belong to neither iris nor white.
    rim = np.ones((2 * max(1, round(0.1 * radius)) + 1, 1), np.uint8)
    opening = cv2.erode(fill(frame.to_chip(eye.contour), (size, size)).astype(np.uint8), rim) > 0
    iris, white = opening & (distance < SURE_IRIS), opening & (distance > SURE_WHITE)
    # One more pixel off the lids: their wet edge shines too.
    inner = cv2.erode(iris.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    highlight = inner & (gray > _shine(gray, iris, white))
    gap = eye.aperture / max(2.0 * eye.iris_radius, 1e-6)
    return EyeView(
        frame, rgb, gray, distance, (float(center[0]), float(center[1])), radius, gap,
        opening, iris, white, highlight,
    )  # fmt: skip


def _shine(gray: NDArray[np.float32], iris: Mask, white: Mask) -> float:
    if not iris.any() or not white.any():
        return 255.0
    return max(
        HIGHLIGHT_SHARE * float(np.percentile(gray[white], 75)), float(np.median(gray[iris])) + HIGHLIGHT_STEP
    )


def need_visible(views: tuple[EyeView, EyeView]) -> None:
    """Raise `NotAssessable` unless both eyes show iris and white: closed, dark glasses, reflections."""
    if min(view.gap for view in views) < MIN_OPENING:
        raise NotAssessable("an eye is closed or nearly closed")
    for view in views:
        if view.iris.sum() < MIN_IRIS_PIXELS or view.white.sum() < MIN_WHITE_PIXELS:
            raise NotAssessable("too little of an eye shows between the lids")
        if view.highlight.sum() > MAX_HIGHLIGHT * view.iris.sum():
            raise NotAssessable("a reflection covers an iris")
        level = float(np.median(view.gray[view.iris]))
        if view.white_level < max(MIN_STEP * level, level + MIN_LEVELS):
            raise NotAssessable("iris and white of an eye cannot be told apart: dark glasses, shade or blur")


def need_radius(eyes: tuple[Eye, Eye], pixels: float) -> None:
    """Raise `NotAssessable` where the smaller iris has a radius below ``pixels``."""
    radius = min(eye.iris_radius for eye in eyes)
    if radius < pixels:
        raise NotAssessable(f"the iris is {floor(2 * radius)} px wide; {2 * pixels:.0f} px needed")


@dataclass(frozen=True)
class EyeLayout:
    """Where the eyes lie in a square picture: middle and distance in shares of its side, roll in degrees.

    ``departure`` is the largest of the four departures from StyleGAN's layout, each in its tolerance.
    """

    x: float
    y: float
    apart: float
    roll: float

    @property
    def departure(self) -> float:
        """0 for a perfect match, 1 at the edge of the tolerance."""
        return max(
            abs(self.x - 0.5) / 0.015,
            abs(self.y - 0.472) / 0.02,
            abs(self.apart - 0.24) / 0.02,
            abs(self.roll) / 2.0,
        )


def eye_layout(right: Points, left: Points, side: float) -> EyeLayout:
    """Return the layout of two eye centers (x, y) in a picture of ``side`` pixels.

    References
    ----------
    The alignment of StyleGAN's training pictures: https://github.com/NVlabs/ffhq-dataset
    """
    x, y = (right + left) / 2 / side
    across, down = (left - right) / side
    return EyeLayout(float(x), float(y), hypot(across, down), degrees(atan2(down, across)))


def iris_contrast(view: EyeView) -> float:
    """Return the spread of what a slight blur takes from the bare iris, in % of the level of its white.

    The blur sees iris, rim and white, but neither lids nor highlights: lids that cross an iris have
    more contrast than anything on it. Dividing by the level of the iris itself would measure how
    dark it is: eye color.
    """
    weight = (view.opening & ~view.glow).astype(np.float32)
    blurred = cv2.GaussianBlur(view.gray * weight, (0, 0), CONTRAST_SIGMA)
    share = cv2.GaussianBlur(weight, (0, 0), CONTRAST_SIGMA)
    mask = view.bare_iris
    return 100.0 * float(np.std(view.gray[mask] - blurred[mask] / share[mask])) / max(view.white_level, 1.0)


def gaze_angle(eyes: tuple[Eye, Eye], yaw: float, roll: float) -> float:
    """Return the angle in degrees between where both eyes look, on average, and the camera.

    The center of rotation lies behind the lid corners, so a turned head moves it sideways; pitch is
    left out, since the mesh does not know it well enough.
    """
    offsets = []
    for eye in eyes:
        middle = (eye.contour[0] + eye.contour[8]) / 2
        offsets.append((np.array(eye.iris_center) - middle) / max(eye.iris_radius, 1e-6))
    x, y = np.mean(offsets, axis=0)
    turn = np.exp(-1j * radians(roll)) * complex(x, y)
    across, down = turn.real + CORNER_DEPTH * sin(radians(yaw)), turn.imag + IRIS_RISE
    return degrees(asin(min(1.0, hypot(across, down) / IRIS_DEPTH)))


def iris_color_difference(views: tuple[EyeView, EyeView]) -> float:
    """Return the distance of both bare irises in CIELAB a*, b*, once both whites are equally bright."""
    irises = [np.median(linear(view.rgb)[view.bare_iris], axis=0) for view in views]
    whites = [white_luminance(view) for view in views]
    common = float(np.mean(whites))
    first, second = (_chroma(iris * common / white) for iris, white in zip(irises, whites, strict=True))
    return float(np.linalg.norm(first - second))


def white_luminance(view: EyeView) -> float:
    """Return the luminance, linear in light, 0 to 1, of the white of an eye."""
    return max(float(np.array(WEIGHTS, np.float32) @ np.median(linear(view.rgb)[view.white], axis=0)), 1e-4)


def _chroma(light: NDArray[np.float32]) -> NDArray[np.float64]:
    a, b = opponent_colors(np.asarray(light, np.float32)[None, None])
    return np.array([a[0, 0], b[0, 0]], np.float64)


def highlight_map(view: EyeView, size: int = 33) -> Mask:
    """Return the highlights on a square that the iris circle fills, so that eyes can be compared."""
    scale = 2.0 * view.radius / size
    back = np.array([[scale, 0, view.center[0] - view.radius], [0, scale, view.center[1] - view.radius]])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpAffine(view.highlight.astype(np.float32), back, (size, size), flags=how)
    return np.asarray(seen > 0.5)


def overlap(first: Mask, second: Mask, slack: int = 3) -> float:
    """Return the shared part (0 to 1) of two masks, each grown by ``slack`` cells to forgive misplacement."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * slack + 1, 2 * slack + 1))
    a, b = (cv2.dilate(mask.astype(np.uint8), kernel) > 0 for mask in (first, second))
    union = int((a | b).sum())
    return float((a & b).sum()) / union if union else 0.0


def spots(mask: Mask, least: int = 4) -> int:
    """Return how many separate spots of at least ``least`` pixels a mask holds."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    return int((stats[1:, cv2.CC_STAT_AREA] >= least).sum())
