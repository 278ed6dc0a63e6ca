"""Reads text that image generators hide in the lowest bits of pixels ("stealth PNG info").

Bits run down the columns, left to right: a name of 15 bytes, the number of bits that follow as 32
bits, and the text, plain or compressed with gzip. They lie in the transparency, or in red, green
and blue by turns.

References
----------
- https://github.com/NovelAI/novelai-image-metadata
- https://github.com/catboxanon/sd-webui-stealth-pnginfo
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from photoaudit.libraries import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_TEXT = 4 * 1024 * 1024
_NAME_BITS = 15 * 8
_HEAD_BITS = _NAME_BITS + 32
_NAMES = {
    2: {b"stealth_pnginfo": False, b"stealth_pngcomp": True},
    3: {b"stealth_rgbinfo": False, b"stealth_rgbcomp": True},
}
"""Names by the number of array axes, and whether the text behind them is compressed."""


def hidden_text(pixels: NDArray[np.uint8]) -> str | None:
    """Return the text hidden in a transparency plane or in colors, "" if it cannot be read, None if none is.

    Parameters
    ----------
    pixels
        Transparency of shape (height, width) or colors of shape (height, width, 3).
    """
    head = _bits(pixels, 0, _HEAD_BITS)
    if head.size < _HEAD_BITS:
        return None
    name = np.packbits(head[:_NAME_BITS]).tobytes()
    compressed = _NAMES[pixels.ndim].get(name)
    if compressed is None:
        return None
    length = int.from_bytes(np.packbits(head[_NAME_BITS:]).tobytes(), "big")
    if length > min(8 * MAX_TEXT, pixels.size - _HEAD_BITS):
        return ""
    raw = np.packbits(_bits(pixels, _HEAD_BITS, _HEAD_BITS + length)).tobytes()
    return (_inflate(raw) if compressed else raw).decode("utf-8", "replace")


def _bits(pixels: NDArray[np.uint8], start: int, stop: int) -> NDArray[np.uint8]:
    """Return the lowest bits from one place to another, counted down the columns."""
    column = pixels[:, :1].size
    first, last = start // column, -(-stop // column)
    lowest = (pixels[:, first:last] & 1).swapaxes(0, 1).reshape(-1)
    return np.asarray(lowest[start - first * column : stop - first * column], np.uint8)


def _inflate(raw: bytes) -> bytes:
    """Return gzip data inflated up to the limit, b"" if it is broken."""
    try:
        return zlib.decompressobj(wbits=31).decompress(raw, MAX_TEXT)
    except zlib.error:
        return b""
