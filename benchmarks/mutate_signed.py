"""Mutated files with Content Credentials through the library that checks them: crashes, hangs, memory.

    python benchmarks/mutate_signed.py [--count N] [--seed N]

Starts from small pictures of every container, signed here, and from the signed files of the labelled
corpus and of the cases beside it if they are there. c2pa-python is compiled code, so each mutation runs
in a process that may die of it; a batch that kills or hangs its process is run again one by one to find
the file, and that is kept. Exits with 1 for a crash, or a goal that was missed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import mutate
from photoaudit.metadata import (
    credential_declarations,
    credential_signals,
    how_it_holds,
    read_credentials,
    read_metadata,
)
from photoaudit.scan.pool import Pool, default_jobs
from photoaudit.scan.workers import Answer, Done, Request

COUNT = 20_000
BATCH = 40
PATIENCE = 60.0
LATE = "took longer than"
"""How the reason of a batch reads that was only late, as on a busy machine: its files are tried singly."""
"""Seconds for a batch; a mutation takes some hundredths of one."""
LARGEST_SAMPLE = 500_000
KEPT = Path("mutated-signed")
MOST_MEMORY = 400
"""MB of a process; the library alone takes more than everything else in a run that decodes no pixels."""


def signed() -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of files that have Content Credentials; a name ends in the format."""
    import signing as made  # noqa: PLC0415 - workers need not know how to sign

    for kind in made.KINDS:
        part = made.sign(made.picture(kind), [made.created("digitalCapture")], kind=kind)
        steps = [{"action": "c2pa.opened"}, made.created("compositeWithTrainedAlgorithmicMedia")]
        yield f"signed here.{kind}", made.sign(made.picture(kind), steps, kind=kind, parent=part)
    for number, (_, data, kind) in enumerate(mutate.corpus(LARGEST_SAMPLE)):
        if read_metadata(data, kind).c2pa:
            yield f"corpus {number:03}.{kind}", data


@cache
def seeds(folder: str) -> tuple[tuple[str, bytes, str, int], ...]:
    """Return name, bytes and format of the files that are mutated, and where their record ends."""
    found = []
    for path in sorted(Path(folder).iterdir()):
        data, kind = path.read_bytes(), path.suffix[1:]
        store = read_metadata(data, kind).c2pa or b""
        found.append((path.name, data, kind, data.rfind(store[-32:]) + 32))
    return tuple(found)


@dataclass(frozen=True)
class Task:
    """Runs the mutations named by ``first-last`` and returns what they came to, as JSON."""

    folder: str
    seed: int

    def mutation(self, number: int) -> tuple[str, bytes]:
        """Return the name of the file and the mutated bytes of one mutation."""
        rng = random.Random(f"{self.seed}/{number}")  # noqa: S311 - not for secrets
        name, data, _, end = rng.choice(seeds(self.folder))
        return name, mutate.mutate(data, rng, reach=end, others=(data,))

    def __call__(self, request: Request) -> Answer:
        """Run the batch whose span stands in the place of a path."""
        first, last = map(int, request.path.split("-"))
        seen: Counter[str] = Counter()
        slowest, errors = (0.0, 0, ""), []
        for number in range(first, last):
            name, data = self.mutation(number)
            started = time.process_time()
            try:
                seen.update(exercise(data, Path(name).suffix[1:]))
            except Exception as problem:  # noqa: BLE001 - what this is looking for
                errors.append(f"number {number}, {name}: {problem!r}")
            slowest = max(slowest, (time.process_time() - started, number, name))
        found = {"seen": seen, "slowest": slowest, "errors": errors, "memory": mutate.peak_memory()}
        return Answer(json.dumps(found))


