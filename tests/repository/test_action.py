"""The GitHub Action: its own steps, run as the shell scripts that they are, on a small repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from _commands import commit, git, git_needed, repository
from checkout import ROOT, SAMPLES

ACTION = ROOT / "action.yml"
EXPRESSION = re.compile(r"\$\{\{\s*([^}]+?)\s*\}\}")

pytestmark = [
    pytest.mark.skipif(not ACTION.is_file(), reason="the action is part of a checkout, not of this copy"),
    pytest.mark.skipif(os.name == "nt" or shutil.which("bash") is None, reason="needs bash"),
]


@dataclass
class Runner:
    """What GitHub's runner does with a composite action, as far as this one goes."""

    folder: Path
    work: Path
    inputs: dict[str, str]
    environment: dict[str, str]

    def __post_init__(self) -> None:
        self.outputs: dict[str, dict[str, str]] = {"python": {"python-path": sys.executable}}
        self.summary = self.work / "summary.md"
        self.used: list[str] = []
        self.said = ""
        self.event: dict[str, str] = {}

    def run(self, steps: Sequence[dict[str, Any]]) -> int:
        """Run steps until one fails; return its exit code."""
        for step in steps:
            if not self._wanted(step.get("if", "true")):
                continue
            if "uses" in step:
                self.used.append(step["uses"].partition("@")[0])
                continue
            assert step["shell"] == "bash"
            output = self.work / "output"
            output.write_text("")
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=self.folder,
                env={
                    **self.environment,
                    **{name: self.filled(text) for name, text in step.get("env", {}).items()},
                    "GITHUB_ACTIONS": "true",
                    "GITHUB_WORKSPACE": str(self.folder),
                    "GITHUB_OUTPUT": str(output),
                    "GITHUB_STEP_SUMMARY": str(self.summary),
                    **self.event,
                },
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
            self.said += done.stdout + done.stderr
            self.outputs[step["id"]] = dict(
                line.split("=", 1) for line in output.read_text().splitlines() if line
            )
            if done.returncode:
                return done.returncode
        return 0

    def filled(self, text: str) -> str:
        """Return a text with its expressions put in."""
        return EXPRESSION.sub(lambda found: self._value(found[1]), str(text))

    def _value(self, name: str) -> str:
        kind, _, rest = name.partition(".")
        if kind == "inputs":
            return self.inputs[rest]
        if kind == "steps":
            step, output = re.fullmatch(r"([\w-]+)\.outputs\.([\w-]+)", rest).groups()  # type: ignore[union-attr]
            return self.outputs.get(step, {}).get(output, "")
        return {"github.action_path": str(ROOT), "runner.temp": str(self.work)}[name]

    def _wanted(self, condition: str) -> bool:
        def holds(part: str) -> bool:
            found = re.fullmatch(r"([\w.-]+) (==|!=) '([^']*)'", part.strip())
            assert found, f"a condition that this runner does not know: {part}"
            return (self._value(found[1]) == found[3]) == (found[2] == "==")

        return condition == "true" or all(map(holds, condition.split("&&")))


@pytest.fixture(scope="module")
def action() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(ACTION.read_text())
    return loaded


@pytest.fixture
def team(tmp_path: Path) -> Path:
    folder = tmp_path / "team"
    (folder / "site" / "people").mkdir(parents=True)
    shutil.copy(SAMPLES / "camera.jpg", folder / "site" / "people" / "kim.jpg")
    return folder


def runner(tmp_path: Path, action: dict[str, Any], folder: Path, **inputs: str) -> Runner:
    """Return a runner with the action's defaults, whose pip installs from this environment alone."""
    work = tmp_path / "runner"
    work.mkdir(exist_ok=True)
    defaults = {name: str(item.get("default", "")) for name, item in action["inputs"].items()}
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    assert given.keys() <= defaults.keys()
    foreign = ("GITHUB_", "PHOTOAUDIT_")
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(foreign)},
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # what pip calls "no isolation"
        "PYTHONPATH": sysconfig.get_path("purelib"),
    }
    return Runner(folder, work, {**defaults, **given}, environment)


def run_installed(here: Runner, action: dict[str, Any]) -> int:
    """Run all steps but the installation, with the photoaudit of this environment."""
    program = shutil.which("photoaudit", path=str(Path(sys.executable).parent))
    assert program is not None
    here.outputs["install"] = {"photoaudit": program}
    return here.run(
        [step for step in action["runs"]["steps"] if step.get("id") not in ("dependencies", "install")]
    )


