"""The configuration: where it is found, what it may hold, what beats it, and how it is shown."""

from __future__ import annotations

import json
import os
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import config_schema
from _commands import call, declared, plain, quick, within_this_process
from photoaudit.cli import settings as config
from photoaudit.cli.settings import Config, ConfigError, Type

KEYS = config_schema.KEYS
SCHEMA = json.loads(files("photoaudit.data").joinpath("config.schema.json").read_text("utf-8"))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in the root of a repository of the test's own."""
    within_this_process(monkeypatch, tmp_path / "cache")
    folder = tmp_path / "repo"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def read(folder: Path, text: str, name: str = "photoaudit.toml") -> Config:
    (folder / name).write_text(text, "utf-8")
    return config.read_file(folder / name, KEYS)


def refused(folder: Path, text: str, name: str = "photoaudit.toml") -> str:
    with pytest.raises(ConfigError) as caught:
        read(folder, text, name)
    return str(caught.value).replace(f"{folder}/", "").replace(f"{folder}\\", "")


def shown(*arguments: str, env: dict[str, str] | None = None) -> dict[str, tuple[Any, str]]:
    code, out, err = call("config", "show", "--format", "json", *arguments, env=env)
    assert (code, err) == (0, "")
    return {item["key"]: (item["value"], item["source"]) for item in json.loads(out)["settings"]}


def test_keys_are_the_options_and_know_their_types() -> None:
    known = {key.name: key for key in KEYS}
    assert {"policy", "fail-on", "exclude", "baseline", "jobs", "cache-dir", "declare"} <= set(known)
    assert not {"format", "output", "since", "config", "exit-zero", "paths", "context"} & set(known)
    assert (known["jobs"].type, known["jobs"].least) == (Type.COUNT, 1)
    assert (known["hidden"].type, known["timeout"].type) == (Type.FLAG, Type.NUMBER)
    assert (known["fail-on"].many, known["fail-on"].choices[0]) == (True, "advice")


def test_the_nearest_file_up_to_the_root_of_the_repository_holds(here: Path) -> None:
    below = here / "a" / "b"
    below.mkdir(parents=True)
    (here.parent / "photoaudit.toml").write_text("jobs = 1\n")
    assert config.find(below) is None
    (here / "pyproject.toml").write_text("[tool.photoaudit]\njobs = 2\n")
    assert config.find(below) == here / "pyproject.toml"
    (here / "a" / "pyproject.toml").write_text("[tool.ruff]\n# photoaudit is not configured here\n")
    assert config.find(below) == here / "pyproject.toml"
    (here / "photoaudit.toml").write_text("jobs = 3\n")
    assert config.find(below) == here / "photoaudit.toml"
    (here / "a" / "photoaudit.toml").write_text("jobs = 4\n")
    assert config.find(below) == here / "a" / "photoaudit.toml"


def test_outside_of_a_repository_only_the_folder_itself_counts(tmp_path: Path) -> None:
    below = tmp_path / "elsewhere" / "below"
    below.mkdir(parents=True)
    (below.parent / "photoaudit.toml").write_text("jobs = 3\n")
    assert config.find(below) is None
    assert config.find(below.parent) is not None


def test_a_pyproject_of_others_is_none_of_our_business(here: Path) -> None:
    (here / "pyproject.toml").write_text("this is [ no TOML")
    assert config.find(here) is None


