"""Every container gives up its metadata, and damage costs only what is damaged."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from typing import Any

import pillow_heif
import pytest
from PIL import Image, ImageCms

from _files import (
    CAMERA,
    app11,
    box,
    chunk,
    corpus,
    exif,
    gif,
    gif_xmp,
    heif,
    itxt,
    jpeg,
    manifest_store,
    packet,
    picture,
    png,
    saved,
    segment,
    source_type,
    sub_blocks,
    text,
    webp,
    ztxt,
)
from photoaudit.metadata import Metadata, read_metadata
from photoaudit.metadata.parts import MAX_KEPT, MAX_NODES, MAX_TEXT, MAX_TRAILING

STORE = manifest_store()
XMP = source_type("trainedAlgorithmicMedia")
C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")


def source_types(metadata: Metadata) -> list[str]:
    return [prop.value for prop in metadata.xmp if prop.name == "DigitalSourceType"]


def uuid_box(store: bytes) -> bytes:
    return box(b"uuid", C2PA_UUID + b"\0\0\0\0manifest\0" + b"\0" * 8 + store)


CARRIERS = {
    "JPEG": (jpeg(*app11(STORE), exif=exif(CAMERA), xmp=XMP), "JPEG"),
    "PNG": (png((b"caBX", STORE), (b"eXIf", exif(CAMERA)), itxt("XML:com.adobe.xmp", XMP)), "PNG"),
    "WebP": (webp((b"EXIF", exif(CAMERA)), (b"XMP ", XMP), (b"C2PA", STORE)), "WEBP"),
    "HEIF": (heif(exif(CAMERA), XMP, uuid_box(STORE)), "HEIF"),
    "TIFF": (
        exif({**CAMERA, "IFD0": [*CAMERA["IFD0"], (0x02BC, 1, XMP), (0xCD41, 7, STORE)]}),
        "TIFF",
    ),
}


@pytest.mark.parametrize(("data", "format"), CARRIERS.values(), ids=CARRIERS)
def test_exif_xmp_and_content_credentials_are_found_in_every_container(data: bytes, format: str) -> None:
    metadata = read_metadata(data, format)
    assert metadata.notes == ()
    assert metadata.exif is not None
    assert metadata.exif.text("Model") == "Canon EOS R5"
    assert source_types(metadata) == ["trainedAlgorithmicMedia"]
    assert metadata.c2pa == STORE
    for where in (metadata.exif.where, metadata.xmp[0].where, metadata.c2pa_where):
        assert where.startswith(next(name for name, case in CARRIERS.items() if case[0] is data))


def test_gif_gives_comment_xmp_and_content_credentials() -> None:
    store = b"\x21\xff\x0bC2PA_GIF\x01\0\0" + sub_blocks(STORE)
    data = gif(b"\x21\xfe" + sub_blocks(b"made by hand" * 40), gif_xmp(XMP), store, trailing=b"tail")
    metadata = read_metadata(data, "GIF")
    assert metadata.notes == ()
    assert metadata.text("Comment") == "made by hand" * 40
    assert source_types(metadata) == ["trainedAlgorithmicMedia"]
    assert metadata.c2pa == STORE
    assert metadata.trailing == b"tail"


def test_bmp_has_nothing_and_unknown_formats_say_so() -> None:
    assert read_metadata(saved("BMP"), "BMP") == Metadata("BMP")
    assert read_metadata(b"anything", "JPEG2000").notes == ("Metadata of JPEG2000 files is not read.",)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "TIFF", "GIF"])
def test_another_format_than_stated_is_noted(format: str) -> None:
    metadata = read_metadata(b"\0" * 200, format)
    assert len(metadata.notes) == 1
    assert metadata == Metadata(format, notes=metadata.notes)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_what_pillow_writes_is_read(format: str) -> None:
    written = Image.Exif()
    written[0x010F] = "Nikon"
    written.get_ifd(0x8769)[0x9003] = "2020:01:02 03:04:05"
    metadata = read_metadata(saved(format, exif=written), format)
    assert metadata.exif is not None
    assert (metadata.exif.text("Make"), metadata.exif.text("DateTimeOriginal")) == (
        "Nikon",
        "2020:01:02 03:04:05",
    )


def test_a_real_heif_gives_its_items() -> None:
    image = pillow_heif.from_pillow(picture())
    buffer = io.BytesIO()
    image.save(buffer, exif=exif(CAMERA), xmp=XMP)
    metadata = read_metadata(buffer.getvalue(), "HEIF")
    assert metadata.notes == ()
    assert metadata.exif is not None
    assert metadata.exif.text("Model") == "Canon EOS R5"
    assert source_types(metadata) == ["trainedAlgorithmicMedia"]
    assert metadata.trailing_size == 0


# --- JPEG -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "subsampling"),
    [
        ({"subsampling": 0}, "4:4:4"),
        ({"subsampling": 1}, "4:2:2"),
        ({"subsampling": 2, "progressive": True}, "4:2:0"),
    ],
)
def test_jpeg_info_agrees_with_pillow(options: dict[str, Any], subsampling: str) -> None:
    data = jpeg(size=(70, 50), quality=83, **options)
    info = read_metadata(data, "JPEG").jpeg
    with Image.open(io.BytesIO(data)) as image:
        tables = image.quantization  # type: ignore[attr-defined]
        progressive = bool(image.info.get("progressive"))
    assert info is not None
    assert (info.width, info.height, info.components, info.precision) == (70, 50, 3, 8)
    assert (info.subsampling, info.progressive, info.adobe) == (subsampling, progressive, False)
    assert {table.id: list(table.values) for table in info.quantization} == tables
    assert info.markers == ("APP0 JFIF",)


def test_gray_and_adobe_jpegs_are_told() -> None:
    buffer = io.BytesIO()
    picture().convert("L").save(buffer, "JPEG")
    gray = read_metadata(buffer.getvalue(), "JPEG").jpeg
    adobe = read_metadata(jpeg((0xEE, b"Adobe\0\x64\0\0\0\0\1")), "JPEG").jpeg
    assert gray is not None
    assert adobe is not None
    assert (gray.components, gray.subsampling) == (1, "")
    assert adobe.adobe
    assert "APP14 Adobe" in adobe.markers


def test_a_manifest_store_dealt_over_segments_is_joined() -> None:
    store = manifest_store(bytes(range(256)) * 600)
    assert len(app11(store)) == 3
    metadata = read_metadata(jpeg(*reversed(app11(store))), "JPEG")
    assert metadata.c2pa == store
    short = read_metadata(jpeg(*app11(store)[:2]), "JPEG")
    assert short.c2pa is not None
    assert any("incomplete" in note for note in short.notes)


def test_the_letters_c2pa_in_pixels_are_no_manifest_store() -> None:
    other = box(b"jumb", box(b"jumd", b"json" + bytes(12) + b"\x03c2pa\0"))
    for data, name in (
        (jpeg((0xEB, b"JP\0\1\0\0\0\1" + other), trailing=b"jumb c2pa"), "JPEG"),
        (png((b"caBX", b"c2pa jumb"), (b"prVt", STORE)), "PNG"),
        (webp((b"C2PA", b"not a box")), "WEBP"),
        (heif(more=box(b"uuid", b"c2pajumbc2pajumb" + STORE)), "HEIF"),
    ):
        assert read_metadata(data, name).c2pa is None


def test_extended_xmp_is_joined_in_order() -> None:
    long = packet(f'<rdf:Description rdf:about="" a:Long="{"x" * 90_000}"/>', a="urn:a")
    header = b"http://ns.adobe.com/xmp/extension/\0" + b"0123456789ABCDEF" * 2
    parts = [
        (0xE1, header + struct.pack(">II", len(long), at) + long[at : at + 60_000])
        for at in range(0, len(long), 60_000)
    ]
    metadata = read_metadata(jpeg(*reversed(parts), xmp=XMP), "JPEG")
    assert metadata.notes == ()
    assert metadata.xmp_values("urn:a", "Long") == ("x" * 90_000,)
    assert source_types(metadata) == ["trainedAlgorithmicMedia"]
    assert any("incomplete" in note for note in read_metadata(jpeg(parts[0]), "JPEG").notes)


def test_comments_and_plain_text_segments_are_texts() -> None:
    data = jpeg(
        (0xFE, b"a comment"), (0xE5, b'AIGC{"Label":"1"}'), (0xE6, b"\1\2\3binary"), (0xE0, b"JFXX\0\x13")
    )
    metadata = read_metadata(data, "JPEG")
    assert [(entry.keyword, entry.text) for entry in metadata.texts] == [
        ("Comment", "a comment"),
        ("APP5", 'AIGC{"Label":"1"}'),
    ]
    assert metadata.texts[0].where == "JPEG COM at byte 2"


def test_what_follows_the_picture_is_kept_at_both_ends() -> None:
    small = read_metadata(jpeg(trailing=b"\0\0SEFH...SEFT"), "JPEG")
    assert (small.trailing, small.trailing_size) == (b"\0\0SEFH...SEFT", 13)
    tail = b"first" + bytes(2 * MAX_TRAILING) + b"last"
    large = read_metadata(png(trailing=tail), "PNG")
    assert large.trailing_size == len(tail)
    assert len(large.trailing) == MAX_TRAILING
    assert large.trailing.startswith(b"first")
    assert large.trailing.endswith(b"last")


def test_pictures_of_the_index_are_no_trailing_data() -> None:
    buffer = io.BytesIO()
    picture().save(buffer, "MPO", save_all=True, append_images=[picture((32, 24)), picture((16, 12))])
    metadata = read_metadata(buffer.getvalue() + b"more", "MPO")
    assert metadata.notes == ()
    assert metadata.pictures == 3
    assert metadata.trailing == b"more"


def test_an_icc_profile_in_pieces_is_joined_and_named() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    whole = read_metadata(saved("JPEG", icc_profile=profile), "JPEG")
    assert whole.icc == profile
    assert whole.icc_name.startswith("sRGB")
    halves = [
        (0xE2, b"ICC_PROFILE\0" + bytes([n, 2]) + profile[(n - 1) * 300 :][: 300 if n == 1 else None])
        for n in (2, 1)
    ]
    assert read_metadata(jpeg(*halves), "JPEG").icc == profile
    assert any("incomplete" in note for note in read_metadata(jpeg(halves[0]), "JPEG").notes)
    for name in ("PNG", "WEBP"):
        assert read_metadata(saved(name, icc_profile=profile), name).icc == profile


def test_restarts_stuffing_and_stray_bytes_do_not_mislead() -> None:
    data = saved("JPEG")
    odd = (
        data[:2]
        + b"\0\0stray"
        + segment(0xFE, b"late")
        + b"\xff\xff\xff"
        + data[2:-2]
        + b"\xff\x00\xff\xd0\xff\xff\xd9"
    )
    metadata = read_metadata(odd, "JPEG")
    assert metadata.text("Comment") == "late"
    assert metadata.trailing_size == 0
    assert metadata.notes == ("JPEG: stray bytes between segments at byte 2",)


@pytest.mark.parametrize("frame", [b"", b"\x08", b"\x08\0\x10\0\x10", b"\x08\0\x10\0\x10\xff"])
def test_a_short_frame_header_does_no_harm(frame: bytes) -> None:
    info = read_metadata(b"\xff\xd8" + segment(0xC0, frame) + b"\xff\xd9", "JPEG").jpeg
    assert info is None or (info.width, info.height, info.subsampling) == (16, 16, "")


@pytest.mark.parametrize("keep", [1, 2, 3, 20, 200, -1])
def test_a_cut_jpeg_is_noted(keep: int) -> None:
    data = jpeg(exif=exif(CAMERA))
    metadata = read_metadata(data[:keep], "JPEG")
    assert metadata.notes
    assert metadata.trailing_size == 0


def test_a_damaged_segment_costs_only_itself() -> None:
    bad = b"Exif\0\0II*\0" + struct.pack("<I", 5000)
    metadata = read_metadata(jpeg((0xE1, bad), (0xE2, b"MPF\0II*\0\xff\xff\0\0"), xmp=XMP), "JPEG")
    assert source_types(metadata) == ["trainedAlgorithmicMedia"]
    assert len(metadata.notes) == 2


# --- PNG ------------------------------------------------------------------------------------------


def test_png_texts_of_all_kinds_before_and_after_the_pixels() -> None:
    data = png(
        text("Title", "caf\xe9"),
        ztxt("Software", b"Editor"),
        itxt("Author", "J\u00fcrgen \u0416", compressed=True),
        after=[itxt("parameters", "late")],
    )
    metadata = read_metadata(data, "PNG")
    assert metadata.notes == ()
    assert {entry.keyword: entry.text for entry in metadata.texts} == {
        "Title": "caf\xe9",
        "Software": "Editor",
        "Author": "J\u00fcrgen \u0416",
        "parameters": "late",
    }
    assert metadata.texts[0].where == "PNG tEXt 'Title' at byte 33"


def test_the_graphs_of_animated_comfyui_pngs_are_texts() -> None:
    found = read_metadata(png(after=[(b"comf", b'prompt\0{"3": {}}'), (b"comf", b"workflow\0{}")]), "PNG")
    assert [(entry.keyword, entry.text) for entry in found.texts] == [
        ("prompt", '{"3": {}}'),
        ("workflow", "{}"),
    ]
    assert found.texts[0].where.startswith("PNG comf 'prompt' at byte")


def test_raw_profiles_of_imagemagick_are_opened() -> None:
    def raw(name: str, data: bytes) -> tuple[bytes, bytes]:
        return ztxt(f"Raw profile type {name}", f"\n{name}\n{len(data):8d}\n{data.hex()}\n".encode())

    metadata = read_metadata(png(raw("exif", b"Exif\0\0" + exif(CAMERA)), raw("xmp", XMP)), "PNG")
    assert metadata.exif is not None
    assert metadata.exif.text("Make") == "Canon"
    assert source_types(metadata) == ["trainedAlgorithmicMedia"]
    broken = read_metadata(png(ztxt("Raw profile type exif", b"\nexif\n 4\nzz")), "PNG")
    assert broken.exif is None
    assert len(broken.notes) == 1


def test_a_wrong_checksum_is_noted_and_the_text_still_read() -> None:
    good = chunk(*text("Title", "read me"))
    data = saved("PNG")[:33] + good[:-4] + b"\0\0\0\0" + saved("PNG")[33:]
    metadata = read_metadata(data, "PNG")
    assert metadata.text("Title") == "read me"
    assert metadata.notes == ("PNG tEXt at byte 33: the checksum does not match",)


def test_more_text_than_the_limit_is_left_out() -> None:
    for texts in ([text("a", "b")] * 2000, [text("a", "b" * (3 << 20))] * 4):
        metadata = read_metadata(png(*texts), "PNG")
        assert 0 < len(metadata.texts) < len(texts)
        assert any("more text than the limit" in note for note in metadata.notes)


def test_compressed_bombs_are_skipped() -> None:
    bomb = ztxt("Comment", bytes(4 * MAX_TEXT))
    bad_end = (b"zTXt", b"Half\0\0" + zlib.compress(bytes(MAX_TEXT - 1))[:-4] + b"xxxx")
    metadata = read_metadata(png(bomb, *[bad_end] * 20, ztxt("Title", b"fine")), "PNG")
    assert not metadata.text("Comment")
    assert any("more than the limit" in note for note in metadata.notes)
    assert read_metadata(png(bomb, ztxt("Title", b"fine")), "PNG").text("Title") == "fine"


def test_a_cut_png_keeps_what_came_before() -> None:
    data = png(text("Title", "kept"), after=[text("Lost", "gone")])
    metadata = read_metadata(data[:-30], "PNG")
    assert metadata.text("Title") == "kept"
    assert any("cut short" in note for note in metadata.notes)
    assert metadata.trailing_size == 0


# --- RIFF and ISO-BMFF ----------------------------------------------------------------------------


def test_webp_exif_may_keep_its_jpeg_prefix_and_data_may_follow() -> None:
    metadata = read_metadata(webp((b"EXIF", b"Exif\0\0" + exif(CAMERA)), trailing=b"behind"), "WEBP")
    assert metadata.exif is not None
    assert metadata.exif.text("Make") == "Canon"
    assert metadata.trailing == b"behind"
    assert read_metadata(webp((b"EXIF", exif(CAMERA)))[:-10], "WEBP").notes


def test_heif_item_tables_that_ask_too_much_are_refused() -> None:
    infe = box(b"infe", struct.pack(">IHH4s", 2 << 24, 1, 0, b"Exif") + b"\0")
    iinf = box(b"iinf", struct.pack(">IH", 0, 1) + infe)
    many = struct.pack(">IBBH", 0, 0, 0, 500) + struct.pack(">HHH", 1, 0, 65_535) * 500
    data = box(b"ftyp", b"heic") + box(b"meta", b"\0\0\0\0" + iinf + box(b"iloc", many))
    assert any("too many parts" in note for note in read_metadata(data, "HEIF").notes)
    large = struct.pack(">IBBH", 0, 0x44, 0, 1) + struct.pack(">HHH", 1, 0, 9) + struct.pack(">II", 0, 0) * 9
    data = box(b"ftyp", b"heic") + box(b"meta", b"\0\0\0\0" + iinf + box(b"iloc", large)) + bytes(10 << 20)
    assert any("larger than the limit" in note for note in read_metadata(data, "HEIF").notes)


def test_tables_of_items_do_not_multiply_memory_however_many_there_are() -> None:
    """Each names a megabyte five times, well within what one of them might."""
    infe = box(b"infe", struct.pack(">IHH4s", 2 << 24, 1, 0, b"mime") + b"\0application/rdf+xml\0")
    iinf = box(b"iinf", struct.pack(">IH", 0, 1) + infe)
    iloc = struct.pack(">IBBHHHH", 0, 0x44, 0, 1, 1, 0, 5) + struct.pack(">II", 0, 1 << 20) * 5
    meta = box(b"meta", b"\0\0\0\0" + iinf + box(b"iloc", iloc))
    data = box(b"ftyp", b"heic") + meta * 100 + bytes(1 << 20)
    tracemalloc.start()
    metadata = read_metadata(data, "HEIF")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * MAX_KEPT
    assert any("larger than the limit" in note for note in metadata.notes)
    boxes = read_metadata(box(b"ftyp", b"heic") + box(b"free", b"") * (2 * MAX_NODES), "HEIF")
    assert boxes.notes == ("HEIF: it was not read to its end: it has too many parts",)


# --- Real files -----------------------------------------------------------------------------------


def test_jpeg_facts_agree_with_pillow_on_real_files() -> None:
    for path in corpus("provenance"):
        data = path.read_bytes()
        with Image.open(io.BytesIO(data)) as image:
            metadata = read_metadata(data, str(image.format))
            if metadata.jpeg is None:
                continue
            tables = {table.id: list(table.values) for table in metadata.jpeg.quantization}
            assert (metadata.jpeg.width, metadata.jpeg.height) == image.size, path.name
            assert tables == image.quantization, path.name  # type: ignore[attr-defined]
            assert metadata.icc == image.info.get("icc_profile"), path.name
            # Pillow counts what the index says, whether or not it is there.
            assert metadata.pictures <= getattr(image, "n_frames", 1), path.name


def test_content_credentials_of_real_files_are_found() -> None:
    signed = {
        path.name: read_metadata(path.read_bytes(), "PNG" if path.suffix == ".png" else "JPEG").c2pa
        for path in corpus("provenance/vendor-marks")
    }
    found = {name for name, store in signed.items() if store}
    assert found == {
        "chatgpt-1.png",
        "firefly-1.png",
        "flux-1.jpg",
        "samsung_black_1.png",
        "samsung_gray_1.png",
    }
