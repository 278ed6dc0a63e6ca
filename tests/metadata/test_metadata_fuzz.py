"""No bytes make the readers fail, hang or grow: seeded mutations of every container, and any bytes at all."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from _files import (
    CAMERA,
    app11,
    box,
    dataset,
    exif,
    gif,
    gif_xmp,
    heif,
    itxt,
    jpeg,
    manifest_store,
    packet,
    png,
    resource,
    saved,
    source_type,
    sub_blocks,
    text,
    webp,
    ztxt,
)
from photoaudit.metadata import Metadata, capture_claim, declared_origins, read_metadata
from timing import quickly

FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "HEIF", "AVIF", "TIFF", "GIF", "BMP")
NOTE = b"Apple iOS\0\0\1MM" + bytes(40)
BLOCK = exif({**CAMERA, "GPS": [(2, 5, ((1, 1), (2, 1), (3, 1)))], "IFD1": []}, ">", saved("JPEG", (16, 12)))
WITH_NOTE = exif(
    {**CAMERA, "Exif": [*CAMERA["Exif"], (0x927C, 7, NOTE), (0x9286, 7, b"UNICODE\0" + b"a\0b\0")]}
)
XMP = packet(
    '<rdf:Description a:P="v"><a:Q><rdf:Seq><rdf:li>w</rdf:li></rdf:Seq></a:Q></rdf:Description>', a="urn:a"
)
IPTC = resource(0x0404, dataset(1, 90, b"\x1b%G") + dataset(2, 80, b"Ann"))
STORE = manifest_store(bytes(300))
SEEDS: tuple[tuple[bytes, str], ...] = (
    (jpeg(*app11(STORE, 100), exif=BLOCK, xmp=XMP, photoshop=IPTC, trailing=b"SEFT"), "JPEG"),
    (
        png(
            (b"eXIf", WITH_NOTE),
            text("a", "b"),
            ztxt("c", b"d"),
            itxt("XML:com.adobe.xmp", XMP, compressed=True),
        ),
        "PNG",
    ),
    (webp((b"EXIF", WITH_NOTE), (b"XMP ", source_type("digitalCapture")), (b"C2PA", STORE)), "WEBP"),
    (heif(BLOCK, XMP, box(b"uuid", bytes(16) + STORE)), "HEIF"),
    (WITH_NOTE, "TIFF"),
    (gif(b"\x21\xfe" + sub_blocks(b"comment"), gif_xmp(XMP)), "GIF"),
)
quick = settings(
    derandomize=True, deadline=None, max_examples=300, database=None, suppress_health_check=list(HealthCheck)
)


def check(data: bytes, format: str) -> None:
    with quickly(1):
        metadata = read_metadata(data, format)
        capture = capture_claim(metadata, 64, 48)
        origins = declared_origins(metadata)
    assert isinstance(metadata, Metadata)
    assert hash(metadata) is not None
    assert all(note and len(note) < 300 for note in metadata.notes)
    assert 0 <= metadata.trailing_size <= len(data)
    assert all(line.isprintable() for line in capture.conflicts + capture.changes)
    assert all(origin.where for origin in origins)


@quick
@given(st.binary(max_size=400), st.sampled_from(FORMATS))
def test_any_bytes(data: bytes, format: str) -> None:
    check(data, format)


@pytest.mark.slow
@quick
@given(st.sampled_from(SEEDS), st.binary(max_size=60), st.sampled_from(FORMATS))
def test_the_beginning_of_one_file_and_any_end(seed: tuple[bytes, str], tail: bytes, format: str) -> None:
    data, own = seed
    check(data[:40] + tail, own)
    check(data + tail, own)
    check(data, format)


@pytest.mark.slow
@quick
@given(st.sampled_from(SEEDS), st.data())
def test_mutated_files(seed: tuple[bytes, str], draw: st.DataObject) -> None:
    data, name = seed
    mutated = bytearray(data)
    places = st.integers(0, len(data) - 1)
    for place in draw.draw(st.lists(places, max_size=12)):
        mutated[place] = draw.draw(
            st.sampled_from((0, 1, 0x7F, 0x80, 0xFF, mutated[place] ^ 1, mutated[place] ^ 0x10))
        )
    start, end = sorted((draw.draw(places), draw.draw(places)))
    edit = draw.draw(st.sampled_from(("keep", "cut", "drop", "repeat")))
    if edit == "cut":
        del mutated[end:]
    elif edit == "drop":
        del mutated[start:end]
    elif edit == "repeat":
        mutated[start:start] = mutated[start:end]
    check(bytes(mutated), name)
