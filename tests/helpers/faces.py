"""A real face to test on: the public-domain portrait inside scikit-image, and what can be done to it."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from functools import cache, lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from _files import chunk
from photoaudit.facts import Facts
from photoaudit.imaging.geometry import fill
from photoaudit.imaging.mesh_points import OVAL
from photoaudit.model import Photo

RGB = NDArray[np.uint8]

cv2.setNumThreads(1)  # as while a photo is examined: on arrays this small a second one mostly spins


@cache
def portrait() -> RGB:
    """Return head and shoulders, 720 x 720, about 94 pixels between the eyes."""
    with Image.open(Path(data.__file__).with_name("astronaut.png")) as picture:  # skimage.io takes a second
        head = np.asarray(picture)[0:330, 60:390]
    out = np.asarray(cv2.resize(head, (720, 720), interpolation=cv2.INTER_CUBIC), np.uint8)
    out.setflags(write=False)
    return out


def photo_of(rgb: RGB, *, quality: int | None = None) -> Photo:
    """Return pixels as an opened photo: PNG, or JPEG of a quality."""
    kind = "PNG" if quality is None else "JPEG"
    content = png_of(rgb) if quality is None else jpeg_of(rgb, quality)
    height, width = rgb.shape[:2]
    return Photo("test", hashlib.sha256(content).hexdigest(), kind, width, height, "RGB", 1, content)


def png_of(rgb: RGB, *chunks: tuple[bytes, bytes]) -> bytes:
    """Return pixels as a PNG, with chunks before them: not compressed, which would take far longer."""
    height, width = rgb.shape[:2]
    rows = np.zeros((height, 1 + 3 * width), np.uint8)
    rows[:, 1:] = rgb.reshape(height, -1)
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), *chunks, (b"IDAT", zlib.compress(rows.tobytes(), 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def jpeg_of(rgb: RGB, quality: int) -> bytes:
    """Return pixels as a JPEG of a quality."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def facts_of(rgb: RGB, *, quality: int | None = None) -> Facts:
    """Return the facts of pixels, derived once for all tests that ask: not to be changed."""
    return _facts(rgb.shape, rgb.tobytes(), quality)


@lru_cache(maxsize=16)  # of a portrait they take some 20 MB
def _facts(shape: tuple[int, ...], pixels: bytes, quality: int | None) -> Facts:
    return fresh_facts_of(np.frombuffer(pixels, np.uint8).reshape(shape), quality=quality)


def fresh_facts_of(rgb: RGB, *, quality: int | None = None) -> Facts:
    """Return facts that nobody has asked for anything: to count what is derived, or to change them."""
    return Facts(photo_of(rgb, quality=quality))


@cache
def face_mask() -> NDArray[np.float32]:
    """Return the face oval of the portrait, 1 inside, soft at its edge, (720, 720, 1)."""
    points = facts_of(portrait()).mesh.points[list(OVAL), :2]
    mask = fill(points, (720, 720)).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 4.0)[..., None], np.float32)


@cache
def smoothed(sigma_color: float) -> RGB:
    """Return the portrait with its face smoothed, more for a larger value."""
    soft = cv2.bilateralFilter(portrait(), 15, sigma_color, 8)
    out = np.asarray(portrait() * (1 - face_mask()) + soft * face_mask(), np.uint8)
    out.setflags(write=False)
    return out


def brightened(rgb: RGB, gain: float, sides: tuple[float, float] = (1.0, 1.0)) -> RGB:
    """Return pixels multiplied by ``gain``, and by ``sides`` left and right of the middle."""
    ramp = np.where(np.arange(rgb.shape[1]) < rgb.shape[1] / 2, *sides)[None, :, None]
    return np.asarray(np.clip(rgb * gain * ramp, 0, 255), np.uint8)


def on_background(background: RGB | int) -> RGB:
    """Return the portrait's person before another background (a picture, or one gray level)."""
    facts = facts_of(portrait())
    person = cv2.resize(facts.person, (720, 720))[..., None]
    behind = np.broadcast_to(np.asarray(background, np.uint8), (720, 720, 3))
    return np.asarray(portrait() * person + behind * (1 - person), np.uint8)


def turned(rgb: RGB, degrees: float) -> RGB:
    """Return pixels rotated about their middle, clockwise on screen."""
    height, width = rgb.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return np.asarray(cv2.warpAffine(rgb, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def scaled(rgb: RGB, factor: float) -> RGB:
    """Return pixels resized."""
    kind = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(rgb, None, fx=factor, fy=factor, interpolation=kind), np.uint8)
