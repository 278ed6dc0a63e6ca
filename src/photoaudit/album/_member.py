"""A photo as an album sees it."""

from __future__ import annotations

from dataclasses import dataclass

from photoaudit.model import Traits


@dataclass(frozen=True, slots=True)
class Member:
    """A photo of an album: ``traits`` is None where its pixels were not looked at."""

    path: str
    sha256: str
    width: int
    height: int
    traits: Traits | None = None
