"""XMP is read by namespace in every form, and refused where it could do harm; IPTC beside it."""

from __future__ import annotations

import struct
import tracemalloc

import pytest

from _files import IPTC_EXT, RDF, dataset, exif, jpeg, packet, resource, source_type
from photoaudit.metadata import Metadata, XmpProperty, read_metadata
from photoaudit.metadata.parts import MAX_KEPT, MAX_NODES
from photoaudit.metadata.xmp import MAX_BYTES
from timing import quickly

A = "urn:a/"


def read(xmp: bytes) -> Metadata:
    """Read a packet of any size, from a WebP: a JPEG segment holds 64 KB."""
    body = b"XMP " + struct.pack("<I", len(xmp)) + xmp + b"\0" * (len(xmp) % 2)
    return read_metadata(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body, "WEBP")


def found(inside: str, **prefixes: str) -> list[tuple[str, str]]:
    metadata = read(packet(inside, **{"a": A, **prefixes}))
    assert metadata.notes == ()
    return [(prop.path, prop.value) for prop in metadata.xmp if prop.namespace == A]


def test_attributes_elements_and_resources_are_the_same() -> None:
    assert found('<rdf:Description a:P="v"/>') == [("a:P", "v")]
    assert found("<rdf:Description><a:P> v </a:P></rdf:Description>") == [("a:P", "v")]
    assert found('<rdf:Description><a:P rdf:resource="v"/></rdf:Description>') == [("a:P", "v")]
    assert found('<rdf:Description><a:P xml:lang="en">v</a:P></rdf:Description>') == [("a:P", "v")]


def test_lists_are_numbered_and_keep_the_name_of_their_property() -> None:
    items = '<rdf:li xml:lang="x-default">one</rdf:li><rdf:li>two</rdf:li>'
    for kind in ("Bag", "Seq", "Alt"):
        inside = f"<rdf:Description><a:P><rdf:{kind}>{items}</rdf:{kind}></a:P></rdf:Description>"
        assert found(inside) == [("a:P[1]", "one"), ("a:P[2]", "two")]
        assert read(packet(inside, a=A)).xmp_values(A, "P") == ("one", "two")


def test_structures_in_all_three_forms() -> None:
    expected = [("a:S[1]/a:x", "1"), ("a:S[1]/a:y", "2")]
    for item in (
        '<rdf:li rdf:parseType="Resource"><a:x>1</a:x><a:y>2</a:y></rdf:li>',
        "<rdf:li><rdf:Description><a:x>1</a:x><a:y>2</a:y></rdf:Description></rdf:li>",
        '<rdf:li a:x="1" a:y="2"/>',
    ):
        assert found(f"<rdf:Description><a:S><rdf:Seq>{item}</rdf:Seq></a:S></rdf:Description>") == expected


def test_a_qualified_value_is_the_value() -> None:
    inside = '<a:P rdf:parseType="Resource"><rdf:value>v</rdf:value><a:q>w</a:q></a:P>'
    assert found(f"<rdf:Description>{inside}</rdf:Description>") == [("a:P", "v"), ("a:P/a:q", "w")]


def test_the_prefix_does_not_matter() -> None:
    for prefix in ("Iptc4xmpExt", "iptcExt", "x9"):
        metadata = read(source_type("digitalCapture", prefix))
        assert metadata.xmp_values(IPTC_EXT, "DigitalSourceType") == ("digitalCapture",)
        assert metadata.xmp[-1].where.endswith(f"{prefix}:DigitalSourceType")
    assert not read(source_type("digitalCapture", namespace="urn:else/")).xmp_values(
        IPTC_EXT, "DigitalSourceType"
    )


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]
)
def test_encodings(encoding: str) -> None:
    text = packet('<rdf:Description a:P="\u00e4\u732b"/>', a=A).decode()
    if encoding == "utf-8-sig":
        text = text.replace("\ufeff", "", 1)
    assert read(text.encode(encoding)).xmp_values(A, "P") == ("\u00e4\u732b",)


def test_sloppy_packets_are_read() -> None:
    good = packet('<rdf:Description a:P="v"/>', a=A)
    for sloppy in (
        b"\0\0" + good,
        good + b"\0" * 50,
        good[: good.index(b"<?xpacket end")],
        good[good.index(b"<rdf") :].partition(b"</x:")[0],
        good.replace(b'"v"', b'"v\x01"'),
    ):
        metadata = read(sloppy)
        assert metadata.xmp_values(A, "P") == ("v",)
        assert metadata.notes == ()
    assert read(good.replace(b'"v"', b'"caf\xe9"')).xmp_values(A, "P") == ("caf\ufffd",)


def test_what_stands_before_the_damage_is_kept() -> None:
    cut = packet('<rdf:Description a:P="v"><a:Q>w</a:Q><a:R>x', a=A)
    metadata = read(cut)
    assert metadata.xmp_values(A, "Q") == ("w",)
    assert len(metadata.notes) == 1
    assert "damaged" in metadata.notes[0]


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY e "v">]>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
        "<!DOCTYPE x ["
        '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)) + "]>",
    ],
    ids=["entity", "file", "network", "billion laughs"],
)
def test_entities_are_refused(declaration: str) -> None:
    text = f'{declaration}<rdf:RDF xmlns:rdf="{RDF}" xmlns:a="{A}"><rdf:Description a:P="&e;"/></rdf:RDF>'
    metadata = read(text.encode())
    assert metadata.xmp == ()
    assert metadata.notes == (
        "WebP XMP at byte 12 was not read to its end: a document type declaration is refused",
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "inside",
    [
        "<a:P>" * 100_000,
        "<a:P/>" * (2 * MAX_NODES),
        "<rdf:Description " + " ".join(f'a:p{i}=""' for i in range(2 * MAX_NODES)) + "/>",
    ],
    ids=["deep", "many elements", "many attributes"],
)
def test_huge_trees_are_cut_short_quickly(inside: str) -> None:
    with quickly(3):
        metadata = read(packet(inside, a=A))
    assert len(metadata.xmp) <= MAX_NODES
    assert any("not read to its end" in note or "too" in note for note in metadata.notes)


