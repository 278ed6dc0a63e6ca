"""SARIF, JUnit and GitLab's file, as their schemas and their readers see them."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import replace
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema
import junitparser
import pytest
import sarif_pydantic
import xmlschema

from checkout import SCHEMAS
from ci_reports import (
    HOSTILE_NAMES,
    RUNS,
    about,
    accepted,
    album,
    broken,
    declared,
    ending,
    report,
    rule,
    unreadable,
    written,
)
from photoaudit.checks import catalogue
from photoaudit.model import Category, Claim, Level, Outcome, Report, Strength, Support, Verdict
from photoaudit.report.ci import issues as _issues
from photoaudit.report.ci import sarif
from photoaudit.report.ci.gitlab import GitLab
from photoaudit.report.ci.issues import MARKS, TELLING, issues
from photoaudit.report.ci.junit import JUnit
from photoaudit.report.ci.sarif import Sarif, uri
from photoaudit.report.tally import Ending

SARIF_SCHEMA = jsonschema.Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8")))
JUNIT_SCHEMA = xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd"))
SEVERITIES = ("info", "minor", "major", "critical", "blocker")
GITLAB_SCHEMA: dict[str, Any] = {
    # From https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format, in our words.
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": list(SEVERITIES)},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": "^\\./"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
run = pytest.mark.parametrize("run", RUNS)


def sarif_of(*reports: Report, end: Ending | None = None) -> dict[str, Any]:
    """Return the one run of a SARIF log."""
    (found,) = json.loads(written(Sarif, *reports, end=end))["runs"]
    return dict(found)


def junit_of(*reports: Report, end: Ending | None = None, fail_on: Level = Level.HIGH) -> dict[str, Any]:
    """Return the cases of a JUnit document by suite and name, as a reader of such files sees them."""
    suites = junitparser.JUnitXml.fromstring(written(JUnit, *reports, end=end, of=about(fail_on)).encode())
    return {f"{suite.name}: {case.name}": case for suite in suites for case in suite}


def gitlab_of(*reports: Report, end: Ending | None = None) -> list[dict[str, Any]]:
    return list(json.loads(written(GitLab, *reports, end=end)))


@run
def test_sarif_follows_the_official_schema(run: str) -> None:
    reports, end = RUNS[run]()
    text = written(Sarif, *reports, end=end)
    text.encode("utf-8")
    assert not list(SARIF_SCHEMA.iter_errors(json.loads(text)))


@run
def test_a_second_reader_of_sarif_sees_the_same(run: str) -> None:
    reports, end = RUNS[run]()
    text = written(Sarif, *reports, end=end)
    (read,) = sarif_pydantic.Sarif.model_validate_json(text).runs
    (found,) = json.loads(text)["runs"]
    assert [item.rule_id for item in read.results or []] == [item["ruleId"] for item in found["results"]]
    assert {rule.id for rule in read.tool.driver.rules or []} >= {item.rule_id for item in read.results or []}


@run
def test_every_result_has_its_rule_and_what_github_asks_for(run: str) -> None:
    reports, end = RUNS[run]()
    found = sarif_of(*reports, end=end)
    rules = found["tool"]["driver"]["rules"]
    assert len({item["id"] for item in rules}) == len(rules)
    for item in rules:
        assert item["help"]["text"]
        assert item["help"]["markdown"]
        assert 0 < len(item["shortDescription"]["text"]) <= 1024
        assert 0 < len(item["fullDescription"]["text"]) <= 1024
        assert len(item["properties"]["tags"]) <= 10
        assert len(item["name"]) <= 255
    for result in found["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        (place,) = result["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"]
        assert set(place["physicalLocation"]["region"]) == {
            "startLine",
            "startColumn",
            "endLine",
            "endColumn",
        }
        assert result["partialFingerprints"]["primaryLocationLineHash"]


def test_the_rules_are_those_that_the_run_can_report() -> None:
    ids = {item["id"] for item in sarif_of()["tool"]["driver"]["rules"]}
    policies = {f"{policy.id}/{rule.id}" for policy in about().policies for rule in policy.rules}
    assert ids >= policies | set(about().check_ids)
    assert not {name for name in ids if name.startswith("upwork/")}


def test_an_ordinary_photo_gives_no_result_however_notable_its_values() -> None:
    assert sarif_of(report())["results"] == []
    assert gitlab_of(report()) == []


@pytest.mark.parametrize(
    ("level", "word"),
    [
        (Level.NONE, "note"),
        (Level.ADVICE, "note"),
        (Level.LOW, "warning"),
        (Level.MEDIUM, "warning"),
        (Level.HIGH, "error"),
        (Level.PROHIBITED, "error"),
    ],
)
def test_the_level_follows_the_risk(level: Level, word: str) -> None:
    (result,) = sarif_of(report("a.jpg", rule("LI-2", level=level)))["results"]
    assert result["level"] == word
    assert result["ruleId"] == "linkedin/LI-2"


def test_severity_rises_with_risk_in_gitlab() -> None:
    places = [SEVERITIES.index(MARKS[level].gitlab) for level in Level]
    assert places == sorted(places)
    assert len(set(places)) == len(SEVERITIES)


def test_what_the_file_says_is_a_result_that_names_who_says_it() -> None:
    results = {item["ruleId"]: item for item in sarif_of(declared())["results"]}
    assert set(results) == {"linkedin/LI-2", "verdict/ai-declared", "privacy-leak"}
    assert "(XMP; unsigned, anyone can write this)" in results["verdict/ai-declared"]["message"]["text"]
    assert results["verdict/ai-declared"]["level"] == "note"


@pytest.mark.parametrize(("strength", "told"), [(Strength.WEAK, False), (Strength.MODERATE, True)])
def test_weak_support_of_pixels_is_no_issue_of_its_own(strength: Strength, told: bool) -> None:  # noqa: FBT001
    support = Support(Claim.SYNTHETIC, 0.4, strength, ("sharpness",))
    found = issues(replace(report(), verdict=Verdict(Category.PIXEL_SUPPORT, "Pixels.", (), (support,))))
    assert [item.rule for item in found] == (["verdict/pixel-support"] if told else [])


def test_checks_that_tell_of_files_exist() -> None:
    assert set(TELLING) <= {item.info.id for item in catalogue()}


def test_the_face_is_told_as_a_box_and_no_shape_else() -> None:
    (result,) = sarif_of(report("a.jpg", rule("LI-2")))["results"]
    (box,) = result["properties"]["faces"]
    assert box == {"label": "face", "left": 10, "top": 20, "right": 30, "bottom": 50}


def fingerprints(of: Report) -> dict[str, str]:
    (result,) = sarif_of(of)["results"]
    return dict(result["partialFingerprints"])


def test_a_re_export_is_the_same_alert_and_another_picture_or_place_is_not() -> None:
    first = report("a.jpg", rule("LI-2"))
    before = fingerprints(first)
    again = fingerprints(replace(first, sha256="1" * 64))
    assert again["primaryLocationLineHash"] == before["primaryLocationLineHash"]
    assert again["photoauditFile/v1"] != before["photoauditFile/v1"]
    for other in (
        replace(first, code="cd34"),
        replace(first, path="b.jpg"),
        report("a.jpg", rule("LI-3")),
        replace(first, code=""),
    ):
        assert fingerprints(other)["primaryLocationLineHash"] != before["primaryLocationLineHash"]


def test_without_a_code_the_file_itself_counts() -> None:
    first = replace(report("a.jpg", rule("LI-2")), code="")
    assert fingerprints(first) == fingerprints(first)
    assert (
        fingerprints(first)["primaryLocationLineHash"]
        != fingerprints(replace(first, sha256="1" * 64))["primaryLocationLineHash"]
    )


@pytest.mark.parametrize("finding", ["linkedin/LI-2", "verdict/ai-declared"])
def test_what_was_accepted_is_kept_as_suppressed(finding: str) -> None:
    results = sarif_of(accepted(declared(), finding))["results"]
    (suppressed,) = [item for item in results if "suppressions" in item]
    assert suppressed["ruleId"] == finding
    (why,) = suppressed["suppressions"]
    assert (why["kind"], why["status"], why["justification"]) == ("external", "accepted", "It is a drawing")
    assert len(results) == 3


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_an_address_names_the_file_byte_for_byte(name: str) -> None:
    address = uri(name)
    assert address.isascii()
    assert not set(address) & set(' %"<>\\^`{|}:?#[]') - {"%"}
    try:
        expected = os.fsencode(name)
    except UnicodeEncodeError:  # no name can be that here
        expected = name.encode("utf-8", "replace")
    assert unquote_to_bytes(address) == expected


def test_addresses_outside_of_the_repository_are_absolute() -> None:
    assert uri("/tmp/a b.jpg") == "file:///tmp/a%20b.jpg"  # noqa: S108
    assert uri("C:/Users/a.jpg") == "file:///C:/Users/a.jpg"
    assert uri("c:.jpg") == "c%3A.jpg"
    (result,) = sarif_of(report("/tmp/a.jpg", rule("LI-2")))["results"]  # noqa: S108
    assert "uriBaseId" not in result["locations"][0]["physicalLocation"]["artifactLocation"]


def test_what_could_not_be_audited_is_a_result_and_a_notification() -> None:
    found = sarif_of(unreadable(), broken(), report())
    assert [(item["ruleId"], item["level"]) for item in found["results"]] == [
        ("photoaudit/unreadable", "error"),
        ("sharpness", "error"),
    ]
    (invocation,) = found["invocations"]
    assert invocation["executionSuccessful"] is True
    assert invocation["properties"] == {"photos": 3, "unreadable": 1, "failOn": "high"}
    assert ["gone.jpg" in item["message"]["text"] for item in invocation["toolExecutionNotifications"]] == [
        True,
        False,
    ]


def test_a_run_that_was_stopped_says_so_everywhere() -> None:
    end = ending(10, stopped=True)
    (invocation,) = sarif_of(report(), end=end)["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 130)
    assert "1 of 10" in invocation["toolExecutionNotifications"][-1]["message"]["text"]
    assert junit_of(report(), end=end)["photoaudit: complete"].result[0].type == "stopped"
    (entry,) = gitlab_of(report(), end=end)
    assert entry["severity"] == "critical"


def test_groups_are_notes_on_the_first_photo_with_the_others_beside_it() -> None:
    found = sarif_of(end=ending(3, album=album("a.jpg", "b.jpg", "c.jpg")))
    (result,) = found["results"]
    assert (result["ruleId"], result["level"]) == ("album/same-picture", "note")
    places = [*result["locations"], *result["relatedLocations"]]
    assert [item["physicalLocation"]["artifactLocation"]["uri"] for item in places] == [
        "a.jpg",
        "b.jpg",
        "c.jpg",
    ]
    (entry,) = gitlab_of(end=ending(3, album=album("a.jpg", "b.jpg", "c.jpg")))
    assert (entry["severity"], entry["location"]["path"]) == ("info", "a.jpg")
    assert "a.jpg" in junit_of(end=ending(3, album=album("a.jpg", "b.jpg")))["album: same-picture"].system_out


def test_no_more_results_than_github_takes_and_notes_leave_room_for_errors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sarif, "ROOM", {"note": 3, "warning": 4, "error": 6})
    levels = [Level.ADVICE] * 9 + [Level.LOW] * 9 + [Level.HIGH] * 9
    reports = [report(f"{place}.jpg", rule("LI-2", level=level)) for place, level in enumerate(levels)]
    found = sarif_of(*reports)
    assert Counter(item["level"] for item in found["results"]) == {"note": 3, "warning": 1, "error": 2}
    (note,) = found["invocations"][0]["toolExecutionNotifications"]
    assert "21 results had no room" in note["message"]["text"]
    many = [f"{place}.jpg" for place in range(sarif.RELATED * 2)]
    (group,) = sarif_of(end=ending(1, album=album(*many)))["results"]
    assert len(group["relatedLocations"]) == sarif.RELATED


def test_the_limits_are_those_that_github_publishes() -> None:
    assert max(sarif.ROOM.values()) == 25_000
    assert list(sarif.ROOM.values()) == sorted(sarif.ROOM.values())


@run
def test_junit_follows_a_published_schema(run: str) -> None:
    reports, end = RUNS[run]()
    text = written(JUnit, *reports, end=end)
    assert not list(JUNIT_SCHEMA.iter_errors(text))


@run
def test_a_reader_of_junit_counts_as_we_do(run: str) -> None:
    reports, end = RUNS[run]()
    suites = junitparser.JUnitXml.fromstring(written(JUnit, *reports, end=end).encode("utf-8"))
    for suite in suites:
        kinds = Counter(type(result) for case in suite for result in case.result)
        assert suite.tests == len(list(suite))
        assert suite.failures == kinds[junitparser.Failure]
        assert suite.errors == kinds[junitparser.Error]
        assert suite.skipped == kinds[junitparser.Skipped]


def test_a_case_is_what_became_of_its_rule() -> None:
    rules = (
        rule("high", level=Level.HIGH),
        rule("low", level=Level.LOW),
        rule("open", Outcome.NOT_ASSESSED, because="No face was found"),
        rule("fine", Outcome.PASSED),
    )
    cases = junit_of(report("a.jpg", *rules))
    (failure,) = cases["a.jpg: linkedin/high"].result
    assert isinstance(failure, junitparser.Failure)
    assert failure.type == "high"
    assert "The file says so" in failure.message
    assert "https://x.org/rules" in failure.text
    (skipped,) = cases["a.jpg: linkedin/open"].result
    assert isinstance(skipped, junitparser.Skipped)
    assert "No face was found" in skipped.message
    assert cases["a.jpg: linkedin/fine"].is_passed
    assert cases["a.jpg: linkedin/low"].is_passed
    assert "below the gate" in cases["a.jpg: linkedin/low"].system_out


def test_the_gate_decides_what_fails() -> None:
    of = report("a.jpg", rule("x", level=Level.MEDIUM))
    assert junit_of(of, fail_on=Level.HIGH)["a.jpg: linkedin/x"].is_passed
    assert junit_of(of, fail_on=Level.MEDIUM)["a.jpg: linkedin/x"].is_failure


def test_accepted_is_skipped_with_the_reason_and_fails_nothing() -> None:
    of = accepted(report("a.jpg", rule("x", level=Level.HIGH)), "linkedin/x")
    (skipped,) = junit_of(of)["a.jpg: linkedin/x"].result
    assert skipped.message == "Accepted until 2027-01-01 by eva: It is a drawing."


def test_what_could_not_be_audited_is_an_error_and_never_passes() -> None:
    cases = junit_of(unreadable(), broken())
    assert cases["gone.jpg: readable"].is_error
    assert cases["odd.jpg: sharpness"].is_error


def test_cases_of_two_photos_have_names_of_their_own() -> None:
    cases = junit_of(report("a.jpg", rule("x")), report("b.jpg", rule("x")))
    names = [(case.classname, case.name) for case in cases.values()]
    assert len(set(names)) == len(names) == 4


@run
def test_gitlabs_file_follows_its_schema(run: str) -> None:
    reports, end = RUNS[run]()
    jsonschema.validate(gitlab_of(*reports, end=end), GITLAB_SCHEMA)


def test_gitlab_tells_entries_apart_and_keeps_them_over_a_re_export() -> None:
    first, other = report("a.jpg", rule("x"), rule("y")), report("b.jpg", rule("x"), rule("y"))
    prints = [entry["fingerprint"] for entry in gitlab_of(first, other)]
    assert len(set(prints)) == 4
    again = gitlab_of(replace(first, sha256="1" * 64))
    assert [entry["fingerprint"] for entry in again] == prints[:2]


def test_gitlab_keeps_what_was_accepted_as_information() -> None:
    (entry,) = gitlab_of(accepted(report("a.jpg", rule("x", level=Level.HIGH)), "linkedin/x"))
    assert entry["severity"] == "info"
    assert entry["description"].startswith("Accepted until 2027-01-01 by eva: It is a drawing.")


def test_ascii_is_the_same_document() -> None:
    reports, end = RUNS["hostile names"]()
    for make in (Sarif, GitLab):
        pieces: list[str] = []
        stream = make(pieces.append, about(), ascii=True)
        for item in reports:
            stream.add(item)
        stream.end(end)
        assert "".join(pieces).isascii()
        assert json.loads("".join(pieces)) == json.loads(written(make, *reports, end=end))


def test_a_fingerprint_gives_nothing_away() -> None:
    assert "ab12" not in written(Sarif, report("a.jpg", rule("LI-2")))
    assert len(_issues.fingerprint("a", "b")) == 32
    assert _issues.fingerprint("ab", "c") != _issues.fingerprint("a", "bc")
