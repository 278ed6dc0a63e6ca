"""Mutated files through every metadata reader: what crashes, what is slow, what memory it takes.

    python benchmarks/mutate.py [--count N] [--seed N] [--workers N]

Starts from small files of every container that this script builds, and from files of the labelled
corpus and the cases beside it if they are there. Each mutation depends on the seed and its number
alone, so any crash can be made again. Exits with 1 for a crash, or a goal that was missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import re
import struct
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "helpers"))

import _files  # noqa: E402
from photoaudit.metadata import capture_claim, declared_origins, read_metadata  # noqa: E402
from photoaudit.metadata.privacy import find_leaks  # noqa: E402
from photoaudit.metadata.processing import processing_traces  # noqa: E402
from photoaudit.metadata.quantization import classify  # noqa: E402
from photoaudit.photo import decode_thumbnail  # noqa: E402

CORPUS = Path(os.environ.get("PHOTOAUDIT_CORPUS") or ROOT.parent / "shared" / "corpus")
COUNT = 200_000
BATCH = 500
SLOW = 1.0
MOST_MEMORY = 200
LARGEST_SAMPLE = 200_000
"""Bytes; of larger corpus files the readers see mostly pixels."""

HEAD = 4096
"""Bytes at the beginning of a file where most of the metadata is."""

FORMATS = {
    b"\xff\xd8": "JPEG",
    b"\x89P": "PNG",
    b"RI": "WEBP",
    b"II": "TIFF",
    b"MM": "TIFF",
    b"GI": "GIF",
    b"BM": "BMP",
}
EXTREMES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


@dataclass
class Outcome:
    """What a batch of mutations came to."""

    done: int = 0
    slowest: float = 0.0
    slowest_at: tuple[int, str] = (0, "")
    slow: int = 0
    memory: float = 0.0
    crashes: list[tuple[int, str, str]] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)


@cache
def seeds() -> tuple[tuple[str, bytes, str], ...]:
    """Return name, bytes and format of the files that are mutated."""
    return (*built(), *corpus())


@cache
def ours() -> int:
    """Return how many of the `seeds` are built here; they come first."""
    return len(tuple(built()))


def built() -> Iterable[tuple[str, bytes, str]]:
    """Build a file of every container, carrying everything that is read."""
    f = _files
    small = f.saved("JPEG", (16, 12))
    gps: list[f.Entry] = [
        (1, 2, "N"),
        (2, 5, ((1, 1), (2, 1), (3, 1))),
        (3, 2, "E"),
        (4, 5, ((4, 1), (5, 1))),
    ]
    note = b"Apple iOS\0\0\1MM" + bytes(40)
    block = f.exif(
        {**f.CAMERA, "GPS": gps, "Exif": [*f.CAMERA["Exif"], (0x927C, 7, note), (0xA431, 2, "12345")]},
        ">",
        small,
    )
    comment = f.exif({**f.CAMERA, "Exif": [*f.CAMERA["Exif"], (0x9286, 7, b"UNICODE\0" + b"a\0b\0")]})
    nested = "<a:Q><rdf:Seq><rdf:li>w</rdf:li><rdf:li a:R='s'/></rdf:Seq></a:Q>"
    xmp = f.packet(f'<rdf:Description a:P="v">{nested}</rdf:Description>', a="urn:a")
    iptc = f.resource(0x0404, f.dataset(1, 90, b"\x1b%G") + f.dataset(2, 80, b"Ann"))
    store = f.manifest_store(bytes(300))
    settings = "a person\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512, Model: x"
    yield (
        "jpeg",
        f.jpeg(*f.app11(store, 100), exif=block, xmp=xmp, photoshop=iptc, trailing=b"SEFT"),
        "JPEG",
    )
    yield "jpeg with comment", f.jpeg((0xFE, b"AI generated"), exif=comment, progressive=True), "JPEG"
    yield (
        "png",
        f.png(
            (b"eXIf", block),
            f.text("parameters", settings),
            f.ztxt("c", b"d" * 100),
            f.itxt("XML:com.adobe.xmp", f.source_type("trainedAlgorithmicMedia"), compressed=True),
            after=[f.text("prompt", '{"3": {"class_type": "KSampler", "inputs": {"seed": 1}}}')],
            trailing=b"PK",
        ),
        "PNG",
    )
    yield "webp", f.webp((b"EXIF", comment), (b"XMP ", xmp), (b"C2PA", store)), "WEBP"
    yield "heif", f.heif(block, xmp, f.box(b"uuid", bytes(16) + store)), "HEIF"
    yield "tiff", block, "TIFF"
    yield "gif", f.gif(b"\x21\xfe" + f.sub_blocks(b"comment"), f.gif_xmp(xmp)), "GIF"
    yield "bmp", f.saved("BMP", (8, 6)), "BMP"


def corpus(largest: int = LARGEST_SAMPLE) -> Iterable[tuple[str, bytes, str]]:
    """Return the smaller provenance files and cases of the labelled corpus, if there is one."""
    yield from _files_in(CORPUS / "provenance", largest)
    yield from cases(largest)


def cases(largest: int = LARGEST_SAMPLE) -> Iterable[tuple[str, bytes, str]]:
    """Return the smaller files that once were read wrongly, which lie beside the corpus, if there are any."""
    yield from _files_in(CORPUS.parent / "cases", largest)


def _files_in(root: Path, largest: int) -> Iterable[tuple[str, bytes, str]]:
    for path in sorted(root.rglob("*")):
        if not path.is_file() or path.stat().st_size > largest:
            continue
        data = path.read_bytes()
        format_ = FORMATS.get(data[:2])
        if data[4:8] == b"ftyp":
            format_ = "AVIF" if b"avi" in data[8:48] else "HEIF"
        if format_:
            yield path.relative_to(root).as_posix(), data, format_


def mutate(
    data: bytes, rng: random.Random, reach: int = HEAD, others: Sequence[bytes] | None = None
) -> bytes:
    """Return the bytes with one to six changes, mostly before ``reach``, where the metadata is.

    Pieces of ``others`` (None: of all `seeds`) may be put in.
    """
    raw = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        if len(raw) < 8:
            break
        at = rng.randrange(len(raw) if rng.random() < 0.3 else min(len(raw), reach))
        kind = rng.randrange(8)
        if kind <= 1:
            raw[at] = rng.randrange(256)
        elif kind == 2:
            raw[at] ^= 1 << rng.randrange(8)
        elif kind == 3:
            code = rng.choice("HI")
            value = rng.choice(EXTREMES) & (0xFFFF if code == "H" else 0xFFFFFFFF)
            packed = struct.pack(rng.choice("<>") + code, value)
            raw[at : at + len(packed)] = packed
        elif kind == 4:
            del raw[at : at + rng.randint(1, 64)]
        elif kind == 5:
            raw[at:at] = rng.randbytes(rng.randint(1, 32))
        elif kind == 6:
            start = rng.randrange(len(raw))
            raw[at:at] = raw[start : start + rng.randint(1, 2048)]
        elif rng.random() < 0.3:
            del raw[rng.randrange(len(raw)) :]
        else:
            other = rng.choice(others or [data for _, data, _ in seeds()])
            start = rng.randrange(len(other))
            raw[at : at + 256] = other[start : start + 256]
    return bytes(raw)


def mutation(number: int, seed: int) -> tuple[str, bytes, str]:
    """Return the name of the file, the mutated bytes and the format of one mutation."""
    rng = random.Random(f"{seed}/{number}")  # noqa: S311 - not for secrets
    # Every second one is of a built file: they are small and full of structure.
    name, data, format_ = seeds()[rng.randrange(ours())] if number % 2 else rng.choice(seeds())
    return name, mutate(data, rng), format_


def exercise(data: bytes, format_: str) -> Iterable[str]:
    """Run every reader over a file, and name what it still found."""
    metadata = read_metadata(data, format_)
    capture_claim(metadata, 64, 48)
    find_leaks(metadata, 64, 48)
    if processing_traces(metadata):
        yield "processing traces"
    if metadata.jpeg:
        classify(metadata.jpeg)
    if declared_origins(metadata):
        yield "declared origins"
    if metadata.exif:
        yield "EXIF"
    if metadata.xmp:
        yield "XMP"
    if metadata.c2pa:
        yield "a manifest store"
    if metadata.thumbnail and decode_thumbnail(metadata.thumbnail) is not None:
        yield "a thumbnail that decodes"
    if metadata.notes:
        yield "damage, with a note"


def batch(job: tuple[int, int, int]) -> Outcome:
    """Run the mutations from one number to another."""
    first, last, seed = job
    outcome = Outcome()
    for number in range(first, last):
        name, data, format_ = mutation(number, seed)
        started = time.process_time()
        try:
            outcome.seen.update(exercise(data, format_))
        except Exception:  # noqa: BLE001 - what this is looking for
            outcome.crashes.append((number, name, traceback.format_exc(limit=-3)))
        took = time.process_time() - started
        outcome.done += 1
        outcome.slow += took > SLOW
        if took > outcome.slowest:
            outcome.slowest, outcome.slowest_at = took, (number, name)
    outcome.memory = peak_memory()
    return outcome


def peak_memory() -> float:
    """Return the most memory this process ever held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # ru_maxrss would count what the parent held when it forked
        found = re.search(r"VmHWM:\s+(\d+)", status.read_text())
        return int(found[1]) / 1024 if found else 0.0
    import resource  # noqa: PLC0415 - not on Windows

    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    jobs = [(at, min(at + BATCH, options.count), options.seed) for at in range(0, options.count, BATCH)]
    started = time.perf_counter()
    total = Outcome()
    with multiprocessing.get_context("spawn").Pool(options.workers) as pool:
        for part in pool.imap_unordered(batch, jobs):
            total.done += part.done
            total.slow += part.slow
            total.crashes += part.crashes
            total.seen += part.seen
            total.memory = max(total.memory, part.memory)
            if part.slowest > total.slowest:
                total.slowest, total.slowest_at = part.slowest, part.slowest_at
    seconds = time.perf_counter() - started
    print(f"{total.done} mutated files from {len(seeds())} in {seconds:.0f} s, seed {options.seed}")
    for name, times in total.seen.most_common():
        print(f"  {name:26} {times:8}  {times / total.done:6.1%}")
    print(f"crashes              {len(total.crashes):8}  goal 0")
    print(f"slower than {SLOW:.0f} s      {total.slow:8}  goal 0")
    number, name = total.slowest_at
    print(f"slowest              {1000 * total.slowest:5.0f} ms  number {number}, {name}")
    print(f"peak memory          {total.memory:5.0f} MB  goal at most {MOST_MEMORY}")
    for number, name, trace in sorted(total.crashes)[:10]:
        print(f"\nnumber {number}, {name}\n{trace}")
    return 1 if total.crashes or total.slow or total.memory > MOST_MEMORY else 0


if __name__ == "__main__":
    sys.exit(main())
