"""Records there and back, and a cache that never costs a scan anything."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import MISSING, fields, replace
from importlib.resources import files
from pathlib import Path

import pytest

from photoaudit.engine import Examination
from photoaudit.imaging.cells import LENGTH
from photoaudit.model import (
    Claim,
    Declaration,
    DeclarationKind,
    Exhibit,
    Family,
    Finding,
    Limits,
    Reference,
    Region,
    Settings,
    Status,
    Tail,
    Traits,
)
from photoaudit.scan import cache as cache_module
from photoaudit.scan import record
from photoaudit.scan.cache import NAME, Cache, default_folder, measuring_code, scope_of
from timing import PATIENCE

FULL = Finding(
    check="x",
    title="A title",
    family=Family.TEXTURE,
    status=Status.MEASURED,
    summary="half a pair \ud83d, a zero \0, quotes \" and ' and é",
    value=0.1 + 0.2,
    unit="px",
    claim=Claim.RETOUCHED,
    cue=Tail.LOW,
    notable=True,
    details=(("a", 1), ("b", 1e300), ("c", "text")),
    regions=(Region("box", ((1.5, 2.25), (3.0, 4.1)), "face"),),
    declarations=(
        Declaration(DeclarationKind.AI, "somebody", "made it", "here"),
        Declaration(
            DeclarationKind.CAPTURE,
            "a",
            "b",
            "c",
            signed=True,
            intact=False,
            trusted=None,
            flaw="d",
            doubt="e",
        ),
    ),
    reference=Reference(1.0, 2.0, 3.0, 4, "people"),
    percentile=12.5,
    llr=-0.25,
)
TRAITS = Traits((0.5, 0.4, 0.2, -1.5), anchored=True, cells=bytes(at % 256 for at in range(LENGTH)))
SEEN = Examination(
    "a.jpg", "", "0" * 64, "JPEG", 10, 20, ("note", "other"), (FULL, replace(FULL, details=())), TRAITS
)


def test_records_come_back_exactly() -> None:
    plain = Finding("y", "t", Family.EYES, Status.NOT_ASSESSED, "why")
    for seen in (SEEN, replace(SEEN, findings=(plain,)), Examination("a.jpg", reason="why not")):
        assert record.decode(record.encode(seen), seen.path) == seen
    assert record.decode(record.encode(SEEN), "b.jpg") == replace(SEEN, path="b.jpg")


def test_every_field_is_tried() -> None:
    """A field added to the vocabulary must be added above, or nobody knows that it comes back."""
    kinds = (FULL, FULL.declarations[1], FULL.regions[0], FULL.reference, TRAITS, replace(SEEN, reason="x"))
    for value in kinds:
        for item in fields(value):  # type: ignore[arg-type]
            same = item.default is not MISSING and getattr(value, item.name) == item.default
            assert not same or item.name in {"trusted", "exhibit"}, item.name


def test_pictures_are_not_kept() -> None:
    seen = replace(SEEN, exhibit=Exhibit(4, 3, b"picture", eyes=((1.0, 2.0, 0.5),)))
    assert record.encode(seen) == record.encode(SEEN)


def test_records_name_no_file_and_follow_no_face() -> None:
    outline = Region("polygon", ((1.0, 2.0), (3.0, 4.0), (5.0, 6.0)), "skin")
    seen = replace(
        SEEN, path="/home/anna/me.jpg", findings=(replace(FULL, regions=(outline, *FULL.regions)),)
    )
    text = record.encode(seen)
    assert "anna" not in text
    assert "polygon" not in text
    assert record.decode(text, "a.jpg").findings[0].regions == FULL.regions


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "3", '{"record":0}', '{"record":1,"findings":[{}]}', '{"record":1,"x":2}']
)
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        record.decode(text, "a.jpg")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def cache(folder: Path) -> Iterator[Cache]:
    with Cache(folder) as opened:
        yield opened


def test_what_is_put_is_had_again(cache: Cache, folder: Path) -> None:
    assert cache.get("1", "s") is None
    cache.put("1", "s", "record")
    cache.put("1", "s", "newer")
    cache.put("2", "s", "other")
    with Cache(folder) as second:
        assert (second.get("1", "s"), second.get("1", "t"), second.get("2", "s")) == ("newer", None, "other")
    info = cache.info()
    assert (info.path, info.entries) == (str(folder / NAME), 2)
    assert info.bytes > 0
    cache.clear()
    assert (cache.get("1", "s"), cache.info().entries, cache.notes) == (None, 0, [])


def test_clearing_gives_the_room_back(cache: Cache) -> None:
    for number in range(200):
        cache.put(str(number), "s", os.urandom(2000).hex())
    full = cache.info().bytes
    cache.clear()
    assert cache.info().bytes < full / 4


def test_what_cannot_be_opened_or_emptied_is_removed(folder: Path) -> None:
    (folder / NAME).mkdir(parents=True)
    with Cache(folder) as cache:
        assert cache.notes
        cache.clear()
        assert [note for note in cache.notes if "cannot be cleared" in note]
    (folder / NAME).rmdir()
    with Cache(folder) as cache:
        cache.put("1", "s", "record")
        assert cache._database is not None
        cache._database.execute("PRAGMA query_only = ON")
        cache.clear()
        cache.put("2", "s", "record")
        assert (cache.info().entries, cache.notes) == (1, [])


def test_the_scope_has_all_that_a_finding_depends_on() -> None:
    scopes = {
        scope_of(("a", "b"), Settings()),
        scope_of(("a",), Settings()),
        scope_of(("a", "b"), Settings(trust_list="x")),
        scope_of(("a", "b"), Settings(show_location=True)),
        scope_of(("a", "b"), Settings(limits=Limits(max_pixels=1))),
    }
    assert len(scopes) == 5


def test_other_code_finds_nothing_and_leaves_the_rest(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Cache(folder) as first:
        first.put("1", "s", "record")
    for count, code in enumerate(("0" * 64, "g" * 64), 1):
        with monkeypatch.context() as other:
            other.setattr(cache_module, "measuring_code", lambda code=code: code)
            with Cache(folder) as later:
                assert (later.get("1", "s"), later.info().entries) == (None, count)
                later.put("1", "s", "another")
    with Cache(folder) as again:
        assert again.get("1", "s") == "record"


def test_what_code_measured_that_was_not_used_for_long_is_forgotten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day, code in ((0, "old"), (cache_module.DAYS, "kept"), (cache_module.DAYS + 1, "new")):
        monkeypatch.setattr(time, "time", lambda day=day: day * 86_400.0)
        monkeypatch.setattr(cache_module, "measuring_code", lambda code=code: code)
        with Cache(folder) as cache:
            cache.put("1", "s", code)
    with Cache(folder) as cache:
        assert cache.info().entries == 2
        assert cache.get("1", "s") == "new"


def test_the_code_that_measures_counts_and_what_judges_does_not() -> None:
    counted = {name for name, _ in cache_module._tree(files("photoaudit"), "")}
    assert {
        "engine.py",
        "facts/__init__.py",
        "photo/__init__.py",
        "data/networks/iris.onnx",
        "data/c2pa-trust-list.pem",
        "data/c2pa-tsa-trust-list.pem",
    } < counted
    assert {"checks/sharpness.py", "imaging/face.py", "metadata/read.py", "model/photo.py"} < counted
    assert not {
        name
        for name in counted
        if name.startswith(("report/", "data/policies/", "cli/", "policy", "evaluat", "terms/"))
    }
    assert len(measuring_code()) == 64


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4080])
def test_a_damaged_database_is_moved_aside_and_begun_anew(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / NAME).write_bytes(content)
    with Cache(folder) as cache:
        cache.put("1", "s", "record")
        assert cache.get("1", "s") == "record"
        (note,) = cache.notes
    assert "damaged" in note
    assert (folder / NAME).with_suffix(".damaged").read_bytes() == content
    with Cache(folder) as again:
        assert (again.get("1", "s"), again.notes) == ("record", [])


def test_damage_inside_costs_records_and_nothing_else(folder: Path) -> None:
    with Cache(folder) as cache:
        for number in range(300):
            cache.put(str(number), "s", os.urandom(500).hex())
    path = folder / NAME
    content = bytearray(path.read_bytes())
    content[8192 : len(content) // 2] = os.urandom(len(content) // 2 - 8192)
    path.write_bytes(content)
    with Cache(folder) as cache:
        for number in range(300):
            cache.get(str(number), "s")
            cache.put(str(number), "s", "record")
        assert len(cache.notes) <= 2
        assert cache.get("299", "s") == "record"


def test_a_damaged_record_is_none(cache: Cache) -> None:
    cache.put("1", "s", "record")
    assert cache._database is not None
    with cache._database as database:
        database.execute("UPDATE records SET record = x'00'")
    assert (cache.get("1", "s"), cache.notes) == (None, [])


def test_a_folder_that_cannot_be_made_turns_the_cache_off(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Cache(tmp_path / "file" / "cache") as cache:
        cache.put("1", "s", "record")
        assert cache.get("1", "s") is None
        assert cache.info().entries == 0
        (note,) = cache.notes
        cache.clear()
    assert note.startswith("the cache is off: ")


def test_a_cache_that_may_only_be_read_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Cache(folder) as cache:
        cache.put("1", "s", "record")
        assert cache._database is not None
        cache._database.execute("PRAGMA query_only = ON")
        cache.put("2", "s", "record")
        cache.put("3", "s", "record")
        assert cache.get("1", "s") == "record"
        (note,) = cache.notes
    assert note.startswith("nothing more is kept in the cache: ")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="an administrator may write")
def test_a_read_only_folder_turns_the_cache_off(folder: Path) -> None:
    folder.mkdir(mode=0o500)
    with Cache(folder) as cache:
        cache.put("1", "s", "record")
        assert cache.get("1", "s") is None
        assert len(cache.notes) == 1


FILL = """
import resource, signal, sys
from photoaudit.scan.cache import Cache
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Cache(sys.argv[1]) as cache:
    cache.put("first", "s", "record")
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    import os
    for number in range(200):
        cache.put(str(number), "s", os.urandom(5000).hex())
    print(cache.get("first", "s"), len(cache.notes), *cache.notes)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs a limit on file sizes")
