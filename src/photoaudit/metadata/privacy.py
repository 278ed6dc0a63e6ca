"""What a file tells of a person without their meaning to: where, with which device, whose.

Nothing is taken out: finding is all that happens here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from photoaudit.metadata.capture import capture_claim
from photoaudit.metadata.fields import Carrier, fields
from photoaudit.metadata.origin import carries_prompt
from photoaudit.metadata.records import Metadata

SERIALS = frozenset(
    {"bodyserialnumber", "lensserialnumber", "cameraserialnumber", "internalserialnumber", "serialnumber"}
)
"""Names of entries, in EXIF and XMP alike, that number one device; in lower case."""

OWNERS = frozenset({"artist", "cameraownername", "ownername", "xpauthor"})
"""Names of entries that hold who owns the camera or took the photo; in lower case."""

PROMPTS = frozenset(
    {
        "prompt", "workflow", "sd-metadata", "generation_data", "ai-prompt", "aipromptinformation",
        "invokeai_metadata", "invokeai_graph", "invokeai_workflow", "sui_image_params", "negative_prompt",
        "negative prompt", "dream", "parameters", "fooocus_scheme",
    }
)  # fmt: skip
"""Names under which generators keep what was asked of them, whoever wrote it; in lower case."""

_CREATORS = frozenset({"author", "2:80", "2:122", "http://purl.org/dc/elements/1.1/creator"})
_SHOWN = frozenset(
    {
        "http://www.metadataworkinggroup.com/schemas/regions/name",
        "http://ns.microsoft.com/photo/1.2/t/region#persondisplayname",
        "http://iptc.org/std/iptc4xmpext/2008-02-29/personinimage",
        "http://iptc.org/std/iptc4xmpext/2008-02-29/personname",
    }
)
"""Keys of fields that name people, the photographer or those in the picture; in lower case."""

_CONTACTS = frozenset(
    {
        "ciadrextadr", "citelwork", "ciemailwork", "ciadrpcode", "licensortelephone1", "licensortelephone2",
        "licensorstreetaddress", "licensorextendedaddress", "licensoremail",
    }
)  # fmt: skip
"""Names of entries with street, telephone or mail address; in lower case."""

_LOCAL_PATH = re.compile(
    r"(?<![A-Za-z])[A-Za-z]:(?:\\{1,4}|/)[^\\/:\"<>|\s][^\\/:\"<>|\r\n]{0,80}(?:\\{1,4}|/)"
    r"|(?<![\w./%-])/(?:Users|home|Volumes|mnt|media)/[^/\s\"]{1,80}/"
    r"|\bfile:///|(?<![\w\\])\\{2,4}[\w.-]{1,60}\\{1,2}[\w$]"
)
"""A place on somebody's computer: a drive, a home folder, a share."""

_HARMLESS = frozenset(
    {
        "gpsinfo", "gpsversionid", "gpstimestamp", "gpsdatestamp", "gpsmapdatum", "gpsstatus",
        "gpsmeasuremode", "gpsdop", "gpsdifferential",
    }
)  # fmt: skip
_NUMBER_OF_A_PICTURE = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""A UUID names neither a person nor a device; generators put one where the artist belongs."""
_PLACES = ("latitude", "longitude", "altitude", "geotag", "geopoint")


KINDS = (
    "gps", "serial_numbers", "names", "thumbnail", "pictures", "film", "prompt", "paths", "contact",
)  # fmt: skip
"""Kinds of things that leak, by the names of `Leaks`."""


@dataclass(frozen=True, slots=True)
class Leaks:
    """What a public page would give away; ``position`` is for those who ask to see it.

    ``unread`` says, in words for a list, what of the file was not read, and ``unknown`` which kinds may
    be in there.
    """

    gps: bool = False
    serial_numbers: bool = False
    names: bool = False
    thumbnail: bool = False
    pictures: bool = False
    film: bool = False
    prompt: bool = False
    paths: bool = False
    contact: bool = False
    unread: tuple[str, ...] = ()
    unknown: frozenset[str] = frozenset()
    position: str = field(default="", repr=False)

    @property
    def count(self) -> int:
        """How many kinds of things leak."""
        return sum(bool(getattr(self, name)) for name in KINDS)


def find_leaks(metadata: Metadata, width: int, height: int) -> Leaks:
    """Return what leaks from a file whose upright picture is ``width`` x ``height``."""
    position = _position(metadata) or metadata.behind.position
    named = _names(metadata)
    everything = tuple(item for item in fields(metadata) if item.carrier is not Carrier.TRAILER)
    keys = {item.key.lower() for item in everything if _filled(item.text)}
    unread = _unread(metadata)
    return Leaks(
        gps=bool(position),
        serial_numbers=bool(SERIALS & named),
        names=bool(OWNERS & named or (_CREATORS | _SHOWN) & keys),
        thumbnail=capture_claim(metadata, width, height).thumbnail_agrees is False,
        pictures=metadata.pictures > 1 or metadata.behind.pictures or metadata.behind.rest,
        film=metadata.behind.film,
        prompt=bool(PROMPTS & named) or carries_prompt(metadata) or _prompt_in_comment(metadata),
        paths=any(_LOCAL_PATH.search(item.text) for item in everything),
        contact=bool(_CONTACTS & named) or "2:118" in keys,
        unread=tuple(unread),
        unknown=frozenset(kind for kinds in unread.values() for kind in kinds),
        position=position,
    )


def _unread(metadata: Metadata) -> dict[str, tuple[str, ...]]:
    """Return what of a file was not read, with the kinds of things that may be there."""
    behind = metadata.behind
    found: dict[str, tuple[str, ...]] = {}
    if metadata.exif and metadata.exif.makernote:
        found["the maker's private notes, which mostly hold a serial number"] = ("serial_numbers",)
    if metadata.trailing_size and not (behind.film or behind.pictures or behind.rest):
        found[f"{metadata.trailing_size:,} bytes behind the picture"] = KINDS
    if metadata.notes:
        found["parts that are damaged or too large"] = KINDS
    return found


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
    """Whether a comment reads like settings, though not enough of them to say which program wrote it."""
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
