"""What a Python program gets: a report that says no more than is known, and no less."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import photoaudit
from checkout import SAMPLE_NAMES, SAMPLES
from photoaudit.model import Level, Report, ReportStatus
from photoaudit.report.card import card_of
from photoaudit.report.tables import Csv, Document
from reports import ALL, TYPICAL, UNREADABLE, hostile
from samples import judged


@pytest.mark.parametrize("report", [UNREADABLE, replace(TYPICAL, risks=())], ids=["unreadable", "no policy"])
def test_what_nobody_judged_has_no_level(report: Report) -> None:
    assert report.level is report.new_level is None
    assert report.level != Level.NONE != report.new_level
    assert (report.to_dict()["level"], report.to_dict()["unknown"]) == (None, None)
    with pytest.raises(TypeError):
        sorted([report, TYPICAL], key=lambda item: item.level and item.level.rank)  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize("report", ALL)
def test_the_level_is_the_highest_of_all_policies(report: Report) -> None:
    written = report.to_dict()
    levels = [Level(risk["level"]) for risk in written["risks"]]
    assert written["level"] == (max(levels, key=lambda level: level.rank) if levels else None)
    assert written["unknown"] == (sum(risk["unknown"] for risk in written["risks"]) if levels else None)
    assert report.status is ReportStatus.AUDITED or written["level"] is None


def test_a_report_as_a_dictionary_is_that_of_the_json_format() -> None:
    parts: list[str] = []
    document = Document(parts.append, version="1")
    reports = [*ALL, photoaudit.check(SAMPLES / "iptc-ai.jpg", only=["provenance"])]
    for report in reports:
        document.add(report)
    document.end()
    assert json.loads("".join(parts))["reports"] == [report.to_dict() for report in reports]


class Markup(HTMLParser):
    """What is in a piece of HTML: its open elements at the end, its attributes, its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("report", [*ALL, hostile()])
def test_a_notebook_shows_the_card_and_nothing_from_outside(report: Report) -> None:
    shown = Markup(report._repr_html_())
    assert shown.open == []
    assert shown.seen <= {"div", "p", "b", "dl", "dt", "dd", "ol", "li"}
    assert shown.attributes == {"lang", "style"}
    assert not re.search(r"url\(|https?:|@import", report._repr_html_())
    card = card_of(report)
    for text in (card.answer, *(text for _, text in card.rows), *card.steps):
        assert text in shown.text
    assert len(report._repr_html_()) < 8000


def test_the_card_of_a_notebook_is_small_and_escaped() -> None:
    mark = "<img src=x onerror=alert(1)>"
    report = replace(UNREADABLE, path=f"{mark}.jpg", reason=mark)
    assert mark not in report._repr_html_()
    assert report._repr_html_().count("&lt;img") == 2
    assert all(len(judged(name)._repr_html_()) < 4000 for name in SAMPLE_NAMES)


def cells(*reports: Report) -> Iterator[dict[str, str]]:
    """Yield what CSV has of reports, by column."""
    pieces: list[str] = []
    checks = [item.check for item in reports[0].findings]
    policies = [item.policy for item in reports[0].risks]
    table = Csv(pieces.append, checks=checks, policies=policies)
    for report in reports:
        table.add(report)
    yield from csv.DictReader(io.StringIO("".join(pieces)), strict=True)


def test_a_frame_is_the_table_of_csv() -> None:
    pandas = pytest.importorskip("pandas")
    reports = [judged("smoothed.jpg"), judged("iptc-ai.jpg"), UNREADABLE]
    frame = photoaudit.to_frame(iter(reports))
    expected = list(cells(*reports))
    assert list(frame.columns) == list(expected[0])
    for (_, found), wanted in zip(frame.iterrows(), expected, strict=True):
        for name, text in wanted.items():
            value = found[name]
            assert pandas.isna(value) if text == "" else str(value).removesuffix(".0") == text
    assert frame["width"].dtype == "Int64"
    assert frame["head-size"].dtype == float
    assert frame["risk"].isna().tolist() == [False, False, True]
    assert (frame["risk"] == "none").sum() == 0


def test_a_frame_of_nothing_has_the_columns_of_every_photo() -> None:
    pytest.importorskip("pandas")
    assert list(photoaudit.to_frame([]).columns)[:2] == ["path", "status"]
    assert len(photoaudit.to_frame([])) == 0


def test_without_pandas_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(RuntimeError, match="pip install pandas"):
        photoaudit.to_frame([TYPICAL])


def test_a_name_or_a_path_alone_is_not_taken_for_its_letters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = str(SAMPLES / "camera.jpg")
    report = photoaudit.check(photo, policies="linkedin", only="camera-exif")
    assert [risk.policy for risk in report.risks] == ["linkedin"]
    assert [finding.check for finding in report.findings] == ["camera-exif"]
    monkeypatch.chdir(tmp_path)
    for paths in (photo, Path(photo)):
        reports = photoaudit.scan(
            paths, policies="linkedin", only="camera-exif", executor=ThreadPoolExecutor(1)
        )
        assert [item.path for item in reports] == [photo]
