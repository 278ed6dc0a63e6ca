"""EXIF blocks: typed values, character codes, position, maker notes, thumbnail, and damage."""

from __future__ import annotations

import struct
import warnings

import pytest
from PIL import Image

from _files import (
    ASCII,
    BYTE,
    CAMERA,
    LONG,
    RATIONAL,
    SHORT,
    UNDEFINED,
    corpus,
    exif,
    jpeg,
    saved,
    with_entries,
)
from photoaudit.metadata import Exif, Metadata, Ratio, read_metadata
from photoaudit.metadata.parts import MAX_KEPT, MAX_NODES, MAX_TEXT

USER_COMMENT, MAKER_NOTE = 0x9286, 0x927C


def read(block: bytes) -> Metadata:
    return read_metadata(jpeg(exif=block), "JPEG")


def exif_of(block: bytes) -> Exif:
    found = read(block).exif
    assert found is not None
    return found


def comment(raw: bytes, order: str = "<") -> str:
    return exif_of(exif({"Exif": [(USER_COMMENT, UNDEFINED, raw)]}, order)).text("UserComment")


@pytest.mark.parametrize("order", ["<", ">"])
def test_values_keep_their_types_in_both_byte_orders(order: str) -> None:
    block = exif(
        {
            "IFD0": [
                (0x010F, ASCII, "Canon   "),
                (0x0112, SHORT, 6),
                (0x0201, LONG, 7),
                (0x829A, RATIONAL, (1, 0)),
                (0x9204, 10, (-1, 3)),
                (0x0100, 8, -5),
                (0x0101, 9, (-5, 70_000)),
                (0x9101, UNDEFINED, b"\1\2\3\0"),
                (0x0000, BYTE, (2, 3, 0, 0)),
                (0x5001, 11, 1.5),
                (0x5002, 12, (1.5, -2.0)),
                (0x9999, 129, "\u00fcber"),
            ],
        },
        order,
    )
    found = exif_of(block)
    assert found.byte_order == order
    values = {tag.id: tag.value for tag in found.tags}
    assert values == {
        0x010F: "Canon",
        0x0112: 6,
        0x0201: 7,
        0x829A: Ratio(1, 0),
        0x9204: Ratio(-1, 3),
        0x0100: -5,
        0x0101: (-5, 70_000),
        0x9101: b"\1\2\3\0",
        0x0000: b"\2\3\0\0",
        0x5001: 1.5,
        0x5002: (1.5, -2.0),
        0x9999: "\u00fcber",
    }
    assert found.number("ExposureTime") is None
    assert found.number("Orientation") == 6
    assert found.find("Make") is not None
    assert found.tags[0].where == "JPEG APP1 EXIF IFD0 Make"


def test_the_thumbnail_describes_itself_only_when_asked() -> None:
    small = saved("JPEG", (16, 12))
    metadata = read(exif({"IFD0": [(0x0112, SHORT, 1)], "IFD1": [(0x010F, ASCII, "Other")]}, thumbnail=small))
    assert metadata.exif is not None
    assert metadata.exif.get("Make") is None
    assert metadata.exif.get("Make", "IFD1") == "Other"
    assert metadata.thumbnail == small
    assert metadata.thumbnail_size == (16, 12)
    assert metadata.notes == ()


def test_a_thumbnail_that_is_not_there_is_noted() -> None:
    metadata = read(exif({}, thumbnail=b"no picture"))
    assert metadata.thumbnail is None
    assert metadata.thumbnail_size is None
    assert metadata.notes == ("JPEG APP1 EXIF: the thumbnail is not where IFD1 says",)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    "text", ["masterpiece, Steps: 20", "\u732b\u306e\u7d75\u3001\u6c34\u5f69", "\u041a\u043e\u0442"]
)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_user_comments_in_utf_16_of_either_byte_order(order: str, text: str, encoding: str) -> None:
    assert comment(b"UNICODE\0" + text.encode(encoding), order) == text