@pytest.mark.slow
def test_a_pull_request_with_a_bad_photo_fails_and_leaves_its_findings_behind(
    tmp_path: Path, action: dict[str, Any], team: Path
) -> None:
    pytest.importorskip("hatchling", reason="hatchling is not installed (it comes with the dev extra)")
    shutil.copy(SAMPLES / "iptc-ai.jpg", team / "site" / "people" / "alex, new.jpg")
    here = runner(tmp_path, action, team, paths="site", policy="company")

    # Dependencies come from an index, which a test has not: they and pip are those of this environment.
    venv.create(here.work / "photoaudit" / "venv", with_pip=False)
    steps = [step for step in action["runs"]["steps"] if step.get("id") != "dependencies"]
    assert here.run(steps) == 1, here.said

    assert here.outputs["scan"]["exit-code"] == "1"
    annotations = [line for line in here.said.splitlines() if line.startswith("::error ")]
    assert len(annotations) == 1
    assert "file=site/people/alex%2C new.jpg" in annotations[0]
    assert "alex, new.jpg" in here.summary.read_text("utf-8")
    sarif = json.loads(Path(here.outputs["scan"]["sarif"]).read_text("utf-8"))
    errors = [result for run in sarif["runs"] for result in run["results"] if result["level"] == "error"]
    places = [place["physicalLocation"]["artifactLocation"] for item in errors for place in item["locations"]]
    assert {place["uri"] for place in places} == {"site/people/alex%2C%20new.jpg"}
    assert "data:image/" in Path(here.outputs["scan"]["html"]).read_text("utf-8")
    assert here.used == [
        "actions/setup-python",
        "actions/cache",
        "github/codeql-action/upload-sarif",
        "actions/upload-artifact",
    ]


@pytest.mark.slow
def test_inputs_are_passed_on_and_a_good_photo_passes(
    tmp_path: Path, action: dict[str, Any], team: Path
) -> None:
    here = runner(
        tmp_path,
        action,
        team,
        paths="site/people/kim.jpg\n",
        options="--only=provenance",
        cache="false",
        upload_sarif="false",
        upload_html="false",
        thumbnails="false",
        policy="company,linkedin",
        fail_on="medium, unreadable",
        fail_on_verdict="ai-declared,conflict",
    )

    assert run_installed(here, action) == 0, here.said

    assert "::error" not in here.said
    assert "data:image/" not in Path(here.outputs["scan"]["html"]).read_text("utf-8")
    assert here.used == ["actions/setup-python"]


def pull_request(team: Path, depth: int) -> tuple[Path, dict[str, str]]:
    """Return a clone as GitHub checks it out for a pull request that adds a photo, and what the event is."""
    people = team / "site" / "people"
    shutil.copy(SAMPLES / "iptc-ai.jpg", people / "old.jpg")
    repository(team)
    git(team, "switch", "-q", "-c", "topic")
    commit(team)  # so that the branch is longer than what is fetched
    shutil.copy(SAMPLES / "generator-text.png", people / "new.png")
    commit(team)
    git(team, "switch", "-q", "-c", "merged", "main")
    git(team, "merge", "-q", "--no-ff", "-m", "as GitHub merges it", "topic")
    clone = team.parent / "clone"
    git(team.parent, "clone", "-q", f"--depth={depth}", "--branch", "merged", team.as_uri(), str(clone))
    return clone, {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_SHA": git(clone, "rev-parse", "HEAD")}


@git_needed
@pytest.mark.slow
@pytest.mark.parametrize(("depth", "since"), [(2, ""), (1, ""), (2, "none")])
def test_a_pull_request_annotates_what_it_changes_and_counts_the_rest(
    tmp_path: Path, action: dict[str, Any], team: Path, depth: int, since: str
) -> None:
    clone, event = pull_request(team, depth)
    here = runner(
        tmp_path,
        action,
        clone,
        paths="site",
        options="--only=provenance",
        cache="false",
        since=since,
    )
    here.event = event

    assert run_installed(here, action) == 1, here.said

    told = [line for line in here.said.splitlines() if re.match(r"::(error|warning|notice) file=", line)]
    named = {name for name in ("new.png", "old.jpg", "kim.jpg") if any(name in line for line in told)}
    changed = (depth, since) == (2, "")
    assert named == ({"new.png"} if changed else {"new.png", "old.jpg"})
    summary = here.summary.read_text("utf-8")
    assert ("Left out: 2 photos that have not changed since" in summary) is changed
    assert ("fetch-depth: 2" in here.said) is (depth == 1)
    page = Path(here.outputs["scan"]["html"]).read_text("utf-8")
    assert ("old.jpg" in page) is not changed


@git_needed
@pytest.mark.slow
def test_a_push_audits_all_and_fails_what_declares_ai_by_default(
    tmp_path: Path, action: dict[str, Any], team: Path
) -> None:
    clone, _ = pull_request(team, 2)
    here = runner(tmp_path, action, clone, paths="site", options="--only=provenance", cache="false")
    here.event = {"GITHUB_EVENT_NAME": "push"}
    assert run_installed(here, action) == 1, here.said
    assert "2 failed: " in here.said
    assert here.said.count("(verdict ai-declared)") == 2


@pytest.mark.slow
def test_hostile_inputs_are_text_and_never_run(tmp_path: Path, action: dict[str, Any], team: Path) -> None:
    hostile = 'x"; touch hacked; "$(touch hacked)`touch hacked`'
    here = runner(tmp_path, action, team, policy=hostile, paths=hostile, cache="false")

    assert run_installed(here, action) == 2

    assert not (team / "hacked").exists()


def test_no_script_has_an_expression_in_it_and_every_action_is_pinned(action: dict[str, Any]) -> None:
    for step in action["runs"]["steps"]:
        assert not EXPRESSION.search(step.get("run", ""))
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step.get("uses", "x/x@" + 40 * "0"))
