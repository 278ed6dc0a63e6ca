"""What a file says of how it is to be shown is done, or said and not measured."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pillow_heif
import pytest
from PIL import Image

import _files
from _files import chunk, png, saved
from checkout import ROOT
from photoaudit import photo
from photoaudit.engine import examine, select
from photoaudit.model import Raster, UnreadableError
from photoaudit.photo import coding
from photoaudit.photo.coding import coding_of
from photoaudit.photo.pixels import unapplied

SIZE = (64, 48)
P3 = (0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06)


def load(folder: Path, data: bytes) -> Raster:
    path = folder / "a"
    path.write_bytes(data)
    return photo.decode(photo.read(path))


def plain(color: tuple[int, int, int], *chunks: tuple[bytes, bytes]) -> bytes:
    """Return a PNG of one color with chunks before its pixels."""
    buffer = io.BytesIO()
    Image.new("RGB", SIZE, color).save(buffer, "PNG")
    data = buffer.getvalue()
    return data[:33] + b"".join(chunk(*item) for item in chunks) + data[33:]


def chrm(values: tuple[float, ...]) -> tuple[bytes, bytes]:
    return b"cHRM", struct.pack(">8I", *(round(value * 100_000) for value in values))


def gama(value: float) -> tuple[bytes, bytes]:
    return b"gAMA", struct.pack(">I", round(value * 100_000))


def cicp(primaries: int, transfer: int) -> tuple[bytes, bytes]:
    return b"cICP", bytes((primaries, transfer, 0, 1))


def test_of_damaged_profiles_one_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[bytes] = []

    def noted(name: bytes, _: bytes) -> None:
        tried.append(name)

    monkeypatch.setattr(coding, "_raw_profile", noted)
    body = b"Raw profile type exif\0\0" + zlib.compress(b"\n\n\nno digits")
    assert coding_of(plain((1, 2, 3), *[(b"zTXt", body)] * 3)).exif is None
    assert tried == [b"zTXt"]


# --- Colors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [cicp(12, 13), chrm(P3)], ids=["cICP", "cHRM"])
def test_display_p3_is_converted(tmp_path: Path, said: tuple[bytes, bytes]) -> None:
    raster = load(tmp_path, plain((200, 100, 50), said))
    # In linear light by the published matrix ((1.2249, -0.2247, 0), (-0.0420, 1.0419, 0), (-0.0197,
    # -0.0786, 1.0979)), then coded again.
    assert raster.rgb[0, 0].tolist() == pytest.approx([215, 93, 31], abs=1)
    assert len(raster.notes) == 1
    assert raster.notes[0].endswith("to sRGB")
    assert raster.hdr == ""


def test_white_and_gray_stay_what_they_are(tmp_path: Path) -> None:
    for level in (0, 128, 255):
        assert load(tmp_path, plain((level,) * 3, cicp(12, 13))).rgb[0, 0].tolist() == [level] * 3


def test_a_linear_png_is_made_brighter(tmp_path: Path) -> None:
    raster = load(tmp_path, plain((55, 55, 55), gama(1.0)))
    assert raster.rgb[0, 0].tolist() == pytest.approx([128] * 3, abs=1)
    assert "converted" in raster.notes[0]


@pytest.mark.parametrize(
    "chunks",
    [
        [],
        [cicp(1, 13)],
        [cicp(1, 1)],
        [cicp(2, 2)],
        [gama(0.45455)],
        [gama(0.45455), chrm((0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06))],
        [(b"sRGB", b"\0"), gama(1.0)],
        [cicp(1, 13), chrm(P3), gama(1.0)],
        [chrm((0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3))],
        [chrm((0.3, 0, 0.3, 0.3, 0, 0, 0.3, 0.3))],
        [gama(0.00001)],
    ],
)
def test_what_means_srgb_or_nothing_changes_nothing(
    tmp_path: Path, chunks: list[tuple[bytes, bytes]]
) -> None:
    raster = load(tmp_path, plain((200, 100, 50), *chunks))
    assert raster.rgb[0, 0].tolist() == [200, 100, 50]
    assert raster.notes == ()


@pytest.mark.parametrize(("transfer", "name"), [(16, "PQ"), (18, "HLG")])
@pytest.mark.parametrize("format", ["PNG", "HEIF"])
def test_what_is_coded_for_hdr_is_said(tmp_path: Path, format: str, transfer: int, name: str) -> None:
    data = plain((200, 100, 50), cicp(9, transfer)) if format == "PNG" else nclx(9, transfer)
    raster = load(tmp_path, data)
    assert raster.hdr == name
    assert any(note == f"coded for HDR screens ({name}) and not converted" for note in raster.notes)


def nclx(primaries: int, transfer: int) -> bytes:
    """Return a HEIC that states other code points than it was written with."""
    data = saved("HEIF")
    at = data.index(b"colrnclx") + 8
    return data[:at] + struct.pack(">HH", primaries, transfer) + data[at + 4 :]


def test_tones_of_hdr_are_not_measured_and_shapes_are(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    data = io.BytesIO()
    Image.open(ROOT / "samples" / "camera.jpg").convert("RGB").save(data, "PNG")
    path.write_bytes(data.getvalue()[:33] + chunk(*cicp(9, 16)) + data.getvalue()[33:])
    tones, shapes = (
        ("skin-smoothness", "dynamic-range", "color-saturation"),
        ("single-face-present", "head-pose"),
    )
    checks = select([*tones, *shapes])
    seen = {finding.check: finding for finding in examine(path, checks).findings}
    for name in tones:
        assert seen[name].summary == "its tones and colors are coded for HDR screens (PQ)"
    for name in shapes:
        assert seen[name].value is not None


# --- Turn and part --------------------------------------------------------------------------------

TURNED = _files.exif({"IFD0": [(0x0112, _files.SHORT, 6)]})


def raw_profile(keyword: bytes, *, packed: bool) -> tuple[bytes, bytes]:
    data = b"Exif\0\0" + TURNED
    text = b"\nexif\n%8d\n" % len(data) + data.hex().encode() + b"\n"
    return (b"zTXt", keyword + b"\0\0" + zlib.compress(text)) if packed else (b"tEXt", keyword + b"\0" + text)


@pytest.mark.parametrize(
    "said",
    [
        (b"eXIf", TURNED),
        raw_profile(b"Raw profile type exif", packed=True),
        raw_profile(b"Raw profile type APP1", packed=False),
    ],
    ids=["eXIf", "zTXt", "tEXt"],
)
@pytest.mark.parametrize("where", ["before", "after"])
def test_a_png_is_turned_wherever_its_exif_stands(
    tmp_path: Path, said: tuple[bytes, bytes], where: str
) -> None:
    raster = load(tmp_path, png(said) if where == "before" else png(after=[said]))
    upright = np.rot90(np.asarray(_files.picture()), -1)
    assert np.array_equal(raster.rgb, upright)


def heic(**options: object) -> bytes:
    buffer = io.BytesIO()
    heif = pillow_heif.from_pillow(_files.picture())
    heif.save(buffer, **options)
    return buffer.getvalue()


def test_a_turn_that_does_not_count_in_a_heic_is_said(tmp_path: Path) -> None:
    data = heic(exif=TURNED)
    unturned = data.replace(b"irot\x03", b"irot\x00")
    assert load(tmp_path, data).notes == ()
    assert load(tmp_path, unturned).notes == (
        "not turned as its EXIF asks for, which does not count in a HEIC",
    )


def test_the_main_picture_of_a_heic_need_not_be_the_first(tmp_path: Path) -> None:
    heif = pillow_heif.from_pillow(Image.new("RGB", SIZE, "red"))
    heif.add_from_pillow(Image.new("RGB", SIZE, "blue"))
    for index, (words, color) in enumerate((("first", "red"), ("main one", "blue"))):
        buffer = io.BytesIO()
        heif.save(buffer, primary_index=index)
        raster = load(tmp_path, buffer.getvalue())
        assert raster.notes == (f"{words} of 2 pictures in the file",)
        assert int(raster.rgb[0, 0].argmax()) == {"red": 0, "blue": 2}[color]


def test_a_clean_aperture_of_an_avif_is_said(tmp_path: Path) -> None:
    data = saved("AVIF")
    clap = _files.box(b"clap", struct.pack(">4I4i", 40, 1, 30, 1, 0, 1, 0, 1))
    ipco = data.index(b"ipco")
    size = struct.unpack(">I", data[ipco - 4 : ipco])[0]
    end = ipco - 4 + size
    # It takes the place of the first property that only describes the pixels.
    at = data.index(b"pixi", ipco, end) - 4
    old = struct.unpack(">I", data[at : at + 4])[0]
    grown = data[:at] + clap + data[at + old :]
    patched = bytearray(grown)
    for name in (b"meta", b"iprp", b"ipco"):
        place = data.index(name) - 4
        struct.pack_into(">I", patched, place, struct.unpack_from(">I", patched, place)[0] + len(clap) - old)
    said = coding_of(bytes(patched))
    assert said.aperture == (40, 30)
    image = SimpleNamespace(format="AVIF", size=SIZE, info={})
    (note,) = unapplied(image, said)  # type: ignore[arg-type]
    assert note == "not cut to its clean aperture of 40 x 30, which is all that browsers show"
    assert unapplied(SimpleNamespace(format="HEIF", size=SIZE, info={}), said) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("keep", range(0, 400, 7))
def test_cut_files_say_nothing_or_less(keep: int) -> None:
    for format in ("PNG", "HEIF", "AVIF"):
        assert coding_of(saved(format)[:keep]).transfer in (0, 13)


# --- Pointers -------------------------------------------------------------------------------------


def test_a_git_lfs_pointer_is_told_as_that(tmp_path: Path) -> None:
    path = tmp_path / "jane.jpg"
    path.write_bytes(
        b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 123456\n"
    )
    with pytest.raises(UnreadableError, match=r"Git LFS pointer.*git lfs pull.*lfs: true"):
        photo.read(path)


@pytest.mark.slow
@pytest.mark.parametrize(("quarters", "words"), [(1, "lies on its side"), (2, "stands on its head")])
def test_a_picture_that_lies_is_told_as_that(tmp_path: Path, quarters: int, words: str) -> None:
    path = tmp_path / "a.png"
    Image.open(ROOT / "samples" / "camera.jpg").convert("RGB").rotate(90 * quarters, expand=True).save(path)
    (finding,) = examine(path, select(["head-pose"])).findings
    assert finding.summary.startswith(f"the picture {words}: a face is found once it is turned by ")
