"""What signed records declare, wherever they write it, and what they tell of watermarks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from photoaudit import engine
from photoaudit.metadata import Credentials, credential_declarations, read_credentials, read_metadata
from photoaudit.metadata.manifests import manifest_of, source_type
from photoaudit.model import Category, DeclarationKind, Verdict
from signing import DST, created, picture, sign

AI = DST + "trainedAlgorithmicMedia"
OPENED, PUBLISHED = {"action": "c2pa.opened"}, {"action": "c2pa.published"}


def read(data: bytes) -> Credentials:
    found = read_credentials(data, read_metadata(data, "PNG"))
    assert found is not None
    return found


def kinds(credentials: Credentials) -> list[tuple[DeclarationKind, str]]:
    return [(item.kind, item.by) for item in credential_declarations(credentials)]


def verdict(path: Path, data: bytes) -> Verdict:
    path.write_bytes(data)
    found = engine.audit(path, checks=engine.select(["content-credentials"])).verdict
    assert found is not None
    return found


def adobe(action: str, source: str) -> dict[str, Any]:
    """Return a step as Adobe's Firefly app writes it for pictures of other companies' models."""
    given = {"com.adobe.digitalSourceType": source, "com.adobe.details": "imagen-9"}
    return {"action": action, "parameters": given}


@pytest.mark.parametrize(
    ("action", "source", "kind"),
    [
        ("c2pa.opened", "trainedAlgorithmicMedia", DeclarationKind.AI),
        ("c2pa.created", "trainedAlgorithmicMedia", DeclarationKind.AI),
        ("c2pa.placed", "trainedAlgorithmicMedia", DeclarationKind.AI_EDIT),
        ("c2pa.edited", "compositeWithTrainedAlgorithmicMedia", DeclarationKind.AI_EDIT),
        ("c2pa.opened", "algorithmicMedia", DeclarationKind.UNKNOWN),
    ],
)
def test_adobes_source_types_in_parameters(action: str, source: str, kind: DeclarationKind) -> None:
    item = {"assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [adobe(action, DST + source)]}}]}
    credentials = Credentials("here", "m", (manifest_of("m", item, {}),))
    by = "" if kind is DeclarationKind.UNKNOWN else "imagen-9"
    assert kinds(credentials) == [(kind, by)]


def test_adobes_source_type_in_a_signed_file(tmp_path: Path) -> None:
    data = sign(picture(), [adobe("c2pa.opened", AI)], parent=picture())
    assert kinds(read(data)) == [(DeclarationKind.AI, "imagen-9")]
    assert verdict(tmp_path / "a.png", data).category is Category.AI_DECLARED


@pytest.mark.parametrize(
    ("relationship", "source", "kind"),
    [
        ("parentOf", "trainedAlgorithmicMedia", DeclarationKind.AI),
        ("parentOf", "digitalCapture", DeclarationKind.CAPTURE),
        ("componentOf", "trainedAlgorithmicMedia", DeclarationKind.AI_EDIT),
        ("componentOf", "digitalCapture", DeclarationKind.EDIT),
        ("inputTo", "trainedAlgorithmicMedia", DeclarationKind.EDIT),
        ("parentOf", "algorithmicMedia", DeclarationKind.EDIT),
    ],
)
def test_source_types_of_ingredients_without_a_record(
    relationship: str, source: str, kind: DeclarationKind
) -> None:
    told = {"relationship": relationship, "digital_source_type": DST + source}
    data = sign(picture(), [{"action": "c2pa.color_adjustments"}], parent=picture(), ingredient=told)
    assert [found for found, _ in kinds(read(data))] == [kind]


def test_a_published_picture_of_ai_is_one(tmp_path: Path) -> None:
    data = sign(picture(), [OPENED, PUBLISHED], parent=picture(), ingredient={"digital_source_type": AI})
    assert verdict(tmp_path / "a.png", data).category is Category.AI_DECLARED


def told_of_others() -> dict[str, tuple[list[dict[str, Any]], dict[str, Any]]]:
    """Return records of a publisher that tell how a picture was made that came from elsewhere."""
    by_parameter = {"com.adobe.digitalSourceType": AI}
    metadata = {"label": "stds.iptc", "data": {"Iptc4xmpExt:DigitalSourceType": AI}}
    opened = {**OPENED, "softwareAgent": "Opener 7"}
    return {
        "of its own": ([opened, PUBLISHED], {"digital_source_type": AI}),
        "by the step that opened it": ([{**opened, "parameters": by_parameter}], {}),
        "by the step that placed it": (
            [opened, {**opened, "action": "c2pa.placed", "parameters": by_parameter}],
            {},
        ),
        "by metadata": ([opened, PUBLISHED], {"metadata": metadata}),
    }


@pytest.mark.parametrize("where", list(told_of_others()))
def test_whoever_only_passes_a_picture_on_is_not_named_as_its_maker(where: str) -> None:
    steps, told = told_of_others()[where]
    item = {
        "claim_generator_info": [{"name": "Publisher CMS", "version": "1.0"}],
        "signature_info": {"issuer": "Publisher Inc."},
        "ingredients": [{"title": "a.png", "relationship": "parentOf", **told}],
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": steps}},
            *filter(None, [told.get("metadata")]),
        ],
    }
    credentials = Credentials("here", "m", (manifest_of("m", item, {}),))
    said = credential_declarations(credentials)[0]
    assert said.kind in (DeclarationKind.AI, DeclarationKind.AI_EDIT)
    assert said.by == ""
    assert "(program not named; told by Publisher CMS 1.0)" in said.says


def test_a_headline_says_that_the_maker_is_not_named(tmp_path: Path) -> None:
    data = sign(picture(), [OPENED, PUBLISHED], parent=picture(), ingredient={"digital_source_type": AI})
    found = verdict(tmp_path / "a.png", data)
    assert "AI made this picture: program not named, signed" in found.headline
    assert "Test Camera Maker" not in found.headline


def test_who_made_a_picture_and_signs_metadata_of_it_is_named() -> None:
    metadata = {"label": "stds.iptc", "data": {"Iptc4xmpExt:DigitalSourceType": AI}}
    steps = [{"action": "c2pa.created"}, {"action": "c2pa.placed"}]
    item = {
        "claim_generator_info": [{"name": "Painter"}],
        "ingredients": [{"title": "a.png", "relationship": "componentOf"}],
        "assertions": [{"label": "c2pa.actions", "data": {"actions": steps}}, metadata],
    }
    assert kinds(Credentials("here", "m", (manifest_of("m", item, {}),)))[0] == (
        DeclarationKind.AI,
        "Painter",
    )


@pytest.mark.parametrize("label", ["stds.iptc", "c2pa.metadata", "cawg.metadata"])
@pytest.mark.parametrize("value", [AI, {"@id": AI}, [AI + "/"]])
def test_source_types_in_signed_metadata(label: str, value: object) -> None:
    data = {
        "@context": {"Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"},
        "Iptc4xmpExt:DigitalSourceType": value,
    }
    item = {"assertions": [{"label": label, "data": data}], "claim_generator_info": [{"name": "Editor"}]}
    credentials = Credentials("here", "m", (manifest_of("m", item, {}),))
    assert kinds(credentials) == [(DeclarationKind.AI, "Editor")]
    item["assertions"] = [{"label": "org.example.notes", "data": data}]
    assert kinds(Credentials("here", "m", (manifest_of("m", item, {}),)))[0][0] is DeclarationKind.UNKNOWN


def test_signed_metadata_in_a_file(tmp_path: Path) -> None:
    context = {"Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"}
    told = {
        "label": "stds.iptc",
        "data": {"@context": context, "Iptc4xmpExt:DigitalSourceType": AI},
        "kind": "Json",
    }
    data = sign(picture(), [OPENED], told, parent=picture())
    assert verdict(tmp_path / "a.png", data).category is Category.AI_DECLARED


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        (AI, "trainedAlgorithmicMedia"),
        (AI + "/", "trainedAlgorithmicMedia"),
        (AI.upper(), "trainedAlgorithmicMedia"),
        (
            "https://cv.iptc.org/newscodes/digitalsourcetype/trainedalgorithmicmedia//",
            "trainedAlgorithmicMedia",
        ),
        ("http://c2pa.org/digitalsourcetype/empty", "empty"),
        (DST + "somethingNew", "somethingNew"),
        (DST + "untrainedAlgorithmicMedia", "untrainedAlgorithmicMedia"),
        ("", ""),
        (7, ""),
    ],
)
def test_names_of_source_types(uri: object, name: str) -> None:
    assert source_type(uri) == name


@pytest.mark.parametrize("uri", [AI + "/", AI.lower(), AI.upper()])
def test_source_types_in_any_case(uri: str) -> None:
    step = {"action": "c2pa.created", "digitalSourceType": uri, "softwareAgent": "Painter 3"}
    assert kinds(read(sign(picture(), [step]))) == [(DeclarationKind.AI, "Painter 3")]


@pytest.mark.parametrize(
    ("agent", "description", "kind"),
    [
        ("Azure OpenAI DALL-E", "AI Generated Image", DeclarationKind.AI),
        ("Azure OpenAI ImageGen", "AI Generated Image", DeclarationKind.AI),
        ("Image Creator from Designer", "AI Generated Image", DeclarationKind.AI),
        ("Somebody", "AI-generated image.", DeclarationKind.AI),
        ("Azure OpenAI DALL-E", "", DeclarationKind.AI),
        ("Somebody", "Not an AI generated image", DeclarationKind.UNKNOWN),
        ("Somebody", "Portrait for the AI Generated Image conference", DeclarationKind.UNKNOWN),
        ("Azure Photo Works", "", DeclarationKind.UNKNOWN),
        ("Microsoft Paint", "", DeclarationKind.UNKNOWN),
    ],
)
def test_records_that_say_it_in_words(agent: str, description: str, kind: DeclarationKind) -> None:
    step = {"action": "c2pa.created", "softwareAgent": agent, "description": description}
    item = {"assertions": [{"label": "c2pa.actions", "data": {"actions": [step]}}]}
    assert kinds(Credentials("here", "m", (manifest_of("m", item, {}),)))[0][0] is kind


def test_microsofts_record_in_a_file(tmp_path: Path) -> None:
    step = {
        "action": "c2pa.created",
        "softwareAgent": "Azure OpenAI DALL-E",
        "description": "AI Generated Image",
    }
    found = verdict(tmp_path / "a.png", sign(picture(), [step]))
    assert found.category is Category.AI_DECLARED
    assert "Azure OpenAI DALL-E" in found.headline


# Watermarks

SYNTHID = "Applied imperceptible SynthID watermark."


@pytest.mark.parametrize(
    "step",
    [
        {"action": "c2pa.watermarked.unbound", "description": SYNTHID},
        {"action": "c2pa.watermarked.bound", "description": SYNTHID},
        {"action": "c2pa.watermarked", "description": SYNTHID},
        {"action": "c2pa.edited", "description": SYNTHID, "digitalSourceType": AI},
    ],
)
def test_a_step_that_puts_a_watermark_in_is_told_and_is_no_edit(tmp_path: Path, step: dict[str, Any]) -> None:
    data = sign(picture(), [created("trainedAlgorithmicMedia"), step])
    (said,) = credential_declarations(read(data))
    assert said.kind is DeclarationKind.AI
    assert said.says.endswith(f" They also tell of a watermark, which cannot be read here: {SYNTHID}")
    path = tmp_path / "a.png"
    path.write_bytes(data)
    (finding,) = engine.examine(path, engine.select(["content-credentials"])).findings
    assert dict(finding.details)["watermark that a step tells of, not read"] == SYNTHID


def test_removing_a_watermark_with_ai_is_an_edit() -> None:
    step = {"action": "c2pa.edited", "description": "Removed the watermark.", "digitalSourceType": AI}
    found = credential_declarations(read(sign(picture(), [created("digitalCapture"), step])))
    assert DeclarationKind.AI_EDIT in {item.kind for item in found}
    assert not any("also tell of a watermark" in item.says for item in found)


@pytest.mark.parametrize(
    ("generator", "description", "name"),
    [
        ("Google C2PA Core Generator Library", "Created by Google Generative AI.", "Google Generative AI"),
        ("Google C2PA Core Generator Library", "", "Photoaudit Tests"),
        ("c2pa-rs", "", "Photoaudit Tests"),
        ("Pixel Camera", "Created by Pixel Camera.", "Pixel Camera"),
    ],
)
def test_a_headline_names_the_product(tmp_path: Path, generator: str, description: str, name: str) -> None:
    step = {"action": "c2pa.created", "digitalSourceType": AI, "description": description}
    library = {"name": generator, "version": "881072233:881072233"}
    found = verdict(tmp_path / "a.png", sign(picture(), [step], generator=library))
    assert f"AI made this picture: {name}, signed" in found.headline
    assert "881072233" not in found.headline