def test_paths_are_relative_to_the_file(here: Path) -> None:
    text = (
        'baseline = "b.json"\ntrust-list = "/x/list.pem"\npolicy = "linkedin, ours/team.toml"\n'
        'skip = "eyes"\n'
    )
    found = {name: item.value for name, item in read(here, text).settings.items()}
    assert found["baseline"] == str(here / "b.json")
    assert found["trust-list"] == [str(here / "/x/list.pem")]
    assert found["policy"] == ["linkedin", str(here / "ours/team.toml")]
    assert found["skip"] == ["eyes"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('polcy = "x"', "photoaudit.toml:1: unknown key 'polcy'; did you mean 'policy'?"),
        ("jobs = 2\nzzzzzz = 1", "photoaudit.toml:2: unknown key 'zzzzzz'."),
        ('\njobs = "2"', "photoaudit.toml:2: 'jobs' must be a whole number of 1 or more, not '2'."),
        ("jobs = 0", "photoaudit.toml:1: 'jobs' must be a whole number of 1 or more, not 0."),
        ("jobs = true", "photoaudit.toml:1: 'jobs' must be a whole number of 1 or more, not true."),
        ("timeout = -1", "photoaudit.toml:1: 'timeout' must be a number above zero, not -1."),
        ('hidden = "yes"', "photoaudit.toml:1: 'hidden' must be true or false, not 'yes'."),
        ("exclude = [1]", "photoaudit.toml:1: 'exclude' must be a text or a list of texts, not a list."),
        ("baseline = {}", "photoaudit.toml:1: 'baseline' must be a path, not a table."),
        ("jobs = 1\njobs = 2", "photoaudit.toml:2: no TOML: "),
        ("[[per-path]]\nglob = 1", "photoaudit.toml:2: 'glob' must be a pattern, or a list of patterns."),
        ("[[per-path]]\nglob = 'a'", "photoaudit.toml:1: a [[per-path]] table that sets nothing."),
        (
            "[[per-path]]\nglob = 'a'\nskip = 'eyes'\n[[per-path]]\nglob = 'b'\njobs = 2",
            "photoaudit.toml:6: 'jobs' holds for all photos and cannot be set by path.",
        ),
        ("per-path = 1", "photoaudit.toml:1: 'per-path' must be tables, each under [[per-path]]."),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(here: Path, text: str, said: str) -> None:
    assert said in refused(here, text)


def test_a_choice_is_refused_with_a_suggestion_and_all_problems_are_told(here: Path) -> None:
    said = refused(here, 'fail-on = "meduim"\njob = 1\n').splitlines()
    assert said[0].startswith("photoaudit.toml:1: 'fail-on' must be one of advice, low, ")
    assert said[0].endswith("not 'meduim'; did you mean 'medium'?")
    assert said[1] == "photoaudit.toml:2: unknown key 'job'; did you mean 'jobs'?"


def test_lines_in_a_shared_file_are_those_of_our_table(here: Path) -> None:
    text = (
        '[tool.ruff]\nexclude = ["x"]\n\n[tool.photoaudit]\nexclude = 3\n\n'
        '[[tool.photoaudit.per-path]]\nglob="a"\nskp = 1\n'
    )
    assert [line.split(": ")[0] for line in refused(here, text, "pyproject.toml").splitlines()] == [
        "pyproject.toml:5",
        "pyproject.toml:9",
    ]
    assert "[tool.photoaudit]" in refused(here, "[tool.ruff]\n", "pyproject.toml")


def test_hostile_text_is_cleaned_in_what_is_said(here: Path) -> None:
    assert "\x1b" not in refused(here, '"\\u001b[31mred" = 1\nfail-on = "\\u001b[2J"\n')


SAMPLES: tuple[object, ...] = (
    True, 0, 1, 3, 0.5, -1, "", " ", "text", "high", "unreadable", "ai-declared", "camera", [], ["low"],
    ["x"], ["high", "never"], [1], {}, [[]],
)  # fmt: skip


@pytest.mark.slow
def test_schema_and_parser_agree_on_every_key(here: Path) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    validator.check_schema(SCHEMA)
    compared = 0
    for name in [key.name for key in KEYS] + ["unknown"]:
        for sample in SAMPLES:
            text = f"{name} = {_toml(sample)}\n"
            for document in (text, f"[[per-path]]\nglob = 'a/**'\n{text}"):
                accepted = True
                try:
                    read(here, document)
                except ConfigError:
                    accepted = False
                assert validator.is_valid(tomllib.loads(document)) == accepted, document
                compared += accepted
    assert compared > 60


def _toml(value: object) -> str:
    return "{}" if value == {} else json.dumps(value)


@pytest.mark.slow
def test_flag_beats_environment_beats_file_beats_default(here: Path) -> None:
    file = here / "photoaudit.toml"
    assert shown()["policy"] == (None, "default")
    file.write_text('jobs = 1\npolicy = "upwork"\nexclude = ["a", "b"]\n')
    assert shown()["policy"] == (["upwork"], f"{file}:2")
    env = {"PHOTOAUDIT_POLICY": "upwork tinder", "PHOTOAUDIT_HIDDEN": "1"}
    assert shown(env=env)["policy"] == (["upwork", "tinder"], "environment PHOTOAUDIT_POLICY")
    assert shown(env=env)["hidden"] == (True, "environment PHOTOAUDIT_HIDDEN")
    assert shown("--policy", "company", env=env)["policy"] == (["company"], "flag")
    assert shown("--policy", "company", env=env)["exclude"] == (["a", "b"], f"{file}:3")
    assert shown("--no-config")["policy"] == (None, "default")
    other = here / "other.toml"
    other.write_text("jobs = 7\n")
    assert shown("--config", str(other))["jobs"] == (7, f"{other}:1")
    assert shown(env={"PHOTOAUDIT_CONFIG": str(other)})["jobs"] == (7, f"{other}:1")


def test_show_is_for_people_too(here: Path) -> None:
    (here / "photoaudit.toml").write_text(
        'fail-on = "low"\nbaseline = "b.json"\n[[per-path]]\nglob = "execs/**"\nskip = "eyes"\n'
    )
    code, out, _ = call("config", "show")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert code == 0
    assert "fail-on low photoaudit.toml:1" in lines
    assert "baseline b.json photoaudit.toml:2" in lines
    assert "policy linkedin default" in lines
    assert "per-path execs/**" in lines
    assert "skip eyes photoaudit.toml:5" in lines
    assert max(map(len, out.splitlines())) <= 80 or len(str(here)) > 60


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "scan"])
def test_a_file_sets_the_gate_and_a_flag_resets_it(here: Path, command: str) -> None:
    declared(here / "a.png")
    (here / "photoaudit.toml").write_text('fail-on = "medium"\n')
    assert quick(command, "a.png")[0] == 1
    assert quick(command, "a.png", "--no-config")[0] == 0
    assert quick(command, "a.png", "--fail-on", "high")[0] == 0
    assert quick(command, "a.png", env={"PHOTOAUDIT_FAIL_ON": "high"})[0] == 0
    assert quick(command, "a.png", "--config", "gone.toml")[0] == 2
    assert quick(command, "a.png", "--config", "photoaudit.toml", "--no-config")[0] == 2


