"""Copies of a photo as platforms make them, so that nothing is learnt from untouched files.

In every corpus, size, format and compression betray the label. Whatever is fitted or reported about
pixels is therefore measured on such copies.
"""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, TypeAlias

from PIL import Image

from photoaudit.libraries import cv2, np
from photoaudit.model import Photo

if TYPE_CHECKING:
    from numpy.typing import NDArray

TRACKS = ("original", "platform", "web", "matched")
"""Untouched; head square of at most 400 px at JPEG 80; long side of at most 800 px at JPEG 87; every
face at most `MATCHED_FACE` px wide at JPEG 90, so that size cannot tell anything."""
LAUNDERED = TRACKS[1:]
MATCHED_FACE = 144

RGB: TypeAlias = "NDArray[np.uint8]"


def as_jpeg(rgb: RGB, quality: int) -> Photo:
    """Return pixels as an opened JPEG photo of that quality, 4:2:0."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=quality, subsampling="4:2:0")
    data = buffer.getvalue()
    height, width = rgb.shape[:2]
    return Photo("laundered.jpg", hashlib.sha256(data).hexdigest(), "JPEG", width, height, "RGB", 1, data)


def launder(photo: Photo, rgb: RGB, box: tuple[float, float, float, float], track: str) -> Photo:
    """Return a copy of ``photo`` (pixels ``rgb``, face ``box`` x, y, width, height) on a track."""
    if track == "original":
        return photo
    if track == "platform":
        return as_jpeg(_fit(head_square(rgb, box), 400), 80)
    if track == "matched":
        head = head_square(rgb, box)
        return as_jpeg(_fit(head, round(max(head.shape[:2]) * MATCHED_FACE / box[2])), 90)
    return as_jpeg(_fit(rgb, 800), 87)


def head_square(rgb: RGB, box: tuple[float, float, float, float]) -> RGB:
    """Return the square of twice the face's height around the face, as far as it is inside the picture."""
    x, y, width, height = box
    left, top = max(0, round(x + width / 2 - height)), max(0, round(y + height / 2 - height))
    right, bottom = round(x + width / 2 + height), round(y + height / 2 + height)
    return rgb[top:bottom, left:right]


def _fit(rgb: RGB, side: int) -> RGB:
    scale = side / max(rgb.shape[:2])
    if scale >= 1:
        return rgb
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
