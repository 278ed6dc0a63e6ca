"""One flat view of everything textual in a file, for rules that look for marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from photoaudit.metadata.records import Metadata


class Carrier(StrEnum):
    """Where a text stands."""

    TEXT = "container text"
    EXIF = "EXIF"
    XMP = "XMP"
    IPTC = "IPTC"
    TRAILER = "data behind the picture"


@dataclass(frozen=True, slots=True)
class Field:
    """A named text. The key of an XMP property is its namespace and name joined, of IPTC ``2:80``."""

    carrier: Carrier
    key: str
    text: str = field(repr=False)
    where: str


def fields(metadata: Metadata) -> Iterator[Field]:
    """Yield every text of a file."""
    for entry in metadata.texts:
        yield Field(Carrier.TEXT, entry.keyword, entry.text, entry.where)
    for tag in metadata.exif.tags if metadata.exif else ():
        if isinstance(tag.value, str):
            yield Field(Carrier.EXIF, tag.name, tag.value, tag.where)
    for prop in metadata.xmp:
        yield Field(Carrier.XMP, prop.namespace + prop.name, prop.value, prop.where)
    for item in metadata.iptc:
        yield Field(Carrier.IPTC, f"{item.record}:{item.dataset}", item.value, item.where)
    if metadata.trailing:
        place = f"{metadata.trailing_size} bytes behind the end of the picture"
        yield Field(Carrier.TRAILER, "trailer", metadata.trailing.decode("latin-1"), place)