def test_a_file_that_does_not_hold_stops_every_command_that_reads_it(here: Path) -> None:
    plain(here / "a.jpg")
    (here / "photoaudit.toml").write_text("jobz = 1\n")
    for arguments in (("check", "a.jpg"), ("scan", "a.jpg"), ("config", "show"), ("baseline", "audit")):
        code, out, err = call(*arguments)
        assert (code, out) == (2, "")
        assert "photoaudit.toml:1: unknown key 'jobz'; did you mean 'jobs'?" in err


def test_names_that_do_not_exist_are_told_with_their_place(here: Path) -> None:
    plain(here / "a.jpg")
    for text, place in (
        ('policy = "linkedn"', 1),
        ('\nskip = "sharpnes"', 2),
        ('fail-on = ["never", "low"]', 1),
        ('[[per-path]]\nglob = "*"\npolicy = "linkedn"', 1),
    ):
        (here / "photoaudit.toml").write_text(text)
        code, _, err = call("scan", "a.jpg")
        assert code == 2
        assert f"photoaudit.toml:{place}: " in err, text


def levels(*arguments: str) -> dict[str, list[str]]:
    _, out, _ = quick("scan", ".", "--format", "json", *arguments)
    return {
        report["path"].replace(os.sep, "/").removeprefix("./"): [risk["policy"] for risk in report["risks"]]
        for report in json.loads(out)["reports"]
    }


