"""Pairs for programs: JSON keeps its schema, a table its columns, and what was not assessed is never 0."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped,unused-ignore]
from referencing import Registry, Resource

import comparisons
from comparisons import ALL_PAIRS, ALONE, FACELESS, HOSTILE_PAIR, RESHAPED, UNREADABLE
from photoaudit.model import Aspect, Change, Compared
from photoaudit.report.ci import PairMarkdown
from photoaudit.report.tables import PairCsv, PairDocument, PairJsonLines
from photoaudit.report.tables.pairs import pair_columns, pair_object
from photoaudit.report.tally import Ending, Run

DATA = files("photoaudit.data")
SCHEMA, REPORT = (
    json.loads(DATA.joinpath(f"{name}.schema.json").read_text("utf-8")) for name in ("comparison", "report")
)
REGISTRY: Any = Registry().with_resource(REPORT["$id"], Resource.from_contents(REPORT))
CONTROL = "\x1b\x9b\x07\u202e\u2066\u200b\ud800"


def valid(document: Any) -> Any:
    Draft202012Validator(SCHEMA, registry=REGISTRY).validate(document)
    return document


def document(pairs: Sequence[Compared], left: tuple[str, ...] = ()) -> Any:
    parts: list[str] = []
    made = PairDocument(parts.append, version="1.2.3")
    for pair in pairs:
        made.add(pair)
    made.end(Ending(Run(len(pairs), 0, 1.0), left=left))
    return valid(json.loads("".join(parts), parse_constant=pytest.fail))


def table(pairs: Sequence[Compared]) -> list[dict[str, str]]:
    parts: list[str] = []
    made = PairCsv(parts.append, policies=["linkedin", "company"])
    for pair in pairs:
        made.add(pair)
    made.end()
    return list(csv.DictReader(io.StringIO("".join(parts))))


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
    for child in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from nodes(child)


def test_the_schema_is_strict_described_and_has_the_words_of_the_model() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    objects = [node for node in nodes(SCHEMA) if "properties" in node and node.get("type") == "object"]
    assert len(objects) == 5
    for node in objects:
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])
        for name, prop in node["properties"].items():
            assert prop.get("title"), name
            assert prop.get("description"), name
    enums = {tuple(node["enum"]) for node in nodes(SCHEMA) if "enum" in node}
    assert enums == {tuple(map(str, Change)), tuple(map(str, Aspect))}


@pytest.mark.slow
def test_every_pair_is_valid_in_both_forms() -> None:
    whole = document(ALL_PAIRS, ("in/bob.jpg",))
    assert len(whole["pairs"]) == len(ALL_PAIRS)
    assert whole["originals_left"] == ["in/bob.jpg"]
    assert document([])["pairs"] == []
    lines: list[str] = []
    made = PairJsonLines(lines.append, version="1.2.3")
    for pair in ALL_PAIRS:
        made.add(pair)
    for line, pair in zip(lines, whole["pairs"], strict=True):
        head = json.loads(line)
        assert head.pop("schema") == "photoaudit-comparison/1"
        assert head.pop("tool") == {"name": "photoaudit", "version": "1.2.3"}
        assert head == pair


def test_what_was_not_assessed_is_null_with_its_reason() -> None:
    whole = document([FACELESS, UNREADABLE, ALONE])["pairs"]
    skin = next(item for item in whole[0]["differences"] if item["id"] == "skin-detail")
    assert (skin["assessed"], skin["seen"], skin["value"]) == (False, None, None)
    assert skin["summary"] == comparisons.NO_FACE
    assert skin["floor"] == 9
    assert whole[1]["change"] is None
    assert whole[1]["changes"] == []
    assert whole[1]["reason"] == "The edited picture cannot be read: the file ends too early."
    assert whole[1]["edited"]["width"] is None
    assert whole[2]["original"] is None
    crop = document([RESHAPED])["pairs"][0]["differences"][0]
    assert crop == {
        "id": "crop",
        "aspect": "geometry",
        "summary": "62 % of the original's area is kept",
        "assessed": True,
        "seen": True,
        "value": 62,
        "unit": "% of its area",
        "floor": 99.5,
        "details": {"left": 0.1, "top": 0.05},
    }


def test_a_row_says_seen_not_seen_or_not_assessed() -> None:
    rows = table([RESHAPED, FACELESS, UNREADABLE, ALONE])
    assert list(rows[0]) == pair_columns(["linkedin", "company"])
    assert [rows[0][name] for name in ("change", "changes", "geometry", "content", "metadata")] == [
        "reshaped",
        "reshaped; strongly-retouched; cropped-or-toned",
        "seen",
        "not assessed",
        "seen",
    ]
    assert "jaw=3.2 % of eye distance" in rows[0]["values"]
    assert rows[0]["risk:linkedin"] == "low"
    assert rows[0]["risk:company"] == ""
    assert [rows[1][name] for name in ("geometry", "tone", "texture", "shape", "not_assessed")] == [
        "seen",
        "",
        "not assessed",
        "not assessed",
        "skin-detail; jaw; nose",
    ]
    assert "skin-detail" not in rows[1]["values"]
    assert rows[2]["change"] == rows[2]["edited_width"] == rows[2]["texture"] == ""
    assert rows[2]["status"] == "unreadable"
    assert rows[3]["original"] == ""
    assert rows[3]["reason"].startswith("No original was found")


def test_hostile_text_is_harmless_everywhere() -> None:
    parts: list[str] = []
    PairDocument(parts.append, version="1").add(HOSTILE_PAIR)
    PairJsonLines(parts.append, version="1").add(HOSTILE_PAIR)
    PairCsv(parts.append, policies=[]).add(HOSTILE_PAIR)
    PairMarkdown(parts.append).add(HOSTILE_PAIR)
    text = "".join(parts)
    text.encode("utf-8")
    assert not [char for char in CONTROL if char in text]


def test_a_spreadsheet_runs_nothing() -> None:
    armed = pair_object(RESHAPED)
    assert armed["edited"]["path"] == "out/ana.jpg"
    comparison = RESHAPED.comparison
    named = Compared(
        replace(comparison, edited=replace(comparison.edited, path="=cmd()|x")),
        RESHAPED.report,
    )
    assert table([named])[0]["edited"] == "'=cmd()|x"


def test_markdown_is_a_row_a_pair() -> None:
    parts: list[str] = []
    made = PairMarkdown(parts.append)
    for pair in (RESHAPED, UNREADABLE, ALONE, HOSTILE_PAIR):
        made.add(pair)
    made.end(Ending(Run(4, 0, 1.0), left=("in/bob.jpg",)))
    lines = "".join(parts).splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert [line.replace("\\|", "").count("|") for line in rows] == [6] * 6
    assert rows[2].startswith("| `out/ana.jpg` | `in/ana.jpg` | reshaped | low |")
    assert "| none | not compared |" in rows[4]
    assert lines[-1] == "Original without an edited picture: `in/bob.jpg`"
