"""Run every check on every labelled file and print what must hold over all of them.

    python benchmarks/sweep.py

Prints, as a table: files opened, exceptions, checks that broke, faces found on portraits whose face
is 60 px or larger, and faces reported where there is none. Exits with 1 if a line misses its goal.
"""

from __future__ import annotations

import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import cv2

from corpus import Entry, entries
from photoaudit import engine
from photoaudit.model import ReportStatus, Status

NO_FACE = ("not-portrait/no-detectable-face", "not-portrait/pets-or-stylised-avatars")
MIN_FACE = 60
GOAL_FOUND = 98.0
GOAL_FALSE = 2


@dataclass(frozen=True)
class Row:
    """What came of one file; ``width`` is that of the largest sure face in pixels."""

    entry: Entry
    failure: str = ""
    unreadable: str = ""
    broken: tuple[str, ...] = ()
    faces: int = 0
    width: float = 0.0
    outcomes: tuple[tuple[str, str], ...] = ()


def examine(entry: Entry) -> Row:
    """Audit one file; an exception becomes part of the row."""
    cv2.setNumThreads(1)
    try:
        report = engine.audit(entry.path)
    except Exception as problem:  # noqa: BLE001 - that none escapes is what is measured
        return Row(entry, failure=f"{type(problem).__name__}: {problem}")
    if report.status is ReportStatus.UNREADABLE:
        return Row(entry, unreadable=report.reason)
    counted = next(item for item in report.findings if item.check == "single-face-present")
    return Row(
        entry,
        broken=tuple(
            f"{item.check}: {item.summary}" for item in report.findings if item.status is Status.ERROR
        ),
        faces=int(counted.value or 0),
        width=max((box.points[1][0] - box.points[0][0] for box in counted.regions), default=0.0),
        outcomes=tuple((item.check, item.status.value) for item in report.findings),
    )


def largest_candidate(entry: Entry) -> float:
    """Return the width of the largest candidate face in pixels, 0 without one."""
    from photoaudit.facts import Facts  # noqa: PLC0415
    from photoaudit.photo import read  # noqa: PLC0415

    return max((face.box[2] for face in Facts(read(entry.path)).candidates), default=0.0)


def main() -> None:
    """Measure and print."""
    files = entries()
    with ProcessPoolExecutor() as pool:
        rows = list(pool.map(examine, files, chunksize=8))
    portraits = [row for row in rows if row.entry.portrait]
    missed = [row for row in portraits if not row.faces]
    missed = [row for row in missed if not 0 < largest_candidate(row.entry) < MIN_FACE]
    large = sum(row.width >= MIN_FACE for row in portraits) + len(missed)
    found = 100.0 * (1 - len(missed) / large)
    false = sum(row.faces for row in rows if row.entry.source in NO_FACE)
    unreadable, failures = [row for row in rows if row.unreadable], [row for row in rows if row.failure]
    broken = [row for row in rows if row.broken]
    lines = (
        ("files", str(len(rows)), "", True),
        ("unreadable", str(len(unreadable)), "0", not unreadable),
        ("exceptions", str(len(failures)), "0", not failures),
        ("files with a broken check", str(len(broken)), "0", not broken),
        (
            f"sure face on portraits ({large} of {MIN_FACE} px or more)",
            f"{found:.1f} %",
            f">= {GOAL_FOUND:g} %",
            found >= GOAL_FOUND,
        ),
        ("faces on pets and where none is", str(false), f"<= {GOAL_FALSE}", false <= GOAL_FALSE),
    )
    print(f"{'':48}{'seen':>10}{'goal':>12}")
    for name, seen, goal, good in lines:
        print(f"{name:48}{seen:>10}{goal:>12}{'' if good else '  MISSED'}")
    print()
    print(f"{'check':28}{'assessed on portraits':>22}")
    assessed: Counter[str] = Counter()
    for row in portraits:
        assessed.update(
            check for check, status in row.outcomes if status in (Status.MEASURED, Status.DECLARED)
        )
    for check, count in assessed.items():
        print(f"{check:28}{100 * count / len(portraits):>20.1f} %")
    for row in (*unreadable, *failures, *broken, *missed):
        print(
            "!",
            row.entry.name,
            row.unreadable,
            row.failure,
            *row.broken,
            "no sure face" if row in missed else "",
        )
    raise SystemExit(0 if all(good for *_, good in lines) else 1)


if __name__ == "__main__":
    main()
