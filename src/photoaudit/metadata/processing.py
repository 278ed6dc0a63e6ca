"""Programs and services that a file passed through, by what they leave in plain metadata.

Context only: editing a photo is ordinary, and so is a download from a social network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from photoaudit.metadata.fields import Field, fields
from photoaudit.metadata.records import Metadata

_PROGRAM_KEYS = re.compile(
    r"Software|http://ns\.adobe\.com/xap/1\.0/CreatorTool|http://ns\.adobe\.com/tiff/1\.0/Software|"
    r"http://ns\.adobe\.com/xap/1\.0/sType/ResourceEvent#softwareAgent"
)
EDITORS: tuple[tuple[str, str], ...] = (
    ("Acorn", r"\AAcorn\b"),
    ("Adobe Camera Raw", r"\bcamera raw\b"),
    ("Adobe Illustrator", r"\badobe illustrator\b"),
    ("Adobe Fireworks", r"\badobe fireworks\b"),
    ("Adobe Lightroom", r"\blightroom\b"),
    ("Adobe Photoshop", r"\bphotoshop\b(?! (?:lightroom|camera raw))"),
    ("Affinity Photo", r"\baffinity photo\b"),
    ("BeautyPlus", r"\bbeautyplus\b"),
    ("Canva", r"\Acanva\b"),
    ("Capture One", r"\bcapture one\b"),
    ("darktable", r"\bdarktable\b"),
    ("DxO", r"\bdxo\b"),
    ("FaceApp", r"\bfaceapp\b"),
    ("Facetune", r"\bfacetune\b"),
    ("GIMP", r"\bgimp\b"),
    ("Google Photos", r"\Agoogle\Z"),
    ("Luminar", r"\bluminar\b"),
    ("Meitu", r"\bmeitu\b"),
    ("Paint.NET", r"\bpaint\.net\b"),
    ("Photo Editor of Windows", r"\bwindows photo (?:editor|gallery|viewer)\b"),
    ("Picasa", r"\bpicasa\b"),
    ("PicsArt", r"\bpicsart\b"),
    ("Pixelmator", r"\bpixelmator\b"),
    ("PortraitPro", r"\bportrait ?pro\b"),
    ("RawTherapee", r"\brawtherapee\b"),
    ("Remini", r"\bremini\b"),
    ("Snapseed", r"\bsnapseed\b"),
    ("Topaz", r"\btopaz\b"),
    ("VSCO", r"\bvsco\b"),
)
_EDITORS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in EDITORS)
_FACEBOOK = re.compile(r"FBMD[0-9a-fA-F]{16}")
_REFERENCE = re.compile(r"[A-Za-z0-9_-]{20}")
_IIM_KEY = re.compile(r"2:\d+")


@dataclass(frozen=True, slots=True)
class Trace:
    """A program or service, where the file shows it, and whether it is an editor."""

    name: str
    where: str
    editor: bool


def processing_traces(metadata: Metadata) -> tuple[Trace, ...]:
    """Return what a file passed through, each program once, at the first place that names it."""
    found: dict[str, Trace] = {}
    everything = tuple(fields(metadata))
    for field in everything:
        if _PROGRAM_KEYS.fullmatch(field.key):
            for name, pattern in _EDITORS:
                if pattern.search(field.text):
                    found.setdefault(name, Trace(name, field.where, editor=True))
    if where := _social(everything):
        name = "Facebook or Instagram"
        found[name] = Trace(name, where, editor=False)
    return tuple(found.values())


def _social(everything: tuple[Field, ...]) -> str:
    """Return where Meta's services left their numbers, otherwise "".

    Their letters stand in Special Instructions; the reference alone counts where nothing else is
    written, for news agencies fill that field too.
    """
    iim = {field.key: field for field in everything if _IIM_KEY.fullmatch(field.key)}
    special, reference = iim.get("2:40"), iim.get("2:103")
    if special and _FACEBOOK.match(special.text):
        return special.where
    if reference and _REFERENCE.fullmatch(reference.text) and not set(iim) - {"2:0", "2:103"}:
        return reference.where
    return ""
