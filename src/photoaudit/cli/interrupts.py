"""Ctrl-C, at moments that suit: so that what is being written is written to its end."""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterator
from types import FrameType, TracebackType
from typing import Self, TypeVar

T = TypeVar("T")


class Interrupts:
    """Ctrl-C, let in while the scan waits for a photo and put off while it does something with one.

    Where somebody else handles it, or has it ignored, they still do.
    """

    def __init__(self) -> None:
        self.stopped = False
        """Whether Ctrl-C ended it."""
        self._open = True
        self._pending = False
        self._handles = False

    def __enter__(self) -> Self:
        """Begin to handle Ctrl-C."""
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            try:
                signal.signal(signal.SIGINT, self._handle)
                self._handles = True
            except ValueError:  # not in the main thread
                pass
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave it to whoever handled it before."""
        if self._handles:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def between(self, items: Generator[T, None, None]) -> Iterator[T]:
        """Yield the items; Ctrl-C is raised inside their generator, and ends them early."""
        while True:
            try:
                self._open = True
                if self._pending and not self.stopped:
                    self.stopped = True
                    item = items.throw(KeyboardInterrupt())
                else:
                    item = next(items)
                self._open = False
            except StopIteration:
                break
            except KeyboardInterrupt:
                self.stopped = True
                break
            yield item
        self._open = False

    def _handle(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - what signal calls
        if self.stopped:  # it is ending already
            return
        if self._open:
            self.stopped = True
            raise KeyboardInterrupt
        self._pending = True
