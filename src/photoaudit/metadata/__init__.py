"""What a file says besides its pixels: bytes in, frozen records out.

`read_metadata` takes a file apart and never raises on damage; `capture_claim` and
`declared_origins` read its answer for what a camera and what a generator would have written.
"""

from photoaudit.metadata.capture import CAPTURE_SIGNS, Capture, capture_claim
from photoaudit.metadata.credentials import (
    Action,
    Credentials,
    Identity,
    Ingredient,
    Manifest,
    SignerStatus,
    Stamp,
)
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
from photoaudit.metadata.signals import signals as credential_signals
from photoaudit.metadata.signals import watermarks as credential_watermarks
from photoaudit.metadata.standing import broken_ingredients, how_it_holds, record_gone
from photoaudit.metadata.statements import credential_declarations
from photoaudit.metadata.trust_list import check_trust_list
from photoaudit.metadata.verification import read_credentials

__all__ = [
    "CAPTURE_SIGNS",
    "Action",
    "Capture",
    "Credentials",
    "Exif",
    "ExifTag",
    "ExifValue",
    "Identity",
    "Ingredient",
    "IptcDataset",
    "JpegInfo",
    "Maker",
    "MakerNote",
    "Manifest",
    "Metadata",
    "QuantizationTable",
    "Ratio",
    "SignerStatus",
    "Stamp",
    "TextEntry",
    "XmpProperty",
    "broken_ingredients",
    "capture_claim",
    "check_trust_list",
    "credential_declarations",
    "credential_signals",
    "credential_watermarks",
    "declared_origins",
    "how_it_holds",
    "read_credentials",
    "read_metadata",
    "record_gone",
]