@pytest.mark.parametrize("inside", [
    f"<a:{'n' * 900} rdf:parseType='Resource'>" * 60 + "<a:b/>" * 5000,
    f"<a:{'n' * 50_000} rdf:parseType='Resource'>" + "<a:b/>" * 5000,
    f"<a:{'n' * 900} rdf:parseType='Resource'>" * 60 + "<rdf:Description/>" * 5000,
], ids=["many names", "a long name", "no leaves"])  # fmt: skip
def test_names_repeated_in_every_path_do_not_multiply_memory(inside: str) -> None:
    body = packet(f"<rdf:Description><a:first>v</a:first>{inside}", a=A)
    tracemalloc.start()
    metadata = read(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * MAX_KEPT
    assert metadata.xmp_values(A, "first") == ("v",)
    assert any("it holds more than the limit" in note for note in metadata.notes)


def test_a_long_namespace_is_refused() -> None:
    metadata = read(
        packet('<rdf:Description a:P="v"><b:b xmlns:b="urn:' + "b" * 5000 + '"/></rdf:Description>', a=A)
    )
    assert metadata.xmp_values(A, "P") == ("v",)
    assert metadata.notes == (
        "WebP XMP at byte 12 was not read to its end: the name of a namespace is too long",
    )


def test_more_xmp_than_the_limit_is_cut() -> None:
    metadata = read(packet(f'<rdf:Description a:P="v"><a:Q>{"x" * MAX_BYTES}</a:Q></rdf:Description>', a=A))
    assert metadata.xmp_values(A, "P") == ("v",)
    assert any("more XMP than the limit" in note for note in metadata.notes)


def test_properties_are_plain_values() -> None:
    metadata = read(packet('<rdf:Description a:P="v"/>', a=A))
    assert metadata.xmp[-1] == XmpProperty(A, "P", "a:P", "v", "WebP XMP at byte 12 a:P")
    assert hash(metadata.xmp[-1])


# --- IPTC -----------------------------------------------------------------------------------------

FACEBOOK = dataset(2, 40, b"FBMD01000a9f0d") + dataset(2, 103, b"abcdefghijklmnopqrst")


def test_iptc_is_found_among_photoshop_resources() -> None:
    blocks = resource(0x0425, b"x" * 16) + resource(0x0404, FACEBOOK, b"name") + resource(0x040C, b"odd")
    metadata = read_metadata(jpeg(photoshop=blocks), "JPEG")
    assert metadata.notes == ()
    assert [(item.record, item.dataset, item.value) for item in metadata.iptc] == [
        (2, 40, "FBMD01000a9f0d"),
        (2, 103, "abcdefghijklmnopqrst"),
    ]
    assert metadata.iptc[0].where == "JPEG APP13 Photoshop IPTC 2:40"


def test_iptc_text_follows_its_character_set() -> None:
    utf8 = dataset(1, 90, b"\x1b%G") + dataset(2, 80, "J\u00fcrgen".encode()) + dataset(2, 0, b"\0\4")
    latin = dataset(2, 80, "J\u00fcrgen".encode("latin-1"))
    for block in (utf8, latin):
        metadata = read_metadata(jpeg(photoshop=resource(0x0404, block)), "JPEG")
        assert [item.value for item in metadata.iptc if item.dataset == 80] == ["J\u00fcrgen"]
    assert [item.value for item in read_metadata(jpeg(photoshop=resource(0x0404, utf8)), "JPEG").iptc][
        -1
    ] == "4"


def test_iptc_in_tiff_even_with_swapped_words() -> None:
    block = FACEBOOK + b"\0" * (-len(FACEBOOK) % 4)
    swapped = b"".join(block[at : at + 4][::-1] for at in range(0, len(block), 4))
    for stored in (block, swapped):
        metadata = read_metadata(exif({"IFD0": [(0x83BB, 4, stored)]}), "TIFF")
        assert [item.dataset for item in metadata.iptc] == [40, 103]


def test_extended_and_damaged_iptc() -> None:
    long = struct.pack(">BBBHI", 0x1C, 2, 120, 0x8004, 5) + b"hello"
    nonsense = struct.pack(">BBBH", 0x1C, 2, 120, 0x8FFF)
    assert read_metadata(jpeg(photoshop=resource(0x0404, long)), "JPEG").iptc[0].value == "hello"
    for damaged in (nonsense, FACEBOOK[:-4], FACEBOOK + b"\x1c\2"):
        assert read_metadata(jpeg(photoshop=resource(0x0404, damaged)), "JPEG").notes
    assert read_metadata(jpeg(photoshop=resource(0x0404, FACEBOOK)[:-20]), "JPEG").notes