def test_user_comments_in_the_other_character_codes() -> None:
    assert comment(b"ASCII\0\0\0plain\0\0\0") == "plain"
    assert comment(b"\0" * 8 + "\u00e4 utf-8".encode()) == "\u00e4 utf-8"
    assert comment(b"JIS\0\0\0\0\0" + "\u732b".encode("iso2022_jp")) == "\u732b"
    assert comment(b'{"code": "left out"}') == '{"code": "left out"}'
    assert comment(b"\0" * 8 + b"\0" * 100) == ""
    assert comment(b"") == ""


@pytest.mark.parametrize("text", ["Steps: 20, Sampler: Euler", "Schritte: 20, größer: ja ✨"])
def test_a_user_comment_that_is_called_utf_16_and_is_utf_8_is_read_as_what_it_is(text: str) -> None:
    for raw in (text.encode(), text.encode("utf-8-sig"), text.encode() + b"\0\0"):
        assert comment(b"UNICODE\0" + raw) == text


@pytest.mark.parametrize("text", ["一位女士的肖像", "太阳从东边升起来了,我们去看海吧", "ab"])
def test_utf_16_stays_utf_16(text: str) -> None:
    assert comment(b"UNICODE\0" + text.encode("utf-16-le")) == text


def test_a_block_of_more_than_a_segment_goes_on_in_the_next() -> None:
    block = exif(with_entries(CAMERA, Exif=[(USER_COMMENT, UNDEFINED, b"ASCII\0\0\0" + b"x" * 90_000)]))
    parts = [block[at : at + 60_000] for at in range(0, len(block), 60_000)]
    found = read_metadata(jpeg(*((0xE1, b"Exif\0\0" + part) for part in parts)), "JPEG")
    assert found.notes == ()
    assert found.exif is not None
    assert len(found.exif.text("UserComment")) == 90_000
    assert found.exif.text("Make") == "Canon"


def bigtiff(*directories: list[tuple[int, int, int, bytes]]) -> bytes:
    """Return a BigTIFF block: tag, type, count and value of up to 8 bytes; b"@1" is a place of one."""
    sizes = [8 + 20 * len(entries) + 8 for entries in directories]
    places = [16 + sum(sizes[:index]) for index in range(len(directories) + 1)]
    block = b"II+\0" + struct.pack("<HHQ", 8, 0, places[0])
    for entries in directories:
        block += struct.pack("<Q", len(entries))
        for tag, kind, count, value in entries:
            place = struct.pack("<Q", places[int(value[1:])]) if value.startswith(b"@") else value
            block += struct.pack("<HHQ", tag, kind, count) + place.ljust(8, b"\0")
        block += bytes(8)
    return block


@pytest.mark.parametrize("pointer", [4, 16, 18])
def test_bigtiff_is_read_with_its_further_directories(pointer: int) -> None:
    long_text = b"Ideogram AI, version 3\0"
    block = bigtiff(
        [(0x010F, ASCII, len(long_text), b"@2"), (0x0110, ASCII, 6, b"Canon\0"), (0x8769, pointer, 1, b"@1")],
        [(0xA002, LONG, 1, struct.pack("<I", 640))],
    )
    found = read_metadata(block + long_text, "TIFF")
    assert found.notes == ()
    assert found.exif is not None
    assert (found.exif.text("Make"), found.exif.text("Model")) == ("Ideogram AI, version 3", "Canon")
    assert found.exif.number("ExifImageWidth") == 640


@pytest.mark.parametrize("keep", [8, 15, 20, 40])
def test_a_cut_bigtiff_is_damaged_and_no_more(keep: int) -> None:
    assert read_metadata(bigtiff([(0x0110, ASCII, 6, b"Canon\0")])[:keep], "TIFF").notes


