"""What a file says of its capture hangs together, or does not, and nothing but a camera passes for one."""

from __future__ import annotations

import pytest

from _files import (
    ASCII,
    CAMERA,
    LONG,
    RATIONAL,
    SHORT,
    UNDEFINED,
    Entry,
    corpus,
    exif,
    jpeg,
    saved,
    webp,
    with_entries,
)
from photoaudit.metadata import (
    CAPTURE_SIGNS,
    Capture,
    Maker,
    Metadata,
    capture_claim,
    declared_origins,
    read_metadata,
)
from photoaudit.metadata.makernote import HEADERS, MAKES
from photoaudit.model import DeclarationKind

APPLE_NOTE = b"Apple iOS\0\0\1MM\0\x0c" + b"\0" * 40
GPS: list[Entry] = [
    (1, ASCII, "N"),
    (2, RATIONAL, ((52, 1), (30, 1), (0, 1))),
    (3, ASCII, "E"),
    (4, RATIONAL, ((13, 1), (15, 1), (0, 1))),
]


def claim(
    thumbnail: tuple[int, int] | None = None, size: tuple[int, int] = (64, 48), **changed: list[Entry]
) -> Capture:
    """Return the claim of a camera's photo with some entries changed."""
    small = saved("JPEG", thumbnail) if thumbnail else b""
    block = exif(with_entries(CAMERA, **changed), thumbnail=small)
    return capture_claim(read_metadata(jpeg(exif=block), "JPEG"), *size)


def test_a_cameras_photo_shows_every_sign_it_has() -> None:
    capture = claim(thumbnail=(160, 120), GPS=GPS, Exif=[(0x927C, UNDEFINED, b"\x01\0\1\0\3\0" + b"\0" * 20)])
    assert capture.signs == tuple(CAPTURE_SIGNS)
    assert capture.claimed
    assert (capture.conflicts, capture.changes) == ((), ())
    assert (capture.make, capture.model, capture.lens) == ("Canon", "Canon EOS R5", "RF85mm F1.2 L USM")
    assert (capture.exposure_time, capture.f_number, capture.iso, capture.focal_length) == (
        0.005,
        2.8,
        400,
        85,
    )
    assert (capture.makernote, capture.makernote_agrees) == ("Canon", True)
    assert (capture.taken, capture.software) == ("2024:05:06 07:08:09", "Firmware 1.8.1")


def test_no_exif_says_nothing() -> None:
    assert capture_claim(Metadata("JPEG"), 64, 48) == Capture()
    assert not Capture().conflicts
    assert not Capture().claimed


def test_empty_exif_says_nothing() -> None:
    capture = capture_claim(read_metadata(jpeg(exif=exif({})), "JPEG"), 64, 48)
    assert (capture.maker, capture.signs, capture.conflicts, capture.changes) == (Maker.MISSING, (), (), ())


@pytest.mark.parametrize(
    ("make", "model"),
    [
        ("Canon", "Canon EOS 5D Mark IV"),
        ("NIKON CORPORATION", "NIKON D850"),
        ("SONY", "ILCE-7M4"),
        ("FUJIFILM", "X-T5"),
        ("Apple", "iPhone 15 Pro"),
        ("samsung", "SM-S918B"),
        ("Google", "Pixel 8 Pro"),
        ("OM Digital Solutions", "OM-1"),
        ("Panasonic", "DC-S5"),
        ("LEICA CAMERA AG", "LEICA Q2"),
        ("HUAWEI", "ELE-L29"),
        ("Xiaomi", "2201116SG"),
        ("LG Electronics", "LG-H950"),
        ("SEIKO EPSON CORP.", "PhotoPC 850Z"),
        ("RICOH IMAGING COMPANY, LTD.", "PENTAX K-1"),
        ("Samsung Techwin", "<Digimax i50 MP3, Samsung #1 MP3>"),
        ("Hasselblad", "X2D 100C"),
    ],
)
def test_makers_of_cameras_are_known(make: str, model: str) -> None:
    capture = claim(IFD0=[(0x010F, ASCII, make), (0x0110, ASCII, model)])
    assert capture.maker is Maker.CAMERA
    assert capture.claimed
    assert not capture.conflicts


