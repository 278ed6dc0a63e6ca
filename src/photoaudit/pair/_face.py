"""What was done to a face: detail lost, shapes moved, features drawn anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.imaging import mesh_points as ids
from photoaudit.imaging import regions
from photoaudit.imaging.geometry import Frame, Points, Pyramid, fill
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
SIGMAS = (0.8, 1.6, 3.2, 6.4)
"""Blurs between which detail is compared: single pixels, pores, spots and lines, folds."""
SPARED = 0.08
"""How far around eyes, brows and lips counts as features, in eye distances: lashes lie outside the rings."""
LIGHT = 0.3
"""Light that differs over more than that, in eye distances, is tone and no detail."""
FEWEST = 60
"""Pixels below which nothing is said of an area."""
NOISE = 200.0
"""Texture (the lesser eigenvalue of the structure tensor) at which a movement is half trusted."""
SMOOTHED = 0.05
"""Movements are averaged over that, in eye distances."""
TRUSTED = 0.15
AGREED = 0.12
"""Whether both show the same thing is asked over that, in eye distances."""
ALIKE = 0.7
FAINT = 0.05
"""Power in squared gray levels that a band must have before its gain is believed."""

PARTS = {
    "jaw": ((234, 93, 132, 58, 172, 136, 150), (454, 323, 361, 288, 397, 365, 379)),
    "chin": ((150, 149, 176, 148, 152, 377, 400, 378, 379),),
    "forehead": ((67, 109, 10, 338, 297, 103, 332),),
    "cheeks": (ids.RIGHT_CHEEK, ids.LEFT_CHEEK),
    "brows": (ids.RIGHT_BROW, ids.LEFT_BROW),
    "eyes": (ids.RIGHT_EYE, ids.LEFT_EYE),
    "nose": ((1, 2, 98, 327, 48, 278, 64, 294, 5, 4, 45, 275, 220, 440),),
    "mouth": (ids.LIPS,),
}
"""Parts of a face by points of the mesh; those of a pair move apart, so each is measured by itself."""


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


def square(scene: Scene, points: Points, eyes: float, person: Plane) -> Square:
    """Cut both faces out; ``points`` (468, 2) and ``eyes`` in pixels of the grid, ``person`` as the grid."""
    frame = regions.face_frame(points, eyes, round(SPANS * min(EYES, eyes)), SPANS)
    whole = (frame.size, frame.size)
    one, other = (
        np.asarray(cv2.cvtColor(frame.cut(Pyramid(rgb)), cv2.COLOR_RGB2GRAY), np.float32)
        for rgb in (scene.expected, scene.edited)
    )
    inside = cv2.warpAffine(scene.inside.astype(np.uint8), frame.matrix(), whole) > 0
    shown = cv2.warpAffine(person, frame.matrix(), whole, borderValue=1.0)
    return Square(frame, one, other, frame.to_chip(points), np.asarray(inside), np.asarray(shown, np.float32))


@dataclass(frozen=True, eq=False)
class Areas:
    """Masks (size, size) of a face, of it clear of its outline, skin, features, and the person around it."""

    oval: Mask = field(repr=False)
    middle: Mask = field(repr=False)
    skin: Mask = field(repr=False)
    features: Mask = field(repr=False)
    around: Mask = field(repr=False)


def areas(face: Square, *, behind: bool) -> Areas:
    """Return what lies where; clear of the person's outline where what is ``behind`` is another."""
    shape = face.expected.shape
    oval = fill(face.points[list(ids.OVAL)], (shape[0], shape[1]))
    features = np.zeros(shape, np.uint8)
    for ring in (ids.RIGHT_EYE, ids.LEFT_EYE, ids.RIGHT_BROW, ids.LEFT_BROW, ids.LIPS):
        features |= fill(face.points[list(ring)], (shape[0], shape[1])).astype(np.uint8)
    width = 2 * round(SPARED * face.eyes) + 1
    grown = cv2.dilate(features, np.ones((width, width), np.uint8)) > 0
    beyond = cv2.dilate(oval.astype(np.uint8), np.ones((width, width), np.uint8)) == 0
    inner = cv2.erode(oval.astype(np.uint8), np.ones((2 * width, 2 * width), np.uint8), borderValue=0) > 0
    shown = face.person > (0.8 if behind else 0.97)
    if not behind:
        shown = cv2.erode(shown.astype(np.uint8), np.ones((width, width), np.uint8)) > 0
    return Areas(
        oval=np.asarray(oval & face.inside),
        middle=np.asarray(inner & face.inside),
        skin=np.asarray(oval & ~grown & face.inside),
        features=np.asarray(grown & oval & face.inside),
        around=np.asarray(beyond & shown & face.inside),
    )


