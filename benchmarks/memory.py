"""What decoding takes for a pixel, by format and mode, beside what `photoaudit.photo.bounds` says before it.

    python benchmarks/memory.py [--pixels N]

Each picture is made here and opened in a process of its own. Exits with 1 if one took more than was said.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
from PIL import Image

import mutate
from photoaudit import photo
from photoaudit.imaging.geometry import Pyramid
from photoaudit.photo import bounds

PIXELS = 24_000_000
ALLOWANCE = 40 * 1024 * 1024
"""Bytes that do not grow with the picture: codecs and their tables."""

KINDS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("JPEG", "L", {}),
    ("JPEG", "RGB", {}),
    ("JPEG", "RGB", {"progressive": True, "subsampling": 0}),
    ("JPEG", "CMYK", {"progressive": True, "subsampling": 0}),
    ("PNG", "L", {}),
    ("PNG", "P", {}),
    ("PNG", "RGB", {}),
    ("PNG", "RGBA", {}),
    ("PNG", "I;16", {}),
    ("WEBP", "RGB", {"method": 0}),
    ("WEBP", "RGB", {"lossless": True, "quality": 0, "method": 0}),
    ("WEBP", "RGBA", {"lossless": True, "quality": 0, "method": 0}),
    ("WEBP", "RGBA", {"method": 0}),
    ("AVIF", "RGB", {"speed": 10}),
    ("AVIF", "RGB", {"speed": 10, "subsampling": "4:4:4"}),
    ("AVIF", "RGBA", {"speed": 10, "subsampling": "4:4:4"}),
    ("HEIF", "RGB", {"quality": 30}),
    ("HEIF", "RGBA", {"quality": 30, "chroma": 444}),
    ("HEIF", "10 bits", {"quality": 30, "chroma": 444}),
    ("TIFF", "RGB", {}),
    ("TIFF", "RGB", {"compression": "tiff_lzw", "tiffinfo": {0x0112: 6}}),
    ("TIFF", "RGBA", {"compression": "tiff_adobe_deflate"}),
    ("TIFF", "CMYK", {"compression": "tiff_adobe_deflate", "tiffinfo": {0x0112: 6}}),
    ("GIF", "P", {}),
    ("BMP", "RGB", {}),
)


def picture(mode: str, pixels: int) -> Image.Image:
    """Return a soft picture of a mode."""
    side = int(pixels**0.5)
    soft = Image.radial_gradient("L").resize((side, side))
    if mode == "I;16":
        return Image.fromarray(np.asarray(soft, np.uint16) * 257)
    color = Image.merge("RGB", (soft, soft.rotate(90), soft))
    if mode == "RGBA":
        color.putalpha(soft)
    return color.convert(mode)


def encoded(kind: str, mode: str, options: dict[str, Any], pixels: int) -> bytes:
    """Return a file."""
    buffer = io.BytesIO()
    if mode == "10 bits":
        deep = np.stack([np.asarray(picture("I;16", pixels))] * 3, axis=-1)
        pillow_heif.encode("RGB;16", deep.shape[1::-1], deep.tobytes(), buffer, **options)
    else:
        picture(mode, pixels).save(buffer, kind, **options)
    return buffer.getvalue()


def opened(path: str) -> tuple[str, int, int, int]:
    """Open a picture in all sizes; return its mode, pixels, and the bytes that were said and taken."""
    before = mutate.peak_memory()
    found = photo.read(path)
    Pyramid(photo.decode(found).rgb).at_least(0.01)
    took = int((mutate.peak_memory() - before) * 1024 * 1024)
    return found.mode, found.width * found.height, bounds.decode_memory(found), took


def measured(folder: Path, pixels: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield what was opened, how many pixels, what was said and what it took."""
    pillow_heif.register_heif_opener()
    for number, (kind, mode, options) in enumerate(KINDS):
        path = folder / f"{number}"
        path.write_bytes(encoded(kind, mode, options, pixels))
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            seen, count, said, took = pool.apply(opened, (str(path),))
        words = " ".join(f"{key}={value}" for key, value in options.items() if key not in ("speed", "method"))
        yield f"{kind} {seen} {words}".strip(), count, said, took


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pixels", type=int, default=PIXELS)
    options = parser.parse_args()
    missed = 0
    print(f"{'picture':64} {'bytes a pixel':>13} {'said':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for words, pixels, said, took in measured(Path(folder), options.pixels):
            missed += took > said + ALLOWANCE
            print(f"{words:64} {took / pixels:13.1f} {said / pixels:6.1f}")
    print(f"more than was said: {missed}, goal 0")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
