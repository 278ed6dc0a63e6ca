"""What a file says of its capture, and whether that hangs together.

Nothing here is proof: one command of ExifTool writes all of it. A file without any of it says
nothing, for most services remove it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from photoaudit.metadata.makernote import agrees
from photoaudit.metadata.makers import Maker, foreign_model, judge_maker
from photoaudit.metadata.parts import printable
from photoaudit.metadata.records import Exif, Metadata

CAPTURE_SIGNS = {
    "camera": "a camera or phone is named by make and model",
    "exposure": "exposure time, f-number and ISO are given and possible",
    "optics": "a focal length or lens is given and possible",
    "time": "the moment of capture is given",
    "sub-second": "the moment of capture is given to fractions of a second",
    "maker-notes": "the maker's private notes are there and are this maker's",
    "dimensions": "the stated size is that of the picture",
    "thumbnail": "the embedded thumbnail has the proportions of the picture",
    "position": "a GPS position is given",
}
"""The facts that cameras write together, by name, and what each means."""

ENOUGH_SIGNS = 4
"""Signs that make a capture claim, the camera among them."""

_DATE = re.compile(r"(\d{4})[:/-](\d\d)[:/-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_SOON = timedelta(minutes=1)
"""Cameras stamp the end of writing, seconds after the exposure."""

_NEAR = 0.04
"""How far proportions may differ: thumbnails round to 8 or 16 pixels."""

_DCF_THUMBNAIL = (160, 120)
"""The size that CIPA DC-009 (DCF 2.0) demands, whatever the picture's shape; black bars fill it up."""


@dataclass(frozen=True, slots=True)
class Capture:
    """The capture data of a file.

    Texts are "" and numbers None where the file gives none; texts are made fit for a sentence and
    not longer than one line. ``makernote_agrees``,
    ``dimensions_agree`` and ``thumbnail_agrees`` are None where there is nothing to compare.
    ``signs`` are names of `CAPTURE_SIGNS`. ``conflicts`` are plain sentences about what no camera
    would have written together; ``changes`` are about what happened after capture, as it does to
    most photos on the web.
    """

    maker: Maker = Maker.MISSING
    make: str = ""
    model: str = ""
    software: str = ""
    lens: str = ""
    exposure_time: float | None = None
    f_number: float | None = None
    iso: float | None = None
    focal_length: float | None = None
    taken: str = ""
    modified: str = ""
    makernote: str = ""
    makernote_agrees: bool | None = None
    dimensions_agree: bool | None = None
    thumbnail_agrees: bool | None = None
    gps_present: bool = False
    signs: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    where: str = ""

    @property
    def camera(self) -> str:
        """Make and model, without the words that the model repeats."""
        return " ".join(dict.fromkeys(f"{self.make} {self.model}".split()))

    @property
    def day(self) -> str:
        """The day of capture that the file claims, such as 2024-05-31, "" where it claims none."""
        moment = _moment(self.taken)
        return moment.date().isoformat() if moment else ""

    @property
    def claimed(self) -> bool:
        """Whether enough hangs together to say: this file claims to be a camera's."""
        return "camera" in self.signs and len(self.signs) >= ENOUGH_SIGNS


def capture_claim(metadata: Metadata, width: int, height: int) -> Capture:
    """Describe the capture data of a file whose upright picture is ``width`` x ``height``."""
    exif = metadata.exif
    if exif is None:
        return Capture()
    make, model = exif.text("Make"), exif.text("Model")
    facts = Capture(
        maker=judge_maker(make, model),
        make=printable(make),
        model=printable(model),
        software=printable(exif.text("Software")),
        lens=printable(exif.text("LensModel")),
        exposure_time=exif.number("ExposureTime"),
        f_number=_known(exif, "FNumber"),
        iso=_known(exif, "ISOSpeedRatings"),
        focal_length=_known(exif, "FocalLength"),
        taken=printable(exif.text("DateTimeOriginal")),
        modified=printable(exif.text("DateTime")),
        makernote=exif.makernote.vendor if exif.makernote else "",
        makernote_agrees=agrees(exif.makernote.vendor, make) if exif.makernote else None,
        dimensions_agree=_dimensions_agree(exif, width, height),
        thumbnail_agrees=_thumbnail_agrees(metadata, width, height),
        gps_present=exif.gps_present,
        where=exif.where,
    )
    return replace(
        facts,
        signs=tuple(_signs(facts, exif)),
        conflicts=tuple(_conflicts(facts)),
        changes=tuple(_changes(facts, metadata, width, height)),
    )


