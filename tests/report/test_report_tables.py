"""Tables: streamed, with stable columns, and harmless in a spreadsheet whatever a photo says."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib.resources import files

import jsonschema
import pytest

from photoaudit.model import (
    Category,
    Claim,
    Cue,
    Declaration,
    DeclarationKind,
    Family,
    Finding,
    Impression,
    Level,
    Outcome,
    Report,
    ReportStatus,
    Risk,
    RuleResult,
    Status,
    Strength,
    Support,
    Verdict,
)
from photoaudit.report.tables import rows as tables
from photoaudit.report.tables.objects import to_dict

SCHEMA = json.loads(files("photoaudit.data").joinpath("report.schema.json").read_text("utf-8"))
CHECKS = ("sharpness", "head-pose", "camera-exif")
POLICIES = ("linkedin", "company")


def rule(name: str, outcome: Outcome) -> RuleResult:
    return RuleResult(
        name, outcome, Level.MEDIUM, "prohibited", "why", "what", "https://x.org", "2026-01-01", "own"
    )


AUDITED = Report(
    path="team/anna.jpg",
    status=ReportStatus.AUDITED,
    sha256="0" * 64,
    format="JPEG",
    width=10,
    height=20,
    verdict=Verdict(
        Category.CONFLICT,
        "It says two things.",
        (
            Declaration(DeclarationKind.AI, "Maker", "says so", "XMP"),
            Declaration(DeclarationKind.AI, "Maker", "says so too", "EXIF"),
            Declaration(DeclarationKind.CAPTURE, "", "says so", "EXIF"),
        ),
        (Support(Claim.SYNTHETIC, -0.51234567, Strength.WEAK, ("sharpness",)),),
    ),
    impression=Impression((Cue("sharpness", "Sharp", 99.0),), 1, "One cue."),
    findings=(
        Finding("sharpness", "Sharp", Family.CAPTURE, Status.MEASURED, "It is.", value=-1.25),
        Finding("head-pose", "Turned", Family.SUBJECT, Status.NOT_ASSESSED, "no face"),
        Finding("camera-exif", "Camera", Family.PROVENANCE, Status.ERROR, "it broke"),
    ),
    risks=(
        Risk(
            "linkedin",
            "LinkedIn",
            Level.MEDIUM,
            (rule("no-ai", Outcome.FIRED), rule("x", Outcome.FIRED), rule("y", Outcome.PASSED)),
        ),
    ),
)
UNREADABLE = Report("b.jpg", ReportStatus.UNREADABLE, reason="There is no such file.")


Make = Callable[[Callable[[str], object]], tables.Csv | tables.JsonLines]


def written(make: Make, *reports: Report) -> list[str]:
    """Return what a table writes, piece by piece."""
    pieces: list[str] = []
    table = make(pieces.append)
    for report in reports:
        table.add(report)
    table.end()
    return pieces


def csv_of(*reports: Report, checks: Sequence[str] = CHECKS, policies: Sequence[str] = POLICIES) -> list[str]:
    return written(partial(tables.Csv, checks=checks, policies=policies), *reports)


def lines_of(*reports: Report, ascii: bool = False) -> list[str]:
    return written(partial(tables.JsonLines, version="1", ascii=ascii), *reports)


def parquet_of(*reports: Report) -> io.BytesIO:
    file = io.BytesIO()
    table = tables.Parquet(file, checks=CHECKS, policies=POLICIES)
    for report in reports:
        table.add(report)
    table.end()
    return io.BytesIO(file.getvalue())


def rows(*reports: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(csv_of(*reports))), strict=True))


def test_a_row_says_what_matters() -> None:
    first, second = rows(AUDITED, UNREADABLE)
    said = {name: value for name, value in first.items() if value}
    assert said == {
        "path": "team/anna.jpg",
        "status": "audited",
        "sha256": "0" * 64,
        "format": "JPEG",
        "width": "10",
        "height": "20",
        "risk": "medium",
        "open_rules": "0",
        "category": "conflict",
        "headline": "It says two things.",
        "declared": "ai; capture",
        "declared_by": "Maker",
        "synthetic": "-0.5123",
        "cues": "1",
        "not_assessed": "1",
        "broken": "camera-exif",
        "risk:linkedin": "medium",
        "rule:linkedin": "no-ai",
        "sharpness": "-1.25",
    }
    assert {name: value for name, value in second.items() if value} == {
        "path": "b.jpg",
        "status": "unreadable",
        "reason": "There is no such file.",
    }


def test_cues_that_nobody_could_look_for_are_not_counted_as_none() -> None:
    seen = replace(AUDITED, impression=Impression((), 6, "None of 6 cues."))
    silent = replace(AUDITED, impression=Impression((), 0, "No cue could be compared."))
    assert [row["cues"] for row in rows(seen, silent)] == ["0", ""]


def test_columns_depend_on_the_choice_alone() -> None:
    assert list(rows(UNREADABLE)[0]) == list(rows(AUDITED)[0]) == tables.columns(CHECKS, POLICIES)
    assert csv_of(checks=(), policies=())[0].startswith("path,status,")
    assert len(tables.columns((), ())) == len(set(tables.columns(CHECKS, POLICIES))) - 7


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r\n=", "\u202e=", " =", "\uff1d", "\0@"])
def test_no_cell_is_a_formula(start: str) -> None:
    hostile = start + 'HYPERLINK("http://x.org","a, b")'
    assert AUDITED.verdict is not None
    (row,) = rows(replace(AUDITED, path=hostile, verdict=replace(AUDITED.verdict, headline=hostile)))
    for cell in (row["path"], row["headline"]):
        assert cell[0] == "'"
        assert cell.isprintable()
    assert row["synthetic"] == "-0.5123"  # a number stays one


def test_hostile_text_stays_in_its_cell() -> None:
    hostile = 'a",b\n\n"c\x1b[31m\ud800\r=1+1'
    (row,) = rows(replace(UNREADABLE, path=hostile, reason=hostile))
    assert row["path"] == row["reason"] == 'a",b "c[31m\ufffd =1+1'
    "".join(csv_of(UNREADABLE, policies=())).encode("utf-8")


def test_json_lines_are_reports_of_the_schema() -> None:
    hostile = replace(UNREADABLE, path="a\nb\u2028c\x00", reason="\x1b[31m")
    lines = lines_of(AUDITED, hostile)
    assert all(line.endswith("\n") and len(line.splitlines()) == 1 for line in lines)
    for line, report in zip(lines, (AUDITED, hostile), strict=True):
        document = json.loads(line)
        assert document.pop("schema") == "photoaudit/1"
        assert document.pop("tool") == {"name": "photoaudit", "version": "1"}
        assert document == to_dict(report)
        whole = {
            "schema": "photoaudit/1",
            "tool": {"name": "photoaudit", "version": "1"},
            "reports": [document],
            "album": None,
        }
        jsonschema.validate(whole, SCHEMA)
    assert all(line.isascii() for line in lines_of(replace(UNREADABLE, path="é"), ascii=True))


def test_tables_are_written_as_reports_are_added() -> None:
    assert [piece.count("\n") for piece in csv_of(AUDITED, UNREADABLE)] == [1, 1, 1]
    assert [piece.count("\n") for piece in lines_of(AUDITED, UNREADABLE)] == [1, 1]


def test_parquet_has_the_same_columns_typed() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    hostile = replace(UNREADABLE, path="=1+1")
    table = parquet.read_table(parquet_of(*[AUDITED, hostile] * 600))
    assert table.column_names == tables.columns(CHECKS, POLICIES)
    first, second = table.slice(0, 2).to_pylist()
    assert (table.num_rows, first["sharpness"], first["head-pose"], first["width"]) == (1200, -1.25, None, 10)
    assert second["path"] == "=1+1"
    assert parquet.read_table(parquet_of()).num_rows == 0


def test_parquet_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(tables.MissingLibraryError, match="pip install pyarrow"):
        parquet_of()
