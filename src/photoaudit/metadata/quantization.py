"""Who may have written a JPEG, by the class of its quantization tables.

References
----------
- ITU-T T.81, annex K, tables K.1 and K.2. https://www.w3.org/Graphics/JPEG/itu-t81.pdf
- The scaling by a quality of 1 to 100: ``jpeg_quality_scaling`` of the Independent JPEG Group.
  https://ijg.org/
- Farid, Digital image ballistics from JPEG quantization, 2006.
  https://farid.berkeley.edu/downloads/publications/tr06a.pdf
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from photoaudit.metadata.records import JpegInfo

Table = tuple[int, ...]

# fmt: off
_LUMINANCE = (
    16, 11, 10, 16, 24, 40, 51, 61,
    12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77,
    24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
)
_CHROMINANCE = (
    17, 18, 24, 47, 99, 99, 99, 99,
    18, 21, 26, 66, 99, 99, 99, 99,
    24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99,
    *(99,) * 32,
)
# fmt: on


class TableClass(StrEnum):
    """Whose habit the tables follow."""

    STANDARD = "standard"
    ADOBE = "adobe"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Tables:
    """The class of a JPEG's tables, and for standard ones the quality (1 to 100) they are scaled by."""

    kind: TableClass
    quality: int | None = None


def classify(jpeg: JpegInfo) -> Tables | None:
    """Return the class of a JPEG's quantization tables, or None for a file without any.

    ``standard`` are the tables of ITU-T T.81 scaled as libjpeg does, ``adobe`` are others beside an
    Adobe marker, ``custom`` all others. A photo in color needs both tables at the same quality.
    """
    tables = [table.values for table in sorted(jpeg.quantization, key=lambda table: table.id)]
    if not tables:
        return None
    for quality in _qualities().get(tables[0], ()):
        usual = (tables[0], scaled(_CHROMINANCE, quality))
        if all(table in usual for table in tables[1:]):
            return Tables(TableClass.STANDARD, quality)
    return Tables(TableClass.ADOBE if jpeg.adobe else TableClass.CUSTOM)


def scaled(table: Table, quality: int) -> Table:
    """Return a table as libjpeg scales it for baseline files."""
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    return tuple(min(max((value * scale + 50) // 100, 1), 255) for value in table)


@cache
def _qualities() -> dict[Table, tuple[int, ...]]:
    """Return the qualities that give each luminance table, the highest first."""
    found: dict[Table, tuple[int, ...]] = {}
    for quality in range(100, 0, -1):
        table = scaled(_LUMINANCE, quality)
        found[table] = (*found.get(table, ()), quality)
    return found
