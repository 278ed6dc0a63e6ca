"""A cache that somebody else may have filled is not believed."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from _commands import call, declared, plain, quick, within_this_process
from photoaudit.engine import Examination, examine, select
from photoaudit.model import Settings
from photoaudit.scan import cache as cache_module
from photoaudit.scan import record
from photoaudit.scan.cache import NAME, Cache, default_folder

CHECKS = select(["provenance"])


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a repository with a photo that says AI made it."""
    within_this_process(monkeypatch, tmp_path / "cache")
    declared(tmp_path / "repo" / "a.png")
    (tmp_path / "repo" / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "repo")
    return tmp_path / "repo"


@pytest.mark.parametrize("value", ["kept", "sub/../kept", "linked", "../outside/link"])
@pytest.mark.parametrize(
    "command", [["scan", "."], ["baseline", "create", ".", "--because", "x", "--by", "y"]]
)
def test_a_repository_cannot_bring_its_cache(
    here: Path, tmp_path: Path, value: str, command: list[str]
) -> None:
    (here / "kept").mkdir()
    (here / "sub").mkdir()
    (tmp_path / "outside").mkdir()
    if os.name == "posix":
        (here / "linked").symlink_to(tmp_path / "outside")
        (tmp_path / "outside" / "link").symlink_to(here / "kept")
    elif "link" in value:
        pytest.skip("links need rights here")
    (here / "photoaudit.toml").write_text(f'cache-dir = "{value}"\n')
    code, _, err = call(*command)
    assert code == 2, err
    assert "could be forged" in err
    assert "photoaudit.toml:1" in err


def test_nor_may_it_lie_in_another_folder_that_is_scanned(here: Path, tmp_path: Path) -> None:
    plain(tmp_path / "other" / "b.jpg")
    (here / "photoaudit.toml").write_text('cache-dir = "../other/kept"\n')
    assert quick("scan", tmp_path / "other")[0] == 2
    assert quick("scan", "a.png")[0] in (0, 1)


