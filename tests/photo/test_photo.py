"""Behavior of `photoaudit.photo` on every format and on hostile files, all made here."""

from __future__ import annotations

import io
import os
import random
import socket
import struct
import subprocess
import sys
import threading
import warnings
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pillow_heif
import pytest
from PIL import Image, TiffImagePlugin

from photoaudit import libraries, photo
from photoaudit.model import Limits, Raster, UnreadableError
from photoaudit.photo import bounds

if TYPE_CHECKING:
    from collections.abc import Callable

pillow_heif.register_heif_opener()
posix = pytest.mark.skipif(sys.platform == "win32", reason="no such files on Windows")

RED, GREEN, BLUE, GRAY = (220, 30, 30), (30, 200, 30), (30, 30, 220), (128, 128, 128)
FORMATS = {
    "JPEG": "jpg",
    "PNG": "png",
    "WEBP": "webp",
    "HEIF": "heic",
    "AVIF": "avif",
    "TIFF": "tif",
    "GIF": "gif",
    "BMP": "bmp",
}
TURNING = ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "TIFF"]
STORED = {  # what a camera held in this orientation stores of an upright scene
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def scene(width: int = 96, height: int = 64) -> Image.Image:
    """Return four quarters: red, green / blue, gray."""
    image = Image.new("RGB", (width, height), GRAY)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image


def encode(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def load(path: Path, data: bytes, limits: Limits | None = None) -> Raster:
    path.write_bytes(data)
    opened = photo.read(path, limits or Limits())
    raster = photo.decode(opened, limits or Limits())
    assert raster.rgb.shape == (opened.height, opened.width, 3)
    assert raster.rgb.dtype == np.uint8
    assert raster.rgb.flags.c_contiguous
    assert not raster.rgb.flags.writeable
    return raster


def assert_scene(raster: Raster, tolerance: int = 12) -> None:
    height, width, _ = raster.rgb.shape
    for x, y, color in ((1, 1, RED), (3, 1, GREEN), (1, 3, BLUE), (3, 3, GRAY)):
        seen = raster.rgb[height * y // 4, width * x // 4].astype(int)
        assert np.abs(seen - color).max() <= tolerance, (x, y, seen, color)


def refusal(path: str | Path, limits: Limits | None = None) -> str:
    """Return the sentence a file is refused with, at whichever stage."""
    with pytest.raises(UnreadableError) as caught:
        photo.decode(photo.read(path, limits or Limits()), limits or Limits())
    sentence = str(caught.value)
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert sentence.isprintable()
    assert str(path) not in sentence
    return sentence


def png(width: int, height: int, depth: int, color: int, rows: bytes, *extra: tuple[bytes, bytes]) -> bytes:
    """Return a PNG of forms Pillow does not write; ``rows`` come with their filter bytes."""
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    chunks = [(b"IHDR", header), *extra, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def icc(space: bytes, pcs: bytes, name: str, tags: dict[bytes, bytes]) -> bytes:
    """Return a version 2 ICC profile."""
    text = name.encode() + b"\0"
    described = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)
    tags = {b"desc": described, b"wtpt": xyz(0.9642, 1.0, 0.8249), **tags}
    table, body, start = b"", b"", 132 + 12 * len(tags)
    for key, value in tags.items():
        table += key + struct.pack(">II", start + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    header = bytearray(128)
    header[0:4] = struct.pack(">I", start + len(body))
    header[8:24] = b"\x02\x10\0\0" + b"mntr" + space + pcs
    header[36:40] = b"acsp"
    header[68:80] = struct.pack(">iii", *(round(v * 65536) for v in (0.9642, 1.0, 0.8249)))
    return bytes(header) + struct.pack(">I", len(tags)) + table + body


def xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">iii", *(round(v * 65536) for v in values))


def gamma(exponent: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IHxx", 1, round(exponent * 256))


def display_p3(name: str = "Display P3") -> bytes:
    primaries = {
        b"rXYZ": (0.5151, 0.2412, -0.0011),
        b"gXYZ": (0.2920, 0.6922, 0.0419),
        b"bXYZ": (0.1571, 0.0666, 0.7841),
    }
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), gamma(2.2))
    return icc(b"RGB ", b"XYZ ", name, {k: xyz(*v) for k, v in primaries.items()} | curves)


def cmyk_profile() -> bytes:
    """Return a profile of a press whose cyan ink is neutral gray."""
    lightness = [
        (255 if not key else 0) if key or not cyan else 128
        for cyan in (0, 1)
        for _ in range(4)
        for key in (0, 1)
    ]
    ramp = bytes(range(256))
    lut = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0))
    lut += struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    lut += ramp * 4 + b"".join(bytes((level, 128, 128)) for level in lightness) + ramp * 3
    return icc(b"CMYK", b"Lab ", "Gray press", {b"A2B0": lut})


