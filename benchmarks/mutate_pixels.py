"""Mutated pictures through the whole check: what kills its process, hangs, is slow, takes memory.

    python benchmarks/mutate_pixels.py [--count N] [--seed N] [--workers N]

Starts from pictures of every format that this script makes of drawn shapes (and of the portrait in
``samples/`` if that is there), small, large, deep, turned, animated, in several pieces; every second
mutation from the cases beside the labelled corpus, if they are there. Decoders are compiled code, so
each mutation runs in a process that may die of it; a batch that kills or hangs its process is run again
one by one to find the file, and that is kept. Each mutation depends on the seed and its number alone.
Exits with 1 for a death, a fault in a check, or a goal that was missed.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import struct
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image, ImageDraw

import mutate
import mutate_signed
from photoaudit.engine import examine
from photoaudit.model import Limits, Settings, Status
from photoaudit.scan.pool import default_jobs
from photoaudit.scan.workers import Answer, Request

COUNT = 20_000
BATCH = 20
SLOW = 2.0
KEPT = Path("mutated-pixels")
MOST_MEMORY = 500
"""MB of a process."""

SETTINGS = Settings(limits=Limits(max_pixels=4_000_000))
"""Pixels of a mutated picture that is still examined: a header changed to hundreds of times the size is
slow in the nature of things, and what that costs is measured by ``benchmarks/memory.py``."""

LARGEST_SAMPLE = 210_000
"""Bytes of a case."""

ODD = "odd"
PORTRAIT = mutate.ROOT / "samples" / "camera.jpg"


def drawn(size: tuple[int, int]) -> Image.Image:
    """Return a portrait, or where there is none shapes on a gradient."""
    if PORTRAIT.exists():
        with Image.open(PORTRAIT) as portrait:
            return portrait.convert("RGB").resize(size)
    image = Image.merge("RGB", [Image.radial_gradient("L").resize(size)] * 3)
    ImageDraw.Draw(image).ellipse((size[0] // 4, size[1] // 4, size[0] * 3 // 4, size[1] * 3 // 4), "tan")
    return image


def pictures() -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the files that are mutated; a name ends in the format."""
    pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    turned = {"exif": exif.tobytes()}
    small, face = drawn((64, 48)), drawn((300, 300))
    clear = small.copy()
    clear.putalpha(Image.radial_gradient("L").resize(small.size))
    several: dict[str, Any] = {"save_all": True, "append_images": [small.rotate(90), small.rotate(180)]}
    for name, picture, options in (
        ("baseline.JPEG", face, turned),
        ("progressive.JPEG", face, {"progressive": True, "subsampling": 0}),
        ("restarts.JPEG", small, {"restart_marker_blocks": 1}),
        ("gray.JPEG", small.convert("L"), {}),
        ("cmyk.JPEG", small.convert("CMYK"), {"progressive": True}),
        ("color.PNG", small, turned),
        ("clear.PNG", clear, {}),
        ("palette.PNG", small.convert("P"), {"transparency": bytes(range(256))}),
        ("bits.PNG", small.convert("1"), {}),
        ("several.PNG", small, several),
        ("lossy.WEBP", face, {"method": 0, **turned}),
        ("lossless.WEBP", clear, {"lossless": True, "method": 0}),
        ("several.WEBP", clear, {**several, "method": 0}),
        ("color.AVIF", face, {"speed": 10, **turned}),
        ("clear.AVIF", clear, {"speed": 10, "subsampling": "4:4:4"}),
        ("several.AVIF", small, {**several, "speed": 10}),
        ("color.HEIF", face, turned),
        ("clear.HEIF", clear, {"quality": -1}),
        ("several.HEIF", small, several),
        ("plain.TIFF", small, {"tiffinfo": {0x0112: 6}}),
        ("lzw.TIFF", clear, {"compression": "tiff_lzw"}),
        ("deflate.TIFF", small, {"compression": "tiff_adobe_deflate"}),
        ("jpeg.TIFF", small, {"compression": "jpeg"}),
        ("fax.TIFF", small.convert("1"), {"compression": "group4"}),
        ("several.TIFF", small, {**several, "compression": "packbits"}),
        ("one.GIF", small, {}),
        ("several.GIF", small, {**several, "transparency": 0, "comment": b"a" * 600}),
        ("plain.BMP", small, {}),
        ("several.MPO", small, several),  # last, as it leaves settings of its encoder on the pictures
    ):
        buffer = io.BytesIO()
        picture.copy().save(buffer, name.rpartition(".")[2], **options)
        yield name, buffer.getvalue()


def odd() -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of files that once were read wrongly, if there are any."""
    for number, (_, data, kind) in enumerate(mutate.cases(LARGEST_SAMPLE)):
        yield f"{ODD} {number:02}.{kind}", data


def mended(data: bytes) -> bytes:
    """Return a PNG with checksums that match, as otherwise hardly a mutation would get past them."""
    out, at = [data[:8]], 8
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        if end + 4 > len(data):
            break
        out += [data[at:end], struct.pack(">I", zlib.crc32(data[at + 4 : end]))]
        at = end + 4
    return b"".join(out) + data[at:]


@cache
def seeds(folder: str) -> tuple[tuple[str, bytes], ...]:
    """Return name and bytes of the files that are mutated."""
    return tuple((path.name, path.read_bytes()) for path in sorted(Path(folder).iterdir()))


@dataclass(frozen=True)
class Task:
    """Runs the mutations named by ``first-last`` and returns what they came to, as JSON."""

    folder: str
    seed: int

    def mutation(self, number: int) -> tuple[str, bytes]:
        """Return the name of the file and the mutated bytes of one mutation."""
        rng = random.Random(f"{self.seed}/{number}")  # noqa: S311 - not for secrets
        files = seeds(self.folder)
        odd = [item for item in files if item[0].startswith(ODD)]
        made = [item for item in files if item not in odd]
        name, data = rng.choice(odd if odd and number % 2 else made)
        others = tuple(other for _, other in files)
        mutated = mutate.mutate(data, rng, reach=rng.choice((64, 1024, len(data))), others=others)
        return name, mended(mutated) if name.endswith(".PNG") and rng.random() < 0.8 else mutated

    def __call__(self, request: Request) -> Answer:
        """Run the batch whose span stands in the place of a path."""
        first, last = map(int, request.path.split("-"))
        seen: Counter[str] = Counter()
        slowest, errors = (0.0, 0, ""), []
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "mutated")
            for number in range(first, last):
                name, data = self.mutation(number)
                path.write_bytes(data)
                started = time.process_time()
                found = examine(path, settings=SETTINGS)
                took = time.process_time() - started
                slowest = max(slowest, (took, number, name))
                faults = [item.summary for item in found.findings if item.status is Status.ERROR]
                errors += [f"number {number}, {name}: {fault}" for fault in faults]
                seen[f"{name.rpartition('.')[2]}: {'refused' if found.reason else 'examined'}"] += 1
        part = {"seen": seen, "slowest": slowest, "errors": errors, "memory": mutate.peak_memory()}
        return Answer(json.dumps(part))


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=default_jobs())
    options = parser.parse_args()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (*pictures(), *odd()):
            Path(folder, name).write_bytes(data)
        task = Task(folder, options.seed)
        found = mutate_signed.total(task, options.count, options.workers, BATCH, KEPT)
        print(f"{options.count} mutated pictures from {len(seeds(folder))}", end=" ")
    print(f"in {time.perf_counter() - started:.0f} s, seed {options.seed}")
    return mutate_signed.tell(found, options.count, SLOW, MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
