"""What a file tells of a person without their meaning to: where, with which device, whose.

Nothing is taken out: finding is all that happens here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from photoaudit.metadata.capture import capture_claim
from photoaudit.metadata.records import Metadata

SERIALS = frozenset(
    {"bodyserialnumber", "lensserialnumber", "cameraserialnumber", "internalserialnumber", "serialnumber"}
)
"""Names of entries, in EXIF and XMP alike, that number one device; in lower case."""

OWNERS = frozenset({"artist", "cameraownername", "ownername", "xpauthor"})
"""Names of entries that hold who owns the camera or took the photo; in lower case."""

PROMPTS = frozenset(
    {
        "parameters", "prompt", "negative_prompt", "negative prompt", "workflow", "dream", "sd-metadata",
        "invokeai_metadata", "invokeai_graph", "invokeai_workflow", "sui_image_params", "fooocus_scheme",
        "generation_data", "ai-prompt", "aipromptinformation",
    }
)  # fmt: skip
"""Names under which generators keep what was asked of them; in lower case."""

_HARMLESS = frozenset(
    {
        "gpsinfo", "gpsversionid", "gpstimestamp", "gpsdatestamp", "gpsmapdatum", "gpsstatus",
        "gpsmeasuremode", "gpsdop", "gpsdifferential",
    }
)  # fmt: skip
_NUMBER_OF_A_PICTURE = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""A UUID names neither a person nor a device; generators put one where the artist belongs."""
_PLACES = ("latitude", "longitude", "altitude", "geotag", "geopoint")


@dataclass(frozen=True, slots=True)
class Leaks:
    """What a public page would give away; ``position`` is for those who ask to see it."""

    gps: bool = False
    serial_numbers: bool = False
    names: bool = False
    thumbnail: bool = False
    pictures: bool = False
    prompt: bool = False
    position: str = field(default="", repr=False)

    @property
    def count(self) -> int:
        """How many kinds of things leak."""
        return sum((self.gps, self.serial_numbers, self.names, self.thumbnail, self.pictures, self.prompt))


def find_leaks(metadata: Metadata, width: int, height: int) -> Leaks:
    """Return what leaks from a file whose upright picture is ``width`` x ``height``."""
    position = _position(metadata)
    named = _names(metadata)
    return Leaks(
        gps=bool(position),
        serial_numbers=bool(SERIALS & named),
        names=bool(OWNERS & named),
        thumbnail=capture_claim(metadata, width, height).thumbnail_agrees is False,
        pictures=metadata.pictures > 1,
        prompt=bool(PROMPTS & named) or _prompt_in_comment(metadata),
        position=position,
    )


def tells_position(name: str, ifd: str = "") -> bool:
    """Whether the value of an entry says where on Earth: unknown entries of a GPS directory may."""
    plain = name.rpartition(":")[2].lower()
    if plain in _HARMLESS:
        return False
    return ifd == "GPS" or plain.startswith("gps") or any(word in plain for word in _PLACES)


def tells_who(name: str, value: object) -> bool:
    """Whether an entry numbers a device or names its owner or the photographer."""
    return name.lower() in SERIALS | OWNERS and _filled(value)


def _names(metadata: Metadata) -> set[str]:
    """Return the lower-case names of all entries that hold anything."""
    found = {tag.name.lower() for tag in (metadata.exif.tags if metadata.exif else ()) if _filled(tag.value)}
    found |= {entry.name.lower() for entry in metadata.xmp if _filled(entry.value)}
    return found | {entry.keyword.lower() for entry in metadata.texts if _filled(entry.text)}


def _filled(value: object) -> bool:
    """Whether a value says anything; cameras fill fields never set with spaces, dashes or zeros."""
    if isinstance(value, tuple):
        return bool(value)
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    return bool(text.strip(" \0\t\r\n-0")) and not _NUMBER_OF_A_PICTURE.fullmatch(text.strip("\0 "))


def _prompt_in_comment(metadata: Metadata) -> bool:
    comment = metadata.exif.text("UserComment") if metadata.exif else ""
    return "Steps: " in comment and "Sampler: " in comment


def _position(metadata: Metadata) -> str:
    exif = metadata.exif
    if exif is not None and exif.latitude is not None and exif.longitude is not None:
        return f"{exif.latitude:.5f}, {exif.longitude:.5f}"
    found = {
        word: entry.value
        for entry in reversed(metadata.xmp)
        for word in ("latitude", "longitude")
        if entry.name.lower() == f"gps{word}" and _filled(entry.value)
    }
    return f"{found['latitude']}, {found['longitude']}" if len(found) == 2 else ""
