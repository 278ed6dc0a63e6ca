"""Where the commands of this room are run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from _commands import within_this_process


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of the test's own, with no settings from outside."""
    within_this_process(monkeypatch, tmp_path / "cache")
    folder = tmp_path / "team"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("PHOTOAUDIT_")]:
        monkeypatch.delenv(name)
    return folder
