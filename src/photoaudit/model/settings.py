"""What an examination is given, and what is wrong with what it was given."""

from __future__ import annotations

from dataclasses import dataclass, field


class UnknownName(ValueError):  # noqa: N818 - reads as what happened
    """A check, family or policy was named that does not exist; the message suggests one that does."""


@dataclass(frozen=True)
class Limits:
    """What a file may cost before it is refused, checked before decoding; ``max_memory`` is in bytes.

    Limits that nobody needs to choose are in `photoaudit.photo.bounds` and `photoaudit.metadata.parts`.
    """

    max_bytes: int = 100 * 1024 * 1024
    max_pixels: int = 120_000_000
    max_memory: int = 1_800_000_000
    min_side: int = 1


@dataclass(frozen=True)
class Settings:
    """What a user may choose about an examination.

    ``trust_list`` is PEM text of the certificates that Content Credentials are trusted by, "" for the
    shipped list; ``show_location`` allows a GPS position to be named, not only its presence.
    """

    limits: Limits = Limits()
    trust_list: str = field(default="", repr=False)
    show_location: bool = False
