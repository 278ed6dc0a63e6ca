"""What a repository configures is not run when git is asked what has changed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from _commands import commit, git, git_needed, plain, quick, repository, within_this_process
from photoaudit.scan import changes
from photoaudit.scan.changes import NoAnswerError, changed_since, user_name

pytestmark = [git_needed, pytest.mark.skipif(os.name != "posix", reason="the programs are shell scripts")]


@pytest.fixture(autouse=True)
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a repository with two photos."""
    within_this_process(monkeypatch, tmp_path / "cache")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    plain(tmp_path / "repo" / "old.jpg", 10)
    plain(tmp_path / "repo" / "sub" / "kept.jpg", 20)
    folder = repository(tmp_path / "repo")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """Return a program that leaves a trace when it is run, and passes on what it gets."""
    script = tmp_path / "trap.sh"
    script.write_text(f"#!/bin/sh\ntouch '{tmp_path}/sprung'\ncat\n")
    script.chmod(0o755)
    return script


def age(path: Path) -> None:
    """Have git look into a file again, as its times are others than the index says."""
    os.utime(path, (1, 1))


def sprung(tmp_path: Path) -> bool:
    return (tmp_path / "sprung").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["evil", "with=sign", "with.dot", "Upper Case"])
@pytest.mark.parametrize("kind", ["clean", "process"])
def test_a_filter_is_not_run(repo: Path, tmp_path: Path, trap: Path, kind: str, name: str) -> None:
    (repo / ".gitattributes").write_text(f"*.jpg filter={name.replace(' ', '')}\n")
    commit(repo)
    git(repo, "config", f"filter.{name.replace(' ', '')}.{kind}", str(trap))
    git(repo, "config", f"filter.{name.replace(' ', '')}.required", "true")
    plain(repo / "old.jpg", 11)
    age(repo / "sub" / "kept.jpg")
    if kind == "clean":  # what asking git plainly would do
        git(repo, "diff", "--name-only", "HEAD")
        assert sprung(tmp_path)
        (tmp_path / "sprung").unlink()
    code, out, err = quick("scan", "--since", "HEAD", "-f", "csv")
    assert code == 0, err
    assert "old.jpg" in out
    assert "kept.jpg" not in out
    assert not sprung(tmp_path)


def test_nor_one_of_a_submodule(repo: Path, tmp_path: Path, trap: Path) -> None:
    inner = tmp_path / "inner"
    plain(inner / "x.jpg", 1)
    (inner / ".gitattributes").write_text("*.jpg filter=evil\n")
    repository(inner)
    git(repo, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "module")
    commit(repo)
    git(repo / "module", "config", "filter.evil.clean", str(trap))
    age(repo / "module" / "x.jpg")
    code, _, err = quick("scan", "--since", "HEAD")
    assert code == 0, err
    assert not sprung(tmp_path)


@pytest.mark.parametrize("place", ["beside", "repo/within"])
def test_nor_one_of_a_work_tree_that_another_repository_names(
    repo: Path, tmp_path: Path, trap: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (repo / ".gitattributes").write_text("*.jpg filter=evil\n")
    commit(repo)
    git(repo, "config", "filter.evil.clean", str(trap))
    plain(repo / "old.jpg", 11)
    plain(tmp_path / place / "x.jpg", 1)
    folder = repository(tmp_path / place)
    git(folder, "config", "core.worktree", str(repo))
    monkeypatch.chdir(folder)
    code, _, err = quick("scan", ".", "--since", "HEAD")
    assert not sprung(tmp_path)
    if place == "beside":
        assert code == 2
        assert "is not in the work tree" in err
    else:
        assert code == 0, err


def test_a_bare_repository_in_the_folder_is_not_entered(
    repo: Path, tmp_path: Path, trap: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = repo / "sub"
    for name in ("objects", "refs"):
        (bare / name).mkdir()
        (bare / name / "kept").touch()
    (bare / "HEAD").write_text("ref: refs/heads/main\n")
    (bare / "config").write_text(
        f'[core]\nbare = false\nworktree = "{bare}"\nfsmonitor = "{trap}"\nhooksPath = "{tmp_path}"\n'
        "[user]\nname = Mallory\n"
    )
    commit(repo)
    plain(bare / "kept.jpg", 21)
    monkeypatch.chdir(bare)
    root, changed = changed_since("HEAD", bare)
    assert root == os.path.realpath(repo)
    assert changes.identity(str(bare / "kept.jpg")) in changed
    assert user_name(bare) != "Mallory"
    assert not sprung(tmp_path)


def test_nor_a_hook_or_monitor_of_the_repository(repo: Path, tmp_path: Path, trap: Path) -> None:
    hook = repo / ".git" / "hooks" / "post-index-change"
    hook.parent.mkdir(exist_ok=True)
    shutil.copy(trap, hook)
    git(repo, "config", "core.fsmonitor", str(trap))
    (tmp_path / "sprung").unlink(missing_ok=True)
    age(repo / "old.jpg")
    assert quick("scan", "--since", "HEAD")[0] == 0
    assert not sprung(tmp_path)


def test_git_is_found_by_absolute_folders_only(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.environ["PATH"]
    for place in (repo / "git", repo / "tools" / "git"):
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"#!/bin/sh\ntouch '{tmp_path}/sprung'\n")
        place.chmod(place.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "tools", real]))
    assert Path(changes._program()).is_absolute()
    assert quick("scan", "--since", "HEAD")[0] == 0
    assert not sprung(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "tools"]))
    assert quick("scan", "--since", "HEAD")[0] == 2
    assert not sprung(tmp_path)


def test_git_that_does_not_take_our_settings_is_refused(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    script = folder / "git"  # older than 2.31: it knows no settings from the environment
    script.write_text(f'#!/bin/sh\nunset GIT_CONFIG_COUNT\nexec {shutil.which("git")} "$@"\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(NoAnswerError, match=r"2\.31 or later"):
        changed_since("HEAD", repo)


def test_a_hook_that_tells_where_the_repository_is_is_believed(repo: Path) -> None:
    plain(repo / "new.jpg", 12)
    probe = (
        "from pathlib import Path; from photoaudit.scan.changes import changed_since; "
        "print(len(changed_since('HEAD', Path())[1]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", probe], cwd=repo, env={**os.environ, "GIT_DIR": ".git"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout.strip() == "1"
