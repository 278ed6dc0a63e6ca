"""Ctrl-C and SIGTERM: the first ends the program with one sentence, and a scan at a moment that suits it."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, ClassVar, Self, TypeVar

T = TypeVar("T")

# What handles them where nobody else does, or has them ignored (as nohup does): only then are they ours.
_DEFAULTS = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}


PATIENCE = 2.0
"""Seconds in which further signals change nothing; a later one counts, should the first have been lost."""


MOMENT = 0.02


class Stopped(BaseException):
    """A signal ends the program: no `Exception`, so that nothing takes it for a fault of a photo."""


class Signals:
    """The signals while a program runs: the first raises `Stopped`, and what follows soon changes nothing."""

    current: ClassVar[Signals | None] = None

    def __init__(self) -> None:
        self.number = 0
        """The signal that came, 0 for none."""
        self._before: dict[signal.Signals, Any] = {}
        self._last = 0.0

    @property
    def code(self) -> int:
        """Return the exit code that shells know a signal by."""
        return 128 + self.number

    def __enter__(self) -> Self:
        """Begin to handle them."""
        Signals.current = self
        self._before = _take(_DEFAULTS, self._handle)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave them to whoever handled them before; once stopped, to nobody while Python ends."""
        Signals.current = None
        for number, before in self._before.items():
            signal.signal(number, signal.SIG_IGN if self.number else before)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if _unheard(number, frame):
            return
        if not self.number or now - self._last > PATIENCE:
            self.number, self._last = self.number or number, now
            raise Stopped


@contextmanager
def handled() -> Iterator[Signals]:
    """Have the signals handled, by whoever already does or from now on."""
    if Signals.current is not None:
        yield Signals.current
        return
    with Signals() as signals:
        yield signals


class Interrupts:
    """The signals let in while a scan waits for a photo, and put off while it does something with one.

    Where somebody else handles them, or has them ignored, they still do.
    """

    def __init__(self) -> None:
        self.stopped = False
        """Whether one of them ended it."""
        self.number = int(signal.SIGINT)
        """Which."""
        self._open = True
        self._pending = False
        self._came = False
        self._before: dict[signal.Signals, Any] = {}

    @property
    def code(self) -> int:
        """Return the exit code that shells know the signal by."""
        return 128 + self.number

    def __enter__(self) -> Self:
        """Begin to handle them."""
        outer = Signals.current
        ours = dict.fromkeys(outer._before, outer._handle) if outer else _DEFAULTS
        self._before = _take(ours, self._handle)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave them to whoever handled them before."""
        if Signals.current is not None and self._came:
            Signals.current.number = self.number  # no further one is to disturb the end
            Signals.current._last = time.monotonic()
        for number, before in self._before.items():
            signal.signal(number, before)

    def between(self, items: Generator[T, None, None]) -> Iterator[T]:
        """Yield the items; a signal is raised inside their generator as Ctrl-C, and ends them early."""
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

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self.stopped or self._pending or _unheard(number, frame):  # it is ending already, or will soon
            return
        self.number, self._came = number, True
        if self._open:
            self.stopped = True
            raise KeyboardInterrupt
        self._pending = True


def _unheard(number: int, frame: FrameType | None) -> bool:
    """Whether what is raised now would be printed and lost; the signal then comes again a moment later.

    So it is in the callback of a weak reference by which an import lets go of its lock.
    """
    code = frame.f_code if frame else None
    lost = code is not None and code.co_name == "cb" and code.co_filename.startswith("<frozen importlib")
    if lost:
        again = threading.Timer(MOMENT, signal.raise_signal, (number,))
        again.daemon = True
        again.start()
    return lost


def _take(ours: dict[Any, Any], handler: Any) -> dict[signal.Signals, Any]:
    """Handle the signals that are handled by ``ours``, and return what handled them before."""
    before = {}
    for number, handled in ours.items():
        try:
            if signal.getsignal(number) == handled:
                before[number] = signal.signal(number, handler)
        except ValueError:  # not in the main thread
            break
    return before