# Formats


@pytest.mark.parametrize("kind", FORMATS)
def test_opens_every_format(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{FORMATS[kind]}"
    raster = load(path, encode(scene(), kind))
    assert_scene(raster)
    assert raster.notes == ()
    opened = photo.read(str(path))
    assert (opened.format, opened.width, opened.height, opened.frames) == (kind, 96, 64, 1)
    assert opened.data == path.read_bytes()
    assert len(opened.sha256) == 64
    assert opened.path == str(path)


def tiff_of(pages: int) -> bytes:
    """Return a TIFF of so many pages of one pixel, each a directory of 102 bytes."""
    tags = ((256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 4), (277, 1), (279, 1))
    page = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, 4, 1, v) for tag, v in tags)
    size = len(page) + 4
    ends = [8 + size * number for number in range(1, pages)] + [0]
    return struct.pack("<2sHI", b"II", 42, 8) + b"".join(page + struct.pack("<I", end) for end in ends)


def test_counting_the_pages_of_a_tiff_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    visited: list[int] = []
    load_tags = TiffImagePlugin.ImageFileDirectory_v2.load

    def counting(self: TiffImagePlugin.ImageFileDirectory_v2, file: Any) -> None:
        visited.append(file.tell())
        load_tags(self, file)

    monkeypatch.setattr(TiffImagePlugin.ImageFileDirectory_v2, "load", counting)
    path = tmp_path / "a.tif"
    path.write_bytes(tiff_of(3 * bounds.MAX_PICTURES))
    opened = photo.read(path)
    assert opened.frames == bounds.MAX_PICTURES
    assert (opened.width, opened.height) == (1, 1)
    assert len(visited) < 10
    assert photo.decode(opened).notes == (f"first of at least {bounds.MAX_PICTURES} pictures in the file",)
    path.write_bytes(tiff_of(3))
    assert photo.read(path).frames == 3


@pytest.mark.parametrize("options", [{"progressive": True}, {"subsampling": 0}, {"optimize": True}])
def test_opens_jpegs_of_all_sorts(tmp_path: Path, options: dict[str, Any]) -> None:
    assert_scene(load(tmp_path / "a.jpg", encode(scene(), "JPEG", **options)))


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    assert_scene(load(tmp_path / "a.txt", encode(scene(), "WEBP")))