def leveled(face: Square) -> Plane:
    """Return what is expected in the light of the edited face, which may be lit anew part by part."""
    sigma = LIGHT * face.eyes
    # A blur this wide is the same at a quarter of the size.
    small = cv2.resize(face.edited - face.expected, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigma / 4)
    size = (face.expected.shape[1], face.expected.shape[0])
    return np.asarray(face.expected + cv2.resize(soft, size, interpolation=cv2.INTER_LINEAR), np.float32)


def bands(luma: Plane, unit: float) -> list[Plane]:
    """Return what lies between the blurs of `SIGMAS`, each (height, width)."""
    found: list[Plane] = []
    last, reached = luma, 0.0
    for sigma in SIGMAS:
        wanted = sigma * unit
        soft = cv2.GaussianBlur(last, (0, 0), max(0.4, float(np.sqrt(max(wanted**2 - reached**2, 0)))))
        found.append(np.asarray(last - soft, np.float32))
        last, reached = np.asarray(soft, np.float32), wanted
    return found


def gains(first: list[Plane], second: list[Plane], mask: Mask) -> tuple[float, ...]:
    """Return how much of each band is still there (1: all), fitted together; nan for too small an area."""
    if mask.sum() < FEWEST:
        return (float("nan"),) * len(first)
    design = np.stack([band[mask] for band in first], axis=1).astype(np.float64)
    target = np.stack([band[mask] for band in second]).sum(0, dtype=np.float64)
    power = design.T @ design
    # A band that is hardly there keeps its gain of 1, or noise would decide it.
    ridge = FAINT * len(design) * np.eye(len(first))
    return tuple(float(gain) for gain in np.linalg.solve(power + ridge, design.T @ target + ridge.sum(1)))


def alike(one: Plane, other: Plane, mask: Mask) -> float:
    """Return how alike two bands are in an area (1: the same); nan for too small an area."""
    if mask.sum() < FEWEST:
        return float("nan")
    first, second = one[mask].astype(np.float64), other[mask].astype(np.float64)
    power = float((first @ first) * (second @ second))
    return float(first @ second) / max(float(np.sqrt(power)), 1e-6)


@dataclass(frozen=True, eq=False)
class Movement:
    """How far each pixel of a square moved.

    ``by`` (size, size, 2) in pixels is what is beyond the movement of all, ``trust`` (0 to 1) how far it can
    be believed, and ``whole`` the movement as it was found.
    """

    by: Plane = field(repr=False)
    trust: Plane = field(repr=False)
    whole: Plane = field(repr=False)


