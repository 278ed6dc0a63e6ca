"""Reads the invisible mark that open image generators put into their pixels.

The mark lives in the blue-difference channel, in the averages of 2 x 2 pixels: of every block of
4 x 4 averages the one farthest from zero is moved into the upper or lower half of a step of 36
levels, which says 1 or 0. Blocks, row by row, repeat the bits of a message; their mean decides.

References
----------
- invisible-watermark (ShieldMnt), the ``dwtDct`` method with block size 4 and scales 0, 36, 36.
  https://github.com/ShieldMnt/invisible-watermark
- Messages: https://github.com/huggingface/diffusers (Stable Diffusion XL watermark),
  https://github.com/black-forest-labs/flux, https://github.com/CompVis/stable-diffusion,
  https://github.com/Stability-AI/stablediffusion
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MIN_SIDE = 256
"""The embedder refuses smaller pictures."""

_STEP = 36.0
_BLOCK = 4
_MAX_PIXELS = 4_000_000
"""Rows from the top that are read: they hold each bit some thousand times."""
_MOST_EQUAL = 0.9
"""Bright flat pictures read as all ones; no message is that uniform."""

Bits: TypeAlias = "NDArray[np.bool_]"


@dataclass(frozen=True)
class Message:
    """A known message, as text of ones and zeros, and how many bits must agree."""

    name: str
    bits: str
    enough: int


def _ascii(text: str) -> str:
    return "".join(f"{byte:08b}" for byte in text.encode("ascii"))


MESSAGES: tuple[Message, ...] = (
    Message("Stable Diffusion XL", "101100111110110010010000011110111011000110011110", 44),
    Message("FLUX", "001010101111111010000111100111001111010100101110", 44),
    Message("Stable Diffusion 1", _ascii("StableDiffusionV1"), 125),
    Message("Stable Diffusion 2", _ascii("SDV2"), 32),
)
"""By chance half of the bits agree; as many as asked for agree once in 10^9 unmarked pictures."""


@dataclass(frozen=True)
class Mark:
    """A message that was found, and how many of its bits agree."""

    message: Message
    agreeing: int


def find_marks(rgb: NDArray[np.uint8]) -> Iterator[Mark]:
    """Yield the known messages in a picture of at least `MIN_SIDE` a side."""
    votes = block_votes(rgb)
    for message in MESSAGES:
        wanted = np.array([bit == "1" for bit in message.bits])
        if (read := _fold(votes, wanted.size)) is None:
            continue
        agreeing = int((read == wanted).sum())
        if agreeing >= message.enough and max(read.mean(), 1 - read.mean()) <= _MOST_EQUAL:
            yield Mark(message, agreeing)


def block_votes(rgb: NDArray[np.uint8]) -> Bits:
    """Return the bit that each block says, row by row."""
    height, width = rgb.shape[0] // 4 * 4, rgb.shape[1] // 4 * 4
    height = min(height, max(8, _MAX_PIXELS // max(width, 1) // 8 * 8))
    u = cv2.cvtColor(rgb[:height, :width], cv2.COLOR_RGB2YUV)[..., 1].astype(np.float32)
    low = (u[::2, ::2] + u[::2, 1::2] + u[1::2, ::2] + u[1::2, 1::2]) / 2
    rows, columns = low.shape[0] // _BLOCK, low.shape[1] // _BLOCK
    blocks = low[: rows * _BLOCK, : columns * _BLOCK].reshape(rows, _BLOCK, columns, _BLOCK)
    blocks[:, 0, :, 0] = 0.0  # the first of a block is not used
    strongest = blocks.max(axis=3).max(axis=1).ravel()  # averages of 8-bit numbers: none is negative
    return np.asarray(strongest % _STEP > _STEP / 2)


def _fold(votes: Bits, bits: int) -> Bits | None:
    """Return what the majority says for each bit, block k holding bit k modulo their number."""
    rounds = votes.size // bits
    if rounds == 0:
        return None
    return np.asarray(votes[: rounds * bits].reshape(rounds, bits).mean(axis=0) > 0.5)
