"""The JSON report keeps its published schema, and nothing that should stay leaves with it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import fields, replace
from enum import StrEnum
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped,unused-ignore]

from photoaudit import model
from photoaudit.model import (
    Claim,
    Cue,
    Family,
    Finding,
    Impression,
    Region,
    Report,
    Status,
    Strength,
    Support,
)
from photoaudit.report.tables import json as report_json
from photoaudit.report.tables.objects import to_dict
from reports import (
    ALL,
    BARE,
    DECLARED,
    FACELESS,
    SKIN,
    TYPICAL,
    UNREADABLE,
    hostile,
    measured,
)

SCHEMA: dict[str, Any] = json.loads(
    (resources.files("photoaudit") / "data" / "report.schema.json").read_text(encoding="utf-8")
)


def rendered(*reports: Report) -> Any:
    """Return the document for ``reports``, parsed, and valid or else the test fails."""
    text = report_json.render(reports, version="1.2.3")
    document = json.loads(text, parse_constant=pytest.fail)
    Draft202012Validator(SCHEMA).validate(document)
    return document


def finding_of(finding: Finding) -> Any:
    return rendered(replace(TYPICAL, findings=(finding,)))["reports"][0]["findings"][0]


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a JSON value."""
    if isinstance(schema, dict):
        yield schema
    for child in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from nodes(child)


def test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == "urn:photoaudit:report:1"


def test_schema_is_strict_and_described() -> None:
    objects = [node for node in nodes(SCHEMA) if "properties" in node and node.get("type") == "object"]
    assert len(objects) > 10
    for node in objects:
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])
        for name, prop in node["properties"].items():
            assert prop.get("title"), name
            assert prop.get("description"), name


def test_enums_of_the_schema_are_those_of_the_model() -> None:
    enums = {
        thing for thing in vars(model).values() if isinstance(thing, type) and issubclass(thing, StrEnum)
    }
    others = {StrEnum, model.Need, model.Tail, model.Aspect, model.Change}  # the last two: of a comparison
    ours = {tuple(member.value for member in enum) for enum in enums - others}
    of_albums = tuple(item.value for item in Status if item is not Status.DECLARED)
    assert {tuple(node["enum"]) for node in nodes(SCHEMA) if "enum" in node} == ours | {of_albums}


@pytest.mark.parametrize("report", ALL)
def test_every_report_is_valid(report: Report) -> None:
    rendered(report)
    line = json.loads(json.dumps(to_dict(report)))
    Draft202012Validator({"$ref": "#/$defs/report", "$defs": SCHEMA["$defs"]}).validate(line)


@pytest.mark.slow
def test_many_reports_keep_their_order() -> None:
    document = rendered(*ALL)
    assert document["schema"] == report_json.SCHEMA == "photoaudit/1"
    assert document["tool"] == {"name": "photoaudit", "version": "1.2.3"}
    assert [report["status"] for report in document["reports"]] == [report.status.value for report in ALL]
    assert rendered()["reports"] == []


def test_absent_is_null() -> None:
    report = rendered(UNREADABLE)["reports"][0]
    assert report["reason"] == "the file ends in the middle of the picture"
    assert [report[name] for name in ("sha256", "format", "width", "height", "verdict", "impression")] == [
        None
    ] * 6
    assert report["findings"] == report["risks"] == report["notes"] == report["next_steps"] == []
    assert rendered(BARE)["reports"][0]["reason"] is None
    assert rendered(FACELESS)["reports"][0]["impression"] is None
    assert finding_of(measured("pore-loss", Family.TEXTURE, 1.0, "", None))["unit"] is None


def test_every_field_of_a_report_is_written() -> None:
    left_out = {"code", "exhibit"}  # what alerts are told apart by, and pictures
    reckoned = {"level", "unknown"}
    assert set(to_dict(TYPICAL)) == {field.name for field in fields(Report)} - left_out | reckoned
    verdict = to_dict(DECLARED)["verdict"]
    assert verdict["supports"][0]["findings"] == ["skin-smoothness", "pore-loss"]
    assert verdict["declarations"][0] == {
        "kind": "ai",
        "by": "OpenAI",
        "says": "Created by gpt-image 2.0",
        "where": "C2PA manifest, c2pa.created",
        "signed": True,
        "intact": True,
        "trusted": True,
        "flaw": "",
        "doubt": "",
    }


def test_only_boxes_leave_the_process() -> None:
    regions = (
        *SKIN.regions,
        Region("mask", ((0.0, 0.0), (1.0, 1.0)), "mask"),
        Region("box", ((9.0, 8.0), (1.0, 2.0)), "turned"),
        Region("box", ((1.0, 2.0), (3.0, 4.0), (5.0, 6.0)), "no box"),
        Region("box", ((math.nan, 2.0), (3.0, 4.0)), "nowhere"),
    )
    assert finding_of(replace(SKIN, regions=regions))["regions"] == [
        {"label": "face", "left": 100, "top": 120, "right": 300.5, "bottom": 420.2},
        {"label": "turned", "left": 1, "top": 2, "right": 9, "bottom": 8},
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (2.3149, 2.315),
        (0.00012345678, 0.0001235),
        (-0.0, 0),
        (12.0, 12),
        (123456.7, 123457),
        (99.99, 99.99),
        (1e300, 1e300),
        (5e-324, 5e-324),
        (math.nan, None),
        (math.inf, None),
        (-math.inf, None),
    ],
)
def test_numbers_are_rounded_and_finite(value: float, written: float | None) -> None:
    assert finding_of(replace(SKIN, value=value))["value"] == written


def test_what_is_not_finite_is_left_out() -> None:
    reference = replace(SKIN.reference, high=math.inf) if SKIN.reference else None
    finding = finding_of(
        replace(SKIN, reference=reference, details=(("a", math.nan), ("b", 1.0), ("c", "d")))
    )
    assert finding["reference"] is None
    assert finding["details"] == {"b": 1, "c": "d"}
    assert DECLARED.verdict is not None
    report = replace(
        DECLARED,
        verdict=replace(
            DECLARED.verdict, supports=(Support(Claim.SYNTHETIC, math.inf, Strength.STRONG, ()),)
        ),
        impression=Impression((Cue("a", "b", math.nan),), 1, "c"),
    )
    written = rendered(report)["reports"][0]
    assert written["verdict"]["supports"] == written["impression"]["cues"] == []


def test_hostile_text_is_harmless() -> None:
    text = report_json.render([hostile()], version="1.2.3")
    rendered(hostile())
    text.encode("utf-8")
    assert not [char for char in "\x1b\x9b\x07\u202e\u2066\u200b\ud800" if char in text]
    assert "\\u" not in text
    assert "[bold]x[/]" in text
    assert "\ufffd" in text


def test_other_scripts_are_written_as_they_are() -> None:
    assert "фото/田中.jpg" in report_json.render([replace(TYPICAL, path="фото/田中.jpg")], version="1")


def test_a_long_path_is_not_cut() -> None:
    path = "deep/" * 300 + "photo.jpg"
    assert rendered(replace(TYPICAL, path=path))["reports"][0]["path"] == path
