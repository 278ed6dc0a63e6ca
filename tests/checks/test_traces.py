"""What is hidden in pixels, and what contradicts itself, on pictures marked here."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import faces
from _files import ASCII, CAMERA, DST, UNDEFINED, exif, jpeg, source_type, with_entries
from photoaudit.checks import catalogue
from photoaudit.engine import run
from photoaudit.facts import Facts
from photoaudit.imaging.stealth import MAX_TEXT, hidden_text
from photoaudit.imaging.watermark import MESSAGES, Message, find_marks
from photoaudit.model import DeclarationKind, Finding, Status
from photoaudit.photo import decode, read

RGB = NDArray[np.uint8]
CHECKS = {item.info.id: item for item in catalogue()}


def found(check: str, path: Path) -> Finding:
    return run(CHECKS[check], Facts(read(path)))


# --- Invisible watermark ----------------------------------------------------------------------------


def marked(rgb: RGB, bits: str) -> RGB:
    """Write bits block by block: move the strongest average into its step's half, undo the averaging."""
    out = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV))
    height, width = rgb.shape[0] // 4 * 4, rgb.shape[1] // 4 * 4
    u = out[:height, :width, 1].astype(np.float64)
    low = (u[::2, ::2] + u[::2, 1::2] + u[1::2, ::2] + u[1::2, 1::2]) / 2
    number = 0
    for top in range(0, low.shape[0] // 4 * 4, 4):
        for left in range(0, low.shape[1] // 4 * 4, 4):
            block = low[top : top + 4, left : left + 4]
            place = 1 + int(np.abs(block.ravel()[1:]).argmax())
            row, column = divmod(place, 4)
            value = block[row, column]
            target = (value // 36 + (0.75 if bits[number % len(bits)] == "1" else 0.25)) * 36
            change = (target - value) / 2
            y, x = 2 * (top + row), 2 * (left + column)
            u[y : y + 2, x : x + 2] += change
            number += 1
    out[:height, :width, 1] = u.round().clip(0, 255)
    return np.asarray(cv2.cvtColor(out, cv2.COLOR_YUV2RGB), np.uint8)


@pytest.mark.slow
@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.name)
def test_every_message_is_read_and_named(message: Message, tmp_path: Path) -> None:
    path = tmp_path / "marked.png"
    path.write_bytes(faces.png_of(marked(faces.portrait(), message.bits)))
    seen = found("invisible-watermark", path)
    assert seen.status is Status.DECLARED
    assert seen.value == 1
    (origin,) = seen.declarations
    assert (origin.kind, origin.by) == (DeclarationKind.AI, message.name)
    assert origin.where == "pixels, invisible watermark"


def test_other_messages_and_plain_pictures_say_nothing(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (512, 512, 3), np.uint8)
    other = "10" * 24
    for rgb in (faces.portrait(), noise, marked(faces.portrait(), other), marked(faces.portrait(), "1" * 48)):
        assert list(find_marks(rgb)) == []
    for level in range(0, 256, 5):
        assert list(find_marks(np.full((256, 256, 3), (level, 255 - level, 128), np.uint8))) == []


def test_too_few_agreeing_bits_are_no_mark() -> None:
    message = MESSAGES[0]
    wrong = "".join("10"[int(bit)] for bit in message.bits[:6]) + message.bits[6:]
    assert list(find_marks(marked(faces.portrait(), wrong))) == []


def test_small_pictures_are_not_assessed(tmp_path: Path) -> None:
    Image.new("RGB", (255, 400)).save(tmp_path / "small.png")
    seen = found("invisible-watermark", tmp_path / "small.png")
    assert seen.status is Status.NOT_ASSESSED
    assert "256 px" in seen.summary


# --- Stealth text -----------------------------------------------------------------------------------

SETTINGS = json.dumps({"Software": "NovelAI", "Comment": json.dumps({"uc": "x", "steps": 28})})


def bits_of(name: bytes, payload: bytes, length: int | None = None) -> NDArray[np.uint8]:
    size = 8 * len(payload) if length is None else length
    return np.unpackbits(np.frombuffer(name + size.to_bytes(4, "big") + payload, np.uint8))


def hide(pixels: NDArray[np.uint8], bits: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Write bits down the columns."""
    columns = np.ascontiguousarray(pixels.swapaxes(0, 1))
    flat = columns.reshape(-1)
    flat[: bits.size] = (flat[: bits.size] & 0xFE) | bits
    return np.ascontiguousarray(columns.swapaxes(0, 1))


@pytest.mark.parametrize(("name", "packed"), [("pnginfo", False), ("pngcomp", True)])
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_text_in_the_transparency(name: str, packed: bool, kind: str, tmp_path: Path) -> None:  # noqa: FBT001
    payload = gzip.compress(SETTINGS.encode()) if packed else SETTINGS.encode()
    alpha = hide(np.full((90, 70), 255, np.uint8), bits_of(f"stealth_{name}".encode(), payload))
    rgb = cv2.resize(faces.portrait(), (70, 90))
    path = tmp_path / f"hidden.{kind.lower()}"
    options = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    Image.fromarray(np.dstack([rgb, alpha])).save(path, kind, **options)
    seen = found("stealth-text", path)
    (origin,) = seen.declarations
    assert (origin.kind, origin.by) == (DeclarationKind.AI, "NovelAI")
    assert origin.where == "pixels, lowest bits of the transparency"
    assert "uc" not in origin.says


@pytest.mark.parametrize(("name", "packed"), [("rgbinfo", False), ("rgbcomp", True)])
def test_text_in_the_colors(name: str, packed: bool, tmp_path: Path) -> None:  # noqa: FBT001
    payload = gzip.compress(b"Steps: 20") if packed else b"Steps: 20"
    rgb = hide(np.asarray(faces.portrait()), bits_of(f"stealth_{name}".encode(), payload))
    path = tmp_path / "hidden.png"
    path.write_bytes(faces.png_of(rgb))
    (origin,) = found("stealth-text", path).declarations
    assert origin.by == "a Stable Diffusion program (stealth PNG info)"
    assert origin.where == "pixels, lowest bits of the colors"


def test_what_cannot_be_read_is_still_announced() -> None:
    plane = np.full((64, 64), 255, np.uint8)
    for bits in (
        bits_of(b"stealth_pngcomp", b"no gzip"),
        bits_of(b"stealth_pnginfo", b"", 2**32 - 1),
        bits_of(b"stealth_pnginfo", b"", 64 * 64),
    ):
        assert hidden_text(hide(plane, bits)) == ""


def test_a_bomb_is_inflated_to_the_limit_only() -> None:
    bomb = gzip.compress(b"a" * (3 * MAX_TEXT))
    text = hidden_text(hide(np.full((512, 512), 255, np.uint8), bits_of(b"stealth_pngcomp", bomb)))
    assert text is not None
    assert len(text) == MAX_TEXT


@pytest.mark.parametrize("shape", [(1, 1), (1, 100), (100, 1), (8, 8), (1, 1, 3), (300, 300), (40, 40, 3)])
def test_ordinary_pixels_hide_nothing(shape: tuple[int, ...]) -> None:
    generator = np.random.default_rng(0)
    for pixels in (
        np.zeros(shape, np.uint8),
        np.full(shape, 255, np.uint8),
        generator.integers(0, 256, shape, np.uint8),
    ):
        assert hidden_text(pixels) is None


def test_text_along_the_rows_or_in_the_wrong_place_is_none() -> None:
    bits = bits_of(b"stealth_pnginfo", b"x" * 20)
    assert hidden_text(hide(np.zeros((64, 64), np.uint8), bits).T) is None
    assert hidden_text(hide(np.zeros((64, 64, 3), np.uint8), bits)) is None


@pytest.mark.slow
def test_only_what_has_transparency_has_an_alpha_plane(tmp_path: Path) -> None:
    picture = Image.fromarray(faces.portrait())
    for name, mode, there in (("a.png", "RGBA", True), ("b.png", "LA", True), ("c.png", "RGB", False)):
        picture.convert(mode).save(tmp_path / name, compress_level=1)
        plane = decode(read(tmp_path / name)).alpha
        assert (plane is not None) == there
        assert plane is None or plane.shape == (720, 720)
    picture.save(tmp_path / "d.jpg")
    assert decode(read(tmp_path / "d.jpg")).alpha is None


# --- Contradictions and processing --------------------------------------------------------------------

GROK = [(0x010E, ASCII, "Signature: " + "A" * 88), (0x013B, ASCII, "2b6e053b-9a65-4ca9-9e13-b6f4465164d4")]


def conflicts(data: bytes, folder: Path) -> Finding:
    path = folder / "photo.jpg"
    path.write_bytes(data)
    return found("origin-conflict", path)


def test_a_camera_file_and_a_file_without_metadata_contradict_nothing(tmp_path: Path) -> None:
    for data in (jpeg(exif=exif(CAMERA)), jpeg(), jpeg(xmp=source_type(DST + "trainedAlgorithmicMedia"))):
        seen = conflicts(data, tmp_path)
        assert (seen.status, seen.value, seen.notable) == (Status.MEASURED, 0, False)


@pytest.mark.parametrize(
    "data",
    [
        jpeg(exif=exif(CAMERA), xmp=source_type(DST + "trainedAlgorithmicMedia")),
        jpeg(exif=exif(with_entries(CAMERA, IFD0=GROK))),
    ],
)
def test_ai_beside_a_camera_is_a_contradiction(data: bytes, tmp_path: Path) -> None:
    seen = conflicts(data, tmp_path)
    assert seen.value == 1
    assert seen.notable
    assert "Canon EOS R5" in seen.summary


def test_an_ai_edit_of_a_camera_photo_is_none(tmp_path: Path) -> None:
    data = jpeg(exif=exif(CAMERA), xmp=source_type(DST + "compositeWithTrainedAlgorithmicMedia"))
    assert conflicts(data, tmp_path).value == 0


def test_two_statements_that_disagree(tmp_path: Path) -> None:
    block = exif({"Exif": [(0x9286, UNDEFINED, b"ASCII\0\0\0Steps: 20, Sampler: Euler a, Seed: 1")]})
    seen = conflicts(jpeg(exif=block, xmp=source_type(DST + "digitalCapture")), tmp_path)
    assert seen.value == 1
    assert "says camera" in seen.summary


def test_an_editor_and_a_later_change_are_told_together(tmp_path: Path) -> None:
    later = [(0x0131, ASCII, "Adobe Photoshop 25.0"), (0x0132, ASCII, "2024:06:01 00:00:00")]
    seen = conflicts(jpeg(exif=exif(with_entries(CAMERA, IFD0=later)), size=(32, 24)), tmp_path)
    assert seen.value == 2
    assert "(Adobe Photoshop named)" in seen.summary
    assert "64 x 48" in seen.summary
    assert not seen.notable


def test_processing_is_context_and_declares_nothing(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg(exif=exif({"IFD0": [(0x0131, ASCII, "GIMP 2.10.30")]})))
    seen = found("processing-trace", path)
    assert (seen.status, seen.value, seen.declarations) == (Status.MEASURED, 1, ())
    assert seen.details == (("GIMP", "JPEG APP1 EXIF IFD0 Software"),)
    path.write_bytes(jpeg())
    assert found("processing-trace", path).value == 0
