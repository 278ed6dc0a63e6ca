"""Gates that cannot close are told, once, on standard error; and in CI the default can."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from _commands import call, declared, git_needed, plain, quick

DEFAULT = (
    "photoaudit: no risk can fail this run: linkedin reaches at most medium, and --fail-on is high by "
    "default.\n"
)
CHOSEN = "photoaudit: --fail-on high can never fail a photo: linkedin reaches at most medium.\n"


@pytest.fixture(autouse=True)
def photo(here: Path) -> Path:
    """Return the photo that lies there."""
    return plain(here / "a.jpg")


@pytest.mark.parametrize("command", ["check", "scan"])
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), DEFAULT),
        (("-q",), ""),
        (("--fail-on", "high"), CHOSEN),
        (("--fail-on", "high", "-q"), CHOSEN),
        (("--fail-on", "medium"), ""),
        (("--fail-on", "never"), ""),
        (("--exit-zero",), ""),
        (("--fail-on", "high", "--exit-zero"), ""),
        (("--fail-on", "unreadable"), ""),
        (("--policy", "company"), ""),
        (("--policy", "linkedin,company"), ""),
        (("--fail-on-verdict", "ai-declared"), ""),
        (("--fail-on", "high", "--fail-on-verdict", "ai-declared"), CHOSEN),
    ],
)
def test_a_gate_that_cannot_close_is_told_once(command: str, options: tuple[str, ...], said: str) -> None:
    code, _, err = quick(command, "a.jpg", *options)
    assert (code, err.replace("photoaudit: 1 of 1 photo is known from the cache\n", "")) == (0, said)


def test_the_highest_level_of_all_policies_is_named() -> None:
    policies = "tiktok,x,facebook,california-ai-transparency,tinder"
    err = quick("scan", "a.jpg", "--policy", policies, "--fail-on", "medium")[2]
    assert "--fail-on medium can never fail a photo: tiktok, x, facebook and 2 more reach at most low." in err
    err = quick("scan", "a.jpg", "--policy", "california-ai-transparency", "--fail-on", "advice")[2]
    assert "california-ai-transparency only makes notes." in err


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs a terminal of its own")
def test_a_person_at_a_terminal_reads_a_card_and_no_exit_code() -> None:
    command = [sys.executable, "-m", "photoaudit", "check", "a.jpg", "--only", "provenance"]
    for options, said in (([], ""), (["--fail-on", "high"], CHOSEN)):
        ours, theirs = os.openpty()
        try:
            done = subprocess.run(
                [*command, *options], stdout=theirs, stderr=subprocess.PIPE, text=True, check=False
            )
        finally:
            os.close(theirs)
            os.close(ours)
        assert (done.returncode, done.stderr) == (0, said)


def test_a_configuration_is_named_with_its_line(here: Path) -> None:
    (here / "photoaudit.toml").write_text('policy = "linkedin"\nfail-on = "high"\n')
    err = quick("scan", "-q", "a.jpg")[2]
    assert err.endswith(
        "photoaudit.toml:2: --fail-on high can never fail a photo: linkedin reaches at most medium.\n"
    )


def test_only_photos_that_are_there_count_by_path(here: Path) -> None:
    plain(here / "execs" / "b.jpg", 100)
    (here / "photoaudit.toml").write_text(
        'policy = "company"\n[[per-path]]\nglob = "execs/"\npolicy = "tinder"\nfail-on = "high"\n'
    )
    assert quick("scan", "a.jpg")[2] == ""
    err = quick("scan", ".")[2]
    assert "photoaudit: --fail-on high can never fail a photo: tinder reaches at most low.\n" in err
    (here / "photoaudit.toml").write_text(
        'policy = "company"\n[[per-path]]\nglob = "execs/"\npolicy = "tinder"\nfail-on = "low"\n'
    )
    assert "can never" not in quick("scan", ".")[2]


@pytest.mark.parametrize("command", ["check", "scan"])
def test_what_came_to_no_gate_tells_of_none(here: Path, command: str) -> None:
    (here / "folder").mkdir()
    code, _, err = quick(command, "a.jpg", "-f", "csv", "-o", "folder")
    assert code == 2
    assert "can fail" not in err
    assert "can fail" not in quick(command, "--allow-empty")[2]


def test_what_is_told_is_true(here: Path) -> None:
    declared(here / "b.png")
    assert quick("scan", ".", "--fail-on", "high")[0] == 0
    assert quick("scan", ".", "--fail-on", "medium")[0] == 1


CI = [
    ("", (), 1),  # nothing says what fails
    ('policy = "linkedin"', (), 1),
    ('policy = "anonymous"', (), 1),
    ('fail-on = "high"', (), 0),
    ("", ("--fail-on", "high"), 0),
    ("", ("--fail-on-verdict", "conflict"), 0),
    ('fail-on-verdict = ["conflict"]', (), 0),
    ('[[per-path]]\nglob = "x/"\nfail-on = "low"', (), 0),
]


@pytest.mark.parametrize(("config", "options", "code"), CI)
def test_in_ci_a_file_that_declares_ai_fails_where_nothing_else_says_what_does(
    here: Path, config: str, options: tuple[str, ...], code: int
) -> None:
    declared(here / "b.png")
    (here / "photoaudit.toml").write_text(f"{config}\n")
    found, _, err = quick("scan", "--ci", ".", *options)
    assert found == code
    assert ("b.png (verdict ai-declared)" in err) is bool(code)
    assert quick("scan", ".", *options)[0] == 0, "which is so in CI only"


DISCLOSED = [
    ("company-disclose", "", ("--disclosed",), 0),
    ("company-disclose", "", (), 1),
    ("company-disclose", '[[per-path]]\nglob = "b.png"\ndisclosed = true', (), 0),
    ("company-disclose", '[[per-path]]\nglob = "x/"\ndisclosed = true', (), 1),
    ("company-disclose", 'disclosed = true\n[[per-path]]\nglob = "b.png"\ndisclosed = false', (), 1),
    ("company", "", ("--disclosed",), 1),  # whose own rule is high, disclosed or not
    ("company-disclose", 'fail-on-verdict = "ai-declared"', ("--disclosed",), 1),
]


@pytest.mark.parametrize(("policy", "config", "options", "code"), DISCLOSED)
def test_in_ci_ai_that_is_disclosed_fails_by_its_policy_alone(
    here: Path, policy: str, config: str, options: tuple[str, ...], code: int
) -> None:
    declared(here / "b.png")
    (here / "photoaudit.toml").write_text(f'policy = "{policy}"\n{config}\n')
    assert quick("scan", "--ci", "b.png", *options)[0] == code


def test_a_gate_of_the_environment_counts(here: Path) -> None:
    declared(here / "b.png")
    assert quick("scan", "--ci", ".", env={"PHOTOAUDIT_FAIL_ON": "high"})[0] == 0


@git_needed
def test_a_baseline_accepts_what_would_fail_in_ci(here: Path) -> None:
    declared(here / "b.png")
    (here / "photoaudit.toml").write_text('only = ["provenance"]\nbaseline = "accepted.json"\n')
    name = ("--baseline", "accepted.json")
    code, out, _ = call("baseline", "create", ".", *name, "--by", "Ann", "--because", "known")
    assert code == 0
    assert "b.png: verdict/ai-declared" in out
    assert call("scan", "--ci", ".")[0] == 0
    declared(here / "b.png", 91)
    assert call("scan", "--ci", ".")[0] == 1
