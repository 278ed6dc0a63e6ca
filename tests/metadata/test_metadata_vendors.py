"""Every row of the table of vendors' marks fires on a file made here, and its near misses do not."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date

import pytest

from _files import (
    ASCII,
    CAMERA,
    IPTC_EXT,
    UNDEFINED,
    corpus,
    dataset,
    exif,
    itxt,
    jpeg,
    packet,
    png,
    resource,
    text,
)
from photoaudit.metadata import declared_origins, read_metadata
from photoaudit.metadata.fields import fields
from photoaudit.metadata.generators import GENERATORS, Generator
from photoaudit.metadata.origin import _matching
from photoaudit.metadata.processing import EDITORS, processing_traces
from photoaudit.metadata.rule import Grade
from photoaudit.metadata.rules import RULES
from photoaudit.metadata.rules_vendors import VENDORS
from photoaudit.model import Declaration, DeclarationKind
from timing import quickly

Kind = DeclarationKind
UUID = "2b6e053b-9a65-4ca9-9e13-b6f4465164d4"
SIGNATURE = "Signature: " + "Ab0+" * 20
LABEL = '{"Label":"%s","ContentProducer":"00119999","ProduceID":"x","ReservedCode1":""}'
GENAI = b'PEg_Info{"genImageVersion":"v1","connectorType":"srvg","genAIType":%d}SEFH\0\0SEFT'
XMP_NS, PHOTOSHOP = "http://ns.adobe.com/xap/1.0/", "http://ns.adobe.com/photoshop/1.0/"
AGENT = "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
TC260 = "http://www.tc260.org.cn/ns/AIGC/1.0/"
EXIF_NS, TERMS, TIFF = (
    "http://ns.adobe.com/exif/1.0/",
    "http://purl.org/dc/terms/",
    "http://ns.adobe.com/tiff/1.0/",
)


def xmp(namespace: str, name: str, value: str) -> bytes:
    return jpeg(
        xmp=packet(f'<rdf:Description n:{name}="{html.escape(value)}"/>', n=namespace.replace("&", "&amp;"))
    )


def ifd0(*entries: tuple[int, str]) -> bytes:
    return jpeg(exif=exif({"IFD0": [(tag, ASCII, value) for tag, value in entries]}))


def comment(value: str) -> bytes:
    return jpeg(exif=exif({"Exif": [(0x9286, UNDEFINED, b"ASCII\0\0\0" + value.encode())]}))


def iim(number: int, value: str, *more: bytes) -> bytes:
    return jpeg(photoshop=resource(0x0404, dataset(2, number, value.encode()) + b"".join(more)))


def origins(data: bytes) -> tuple[Declaration, ...]:
    return declared_origins(read_metadata(data, "PNG" if data.startswith(b"\x89PNG") else "JPEG"))


FOOOCUS = '{"prompt": "a", "negative_prompt": "b", "base_model": "c.safetensors", "sharpness": 2}'
EASY = '{"prompt": "a", "negative_prompt": "b", "guidance_scale": 7.5, "use_stable_diffusion_model": "c"}'
GENERIC = '{"prompt": "a", "negative_prompt": "b", "guidance_scale": 7.5}'
MFLUX = '{"mflux_version": "0.10.0", "model": "m", "base_model": "dev", "steps": 13, "negative_prompt": null}'
ASKED = '{"prompt": "a face", "model": "seedream-5", "seed": 5}'
NAMED = '{"generationParams": {"modelName": "Soul 2"}}'
DREAMINA = '{"aigc_info":{"aigc_label_type":0},"data":{"product":"dreamina","exportType":"generation"}}'
DOUBAO_APP = '{"data":{"product":"doubao","os":"ios"}}'


def escaped(value: str) -> str:
    return '"' + value.replace('"', '\\"') + '"'


def labelled(producer: str) -> str:
    return LABEL.replace("00119999", producer) % 1


def labels(producer: str) -> list[bytes]:
    label = labelled(producer)
    return [
        png(text("AIGC", label)),
        comment('{"AIGC":' + label + "}"),
        jpeg((0xE9, b"AIGC" + label.encode())),
    ]


PRODUCER_CODES = {
    "Alibaba Qwen": "001191440101MA9Y9T4H7A00001",
    "Alibaba Tongyi Wanxiang": "001191330106MA2CFLDG4R00001",
    "Baidu": "001191110000802100433B00001",
    "ByteDance Doubao": "001191110102MACQD9K64010000",
    "ByteDance Jimeng": "00119144030008867405X210001",
    "Honor": "001191440300MA5G49LC9K00001",
    "Kuaishou Kling": "kling",
    "LiblibAI": "001191110105MACJ6K1C8A00001",
    "MiniMax Hailuo": "MiniMax",
    "PicWish": "picwish",
    "RunningHub": "RunningHub",
    "ShengShu Vidu": "001191110108MACC4D63XF00001",
    "Tencent Yuanbao": "001191440300708461136T1XGW3",
}
EXAMPLES: dict[tuple[str, str], list[bytes]] = {
    ("Fooocus", "The file carries the generation settings of Fooocus."): [
        png(text("Comment", FOOOCUS)),
        jpeg((0xFE, FOOOCUS.encode())),
        png(text("fooocus_scheme", "fooocus")),
    ],
    ("SwarmUI", "The file carries the generation settings of SwarmUI."): [
        png(text("parameters", '{"sui_image_params": {"seed": 1}}')),
        comment('{"sui_image_params": {"seed": 1}}'),
        ifd0((0x0110, '{"sui_image_params": {"seed": 1}}')),
    ],
    ("Easy Diffusion", "The file carries the generation settings of Easy Diffusion."): [
        png(text("negative_prompt", ""), text("use_stable_diffusion_model", "sd-v1-4")),
        png(text("Negative Prompt", "blurry"), text("Steps", "25"), text("Stable Diffusion model", "sd")),
        comment(EASY),
    ],
    ("Draw Things", "The file carries the generation settings of Draw Things."): [
        xmp(EXIF_NS, "UserComment", '{"c":"a","uc":"b","seed":1,"scale":7}')
    ],
    ("IPTC AI fields", "The file names the AI system that made it: {text}."): [
        xmp(IPTC_EXT, "AISystemUsed", "Example Portrait Model")
    ],
    ("IPTC AI fields", "The file gives the version of the AI system that made it: {text}."): [
        xmp(IPTC_EXT.replace("http:", "https:"), "AISystemVersionUsed", "3.1")
    ],
    ("IPTC AI fields", "The file carries the prompt that it was generated from."): [
        xmp(IPTC_EXT, "AIPromptInformation", "a portrait")
    ],
    ("IPTC AI fields", "The file names who wrote the prompt that it was generated from."): [
        xmp(IPTC_EXT, "AIPromptWriterName", "Ada")
    ],
    ("Google AI", "The credit line says that it was made with Google AI."): [
        xmp(PHOTOSHOP, "Credit", "Made with Google AI"),
        iim(110, "Made with Google AI"),
    ],
    ("Google AI", "The credit line says that it was edited with Google AI."): [
        xmp(PHOTOSHOP, "Credit", "Edited with Google AI"),
        iim(110, "Edited with Google AI"),
    ],
    (
        "Apple Photos Clean Up",
        "The credit line says that Apple Photos Clean Up removed something from it with AI.",
    ): [
        iim(110, "Apple Photos Clean Up"),
        xmp(PHOTOSHOP, "Credit", "Apple Photos Clean Up"),
        iim(110, "Modified with Clean Up"),
    ],
    ("Apple Photos Clean Up", "The file names Apple Photos Clean Up among the programs that changed it."): [
        ifd0((0x0131, "Apple Photos Clean Up")),
        xmp(XMP_NS, "CreatorTool", "apple photos clean up"),
    ],
    ("TC260 AIGC label", "The file is labelled as AI-generated (China's AIGC label 1)."): [
        xmp(TC260, "AIGC", LABEL % 1),
        jpeg(
            xmp=packet(
                f"<rdf:Description><t:AIGC>{html.escape(LABEL % 1)}</t:AIGC></rdf:Description>", t=TC260
            )
        ),
        xmp(TC260, "AIGC", html.escape(LABEL % 1)),
        png(text("AIGC", LABEL % 1)),
        comment('{"AIGC":' + LABEL % 1 + "}"),
        jpeg((0xE9, b"AIGC" + (LABEL % 1).encode())),
    ],
    ("TC260 AIGC label", "The file is labelled as possibly AI-generated (China's AIGC label 2)."): [
        png(text("AIGC", LABEL % 2)),
        comment('{"AIGC":' + LABEL % 2 + "}"),
        jpeg((0xE9, b"AIGC" + (LABEL % 2).encode())),
    ],
    ("TC260 AIGC label", "The file is labelled as suspected to be AI-generated (China's AIGC label 3)."): [
        png(text("AIGC", LABEL % 3)),
        comment('{"AIGC":' + LABEL % 3 + "}"),
        jpeg((0xE9, b"AIGC" + (LABEL % 3).encode())),
    ],
    **{
        (
            f"{name} (TC260 AIGC label)",
            "The file is labelled as AI-generated (China's AIGC label 1).",
        ): labels(code)
        for name, code in PRODUCER_CODES.items()
    },
    ("mflux", "The file carries the generation settings of mflux."): [
        comment(MFLUX),
        png((b"eXIf", exif({"Exif": [(0x9286, UNDEFINED, b"ASCII\0\0\0" + MFLUX.encode())]}))),
    ],
    (
        "an unnamed image generator",
        "The file carries the generation settings of a program that runs image generators.",
    ): [
        png(text("negative_prompt", ""), text("guidance_scale", "7.5")),
        png(text("Negative Prompt", "blurry"), text("Steps", "25")),
        comment(GENERIC),
        png(text("parameters", GENERIC)),
    ],
    (
        "an unnamed image generator",
        "The file carries a prompt and the name of the model that it was given to.",
    ): [comment(ASKED), ifd0((0x010E, ASKED)), png(text("Comment", ASKED))],
    ("an unnamed image generator", "The file names the model that generated it."): [
        ifd0((0x010E, NAMED)),
        png(text("Description", NAMED)),
    ],
    (
        "ByteDance Dreamina or Doubao",
        "The file says that it was generated in ByteDance's Dreamina or Doubao.",
    ): [
        ifd0((0x010E, DREAMINA)),
        comment(DREAMINA),
        ifd0((0x010E, escaped(DREAMINA))),
        comment(DREAMINA.replace('"', "&quot;")),
    ],
    (
        "ByteDance Dreamina or Doubao",
        "The file was saved by ByteDance's Dreamina or Doubao, which generate pictures and edit photos.",
    ): [comment(DOUBAO_APP), comment(escaped(DOUBAO_APP))],
    ("Apple Image Playground", "The credit line says that it was made with Apple Image Playground."): [
        xmp(PHOTOSHOP, "Credit", "Apple Image Playground"),
        iim(110, "Image Playground"),
    ],
    (
        "Apple Photos Extend or Reframe",
        "The credit line says that Apple Photos filled in what was outside of it with AI.",
    ): [iim(110, "Apple Photos Extend"), xmp(PHOTOSHOP, "Credit", "Apple Photos Reframe")],
    ("a screenshot's own mark", "The file says that it is a screenshot."): [
        comment("Screenshot"),
        xmp(EXIF_NS, "UserComment", "Screenshot"),
        png(text("Title", "Screenshot")),
        comment("{{0, 25}, {1440, 875.5}}"),
    ],
    ("a program for screenshots", "The file names a program that takes screenshots: {text}."): [
        png(text("Software", "gnome-screenshot")),
        png(text("Software", "Flameshot 12")),
    ],
    ("Midjourney", "The file carries the prompt and the job number of Midjourney."): [
        png(text("Description", f"a face --ar 4:3 --v 5.2 Job ID: {UUID}"))
    ],
    ("xAI Grok", "The file carries the signature and the image number that xAI Grok writes."): [
        ifd0((0x010E, SIGNATURE), (0x013B, UUID)),
        png(text("Description", SIGNATURE), text("Author", UUID)),
        iim(120, SIGNATURE, dataset(2, 80, UUID.encode())),
        jpeg(
            xmp=packet(
                f'<rdf:Description d:description="{SIGNATURE}" d:creator="{UUID}"/>',
                d="http://purl.org/dc/elements/1.1/",
            )
        ),
    ],
    ("Samsung Galaxy AI", "The file says that Samsung's generative photo editing changed it."): [
        png(trailing=GENAI % 8),
        jpeg(trailing=b'\0PhotoEditor_Re_Edit_Data{"genAIType" : 2}SEFT'),
    ],
    ("ByteDance", "The file is labelled as AI-generated by a ByteDance app."): [
        comment('{"product":"retouch","data":{"aigc_label_type":1}}'),
        ifd0((0x010E, '{"aigc_type":1}')),
        comment(escaped('{"aigc_info":{"aigc_label_type":2}}')),
    ],
    ("Tencent", "The file carries the label that Tencent's services write into AI-generated pictures."): [
        ifd0((0x010E, '{"ServiceProvider":"x","ServiceUser":"y"}'))
    ],
    ("Luma", "The file says that Luma AI generated it."): [
        png(text("Comment", "Generated by Luma AI on a day")),
    ],
    ("Adobe generative editing", "The editing history names a generative tool of Adobe."): [
        xmp(AGENT, "parameters", "Generative Fill"),
        xmp(PHOTOSHOP, "History", "Open me.jpg\nGenerative Expand"),
    ],
    ("Adobe generative editing", "The editing history names Adobe Firefly."): [
        xmp(AGENT, "softwareAgent", "Adobe Firefly 4")
    ],
    (
        "an online image service (hf-job-id)",
        "The file carries a job number of a service that generates pictures (Higgsfield, Hugging Face).",
    ): [png(text("hf-job-id", UUID))],
    (
        "Adobe Content Authenticity",
        "The file points to a record of its history in Adobe's cloud, which is not fetched.",
    ): [xmp(TERMS, "provenance", f"https://cai-manifests.adobe.com/manifests/adobe-urn-uuid-{UUID}")],
    (
        "a remote C2PA record",
        "The file points to a record of its history on the web, which is not fetched.",
    ): [xmp(TERMS, "provenance", "https://example.org/a.c2pa")],
}
NAMES = {
    "Adobe Firefly": ["Adobe Firefly 3", "Firefly"],
    "Alibaba Qwen, Wan or Z-Image": ["Qwen-Image 2512", "Wan 2.2", "Z-Image-Turbo"],
    "Amazon Nova Canvas or Titan": ["Amazon Nova Canvas", "amazon.titan image generator v2"],
    "Aphrodite AI": ["Aphrodite AI"],
    "Apple Image Playground": ["Apple Image Playground", "Image Playground"],
    "Baidu ERNIE": ["ERNIE-ViLG 2.0", "ernie image"],
    "Black Forest Labs FLUX": [
        "Black Forest Labs", "FLUX.1 [dev]", "flux", "Flux Kontext", "FLUX2", "FLUX 1.1 [pro]", "flux-2-flex",
    ],
    "Bria": ["Bria AI", "bria.ai", "Bria 3.2"],
    "ByteDance Doubao, Jimeng or Seedream": ["Doubao", "Jimeng 3", "Seedream 4.0", "Seededit"],
    "Civitai": ["Civitai"],
    "CogView": ["CogView4-6B"],
    "ComfyUI": ["ComfyUI 0.3"],
    "Draw Things": ["Draw Things AI", "Draw Things"],
    "DreamStudio": ["DreamStudio"],
    "Easy Diffusion": ["Easy Diffusion 3"],
    "Fooocus": ["Fooocus v2.5"],
    "Google Imagen or Gemini": [
        "Google Imagen", "Imagen 4", "Google Gemini", "Nano Banana", "nano-banana-pro", "Gemini 3 Pro Image",
    ],
    "HiDream": ["HiDream-I1"],
    "Higgsfield": ["Higgsfield Soul"],
    "Ideogram": ["Ideogram AI", "ideogram 3.0"],
    "InvokeAI": ["InvokeAI", "Invoke AI 5"],
    "Krea": ["Krea AI", "krea.ai", "Krea"],
    "Kuaishou Kling": ["Kling AI", "Kling 3.0", "Kolors 2"],
    "Leonardo": ["Leonardo.Ai", "Leonardo"],
    "LiblibAI": ["LiblibAI", "Liblib"],
    "Luma": ["Luma AI", "LumaLabs"],
    "Meituan LongCat": ["LongCat-Image"],
    "Meta": ["Muse Image 1", "Imagined with AI"],
    "Microsoft": ["MAI-Image-2.5", "Bing Image Creator"],
    "Midjourney": ["Midjourney"],
    "MiniMax Hailuo": ["Hailuo AI", "MiniMax", "Hailuo 2.3"],
    "Mochi Diffusion": ["Mochi Diffusion 5.0"],
    "NightCafe": ["NightCafe Creator"],
    "NovelAI": ["NovelAI", "NovelAI Diffusion V4"],
    "OpenAI": ["OpenAI", "ChatGPT", "DALL-E 3", "DALL\u00b7E", "gpt-image-1"],
    "Playground AI": ["Playground AI", "playground v3", "playground.com"],
    "Recraft": ["recraft.ai", "Recraft", "recraft-v4-1"],
    "Reve": ["reve.com", "Reve"],
    "Riverflow": ["Riverflow V2"],
    "RunningHub": ["RunningHub"],
    "Runway": ["RunwayML", "Runway Gen-4 Image"],
    "SeaArt": ["SeaArt.AI"],
    "ShengShu Vidu": ["Vidu AI", "Vidu Q2"],
    "Stable Diffusion": ["Stable Diffusion XL", "stable-diffusion", "Stability AI", "SD.Next"],
    "StepFun": ["StepFun", "NextStep-1.1"],
    "SwarmUI": ["SwarmUI 0.9"],
    "Tencent Hunyuan": ["Hunyuan"],
    "Tensor.Art": ["Tensor.Art"],
    "diffusers": ["Hugging Face diffusers", "diffusers 0.35"],
    "fal": ["fal.ai", "fal-ai/flux-lora"],
    "mflux": ["mflux 0.10"],
    "xAI Grok": ["Grok", "xAI"],
}  # fmt: skip
CREDITS = ("The credit line says that it was made with ", "The credit line says that it was edited with ")


def credited(by: str, says: str) -> list[bytes]:
    verb = "Generated with" if says.startswith(CREDITS[0]) else "Edited with"
    return [
        iim(110, f"{verb} {NAMES[by][0]}"),
        xmp(PHOTOSHOP, "Credit", f"Photo: {verb} {NAMES[by][0]}, 2026"),
    ]


ROWS = sorted({(rule.by, rule.says) for rule in RULES if rule in VENDORS or (rule.by, rule.says) in EXAMPLES})


@pytest.mark.parametrize(("by", "says"), ROWS, ids=lambda value: value)
def test_every_row_fires_on_its_examples(by: str, says: str) -> None:
    kinds = {rule.kind for rule in RULES if (rule.by, rule.says) == (by, says)}
    if by in NAMES and says.startswith("The file names"):
        examples = [png(itxt("Software", name)) for name in NAMES[by]]
        examples += [xmp(XMP_NS, "CreatorTool", name) for name in NAMES[by]]
        examples += [xmp(TIFF, "Make", name) for name in NAMES[by]]
        examples += [ifd0((0x010F, name)) for name in NAMES[by]]
        examples += [iim(65, name) for name in NAMES[by]]
    elif by in NAMES and says.startswith(CREDITS) and (by, says) not in EXAMPLES:
        examples = credited(by, says)
    else:
        examples = EXAMPLES[by, says]
    for data in examples:
        found = [origin for origin in origins(data) if origin.by == by]
        assert [origin.kind for origin in found] == list(kinds)
        assert found[0].says.startswith(says.partition("{text}")[0])
        assert found[0].where


def test_every_row_has_an_example_and_every_example_a_row() -> None:
    wanted = {
        (rule.by, rule.says)
        for rule in VENDORS
        if not rule.says.startswith(("The file names", *CREDITS)) or rule.by not in NAMES
    }
    assert wanted <= set(EXAMPLES)
    assert set(EXAMPLES) <= {(rule.by, rule.says) for rule in RULES}
    assert sorted(NAMES) == sorted(item.name for item in GENERATORS)


def test_every_rule_of_a_row_has_an_example() -> None:
    """Several rules may share a statement: each must be needed by some example."""
    named = [png(itxt("Software", name)) for names in NAMES.values() for name in names]
    named += [data for by in NAMES for says in CREDITS for data in credited(by, says)]
    pictures = named + [data for examples in EXAMPLES.values() for data in examples]
    used = set()
    for data in pictures:
        everything = tuple(fields(read_metadata(data, "PNG" if data.startswith(b"\x89PNG") else "JPEG")))
        used |= {rule for field in everything for rule in _matching(field, everything)}
    assert [rule for rule in VENDORS if rule not in used] == []


def test_the_ai_system_is_named_on_one_clean_line() -> None:
    (origin,) = origins(xmp(IPTC_EXT, "AISystemUsed", "Some\nModel " + "x" * 500))
    assert origin.says.startswith("The file names the AI system that made it: Some Model xxx")
    assert len(origin.says) < 120


@pytest.mark.parametrize("item", GENERATORS, ids=lambda item: item.name)
def test_every_generator_has_a_source_and_a_date(item: Generator) -> None:
    assert item.source.startswith("https://")
    assert date.fromisoformat(item.checked)


def test_who_spread_a_labelled_picture_did_not_make_it() -> None:
    label = (
        LABEL.replace('"ReservedCode1"', '"ContentPropagator":"001191440300708461136T1XGW3","ReservedCode1"')
        % 1
    )
    assert [origin.by for origin in origins(png(text("AIGC", label)))] == ["TC260 AIGC label"]


def test_ideogram_in_make_is_no_camera() -> None:
    (origin,) = origins(ifd0((0x010F, "Ideogram AI")))
    assert (origin.kind, origin.by) == (Kind.AI, "Ideogram")


PLAIN: list[tuple[str, Callable[[], bytes]]] = [
    ("a photographer called Leonardo", lambda: ifd0((0x013B, "Leonardo"), (0x010E, "By Leonardo AI fan"))),
    ("a model of that name", lambda: ifd0((0x010F, "Canon"), (0x0110, "Leonardo"))),
    ("imagen in a caption", lambda: iim(120, "Una imagen de Google Imagen 4 y Midjourney")),
    ("imagen, the editing service", lambda: png(text("Software", "Imagen"))),
    ("flux in a description", lambda: png(text("Description", "flux, a portrait; FLUX.1 [dev]"))),
    ("flux inside of a word", lambda: png(text("Software", "Fluxbox Screenshot Influx"))),
    ("f.lux", lambda: png(text("Software", "f.lux"))),
    ("c2pa in pixels", lambda: png((b"IDAT", b"c2pa jumb trainedAlgorithmicMedia"))),
    ("genAIType 0", lambda: png(trailing=GENAI % 0)),
    ("genAIType alone", lambda: png(trailing=b'{"genAIType":8}')),
    ("genAIType in a comment", lambda: png(text("Comment", (GENAI % 8).decode()))),
    ("AIGC as a word", lambda: png(text("AIGC", "the AIGC conference, Label: 1"))),
    ("AIGC in a comment", lambda: comment("AIGC is discussed in ContentProducer weekly")),
    ("AIGC without its fields", lambda: png(text("AIGC", '{"Label":"1"}'))),
    ("AIGC label 0", lambda: png(text("AIGC", LABEL % 0))),
    ("AIGC label 10", lambda: png(text("AIGC", LABEL % 10))),
    ("a label elsewhere", lambda: png(text("Comment", LABEL % 1))),
    ("a UUID as artist", lambda: ifd0((0x013B, UUID))),
    ("a signature alone", lambda: ifd0((0x010E, SIGNATURE))),
    ("a signature and a name", lambda: ifd0((0x010E, SIGNATURE), (0x013B, "Ada Lovelace"))),
    ("a short signature", lambda: ifd0((0x010E, "Signature: yes"), (0x013B, UUID))),
    ("a job number alone", lambda: png(text("Description", f"Job ID: {UUID}"))),
    ("a prompt-like caption", lambda: png(text("Description", "a face --ar 4:3 --v 5.2"))),
    ("an image number", lambda: xmp(IPTC_EXT, "DigImageGUID", UUID)),
    ("an empty AI field", lambda: xmp(IPTC_EXT, "AISystemUsed", " ")),
    ("an AI field of another namespace", lambda: xmp("http://example.org/", "AISystemUsed", "x")),
    ("another credit", lambda: iim(110, "Not Made with Google AI")),
    ("a credit in a caption", lambda: iim(120, "Made with Google AI")),
    ("Google as software", lambda: ifd0((0x0131, "Google"))),
    ("a ByteDance product", lambda: comment('{"product":"retouch","aigc_label_type":0}')),
    ("aigc_type 10", lambda: comment('{"aigc_type":10}')),
    ("a service provider", lambda: ifd0((0x010E, '{"ServiceProvider":"a studio"}'))),
    ("luma as a word", lambda: png(text("Comment", "Luma curves adjusted"))),
    ("Luminar", lambda: png(text("Software", "Luminar AI"))),
    ("an editor", lambda: xmp(XMP_NS, "CreatorTool", "Adobe Photoshop 25.0 (Macintosh)")),
    ("content-aware fill", lambda: xmp(PHOTOSHOP, "History", "Content-Aware Fill")),
    ("generative in a caption", lambda: png(text("Description", "generative fill"))),
    ("firefly the animal", lambda: png(text("Software", "Firefly Camera 2"))),
    ("a local record", lambda: xmp(TERMS, "provenance", "self#jumbf=/c2pa/x")),
    ("a negative prompt alone", lambda: png(text("negative_prompt", "be on time"))),
    ("steps to somewhere", lambda: png(text("negative_prompt", "late"), text("Steps", "down the road"))),
    ("an empty job number", lambda: png(text("hf-job-id", "unknown"))),
    ("another scheme", lambda: png(text("fooocus_scheme", "color"))),
    ("grokking", lambda: png(text("Software", "Grokking Photos"))),
    ("a company's own photo", lambda: iim(110, "OpenAI")),
    ("a photo of an event", lambda: iim(110, "Courtesy of Runway / Midjourney")),
    ("made by a Leonardo", lambda: iim(110, "Created by Leonardo")),
    ("glasses", lambda: ifd0((0x010F, "Meta AI"), (0x0110, "Ray-Ban Meta Smart Glasses"))),
    ("Wan the person", lambda: png(text("Software", "Wan 2 Photo"))),
    ("a network", lambda: png(text("Software", "WAN Monitor 2"))),
    ("a playground", lambda: png(text("Software", "Swift Playground"))),
    ("a runway", lambda: png(text("Software", "Runway Camera"))),
    ("Kling the photographer", lambda: ifd0((0x010F, "Kling Studio"))),
    ("Vidu the river", lambda: png(text("Software", "Viduka"))),
    ("a muse", lambda: png(text("Software", "Muse"))),
    ("Gemini the cleaner", lambda: png(text("Software", "Gemini 2 Duplicate Finder"))),
    ("a screenshot in words", lambda: comment("Screenshot of the year 2020")),
    ("a place on nothing", lambda: comment("{{0, 0}, me}")),
    ("a model of a camera", lambda: comment('{"model": "Canon EOS R5", "seed": 1}')),
    ("a prompt reply", lambda: comment('{"prompt": "call me", "model": "Ada"}')),
    ("Diffusers of light", lambda: png(text("Comment", "diffusers 0.3"))),
    ("a signature in PNG alone", lambda: png(text("Description", SIGNATURE), text("Author", "Ada"))),
    ("another app of ByteDance", lambda: comment('{"data":{"product":"lv","exportType":"generation"}}')),
    ("c and uc", lambda: xmp(EXIF_NS, "UserComment", '{"c":"a","uc":"b"}')),
]


@pytest.mark.parametrize(("name", "make"), PLAIN, ids=[name for name, _ in PLAIN])
def test_near_misses(name: str, make: Callable[[], bytes]) -> None:
    assert origins(make()) == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "hostile",
    [
        "Label" * 12_000,
        '{"AIGC":' * 10_000,
        '"Label":' * 10_000,
        "generative " * 10_000,
        "flux " * 20_000,
        "Job ID: " * 12_000 + UUID + "x",
        "a" * 100_000,
        " " * 100_000,
        "Signature:" + "A" * 63 + " " * 80_000,
    ],
)
def test_the_patterns_are_linear(hostile: str) -> None:
    for keyword in (
        "AIGC",
        "Comment",
        "Description",
        "Software",
        "parameters",
        "hf-job-id",
        "Source",
        "UserComment",
    ):
        with quickly(2):
            assert origins(png(text(keyword, hostile))) == ()


def test_grades() -> None:
    assert {rule.grade for rule in RULES} == set(Grade)
    assert all(rule.kind is Kind.UNKNOWN for rule in RULES if rule.grade is Grade.MODERATE)


def test_vendor_files_by_name() -> None:
    found = {
        path.name: {origin.by for origin in origins(path.read_bytes())}
        for path in corpus("provenance/vendor-marks")
    }
    assert found["doubao_gray_1x1_1.png"] == {"ByteDance Doubao (TC260 AIGC label)"}
    assert found["jimeng_cap_C.png"] == {"ByteDance Jimeng (TC260 AIGC label)"}
    assert found["grok-1.jpg"] == {"xAI Grok"}
    assert found["mj-1.png"] == {"Midjourney", "IPTC digital source type"}
    assert found["samsung_black_1.png"] == found["samsung_gray_1.png"] == {"Samsung Galaxy AI"}


def test_no_real_portrait_and_no_camera_original_declares_ai_in_plain_marks() -> None:
    for folder in ("real", "provenance/camera-originals", "provenance/exiftool-t-images"):
        for path in corpus(folder):
            kinds = {origin.kind for origin in origins(path.read_bytes())}
            assert not kinds & {Kind.AI, Kind.AI_EDIT}, path


# --- Programs and services passed through -----------------------------------------------------------

EDITOR_NAMES = {
    "Adobe Photoshop": ["Adobe Photoshop 21.1 (Windows)", "Adobe Photoshop CS5 Macintosh"],
    "Adobe Lightroom": ["Adobe Photoshop Lightroom Classic 10.0 (Macintosh)", "Adobe Lightroom 5.3"],
    "Adobe Camera Raw": ["Adobe Photoshop Camera Raw 11.0 (Windows)"],
    "Google Photos": ["Google"],
    "Photo Editor of Windows": ["Windows Photo Editor 10.0"],
}


@pytest.mark.parametrize("name", [name for name, _ in EDITORS])
def test_editors(name: str) -> None:
    for software in EDITOR_NAMES.get(name, [name]):
        for data in (ifd0((0x0131, software)), xmp(AGENT, "softwareAgent", software)):
            traces = processing_traces(read_metadata(data, "JPEG"))
            assert [(trace.name, trace.editor) for trace in traces] == [(name, True)]


@pytest.mark.parametrize(
    "data",
    [
        ifd0((0x0131, "17.4.1")),
        ifd0((0x0131, "Google Pixel camera")),
        ifd0((0x0110, "Photoshop")),
        iim(40, "No FBMD0a000a70010000138a"),
        iim(40, "FBMD means something"),
        iim(103, "What is a transmission reference"),
        iim(103, "ChUY5jLR-gRRG59_tRfV", dataset(2, 110, b"An agency")),
        jpeg(exif=exif(CAMERA)),
    ],
)
def test_no_trace(data: bytes) -> None:
    assert processing_traces(read_metadata(data, "JPEG")) == ()


@pytest.mark.parametrize(
    "data", [iim(40, "FBMD0a000a70010000138a0000de03"), iim(103, "ChUY5jLR-gRRG59_tRfV")]
)
def test_facebook_and_instagram(data: bytes) -> None:
    (trace,) = processing_traces(read_metadata(data, "JPEG"))
    assert (trace.name, trace.editor) == ("Facebook or Instagram", False)
