"""Mutated files with Content Credentials through the library that checks them: crashes, hangs, memory.

    python benchmarks/mutate_signed.py [--count N] [--seed N]

Starts from small pictures of every container, signed here, and from the signed files of the labelled
corpus if it is there. c2pa-python is compiled code, so each mutation runs in a process that may die of
it; a batch that kills or hangs its process is run again one by one to find the file, and that is kept.
Exits with 1 for a crash, or a goal that was missed.
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
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

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

    def mutation(self, number: int) -> tuple[str, bytes, str]:
        """Return the name of the file, the mutated bytes and the format of one mutation."""
        rng = random.Random(f"{self.seed}/{number}")  # noqa: S311 - not for secrets
        name, data, kind, end = rng.choice(seeds(self.folder))
        return name, mutate.mutate(data, rng, reach=end, others=(data,)), kind

    def __call__(self, request: Request) -> Answer:
        """Run the batch whose span stands in the place of a path."""
        first, last = map(int, request.path.split("-"))
        seen: Counter[str] = Counter()
        slowest, errors = (0.0, 0, ""), []
        for number in range(first, last):
            name, data, kind = self.mutation(number)
            started = time.perf_counter()
            try:
                seen.update(exercise(data, kind))
            except Exception as problem:  # noqa: BLE001 - what this is looking for
                errors.append(f"number {number}, {name}: {problem!r}")
            slowest = max(slowest, (time.perf_counter() - started, number, name))
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


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=default_jobs())
    options = parser.parse_args()
    started = time.perf_counter()
    seen: Counter[str] = Counter()
    slowest: tuple[float, int, str] = (0.0, 0, "")
    memory = 0.0
    errors: list[str] = []
    bad: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, data in signed():
            Path(folder, name).write_bytes(data)
        task = Task(folder, options.seed)
        spans = (f"{n}-{min(n + BATCH, options.count)}" for n in range(0, options.count, BATCH))
        for span, done in run(task, spans, options.workers):
            if done.reason:
                bad.append((span, done.reason))
                continue
            part: dict[str, Any] = json.loads(done.answer.record)
            seen.update(part["seen"])
            errors += part["errors"]
            slowest = max(slowest, tuple(part["slowest"]))
            memory = max(memory, part["memory"])
        ones = (f"{n}-{n + 1}" for span, _ in bad for n in range(*map(int, span.split("-"))))
        for span, done in run(task, ones, 1):
            if done.reason:
                name, data, kind = task.mutation(int(span.split("-")[0]))
                KEPT.mkdir(exist_ok=True)
                (KEPT / f"{span}.{kind.lower()}").write_bytes(data)
                errors.append(f"number {span}, {name}: {done.reason} Kept in {KEPT}.")
        print(f"{options.count} mutated files from {len(seeds(folder))}", end=" ")
    print(f"in {time.perf_counter() - started:.0f} s, seed {options.seed}")
    for words, times in seen.most_common():
        print(f"  {words:26} {times:8}  {times / options.count:6.1%}")
    print(f"crashes, errors, hangs {len(errors) + len(bad):6}  goal 0")
    print(f"slowest              {1000 * slowest[0]:5.0f} ms  number {slowest[1]}, {slowest[2]}")
    print(f"peak memory          {memory:5.0f} MB  goal at most {MOST_MEMORY}")
    print(*errors, *bad, sep="\n")
    return 1 if errors or bad or slowest[0] > mutate.SLOW or memory > MOST_MEMORY else 0


if __name__ == "__main__":
    sys.exit(main())
