"""Every row of the table of origin marks fires on a file made here, and its near misses do not."""

from __future__ import annotations

import re

import pytest

from _files import (
    ASCII,
    DST,
    UNDEFINED,
    corpus,
    exif,
    gif,
    itxt,
    jpeg,
    packet,
    png,
    source_type,
    sub_blocks,
    text,
    webp,
    ztxt,
)
from photoaudit.metadata import declared_origins, read_metadata
from photoaudit.metadata.rules import RULES, SOURCE_TYPES
from photoaudit.model import Declaration, DeclarationKind

Kind = DeclarationKind
SETTINGS = (
    "portrait of a woman, 85mm\nNegative prompt: blurry\n"
    "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1234, Size: 512x512, Model hash: abc"
)
PROMPT = (
    '{"3": {"inputs": {"seed": 1, "steps": 20}, "class_type": "KSampler"}, "9": {"class_type": "SaveImage"}}'
)
WORKFLOW = '{"last_node_id": 9, "nodes": [{"id": 3, "type": "KSampler", "widgets_values": []}], "links": []}'
UPSCALE = (
    '{"1": {"inputs": {"image": "me.png"}, "class_type": "LoadImage"}, "2": {"class_type": "ImageUpscale"}}'
)
NOVELAI = '{"steps": 28, "sampler": "k_euler", "uc": "lowres", "seed": 1}'


def origins(data: bytes, format: str) -> tuple[Declaration, ...]:
    return declared_origins(read_metadata(data, format))


def with_xmp(xmp: bytes) -> tuple[Declaration, ...]:
    return origins(jpeg(xmp=xmp), "JPEG")


def with_text(keyword: str, value: str) -> tuple[Declaration, ...]:
    return origins(png(itxt(keyword, value)), "PNG")


# --- IPTC digital source type ---------------------------------------------------------------------


@pytest.mark.parametrize(("value", "kind", "says"), SOURCE_TYPES)
def test_every_source_type_has_its_one_reading(value: str, kind: Kind, says: str) -> None:
    for written in (
        DST + value,
        DST.replace("http:", "https:") + value,
        value,
        f"digsrctype:{value}",
        DST + value + "/",
    ):
        (origin,) = with_xmp(source_type(written))
        assert (origin.kind, origin.by) == (kind, "IPTC digital source type")
        assert origin.says == f"{says} (IPTC digital source type: {value})."
        assert origin.where == "JPEG APP1 XMP Iptc4xmpExt:DigitalSourceType"
        assert (origin.signed, origin.intact, origin.trusted) == (False, None, None)


def test_the_readings_that_are_easily_confused() -> None:
    kinds = {value: kind for value, kind, _ in SOURCE_TYPES}
    assert kinds["trainedAlgorithmicMedia"] is Kind.AI
    assert kinds["compositeWithTrainedAlgorithmicMedia"] is Kind.AI_EDIT
    assert kinds["algorithmicMedia"] not in (Kind.AI, Kind.AI_EDIT)
    assert kinds["computationalCapture"] is Kind.CAPTURE
    assert kinds["screenCapture"] is Kind.SCREENSHOT


def test_any_prefix_and_both_schemes_of_the_namespace() -> None:
    for prefix in ("Iptc4xmpExt", "iptcExt", "ns1"):
        for scheme in ("http", "https"):
            xmp = source_type(
                DST + "trainedAlgorithmicMedia", prefix, f"{scheme}://iptc.org/std/Iptc4xmpExt/2008-02-29/"
            )
            assert [origin.kind for origin in with_xmp(xmp)] == [Kind.AI]


def test_a_source_type_in_a_list_or_as_resource_counts() -> None:
    address = f"{DST}trainedAlgorithmicMedia"
    for inside in (
        f'<e:DigitalSourceType rdf:resource="{address}"/>',
        f"<e:DigitalSourceType><rdf:Bag><rdf:li>{address}</rdf:li></rdf:Bag></e:DigitalSourceType>",
    ):
        xmp = packet(
            f"<rdf:Description>{inside}</rdf:Description>", e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
        )
        assert [origin.kind for origin in with_xmp(xmp)] == [Kind.AI]