def test_text_of_windows_and_two_part_copyrights() -> None:
    found = exif_of(
        exif(
            {
                "IFD0": [
                    (0x9C9C, BYTE, "Gr\u00fc\u00dfe\0".encode("utf-16-le")),
                    (0x8298, ASCII, b"Ann\0Bob\0"),
                    (0x013B, ASCII, b"Ann\0left over"),
                ]
            }
        )
    )
    assert found.text("XPComment") == "Gr\u00fc\u00dfe"
    assert found.text("Copyright") == "Ann; Bob"
    assert found.text("Artist") == "Ann"


@pytest.mark.parametrize(
    ("latitude", "north", "longitude", "east", "expected"),
    [
        (((52, 1), (30, 1), (0, 1)), "N", ((13, 1), (15, 1), (36, 1)), "E", (52.5, 13.26)),
        (((33, 1), (45, 1), (0, 1)), "S", ((70, 1), (30, 1), (0, 1)), "W", (-33.75, -70.5)),
        (((0, 1), (0, 1), (0, 1)), "N", ((0, 1), (0, 1), (0, 1)), "E", None),
        (((52, 0), (0, 1), (0, 1)), "N", ((13, 1), (0, 1), (0, 1)), "E", None),
        (((152, 1), (0, 1), (0, 1)), "N", ((13, 1), (0, 1), (0, 1)), "E", None),
    ],
    ids=["north-east", "south-west", "no fix yet", "divided by zero", "beyond the pole"],
)
def test_positions(
    latitude: object, north: str, longitude: object, east: str, expected: tuple[float, float] | None
) -> None:
    gps = [(1, ASCII, north), (2, RATIONAL, latitude), (3, ASCII, east), (4, RATIONAL, longitude)]
    found = exif_of(exif({"GPS": gps}))
    assert found.gps_present == (expected is not None)
    if expected:
        assert (found.latitude, found.longitude) == pytest.approx(expected)


def test_a_gps_directory_without_position_is_none() -> None:
    assert not exif_of(exif({"GPS": [(0, BYTE, (2, 3, 0, 0))]})).gps_present


@pytest.mark.parametrize(
    ("make", "note", "vendor"),
    [
        ("Apple", b"Apple iOS\0\0\1MM\0\x0c", "Apple"),
        ("NIKON CORPORATION", b"Nikon\0\2\x10\0\0MM\0*", "Nikon"),
        ("FUJIFILM", b"FUJIFILM\x0c\0\0\0", "Fujifilm"),
        ("OLYMPUS CORPORATION", b"OLYMPUS\0II\3\0", "Olympus"),
        ("Panasonic", b"Panasonic\0\0\0", "Panasonic"),
        ("SONY", b"SONY DSC \0\0\0", "Sony"),
        ("PENTAX", b"AOC\0MM", "Pentax"),
        ("Canon", struct.pack("<HHHII", 30, 1, 3, 49, 1000), "Canon"),
        ("samsung", struct.pack("<HHHII", 7, 1, 7, 4, 1000), "Samsung"),
        ("Google", b"HDRP\2abcdefgh", "Google"),
        ("Nobody", struct.pack("<HHHII", 30, 1, 3, 49, 1000), ""),
        ("Canon", b"\xff" * 40, ""),
    ],
)
def test_maker_notes_are_known_by_their_header(make: str, note: bytes, vendor: str) -> None:
    found = exif_of(exif({"IFD0": [(0x010F, ASCII, make)], "Exif": [(MAKER_NOTE, UNDEFINED, note)]}))
    assert found.makernote is not None
    assert (found.makernote.vendor, found.makernote.size) == (vendor, len(note))


def test_damaged_entries_are_left_out_with_a_note() -> None:
    block = bytearray(
        exif({"IFD0": [(0x010F, ASCII, "Canon EOS"), (0x0110, ASCII, "Model name"), (0x0112, SHORT, 1)]})
    )
    struct.pack_into("<I", block, 10 + 8, 60_000)  # Make lies outside
    struct.pack_into("<H", block, 10 + 12 + 2, 77)  # Model has an unknown type
    metadata = read(bytes(block))
    assert metadata.exif is not None
    assert [tag.name for tag in metadata.exif.tags] == ["Orientation"]
    assert metadata.notes == ("JPEG APP1 EXIF: IFD0 has 2 damaged entries",)


