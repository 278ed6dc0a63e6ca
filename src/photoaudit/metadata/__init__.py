"""What a file says besides its pixels: bytes in, frozen records out.

`read_metadata` takes a file apart and never raises on damage; `capture_claim` and
`declared_origins` read its answer for what a camera and what a generator would have written.
"""

from photoaudit.metadata.capture import CAPTURE_SIGNS, Capture, capture_claim
from photoaudit.metadata.makers import Maker
from photoaudit.metadata.origin import declared_origins
from photoaudit.metadata.read import read_metadata
from photoaudit.metadata.records import (
    Exif,
    ExifTag,
    ExifValue,
    IptcDataset,
    JpegInfo,
    MakerNote,
    Metadata,
    QuantizationTable,
    Ratio,
    TextEntry,
    XmpProperty,
)

__all__ = [
    "CAPTURE_SIGNS",
    "Capture",
    "Exif",
    "ExifTag",
    "ExifValue",
    "IptcDataset",
    "JpegInfo",
    "Maker",
    "MakerNote",
    "Metadata",
    "QuantizationTable",
    "Ratio",
    "TextEntry",
    "XmpProperty",
    "capture_claim",
    "declared_origins",
    "read_metadata",
]