def movement(expected: Plane, face: Square, *, behind: bool) -> Movement:
    """Return how shapes moved; what is ``behind`` the person counts only if it is still the same."""
    one, other = expected, face.edited
    if not behind:
        matte = np.clip(face.person * 2 - 1, 0, 1)
        one, other = (image * matte + 128 * (1 - matte) for image in (one, other))
    finder = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    eight = [_even(image, LIGHT * face.eyes) for image in (one, other)]
    start = np.zeros((*one.shape, 2), np.float32)
    flow = np.asarray(finder.calc(eight[0], eight[1], start), np.float32)
    gx, gy = (cv2.Sobel(one, cv2.CV_32F, *way) for way in ((1, 0), (0, 1)))
    reach = max(1.5, 3 * face.unit)
    xx, yy, xy = (cv2.GaussianBlur(part, (0, 0), reach) for part in (gx * gx, gy * gy, gx * gy))
    least = (xx + yy) / 2 - np.sqrt(((xx - yy) / 2) ** 2 + xy**2)
    trust = np.asarray(least / (least + NOISE) * face.inside, np.float32)
    same = _agreeing(one, put_back(np.asarray(other, np.float32), flow), AGREED * face.eyes)
    trust = np.asarray(trust * (same > ALIKE), np.float32)
    moved = flow - _similar(flow, trust * (face.person > 0.5), trust > 2 * TRUSTED)
    sigma = SMOOTHED * face.eyes
    weight = np.asarray(cv2.GaussianBlur(trust, (0, 0), sigma), np.float32)
    smooth = cv2.GaussianBlur(moved * trust[..., None], (0, 0), sigma) / np.maximum(weight, 1e-3)[..., None]
    return Movement(np.asarray(smooth, np.float32), weight, flow)


def _even(luma: Plane, sigma: float) -> NDArray[np.uint8]:
    """Return luma in even light and contrast, so that shade is not taken for movement."""
    small = cv2.resize(luma, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    size = (luma.shape[1], luma.shape[0])
    mean, power = (
        cv2.resize(cv2.GaussianBlur(plane, (0, 0), sigma / 4), size, interpolation=cv2.INTER_LINEAR)
        for plane in (small, small * small)
    )
    spread = np.sqrt(np.maximum(power - mean * mean, 16.0))
    return np.asarray(np.clip(np.rint(128 + 50 * (luma - mean) / spread), 0, 255), np.uint8)


def _similar(flow: Plane, trust: Plane, used: Mask) -> Plane:
    """Return the similarity (height, width, 2) that most of a movement follows."""
    height, width = flow.shape[:2]
    ys, xs = np.nonzero(used & (trust > 0))
    if len(ys) < FEWEST:
        return np.zeros_like(flow)
    chosen = np.linspace(0, len(ys) - 1, min(len(ys), 1500)).astype(int)
    ys, xs = ys[chosen], xs[chosen]
    x, y = (xs - width / 2) / width, (ys - height / 2) / width
    ones, none = np.ones_like(x), np.zeros_like(x)
    design = np.concatenate([np.column_stack([x, -y, ones, none]), np.column_stack([y, x, none, ones])])
    target = np.concatenate([flow[ys, xs, 0], flow[ys, xs, 1]]).astype(np.float64)
    weight = np.ones(len(x))
    fit = np.zeros(4)
    for _ in range(5):
        both = np.concatenate([weight, weight])[:, None]
        fit = np.linalg.solve(design.T @ (design * both) + 1e-6 * np.eye(4), design.T @ (target * both[:, 0]))
        rest = (target - design @ fit).reshape(2, -1)
        error = np.hypot(rest[0], rest[1])
        weight = 1 / (1 + (error / max(0.05, 1.5 * float(np.median(error)))) ** 2) ** 2
    gx = ((np.arange(width) - width / 2) / width)[None, :]
    gy = ((np.arange(height) - height / 2) / width)[:, None]
    return np.asarray(
        np.stack([fit[0] * gx - fit[1] * gy + fit[2], fit[1] * gx + fit[0] * gy + fit[3]], 2), np.float32
    )


def moved_parts(face: Square, found: Movement) -> dict[str, float]:
    """Return how far each part moved, in percent of the eye distance; parts without texture are left out."""
    size = face.frame.size
    out: dict[str, float] = {}
    for name, rings in PARTS.items():
        for ring in rings:
            places = np.round(face.points[list(ring)]).astype(int)
            places = places[((places >= 0) & (places < size)).all(1)]
            trust = found.trust[places[:, 1], places[:, 0]]
            trust = np.where(trust > TRUSTED, trust, 0)
            if (trust > 0).sum() * 2 < len(ring):
                continue
            mean = (found.by[places[:, 1], places[:, 0]] * trust[:, None]).sum(0) / trust.sum()
            out[name] = max(out.get(name, 0.0), 100 * float(np.hypot(*mean)) / face.eyes)
    return out


def furthest(face: Square, found: Movement, mask: Mask) -> float:
    """Return how far a fiftieth of an area moved at least, in percent of the eye distance; nan for none."""
    used = mask & (found.trust > 1.3 * TRUSTED)
    if used.sum() < FEWEST:
        return float("nan")
    length = np.hypot(found.by[..., 0][used], found.by[..., 1][used])
    return 100 * float(np.percentile(length, 98)) / face.eyes


def _agreeing(one: Plane, other: Plane, sigma: float) -> Plane:
    """Return the local correlation of two pictures: what is not the same thing has not moved."""

    def mean(plane: Plane) -> Plane:
        return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma), np.float32)

    means = mean(one), mean(other)
    powers = mean(one * one) - means[0] ** 2, mean(other * other) - means[1] ** 2
    both = mean(one * other) - means[0] * means[1]
    return np.asarray(both / np.sqrt(np.maximum(powers[0] * powers[1], 1.0)), np.float32)


