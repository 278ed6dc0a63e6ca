"""``scan --since``: what has changed in real git repositories, and paths as commit hooks pass them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from _commands import (
    call,
    commit,
    declared,
    git,
    git_needed,
    plain,
    quick,
    repository,
    within_this_process,
)
from photoaudit.scan import changes

pytestmark = git_needed
posix = pytest.mark.skipif(os.name != "posix", reason="such names are not possible here")


@pytest.fixture(autouse=True)
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a repository with two photos on main, on a branch of its own."""
    within_this_process(monkeypatch, tmp_path / "cache")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    plain(tmp_path / "repo" / "old.jpg", 10)
    plain(tmp_path / "repo" / "site" / "kept.jpg", 20)
    folder = repository(tmp_path / "repo")
    git(folder, "switch", "-q", "-c", "topic")
    monkeypatch.chdir(folder)
    return folder


def audited(*arguments: str) -> list[str]:
    """Return the paths that a scan reports on, by name."""
    code, out, err = quick("scan", "--format", "json", *arguments)
    assert code in (0, 1), err
    return sorted(
        report["path"].replace(os.sep, "/").removeprefix("./") for report in json.loads(out)["reports"]
    )


def test_committed_staged_changed_and_new_photos_count_deleted_and_ignored_ones_do_not(repo: Path) -> None:
    plain(repo / "committed.jpg", 30)
    commit(repo)
    plain(repo / "staged.jpg", 40)
    git(repo, "add", "staged.jpg")
    plain(repo / "site" / "kept.jpg", 50)  # changed, not staged
    plain(repo / "untracked.jpg", 60)
    (repo / ".gitignore").write_text("ignored.jpg\n")
    plain(repo / "ignored.jpg", 70)
    (repo / "old.jpg").unlink()
    (repo / "notes.txt").write_text("no photo")
    expected = ["committed.jpg", "site/kept.jpg", "staged.jpg", "untracked.jpg"]
    assert audited("--since", "main") == expected


def test_what_changed_on_the_other_branch_meanwhile_does_not_count(repo: Path) -> None:
    plain(repo / "mine.jpg", 30)
    commit(repo)
    git(repo, "switch", "-q", "main")
    plain(repo / "theirs.jpg", 40)
    plain(repo / "old.jpg", 41)
    commit(repo)
    git(repo, "switch", "-q", "topic")
    assert audited("--since", "main") == ["mine.jpg"]


def test_a_renamed_photo_counts_under_its_new_name(repo: Path) -> None:
    git(repo, "mv", "old.jpg", "site/new.jpg")
    commit(repo)
    assert audited("--since", "main") == ["site/new.jpg"]


@posix
def test_names_may_be_anything(repo: Path) -> None:
    names = ["two words.jpg", "new\nline.jpg", "änne.jpg", '"quoted".jpg', "-dash.jpg", "ends \t.jpg"]
    for shade, name in enumerate(names, 100):
        plain(repo / "sub folder" / name, shade)
    assert len(audited("--since", "main")) == len(names)
    commit(repo)
    assert len(audited("--since", "main")) == len(names)


