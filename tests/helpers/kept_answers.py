"""What the networks answer, kept: a process of tests asks them once about the same pixels.

Hundreds of tests look at the same few portraits, and half of what that takes is the networks. A network has
no memory of its own, so the same pixels get the same answer: `tests/test_engine.py` examines a photo twice
with the networks themselves. Processes that tests start keep nothing.
"""

from __future__ import annotations

import copy
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import wraps
from threading import Lock
from typing import Any

import pytest

from photoaudit.imaging import networks

ASKED = ("detect", "mesh", "iris", "segment", "image_features")
MOST = 200
"""Of each network; the largest answer takes 0.26 MB."""

Network = Callable[[Any], Any]


@pytest.fixture(autouse=True, scope="session")
def kept_answers() -> Iterator[None]:
    """Have each network asked once about the same pixels."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ASKED:
            patch.setattr(networks, name, kept(getattr(networks, name)))
        yield


@pytest.fixture
def asked_anew(kept_answers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the networks themselves answer, every time."""
    for name in ASKED:
        monkeypatch.setattr(networks, name, getattr(networks, name).__wrapped__)


def kept(network: Network) -> Network:
    """Return a network that keeps the latest of its answers, and gives copies of them."""
    answers: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
    lock = Lock()

    @wraps(network)
    def answer(pixels: Any) -> Any:
        content = hashlib.blake2b(pixels.tobytes(), digest_size=16).digest()
        key = (content, pixels.shape, pixels.dtype.str)
        with lock:
            found = answers.get(key)
        if found is None:
            found = network(pixels)
        with lock:
            answers[key] = found
            answers.move_to_end(key)
            if len(answers) > MOST:
                answers.popitem(last=False)
        return copy.deepcopy(found)

    return answer
