"""The steps of docs/ci.md, done in the order in which they stand there."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from _commands import call, git, git_needed, repository, within_this_process
from checkout import ROOT, SAMPLES

PAGE = ROOT / "docs" / "ci.md"


def blocks(language: str, text: str) -> list[str]:
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in the repository of the page, with an old photo in each place."""
    within_this_process(monkeypatch, tmp_path / "cache")
    folder = tmp_path / "our-site"
    for place, sample in (
        ("people/kim.jpg", "camera.jpg"),
        ("people/old.jpg", "iptc-ai.jpg"),
        ("execs/sam.jpg", "smoothed.jpg"),
    ):
        (folder / "site" / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SAMPLES / sample, folder / "site" / place)
    monkeypatch.chdir(repository(folder))
    return folder


@git_needed
@pytest.mark.slow
def test_the_steps_work_in_the_order_of_the_page(site: Path) -> None:
    _, *sections = re.split(r"^## (?=\d)", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    (site / "photoaudit.toml").write_text(blocks("toml", sections[0])[0])
    assert call("config", "show")[0] == 0
    made = {"scan": site / "photos.html", "baseline": site / ".photoaudit-baseline.json"}
    for line in blocks("sh", sections[1])[0].splitlines():
        program, *words = shlex.split(line, comments=True)
        if program == "git":
            git(site, *words)
            continue
        assert program == "photoaudit"
        code, _, err = call(*words)
        assert code == {"scan": 1, "baseline": 0}[words[0]], err
        assert ("baseline create" in err) is (words[0] == "scan"), (
            "before there is one, it says how to make it"
        )
        assert made[words[0]].is_file()
    code, _, err = call("scan", "site")
    assert (code, err) == (0, ""), "what is there is accepted"

    shutil.copy(SAMPLES / "generator-text.png", site / "site" / "people" / "alex.png")
    code, _, err = call("scan", "site")
    assert code == 1
    assert "alex.png (risk high)" in err
    assert "old.jpg" not in err
    (line,) = blocks("sh", sections[4])
    assert call(*shlex.split(line)[1:])[0] == 0
    assert call("scan", "site")[0] == 0


def test_no_recipe_installs_a_package_that_is_not_published() -> None:
    text = PAGE.read_text("utf-8")
    assert "no published package yet" in text
    for block in re.findall(r"```\w*\n(.*?)```", text, re.DOTALL):
        for installed in re.findall(r"pip install (?:--quiet )?(\S+)", block):
            assert "/" in installed, installed
