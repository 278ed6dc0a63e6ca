"""`photoaudit metadata`: all that a file says, where it stands, and no position unless asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped,unused-ignore]

import _files
from _commands import call, unreadable
from _files import ASCII, BYTE, CAMERA, RATIONAL, UNDEFINED, Entry

SCHEMA: dict[str, Any] = json.loads(
    files("photoaudit.data").joinpath("metadata.schema.json").read_text("utf-8")
)
GPS: list[Entry] = [
    (1, ASCII, "N"),
    (2, RATIONAL, ((48, 1), (51, 1), (2977, 100))),
    (3, ASCII, "E"),
    (4, RATIONAL, ((2, 1), (17, 1), (4023, 100))),
    (6, RATIONAL, (3355, 10)),
    (0x1B, UNDEFINED, b"ASCII\0\0\0near 48.858270"),
    (0x1D, ASCII, "2024:05:06"),
]
XMP = _files.packet(
    '<rdf:Description exif:GPSLatitude="48,51.4962N" exif:GPSLongitude="2,17.6705E" '
    'drone:GpsLatitude="48.858270" aux:SerialNumber="0420" a:Title="A title"/>',
    exif="http://ns.adobe.com/exif/1.0/",
    aux="http://ns.adobe.com/exif/1.0/aux/",
    drone="urn:drone",
    a="urn:a",
)


def everything(**more: Sequence[Entry]) -> bytes:
    directories: Mapping[str, Sequence[Entry]] = _files.with_entries(
        CAMERA,
        Exif=[(0xA431, ASCII, "123456789"), (0x927C, UNDEFINED, b"Apple iOS\0\0\1MM" + bytes(400))],
        **more,
    )
    return _files.jpeg(
        (0xFE, b"a comment"),
        *_files.app11(_files.manifest_store()),
        exif=_files.exif(directories, thumbnail=_files.saved("JPEG", (16, 12))),
        xmp=XMP,
        photoshop=_files.resource(0x0404, _files.dataset(2, 80, b"Ann") + _files.dataset(2, 1, b"x")),
        trailing=b"after the end",
        icc_profile=b"",
    )


def written(folder: Path, data: bytes, name: str = "photo.jpg") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def listed(path: Path, *options: str) -> Any:
    code, out, err = call("metadata", path, "--format", "json", *options)
    assert (code, err) == (0, "")
    document = json.loads(out, parse_constant=pytest.fail)
    Draft202012Validator(SCHEMA).validate(document)
    return document


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == "urn:photoaudit:metadata:1"


def test_everything_is_listed_with_its_place(tmp_path: Path) -> None:
    document = listed(written(tmp_path, everything()))
    found = {(entry["section"], entry["name"]): entry for entry in document["entries"]}
    make = found["exif", "Make"]
    assert (make["value"], make["where"], make["flag"]) == ("Canon", "JPEG APP1 EXIF IFD0", None)
    assert found["exif", "ExposureTime"]["value"] == "1/200"
    assert found["exif", "MakerNote"]["value"] == "Apple, 414 bytes, not read"
    assert found["exif", "BodySerialNumber"]["value"] == "123456789"
    assert found["exif", "BodySerialNumber"]["flag"] == "personal"
    assert found["xmp", "aux:SerialNumber"]["flag"] == "personal"
    assert found["xmp", "a:Title"]["where"] == "JPEG APP1 XMP"
    assert found["iptc", "2:80 By-line"]["value"] == "Ann"
    assert found["text", "Comment"]["value"] == "a comment"
    assert found["text", "Comment"]["where"].startswith("JPEG COM at byte ")
    assert found["jpeg", "quantization tables"]["value"] == "standard, quality 75"
    assert found["content-credentials", "manifest store"]["where"] == "JPEG APP11 C2PA"
    assert found["other", "thumbnail"]["value"].startswith("16x12, ")
    assert found["other", "after the picture"]["value"] == "13 bytes"


@pytest.mark.parametrize(
    ("artist", "flag"),
    [
        ("Ann Artist", "personal"),
        ("2b6e053b-9a65-4ca9-9e13-b6f4465164d4", None),  # the number of a picture, as xAI Grok writes it
        ("2b6e053b-9a65-4ca9-9e13-b6f4465164d4 Ann", "personal"),
        ("        ", None),
    ],
)
def test_only_what_names_somebody_is_marked(tmp_path: Path, artist: str, flag: str | None) -> None:
    data = _files.jpeg(
        exif=_files.exif({"IFD0": [(0x013B, ASCII, artist)]}),
        xmp=_files.packet(f'<rdf:Description aux:OwnerName="{artist}"/>', aux="urn:aux"),
    )
    entries = listed(written(tmp_path, data))["entries"]
    flags = {entry["name"]: entry["flag"] for entry in entries if entry["section"] in ("exif", "xmp")}
    assert flags["Artist"] == flags["aux:OwnerName"] == flag


def test_terminal_says_the_same(tmp_path: Path) -> None:
    path = written(tmp_path, everything(GPS=GPS))
    code, out, err = call("metadata", path)
    assert (code, err) == (0, "")
    assert "EXIF: JPEG APP1 EXIF IFD0" in out
    assert "\x1b" not in out
    text = " ".join(out.split())
    for entry in listed(path)["entries"]:
        assert " ".join(entry["value"].split()) in text, entry
    assert "123456789 (!)" in text
    assert max(map(len, out.splitlines()[1:])) <= 80


@pytest.mark.parametrize("format", ["terminal", "json"])
def test_positions_are_hidden_until_asked_for(tmp_path: Path, format: str) -> None:
    photo = written(tmp_path, everything(GPS=GPS))
    _, hidden, _ = call("metadata", photo, "--format", format)
    _, shown, _ = call("metadata", photo, "--format", format, "--show-location")
    kept = [line for line in hidden.splitlines() if "GPS" in line or "Gps" in line or "position" in line]
    assert len(kept) >= 8
    if format == "json":
        document = listed(photo)
        values = [entry["value"] for entry in document["entries"] if entry["flag"] == "location"]
        assert set(values) == {"present; --show-location prints it"}
        assert len(values) == 10
    for secret in ("48/1", "51.4962", "2977/100", "3355/10", "17.6705", "48.858270", "48.85827"):
        assert secret not in hidden
        assert secret in shown
    assert "2024:05:06" in hidden, "the date is no position"


def test_a_position_in_a_png_text_is_hidden(tmp_path: Path) -> None:
    # ImageMagick copies EXIF entries into texts of this kind.
    data = _files.png(_files.text("exif:GPSLatitude", "48/1, 51/1, 2977/100"), _files.text("Title", "me"))
    _, out, _ = call("metadata", written(tmp_path, data, "a.png"))
    assert "48/1" not in out
    assert "present; --show-location" in out
    assert "me" in out


def test_long_and_binary_values_are_shortened(tmp_path: Path) -> None:
    long = "word " * 400
    exif = _files.exif({"IFD0": [(0x010E, ASCII, long), (0xC4A5, UNDEFINED, bytes(range(100)))]})
    data = _files.jpeg(exif=exif)
    found = {entry["name"]: entry["value"] for entry in listed(written(tmp_path, data))["entries"]}
    assert found["ImageDescription"].endswith("\N{HORIZONTAL ELLIPSIS} (1,999 characters)")
    assert found["PrintImageMatching"] == bytes(range(16)).hex(" ") + " ... (100 bytes)"
    assert found["table 0"].endswith("... (64 numbers)")


def test_hostile_text_is_harmless(tmp_path: Path) -> None:
    evil = "\x1b]0;owned\x07[bold]x[/bold]\u202egpj"
    exif = _files.exif({"IFD0": [(0x010F, ASCII, evil), (0x9C9C, BYTE, "\u202e".encode("utf-16-le"))]})
    photo = written(tmp_path, _files.jpeg((0xFE, evil.encode()), exif=exif))
    for out in (call("metadata", photo)[1], json.dumps(listed(photo), ensure_ascii=False)):
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "[bold]x[/bold]" in out


def test_a_file_without_metadata_says_so(tmp_path: Path) -> None:
    code, out, _ = call("metadata", written(tmp_path, _files.saved("PNG"), "a.png"))
    assert code == 0
    assert "no metadata was found" in out


def test_damage_is_noted(tmp_path: Path) -> None:
    data = _files.jpeg(exif=b"II*\0\xff\xff\xff\xff")
    photo = written(tmp_path, data)
    assert listed(photo)["notes"]
    assert "Notes" in call("metadata", photo)[1]


def test_unreadable_files_get_one_sentence_and_four(tmp_path: Path) -> None:
    paths = unreadable(tmp_path)
    del paths["truncated"]  # its metadata can be read
    for name, path in paths.items():
        code, out, err = call("metadata", path)
        assert (code, out) == (4, ""), name
        assert err.startswith("photoaudit: ")
        assert err.count("\n") == 1
