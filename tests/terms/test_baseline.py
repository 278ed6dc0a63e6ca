"""The baseline: what is accepted, for how long, what is new again, and what nothing needs any more."""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from _commands import call, commit, declared, git, git_needed, plain, quick, repository, within_this_process
from photoaudit.cli import baseline as commands
from photoaudit.cli import baseline_run
from photoaudit.cli.resolve import TAKEN_OVER
from photoaudit.model import (
    Acceptance,
    Category,
    Level,
    Outcome,
    Report,
    ReportStatus,
    Risk,
    RuleResult,
    Verdict,
)
from photoaudit.terms import baseline
from photoaudit.terms.baseline import BaselineError, Entry, Seen, State

SCHEMA = json.loads(files("photoaudit.data").joinpath("baseline.schema.json").read_text("utf-8"))
REPORTS = json.loads(files("photoaudit.data").joinpath("report.schema.json").read_text("utf-8"))
FILE = ".photoaudit-baseline.json"
SHA, OTHER = "a" * 64, "b" * 64
TODAY = "2026-11-22"


@pytest.fixture(autouse=True)
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with one photo that fails, one that does not, and a configuration for both."""
    within_this_process(monkeypatch, tmp_path / "cache")
    monkeypatch.setattr(baseline_run, "user_name", lambda _: "Ann Example")
    folder = tmp_path / "team"
    declared(folder / "bert.png", 1)
    plain(folder / "anna.jpg", 2)
    (folder / "photoaudit.toml").write_text('only = "provenance"\nfail-on = "medium"\n')
    monkeypatch.chdir(folder)
    return folder


def create(*arguments: str) -> tuple[int, str, str]:
    return call("baseline", "create", "--because", "Named as such.", *arguments)


def held(folder: Path) -> list[dict[str, Any]]:
    document = json.loads((folder / FILE).read_text("utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    entries: list[dict[str, Any]] = document["entries"]
    return entries


def entry(finding: str = "team/R-1", sha256: str = SHA, path: str = "a.jpg", until: str = "") -> Entry:
    return Entry(sha256, path, Acceptance(finding, "Ann", "It is known.", until))


def report(fired: tuple[str, ...] = ("R-1",), passed: tuple[str, ...] = (), sha256: str = SHA) -> Report:
    def rule(name: str, outcome: Outcome) -> RuleResult:
        level = Level.HIGH if outcome is Outcome.FIRED else Level.NONE
        return RuleResult(name, outcome, level, "", "", "", "", "", "own", severity=Level.HIGH)

    rules = [rule(name, Outcome.FIRED) for name in fired] + [rule(name, Outcome.PASSED) for name in passed]
    rules.append(rule("R-open", Outcome.NOT_ASSESSED))
    level = Level.HIGH if fired else Level.NONE
    return Report(
        "a.jpg",
        ReportStatus.AUDITED,
        sha256=sha256,
        verdict=Verdict(Category.CONFLICT, "Said."),
        risks=(Risk("team", "Team", level, tuple(rules)),),
    )


def apply(found: Report, *entries: Entry, today: str = TODAY) -> Report:
    return baseline.apply(found, baseline.index(entries), today)


# Values


def test_an_entry_holds_for_its_finding_in_its_photo_until_its_day_is_over() -> None:
    assert apply(report(), entry()).new_level is Level.NONE
    assert apply(report(), entry()).level is Level.HIGH
    assert apply(report(sha256=OTHER), entry()).accepted == ()
    assert apply(report(), entry("team/R-2"), entry("other/R-1")).accepted == ()
    assert apply(report(("R-1", "R-2")), entry()).new_level is Level.HIGH
    assert apply(report(), entry(until=TODAY)).accepted
    assert apply(report(), entry(until="2026-11-21")).accepted == ()
    assert apply(report(), entry("verdict/conflict")).accepted
    assert apply(report(), entry("verdict/pixel-support")).accepted == ()


def test_a_file_is_the_same_for_the_same_entries_and_comes_back() -> None:
    entries = [entry("team/R-2"), entry(until="2027-01-01"), entry(path="A.jpg", sha256=OTHER)]
    text = baseline.render(entries)
    assert text == baseline.render(reversed(entries))
    assert set(baseline.parse(text)) == set(entries)
    assert [line.count('"sha256"') for line in text.splitlines()].count(1) == 3
    assert baseline.parse(baseline.render([])) == ()
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(text))


GOOD = {"path": "a.jpg", "sha256": SHA, "finding": "team/R-1", "accepted-by": "Ann", "because": "Known."}


def document(*entries: object, **more: object) -> str:
    return json.dumps({"schema": baseline.SCHEMA, "entries": list(entries), **more})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "it is no JSON"),
        ("[]", "its \"schema\" is not 'photoaudit-baseline/1'"),
        (json.dumps({"schema": "photoaudit-baseline/2", "entries": []}), "is not 'photoaudit-baseline/1'"),
        (document(entrys=[]), "unknown key 'entrys'; did you mean 'entries'?"),
        (document("x"), "entry 1 is no object"),
        (document(GOOD, {**GOOD, "because": " "}), "entry 2 needs a text for 'because'"),
        (document({**GOOD, "accepted_by": "Ann"}), "'accepted_by'; did you mean 'accepted-by'?"),
        (document({**GOOD, "sha256": "A" * 64}), "64 hexadecimal digits"),
        (document({**GOOD, "finding": "R-1"}), "must be POLICY/RULE or verdict/CATEGORY"),
        (document({**GOOD, "finding": "verdict/conflct"}), "did you mean 'verdict/conflict'?"),
        (document({**GOOD, "until": "next year"}), "must be a date such as 2026-11-22"),
        (document({**GOOD, "until": 5}), "must be a date such as 2026-11-22"),
        (document(GOOD, GOOD), "entry 2 accepts what another one does"),
    ],
)
def test_what_is_no_baseline_is_refused_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(BaselineError) as caught:
        baseline.parse(text)
    assert said in str(caught.value)


@pytest.mark.parametrize("key", GOOD)
def test_the_schema_asks_for_what_the_parser_asks_for(key: str) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for value in (None, "", "x", SHA, "team/R-1", "verdict/conflict", "verdict/none", 3):
        text = document({**GOOD, key: value})
        try:
            baseline.parse(text)
            accepted = True
        except BaselineError:
            accepted = False
        assert validator.is_valid(json.loads(text)) == accepted, text
    assert not validator.is_valid(json.loads(document({**GOOD, "more": 1})))


def test_hostile_text_is_cleaned() -> None:
    (read,) = baseline.parse(
        document({**GOOD, "accepted-by": "A\x1b[31mnn", "because": "x\n\u202ey", "path": "a\nb"})
    )
    assert (read.accepted.by, read.accepted.why, read.path) == ("A[31mnn", "x y", "a b")


def test_of_one_photo_only_so_much_is_accepted() -> None:
    many = [{**GOOD, "finding": f"team/R-{at}"} for at in range(1001)]
    assert len(baseline.parse(document(*many[:1000], {**GOOD, "sha256": OTHER}))) == 1001
    with pytest.raises(BaselineError, match="more than 1,000 findings in one photo"):
        baseline.parse(document(*many))


def stands(
    item: Entry, *seen: tuple[Report, str], gone: tuple[str, ...] = (), complete: bool = True
) -> State:
    found = Seen([item], complete)
    for each, path in seen:
        found.add(each, path)
    (only,) = baseline.standing(found, gone, TODAY)
    return only.state


def test_how_entries_stand() -> None:
    assert stands(entry(), (report(), "a.jpg")) is State.VALID
    assert stands(entry(), (report(), "moved.jpg"), gone=("a.jpg",)) is State.VALID
    assert stands(entry(until="2026-01-01"), (report(), "a.jpg")) is State.EXPIRED
    assert stands(entry(), (report((), ("R-1",)), "a.jpg")) is State.UNUSED
    assert stands(entry("team/R-9"), (report(), "a.jpg")) is State.UNUSED  # the policy has no such rule
    assert stands(entry(), (report(sha256=OTHER), "a.jpg")) is State.UNUSED
    assert stands(entry(), gone=("a.jpg",)) is State.UNUSED


def test_what_was_not_looked_at_is_not_called_unused() -> None:
    assert stands(entry()) is State.UNSEEN
    assert stands(entry(), (report(sha256=OTHER), "b.jpg")) is State.UNSEEN
    assert stands(entry("team/R-open"), (report(), "a.jpg")) is State.UNSEEN
    assert stands(entry("other/R-1"), (report(), "a.jpg")) is State.UNSEEN
    moved = Report("b.jpg", ReportStatus.AUDITED, sha256=SHA)  # judged by nothing
    assert stands(entry(), (moved, "b.jpg"), (report(sha256=OTHER), "a.jpg")) is State.UNSEEN
    unreadable = Report("a.jpg", ReportStatus.UNREADABLE)
    assert stands(entry(), (unreadable, "a.jpg")) is State.UNSEEN
    supported = entry("verdict/pixel-support")
    assert stands(supported, (report(), "a.jpg")) is State.UNUSED
    assert stands(supported, (report(), "a.jpg"), complete=False) is State.UNSEEN


# Commands


@pytest.mark.slow
def test_create_accepts_what_would_fail_and_a_scan_passes_until_the_photo_changes(team: Path) -> None:
    assert call("scan", ".")[0] == 1
    code, out, _ = create("--until", "2999-12-31")
    assert (code, "Accepted 1" in out) == (0, True)
    (only,) = held(team)
    assert only["path"] == "bert.png"
    assert only["sha256"] == hashlib.sha256((team / "bert.png").read_bytes()).hexdigest()
    assert only["finding"].startswith("linkedin/")
    assert (only["accepted-by"], only["because"], only["until"]) == (
        "Ann Example",
        "Named as such.",
        "2999-12-31",
    )
    for command in ("scan", "check"):
        assert call(command, "bert.png", "--baseline", FILE)[0] == 0
        assert call(command, "bert.png")[0] == 1
    (team / "bert.png").rename(team / "moved.png")
    assert call("scan", ".", "--baseline", FILE)[0] == 0
    declared(team / "moved.png", 99)
    code, _, err = call("scan", ".", "--baseline", FILE)
    assert (code, "moved.png (risk medium)" in err) == (1, True)


@pytest.mark.slow
def test_a_scan_says_what_is_known_and_by_whom(team: Path) -> None:
    create()
    known = f'only = "provenance"\nfail-on = "medium"\nbaseline = "{FILE}"\n'
    (team / "photoaudit.toml").write_text(known)
    _, out, _ = call("scan", ".")
    assert "known          1 finding on 1 photo" in out
    assert re.search(r"medium +\S*bert", out) is None  # it is among the worst by what is new at most
    _, out, _ = call("check", "bert.png")
    said = " ".join(out.split())
    assert "Known: accepted by Ann Example, because: Named as such" in said
    assert "no new rule was found against it" in said
    said = " ".join(call("check", "bert.png", "--full")[1].split())
    assert "Policy risk (LinkedIn): medium" in said  # still told
    _, out, _ = call("check", "bert.png", "--quiet")
    assert "risk medium (new: " in out
    _, out, _ = call("check", "bert.png", "--format", "json")
    found = json.loads(out)
    jsonschema.Draft202012Validator(REPORTS).validate(found)
    (accepted,) = found["reports"][0]["accepted"]
    assert accepted == {
        "finding": held(team)[0]["finding"], "by": "Ann Example", "because": "Named as such.", "until": None,
    }  # fmt: skip


def test_a_verdict_is_accepted_too(team: Path) -> None:
    (team / "photoaudit.toml").write_text(
        f'only = "provenance"\nfail-on = "never"\nfail-on-verdict = "ai-declared"\nbaseline = "{FILE}"\n'
    )
    assert call("scan", ".", "--baseline", "none.json")[0] == 2
    create()
    assert [item["finding"] for item in held(team)] == ["verdict/ai-declared"]
    assert call("scan", ".")[0] == 0
    assert call("scan", ".", "--fail-on", "medium")[0] == 1  # of the rule nobody said anything


def test_only_what_reaches_the_gate_is_accepted(team: Path) -> None:
    create("--fail-on", "prohibited")
    assert held(team) == []
    assert call("scan", ".", "--baseline", FILE)[0] == 1


@pytest.mark.slow
def test_words_are_asked_for(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, err = call("baseline", "create")
    assert (code, "--because" in err) == (2, True)
    assert call("baseline", "create", "--because", " \n ")[0] == 2
    assert create("--until", "tomorrow")[0] == 2
    assert create("--until", "2020-01-01")[0] == 2
    monkeypatch.setattr(baseline_run, "user_name", lambda _: "")
    code, _, err = create()
    assert (code, "--by" in err) == (2, True)
    assert not (team / FILE).exists()
    assert create("--by", "Carl")[0] == 0
    assert held(team)[0]["accepted-by"] == "Carl"
    code, _, err = create("--by", "Carl")
    assert (code, "is there already" in err) == (2, True)


@pytest.mark.slow
def test_update_adds_drops_and_keeps_the_words_of_people(team: Path) -> None:
    plain(team / "sub" / "x.jpg", 7)
    declared(team / "sub" / "carl.png", 3)
    create()
    entries = held(team)
    assert [item["path"] for item in entries] == ["bert.png", "sub/carl.png"]
    text = (team / FILE).read_text("utf-8").replace("Named as such.", "Illustration, agreed with Bert.", 1)
    (team / FILE).write_text(text, "utf-8")
    (team / "sub" / "carl.png").unlink()
    declared(team / "dora.png", 4)
    code, out, err = call("baseline", "update")
    assert (code, "New 1" in out, "dora.png" in out, "nothing was written" in err) == (1, True, True, True)
    assert (team / FILE).read_text("utf-8") == text
    code, out, _ = call("baseline", "update", "--because", "New colleague.", "--by", "Carl")
    assert (code, "Accepted 1" in out, "Dropped 1" in out, "Kept 1" in out) == (0, True, True, True)
    assert [(item["path"], item["because"], item["accepted-by"]) for item in held(team)] == [
        ("bert.png", "Illustration, agreed with Bert.", "Ann Example"),
        ("dora.png", "New colleague.", "Carl"),
    ]
    assert call("scan", ".", "--baseline", FILE)[0] == 0
    before = (team / FILE).read_text("utf-8")
    assert call("baseline", "update")[0] == 0
    assert (team / FILE).read_text("utf-8") == before


def test_update_of_one_folder_leaves_others_alone(team: Path) -> None:
    declared(team / "sub" / "carl.png", 3)
    create()
    (team / "bert.png").unlink()
    call("baseline", "update", "sub")
    assert [item["path"] for item in held(team)] == ["bert.png", "sub/carl.png"]
    call("baseline", "update")
    assert [item["path"] for item in held(team)] == ["sub/carl.png"]


def expire(folder: Path) -> None:
    text = (folder / FILE).read_text("utf-8").replace('"until": null', '"until": "2020-01-01"')
    (folder / FILE).write_text(text, "utf-8")


@pytest.mark.slow
def test_expired_entries_do_not_count_are_reported_and_can_be_renewed(team: Path) -> None:
    create()
    expire(team)
    code, out, _ = call("scan", ".", "--baseline", FILE)
    assert code == 1
    assert "Expired in the baseline" in out
    code, _, err = call("check", "bert.png", "anna.jpg", "--baseline", FILE)
    assert (code, "expired in the baseline: linkedin/" in err) == (1, True)
    assert "expired" not in call("check", "anna.jpg", "--baseline", FILE)[2]
    assert call("baseline", "audit")[0] == 1
    assert call("baseline", "update", "--because", "Asked again.", "--until", "2999-01-01")[0] == 0
    assert [(item["because"], item["until"]) for item in held(team)] == [("Asked again.", "2999-01-01")]
    assert call("scan", ".", "--baseline", FILE)[0] == 0


@pytest.mark.slow
def test_audit_lists_every_entry_and_exits_with_one_if_any_is_not_needed(team: Path) -> None:
    declared(team / "carl.png", 3)
    create()
    code, out, _ = call("baseline", "audit")
    assert (code, out.count("valid")) == (0, 2)
    assert "accepted by Ann Example, because: Named as such" in out
    plain(team / "carl.png", 3)
    code, out, _ = call("baseline", "audit")
    assert (code, out.count("valid"), out.count("unused")) == (1, 1, 1)
    assert "the photo has changed" in out
    code, out, _ = call("scan", ".", "--baseline", FILE)
    assert (code, "Unused in the baseline" in out) == (0, True)
    assert "Unused" not in call("scan", "bert.png", "--baseline", FILE)[1]
    (team / "carl.png").unlink()
    (team / "bert.png").unlink()
    (team / "anna.jpg").unlink()
    code, out, _ = call("baseline", "audit")
    assert (code, out.count("the photo is gone")) == (1, 2)


def test_what_cannot_be_read_cannot_be_accepted(team: Path) -> None:
    (team / "broken.jpg").write_text("no photo")
    code, _, err = create("--fail-on", "unreadable", "--fail-on", "medium")
    assert code == 4
    assert "broken.jpg" in err
    assert [item["path"] for item in held(team)] == ["bert.png"]
    assert call("scan", ".", "--baseline", FILE)[0] == 4


def test_paths_are_relative_to_the_file_wherever_it_is_called_from(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared(team / "sub" / "carl.png", 3)
    (team / ".git").mkdir()
    monkeypatch.chdir(team / "sub")
    create("--baseline", "../" + FILE, "..")
    assert [item["path"] for item in held(team)] == ["bert.png", "sub/carl.png"]
    assert call("scan", ".", "--baseline", "../" + FILE)[0] == 0
    assert call("baseline", "audit", "..", "--baseline", "../" + FILE)[0] == 0


def test_a_baseline_that_does_not_hold_is_a_usage_error(team: Path) -> None:
    (team / "bad.json").write_text("{}")
    for name, said in (("bad.json", "is no baseline"), ("gone.json", "there is no baseline")):
        for arguments in (("scan", "."), ("check", "anna.jpg"), ("baseline", "audit")):
            code, out, err = call(*arguments, "--baseline", name)
            assert (code, out, said in err) == (2, "", True)


def test_a_baseline_that_is_configured_and_not_made_yet_accepts_nothing_and_says_how_to_make_it(
    team: Path,
) -> None:
    (team / "photoaudit.toml").write_text(f'only = "provenance"\nfail-on = "medium"\nbaseline = "{FILE}"\n')
    said = (
        f"photoaudit: {team / 'photoaudit.toml'}:3: there is no such baseline yet, so nothing is accepted; "
    )
    for arguments, again, code in (
        (("scan", "."), ". --because WHY", 1),
        (("scan", "-q", ".", "--jobs", 1), ". --jobs 1 --because WHY", 1),
        (("check", "--timeout", 60, "anna.jpg"), "anna.jpg --because WHY", 0),
    ):
        found, _, err = call(*arguments)
        makes = f"{said}'photoaudit baseline create {again}' makes it.\n"
        assert (found, err.count(makes)) == (code, 1)
    assert create(".")[0] == 0
    code, _, err = call("scan", ".")
    assert (code, "no such baseline" in err) == (0, False)


def test_the_command_that_makes_a_baseline_knows_the_options_it_is_told_with(team: Path) -> None:
    taken = set(inspect.signature(commands.create).parameters)
    assert taken - {"context", "paths", "by", "because", "until"} == TAKEN_OVER
    options = ("--policy", "company", "--fail-on", "low", "--baseline", "no.json")
    code, _, err = call("scan", *options, "-o", "x.html", ".")
    assert code == 2
    make = "photoaudit baseline create . --policy company --baseline no.json --fail-on low --because WHY"
    assert f"'{make}' makes one" in err


@pytest.mark.parametrize("arguments", [("scan", "."), ("check", "anna.jpg"), ("baseline", "audit")])
def test_a_baseline_named_for_a_run_is_there_or_it_is_a_slip(team: Path, arguments: tuple[str, ...]) -> None:
    (team / "photoaudit.toml").write_text(f'only = "provenance"\nbaseline = "{FILE}"\n')
    for code, out, err in (
        call(*arguments, "--baseline", "slip.json"),
        call(*arguments, env={"PHOTOAUDIT_BASELINE": "slip.json"}),
    ):
        assert (code, out) == (2, "")
        assert "there is no baseline 'slip.json'" in err


def test_nothing_to_accept_makes_an_empty_file_and_no_photo_makes_none(team: Path) -> None:
    (team / "empty").mkdir()
    assert create("empty")[0] == 3
    assert not (team / FILE).exists()
    code, out, _ = create("anna.jpg")
    said = "Nothing needs to be accepted: of 1 photo none would fail a scan.\n"
    assert (code, out) == (0, f"{said}Written all the same, for what comes later: {FILE}\n")
    assert held(team) == []
    assert call("baseline", "audit")[0] == 0


def test_the_same_content_in_two_places_is_one_entry(team: Path) -> None:
    (team / "copy.png").write_bytes((team / "bert.png").read_bytes())
    create()
    assert [item["path"] for item in held(team)] == ["bert.png"]
    assert call("scan", ".", "--baseline", FILE)[0] == 0


@pytest.mark.skipif(os.name != "posix", reason="such names are not possible here")
def test_names_of_files_may_be_hostile(team: Path) -> None:
    names = [b"a\x1b[31m\nb.png", b"\xff\xfe.png"]
    for shade, name in enumerate(names, 20):
        content = declared(team / "tmp.png", shade).read_bytes()
        (team / "tmp.png").unlink()
        Path(os.fsdecode(os.path.join(os.fsencode(team), name))).write_bytes(content)  # noqa: PTH118
    _, out, err = create()
    assert "\x1b" not in out + err
    assert len(held(team)) == 3
    assert call("scan", ".", "--baseline", FILE)[0] == 0
    assert call("baseline", "audit")[0] == 0
    before = (team / FILE).read_bytes()
    assert call("baseline", "update")[0] == 0
    assert (team / FILE).read_bytes() == before


@git_needed
def test_who_accepts_is_known_from_git_and_only_new_photos_are_asked_about(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(team)
    within_this_process(monkeypatch, team.parent / "cache")
    repository(team)
    git(team, "config", "user.name", "Bea of git")
    create()
    assert held(team)[0]["accepted-by"] == "Bea of git"
    commit(team)
    plain(team / "new.jpg", 8)
    _, out, _ = quick("scan", "--since", "HEAD", "--baseline", FILE)
    assert "1 photo in" in out
