"""Speed of ``check --only provenance`` in files a second, beside ExifTool on the same files.

    python benchmarks/provenance.py [FOLDER]

Every file of the labelled corpus's ``provenance`` folder, or of FOLDER, warm in the page cache. Files
with a C2PA manifest are measured apart: checking signatures is another kind of work. photoaudit runs
all provenance checks and judges by a policy in two processes; ExifTool (``-j``) runs in two as well.
Both get each file several times. Whole commands are measured, start-up included, and photoaudit also
with its processes started before. Beside the wall clock stands the processor time of all processes, which
tells more on a busy machine. Exits with 1 if a goal was missed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from photoaudit import engine, policy
from photoaudit.metadata import read_metadata
from photoaudit.model import UnreadableError
from photoaudit.photo import read

GOAL = 400
PROCESSES = 2
ROUNDS = 3
REPEATS = 8
CHUNK = 4
"""Files handed to a process at a time: small enough that both end together."""

CORPUS = Path(os.environ.get("PHOTOAUDIT_CORPUS", Path(__file__).resolve().parents[2] / "shared" / "corpus"))


def work(paths: Sequence[Path]) -> int:
    """Audit files for provenance alone, as the command does; return how many could not be read."""
    checks = engine.select(["provenance"])
    packs = (policy.named(policy.DEFAULT),)
    return sum(bool(engine.audit(path, checks=checks, policies=packs).reason) for path in paths)


def sort_out(folder: Path) -> tuple[list[Path], list[Path], list[Path]]:
    """Return the files without a manifest, those with one, and what is no readable picture."""
    plain: list[Path] = []
    signed: list[Path] = []
    unreadable: list[Path] = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            photo = read(path)
        except UnreadableError:
            unreadable.append(path)
            continue
        (signed if read_metadata(photo.data, photo.format).c2pa else plain).append(path)
    return plain, signed, unreadable


def seconds(run: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of wall time, and of processor time of processes that ended, of a run."""
    before, start = os.times(), time.perf_counter()
    run()
    took, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return took, used


def ours(pool: ProcessPoolExecutor, paths: Sequence[Path]) -> int:
    """Audit files in the processes of a pool."""
    chunks = [paths[at : at + CHUNK] for at in range(0, len(paths), CHUNK)]
    return sum(pool.map(work, chunks))


def exiftool(paths: Sequence[Path]) -> None:
    """Read the same files with ExifTool, as many at a time."""
    running = [
        subprocess.Popen(
            ["exiftool", "-j", "-q", *map(str, paths[start::PROCESSES])],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for start in range(PROCESSES)
    ]
    for process in running:
        process.wait()


def whole(*command: str | Path) -> Callable[[], object]:
    """Return a run of a whole program, started anew as an installed one is: its modules compiled."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment
    )


def copies(paths: Sequence[Path], folder: Path) -> None:
    """Lay as many copies of each file into a folder as the other programs get."""
    for number in range(REPEATS):
        for position, path in enumerate(paths):
            shutil.copyfile(path, folder / f"{number}-{position:04}{path.suffix}")


def line(what: str, files: int, times: Sequence[tuple[float, float]]) -> float:
    """Print a row and return files a second by the median time."""
    wall, used = statistics.median(wall for wall, _ in times), statistics.median(used for _, used in times)
    processor = f"{used:7.2f} s {files / used:8.0f} files/s" if used > 0.01 else ""
    print(f"{what:47} {files:5}  {wall:7.2f} s {files / wall:8.0f} files/s  {processor}")
    return files / wall


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS / "provenance")
    folder = parser.parse_args().folder
    plain, signed, unreadable = sort_out(folder)
    if not plain:
        print(f"no pictures in {folder} (set PHOTOAUDIT_CORPUS)", file=sys.stderr)
        return 3
    tool = shutil.which("exiftool")
    program = Path(sys.executable).with_name("photoaudit")
    many = plain * REPEATS
    times: dict[str, list[tuple[float, float]]] = {
        name: [] for name in ("ours", "signed", "tool", "scan", "command", "tool command")
    }
    with (
        tempfile.TemporaryDirectory() as laid,
        ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool,
    ):
        copies(plain, Path(laid))
        scan = whole(program, "scan", "--no-cache", "-j", str(PROCESSES), "--only", "provenance", laid)
        ours(pool, plain)  # imports
        for _ in range(ROUNDS):
            times["ours"].append(seconds(lambda: ours(pool, many)))
            times["scan"].append(seconds(scan))
            times["command"].append(seconds(whole(program, "check", "--only", "provenance", *plain)))
            if signed:
                times["signed"].append(seconds(lambda: ours(pool, signed)))
            if tool:
                times["tool"].append(seconds(lambda: exiftool(many)))
                times["tool command"].append(seconds(whole(tool, "-j", "-q", *plain)))
    print(f"medians of {ROUNDS} rounds; {len(unreadable)} files are no readable pictures")
    print(f"{'':47} files       wall clock           processor")
    line("photoaudit, two processes, started before", len(many), times["ours"])
    rate = line("photoaudit scan, two processes and their start", len(many), times["scan"])
    met = rate >= GOAL
    if tool:
        other = line("exiftool, two processes and their start", len(many), times["tool"])
        print(f"  {rate / other:.1f} x as fast as exiftool (goal: more than 1)")
        met = met and rate > other
    line("photoaudit check, one process and its start", len(plain), times["command"])
    if tool:
        line("exiftool -j, one process and its start", len(plain), times["tool command"])
    if signed:
        line("photoaudit, files with Content Credentials", len(signed), times["signed"])
    print(f"goal of {GOAL} files/s: {'met' if met else 'missed'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
