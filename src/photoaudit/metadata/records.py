"""What a file says, as frozen records; no reading and no judging happens here.

Every item carries ``where``, words by which a person can find it in the file with another tool:
``JPEG APP1 EXIF IFD0 Make`` or ``PNG tEXt 'parameters' at byte 33``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from photoaudit.metadata.behind import Behind


@dataclass(frozen=True, slots=True)
class Ratio:
    """A TIFF rational as it stands in the file, division by zero included."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """Return the quotient, or None where the denominator is zero."""
        return self.numerator / self.denominator if self.denominator else None


Number = int | float | Ratio
ExifValue = str | Number | bytes | tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class ExifTag:
    """One entry of an image file directory.

    ``value`` is text for character types, one number or a tuple of numbers, or bytes. ``size`` is
    what the entry occupies in the file: the value of a very large entry is only its beginning.
    """

    ifd: str
    id: int
    name: str
    value: ExifValue = field(repr=False)
    where: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class MakerNote:
    """The maker's private block: who wrote it by its header ("" when it does not tell), and its size."""

    vendor: str
    size: int
    where: str


@dataclass(frozen=True, slots=True)
class Exif:
    """An EXIF block; ``latitude`` and ``longitude`` are degrees, north and east positive."""

    tags: tuple[ExifTag, ...]
    where: str
    byte_order: str
    makernote: MakerNote | None = None
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)

    @property
    def gps_present(self) -> bool:
        """Whether the file gives a position (an empty GPS directory is none)."""
        return self.latitude is not None and self.longitude is not None

    def find(self, name: str, ifd: str = "") -> ExifTag | None:
        """Return the first entry of that name; IFD1, which describes the thumbnail, only when asked for."""
        for tag in self.tags:
            if tag.name == name and (tag.ifd == ifd if ifd else tag.ifd != "IFD1"):
                return tag
        return None

    def get(self, name: str, ifd: str = "") -> ExifValue | None:
        """Return the value of `find`."""
        tag = self.find(name, ifd)
        return None if tag is None else tag.value

    def text(self, name: str) -> str:
        """Return a value that is text, otherwise ""."""
        value = self.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> float | None:
        """Return a finite number (the first of several), otherwise None."""
        value = self.get(name)
        if isinstance(value, tuple):
            value = value[0] if value else None
        if isinstance(value, Ratio):
            value = value.value
        if not isinstance(value, int | float):
            return None
        return float(value) if math.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class XmpProperty:
    """A leaf of the XMP tree.

    ``namespace`` and ``name`` are those of the nearest property, to match on: prefixes differ from
    writer to writer. ``path`` shows the way there with the prefixes of the file, such as
    ``xmpMM:History[2]/stEvt:softwareAgent``.
    """

    namespace: str
    name: str
    path: str
    value: str = field(repr=False)
    where: str


@dataclass(frozen=True, slots=True)
class IptcDataset:
    """One IPTC-IIM dataset, such as 2:80 By-line."""

    record: int
    dataset: int
    value: str = field(repr=False)
    where: str


@dataclass(frozen=True, slots=True)
class TextEntry:
    """Free text of a container: a PNG text chunk, a JPEG or GIF comment, an application segment."""

    keyword: str
    text: str = field(repr=False)
    where: str


@dataclass(frozen=True, slots=True)
class QuantizationTable:
    """The 64 divisors of a JPEG table in natural (row by row) order, not in the file's zigzag."""

    id: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class JpegInfo:
    """How a JPEG was encoded; ``markers`` names its application and comment segments in file order."""

    width: int
    height: int
    precision: int
    components: int
    progressive: bool
    subsampling: str
    quantization: tuple[QuantizationTable, ...]
    adobe: bool
    markers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Metadata:
    """Everything a file says besides its pixels.

    ``c2pa`` is the raw C2PA manifest store. ``trailing`` holds bytes after the end of the picture:
    all of them up to a limit, otherwise the first and last part; ``trailing_size`` counts them all.
    ``behind`` is what was recognized there. ``pictures`` counts the frames of a multi-picture JPEG that
    are there, without gain maps. ``notes`` says what was damaged, refused
    or cut, one sentence each.
    """

    format: str
    exif: Exif | None = None
    xmp: tuple[XmpProperty, ...] = ()
    iptc: tuple[IptcDataset, ...] = ()
    texts: tuple[TextEntry, ...] = ()
    icc: bytes | None = field(default=None, repr=False)
    icc_name: str = ""
    jpeg: JpegInfo | None = None
    c2pa: bytes | None = field(default=None, repr=False)
    c2pa_where: str = ""
    trailing: bytes = field(default=b"", repr=False)
    trailing_size: int = 0
    behind: Behind = field(default_factory=Behind)
    thumbnail: bytes | None = field(default=None, repr=False)
    thumbnail_size: tuple[int, int] | None = None
    pictures: int = 1
    notes: tuple[str, ...] = ()

    def xmp_values(self, namespace: str, name: str) -> tuple[str, ...]:
        """Return the values of a property, wherever in the tree it stands."""
        return tuple(p.value for p in self.xmp if p.name == name and p.namespace == namespace)

    def text(self, keyword: str) -> str:
        """Return the first container text under a keyword, otherwise ""."""
        return next((entry.text for entry in self.texts if entry.keyword == keyword), "")