def _signs(facts: Capture, exif: Exif) -> list[str]:
    optics = facts.focal_length is not None and 0 < facts.focal_length <= _MOST["focal length"]
    foreign = foreign_model(facts.make, facts.model)
    known_notes = bool(facts.makernote) and facts.makernote_agrees is not False
    holds = {
        "camera": facts.maker is Maker.CAMERA and bool(facts.model) and not foreign,
        "exposure": not any(value is None for _, value in _exposure(facts)) and not list(_impossible(facts)),
        "optics": optics or (facts.focal_length is None and bool(facts.lens)),
        "time": _moment(facts.taken) is not None,
        "sub-second": exif.text("SubsecTimeOriginal").isdigit(),
        "maker-notes": known_notes,
        "dimensions": facts.dimensions_agree is True,
        "thumbnail": facts.thumbnail_agrees is True,
        "position": facts.gps_present,
    }
    return [name for name in CAPTURE_SIGNS if holds[name]]


def _conflicts(facts: Capture) -> list[str]:
    named = facts.make or facts.model
    conflicts = []
    if facts.maker is Maker.NO_NAME:
        conflicts.append(f'The camera entry holds no name but other text ("{printable(named, 30)}")')
    if facts.maker in (Maker.GENERATOR, Maker.PROGRAM):
        article = "an" if facts.maker is Maker.GENERATOR else "a"
        conflicts.append(f'The camera entry names {article} {facts.maker} ("{named}")')
    if other := foreign_model(facts.make, facts.model):
        conflicts.append(f"The camera named is {named}, but the model {facts.model} is {other}'s")
    if facts.makernote_agrees is False:
        conflicts.append(f"The camera named is {named}, but the maker notes are {facts.makernote}'s")
    conflicts += [f"The {name} is {value:g}, which no camera can have" for name, value in _impossible(facts)]
    if (between := _between(facts)) is not None and between < -_SOON:
        conflicts.append(f"Changed before capture: {_when(facts)}")
    return conflicts


def _changes(facts: Capture, metadata: Metadata, width: int, height: int) -> list[str]:
    changes = []
    stated = _stated_size(metadata.exif) if metadata.exif else None
    if stated and facts.dimensions_agree is False:
        changes.append(f"EXIF says {stated[0]} x {stated[1]}, the picture is {width} x {height}")
    small = metadata.thumbnail_size
    if small and facts.thumbnail_agrees is False:
        changes.append(
            f"The embedded thumbnail is {small[0]} x {small[1]}, another shape than the picture's"
            f" {width} x {height}"
        )
    if (between := _between(facts)) is not None and between > _SOON:
        changes.append(f"Changed after capture: {_when(facts)}")
    return changes


def _between(facts: Capture) -> timedelta | None:
    """Return the time from capture to the last change that the file tells of."""
    taken, modified = _moment(facts.taken), _moment(facts.modified)
    return modified - taken if taken and modified else None


def _when(facts: Capture) -> str:
    return f"{facts.modified}, taken {facts.taken}"


_MOST = {"exposure time": 86_400.0, "f-number": 1000.0, "ISO": 10_000_000.0, "focal length": 10_000.0}
"""More than any camera has: a day in seconds, a pinhole, a night scope, a telescope in millimeters."""


def _exposure(facts: Capture) -> list[tuple[str, float | None]]:
    return [("exposure time", facts.exposure_time), ("f-number", facts.f_number), ("ISO", facts.iso)]


def _known(exif: Exif, name: str) -> float | None:
    """Return a number; zero is how cameras write that they do not know, as with a lens without contacts."""
    return exif.number(name) or None


def _impossible(facts: Capture) -> Iterator[tuple[str, float]]:
    for name, value in [*_exposure(facts), ("focal length", facts.focal_length)]:
        if value is not None and not 0 < value <= _MOST[name]:
            yield name, value


def _stated_size(exif: Exif) -> tuple[int, int] | None:
    width, height = exif.number("ExifImageWidth"), exif.number("ExifImageHeight")
    return (int(width), int(height)) if width and height and width > 0 and height > 0 else None


def _dimensions_agree(exif: Exif, width: int, height: int) -> bool | None:
    """Compare without regard to which side is up: rotating keeps every pixel."""
    stated = _stated_size(exif)
    return None if stated is None else sorted(stated) == sorted((width, height))


def _thumbnail_agrees(metadata: Metadata, width: int, height: int) -> bool | None:
    size = metadata.thumbnail_size
    if not size or not min(*size, width, height):
        return None
    small, large = (max(pair) / min(pair) for pair in (size, (width, height)))
    if abs(small / large - 1) <= _NEAR:
        return True
    return None if size == _DCF_THUMBNAIL else False


def _moment(text: str) -> datetime | None:
    """Return a point in time of the digital age; a clock never set reads zeros or 1980."""
    match = _DATE.match(text)
    if not match:
        return None
    try:
        year, month, day, hour, minute, second = map(int, match.groups())
        moment = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    return moment if moment.year > 1980 else None
