"""How far parts of a face moved, beyond what the whole picture did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.imaging import mesh_points as ids
from photoaudit.libraries import cv2, np
from photoaudit.pair._square import FEWEST, LIGHT, Square, clipped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask: TypeAlias = NDArray[np.bool_]
    Plane: TypeAlias = NDArray[np.float32]

NOISE = 200.0
"""Texture (the lesser eigenvalue of the structure tensor) at which a movement is half trusted."""
SMOOTHED = 0.05
"""Movements are averaged over that, in eye distances."""
TRUSTED = 0.15
AGREED = 0.12
"""Whether both show the same thing is asked over that, in eye distances."""
ALIKE = 0.7

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
class Movement:
    """How far each pixel of a square moved.

    ``by`` (size, size, 2) in pixels is what is beyond the movement of all, which is ``common``; ``trust``
    (0 to 1) tells how far it can be believed, and ``whole`` is the movement as it was found.
    """

    by: Plane = field(repr=False)
    trust: Plane = field(repr=False)
    whole: Plane = field(repr=False)
    common: Plane = field(repr=False)


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
    trust = np.asarray(trust * (same > ALIKE) * ~clipped(face), np.float32)
    common = _similar(flow, trust * (face.person > 0.5), trust > 2 * TRUSTED)
    moved = flow - common
    sigma = SMOOTHED * face.eyes
    weight = np.asarray(cv2.GaussianBlur(trust, (0, 0), sigma), np.float32)
    smooth = cv2.GaussianBlur(moved * trust[..., None], (0, 0), sigma) / np.maximum(weight, 1e-3)[..., None]
    return Movement(np.asarray(smooth, np.float32), weight, flow, common)


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
            if (trust > 0).sum() * 3 < len(ring):
                continue
            by = found.by[places[:, 1], places[:, 0]][trust > 0]
            far = float(np.percentile(np.hypot(by[:, 0], by[:, 1]), 80))
            out[name] = max(out.get(name, 0.0), 100 * far / face.eyes)
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