@pytest.mark.slow
def test_some_paths_may_have_other_terms_and_the_last_match_wins(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, shade in (("a.png", 1), ("site/b.png", 2), ("site/execs/c.png", 3)):
        declared(here / name, shade)
    (here / "photoaudit.toml").write_text(
        'policy = "linkedin"\n'
        '[[per-path]]\nglob = "site/**"\npolicy = "upwork"\nfail-on = "never"\n'
        '[[per-path]]\nglob = ["site/execs/**"]\npolicy = "company"\n'
    )
    expected = {"a.png": ["linkedin"], "site/b.png": ["upwork"], "site/execs/c.png": ["company"]}
    assert levels() == expected
    assert quick("scan", ".")[0] == 0  # execs keep the gate of the table before: each key for itself
    assert set(map(tuple, levels("--policy", "tinder").values())) == {("tinder",)}
    _, _, err = quick("scan", ".", "--fail-on", "high")
    assert "c.png (risk high)" in err
    monkeypatch.chdir(here / "site")
    assert levels() == {"b.png": ["upwork"], "execs/c.png": ["company"]}
    code, out, _ = quick("check", "execs/c.png", "--format", "json")
    assert (code, [risk["policy"] for risk in json.loads(out)["reports"][0]["risks"]]) == (0, ["company"])
    _, out, _ = quick("scan", ".", "--format", "csv")
    assert {"risk:linkedin", "risk:upwork", "risk:company"} <= set(out.splitlines()[0].split(","))


def test_some_paths_may_be_declared_or_skip_checks(here: Path) -> None:
    for name in ("a.png", "art/b.png"):
        declared(here / name, len(name))
    (here / "photoaudit.toml").write_text(
        '[[per-path]]\nglob = "art/"\ndeclare = "ai-generated"\ndisclosed = true\nskip = "processing-trace"\n'
    )
    _, out, _ = quick("scan", ".", "--format", "json")
    plain_one, art = json.loads(out)["reports"]
    assert (plain_one["statement"], art["statement"]["intent"]) == (None, "ai-generated")
    assert art["statement"]["disclosed"]
    ran, ran_there = ({finding["check"] for finding in report["findings"]} for report in (plain_one, art))
    assert ran - ran_there == {"processing-trace"}


@pytest.mark.slow
def test_patterns_of_the_file_hold_from_its_folder_also_for_named_files(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for shade, name in enumerate(("site/a.jpg", "site/old/b.jpg", "other/old/c.jpg")):
        plain(here / name, shade)
    (here / "photoaudit.toml").write_text('exclude = ["site/old/"]\n')
    assert set(levels()) == {"site/a.jpg", "other/old/c.jpg"}
    monkeypatch.chdir(here / "site")
    assert set(levels()) == {"a.jpg"}
    assert quick("scan", "old/b.jpg")[0] == 3
    assert quick("check", "old/b.jpg")[0] == 0  # what is named to 'check' is audited
    monkeypatch.chdir(here)
    (here / "photoaudit.toml").write_text('include = ["site/*.jpg"]\n')
    assert set(levels()) == {"site/a.jpg"}
    assert set(levels("--include", "c.jpg")) == {"other/old/c.jpg"}


def test_a_file_and_a_flag_on_the_cache_do_not_exclude_each_other(here: Path) -> None:
    plain(here / "a.jpg")
    kept = here.parent / "kept"
    (here / "photoaudit.toml").write_text('cache-dir = "../kept"\n')
    assert quick("scan", "a.jpg", "--no-cache")[0] == 0
    assert not kept.exists()
    assert quick("scan", "a.jpg")[0] == 0
    assert kept.exists()
    assert "kept" in call("cache", "info")[1]
    (here / "photoaudit.toml").write_text("no-cache = true\n")
    assert quick("scan", "a.jpg", "--cache-dir", "other")[0] == 0
    assert (here / "other").exists()
    assert quick("scan", "a.jpg", "--cache-dir", "other", "--no-cache")[0] == 2
