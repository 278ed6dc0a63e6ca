"""Scans of many photos: order, windows, and processes that really are killed, hang or cannot start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import faces
import photoaudit
from _commands import as_in_a_shell
from checkout import HELPERS
from photoaudit import engine, policy
from photoaudit.checks import Check, catalogue
from photoaudit.engine import Examination
from photoaudit.model import ReportStatus, UnknownName
from photoaudit.scan import batch, pool, record
from photoaudit.scan.cache import Cache
from photoaudit.scan.pool import Pool
from photoaudit.scan.workers import Request, WorkersError
from tasks import Dangerous
from timing import PATIENCE, Clock

posix = pytest.mark.skipif(os.name != "posix", reason="needs signals")


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Fail a test that hangs."""

    def give_up(number: int, frame: object) -> None:
        raise TimeoutError("the test hangs")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def dangerous(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "Examiner", Dangerous)


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{name}.jpg" for name in ("a", "b", "c")]
    for index, path in enumerate(paths):
        path.write_bytes(darker(index))
    return paths


@cache
def darker(tenths: int) -> bytes:
    """Return the portrait as a small JPEG, darker by so many tenths."""
    rgb = faces.brightened(faces.portrait(), 1 - tenths / 10)
    return faces.jpeg_of(faces.scaled(rgb, 300 / 720), 75)


def names(seen: list[Examination]) -> list[str]:
    return [Path(item.path).name for item in seen]


def gone(pid: int) -> bool:
    """Whether a process has ended; nobody may have asked yet for how."""
    for _ in range(10 * PATIENCE):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
@posix
def test_a_killed_process_costs_its_photo_alone(tmp_path: Path, dangerous: None) -> None:
    wanted = ["ok-1", "ok-2", "kill-1", "ok-3", "raise-1", "exit-1", "once-1", "ok-4", "ok-5"]
    seen = list(batch.scan([tmp_path / name for name in wanted], jobs=2, timeout=PATIENCE))
    assert names(seen) == wanted
    reasons = {Path(item.path).name: item.reason for item in seen if item.reason}
    assert reasons == {
        "kill-1": "The process examining it was killed: signal SIGKILL, as when memory runs out.",
        "raise-1": "Examining it failed: RuntimeError: oops.",
        "exit-1": "The process examining it was killed: exit code 3.",
    }
    assert {item.sha256 for item in seen} - {""} == {"ok-1", "ok-2", "ok-3", "ok-4", "ok-5", "once-1"}


@pytest.mark.slow
def test_a_photo_that_takes_too_long_is_given_up_and_its_process_ended(
    tmp_path: Path, dangerous: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, clock = time.monotonic(), Clock(monkeypatch)
    wanted = ["ok-1", "hang-1", "ok-2", "ok-3"]

    def tell(event: batch.Progress) -> None:
        if event.done == 3:  # all others: from now on only the one that hangs takes time
            clock.ahead = PATIENCE + 0.5

    paths = [tmp_path / name for name in wanted]
    seen = list(batch.scan(paths, jobs=2, timeout=PATIENCE + 0.5, progress=tell))
    assert names(seen) == wanted
    assert [item.reason for item in seen] == ["", f"Examining it took longer than {PATIENCE}.5 s.", "", ""]
    assert time.monotonic() - start < PATIENCE


@pytest.mark.slow
@posix
def test_a_photo_is_only_blamed_if_it_fails_alone(tmp_path: Path, dangerous: None) -> None:
    with Pool(Dangerous((), photoaudit.Settings()), jobs=2) as pool:
        pool.give(0, Request(str(tmp_path / "once-1")))
        pool.give(1, Request(str(tmp_path / "slow-1")))
        done = []
        while pool.busy:
            done += pool.take(None)
            jobs = [process.job for process in pool._running if process.job]
            assert not any(job.alone for job in jobs) or len(jobs) == 1
    assert sorted((item.index, item.reason) for item in done) == [(0, ""), (1, "")]


@pytest.mark.slow
def test_examinations_equal_those_of_one_photo_but_for_regions(photos: list[Path]) -> None:
    seen = list(batch.scan(photos, jobs=2))
    assert names(seen) == ["a.jpg", "b.jpg", "c.jpg"]
    for item in seen:
        assert item == record.decode(record.encode(engine.examine(item.path)), item.path)
        assert {region.kind for finding in item.findings for region in finding.regions} == {"box"}


@pytest.mark.slow
def test_other_executors_serve(photos: list[Path]) -> None:
    with ThreadPoolExecutor(2) as executor:
        seen = list(batch.scan([*photos, "missing.jpg"], executor=executor))
        assert names(seen) == ["a.jpg", "b.jpg", "c.jpg", "missing.jpg"]
        assert [item.reason for item in seen] == ["", "", "", "There is no such file."]
        assert executor.submit(int).result() == 0  # still its owner's


@pytest.mark.slow
@posix
def test_a_broken_executor_is_its_owners_to_mend(tmp_path: Path, dangerous: None) -> None:
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor,
        pytest.raises(BrokenExecutor),
    ):
        list(batch.scan([tmp_path / "kill-1", tmp_path / "ok-1"], executor=executor))


