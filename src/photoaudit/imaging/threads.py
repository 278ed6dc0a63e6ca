"""How many threads OpenCV may use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from photoaudit.libraries import cv2


@contextmanager
def one_thread() -> Iterator[None]:
    """Let OpenCV use one thread: on arrays this small a second one mostly spins."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(threads)