LAYOUTS = ["JPEG L", "PNG L", "PNG 1", "PNG P", "GIF P", "TIFF L", "TIFF LAB", "BMP 1"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_opens_other_pixel_layouts(tmp_path: Path, layout: str) -> None:
    kind, mode = layout.split()
    source = scene().convert("L").convert("1", dither=Image.Dither.NONE) if mode == "1" else scene()
    picture = source.convert(mode)
    picture.info.pop("icc_profile", None)
    raster = load(tmp_path / "a", encode(picture, kind))
    difference = np.abs(raster.rgb.astype(int) - np.asarray(picture.convert("RGB")))
    assert np.median(difference) <= 2
    assert raster.notes == ()


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk_without_profile_has_the_right_colors(tmp_path: Path, kind: str) -> None:
    ink = Image.new("CMYK", (32, 32), (0, 230, 230, 0))
    raster = load(tmp_path / "a", encode(ink, kind))
    red, green, blue = raster.rgb[16, 16]
    assert red > 240
    assert max(green, blue) < 40
    assert raster.notes == ("colors converted from CMYK without a color profile",)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF", "MPO", "AVIF", "HEIF"])
def test_first_of_several_pictures(tmp_path: Path, kind: str) -> None:
    others = [Image.new("RGB", (96, 64), color) for color in (RED, BLUE)]
    data = encode(scene(), kind, save_all=True, append_images=others)
    raster = load(tmp_path / "a", data)
    assert_scene(raster)
    assert raster.notes == ("first of 3 pictures in the file",)
    assert photo.read(tmp_path / "a").format == ("JPEG" if kind == "MPO" else kind)


# Orientation


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("kind", TURNING)
def test_every_orientation_comes_out_upright(tmp_path: Path, kind: str, orientation: int) -> None:
    turn = STORED[orientation]
    stored = scene() if turn is None else scene().transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    extra: dict[str, Any] = (
        {"tiffinfo": {0x0112: orientation}} if kind == "TIFF" else {"exif": exif.tobytes()}
    )
    path = tmp_path / "a"
    raster = load(path, encode(stored, kind, **extra))
    assert raster.rgb.shape == (64, 96, 3)
    assert_scene(raster)


def test_heic_is_turned_once(tmp_path: Path) -> None:
    """As phones write it: the container turns the picture, and EXIF says the same again."""
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encode(scene().transpose(Image.Transpose.ROTATE_90), "HEIF", exif=exif.tobytes())
    assert b"irot" in data
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in data
    assert_scene(load(tmp_path / "a.heic", data))


def test_orientation_in_xmp_alone_is_not_followed(tmp_path: Path) -> None:
    xmp = b'<rdf:Description tiff:Orientation="6"/>'
    assert load(tmp_path / "a.jpg", encode(scene(), "JPEG", xmp=xmp)).rgb.shape == (64, 96, 3)


@pytest.mark.parametrize(
    "exif", [b"Exif\0\0garbage, no TIFF", b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01", b"Exif\0\0"]
)
def test_damaged_exif_does_not_cost_the_picture(tmp_path: Path, exif: bytes) -> None:
    assert_scene(load(tmp_path / "a.jpg", encode(scene(), "JPEG", exif=exif)))


# Depth and transparency


def test_16_bit_gray_is_scaled_not_clipped(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16)
    for kind in ("PNG", "TIFF"):
        image = Image.fromarray(np.tile(ramp, (8, 1)))
        raster = load(tmp_path / kind, encode(image, kind))
        assert np.abs(raster.rgb[4, :, 0].astype(int) - np.arange(256)).max() <= 1
        assert raster.notes == ("reduced from 16 to 8 bits per channel",)


def test_16_bit_color_is_scaled_not_clipped(tmp_path: Path) -> None:
    pixels = np.zeros((2, 256, 3), ">u2")
    pixels[..., 0] = np.arange(256) * 257
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    raster = load(tmp_path / "a.png", png(256, 2, 16, 2, rows))
    assert np.array_equal(raster.rgb[1, :, 0], np.arange(256))
    assert raster.notes == ("reduced from 16 to 8 bits per channel",)


def test_12_bit_tiff_is_as_bright_as_it_should_be(tmp_path: Path) -> None:
    tags = [(256, 2), (257, 1), (258, 12), (259, 1), (262, 1), (273, 122), (277, 1), (278, 1), (279, 3)]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    data = b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4) + b"\xff\xf8\x00"
    raster = load(tmp_path / "a.tif", data)
    assert raster.rgb[0, :, 0].tolist() == [255, 128]
    assert raster.notes == ("reduced from 12 to 8 bits per channel",)


def test_few_bits_are_not_taken_for_many(tmp_path: Path) -> None:
    header = struct.pack("<IiiHHIIiiII", 40, 2, 1, 1, 16, 3, 4, 0, 0, 0, 0)
    masks = struct.pack("<III", 0xF800, 0x07E0, 0x001F)
    data = b"BM" + struct.pack("<IHHI", 70, 0, 0, 66) + header + masks + struct.pack("<HH", 0xF800, 0x001F)
    raster = load(tmp_path / "a.bmp", data)
    assert raster.rgb[0].tolist() == [[255, 0, 0], [0, 0, 255]]
    assert raster.notes == ()


def test_32_bit_numbers_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(encode(Image.new("F", (8, 8), 0.5), "TIFF"))
    assert "32-bit" in refusal(tmp_path / "a.tif")


def with_hole(mode: str) -> Image.Image:
    """Return red in whose left half the alpha is zero, over black as editors leave it."""
    image = Image.new("RGBA", (32, 16), (*RED, 255))
    image.paste((0, 0, 0, 0), (0, 0, 16, 16))
    return image.convert(mode)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_transparent_parts_are_white(tmp_path: Path, kind: str) -> None:
    raster = load(tmp_path / "a", encode(with_hole("RGBA"), kind))
    assert raster.rgb[8, 4].min() >= 250
    assert np.abs(raster.rgb[8, 28].astype(int) - RED).max() <= 12
    assert raster.notes == ("transparent parts put on white",)


def test_half_transparent_is_half_white(tmp_path: Path) -> None:
    raster = load(tmp_path / "a.png", encode(Image.new("RGBA", (8, 8), (0, 0, 0, 128)), "PNG"))
    assert 125 <= raster.rgb[4, 4, 0] <= 130


def test_gray_and_palette_and_color_key_transparency(tmp_path: Path) -> None:
    gray = Image.new("LA", (32, 16), (90, 255))
    gray.paste((0, 0), (0, 0, 16, 16))
    palette = with_hole("RGBA").quantize(4)
    flat = Image.new("RGB", (32, 16), RED)
    flat.paste((0, 0, 0), (0, 0, 16, 16))
    for data in (
        encode(gray, "PNG"),
        encode(palette, "PNG"),
        encode(with_hole("RGBA"), "GIF"),
        encode(flat, "PNG", transparency=(0, 0, 0)),
    ):
        raster = load(tmp_path / "a", data)
        assert raster.rgb[8, 4].min() == 255
        assert raster.rgb[8, 28].max() < 230
        assert raster.notes == ("transparent parts put on white",)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_opaque_alpha_is_not_worth_a_note(tmp_path: Path, mode: str) -> None:
    image = scene().convert(mode)
    extra: dict[str, Any] = {"transparency": bytes([255] * 256)} if mode == "P" else {}
    assert load(tmp_path / "a.png", encode(image, "PNG", **extra)).notes == ()


# Color


def test_wide_gamut_colors_are_converted(tmp_path: Path) -> None:
    image = Image.new("RGB", (32, 32), (200, 80, 80))
    raster = load(tmp_path / "a.png", encode(image, "PNG", icc_profile=display_p3()))
    red, green, blue = raster.rgb[16, 16]
    assert red > 206  # the same light takes more of sRGB's weaker red
    assert green < 76
    assert blue < 80
    assert raster.notes == ("colors converted from Display P3 to sRGB",)


@pytest.mark.parametrize("name", ["sRGB", "c2", ""])
def test_srgb_profile_is_skipped_whatever_its_name(tmp_path: Path, name: str) -> None:
    from PIL import ImageCms  # noqa: PLC0415

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    at = profile.index("sRGB".encode("utf-16-be"))
    profile[at : at + 8] = name.ljust(4).encode("utf-16-be")
    raster = load(tmp_path / "a.png", encode(scene(), "PNG", icc_profile=bytes(profile)))
    assert np.array_equal(raster.rgb, np.asarray(scene()))
    assert raster.notes == ()


def test_profile_that_lies_about_being_srgb_is_converted(tmp_path: Path) -> None:
    image = Image.new("RGB", (32, 32), (200, 80, 80))
    raster = load(tmp_path / "a.png", encode(image, "PNG", icc_profile=display_p3("sRGB IEC61966-2.1")))
    assert raster.rgb[16, 16, 0] > 206


def test_profile_names_are_hostile_text(tmp_path: Path) -> None:
    profile = display_p3("\x1b[31mEvil\r\n\x07 name\x00" + "x" * 500)
    (note,) = load(tmp_path / "a.png", encode(scene(), "PNG", icc_profile=profile)).notes
    assert note.isprintable()
    assert len(note) < 90
    long = display_p3("y" * 500)
    (note,) = load(tmp_path / "a.png", encode(scene(), "PNG", icc_profile=long)).notes
    assert len(note) < 90


@pytest.mark.parametrize(
    "profile",
    [b"x", b"not a profile" * 20, display_p3()[:200], cmyk_profile(), icc(b"RGB ", b"XYZ ", "empty", {})],
)
def test_useless_profile_is_ignored_and_noted(tmp_path: Path, profile: bytes) -> None:
    raster = load(tmp_path / "a.png", encode(scene(), "PNG", icc_profile=profile))
    assert np.array_equal(raster.rgb, np.asarray(scene()))
    assert raster.notes == ("color profile ignored: it is damaged or for another kind of picture",)


def test_text_chunks_cannot_pose_as_header_fields(tmp_path: Path) -> None:
    """Pillow keeps a PNG's texts beside what it read from the header."""
    texts = [(b"tEXt", key + b"\0\x1b[31m99") for key in (b"bit_depth", b"icc_profile", b"exif")]
    raster = load(tmp_path / "a.png", png(2, 1, 8, 0, b"\0\x10\x20", *texts))
    assert raster.rgb[0, :, 0].tolist() == [16, 32]
    assert raster.notes == ()


def test_ten_bit_heic(tmp_path: Path) -> None:
    ramp = np.repeat(np.linspace(0, 65535, 64).astype(np.uint16)[None], 64, axis=0)
    heic = pillow_heif.from_bytes("I;16", (64, 64), ramp.tobytes())
    heic.save(tmp_path / "a.heic", quality=-1)
    raster = load(tmp_path / "a.heic", (tmp_path / "a.heic").read_bytes())
    assert np.abs(raster.rgb[32, :, 0] - np.linspace(0, 255, 64)).max() <= 3
    assert raster.notes == ("reduced from 10 to 8 bits per channel",)


def test_gray_profile(tmp_path: Path) -> None:
    linear = icc(b"GRAY", b"XYZ ", "Linear gray", {b"kTRC": gamma(1.0)})
    for image in (Image.new("L", (16, 16), 55), Image.new("LA", (16, 16), (55, 255))):
        raster = load(tmp_path / "a.png", encode(image, "PNG", icc_profile=linear))
        assert np.abs(raster.rgb[8, 8].astype(int) - 128).max() <= 3  # 55 / 255 of the light looks mid gray
        assert raster.notes == ("colors converted from Linear gray to sRGB",)


def test_color_profile_on_a_gray_picture(tmp_path: Path) -> None:
    raster = load(tmp_path / "a.jpg", encode(Image.new("L", (16, 16), 120), "JPEG", icc_profile=display_p3()))
    assert np.ptp(raster.rgb[8, 8]) <= 1


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk_profile(tmp_path: Path, kind: str) -> None:
    cyan = Image.new("CMYK", (32, 32), (255, 0, 0, 0))
    raster = load(tmp_path / "a", encode(cyan, kind, icc_profile=cmyk_profile()))
    assert np.ptp(raster.rgb[16, 16]) <= 3
    assert 90 < raster.rgb[16, 16, 0] < 150
    assert raster.notes == ("colors converted from Gray press to sRGB",)


# Refused as files


def test_refuses_what_is_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "missing.jpg") == "There is no such file."
    assert refusal(tmp_path) == "This is a folder, not a photo; 'photoaudit scan' audits the photos in one."
    (tmp_path / "empty.jpg").touch()
    assert refusal(tmp_path / "empty.jpg") == "The file is empty."
    assert refusal(tmp_path / "empty.jpg" / "under.jpg") == "There is no such file."
    assert refusal("a\0b.jpg") == "This cannot be the name of a file on this system."


