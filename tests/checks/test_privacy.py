"""What a file gives away is found wherever it stands, named in plain words, and not repeated."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from PIL import Image

import _files
from _commands import call
from _files import ASCII, CAMERA, RATIONAL, Entry
from photoaudit import engine, policy
from photoaudit.checks import catalogue
from photoaudit.engine import audit, run, select
from photoaudit.facts import Facts
from photoaudit.metadata import read_metadata
from photoaudit.metadata.privacy import find_leaks, tells_position
from photoaudit.model import Finding, Level, Outcome, Settings
from photoaudit.photo import read
from photoaudit.report.card import card_of

CHECK = next(item for item in catalogue() if item.info.id == "privacy-leak")
GPS: list[Entry] = [
    (1, ASCII, "S"),
    (2, RATIONAL, ((33, 1), (30, 1), (0, 1))),
    (3, ASCII, "E"),
    (4, RATIONAL, ((151, 1), (15, 1), (0, 1))),
]
SETTINGS = "a person\nSteps: 20, Sampler: Euler, Seed: 1"
GRAPH = '{"3": {"class_type": "KSampler", "inputs": {"text": "a person"}}}'
FILM = (
    _files.box(b"ftyp", b"mp42\0\0\0\0mp42isom")
    + _files.box(b"mdat", b"\0" * 400)
    + _files.box(b"moov", _files.box(b"udta", b""))
)
PLACED_FILM = FILM[:-16] + _files.box(
    b"moov", _files.box(b"udta", _files.box(b"\xa9xyz", b"\0\x12\x15\xc7+48.8583+002.2945/"))
)
GAIN_MAP = _files.jpeg(
    xmp=_files.packet('<rdf:Description h:GainMapMax="2"/>', h="http://ns.adobe.com/hdr-gain-map/1.0/")
)
XMP_GPS = _files.packet(
    '<rdf:Description e:GPSLatitude="33,30.0S" e:GPSLongitude="151,15.0E"/>',
    e="http://ns.adobe.com/exif/1.0/",
)
OTHER_SHAPE = _files.saved("JPEG", (16, 32))


def exif_with(*exif: Entry, ifd0: tuple[Entry, ...] = (), thumbnail: bytes = b"") -> bytes:
    return _files.jpeg(
        exif=_files.exif(_files.with_entries(CAMERA, Exif=exif, IFD0=ifd0), thumbnail=thumbnail)
    )


def xmp_with(attribute: str, aux: str = "urn:aux") -> bytes:
    return _files.jpeg(xmp=_files.packet(f"<rdf:Description {attribute}/>", aux=aux))


def noise(format: str) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((120, 120), 60).save(buffer, format)
    return buffer.getvalue()


def commented(text: str) -> bytes:
    return exif_with((0x9286, 7, b"ASCII\0\0\0" + text.encode()))


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
    "names in Dublin Core": xmp_with('aux:creator="Ann Artist"', "http://purl.org/dc/elements/1.1/"),
    "names of faces": xmp_with(
        'aux:Name="Ann Shown"', "http://www.metadataworkinggroup.com/schemas/regions/"
    ),
    "names of faces by Windows": xmp_with(
        'aux:PersonDisplayName="Ann"', "http://ns.microsoft.com/photo/1.2/t/Region#"
    ),
    "names of those shown": xmp_with('aux:PersonInImage="Ann"', _files.IPTC_EXT),
    "names in IPTC": _files.jpeg(photoshop=_files.resource(0x0404, _files.dataset(2, 80, b"Ann Artist"))),
    "names in PNG": _files.png(_files.text("Author", "Ann")),
    "contact": xmp_with('aux:CiAdrExtadr="1 Some Street"'),
    "contact by telephone": xmp_with('aux:CiTelWork="0123"'),
    "contact in IPTC": _files.jpeg(photoshop=_files.resource(0x0404, _files.dataset(2, 118, b"0123"))),
    "paths of Windows": _files.png(_files.text("Comment", "opened C:\\Users\\ann\\me.png")),
    "paths in JSON": commented('{"image_path": "C:\\\\Users\\\\ann\\\\me.png"}'),
    "paths of a home": _files.png(_files.text("Comment", "/home/ann/me.png")),
    "paths of a Mac": xmp_with('aux:filePath="/Users/ann/me.psd"'),
    "paths of a share": _files.png(_files.text("Comment", "\\\\server\\photos\\me.png")),
    "film": _files.jpeg(trailing=FILM),
    "film of Samsung": _files.jpeg(
        trailing=b"\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data" + FILM + b"SEFH\0\0SEFT"
    ),
    "film in a HEIC": _files.saved("HEIF") + _files.box(b"mpvd", FILM),
    "pictures behind a PNG": _files.png(trailing=_files.saved("PNG")),
    "pictures behind a JPEG": _files.jpeg(trailing=_files.saved("JPEG")),
    "pictures or the rest of a PNG": _files.png(trailing=noise("PNG")[600:]),
    "pictures or the rest of a JPEG": _files.jpeg(trailing=noise("JPEG")[2000:]),
    "prompt of ComfyUI in a comment": commented(f"prompt:{GRAPH}"),
    "prompt of ComfyUI in Model": exif_with(ifd0=((0x0110, ASCII, f"prompt:{GRAPH}"),)),
    "prompt of SwarmUI": commented('{"sui_image_params": {"prompt": "a person"}}'),
    "prompt of mflux": commented('{"mflux_version": "1", "prompt": "a person"}'),
    "prompt of NovelAI": _files.png(
        _files.text("Comment", '{"prompt": "a", "uc": "b", "scale": 5, "steps": 28}')
    ),
    "prompt of Midjourney": _files.png(
        _files.text("Description", "a person --v 7 Job ID: 0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f")
    ),
    "prompt of an animated PNG": _files.png(after=[(b"comf", b"prompt\0" + GRAPH.encode())]),
    "prompt in a comment of a JPEG": _files.jpeg((0xFE, SETTINGS.encode())),
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
    "an address on the web": _files.png(_files.text("Comment", "https://example.org/home/ann/ and C: or D:")),
    "a ratio": _files.png(_files.text("Comment", "a:b/c 1:2/3")),
    "a gain map": _files.jpeg(trailing=GAIN_MAP),
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


def test_a_film_has_a_position_of_its_own(tmp_path: Path) -> None:
    hidden = found(tmp_path, _files.jpeg(trailing=PLACED_FILM))
    shown = found(tmp_path, _files.jpeg(trailing=PLACED_FILM), Settings(show_location=True))
    assert [key for key, value in hidden.details if value == "yes"] == ["gps", "film"]
    assert "48.8583" not in hidden.summary
    assert "+48.8583+002.2945" in shown.summary


def ultra_hdr(gain_map: bytes, *, there: bool = True, version: bool = True) -> bytes:
    """Return a JPEG whose index names a second picture, which may be gone."""
    first = _files.saved("JPEG")
    xmp = (
        _files.packet('<rdf:Description h:Version="1.0"/>'.replace("h:", "hdrgm:"), hdrgm="urn:h")
        if version
        else b""
    )
    head = _files.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp) if version else b""
    size = 2 + len(head) + 4 + 4 + 26 + 32 + len(first) - 2
    base = 2 + len(head) + 8
    entries = struct.pack("<IIIHH", 0x30000, size, 0, 0, 0) + struct.pack(
        "<IIIHH", 0, len(gain_map), size - base, 0, 0
    )
    block = b"II*\0" + struct.pack("<I", 8) + struct.pack("<HHHIII", 1, 0xB002, 7, 32, 26, 0) + entries
    return (
        b"\xff\xd8" + head + _files.segment(0xE2, b"MPF\0" + block) + first[2:] + (gain_map if there else b"")
    )


@pytest.mark.parametrize("there", [True, False])
def test_neither_a_gain_map_nor_a_dangling_index_is_a_further_picture(tmp_path: Path, *, there: bool) -> None:
    for gain_map in (GAIN_MAP, _files.saved("JPEG")):
        data = ultra_hdr(gain_map, there=there, version=False)
        expected = "yes" if there and gain_map is not GAIN_MAP else "no"
        assert dict(found(tmp_path, data).details)["pictures"] == expected
        assert read_metadata(data, "JPEG").trailing_size == 0


def test_a_gray_picture_after_one_that_says_it_has_a_gain_map_is_it(tmp_path: Path) -> None:
    gray = io.BytesIO()
    Image.new("L", (16, 12)).save(gray, "JPEG")
    for version in (True, False):
        seen = found(tmp_path, ultra_hdr(gray.getvalue(), version=version))
        assert dict(seen.details)["pictures"] == ("no" if version else "yes")


UNREAD = {
    "private notes": exif_with((0x927C, 7, b"Apple iOS\0\0\x01MM" + b"x" * 40)),
    "bytes behind the picture": _files.jpeg(trailing=b"something else"),
    "damaged": _files.jpeg(exif=b"II*\0\xff\xff\xff\0"),
}


@pytest.mark.parametrize("words", UNREAD)
def test_nothing_is_promised_of_what_was_not_read(tmp_path: Path, words: str) -> None:
    seen = found(tmp_path, UNREAD[words])
    assert seen.value == 0
    assert "Nothing that would surprise" not in seen.summary
    assert words in seen.summary


def test_a_file_read_to_its_end_is_said_to_hold_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, _files.saved("JPEG")).summary.startswith("Nothing that would surprise")


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
    for words in ("GPS position", "serial numbers", "names of people", "thumbnail"):
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


def test_a_position_of_a_film_stands_close_behind_one_of_its_names() -> None:
    far = b"\xa9xyz" + bytes(100_000)
    placed = _files.jpeg(trailing=FILM + far + b"\xa9xyz\0\x12\x15\xc7+48.8583+002.2945/")
    assert read_metadata(placed, "JPEG").behind.position == "+48.8583+002.2945"
    assert read_metadata(_files.jpeg(trailing=FILM + far + b"+1+1/"), "JPEG").behind.position == ""


RULES = [
    (pack.id, rule.id, when.detail)
    for pack in policy.shipped().values()
    for rule in pack.rules
    for when in rule.when
    if when.check == "privacy-leak"
]


@pytest.mark.parametrize(("pack", "rule", "detail"), RULES)
@pytest.mark.parametrize("there", [True, False])
def test_a_rule_about_what_a_file_gives_away(
    tmp_path: Path, pack: str, rule: str, detail: str, *, there: bool
) -> None:
    kind = next(name for name in LEAKS if name.partition(" ")[0] == detail)
    seen = found(tmp_path, LEAKS[kind] if there else HARMLESS["a plain file"])
    risk = engine.conclude(engine.Examination("photo", findings=(seen,)), [policy.named(pack)]).risks[0]
    outcomes = {item.id: item.outcome for item in risk.rules if item.id in {name for _, name, _ in RULES}}
    assert outcomes[rule] is (Outcome.FIRED if there else Outcome.PASSED)
    assert sum(outcome is Outcome.FIRED for outcome in outcomes.values()) == there


def test_policies_for_profiles_know_each_kind_but_the_prompt() -> None:
    """Advice to take a prompt out would be advice to take out the file's own statement that AI made it."""
    assert {detail for pack, _, detail in RULES if pack == "anonymous"} == {*CHECK.info.details} - {"prompt"}