def put_back(edited: Plane, flow: Plane) -> Plane:
    """Return a picture with all its parts moved back to where they are expected."""
    size = edited.shape[0]
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    return np.asarray(
        cv2.remap(edited, x + flow[..., 0], y + flow[..., 1], cv2.INTER_CUBIC,
                  borderMode=cv2.BORDER_REPLICATE), np.float32,
    )  # fmt: skip


def look(face: Square, *, behind: bool) -> dict[str, float]:
    """Return all numbers of a pair of faces; ``behind``: the background is the same."""
    level, place = leveled(face), areas(face, behind=behind)
    found = movement(level, face, behind=behind)
    first, second = bands(level, face.unit), bands(face.edited, face.unit)
    out: dict[str, float] = {f"moved {name}": value for name, value in moved_parts(face, found).items()}
    out["moved face"] = furthest(face, found, place.oval if behind else place.middle)
    out["moved around"] = furthest(face, found, place.around) if behind else float("nan")
    out["light"] = (
        float(np.percentile(np.abs(level - face.expected)[place.oval], 95)) if place.oval.any() else 0
    )
    for name in ("skin", "features", "around"):
        mask = getattr(place, name)
        for number, gain in enumerate(gains(first, second, mask)):
            out[f"gain {name} {number}"] = gain
        for number in (1, 2, 3):
            out[f"alike {name} {number}"] = alike(first[number], second[number], mask)
    back = bands(put_back(face.edited, found.whole), face.unit)
    for number in (1, 2, 3):
        out[f"same features {number}"] = alike(first[number], back[number], place.features)
        out[f"same skin {number}"] = alike(first[number], back[number], place.skin)
    strength = [float(np.sqrt((one[place.skin] ** 2).mean())) if place.skin.any() else 0 for one in first]
    out |= {f"detail {number}": value for number, value in enumerate(strength)}
    # Spots that were removed are small: the skin is compared patch by patch too.
    out["patch skin"] = _patches(first[1] + first[2], second[1] + second[2], place.skin, face.unit)
    out["patch around"] = _patches(first[1] + first[2], second[1] + second[2], place.around, face.unit)
    return out


def _patches(one: Plane, other: Plane, mask: Mask, unit: float) -> float:
    """Return the most that a patch differs by, in parts of how much a typical one does; nan for too few."""
    sigma = 3.0 * unit
    weight = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), sigma)
    error = cv2.GaussianBlur((one - other) ** 2 * mask, (0, 0), sigma)
    used = (weight > 0.5) & mask
    if used.sum() < FEWEST:
        return float("nan")
    local = error[used] / weight[used]
    return float(np.sqrt(np.percentile(local, 99.5) / max(float(np.median(local)), 0.05)))