@pytest.mark.parametrize(
    ("make", "model", "maker"),
    [
        ("Ideogram AI", "V3", Maker.GENERATOR),
        ("Midjourney", "6.1", Maker.GENERATOR),
        ("Some Studio AI", "Portrait", Maker.GENERATOR),
        ("Kling AI", "2.1", Maker.GENERATOR),
        ("Apple Image Playground", "", Maker.GENERATOR),
        ("Leonardo", "Phoenix", Maker.GENERATOR),
        ("Leonardo.ai", "Phoenix", Maker.GENERATOR),
        ("FLUX.1", "dev", Maker.GENERATOR),
        ('workflow:{"nodes": []}', 'prompt:{"3": {"class_type": "KSampler"}}', Maker.NO_NAME),
        ("Canon", 'prompt:{"3": {"class_type": "KSampler"}}', Maker.NO_NAME),
        ("x" * 200, "y", Maker.NO_NAME),
        ("Polyphony Digital Inc.", "Gran Turismo 5", Maker.PROGRAM),
        ("Adobe", "Photoshop", Maker.PROGRAM),
    ],
)
def test_what_is_no_camera_does_not_pass_for_one(make: str, model: str, maker: Maker) -> None:
    capture = claim(IFD0=[(0x010F, ASCII, make), (0x0110, ASCII, model)])
    assert capture.maker is maker
    assert "camera" not in capture.signs
    assert not capture.claimed
    assert len(capture.conflicts) == 1
    assert len(capture.conflicts[0]) < 150


@pytest.mark.parametrize(
    ("make", "model", "maker"),
    [
        ("EPSON", "Perfection V600", Maker.SCANNER),
        ("Canon", "CanoScan 9000F", Maker.SCANNER),
        ("NORITSU KOKI", "EZ Controller", Maker.SCANNER),
        ("FUJI PHOTO FILM CO., LTD.", "SP-3000", Maker.SCANNER),
        ("Leonardo Rossi Photography", "", Maker.UNLISTED),
        ("Rossi Photography", "Studio 2", Maker.UNLISTED),
        ("Canonical", "Multipass", Maker.UNLISTED),
        ("Runway Magazine", "", Maker.UNLISTED),
        ("Kling Photography", "", Maker.UNLISTED),
        ("", "", Maker.MISSING),
    ],
)
def test_scanners_and_unknown_names_claim_nothing(make: str, model: str, maker: Maker) -> None:
    capture = claim(IFD0=[(0x010F, ASCII, make), (0x0110, ASCII, model)])
    assert capture.maker is maker
    assert not capture.claimed


def test_a_comfyui_webp_is_ai_and_no_camera() -> None:
    graph = '{"3": {"inputs": {"seed": 1}, "class_type": "KSampler"}}'
    block = exif(
        {"IFD0": [(0x010F, ASCII, 'workflow:{"nodes": [], "links": []}'), (0x0110, ASCII, f"prompt:{graph}")]}
    )
    metadata = read_metadata(webp((b"EXIF", block)), "WEBP")
    capture = capture_claim(metadata, 64, 48)
    assert not capture.claimed
    assert capture.conflicts == (
        'The camera entry holds no name but other text ("workflow:{"nodes": [], "lin...")',
    )
    assert [origin.by for origin in declared_origins(metadata)] == ["ComfyUI"]


def test_maker_notes_of_another_maker_are_a_conflict() -> None:
    capture = claim(Exif=[(0x927C, UNDEFINED, APPLE_NOTE)])
    assert capture.makernote_agrees is False
    assert "maker-notes" not in capture.signs
    assert capture.conflicts == ("The camera named is Canon, but the maker notes are Apple's",)


def test_a_model_of_another_maker_is_a_conflict() -> None:
    capture = claim(IFD0=[(0x0110, ASCII, "iPhone 15")])
    assert capture.conflicts == ("The camera named is Canon, but the model iPhone 15 is Apple's",)
    assert not capture.claimed


def test_notes_that_a_partner_wrote_are_none() -> None:
    for make, note in (("LEICA", b"Panasonic\0\0\0"), ("SAMSUNG", b"AOC\0MM"), ("Xiaomi", b"HDRP\2")):
        assert not claim(
            IFD0=[(0x010F, ASCII, make), (0x0110, ASCII, "M")], Exif=[(0x927C, UNDEFINED, note)]
        ).conflicts


def test_every_judged_vendor_can_be_found() -> None:
    assert set(MAKES) <= {vendor for _, vendor in HEADERS} | {"Canon"}


@pytest.mark.parametrize(
    ("tag", "kind", "value", "part"),
    [
        (0x829A, RATIONAL, (0, 1), "exposure time is 0"),
        (0x829A, RATIONAL, (900_000, 1), "exposure time is 900000"),
        (0x829D, RATIONAL, (5000, 1), "f-number is 5000"),
        (0x8827, LONG, 4_000_000_000, "ISO is 4e+09"),
    ],
)
def test_impossible_values_are_a_conflict(tag: int, kind: int, value: object, part: str) -> None:
    capture = claim(Exif=[(tag, kind, value)])
    assert len(capture.conflicts) == 1
    assert part in capture.conflicts[0]
    assert "exposure" not in capture.signs


