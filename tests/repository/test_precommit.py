"""The pre-commit hook, installed from this checkout by the real pre-commit into a real repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

from checkout import ROOT, SAMPLES
from photoaudit.scan import discovery

HOOKS = ROOT / ".pre-commit-hooks.yaml"
PERSON = ("-c", "user.name=Kim", "-c", "user.email=kim@example.org")
NEEDED = ("src", "pyproject.toml", "README.md", "LICENSE", "NOTICE", ".pre-commit-hooks.yaml")


def run(folder: Path, *command: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Let pre-commit install the hook without a network: what it depends on is that of this environment."""
    if not HOOKS.is_file():
        pytest.skip("the hook is part of a checkout, not of this copy")
    for module in ("pre_commit", "hatchling"):
        pytest.importorskip(module, reason=f"{module} is not installed (it comes with the dev extra)")
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PHOTOAUDIT_"))}
    return {
        **kept,
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # what pip calls "no isolation"
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        # Networks hardly get smaller by being packed.
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.compression",
        "GIT_CONFIG_VALUE_0": "0",
    }


@pytest.fixture
def hook(tmp_path: Path, environment: dict[str, str]) -> tuple[Path, str]:
    """Return a repository of this checkout as it is now, and its commit."""
    repository = tmp_path / "photoaudit"
    repository.mkdir()
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, repository / name, ignore=ignored)
        else:
            shutil.copy(source, repository / name)
    for command in (("init", "-q"), ("add", "-A"), (*PERSON, "commit", "-qm", "now")):
        run(repository, "git", *command, environment=environment).check_returncode()
    commit = run(repository, "git", "rev-parse", "HEAD", environment=environment).stdout.strip()
    return repository, commit


@pytest.mark.slow
def test_a_bad_photo_is_refused_then_accepted_by_a_baseline_then_refused_when_it_changes(
    tmp_path: Path, environment: dict[str, str], hook: tuple[Path, str]
) -> None:
    team = tmp_path / "team"
    (team / "photos").mkdir(parents=True)
    repository, commit = hook
    hooks = {"repos": [{"repo": str(repository), "rev": commit, "hooks": [{"id": "photoaudit"}]}]}
    (team / ".pre-commit-config.yaml").write_text(yaml.safe_dump(hooks))
    (team / "photoaudit.toml").write_text(
        'policy = "company"\nbaseline = ".photoaudit-baseline.json"\nonly = ["provenance"]\njobs = 1\n'
    )

    def git(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run(team, "git", *PERSON, *arguments, environment=environment)

    def commits() -> int:
        return len(git("log", "--oneline").stdout.splitlines())

    def baseline(verb: str, because: str) -> None:
        words = ("-m", "photoaudit", "baseline", verb, "photos", "--by", "Kim", "--because", because)
        done = run(team, sys.executable, *words, environment={**environment, "PYTHONPATH": ""})
        assert done.returncode == 0, done.stdout + done.stderr

    git("init", "-q").check_returncode()
    installed = run(team, sys.executable, "-m", "pre_commit", "install", environment=environment)
    assert installed.returncode == 0, installed.stdout + installed.stderr

    shutil.copy(SAMPLES / "camera.jpg", team / "photos" / "kim.jpg")
    baseline("create", "here before the audit began")
    git("add", "-A")
    good = git("commit", "-m", "a camera photo")
    assert good.returncode == 0, good.stdout + good.stderr
    assert commits() == 1

    shutil.copy(SAMPLES / "iptc-ai.jpg", team / "photos" / "alex.jpg")
    git("add", "-A")
    bad = git("commit", "-m", "another")
    assert bad.returncode != 0
    assert commits() == 1
    said = bad.stdout + bad.stderr
    assert "photos/alex.jpg: ai-declared, risk high: Company team page: The file says that AI made it" in said
    assert "kim.jpg" not in said, "photos of earlier commits are no business of this one"

    baseline("update", "Alex agreed to an illustration until the photo day")
    git("add", "-A")
    known = git("commit", "-m", "another, accepted")
    assert known.returncode == 0, known.stdout + known.stderr
    assert commits() == 2

    shutil.copy(SAMPLES / "generator-text.png", team / "photos" / "alex.jpg")
    git("add", "-A")
    changed = git("commit", "-m", "and now for something else")
    assert changed.returncode != 0
    assert "photos/alex.jpg: ai-declared, risk high" in changed.stdout + changed.stderr
    assert commits() == 2


def test_the_hook_takes_every_kind_of_file_that_a_scan_finds() -> None:
    if not HOOKS.is_file():
        pytest.skip("the hook is part of a checkout, not of this copy")
    (hook,) = yaml.safe_load(HOOKS.read_text())
    for suffix in discovery.SUFFIXES:
        assert re.search(hook["files"], f"team/Anna{suffix}"), suffix
        assert re.search(hook["files"], f"team/Anna{suffix.upper()}"), suffix
    assert not re.search(hook["files"], "team/anna.txt")