@pytest.mark.parametrize("pack", ["anonymous", "company", "job-portal"])
def test_a_card_tells_what_is_given_away_once(tmp_path: Path, pack: str) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(_files.jpeg(trailing=PLACED_FILM))
    card = card_of(audit(path, checks=select(["privacy-leak"]), policies=[policy.named(pack)]))
    assert "learns where it was taken" in card.answer
    assert "a film of the moments" in card.privacy
    assert card.privacy not in card.answer


MAKERS_NOTE = exif_with((0x927C, 7, b"\x01\0\1\0\3\0" + b"\0" * 20))
BEHIND = _files.jpeg(trailing=b"no format that is known" * 20)


@pytest.mark.parametrize(
    ("data", "unknown"), [(MAKERS_NOTE, {"serial_numbers"}), (BEHIND, set(CHECK.info.details))]
)
def test_of_what_may_be_where_nobody_read_nothing_is_said(
    tmp_path: Path, data: bytes, unknown: set[str]
) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(data)
    report = audit(path, checks=select(["privacy-leak"]), policies=[policy.named("anonymous")])
    (seen,) = report.findings
    details = dict(seen.details)
    assert {name for name in CHECK.info.details if name not in details} == unknown
    assert details["unread"]
    (serial,) = [rule for rule in report.risks[0].rules if rule.id == "AN-serial"]
    assert serial.outcome is Outcome.NOT_ASSESSED
    card = card_of(report)
    assert card.privacy == seen.summary
    assert "not all was read" in card.privacy


def test_what_was_not_read_is_said_beside_what_was_found(tmp_path: Path) -> None:
    data = _files.jpeg(exif=_files.exif({**CAMERA, "GPS": GPS}), trailing=b"no format that is known" * 20)
    seen = found(tmp_path, data)
    assert seen.summary.endswith(" Not all was read: 460 bytes behind the picture.")
    assert dict(seen.details) == {"gps": "yes", "unread": "460 bytes behind the picture"}