def test_a_lens_without_contacts_is_no_conflict() -> None:
    capture = claim(Exif=[(0x829D, RATIONAL, (0, 1)), (0x920A, RATIONAL, (0, 10))])
    assert (capture.f_number, capture.focal_length) == (None, None)
    assert not capture.conflicts
    assert capture.claimed


def test_divided_by_zero_is_not_given() -> None:
    capture = claim(Exif=[(0x829A, RATIONAL, (1, 0)), (0x8827, SHORT, b"")])
    assert (capture.exposure_time, capture.iso) == (None, None)
    assert not capture.conflicts


def test_dates_tell_what_came_first() -> None:
    later = claim(IFD0=[(0x0132, ASCII, "2024:06:01 00:00:00")])
    assert later.changes == ("Changed after capture: 2024:06:01 00:00:00, taken 2024:05:06 07:08:09",)
    assert not later.conflicts
    earlier = claim(IFD0=[(0x0132, ASCII, "2020:06:01 00:00:00")])
    assert earlier.conflicts == ("Changed before capture: 2020:06:01 00:00:00, taken 2024:05:06 07:08:09",)
    seconds = claim(IFD0=[(0x0132, ASCII, "2024:05:06 07:08:12")])
    assert (seconds.changes, seconds.conflicts) == ((), ())


@pytest.mark.parametrize(
    "date", ["0000:00:00 00:00:00", "1980:01:01 00:00:00", "2024:13:45 00:00:00", "yesterday", ""]
)
def test_a_clock_never_set_is_no_sign(date: str) -> None:
    capture = claim(Exif=[(0x9003, ASCII, date)])
    assert "time" not in capture.signs
    assert not capture.conflicts


def test_size_and_thumbnail_show_what_was_cropped() -> None:
    whole = claim(thumbnail=(80, 60))
    assert (whole.dimensions_agree, whole.thumbnail_agrees) == (True, True)
    turned = claim(thumbnail=(80, 60), size=(48, 64))
    assert (turned.dimensions_agree, turned.thumbnail_agrees) == (True, True)
    cropped = claim(thumbnail=(80, 60), size=(512, 512))
    assert cropped.changes == (
        "EXIF says 64 x 48, the picture is 512 x 512",
        "The embedded thumbnail is 80 x 60, another shape than the picture's 512 x 512",
    )
    assert not cropped.conflicts
    assert cropped.claimed


def test_the_standard_thumbnail_has_black_bars_and_proves_no_crop() -> None:
    assert claim(thumbnail=(160, 120), size=(6000, 4000)).thumbnail_agrees is None


def test_text_of_the_file_cannot_break_a_sentence() -> None:
    capture = claim(
        IFD0=[(0x010F, ASCII, "Ideogram AI\x1b[31m\nfake\u202eline " + "x" * 30), (0x0110, ASCII, "\x07")]
    )
    assert capture.conflicts
    assert all(line.isprintable() for line in (*capture.conflicts, capture.make, capture.model))


# --- Real files -----------------------------------------------------------------------------------


def test_no_real_photo_contradicts_itself() -> None:
    paths = corpus("real")
    assert len(paths) > 100
    for path in paths:
        data = path.read_bytes()
        name = {b"\x89PNG": "PNG", b"RIFF": "WEBP"}.get(data[:4], "JPEG")
        metadata = read_metadata(data, name)
        width, height = (metadata.jpeg.width, metadata.jpeg.height) if metadata.jpeg else (1, 1)
        assert not capture_claim(metadata, width, height).conflicts, path.name
        kinds = {origin.kind for origin in declared_origins(metadata)}
        assert kinds <= {DeclarationKind.SCREENSHOT}, path.name  # which one of them says of itself


def test_camera_originals_claim_a_camera() -> None:
    claims = []
    for path in corpus("provenance/camera-originals"):
        metadata = read_metadata(path.read_bytes(), "JPEG")
        if metadata.exif and metadata.exif.text("Make") and metadata.jpeg:
            claims.append(capture_claim(metadata, metadata.jpeg.width, metadata.jpeg.height))
    assert sum(capture.claimed for capture in claims) >= 0.85 * len(claims) > 30


@pytest.mark.parametrize(
    ("make", "model"),
    [("Meta AI", "Ray-Ban Meta Smart Glasses"), ("Meta View", "Ray-Ban Meta Smart Glasses")],
)
def test_glasses_whose_app_is_called_meta_ai_are_a_camera(make: str, model: str) -> None:
    assert claim(IFD0=[(0x010F, ASCII, make), (0x0110, ASCII, model)]).maker is Maker.CAMERA
