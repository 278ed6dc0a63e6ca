"""What a file gives away is found wherever it stands, named in plain words, and not repeated."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

import _files
from _commands import call
from _files import ASCII, CAMERA, RATIONAL, Entry
from photoaudit import policy
from photoaudit.checks import catalogue
from photoaudit.engine import audit, run, select
from photoaudit.facts import Facts
from photoaudit.metadata import read_metadata
from photoaudit.metadata.privacy import find_leaks, tells_position
from photoaudit.model import Finding, Level, Outcome, Settings
from photoaudit.photo import read

CHECK = next(item for item in catalogue() if item.info.id == "privacy-leak")
GPS: list[Entry] = [
    (1, ASCII, "S"),
    (2, RATIONAL, ((33, 1), (30, 1), (0, 1))),
    (3, ASCII, "E"),
    (4, RATIONAL, ((151, 1), (15, 1), (0, 1))),
]
XMP_GPS = _files.packet(
    '<rdf:Description e:GPSLatitude="33,30.0S" e:GPSLongitude="151,15.0E"/>',
    e="http://ns.adobe.com/exif/1.0/",
)
OTHER_SHAPE = _files.saved("JPEG", (16, 32))


def exif_with(*exif: Entry, ifd0: tuple[Entry, ...] = (), thumbnail: bytes = b"") -> bytes:
    return _files.jpeg(
        exif=_files.exif(_files.with_entries(CAMERA, Exif=exif, IFD0=ifd0), thumbnail=thumbnail)
    )


def xmp_with(attribute: str) -> bytes:
    return _files.jpeg(xmp=_files.packet(f"<rdf:Description {attribute}/>", aux="urn:aux"))


LEAKS = {
    "gps": _files.jpeg(exif=_files.exif({**CAMERA, "GPS": GPS})),
    "gps in XMP": _files.jpeg(xmp=XMP_GPS),
    "serial_numbers": exif_with((0xA431, ASCII, "0123456")),
    "serial_numbers of the lens": exif_with((0xA435, ASCII, "0123456")),
    "serial_numbers in XMP": xmp_with('aux:SerialNumber="0123456"'),
    "names": exif_with((0xA430, ASCII, "Ann Owner")),
    "names of the artist": exif_with(ifd0=((0x013B, ASCII, "Ann Artist"),)),
    "names in XMP": xmp_with('aux:OwnerName="Ann Owner"'),
    "thumbnail": exif_with(thumbnail=OTHER_SHAPE),
    "prompt": _files.png(_files.text("parameters", "a person\nSteps: 20, Sampler: Euler")),
    "prompt in a comment": exif_with((0x9286, 7, b"ASCII\0\0\0a person\nSteps: 20, Sampler: Euler")),
}
HARMLESS = {
    "a plain file": _files.saved("JPEG"),
    "an ordinary capture": _files.jpeg(exif=_files.exif(CAMERA, thumbnail=_files.saved("JPEG", (16, 12)))),
    "an empty serial number": exif_with((0xA431, ASCII, "  000")),
    "an empty artist": exif_with(ifd0=((0x013B, ASCII, "   "),)),
    "a number of the picture": exif_with(ifd0=((0x013B, ASCII, "0b1c2d3e-0000-4000-8000-0123456789ab"),)),
    "a GPS directory without a position": _files.jpeg(
        exif=_files.exif({**CAMERA, "GPS": [(0x1D, ASCII, "2024:05:06")]})
    ),
    "half a position": xmp_with('aux:GPSLatitude="33,30.0S"'),
    "a title that mentions a prompt": _files.png(_files.text("Title", "prompt: Steps: 3")),
}


def found(folder: Path, data: bytes, settings: Settings | None = None) -> Finding:
    path = folder / "photo"
    path.write_bytes(data)
    return run(CHECK, Facts(read(path), settings))


@pytest.mark.parametrize("name", LEAKS)
def test_a_leak_is_found_and_is_the_only_one(tmp_path: Path, name: str) -> None:
    seen = found(tmp_path, LEAKS[name])
    assert seen.value == 1, seen.summary
    assert [key for key, value in seen.details if value == "yes"] == [name.partition(" ")[0]]
    assert seen.notable


@pytest.mark.parametrize("name", HARMLESS)
def test_nothing_else_is_called_a_leak(tmp_path: Path, name: str) -> None:
    seen = found(tmp_path, HARMLESS[name])
    assert (seen.value, seen.notable) == (0, False), seen.summary


def test_further_pictures_are_a_leak(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    Image.new("RGB", (64, 48)).save(path, "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48))])
    assert dict(found(tmp_path, path.read_bytes()).details)["pictures"] == "yes"


def test_all_leaks_are_listed_without_what_they_hold(tmp_path: Path) -> None:
    directories = _files.with_entries(
        CAMERA, Exif=[(0xA431, ASCII, "0123456"), (0xA430, ASCII, "Ann Owner")], GPS=GPS
    )
    seen = found(tmp_path, _files.jpeg(exif=_files.exif(directories, thumbnail=OTHER_SHAPE)))
    assert seen.value == 4
    for words in ("GPS position", "serial numbers", "name of the camera's owner", "thumbnail"):
        assert words in seen.summary
    for secret in ("0123456", "Ann", "33.5", "151.25"):
        assert secret not in seen.summary
        assert secret not in str(seen.details)


@pytest.mark.parametrize("name", ["gps", "gps in XMP"])
def test_the_position_is_named_only_on_request(tmp_path: Path, name: str) -> None:
    hidden = found(tmp_path, LEAKS[name])
    shown = found(tmp_path, LEAKS[name], Settings(show_location=True))
    place = "-33.50000, 151.25000" if name == "gps" else "33,30.0S, 151,15.0E"
    assert place not in hidden.summary
    assert place in shown.summary
    assert "33" not in repr(find_leaks(read_metadata(LEAKS[name], "JPEG"), 64, 48))


def test_check_takes_show_location(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(LEAKS["gps"])
    arguments = ("check", path, "--only", "privacy-leak", "--verbose")
    assert "33.5" not in call(*arguments)[1]
    assert "-33.50000, 151.25000" in " ".join(call(*arguments, "--show-location")[1].split())


@pytest.mark.parametrize(
    ("name", "ifd", "told"),
    [
        ("GPSLatitude", "GPS", True),
        ("0x00ff", "GPS", True),
        ("GPSDateStamp", "GPS", False),
        ("GPSInfo", "IFD0", False),
        ("exif:GPSLatitude", "", True),
        ("drone-dji:RelativeAltitude", "", True),
        ("Make", "IFD0", False),
        ("Plateau", "", False),
    ],
)
def test_names_of_positions(name: str, ifd: str, *, told: bool) -> None:
    assert tells_position(name, ifd) is told


@pytest.mark.parametrize(
    ("name", "outcome", "level"),
    [("gps", Outcome.FIRED, Level.MEDIUM), ("names", Outcome.PASSED, Level.NONE)],
)
def test_the_company_policy_asks_to_remove_a_position(
    tmp_path: Path, name: str, outcome: Outcome, level: Level
) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(LEAKS[name])
    report = audit(path, checks=select(["privacy-leak"]), policies=[policy.named("company")])
    rule = next(rule for rule in report.risks[0].rules if rule.id == "CO-location")
    assert (rule.outcome, rule.level) == (outcome, level)
    assert report.level is level
    assert any("GPS position" in step for step in report.next_steps) is (outcome is Outcome.FIRED)
