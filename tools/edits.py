"""Portraits edited on purpose, so that a comparison with the original can be tried on known edits.

All lengths follow the distance between the eyes. What is random depends on the seed given alone. These are
simulations: no retoucher, no product and no network was at work.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

import retouch
from photoaudit.imaging import mesh_points as ids
from photoaudit.imaging.face import Mesh
from photoaudit.imaging.geometry import fill

RGB = NDArray[np.uint8]
Plane = NDArray[np.float32]
Point = NDArray[np.float64]
Brush = tuple[Point, Point, float]


@dataclass(frozen=True, eq=False)
class Subject:
    """A photo (height, width, 3), its mesh, how surely each pixel shows a person, and one to take from."""

    rgb: RGB
    mesh: Mesh
    person: Plane
    other: Subject | None = None


# Nothing but encoding, crop, light and color


def exposure(s: Subject, chance: np.random.Generator) -> RGB:
    """Return a photo up to one stop brighter or darker, in linear light."""
    linear = (s.rgb.astype(np.float32) / 255) ** 2.2 * 2.0 ** chance.uniform(-1, 0.7)
    return _bytes(255 * np.minimum(linear, 1) ** (1 / 2.2))


def contrast(s: Subject, chance: np.random.Generator) -> RGB:
    """Return a photo with more or less contrast along a curve."""
    value = s.rgb.astype(np.float32) / 255
    curve = value + chance.uniform(-0.1, 0.15) * -np.sin(2 * np.pi * value)
    return _bytes(255 * curve)


def white_balance(s: Subject, chance: np.random.Generator) -> RGB:
    """Return a photo in warmer or colder light, and of other saturation."""
    warm = chance.uniform(-0.15, 0.15)
    mixed = s.rgb.astype(np.float32) * np.array([1 + warm, 1, 1 - warm], np.float32)
    gray = mixed @ np.array([0.299, 0.587, 0.114], np.float32)
    return _bytes(gray[..., None] + chance.uniform(0.6, 1.35) * (mixed - gray[..., None]))


def gray(s: Subject, _: np.random.Generator) -> RGB:
    """Return a photo in black and white."""
    return np.repeat(cv2.cvtColor(s.rgb, cv2.COLOR_RGB2GRAY)[..., None], 3, 2)


def vignette(s: Subject, chance: np.random.Generator) -> RGB:
    """Return a photo with darker corners, or a brighter side, as if lit from there."""
    height, width = s.rgb.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    shade = 1 - chance.uniform(0.1, 0.35) * (x * x + y * y) / 2 + chance.uniform(-0.15, 0.15) * x
    return _bytes(s.rgb * shade[..., None])


def side_light(s: Subject, chance: np.random.Generator) -> RGB:
    """Return a photo that is much brighter on one side than on the other."""
    fall = np.linspace(0.55, 1.4, s.rgb.shape[1])[:: int(chance.choice([-1, 1]))]
    return _bytes(s.rgb * fall[None, :, None])


def turned_over(s: Subject, _: np.random.Generator) -> RGB:
    """Return a photo upside down."""
    return np.ascontiguousarray(s.rgb[::-1, ::-1])


def sharpened(s: Subject, chance: np.random.Generator) -> RGB:
    """Return a photo as sharpened as platforms and phones do."""
    soft = cv2.GaussianBlur(s.rgb, (0, 0), 1.0).astype(np.float32)
    return _bytes(s.rgb + chance.uniform(0.2, 0.5) * (s.rgb - soft))


def turned(s: Subject, chance: np.random.Generator) -> RGB:
    """Return a photo leveled by up to four degrees, without its corners."""
    height, width = s.rgb.shape[:2]
    angle = float(chance.uniform(1, 4) * chance.choice([-1, 1]))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.1)
    return np.asarray(cv2.warpAffine(s.rgb, turn, (width, height), flags=cv2.INTER_CUBIC), np.uint8)


def cut(s: Subject, chance: np.random.Generator) -> RGB:
    """Return a part of a photo around the face."""
    height, width = s.rgb.shape[:2]
    low, high = s.mesh.points[:, :2].min(0), s.mesh.points[:, :2].max(0)
    side = float((high - low).max())
    left, top = np.maximum(low - side * chance.uniform(0.25, 0.8, 2), 0).astype(int)
    right, bottom = np.minimum(high + side * chance.uniform(0.25, 0.8, 2), [width, height]).astype(int)
    return np.ascontiguousarray(s.rgb[top:bottom, left:right])


def flipped(s: Subject, _: np.random.Generator) -> RGB:
    """Return a photo mirrored."""
    return np.ascontiguousarray(s.rgb[:, ::-1])


def saved_twice(s: Subject, chance: np.random.Generator) -> RGB:
    """Return a photo that was saved as a JPEG of middling quality before."""
    opened = Image.open(io.BytesIO(jpeg(s.rgb, int(chance.integers(60, 90)))))
    return np.asarray(opened.convert("RGB"))


def untouched(s: Subject, _: np.random.Generator) -> RGB:
    """Return a photo as it is."""
    return s.rgb


def face_softened(s: Subject, strength: int) -> RGB:
    """Return a photo with all of its face smoothed, features too, as filters do that know no parts."""
    share = retouch.face_weight(s.mesh, (s.rgb.shape[0], s.rgb.shape[1]))[..., None]
    sigma = 0.6 * strength * s.mesh.inter_eye / retouch.REFERENCE_EYES
    soft = cv2.GaussianBlur(s.rgb, (0, 0), max(0.5, sigma))
    return _bytes(s.rgb * (1 - share) + soft * share)


# Shapes


def warp(s: Subject, part: str, share: float, kind: str, chance: np.random.Generator) -> RGB:
    """Return a photo in which part of a face is moved by up to ``share`` of the distance between the eyes.

    ``liquify`` pushes with soft brushes, ``spline`` bends by a thin-plate spline between fixed points.
    """
    field = (_brushed if kind == "liquify" else _splined)(s, part, share * s.mesh.inter_eye, chance)
    height, width = s.rgb.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    out = cv2.remap(
        s.rgb, x - field[..., 0], y - field[..., 1], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(out, np.uint8)


def _moves(s: Subject, part: str) -> list[Brush]:
    """Return places, unit directions and radii (in eye distances) of the brushes of an edit."""
    points = s.mesh.points[:, :2]
    center = points[list(ids.OVAL)].mean(0)

    def toward(indices: tuple[int, ...], aim: Point, radius: float, sign: float = 1.0) -> Iterator[Brush]:
        for index in indices:
            way = (aim - points[index]) * sign
            yield points[index], way / max(float(np.linalg.norm(way)), 1e-6), radius

    eyes = [points[list(ring)].mean(0) for ring in (ids.RIGHT_EYE, ids.LEFT_EYE)]
    nose = points[4]
    mouth = points[list(ids.LIPS)].mean(0)
    if part == "jaw":
        return list(toward((172, 136, 397, 365), center, 0.45))
    if part == "chin":
        return list(toward((152,), center, 0.5))
    if part == "eyes":
        return [
            item
            for eye, ring in zip(eyes, (ids.RIGHT_EYE, ids.LEFT_EYE), strict=True)
            for item in toward((ring[4], ring[12]), eye, 0.18, -1.0)
        ]
    if part == "nose":
        return list(toward((48, 278), nose, 0.2))
    return list(toward((61, 291), mouth, 0.25, -1.0))


def _brushed(s: Subject, part: str, reach: float, _: np.random.Generator) -> Plane:
    height, width = s.rgb.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    field = np.zeros((height, width, 2), np.float32)
    for place, way, radius in _moves(s, part):
        near = ((x - place[0]) ** 2 + (y - place[1]) ** 2) / (radius * s.mesh.inter_eye) ** 2
        field += (np.maximum(1 - near, 0) ** 2)[..., None] * way.astype(np.float32)
    return field * reach / max(float(np.linalg.norm(field, axis=2).max()), 1e-6)


def _splined(s: Subject, part: str, reach: float, _: np.random.Generator) -> Plane:
    moves = _moves(s, part)
    moved = np.array([place for place, _, _ in moves])
    ways = np.array([way for _, way, _ in moves])
    unit = s.mesh.inter_eye
    others = s.mesh.points[::9, :2]
    ring = s.mesh.points[list(ids.OVAL), :2]
    center = ring.mean(0)
    around = np.concatenate([center + (ring - center) * grown for grown in (1.35, 1.9)])
    fixed = np.concatenate([others, around])
    fixed = fixed[np.linalg.norm(fixed[:, None] - moved[None], axis=2).min(1) > 0.3 * unit]
    places = np.concatenate([moved, fixed]) / unit
    target = np.concatenate([ways * reach, np.zeros_like(fixed)])
    # A coarse grid is bent, and its field enlarged: a spline of every pixel would take minutes.
    height, width = s.rgb.shape[:2]
    step = max(4, round(unit / 12))
    gy, gx = np.mgrid[0 : height + step : step, 0 : width + step : step]
    grid = np.column_stack([gx.ravel(), gy.ravel()]) / unit
    weights = np.linalg.solve(*_spline_system(places, target))
    distance = np.linalg.norm(grid[:, None] - places[None], axis=2)
    basis = np.where(distance > 0, distance**2 * np.log(np.maximum(distance, 1e-9)), 0)
    coarse = (
        basis @ weights[: len(places)] + np.column_stack([np.ones(len(grid)), grid]) @ weights[len(places) :]
    )
    hull = np.linalg.norm(grid * unit - center, axis=1) / max(
        float(np.linalg.norm(ring - center, axis=1).max()), 1
    )
    coarse *= np.clip((1.9 - hull) / 0.5, 0, 1)[:, None]
    coarse = coarse.reshape(*gy.shape, 2).astype(np.float32)
    size = gx.shape[1] * step, gx.shape[0] * step
    field = cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR)[:height, :width]
    return np.asarray(field * reach / max(float(np.linalg.norm(field, axis=2).max()), 1e-6), np.float32)


def _spline_system(places: Point, target: Point) -> tuple[Point, Point]:
    """Return the linear system of a thin-plate spline that moves places (n, 2) by targets (n, 2)."""
    distance = np.linalg.norm(places[:, None] - places[None], axis=2)
    kernel = np.where(distance > 0, distance**2 * np.log(np.maximum(distance, 1e-9)), 0)
    affine = np.column_stack([np.ones(len(places)), places])
    system = np.block([[kernel + 1e-6 * np.eye(len(places)), affine], [affine.T, np.zeros((3, 3))]])
    return system, np.concatenate([target, np.zeros((3, 2))])


# Content


def background(s: Subject, kind: str, chance: np.random.Generator) -> RGB:
    """Return a photo with another background: one color, a gradient, or that of another photo, blurred."""
    height, width = s.rgb.shape[:2]
    behind: NDArray[Any] = np.broadcast_to(chance.uniform(40, 250, 3), (height, width, 3))
    if kind == "gradient":
        ends = chance.uniform(30, 250, (2, 3))
        behind = np.linspace(0, 1, height)[:, None, None] * (ends[1] - ends[0]) + ends[0]
    elif kind == "photo" and s.other is not None:
        other = cv2.resize(s.other.rgb, (width, height), interpolation=cv2.INTER_AREA)
        behind = np.asarray(cv2.GaussianBlur(other, (0, 0), 0.02 * max(height, width)))
    share = s.person[..., None]
    return _bytes(s.rgb * share + behind * (1 - share))


def spots(s: Subject, chance: np.random.Generator) -> RGB:
    """Return a photo with a dozen spots of the skin inpainted, as blemishes are removed."""
    mask = np.zeros(s.rgb.shape[:2], np.uint8)
    skin = np.argwhere(retouch.skin_weight(s.mesh, s.rgb.shape[:2]) > 0.9)
    if not len(skin):
        return s.rgb
    for y, x in skin[chance.integers(0, len(skin), 12)]:
        cv2.circle(mask, (int(x), int(y)), max(1, round(0.05 * s.mesh.inter_eye)), 255, -1)
    return np.asarray(cv2.inpaint(s.rgb, mask, max(2, 0.04 * s.mesh.inter_eye), cv2.INPAINT_TELEA), np.uint8)


def removed(s: Subject, chance: np.random.Generator) -> RGB:
    """Return a photo from which a piece of clothes or background is inpainted away."""
    height, width = s.rgb.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    side = 0.5 * s.mesh.inter_eye
    low = s.mesh.points[:, :2].max(0)
    x, y = float(chance.uniform(0.15, 0.85) * width), float(min(height - side, low[1] + side))
    cv2.ellipse(mask, ((x, y), (side, side), 0), 255, -1)
    return np.asarray(cv2.inpaint(s.rgb, mask, 5, cv2.INPAINT_TELEA), np.uint8)


def redrawn(s: Subject, kind: str, _: np.random.Generator) -> RGB:
    """Return a photo with the face of another one in the place of its own, in its light."""
    if s.other is None:
        return s.rgb
    faces = [np.ascontiguousarray(one.mesh.points[:, :2]) for one in (s.other, s)]
    turn = cv2.estimateAffinePartial2D(faces[0], faces[1], method=cv2.LMEDS)[0]
    height, width = s.rgb.shape[:2]
    taken = cv2.warpAffine(
        s.other.rgb, turn, (width, height), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REFLECT
    )
    mask = fill(s.mesh.points[list(ids.OVAL), :2], (height, width)).astype(np.uint8) * 255
    edge = np.ones((5, 5), np.uint8)
    mask = np.asarray(cv2.erode(mask, edge, iterations=max(1, round(0.03 * s.mesh.inter_eye))), np.uint8)
    mask[[0, -1]] = 0
    mask[:, [0, -1]] = 0
    if kind == "seamless":
        x, y, w, h = cv2.boundingRect(mask)
        return np.asarray(
            cv2.seamlessClone(taken, s.rgb, mask, (x + w // 2, y + h // 2), cv2.NORMAL_CLONE), np.uint8
        )
    inside = mask > 0
    matched = taken.astype(np.float32)
    for channel in range(3):
        own, new = s.rgb[..., channel][inside].astype(float), matched[..., channel][inside]
        matched[..., channel] = (matched[..., channel] - new.mean()) * own.std() / max(
            new.std(), 1
        ) + own.mean()
    soft = cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), 0.06 * s.mesh.inter_eye)[..., None]
    return _bytes(s.rgb * (1 - soft) + matched * soft)


# Copies as platforms make them


def jpeg(rgb: RGB, quality: int) -> bytes:
    """Return a JPEG file."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def shrunk(rgb: RGB, longest: int) -> RGB:
    """Return a picture with at most so many pixels a side."""
    scale = longest / max(rgb.shape[:2])
    if scale >= 1:
        return rgb
    size = max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale))
    return np.asarray(Image.fromarray(rgb).resize(size, Image.Resampling.LANCZOS))


