"""The ``@album_check`` decorator: declares a check of a set of photos, and ties its page to its code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from photoaudit.album._photos import Photos
from photoaudit.model import AlbumCheckInfo, AlbumMeasurement

Measure = Callable[[Photos], AlbumMeasurement]


@dataclass(frozen=True)
class AlbumCheck:
    """A check of an album ready to run: what is known of it, and its one function."""

    info: AlbumCheckInfo
    measure: Measure


def album_check(id: str, *, title: str, unit: str, since: str) -> Callable[[Measure], AlbumCheck]:
    """Turn a ``measure(photos)`` function into an `AlbumCheck`; its module's docstring is its page."""

    def wrap(measure: Measure) -> AlbumCheck:
        page = sys.modules[measure.__module__].__doc__ or ""
        return AlbumCheck(AlbumCheckInfo(id, title, unit, since, page.strip()), measure)

    return wrap