@posix
def test_refuses_pipes_sockets_and_devices_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.jpg")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "s"))
        for path in (tmp_path / "fifo.jpg", tmp_path / "s", Path(os.devnull)):
            assert within(5, lambda path=path: refusal(path)).startswith("This is a pipe")  # type: ignore[misc]


@posix
def test_name_that_becomes_a_pipe_while_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fifo, regular = tmp_path / "fifo.jpg", tmp_path / "a.jpg"
    os.mkfifo(fifo)
    regular.write_bytes(b"x")
    status = regular.stat()
    monkeypatch.setattr(Path, "stat", lambda _self: status)
    assert within(5, lambda: refusal(fifo)).startswith("This is a pipe")


def within(seconds: float, work: Callable[[], str]) -> str:
    done: list[str] = []
    thread = threading.Thread(target=lambda: done.append(work()), daemon=True)
    thread.start()
    thread.join(seconds)
    assert done, "still waiting"
    return done[0]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PermissionError(13, "Permission denied"), "There is no permission to read this file."),
        (OSError(5, "Input/output error"), "The file cannot be read: Input/output error."),
    ],
)
def test_refusal_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, sentence: str
) -> None:
    def fail(*_: object) -> int:
        raise error

    (tmp_path / "a.jpg").write_bytes(b"x")
    monkeypatch.setattr(os, "open", fail)
    assert refusal(tmp_path / "a.jpg") == sentence


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_permission(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(encode(scene(), "JPEG"))
    (tmp_path / "a.jpg").chmod(0)
    assert refusal(tmp_path / "a.jpg") == "There is no permission to read this file."


@pytest.mark.skipif(sys.platform != "linux", reason="other systems forbid such names")
@pytest.mark.parametrize("name", [b"\xff\xfe.jpg", b"a\nb\x1b[31m.jpg"])
def test_awkward_names(tmp_path: Path, name: bytes) -> None:
    path = os.fsdecode(bytes(tmp_path) + b"/" + name)
    assert refusal(path) == "There is no such file."
    Path(path).write_bytes(encode(scene(), "JPEG"))
    assert photo.read(path).path == path


NO_PICTURES = [
    b"Hello, I am a photo.\n" * 20,
    b"<svg/>",
    b"%PDF-1.7",
    b"\0\0\1\0" + bytes(64),
    b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
    b"GIF8",
    b"\xff\xd8\xff",
]


@pytest.mark.parametrize("data", NO_PICTURES)
def test_refuses_what_is_no_picture(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(data)
    assert refusal(tmp_path / "a.jpg").startswith("No picture is recognized in the file")


@pytest.mark.parametrize("kind", ["ICO", "PPM", "TGA", "PCX", "JPEG2000"])
def test_refuses_formats_off_the_list(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a.jpg").write_bytes(encode(scene(), kind))
    assert refusal(tmp_path / "a.jpg").startswith("No picture is recognized in the file")


def test_refuses_camera_raw(tmp_path: Path) -> None:
    (tmp_path / "a.dng").write_bytes(encode(scene(), "TIFF", tiffinfo={254: 1}))
    assert "raw file" in refusal(tmp_path / "a.dng")


# Refused for their size


def test_too_many_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert refusal(path) == "The file has 209.7 MB; at most 104.9 MB are opened."


def test_pixel_limits_come_before_decoding(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png(9000, 9000, 8, 2, b""))
    assert (
        refusal(path, Limits(max_pixels=10**6))
        == "The picture has 81.0 million pixels; at most 1.0 are opened."
    )
    assert refusal(path, Limits(min_side=9001)).startswith("The picture is 9000 x 9000")
    opened = photo.read(path)
    with pytest.raises(UnreadableError, match="million pixels"):
        photo.decode(opened, Limits(max_pixels=10**6))


def test_pillows_bomb_check_speaks_like_ours(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png(10000, 10000, 8, 0, b""))
    assert photo.read(path).width == 10000  # Pillow would warn; a warning is an error in these tests
    path.write_bytes(png(60000, 60000, 1, 0, b""))
    assert refusal(path) == "The picture has more pixels than can be opened safely."
    assert (
        refusal(path, Limits(max_pixels=10**12)) == "The picture has more pixels than can be opened safely."
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "head"), [(b"iCCP", b"x\0\0"), (b"zTXt", b"Comment\0\0"), (b"iTXt", b"Comment\0\1\0\0\0")]
)
def test_text_bombs(tmp_path: Path, name: bytes, head: bytes) -> None:
    bomb = (name, head + zlib.compress(bytes(50_000_000)))
    (tmp_path / "a.png").write_bytes(png(1, 1, 8, 0, b"\0\0", bomb))
    assert refusal(tmp_path / "a.png") == "A text or color profile in the file unpacks to more than is safe."


def test_memory_running_out_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    (tmp_path / "a.jpg").write_bytes(encode(scene(), "JPEG"))
    monkeypatch.setattr(libraries.np, "empty", fail)
    assert refusal(tmp_path / "a.jpg") == "The picture needs more memory than there is."


# Refused as damaged


@pytest.mark.parametrize("kind", FORMATS)
def test_truncated_files_are_said_to_be_damaged(tmp_path: Path, kind: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    data = encode(Image.fromarray(noise), kind)
    path = tmp_path / "a"
    path.write_bytes(data[: len(data) * 2 // 3])
    assert "truncated or damaged" in refusal(path) or kind in ("WEBP", "HEIF", "AVIF")


def test_jpeg_with_more_behind_it_opens(tmp_path: Path) -> None:
    assert_scene(load(tmp_path / "a.jpg", encode(scene(), "JPEG") + b"trailing garbage" * 100))


def test_size_that_changes_while_decoding_is_damage(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(encode(scene(), "JPEG"))
    opened = photo.read(tmp_path / "a.jpg")
    object.__setattr__(opened, "width", 95)
    with pytest.raises(UnreadableError, match="another size"):
        photo.decode(opened)


SAMPLES: dict[str, tuple[str, dict[str, Any]]] = {
    **{kind: (kind, {}) for kind in FORMATS},
    "progressive": ("JPEG", {"progressive": True, "icc_profile": display_p3()}),
    "MPO": ("MPO", {"save_all": True, "append_images": [scene(32, 32)]}),
    "LZW": ("TIFF", {"compression": "tiff_lzw"}),
    "deflate": ("TIFF", {"compression": "tiff_adobe_deflate"}),
    "TIFF-JPEG": ("TIFF", {"compression": "jpeg"}),
    "APNG": ("PNG", {"save_all": True, "append_images": [scene(32, 32)]}),
}


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES)
def test_damage_raises_nothing_but_one_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], sample: str
) -> None:
    kind, options = SAMPLES[sample]
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    extra: dict[str, Any] = {} if kind in ("GIF", "BMP") else {"exif": exif.tobytes()}
    whole = encode(scene(40, 24), kind, **options, **extra)
    path, limits = tmp_path / "a", Limits(max_pixels=10**6)
    rng = random.Random(sample)  # noqa: S311 - the same damage each time
    refused = []
    for _ in range(200):
        data = bytearray(whole)
        for _ in range(rng.choice((0, 1, 3, 20))):
            data[rng.randrange(len(data))] = rng.randrange(256)
        if rng.random() < 0.4:
            del data[rng.randrange(len(data)) :]
        path.write_bytes(data)
        try:
            photo.decode(photo.read(path, limits), limits)
        except UnreadableError as error:
            refused.append(str(error))
    assert 0 < len(refused) < 200
    assert all(sentence.isprintable() and sentence.endswith(".") for sentence in refused)
    assert capfd.readouterr() == ("", "")


# Good manners


def test_no_library_speaks_to_the_user(tmp_path: Path) -> None:
    """In a process of its own, as pytest takes warnings and logs away."""
    noise = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    strange = encode(scene(), "TIFF", tiffinfo={254: 0})
    entry = strange.index(struct.pack("<HHI", 277, 3, 1))
    torn = encode(Image.fromarray(noise), "TIFF", compression="tiff_adobe_deflate")
    files = {
        "samples.tif": strange[: entry + 8] + b"\xff\xff" + strange[entry + 10 :],
        "torn.tif": torn[:600] + bytes(50) + torn[650:],
        "exif.jpg": encode(scene(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01"),
        "palette.png": encode(scene().convert("P"), "PNG", transparency=bytes(range(256))),
        "large.png": png(10000, 10000, 8, 0, b""),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    code = """
import sys
from photoaudit import photo
from photoaudit.photo import bounds
from photoaudit.model import UnreadableError
for path in sys.argv[1:]:
    try:
        photo.decode(photo.read(path))
    except UnreadableError as error:
        print(error)
"""
    paths = [str(tmp_path / name) for name in files]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run(
        [sys.executable, "-c", code, *paths], capture_output=True, text=True, env=env, check=True
    )
    assert run.stderr == ""
    assert len(run.stdout.splitlines()) == 3


def test_nothing_global_stays_changed(tmp_path: Path) -> None:
    paths = []
    for kind in ("JPEG", "TIFF", "WEBP", "HEIF"):
        paths.append(tmp_path / kind)
        paths[-1].write_bytes(encode(scene(), kind))
    before = list(warnings.filters), Image.MAX_IMAGE_PIXELS, os.fstat(2)
    threads = [threading.Thread(target=lambda p=p: photo.decode(photo.read(p))) for p in paths * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = list(warnings.filters), Image.MAX_IMAGE_PIXELS, os.fstat(2)
    assert after == before


def test_reading_decodes_no_pixel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError

    exif = Image.Exif()
    exif[0x0112] = 6
    for kind in ("JPEG", "PNG"):
        (tmp_path / kind).write_bytes(encode(scene(), kind, exif=exif.tobytes()))
    (tmp_path / "plain").write_bytes(encode(scene(), "PNG"))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", fail)
    assert [photo.read(tmp_path / name).width for name in ("JPEG", "PNG", "plain")] == [64, 64, 96]
