"""What makes a run fail, as values and as exit codes."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from _commands import call, declared, plain, quick
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
    of_rule,
)
from photoaudit.terms.gates import FailOn, FailOnVerdict, Gate, gate

pytestmark = pytest.mark.usefixtures("here")


def rule(name: str, level: Level) -> RuleResult:
    return RuleResult(name, Outcome.FIRED, level, "prohibited", "It is.", "", "", "", "own", severity=level)


def report(*levels: Level, category: Category = Category.INCONCLUSIVE) -> Report:
    rules = tuple(rule(f"R-{level}", level) for level in levels)
    highest = max(levels, key=lambda level: level.rank, default=Level.NONE)
    return Report(
        "a.jpg",
        ReportStatus.AUDITED,
        verdict=Verdict(category, "Said."),
        risks=(Risk("team", "Team", highest, rules),),
    )


UNREADABLE = Report("b.jpg", ReportStatus.UNREADABLE, reason="no photo")


@pytest.mark.parametrize("level", [level for level in Level if level is not Level.NONE])
@pytest.mark.parametrize("bar", list(FailOn)[:5])
def test_a_level_fails_from_itself_on(level: Level, bar: FailOn) -> None:
    assert bool(gate([bar]).reason(report(level))) == (level.rank >= Level(bar).rank)


def test_of_several_levels_the_lowest_counts() -> None:
    assert gate([FailOn.PROHIBITED, FailOn.LOW]).level is Level.LOW


def test_unreadable_is_a_gate_alone_and_beside_a_level() -> None:
    alone, both = gate([FailOn.UNREADABLE]), gate([FailOn.UNREADABLE, FailOn.HIGH])
    assert (alone.reason(UNREADABLE), alone.reason(report(Level.PROHIBITED))) == ("unreadable", "")
    assert (both.reason(UNREADABLE), both.reason(report(Level.HIGH))) == ("unreadable", "risk high")
    assert gate().reason(UNREADABLE) == ""


def test_never_lets_no_risk_fail_and_stands_beside_no_level() -> None:
    assert gate([FailOn.NEVER]).reason(report(Level.PROHIBITED)) == ""
    assert gate([FailOn.NEVER, FailOn.UNREADABLE]).reason(UNREADABLE)
    with pytest.raises(ValueError, match="exclude each other"):
        gate([FailOn.NEVER, FailOn.LOW])


@pytest.mark.parametrize("verdict", FailOnVerdict)
def test_a_verdict_fails_only_where_it_is_asked_for(verdict: FailOnVerdict) -> None:
    found = report(category=Category(verdict))
    assert gate(verdicts=[verdict]).reason(found) == f"verdict {verdict}"
    assert gate().reason(found) == ""
    assert gate(verdicts=set(FailOnVerdict) - {verdict}).reason(found) == ""


def test_no_gate_is_offered_on_what_most_camera_photos_come_to() -> None:
    assert not {"inconclusive", "no-portrait", "capture-signed"} & set(FailOnVerdict)


def test_what_is_accepted_fails_nothing_and_only_that() -> None:
    found = report(Level.HIGH, Level.MEDIUM, category=Category.CONFLICT)
    strict = gate([FailOn.MEDIUM], [FailOnVerdict.CONFLICT])
    assert strict.findings(found) == ("team/R-high", "team/R-medium", "verdict/conflict")
    some = replace(found, accepted=(Acceptance("team/R-high", "Ann", "known"),))
    assert strict.reason(some) == "risk medium, verdict conflict"
    assert Gate(Level.HIGH).reason(some) == ""
    every = replace(
        found, accepted=tuple(Acceptance(name, "Ann", "known") for name in strict.findings(found))
    )
    assert (strict.reason(every), strict.findings(every)) == ("", ())
    other = replace(found, accepted=(Acceptance(of_rule("other", "R-high"), "Ann", "known"),))
    assert "risk high" in strict.reason(other)


@pytest.mark.parametrize("command", ["check", "scan"])
@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 0),
        (("--fail-on", "medium"), 1),
        (("--fail-on", "high", "--fail-on", "medium"), 1),
        (("--fail-on", "unreadable"), 0),
        (("--fail-on-verdict", "conflict"), 0),
        (("--fail-on-verdict", "ai-declared"), 1),
        (("--fail-on", "never", "--fail-on-verdict", "ai-declared"), 1),
        (("--fail-on", "never", "--policy", "company"), 0),
        (("--policy", "company"), 1),
        (("--policy", "company", "--exit-zero"), 0),
        (("--fail-on", "never", "--fail-on", "low"), 2),
        (("--fail-on-verdict", "inconclusive"), 2),
    ],
)
def test_both_commands_fail_alike(here: Path, command: str, options: tuple[str, ...], code: int) -> None:
    declared(here / "a.png")
    assert quick(command, "a.png", *options)[0] == code


@pytest.mark.skipif(os.name != "posix", reason="such a name is not possible here")
@pytest.mark.parametrize("command", ["check", "scan"])
def test_what_fails_is_named_on_standard_error(here: Path, command: str) -> None:
    declared(here / "a\x1b[31m.png")
    _, out, err = quick(command, "a\x1b[31m.png", plain(here / "b.jpg").name, "--fail-on", "medium")
    assert err == "photoaudit: 1 failed: a[31m.png (risk medium)\n"
    assert "\x1b" not in out


@pytest.mark.parametrize("command", ["check", "scan"])
def test_unreadable_is_four_or_one_if_it_is_a_gate_and_never_hidden_by_an_acceptance(
    here: Path, command: str
) -> None:
    plain(here / "a.jpg")
    (here / "b.jpg").write_text("no photo")
    assert quick(command, "a.jpg", "b.jpg")[0] == 4
    assert quick(command, "a.jpg", "gone.jpg")[0] == 4
    assert quick(command, "a.jpg", "b.jpg", "--fail-on", "unreadable")[0] == 1
    assert quick(command, "a.jpg", "b.jpg", "--fail-on", "never")[0] == 4
    assert quick(command, "a.jpg", "b.jpg", "--exit-zero")[0] == 0
    declared(here / "c.png")
    assert quick(command, "b.jpg", "c.png", "--fail-on", "medium")[0] == 1


def test_nothing_to_audit_is_three_unless_that_is_allowed(here: Path) -> None:
    (here / "empty").mkdir()
    for arguments in (("scan", "empty"), ("check",)):
        assert call(*arguments)[0] == 3
        code, out, err = call(*arguments, "--allow-empty", "--format", "json")
        assert (code, '"reports": []' in out) == (0, True)
        assert "nothing to audit" in err


def test_without_a_path_a_scan_looks_at_the_current_folder_unless_a_list_may_be_empty(here: Path) -> None:
    plain(here / "below" / "one.jpg")
    count = len([*here.rglob("*.jpg"), *here.rglob("*.png")])
    code, out, _ = quick("scan", "-f", "jsonl")
    assert (code, out.count("\n")) == (0, count)
    assert out == quick("scan", ".", "-f", "jsonl")[1]
    code, out, err = quick("scan", "--allow-empty", "-f", "jsonl")
    assert (code, out) == (0, "")
    assert "nothing to audit" in err


def test_what_comes_after_two_dashes_is_a_path(here: Path) -> None:
    plain(here / "-q.jpg")
    assert quick("scan", "--", "-q.jpg")[0] == 0


def test_formats_of_ci_fail_what_the_gates_fail(here: Path) -> None:
    declared(here / "execs" / "a.png")
    verdict = ("--fail-on", "never", "--fail-on-verdict", "ai-declared")
    _, out, _ = quick("scan", ".", "-f", "junit", *verdict)
    assert out.count("<failure") == 1
    assert 'name="verdict/ai-declared"' in out
    _, out, _ = quick("scan", ".", "-f", "junit", "--fail-on", "never")
    assert "<failure" not in out
    assert "1 of 1 photo fails" in quick("scan", ".", "-f", "markdown", *verdict)[1]
    assert "none of 1 photo reaches risk high" in quick("scan", ".", "-f", "markdown")[1]
    (here / "photoaudit.toml").write_text('[[per-path]]\nglob = "execs/"\nfail-on = "medium"\n')
    assert "<failure" in quick("scan", ".", "-f", "junit")[1]
    assert "1 of 1 photo fails" in quick("scan", ".", "-f", "markdown")[1]