def exercise(data: bytes, kind: str) -> Iterable[str]:
    """Do all that a check does with Content Credentials, and name what came of it."""
    credentials = read_credentials(data, read_metadata(data, kind))
    if credentials is None:
        return ["no record found any more"]
    credential_declarations(credentials)
    credential_signals(credentials)
    how_it_holds(credentials)
    if not credentials.active:
        return ["damaged beyond reading"]
    words = {True: "intact", False: "changed or invalid", None: "not comparable"}
    return [f"read, {words[credentials.intact]}"]


def run(task: Callable[[Request], Answer], spans: Iterable[str], jobs: int) -> Iterator[tuple[str, Done]]:
    """Yield each span and what became of it."""
    waiting = iter(spans)
    given: dict[int, str] = {}
    with Pool(task, jobs, PATIENCE) as pool:
        while True:
            while pool.room and (span := next(waiting, None)) is not None:
                given[len(given)] = span
                pool.give(len(given) - 1, Request(span))
            if not pool.busy:
                return
            yield from ((given[done.index], done) for done in pool.take(None))


class Mutations(Protocol):
    """A `Task`, or one like it: its request names a span of mutations."""

    def mutation(self, number: int) -> tuple[str, bytes]:
        """Return the name of the file, which ends in its format, and the mutated bytes of one mutation."""

    def __call__(self, request: Request) -> Answer:
        """Run a span and return what it came to, as JSON."""


@dataclass
class Total:
    """What all mutations came to; ``slowest`` is seconds, number and name, ``memory`` MB of a process."""

    seen: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int, str] = (0.0, 0, "")
    memory: float = 0.0
    errors: list[str] = field(default_factory=list)


def total(task: Mutations, count: int, workers: int, batch: int, kept: Path) -> Total:
    """Run all mutations; what kills or hangs a process is looked for one by one, and kept in a folder."""
    found = Total()
    bad: list[str] = []
    spans = (f"{n}-{min(n + batch, count)}" for n in range(0, count, batch))
    for span, done in run(task, spans, workers):
        if done.reason:
            bad.append(span)
            if LATE not in done.reason:
                found.errors.append(f"{span}: {done.reason}")
        else:
            _add(found, done)
    ones = (f"{n}-{n + 1}" for span in bad for n in range(*map(int, span.split("-"))))
    for span, done in run(task, ones, 1):
        if done.reason:
            name, data = task.mutation(int(span.split("-")[0]))
            kept.mkdir(exist_ok=True)
            (kept / f"{span}{Path(name).suffix.lower()}").write_bytes(data)
            found.errors.append(f"number {span}, {name}: {done.reason} Kept in {kept}.")
        else:
            _add(found, done)
    return found


def _add(found: Total, done: Done) -> None:
    part: dict[str, Any] = json.loads(done.answer.record)
    found.seen.update(part["seen"])
    found.errors += part["errors"]
    found.slowest = max(found.slowest, tuple(part["slowest"]))
    found.memory = max(found.memory, part["memory"])


def tell(found: Total, count: int, slow: float, most_memory: float) -> int:
    """Print what all mutations came to, and return an exit code."""
    for words, times in sorted(found.seen.items()):
        print(f"  {words:26} {times:8}  {times / count:6.1%}")
    print(f"crashes, errors, hangs {len(found.errors):6}  goal 0")
    seconds, number, name = found.slowest
    print(f"slowest              {1000 * seconds:5.0f} ms  number {number}, {name}")
    print(f"peak memory          {found.memory:5.0f} MB  goal at most {most_memory}")
    print(*found.errors, sep="\n")
    return 1 if found.errors or seconds > slow or found.memory > most_memory else 0


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=default_jobs())
    options = parser.parse_args()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for name, data in signed():
            Path(folder, name).write_bytes(data)
        found = total(Task(folder, options.seed), options.count, options.workers, BATCH, KEPT)
        print(f"{options.count} mutated files from {len(seeds(folder))}", end=" ")
    print(f"in {time.perf_counter() - started:.0f} s, seed {options.seed}")
    return tell(found, options.count, mutate.SLOW, MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
