"""Commands run in this process, on small photos, in folders and repositories made for a test."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from typer.testing import CliRunner

import faces
from photoaudit.cli.app import app
from photoaudit.scan import batch, cache
from photoaudit.scan.workers import Borrowed

git_needed = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def call(*arguments: str | Path, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Return exit code, standard output and standard error."""
    runner = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1", **(env or {})})
    result = runner.invoke(app, [str(item) for item in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def quick(command: str, *arguments: str | Path, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Run ``check`` or ``scan`` without looking at pixels."""
    return call(command, "--only", "provenance", *arguments, env=env)


def as_in_a_shell() -> None:
    """Handle signals as usual in a process that has just begun: whoever started the tests may ignore them."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def within_this_process(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let scans examine photos in a thread, which starts at once, and keep their cache in ``folder``."""

    def borrowed(task: Any, *_: object) -> Borrowed:
        return Borrowed(task, ThreadPoolExecutor(1), 4)

    monkeypatch.setattr(batch, "Pool", borrowed)
    monkeypatch.setattr(cache, "default_folder", lambda: folder)


def plain(path: Path, shade: int = 90) -> Path:
    """Write a photo that declares nothing; photos of different shades have different contents."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (64, 64), (shade, shade, 120)).save(path)
    return path


def declared(path: Path, shade: int = 90) -> Path:
    """Write a PNG that says AI made it: LinkedIn's policy gives it medium risk, a company's high."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = PngInfo()
    text.add_text("parameters", "a person\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512")
    Image.new("RGB", (64, 64), (shade, shade, 120)).save(path, "PNG", pnginfo=text)
    return path


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, by no configuration but its own."""
    command = ["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", *arguments]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def repository(folder: Path) -> Path:
    """Start a git repository, with all that is in the folder committed."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    """Commit all that is in the folder."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "some photos")


def unreadable(folder: Path) -> dict[str, Path]:
    """Make files and places that are no photos."""
    paths = {
        "missing": folder / "missing.jpg",
        "directory": folder / "folder.jpg",
        "empty": folder / "empty.jpg",
        "text": folder / "text.jpg",
        "truncated": folder / "truncated.jpg",
    }
    paths["directory"].mkdir()
    paths["empty"].touch()
    paths["text"].write_text("not a picture")
    Image.fromarray(faces.portrait()).save(paths["truncated"])
    paths["truncated"].write_bytes(paths["truncated"].read_bytes()[:9000])
    if hasattr(os, "mkfifo"):
        paths["fifo"] = folder / "fifo.jpg"
        os.mkfifo(paths["fifo"])
    return paths