def test_what_an_executor_raises_costs_one_photo(tmp_path: Path, dangerous: None) -> None:
    with ThreadPoolExecutor(2) as executor:
        seen = list(batch.scan([tmp_path / "raise-1", tmp_path / "ok-1"], executor=executor))
    assert [item.reason for item in seen] == ["Examining it failed: RuntimeError: oops.", ""]


def test_no_more_photos_are_begun_than_the_window_holds(tmp_path: Path, dangerous: None) -> None:
    begun = 0

    def source() -> Iterator[Path]:
        nonlocal begun
        for index in range(60):
            begun += 1
            yield tmp_path / ("slow-0" if index == 5 else f"ok-{index}")

    most = 0
    with ThreadPoolExecutor(4) as executor:
        for yielded, _ in enumerate(batch.scan(source(), executor=executor, window=10)):
            most = max(most, begun - yielded)
    assert begun == 60
    assert 5 <= most <= 11  # ten begun; the eleventh is what was just yielded


@pytest.mark.slow
def test_progress_counts_every_photo_once(photos: list[Path], tmp_path: Path) -> None:
    told: list[batch.Progress] = []
    with Cache(tmp_path / "cache") as cache, ThreadPoolExecutor(2) as executor:
        scan = batch.scan([*photos, "missing.jpg"], executor=executor, cache=cache, progress=told.append)
        first = list(scan)
        assert sorted(item.done for item in told) == [1, 2, 3, 4]
        assert {item.total for item in told} == {4}
        assert {item.path: item.readable for item in told}["missing.jpg"] is False
        told.clear()
        assert list(batch.scan(iter(photos), cache=cache, progress=told.append)) == first[:3]
        assert [(item.done, item.total, item.cached) for item in told] == [(n, None, True) for n in (1, 2, 3)]