def test_it_works_from_a_folder_below_and_looks_there(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain(repo / "above.jpg", 30)
    plain(repo / "site" / "below.jpg", 40)
    commit(repo)
    git(repo, "config", "diff.relative", "true")
    monkeypatch.chdir(repo / "site")
    assert audited("--since", "main") == ["below.jpg"]
    assert audited("--since", "main", "..") == ["../above.jpg", "../site/below.jpg"]


def test_paths_and_patterns_narrow_it_further(repo: Path) -> None:
    for name, shade in (("a.jpg", 30), ("site/b.jpg", 40), ("site/draft/c.jpg", 50)):
        plain(repo / name, shade)
    assert audited("--since", "main", "site") == ["site/b.jpg", "site/draft/c.jpg"]
    assert audited("--since", "main", "site", "--exclude", "draft/") == ["site/b.jpg"]
    assert audited("--since", "main", "a.jpg", "old.jpg") == ["a.jpg"]
    (repo / "photoaudit.toml").write_text('exclude = ["site/draft/"]\n')
    assert audited("--since", "main") == ["a.jpg", "site/b.jpg"]


def test_nothing_changed_is_a_success_and_reports_are_written(repo: Path) -> None:
    code, _, err = quick("scan", "--since", "main", "-f", "json", "-o", "out.json")
    assert code == 0
    assert "no photo has changed since 'main'" in err
    assert json.loads((repo / "out.json").read_text("utf-8"))["reports"] == []


def test_a_bad_photo_that_is_new_fails_and_one_that_was_there_does_not(repo: Path) -> None:
    declared(repo / "bad.png")
    assert quick("scan", "--since", "main", "--fail-on", "medium")[0] == 1
    commit(repo)
    plain(repo / "good.jpg", 30)
    assert quick("scan", "--since", "HEAD", "--fail-on", "medium")[0] == 0


@pytest.mark.parametrize("ref", ["nowhere", "--all", "HEAD:old.jpg"])
def test_a_ref_that_is_no_commit_is_refused(ref: str) -> None:
    code, _, err = quick("scan", f"--since={ref}")
    assert (code, err) == (2, f"photoaudit: --since: git knows no commit '{ref}'.\n")


def test_where_there_is_no_repository_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = plain(tmp_path / "outside" / "a.jpg").parent
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    code, _, err = quick("scan", "--since", "main", str(outside))
    assert code == 2
    assert "is not in the repository" in err
    monkeypatch.chdir(outside)
    code, _, err = quick("scan", "--since", "main")
    assert code == 2
    assert "--since needs a git repository" in err
    assert err.count("\n") == 1


def test_without_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    code, _, err = quick("scan", "--since", "main")
    assert code == 2
    assert "needs git" in err


def test_a_shallow_clone_without_the_common_commit_says_what_to_do(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain(repo / "mine.jpg", 30)
    commit(repo)
    git(repo, "switch", "-q", "main")
    commit(repo)
    git(tmp_path, "clone", "-q", "--depth", "1", "--branch", "topic", repo.as_uri(), "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    code, _, err = quick("scan", "--since", "origin/main")
    assert code == 2
    assert "fetch-depth: 0" in err
    git(tmp_path / "shallow", "fetch", "-q", "--depth", "1", "origin", "main:other")
    code, _, err = quick("scan", "--since", "other")
    assert code == 2
    assert "no commit in common" in err
    assert "fetch-depth: 0" in err


def test_a_photo_is_found_by_whatever_way_leads_to_it(repo: Path, tmp_path: Path) -> None:
    plain(repo / "site" / "new.jpg", 30)
    try:
        (tmp_path / "link").symlink_to(repo, target_is_directory=True)
    except OSError:
        pytest.skip("links are not possible here")
    folder = tmp_path / "link" / "site"
    assert audited("--since", "main", str(folder)) == [(folder / "new.jpg").as_posix()]


@posix
def test_git_runs_no_program_that_the_repository_configures(repo: Path) -> None:
    trap = repo / "trap"
    trap.write_text("#!/bin/sh\ntouch sprung\n")
    trap.chmod(0o755)
    for name in ("diff.external", "core.fsmonitor", "diff.jpg.command"):
        git(repo, "config", name, str(trap))
    (repo / ".gitattributes").write_text("*.jpg diff=jpg\n")
    plain(repo / "old.jpg", 77)
    assert audited("--since", "main") == ["old.jpg"]
    assert not (repo / "sprung").exists()


def test_other_folders_are_left_alone(repo: Path) -> None:
    root, changed = changes.changed_since("main", repo / "site")
    assert (root, changed) == (os.path.realpath(repo), frozenset())


def test_a_hook_passes_files_one_by_one_and_the_configuration_excludes_some(repo: Path) -> None:
    (repo / "photoaudit.toml").write_text('exclude = ["old.jpg"]\nfail-on = "medium"\n')
    declared(repo / "bad.png")
    assert audited("old.jpg", "bad.png", "site/kept.jpg") == ["bad.png", "site/kept.jpg"]
    code, _, err = quick("scan", "old.jpg")
    assert code == 3
    assert "left out by patterns" in err
    assert quick("scan", "--allow-empty", "old.jpg")[0] == 0
    assert audited("old.jpg", "--exclude", "x") == [
        "old.jpg"
    ]  # a flag takes the place of the file's patterns


def test_what_is_no_photo_or_gone_is_reported_not_passed_over(repo: Path) -> None:
    (repo / "notes.txt").write_text("no photo")
    code, out, _ = quick("scan", "-q", "notes.txt", "gone.jpg", "old.jpg")
    assert code == 4
    assert "notes.txt: unreadable" in out
    assert "gone.jpg: unreadable" in out
    assert call("check", "gone.jpg")[0] == 4
