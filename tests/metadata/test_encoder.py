"""Quantization tables and thumbnails: what they tell of how a file came to be, and no more."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

import _files
import faces
from photoaudit.checks import catalogue
from photoaudit.engine import run
from photoaudit.facts import Facts
from photoaudit.metadata import read_metadata
from photoaudit.metadata.quantization import TableClass, Tables, classify
from photoaudit.model import Finding, Status
from photoaudit.photo import MAX_THUMBNAIL_BYTES, decode_thumbnail, read

BY_ID = {item.info.id: item for item in catalogue()}
RAMP = [min(3 + n // 3, 255) for n in range(64)]


def found(check: str, folder: Path, data: bytes) -> Finding:
    path = folder / "photo"
    path.write_bytes(data)
    return run(BY_ID[check], Facts(read(path)))


def tables_of(data: bytes) -> Tables | None:
    jpeg = read_metadata(data, "JPEG").jpeg
    assert jpeg is not None
    return classify(jpeg)


# Quantization tables


@pytest.mark.parametrize("quality", [1, 10, 49, 50, 51, 75, 90, 95, 99, 100])
def test_standard_tables_are_known_by_their_quality(quality: int) -> None:
    # In baseline files libjpeg caps what very low qualities ask for.
    assert tables_of(_files.saved("JPEG", quality=quality)) == Tables(TableClass.STANDARD, quality)


def test_gray_and_adobe_marked_files_with_standard_tables_are_standard() -> None:
    for mode in ("L", "CMYK"):
        buffer = io.BytesIO()
        _files.picture().convert(mode).save(buffer, "JPEG", quality=80)
        tables = tables_of(buffer.getvalue())
        assert tables == Tables(TableClass.STANDARD, 80), mode


def test_other_tables_are_custom_or_adobes() -> None:
    custom = _files.saved("JPEG", qtables=[RAMP, RAMP])
    assert tables_of(custom) == Tables(TableClass.CUSTOM)
    adobe = _files.jpeg((0xEE, b"Adobe\0\x64\0\0\0\0\1"), qtables=[RAMP, RAMP])
    assert tables_of(adobe) == Tables(TableClass.ADOBE)


def test_two_qualities_in_one_file_are_custom() -> None:
    luma = Image.open(io.BytesIO(_files.saved("JPEG", quality=80))).quantization[0]  # type: ignore[attr-defined]
    chroma = Image.open(io.BytesIO(_files.saved("JPEG", quality=50))).quantization[1]  # type: ignore[attr-defined]
    assert tables_of(_files.saved("JPEG", qtables=[luma, chroma])) == Tables(TableClass.CUSTOM)


def test_the_check_names_the_class_as_context(tmp_path: Path) -> None:
    seen = found("quantization-table", tmp_path, _files.saved("JPEG", quality=83))
    assert (seen.value, dict(seen.details)["class"]) == (83, "standard")
    assert "context only" in seen.summary
    custom = found("quantization-table", tmp_path, _files.saved("JPEG", qtables=[RAMP, RAMP]))
    assert (custom.status, custom.value) == (Status.MEASURED, None)
    other = found("quantization-table", tmp_path, _files.saved("PNG"))
    assert (other.status, other.value) == (Status.MEASURED, None)


# Thumbnails


def with_thumbnail(picture: faces.RGB, thumbnail: faces.RGB | bytes) -> bytes:
    small = thumbnail if isinstance(thumbnail, bytes) else encoded(thumbnail)
    base = encoded(picture)
    block = b"Exif\0\0" + _files.exif(_files.CAMERA, thumbnail=small)
    return base[:2] + _files.segment(0xE1, block) + base[2:]


def encoded(pixels: faces.RGB, quality: int = 85) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def resized(pixels: faces.RGB, width: int, height: int) -> faces.RGB:
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


WIDE = np.ascontiguousarray(faces.portrait()[:405])  # 16:9


def test_a_thumbnail_of_the_picture_matches(tmp_path: Path) -> None:
    seen = found("thumbnail-mismatch", tmp_path, with_thumbnail(WIDE, resized(WIDE, 160, 90)))
    assert seen.value is not None
    assert seen.value > 0.95
    assert not seen.notable


def test_bars_that_fill_a_thumbnail_up_are_cut_off(tmp_path: Path) -> None:
    for picture, axis in ((WIDE, 0), (np.ascontiguousarray(np.rot90(WIDE)), 1)):
        size = (160, 90) if axis == 0 else (90, 160)
        bars = [(15, 15), (0, 0), (0, 0)] if axis == 0 else [(0, 0), (15, 15), (0, 0)]
        barred = np.pad(resized(picture, *size), bars)
        seen = found("thumbnail-mismatch", tmp_path, with_thumbnail(picture, barred))
        assert seen.value is not None, seen.summary
        assert seen.value > 0.95


def test_a_turned_thumbnail_matches(tmp_path: Path) -> None:
    lying = np.ascontiguousarray(np.rot90(resized(WIDE, 160, 90)))
    seen = found("thumbnail-mismatch", tmp_path, with_thumbnail(WIDE, lying))
    assert seen.value is not None
    assert seen.value > 0.95


def test_a_thumbnail_of_something_else_does_not_match(tmp_path: Path) -> None:
    other = resized(np.ascontiguousarray(faces.portrait()[315:, ::-1]), 160, 90)
    seen = found("thumbnail-mismatch", tmp_path, with_thumbnail(WIDE, other))
    assert seen.value is not None
    assert seen.value < 0.85
    assert seen.notable
    assert "another version" in seen.summary


def test_the_more_is_painted_over_the_less_alike(tmp_path: Path) -> None:
    values = []
    for rows in (0, 100, 300):
        painted = WIDE.copy()
        painted[:rows] = 128
        value = found("thumbnail-mismatch", tmp_path, with_thumbnail(painted, resized(WIDE, 160, 90))).value
        assert value is not None
        values.append(value)
    assert values[0] > values[1] > values[2]


@pytest.mark.parametrize(
    ("thumbnail", "words"),
    [
        (b"\xff\xd8\xff\xd9", "cannot be decoded"),
        (encoded(np.zeros((4, 4, 3), np.uint8)), "too small"),
        (encoded(np.full((120, 160, 3), 200, np.uint8)), "another shape"),
    ],
)
def test_why_a_thumbnail_is_not_compared(tmp_path: Path, thumbnail: bytes, words: str) -> None:
    seen = found("thumbnail-mismatch", tmp_path, with_thumbnail(WIDE, thumbnail))
    assert seen.status is Status.NOT_ASSESSED
    assert words in seen.summary


def test_a_photo_without_a_thumbnail_is_nothing_to_report(tmp_path: Path) -> None:
    seen = found("thumbnail-mismatch", tmp_path, with_thumbnail(WIDE, b""))
    assert (seen.status, seen.value, seen.notable) == (Status.MEASURED, None, False)
    assert "no embedded thumbnail" in seen.summary


def test_thumbnails_are_decoded_within_limits() -> None:
    small = _files.saved("JPEG", (16, 12))
    pixels = decode_thumbnail(small)
    assert pixels is not None
    assert pixels.shape == (12, 16, 3)
    for refused in (
        b"",
        _files.saved("PNG"),
        small[:200],
        _files.saved("JPEG", (1001, 1000)),
        small + bytes(MAX_THUMBNAIL_BYTES),
    ):
        assert decode_thumbnail(refused) is None