def test_a_full_disk_costs_no_more_than_what_is_not_kept(folder: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", FILL, folder], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert result.stdout.startswith("record 1 nothing more is kept in the cache: ")
    with Cache(folder) as cache:
        assert cache.get("first", "s") == "record"
        assert cache.notes == []


def test_a_disk_that_is_full_at_once_turns_the_cache_off(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(sqlite3, "connect", full)
    with Cache(folder) as cache:
        cache.put("1", "s", "record")
        assert cache.get("1", "s") is None
        assert cache.notes == ["the cache is off: database or disk is full"]


SHARE = """
import sys
from photoaudit.scan import cache as module
from photoaudit.scan.cache import Cache
module.WAIT = 300.0  # no limit that a busy machine would reach
with Cache(sys.argv[1]) as cache:
    for number in range(300):
        cache.put(f"{sys.argv[2]} {number}", "s", f"record {number}")
        cache.put(f"both {number}", "s", f"record {number}")
        assert cache.get(f"both {number}", "s") == f"record {number}"
    print(cache.notes)
"""


def test_scans_share_a_cache(folder: Path) -> None:
    programs = [
        subprocess.Popen([sys.executable, "-c", SHARE, folder, name], stdout=subprocess.PIPE, text=True)
        for name in "abc"
    ]
    assert [program.communicate(timeout=PATIENCE)[0].strip() for program in programs] == ["[]"] * 3
    with Cache(folder) as cache:
        assert cache.info().entries == 4 * 300
        assert cache.get("c 299", "s") == "record 299"


@pytest.mark.skipif(os.name != "posix", reason="needs a kill that cannot be caught")
def test_a_crash_leaves_whole_records(folder: Path) -> None:
    crash = SHARE.replace("    print(cache.notes)", "    import os; os.kill(os.getpid(), 9)")
    result = subprocess.run([sys.executable, "-c", crash, folder, "a"], timeout=PATIENCE, check=False)
    assert result.returncode == -9
    with Cache(folder) as cache:
        assert (cache.info().entries, cache.get("a 299", "s"), cache.notes) == (600, "record 299", [])


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="elsewhere than XDG")
def test_the_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "photoaudit"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_folder() == tmp_path / ".cache" / "photoaudit"
    with Cache() as cache:
        assert cache.path.parent.stat().st_mode & 0o077 == 0
