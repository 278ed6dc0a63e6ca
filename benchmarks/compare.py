"""CPU time of comparing an original with its edit, warm.

    python benchmarks/compare.py [--side 1024] [--rounds 9]

The original is the portrait that scikit-image brings, enlarged to so many pixels a side; the edit is a
lighter copy of the same size, and one of 400 px.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

import cv2
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "helpers"))

import faces  # noqa: E402 - the folder it lies in is named above
from photoaudit import pair  # noqa: E402
from photoaudit.facts import Facts  # noqa: E402
from photoaudit.imaging.threads import one_thread  # noqa: E402


def main() -> int:
    """Compare, and print medians."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--side", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    size = given.side, given.side
    whole = np.asarray(cv2.resize(faces.portrait(), size, interpolation=cv2.INTER_CUBIC), np.uint8)
    lighter = faces.brightened(whole, 1.15)
    small = np.asarray(cv2.resize(lighter, (400, 400), interpolation=cv2.INTER_AREA), np.uint8)
    original = faces.photo_of(whole, quality=92)
    with one_thread():
        for name, rgb in ((f"{given.side} px", lighter), ("400 px", small)):
            edited, took = faces.photo_of(rgb, quality=85), []
            for _ in range(given.rounds + 1):  # the first one loads networks
                start = time.process_time()
                found = pair.compare(Facts(original), Facts(edited))
                took.append(time.process_time() - start)
            milliseconds = 1000 * statistics.median(took[1:])
            print(f"{given.side} px against {name}: {milliseconds:.0f} ms of CPU ({found.change})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