@pytest.mark.slow
def test_a_cached_scan_opens_no_picture_and_starts_no_process(
    photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Cache(tmp_path / "cache") as cache, ThreadPoolExecutor(1) as executor:
        first = list(batch.scan(photos, executor=executor, cache=cache))
        for place, name in ((Image, "open"), (pool, "Process"), (engine, "run")):
            monkeypatch.setattr(place, name, lambda *_: pytest.fail("looked at a photo"))
        assert list(batch.scan(photos, jobs=1, cache=cache)) == first
        photos[0].rename(tmp_path / "other.jpg")
        (moved,) = batch.scan([tmp_path / "other.jpg"], cache=cache)
        assert (moved.path, moved.findings) == (str(tmp_path / "other.jpg"), first[0].findings)
        packs = list(policy.shipped().values())
        assert engine.conclude(moved, packs).risks == engine.conclude(first[0], packs).risks


@pytest.mark.slow
def test_a_cached_photo_is_pictured_and_not_examined_again(
    photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Cache(tmp_path / "cache") as cache, ThreadPoolExecutor(1) as executor:
        plain = list(batch.scan(photos, executor=executor, cache=cache))
        assert [item.exhibit for item in plain] == [None] * len(photos)
        monkeypatch.setattr("photoaudit.engine.run", lambda *_: pytest.fail("examined a photo"))
        told: list[batch.Progress] = []
        options: dict[str, Any] = {"executor": executor, "cache": cache, "progress": told.append}
        seen = list(batch.scan(photos, picture=50, **options))
        assert [replace(item, exhibit=None) for item in seen] == plain
        assert [max(item.exhibit.width, item.exhibit.height) for item in seen if item.exhibit] == [50] * 3
        assert all(item.cached for item in told)


@pytest.mark.slow
def test_a_picture_that_cannot_be_had_costs_no_report(photos: list[Path], tmp_path: Path) -> None:
    with Cache(tmp_path / "cache") as cache, ThreadPoolExecutor(1) as thread:
        first = list(batch.scan(photos, executor=thread, cache=cache))

        class Clumsy(ThreadPoolExecutor):
            def submit(self, *_: Any, **__: Any) -> Any:
                return super().submit(int, "out of memory")

        with Clumsy(1) as executor:
            seen = list(batch.scan(photos, executor=executor, cache=cache, picture=50))
        assert seen == first
    checks = engine.select(["provenance"])
    assert engine.depict(photos[0], first[0].sha256, checks, photoaudit.Settings(), 50) is not None
    assert engine.depict(photos[0], "of another content", checks, photoaudit.Settings(), 50) is None
    assert engine.depict(tmp_path / "gone.jpg", "", checks, photoaudit.Settings(), 50) is None


def test_what_is_unreadable_or_broke_is_tried_again(
    photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos[1].write_bytes(photos[1].read_bytes()[:9000])
    with Cache(tmp_path / "cache") as cache, ThreadPoolExecutor(2) as executor:
        list(batch.scan(photos, executor=executor, cache=cache))
        assert cache.info().entries == 2
        cache.clear()
        monkeypatch.setattr("photoaudit.facts.face_fit.find_faces", lambda _: 1 / 0)
        list(batch.scan(photos, executor=executor, cache=cache))
        assert cache.info().entries == 0


def test_a_changed_file_is_examined_anew(photos: list[Path], tmp_path: Path) -> None:
    with Cache(tmp_path / "cache") as cache, ThreadPoolExecutor(2) as executor:
        options = {"executor": executor, "cache": cache}
        (before,) = batch.scan(photos[:1], **options)  # type: ignore[arg-type]
        photos[0].write_bytes(photos[1].read_bytes())
        (after,) = batch.scan(photos[:1], **options)  # type: ignore[arg-type]
        assert before.sha256 != after.sha256
        few = engine.select(only=["capture"])
        (third,) = batch.scan(photos[:1], checks=few, **options)  # type: ignore[arg-type]
        assert len(third.findings) == len(few)


@pytest.mark.parametrize("options", [{"jobs": 0}, {"window": 0}, {"timeout": 0}, {"timeout": -1}])
def test_numbers_must_be_above_zero(options: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="above zero"):
        batch.scan([], **options)  # type: ignore[arg-type]


def test_only_checks_of_the_catalogue_are_taken() -> None:
    with pytest.raises(ValueError, match="catalogue"):
        batch.scan([], checks=[Check(catalogue()[0].info, lambda _: pytest.fail("ran"))])


@pytest.mark.slow
def test_the_public_function_finds_examines_and_judges(photos: list[Path], tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_text("no picture")
    with ThreadPoolExecutor(2) as executor:
        reports = list(photoaudit.scan([tmp_path], policies=["company"], executor=executor))
    assert [Path(item.path).name for item in reports] == ["a.jpg", "b.jpg", "broken.png", "c.jpg"]
    assert reports[2].status is ReportStatus.UNREADABLE
    assert [risk.policy for risk in reports[0].risks] == ["company"]
    with pytest.raises(UnknownName):
        photoaudit.scan([tmp_path], only=["nothing"])


SCRIPT = """
import os, sys
from pathlib import Path
sys.path.insert(0, {helpers!r})
from photoaudit.scan import batch
from photoaudit.scan.cache import Cache
import tasks
batch.Examiner = tasks.Dangerous
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    with Cache(folder / "cache") as cache:
        paths = [folder / name for name in sys.argv[2:]]
        try:
            tell = lambda event: Path(event.path + ".done").touch()
            for item in batch.scan(paths, jobs=2, timeout=None, cache=cache, progress=tell):
                print(Path(item.path).name, item.format, flush=True)
        except KeyboardInterrupt:
            print("stopped", flush=True)
            sys.exit(130)
"""


def start(script: Path, *arguments: str | Path) -> subprocess.Popen[str]:
    script.write_text(SCRIPT.format(helpers=str(HELPERS)), encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, str(script), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=as_in_a_shell,  # noqa: PLW1509 - it only sets handlers
    )


@pytest.mark.slow
@posix
def test_ctrl_c_ends_the_workers_and_still_yields_what_is_done(tmp_path: Path) -> None:
    with start(tmp_path / "script.py", tmp_path, "ok-1", "hang-1", "ok-2", "ok-3") as program:
        assert program.stdout is not None
        worker = int(program.stdout.readline().split()[1])
        while not (tmp_path / "ok-3.done").exists():  # one worker does all others while one hangs
            time.sleep(0.02)
        os.killpg(program.pid, signal.SIGINT)  # as a terminal does: to all of them
        out, err = program.communicate(timeout=PATIENCE)
    assert program.returncode == 130
    assert [line.split()[0] for line in out.splitlines()] == ["ok-2", "ok-3", "stopped"]
    assert err == ""
    assert gone(worker)


@pytest.mark.slow
@posix
def test_a_killed_scan_goes_on_where_it_was_and_leaves_no_worker(tmp_path: Path) -> None:
    with start(tmp_path / "script.py", tmp_path, "ok-1", "ok-2", "ok-3", "hang-1", "hang-2") as program:
        assert program.stdout is not None
        workers = {int(program.stdout.readline().split()[1]) for _ in range(3)}
        program.kill()
    assert all(map(gone, workers))
    with Cache(tmp_path / "cache") as cache:
        assert cache.info().entries == 3
        assert cache.notes == []


@pytest.mark.slow
def test_a_script_without_a_guard_is_told_so(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from photoaudit.scan import batch\nprint(*batch.scan(['a.jpg'], jobs=1))\n", encoding="utf-8"
    )
    result = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert result.returncode == 1
    assert "WorkersError" in result.stderr
    assert "__name__ == '__main__'" in result.stderr


def test_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(pool, "Process", refuse)
    with pytest.raises(WorkersError, match="Resource temporarily unavailable"):
        list(batch.scan(["a.jpg"], jobs=1))