@pytest.mark.parametrize(
    "xmp",
    [
        source_type(DST + "notATrainedAlgorithmicMedia"),
        source_type(DST + "trainedAlgorithmicMediaNot"),
        source_type("this is no trainedAlgorithmicMedia"),
        source_type(DST + "trainedAlgorithmicMedia", namespace="http://example.org/2008-02-29/"),
        packet(
            f'<rdf:Description d:description="{DST}trainedAlgorithmicMedia"/>',
            d="http://purl.org/dc/elements/1.1/",
        ),
        packet(
            f'<rdf:Description e:OtherType="{DST}trainedAlgorithmicMedia"/>',
            e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
        ),
    ],
)
def test_near_misses_of_the_source_type(xmp: bytes) -> None:
    assert with_xmp(xmp) == ()


# --- Local generators -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "format", "where"),
    [
        (png(text("parameters", SETTINGS)), "PNG", "PNG tEXt 'parameters' at byte 33"),
        (png(after=[ztxt("parameters", SETTINGS.encode())]), "PNG", "PNG zTXt 'parameters' at byte"),
        (png(itxt("parameters", SETTINGS, compressed=True)), "PNG", "PNG iTXt 'parameters' at byte 33"),
        (
            jpeg(exif=exif({"Exif": [(0x9286, UNDEFINED, b"UNICODE\0" + SETTINGS.encode("utf-16-be"))]})),
            "JPEG",
            "JPEG APP1 EXIF ExifIFD UserComment",
        ),
        (
            webp(
                (b"EXIF", exif({"Exif": [(0x9286, UNDEFINED, b"UNICODE\0" + SETTINGS.encode("utf-16-le"))]}))
            ),
            "WEBP",
            "WebP EXIF at byte",
        ),
        (jpeg((0xFE, SETTINGS.encode())), "JPEG", "JPEG COM at byte 2"),
        (gif(b"\x21\xfe" + sub_blocks(SETTINGS.encode())), "GIF", "GIF comment at byte"),
        (
            jpeg(
                xmp=packet(
                    f"<rdf:Description><exif:UserComment>{SETTINGS}</exif:UserComment></rdf:Description>",
                    exif="http://ns.adobe.com/exif/1.0/",
                )
            ),
            "JPEG",
            "JPEG APP1 XMP exif:UserComment",
        ),
    ],
    ids=["tEXt", "zTXt late", "iTXt", "JPEG UserComment", "WebP UserComment", "JPEG COM", "GIF", "XMP"],
)
def test_settings_of_stable_diffusion_programs_in_every_carrier(data: bytes, format: str, where: str) -> None:
    (origin,) = origins(data, format)
    assert origin.kind is Kind.AI
    assert origin.by.startswith("Stable Diffusion WebUI")
    assert origin.where.startswith(where)


@pytest.mark.parametrize(
    ("keyword", "value", "kind", "by"),
    [
        (
            "postprocessing",
            "Postprocess upscale by: 4, Postprocess upscaler: R-ESRGAN 4x+",
            Kind.AI_EDIT,
            "Stable",
        ),
        ("prompt", PROMPT, Kind.AI, "ComfyUI"),
        ("workflow", WORKFLOW, Kind.AI, "ComfyUI"),
        ("prompt", UPSCALE, Kind.AI_EDIT, "ComfyUI"),
        ("prompt", PROMPT.replace("KSampler", "FluxProUltraImageNode"), Kind.AI, "ComfyUI"),
        ("prompt", PROMPT.replace('"SaveImage"', '"LoadImage"'), Kind.AI, "ComfyUI"),
        ("invokeai_metadata", '{"generation_mode": "txt2img"}', Kind.AI, "InvokeAI"),
        ("sd-metadata", '{"model": "stable diffusion"}', Kind.AI, "InvokeAI"),
        ("Dream", '"a portrait" -s 50 -S 1234567 -W 512', Kind.AI, "InvokeAI"),
        ("Software", "NovelAI", Kind.AI, "NovelAI"),
        ("Comment", NOVELAI, Kind.AI, "NovelAI"),
    ],
)
def test_other_local_generators(keyword: str, value: str, kind: Kind, by: str) -> None:
    (origin,) = with_text(keyword, value)
    assert origin.kind is kind
    assert origin.by.startswith(by)
    assert origin.where == f"PNG iTXt '{keyword}' at byte 33"