def _bytes(values: NDArray[np.floating]) -> RGB:
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)


WARPS = (0.01, 0.02, 0.04, 0.08)
PARTS = ("jaw", "chin", "eyes", "nose", "mouth")
HARMLESS: dict[str, Callable[[Subject, np.random.Generator], RGB]] = {
    "re-encoded": untouched, "saved twice": saved_twice, "exposure": exposure, "contrast": contrast,
    "white balance": white_balance,
    "black and white": gray, "vignette": vignette, "sharpened": sharpened, "leveled": turned, "cut": cut,
    "mirrored": flipped, "side light": side_light, "turned over": turned_over,
}  # fmt: skip


def edits(s: Subject, chance: np.random.Generator) -> Iterator[tuple[str, str, RGB]]:
    """Yield the class, the name and the pixels of every edit of a photo."""
    for name, edit in HARMLESS.items():
        yield "adjusted", name, edit(s, chance)
    for name, method in retouch.METHODS.items():
        for strength in retouch.STRENGTHS:
            yield ("light", "medium", "strong")[strength - 1], name, method(s.rgb, s.mesh, strength)
    for strength in retouch.STRENGTHS:
        yield ("light", "medium", "strong")[strength - 1], "whole face", face_softened(s, strength)
    yield "spots", "spots", spots(s, chance)
    for share in WARPS:
        for kind in ("liquify", "spline"):
            part = PARTS[int(chance.integers(len(PARTS)))]
            yield f"warp {100 * share:.0f} %", f"{kind} {part}", warp(s, part, share, kind, chance)
    for kind in ("color", "gradient", "photo"):
        yield "background", kind, background(s, kind, chance)
    yield "removed", "removed", removed(s, chance)
    for kind in ("seamless", "feathered"):
        yield "redrawn", kind, redrawn(s, kind, chance)