def test_directories_in_a_circle_are_read_once() -> None:
    block = bytearray(exif({"IFD0": [(0x0112, SHORT, 1), (0x8769, LONG, 8)]}))
    struct.pack_into("<I", block, 10 + 24, 8)  # the next directory is the first again
    metadata = read(bytes(block))
    assert metadata.exif is not None
    assert len(metadata.exif.tags) == 2
    assert len(metadata.notes) == 2


def shared_entries(kind: int, count: int, data: bytes) -> bytes:
    """Return a block of 500 entries that all point at the same bytes."""
    entries = b"".join(struct.pack("<HHII", 0xF000 + i, kind, count, 8 + 6 + 12 * 500) for i in range(500))
    return b"II*\0" + struct.pack("<IH", 8, 500) + entries + b"\0\0\0\0" + data


def test_entries_that_share_their_bytes_do_not_multiply_memory() -> None:
    metadata = read_metadata(shared_entries(ASCII, MAX_TEXT, b"x" * MAX_TEXT), "TIFF")
    assert metadata.exif is not None
    assert len(metadata.exif.tags) == MAX_KEPT // MAX_TEXT - 1
    assert any("more than the limit" in note for note in metadata.notes)


def test_entries_that_share_their_numbers_do_not_multiply_memory() -> None:
    metadata = read_metadata(shared_entries(RATIONAL, 4096, bytes(range(256)) * 128), "TIFF")
    assert metadata.exif is not None
    numbers = sum(len(tag.value) for tag in metadata.exif.tags if isinstance(tag.value, tuple))
    assert 0 < numbers <= MAX_NODES
    assert any("more than the limit" in note for note in metadata.notes)


def test_a_second_block_is_noted_and_a_damaged_first_is_passed_over() -> None:
    both = jpeg((0xE1, b"Exif\0\0" + exif({"IFD0": [(0x010F, ASCII, "Other")]})), exif=exif(CAMERA))
    metadata = read_metadata(both, "JPEG")
    assert metadata.exif is not None
    assert metadata.exif.text("Make") == "Canon"
    assert metadata.notes == ("JPEG APP1 EXIF: a further EXIF block was not read",)
    passed = read_metadata(jpeg((0xE1, b"Exif\0\0" + exif(CAMERA)), exif=b"XX*\0\0\0\0\0\0"), "JPEG")
    assert passed.exif is not None
    assert passed.exif.text("Make") == "Canon"


def test_empty_entries_say_nothing() -> None:
    found = exif_of(exif(with_entries(CAMERA, IFD0=[(0x010F, ASCII, b"")])))
    assert found.get("Make") is None


@pytest.mark.slow
def test_values_agree_with_pillow_on_real_files() -> None:
    compared = 0
    for path in corpus("provenance"):
        with Image.open(path) as image, warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # what Pillow thinks of odd TIFF entries
            theirs = image.getexif()
            expected = {**theirs, **theirs.get_ifd(0x8769)}
            metadata = read_metadata(path.read_bytes(), str(image.format))
        for tag in metadata.exif.tags if metadata.exif else ():
            if tag.ifd not in ("IFD0", "ExifIFD") or not isinstance(tag.value, str | int | Ratio):
                continue
            if tag.id in (USER_COMMENT, *range(0x9C9B, 0x9CA0)):
                continue
            value = expected[tag.id]
            if isinstance(tag.value, Ratio):
                assert tag.value.value is None or tag.value.value == pytest.approx(float(value)), path.name
            elif isinstance(tag.value, int):
                assert tag.value == value, path.name
            elif tag.value.isascii():  # Pillow takes all text for Latin-1
                assert tag.value == str(value).partition("\0")[0].strip(), path.name
            compared += 1
    assert compared > 1000
