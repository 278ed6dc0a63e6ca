"""How long things may take, on machines of any speed and however busy."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from photoaudit.scan import pool, process

PATIENCE = 300
"""Seconds after which something that has not ended will not: far more than a busy machine needs."""
USUAL = 0.03
"""CPU seconds of `work` on the machine on which the limits of `quickly` were set."""


@contextmanager
def quickly(seconds: float) -> Iterator[None]:
    """Fail where a block takes more CPU time than this, on a machine as quick as where limits were set.

    One that is slower, or slowed by what else it does, is given as much more as it needs for other work.
    """
    started = time.process_time()
    yield
    spent = time.process_time() - started
    if spent >= seconds:
        assert spent < seconds * max(1.0, *(work() / USUAL for _ in range(5)))


def work() -> float:
    """Do work that is always the same; return the CPU seconds it took."""
    started = time.process_time()
    sum(at % 7 for at in range(500_000))
    return time.process_time() - started


class Clock:
    """The time as a pool of processes sees it: that of this machine, and what a test adds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = 0.0
        for module in (pool, process):
            monkeypatch.setattr(module, "time", self)

    def monotonic(self) -> float:
        """Return seconds since any moment."""
        return time.monotonic() + self.ahead