def test_comfyui_in_exif_of_any_container() -> None:
    for tag, value in (
        (0x010F, f"workflow:{WORKFLOW}"),
        (0x0110, f"prompt:{PROMPT}"),
        (0x010E, f"Workflow: {WORKFLOW}"),
    ):
        block = exif({"IFD0": [(tag, ASCII, value)]})
        for data, name in ((webp((b"EXIF", block)), "WEBP"), (jpeg(exif=block), "JPEG")):
            assert [(origin.kind, origin.by) for origin in origins(data, name)] == [(Kind.AI, "ComfyUI")]


def test_one_statement_in_several_places_is_one_declaration() -> None:
    (origin,) = origins(png(text("prompt", PROMPT), text("workflow", WORKFLOW)), "PNG")
    assert (
        origin.where
        == f"PNG tEXt 'prompt' at byte 33; PNG tEXt 'workflow' at byte {33 + 12 + 7 + len(PROMPT)}"
    )


def test_several_statements_are_several_declarations() -> None:
    found = origins(
        png(itxt("XML:com.adobe.xmp", source_type(DST + "trainedAlgorithmicMedia")), text("prompt", PROMPT)),
        "PNG",
    )
    assert {origin.by for origin in found} == {"IPTC digital source type", "ComfyUI"}


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("Author", "Leonardo Flux"),
        ("Description", "A portrait taken with my Nikon in the style of Midjourney"),
        ("Description", "Steps: 3, down to the river. Sampler: a quilt"),
        ("Comment", "Created with GIMP"),
        ("Comment", '{"camera": "phone", "scale": 2}'),
        ("parameters", "aperture f/2.8, shutter 1/200"),
        ("parameters", "Steps: many, Sampler: none"),
        ("prompt", "Please smile"),
        ("prompt", '{"question": "class_type"}'),
        ("workflow", "raw -> export -> web"),
        ("workflow", '{"nodes": "three"}'),
        ("Dream", "a picture of my dream -S is for sleep"),
        ("Software", "Adobe Photoshop 25.0"),
        ("Software", "Novel AIdea 2"),
        ("sd-metadata", "SD card of camera 2"),
        ("postprocessing", "curves, sharpening"),
        ("Title", SETTINGS),
    ],
)
def test_near_misses_of_the_generators(keyword: str, value: str) -> None:
    assert with_text(keyword, value) == ()


def test_marks_in_the_pixels_or_behind_them_are_not_read_as_text() -> None:
    assert origins(png(trailing=PROMPT.encode() + SETTINGS.encode()), "PNG") == ()


def test_the_table_is_sound() -> None:
    assert all(
        rule.source.startswith("https://") and re.fullmatch(r"\d{4}-\d\d-\d\d", rule.checked)
        for rule in RULES
    )
    assert all(rule.says.endswith(".") and rule.patterns for rule in RULES)


@pytest.mark.parametrize(
    "hostile", ["Steps: 1, " * 60_000, '"class_type":"' * 40_000, "-s 1 " * 100_000, "{" * 500_000]
)
def test_the_patterns_are_linear(hostile: str) -> None:
    for keyword in ("parameters", "prompt", "workflow", "Comment", "Dream"):
        assert with_text(keyword, hostile) == ()


def test_marks_of_real_files() -> None:
    found = {
        path.name: declared_origins(read_metadata(path.read_bytes(), "PNG"))
        for path in corpus("provenance")
        if path.suffix == ".png"
    }
    assert {origin.kind for origin in found["mj-1.png"]} == {Kind.AI}
    comfy = [name for name, marks in found.items() if any(origin.by == "ComfyUI" for origin in marks)]
    assert len(comfy) == 6
