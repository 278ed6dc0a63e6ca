"""How much memory photos may take at a time: part of what the machine, its container or this process has."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from photoaudit.model import UnreadableError

if sys.platform != "win32":
    import resource

PART = 0.75
"""The rest is left to whatever else runs."""

PROCESS = 200_000_000
"""Bytes that a process takes before it decodes anything: Python, libraries, networks."""

LEAST = 0.25
"""Part that photos may take even where processes would leave them less."""

_FALLBACK = 4_000_000_000
_UNLIMITED = 1 << 60  # what a control group without a limit says is about 1 << 63
_GROUPS = Path("/proc/self/cgroup")
_MOUNT = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Memory:
    """``total`` bytes that ``whose`` (in words) has."""

    total: int
    whose: str

    def jobs(self, most: int) -> int:
        """Return how many processes fit, ``most`` at most, with room for a photo of a phone in each."""
        return max(1, min(most, int(self.total * PART) // (2 * PROCESS)))

    def budget(self, jobs: int) -> int:
        """Return the bytes that photos being decoded by so many processes may take together."""
        return max(int(self.total * PART) - jobs * PROCESS, int(self.total * LEAST))


def no_room(memory: Memory | None, budget: int, wanted: int) -> str:
    """Return what a photo is reported with that takes more than the budget."""
    has = f", of {memory.total / 1e9:.1f} GB that {memory.whose}" if memory else ""
    return f"It takes {wanted / 1e9:.1f} GB to decode; photos may take {budget / 1e9:.1f} GB here{has}."


def refuse_over(memory: Memory, budget: int, wanted: int) -> None:
    """Raise UnreadableError for a photo that takes more than the budget."""
    if wanted > budget:
        raise UnreadableError(no_room(memory, budget, wanted))


def memory() -> Memory:
    """Return the least of what the machine has and what limits of the container and this process leave."""
    found = [Memory(_physical(), "this machine has")]
    found += [Memory(limit, "this container may use") for limit in _group_limits()]
    if limit := process_limit():
        found.append(Memory(limit, "a process may use here (ulimit -v)"))
    return min((item for item in found if item.total > 0), key=lambda item: item.total)


def process_limit() -> int:
    """Return the bytes of address space that this process may have, 0 for any number."""
    if sys.platform == "win32":
        return 0
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return 0 if limit == resource.RLIM_INFINITY else limit


def _physical() -> int:
    if sys.platform == "win32":
        return _physical_on_windows()
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError):
        return _FALLBACK


def _physical_on_windows() -> int:
    kilobytes = ctypes.c_ulonglong(0)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - not there for type checkers elsewhere
    known = kernel.GetPhysicallyInstalledSystemMemory(ctypes.byref(kilobytes))
    return kilobytes.value * 1024 if known else _FALLBACK


def _group_limits() -> Iterator[int]:
    """Yield the limits of the control groups that this process is in, of version 2 or 1, up to the root."""
    try:
        lines = _GROUPS.read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return
    for line in lines:
        _, controllers, path = (*line.split(":", 2), "", "")[:3]
        if controllers == "":
            root, name = _MOUNT, "memory.max"
        elif "memory" in controllers.split(","):
            root, name = _MOUNT / "memory", "memory.limit_in_bytes"
        else:
            continue
        # A container may see the path outside of it, and its own limit at the root.
        place = root / path.lstrip("/")
        for folder in (place, *place.parents):
            yield from _limit(folder / name)
            if folder == root:
                break


def _limit(file: Path) -> Iterator[int]:
    try:
        limit = int(file.read_text("ascii"))
    except (OSError, ValueError):  # none, or the word "max"
        return
    if 0 < limit < _UNLIMITED:
        yield limit