@pytest.mark.parametrize("command", [["scan", "a.png"], ["cache", "info"], ["cache", "clear"]])
def test_nor_may_a_repository_around_it_bring_one(
    here: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    declared(here / "module" / "a.png")
    (here / "module" / ".git").mkdir()
    (here / "module" / "photoaudit.toml").write_text('cache-dir = "../kept"\n')
    quick("scan", "a.png", "--cache-dir", "kept")
    before = (here / "kept" / NAME).read_bytes()
    monkeypatch.chdir(here / "module")
    code, out, err = call(*command)
    assert (code, out) == (2, ""), err
    assert "photoaudit.toml:1: a cache in the tree" in err
    assert (here / "kept" / NAME).read_bytes() == before


@pytest.mark.parametrize("command", ["info", "clear"])
def test_nor_does_a_command_on_caches_open_it(here: Path, command: str) -> None:
    quick("scan", "a.png", "--cache-dir", "kept")
    (here / "photoaudit.toml").write_text('cache-dir = "kept"\n')
    code, out, err = call("cache", command)
    assert (code, out) == (2, ""), err
    assert "could be forged" in err
    code, out, err = call("cache", command, "--cache-dir", "kept")
    assert (code, err) == (0, "")
    assert "kept" in out


def test_a_user_may_name_any_and_is_told_with_quiet(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        code, _, err = quick("scan", "a.png", "-q", "--cache-dir", "kept")
        assert code in (0, 1)
    assert "1 of 1 photo is known from the cache" in err
    (here / "photoaudit.toml").write_text('cache-dir = "kept"\n')
    monkeypatch.setenv("PHOTOAUDIT_CACHE_DIR", str(here / "kept"))
    assert quick("scan", "a.png", "-q")[0] in (0, 1)


def kept(folder: Path) -> Any:
    """Scan once, and return the record that is kept."""
    quick("scan", "a.png", "--cache-dir", folder)
    with sqlite3.connect(folder / NAME) as database:
        (packed,) = database.execute("SELECT record FROM records").fetchone()
    database.close()
    return json.loads(zlib.decompress(packed))


def replace(folder: Path, text: str | bytes) -> None:
    with sqlite3.connect(folder / NAME) as database:
        data = text if isinstance(text, bytes) else zlib.compress(text.encode())
        database.execute("UPDATE records SET record = ?", (data,))
    database.close()


def every(item: Any, **changes: object) -> Any:
    """Return a record with something changed in each finding."""
    return {**item, "findings": [{**finding, **changes} for finding in item["findings"]]}


FORGED: dict[str, Callable[[Any], Any]] = {
    "no findings": lambda item: {**item, "findings": []},
    "one finding less": lambda item: {**item, "findings": item["findings"][1:]},
    "another order": lambda item: {**item, "findings": item["findings"][::-1]},
    "another content": lambda item: {**item, "sha256": "0" * 64},
    "no content": lambda item: {key: value for key, value in item.items() if key != "sha256"},
    "a weight": lambda item: every(item, llr=-9.0),
    "another title": lambda item: every(item, title="x"),
    "a number for a text": lambda item: every(item, summary=5),
    "a text for a number": lambda item: {**item, "width": "wide"},
    "a list for a text": lambda item: {**item, "format": ["JPEG"]},
    "a list in notes": lambda item: {**item, "notes": [["x"]]},
    "a table for a picture": lambda item: {**item, "exhibit": {}},
    "a key of no use": lambda item: {**item, "surprise": 1},
    "a box of one number": lambda item: every(item, regions=[{"kind": "box", "points": [[1]], "label": ""}]),
    "eyes of three": lambda item: {**item, "traits": [[1, 2, 3], True, ""]},
    "eyes of words": lambda item: {**item, "traits": [["a", "b", "c", "d"], True, ""]},
    "a list": lambda item: [item],
    "deep": lambda _: json.loads("[" * 400 + "]" * 400),
}  # fmt: skip


@pytest.mark.parametrize("how", FORGED)
def test_a_record_of_another_shape_is_none(here: Path, tmp_path: Path, how: str) -> None:
    folder = tmp_path / "kept"
    replace(folder, json.dumps(FORGED[how](kept(folder))))
    code, out, err = quick("scan", "a.png", "--cache-dir", folder, "--policy", "company", "-q")
    assert code == 1, err
    assert "ai-declared" in out
    assert "known from the cache" not in err


@pytest.mark.slow
def test_a_record_that_unpacks_to_any_size_is_none(here: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    kept(folder)
    for data in (zlib.compress(b"[" * 200_000_000, 9), zlib.compress(b"{}")[:-3], b"", b"x"):
        replace(folder, data)
        with Cache(folder) as cache:
            entry = examine("a.png", CHECKS)
            assert (
                cache.get(entry.sha256, cache_module.scope_of([item.info.id for item in CHECKS], Settings()))
                is None
            )


def test_records_of_every_photo_are_what_they_were(here: Path) -> None:
    for path in (here / "a.png", plain(here / "b.jpg")):
        seen = examine(path)
        again = record.decode(record.encode(seen), str(path))
        assert record.answers(again, seen.sha256, select())
    assert not record.answers(Examination("a", reason="x"), "", ())


@pytest.mark.skipif(os.name != "posix", reason="needs links and pipes")
@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
@pytest.mark.parametrize("kind", ["link", "pipe", "dangling"])
def test_a_cache_that_is_a_link_or_a_pipe_is_off(here: Path, tmp_path: Path, end: str, kind: str) -> None:
    folder, victim = tmp_path / "kept", tmp_path / "victim"
    folder.mkdir()
    place = folder / (NAME + end)
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(victim)
        if kind == "link":
            victim.write_text("kept")
    with Cache(folder) as cache:
        cache.put("1", "s", "record")
        assert cache.get("1", "s") is None
        assert "the cache is off" in cache.notes[0]
    assert not victim.exists() or victim.read_text() == "kept"


def test_a_cache_folder_that_depends_on_where_one_stands_is_ignored(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform in ("win32", "darwin"):
        pytest.skip("other systems have no such variable")
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    monkeypatch.setenv("HOME", str(here))
    assert default_folder() == here / ".cache" / "photoaudit"
