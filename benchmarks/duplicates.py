"""Copies of photos found again, and different photos taken for one, on sites that no limit was fitted to.

    python benchmarks/duplicates.py

Each camera portrait is saved as JPEG of quality 60, at half its size, at half its size and quality 60,
cropped by 8 %, mirrored, brighter, darker and in gray. All of them, with generated pictures as further
different faces, are grouped as one folder. A copy counts as found if it is in the group of its photo; a
group with two photos of the labelled set is named, to be looked at: the set itself holds some photos twice.
Needs the labelled photos.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

from calibrate_album import FITTED, site
from corpus import entries
from photoaudit import album
from photoaudit.album import _copies
from seeded import SEEDS, TONED, Seeded, traits_of


def main() -> int:
    """Measure and print."""
    portraits = [e for e in entries() if e.portrait and e.name.startswith(("real/", "ai/"))]
    others = [e for e in portraits if site(e.source) not in FITTED]
    camera = traits_of([e for e in others if e.name.startswith("real/")], seeds=True)
    generated = traits_of([e for e in others if e.name.startswith("ai/")], seeds=False)
    found, together = grouped([*camera, *generated])
    kinds = *SEEDS, *TONED
    print(f"{len(camera)} camera portraits with {len(kinds)} copies of each, {len(generated)} generated")
    for name in kinds:
        print(f"{name:16} {_rate(sum(found[item.entry.name, name] for item in camera), len(camera))}")
    for title, part in (("all in its tones", SEEDS), ("all in others", TONED), ("all", kinds)):
        count = sum(found[item.entry.name, name] for item in camera for name in part)
        print(f"{title:16} {_rate(count, len(part) * len(camera))}")
    print(f"groups with more than one photo of the set: {len(together)}")
    for photos in together:
        print("  " + "  ".join(photos))
    codes(camera)
    return 0


def _rate(count: int, total: int) -> str:
    return f"{count} of {total}  {100 * count / total:.1f} %"


def grouped(photos: Sequence[Seeded]) -> tuple[Counter[tuple[str, str]], list[list[str]]]:
    """Return which copies are in the group of their photo, and the photos of the set in one group."""
    members, origins = [], []
    for item in photos:
        for name, member in (("", item.member), *item.copies.items()):
            members.append(member)
            origins.append((item.entry.name, name))
    standard = album.shipped()
    found: Counter[tuple[str, str]] = Counter()
    together = []
    for group in _copies.find(members, _copies.Limits(standard.copy, standard.radius)):
        inside = [origins[place] for place in group.places]
        originals = {photo for photo, name in inside if not name}
        found.update((photo, name) for photo, name in inside if name and photo in originals)
        if len({photo for photo, _ in inside}) > 1:
            together.append(sorted({photo for photo, _ in inside}))
    return found, together


def codes(photos: Sequence[Seeded]) -> None:
    """Print how often the code by which alerts are told apart survives an export, and how often two agree."""
    own = [album.code_of(item.member.traits) for item in photos]
    for name in SEEDS[:3]:
        kept = [
            album.code_of(item.copies[name].traits) == code for item, code in zip(photos, own, strict=True)
        ]
        print(f"code kept, {name:15} {100 * np.mean(kept):.1f} %")
    counts = Counter(own)
    pairs = sum(count * (count - 1) for count in counts.values()) / (len(own) * (len(own) - 1))
    print(f"code equal in two photos  {100 * pairs:.2f} % of pairs")


if __name__ == "__main__":
    sys.exit(main())
