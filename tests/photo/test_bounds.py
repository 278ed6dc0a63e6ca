"""No file keeps a decoder busy or fills the memory: what asks for more than a photo is refused before."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from _files import box, chunk, corpus, gif, picture, saved, segment, sub_blocks, webp
from photoaudit import photo
from photoaudit.model import Limits, Photo, UnreadableError
from photoaudit.photo import bounds, derived
from photoaudit.photo.coding import coding_of

PIXELS = 64 * 48
SMALL = Limits(max_pixels=PIXELS)


def refusal(tmp_path: Path, data: bytes, limits: Limits = SMALL) -> str:
    """Return the sentence a file is refused with before a decoder sees it."""
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(UnreadableError) as caught:
        photo.read(tmp_path / "a", limits)
    return str(caught.value)


def opens(tmp_path: Path, data: bytes, limits: Limits = SMALL) -> Photo:
    (tmp_path / "a").write_bytes(data)
    opened = photo.read(tmp_path / "a", limits)
    photo.decode(opened, limits)
    return opened


def scans(times: int) -> bytes:
    """Return a progressive JPEG whose last scan is there so many times."""
    whole = saved("JPEG", progressive=True)
    last, end = whole.rindex(b"\xff\xda"), whole.rindex(b"\xff\xd9")
    return whole[:end] + whole[last:end] * times + whole[end:]


def test_a_jpeg_goes_over_its_pixels_a_bounded_number_of_times(tmp_path: Path) -> None:
    known = scans(0).count(b"\xff\xda")
    opens(tmp_path, scans(bounds.MAX_PASSES - known))
    assert "passes over its picture" in refusal(tmp_path, scans(bounds.MAX_PASSES - known + 1))
    # A smaller picture costs less each time.
    opens(tmp_path, scans(bounds.MAX_PASSES), Limits(max_pixels=2 * PIXELS))
    # What only looks like scans is none: in a segment, and behind the picture.
    many = b"\xff\xda" * 100
    opens(tmp_path, saved("JPEG")[:2] + segment(0xE5, many) + saved("JPEG")[2:] + many)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["before the picture", "in the picture"])
@pytest.mark.parametrize("filling", [b"\xff", b"\0"])
def test_filling_of_a_jpeg(tmp_path: Path, place: str, filling: bytes) -> None:
    whole = scans(0)
    before = place == "before the picture"
    at = 20 if before else whole.rindex(b"\xff\xc4")  # behind the first segment
    most = bounds.MAX_FILLING if before else 60_000
    opens(tmp_path, whole[:at] + filling * most + whole[at:])
    if before or filling == b"\xff":  # a scan may hold any zeros
        large = whole[:at] + filling * (most + 10_000) + whole[at:]
        assert "bytes between its segments" in refusal(tmp_path, large)
        opens(tmp_path, whole + filling * (2 * most))  # behind the picture it is nobody's


@pytest.mark.slow
def test_pieces_of_all_containers(tmp_path: Path) -> None:
    many = bounds.MAX_PIECES + 1
    jpeg, png, some = saved("JPEG"), saved("PNG"), chunk(b"abCd", b"")
    assert "segments" in refusal(tmp_path, jpeg[:2] + segment(0xE5, b"") * many + jpeg[2:])
    assert "chunks" in refusal(tmp_path, png[:33] + some * many + png[33:])
    assert "chunks" in refusal(tmp_path, png[:-12] + some * many + png[-12:])
    opens(tmp_path, jpeg[:2] + segment(0xE5, b"") * 10_000 + jpeg[2:])
    opens(tmp_path, png[:33] + some * 10_000 + png[33:])


def test_exif_dealt_over_many_segments(tmp_path: Path) -> None:
    jpeg, part = saved("JPEG"), segment(0xE1, b"Exif\0\0" + bytes(60_000))
    opens(tmp_path, jpeg[:2] + part * 30 + jpeg[2:])
    assert "bytes of EXIF" in refusal(tmp_path, jpeg[:2] + part * 36 + jpeg[2:])


def full(name: bytes, body: bytes, version: int = 0) -> bytes:
    return box(name, bytes([version, 0, 0, 0]) + body)


def tiled(times: int, tile: int = 64, size: int = 64) -> bytes:
    """Return a HEIC whose picture of ``size`` is put together of one tile, in a square of so many times."""
    whole = saved("HEIF", (tile, tile))
    settings, at = (whole.index(name) for name in (b"hvcC", b"mdat"))
    (length,) = struct.unpack_from(">I", whole, settings - 4)
    pixels = whole[at + 4 :]
    sides = [full(b"ispe", struct.pack(">II", side, side)) for side in (tile, size)]
    ipco = box(b"ipco", whole[settings - 4 : settings - 4 + length] + b"".join(sides))
    ipma = full(b"ipma", struct.pack(">IHBBBHBB", 2, 1, 2, 0x81, 2, 2, 1, 3))
    items = [
        full(b"infe", struct.pack(">HH4sB", n, 0, name, 0), 2) for n, name in ((1, b"hvc1"), (2, b"grid"))
    ]
    dimg = box(b"dimg", struct.pack(">HH", 2, times**2) + struct.pack(">H", 1) * times**2)
    before = full(b"hdlr", b"\0\0\0\0pict" + bytes(13)) + full(b"pitm", struct.pack(">H", 2))
    before += full(b"iinf", struct.pack(">H", 2) + b"".join(items)) + full(b"iref", dimg)
    before += box(b"iprp", ipco + ipma)
    before += box(b"idat", struct.pack(">BBBBHH", 0, 0, times - 1, times - 1, size, size))
    ftyp = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    start = len(ftyp) + 8 + 4 + len(before) + 12 + 4 + 2 * 16 + 8
    places = struct.pack(">HHHHII", 1, 0, 0, 1, start, len(pixels)) + struct.pack(">HHHHII", 2, 1, 0, 1, 0, 8)
    iloc = full(b"iloc", struct.pack(">BBH", 0x44, 0, 2) + places, 1)
    return ftyp + full(b"meta", before + iloc) + box(b"mdat", pixels)


def test_tiles_of_a_heic(tmp_path: Path) -> None:
    limits = Limits(max_pixels=128 * 128)
    assert opens(tmp_path, tiled(2, size=128), limits).width == 128
    assert derived.decoded_pixels(tiled(2, size=128)) == 128 * 128
    assert "parts of its picture" in refusal(tmp_path, tiled(3), limits)
    # A tile that is put together itself, of itself or of nothing.
    circle = tiled(2).replace(
        struct.pack(">4sHHHHHH", b"dimg", 2, 4, 1, 1, 1, 1),
        struct.pack(">4sHHHHHH", b"dimg", 2, 4, 2, 2, 2, 2),
    )
    assert "parts" in refusal(tmp_path, circle, limits)
    assert derived.decoded_pixels(saved("HEIF")) == derived.decoded_pixels(saved("AVIF")) == 0
    for end in range(0, 400, 7):
        derived.decoded_pixels(tiled(2)[:end])


@pytest.mark.parametrize("kind", ["pictures", "references", "properties", "boxes"])
def test_parts_of_a_heic_are_counted_over_the_whole_file(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "MAX_REFERENCES", 300)
    part = {
        "pictures": full(b"iref", b"".join(box(b"dimg", struct.pack(">HHH", n, 1, 0)) for n in range(1, 20))),
        "references": full(b"iref", box(b"dimg", struct.pack(">HH", 2, 50) + bytes(100))),
        "properties": box(b"iprp", full(b"ipma", struct.pack(">IHB", 1, 1, 50) + bytes(50))),
        "boxes": box(b"iprp", box(b"ipco", box(b"irot", b"\1") * 50)),
    }[kind]
    start = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    whole = full(b"meta", full(b"pitm", struct.pack(">H", 1)) + part)
    assert derived.decoded_pixels(start + whole) == 0
    with pytest.raises(derived.TooMany):
        derived.decoded_pixels(start + whole * 10)
    assert coding_of(start + whole * 10).turned is False


def with_first(blocks: bytes) -> bytes:
    """Return a GIF with blocks before its picture."""
    whole = gif()
    at = 13 + 3 * 2 ** ((whole[10] & 7) + 1)
    return whole[:at] + blocks + whole[at:]


@pytest.mark.slow
def test_blocks_of_a_gif(tmp_path: Path) -> None:
    comment = b"\x21\xfe" + b"\1a" * (bounds.MAX_SUB_BLOCKS + 1) + b"\0"
    for blocks in (comment, b"\x21\xfe\0" * (bounds.MAX_PIECES + 1), b"\5" * (bounds.MAX_PIECES + 1)):
        assert "blocks" in refusal(tmp_path, with_first(blocks))
        assert opens(tmp_path, gif(blocks)).frames == 1  # behind the picture it is nobody's
    assert opens(tmp_path, with_first(b"\x21\xfe" + sub_blocks(b"a" * 100_000))).frames == 1


def test_pictures_are_counted_to_a_limit(tmp_path: Path) -> None:
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    for further, counted in ((2, 3), (bounds.MAX_PICTURES + 5, bounds.MAX_PICTURES)):
        opened = opens(tmp_path, gif(frame * further))
        assert opened.frames == counted
    assert photo.decode(opened).notes[0] == f"first of at least {bounds.MAX_PICTURES} pictures in the file"


def test_pictures_are_counted_as_pillow_counts_them(tmp_path: Path) -> None:
    pictures = [picture().rotate(90 * turn) for turn in range(3)]
    for kind in ("GIF", "TIFF", "PNG", "WEBP"):
        buffer = io.BytesIO()
        pictures[0].save(buffer, kind, save_all=True, append_images=pictures[1:])
        assert opens(tmp_path, buffer.getvalue()).frames == 3


Tags = Sequence[tuple[int, int, int, int]]


def tiff(tags: Tags, behind: bytes = b"", following: int = 0) -> bytes:
    """Return a TIFF of one directory, whose long values are behind it."""
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return struct.pack("<2sHIH", b"II", 42, 8, len(tags)) + entries + struct.pack("<I", following) + behind


ONE_PIXEL = [(256, 4, 1, 1), (257, 4, 1, 1), (258, 4, 1, 8), (259, 4, 1, 1), (262, 4, 1, 1)]
ONE_PIXEL += [(273, 4, 1, 4), (277, 4, 1, 1), (279, 4, 1, 1)]


@pytest.mark.parametrize("kind", [3, 4, 5, 12])
def test_numbers_in_a_tiff(tmp_path: Path, kind: int) -> None:
    large, at = bounds.MAX_NUMBERS, 10 + 12 * 9 + 4
    numbers = bytes(8 * large)
    opens(tmp_path, tiff([*ONE_PIXEL, (50_000, kind, large // 2, at)], numbers))
    assert "numbers in its directories" in refusal(
        tmp_path, tiff([*ONE_PIXEL, (50_000, kind, large, at)], numbers)
    )
    opens(tmp_path, tiff([*ONE_PIXEL, (50_000, 7, 8 * large, at)], numbers))  # bytes are no numbers
    # In a directory that the first one points to, as of EXIF.
    inner = struct.pack("<HHHIII", 1, 50_000, kind, large, at + 18, 0)
    outer = tiff([*ONE_PIXEL, (0x8769, 4, 1, at)], inner + numbers)
    assert "numbers in its directories" in refusal(tmp_path, outer)


def test_large_directories_are_not_all_read_to_count_pages(tmp_path: Path) -> None:
    """Nor are those that lie over each other."""
    entry = struct.pack("<HHII", 50_000, 4, 1, 0)
    page = 10 + 12 * 8 + 4
    head = tiff(ONE_PIXEL, following=page)
    size = 2 + 12 * 60_000 + 4
    pages = b"".join(
        struct.pack("<H", 60_000) + entry * 60_000 + struct.pack("<I", page + size * number)
        for number in range(1, 6)
    )
    assert opens(tmp_path, head + pages).frames == 6


def test_a_packed_bmp_is_small(tmp_path: Path) -> None:
    rows = bounds.MAX_RUNS // 128
    for count in (100, rows):
        body = (b"\x01\x05" * 64 + b"\0\0") * count
        head = struct.pack("<IiiHHIIiiII", 40, 64, count, 1, 8, 1, len(body), 0, 0, 256, 0)
        data = b"BM" + struct.pack("<IHHI", 1078 + len(body), 0, 0, 1078) + head + bytes(1024) + body
        if count == 100:
            opens(tmp_path, data, Limits())
        else:
            assert "run-length" in refusal(tmp_path, data, Limits())


# Orientation


@pytest.mark.slow
def test_orientation_is_what_pillow_reads_in_real_files() -> None:
    seen = set()
    for path in corpus("provenance"):
        with Image.open(path) as image, warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # what Pillow thinks of odd entries
            exif = image.info.get("exif")
            theirs = image.getexif().get(ExifTags.Base.Orientation, 1)
            xmp = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
        if exif is not None and not (xmp and theirs != 1):  # Pillow falls back on XMP
            assert bounds.orientation(exif) == (theirs if theirs in range(1, 9) else 1), path.name
            seen.add(theirs)
    assert {1, 6} <= seen


def test_orientation_of_a_million_numbers_is_none(tmp_path: Path) -> None:
    entry = struct.pack("<HHII", 0x0112, 5, 1_000_000, 26)
    block = struct.pack("<2sHIH", b"II", 42, 8, 1) + entry + bytes(4 + 8_000_000)
    assert bounds.orientation(block) == 1
    assert opens(tmp_path, webp((b"EXIF", block))).width == 64


@pytest.mark.parametrize("block", [b"", b"II", b"MM\0*\0\0\0\x08", b"II*\0\xff\xff\xff\xff", b"Exif\0\0XX"])
def test_damaged_exif_has_no_orientation(block: bytes) -> None:
    assert bounds.orientation(block) == 1


# Memory


def header(kind: str, mode: str, width: int, height: int) -> Photo:
    return Photo("a", "", kind, width, height, mode, 1, b"")


def test_what_is_said_of_memory_grows_with_pixels_and_depends_on_the_decoder() -> None:
    assert bounds.decode_memory(header("JPEG", "RGB", 4000, 3000)) == 12_000_000 * 11
    assert bounds.decode_memory(header("WEBP", "RGBA", 4000, 3000)) == 12_000_000 * 17
    unknown = bounds.decode_memory(header("else", "RGB", 1000, 1000))
    assert unknown >= max(bounds.memory_of(kind, "RGB", 10**6) for kind in ("JPEG", "AVIF", "HEIF", "WEBP"))


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("TIFF", "CMYK"), ("HEIF", "RGB")]
)
def test_photos_of_the_largest_phones_are_opened(kind: str, mode: str) -> None:
    assert bounds.memory_of(kind, mode, 12_000 * 9_000) <= Limits().max_memory


def test_a_picture_that_needs_too_much_memory_is_refused_unseen(tmp_path: Path) -> None:
    limits = Limits(max_memory=17 * PIXELS - 1)
    assert refusal(tmp_path, saved("WEBP"), limits) == (
        "The picture needs 0.0 GB to be decoded; at most 0.0 GB are used."
    )
    opens(tmp_path, saved("JPEG"), limits)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_decoding_takes_no_more_than_was_said(tmp_path: Path, kind: str) -> None:
    """Transparent pixels once were copied four times over."""
    clear = Image.new("RGBA", (4000, 4000), (1, 2, 3, 4))
    clear.save(tmp_path / "a", kind, compress_level=1, compression="tiff_adobe_deflate")
    code = """
import re, sys
from pathlib import Path
from photoaudit import photo
from photoaudit.photo import bounds, derived
def peak():
    return int(re.search("VmHWM:\\\\s+(\\\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
before, opened = peak(), photo.read(sys.argv[1])
photo.decode(opened)
print(peak() - before, bounds.decode_memory(opened))
"""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code, str(tmp_path / "a")]
    run = subprocess.run(command, capture_output=True, text=True, env=env, check=True)
    took, said = map(int, run.stdout.split())
    assert 0.5 * said < took < said + 30_000_000
