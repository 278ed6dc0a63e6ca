"""Large photos share the memory there is: they wait for room, and are refused where there never is any."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from _commands import call, plain
from photoaudit.engine import Examination
from photoaudit.model import Settings, UnreadableError
from photoaudit.photo import read
from photoaudit.photo.bounds import decode_memory
from photoaudit.scan import batch, memory, record
from photoaudit.scan.memory import Memory
from photoaudit.scan.pool import Pool
from photoaudit.scan.workers import Here, Request, Task, WorkersError
from tasks import Holder, Hungry, Meeting, Slow, Unready
from timing import PATIENCE, Clock

HAS = Memory(2_000_000_000, "this test has")


def run(sizes: list[int], jobs: int, task: Task | None = None) -> dict[int, Any]:
    """Return for each photo the time it was looked at, or why it was not."""
    done: dict[int, Any] = {}
    waiting = list(enumerate(sizes))
    with Pool(task or Hungry(), jobs, PATIENCE, HAS) as pool:
        while waiting or pool.busy:
            while waiting and pool.room:
                at, size = waiting.pop(0)
                pool.give(at, Request(str(size)))
            done |= {item.index: item.reason or json.loads(item.answer.record) for item in pool.take(None)}
    return done


def apart(one: list[float], other: list[float]) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]


@pytest.mark.slow
def test_large_photos_wait_for_each_other_and_small_ones_do_not() -> None:
    budget = HAS.budget(3) // 1_000_000
    assert budget == 900
    seen = run([800, 700, 10, 20, 600, 30], 3)
    assert apart(seen[0], seen[1])
    assert apart(seen[0], seen[4])
    assert apart(seen[1], seen[4])
    assert all(isinstance(item, list) for item in seen.values())


@pytest.mark.slow
def test_two_that_fit_together_do_not_wait(tmp_path: Path) -> None:
    # Processes begin when they can: a busy machine may take longer for the second than the first sleeps.
    seen = run([400, 400], 2, task=Meeting(tmp_path, PATIENCE))
    assert seen == {0: "met", 1: "met"}


@pytest.mark.slow
def test_waiting_for_room_takes_no_photos_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    done: dict[int, str] = {}
    with Pool(Holder(tmp_path), 2, PATIENCE, HAS) as pool:
        for at in range(2):
            pool.give(at, Request("1000"))
        while not (list(tmp_path.iterdir()) and any(process.wish for process in pool._running)):
            assert not pool.take(0.05)
        clock.ahead = 10.0 * PATIENCE
        while pool.busy:
            done |= {item.index: item.reason for item in pool.take(0.05)}
            if done:
                (tmp_path / "enough").touch()
    # Who had the room was late; who waited for it as long was not.
    assert sorted(done.values()) == ["", f"Examining it took longer than {PATIENCE} s."]


@pytest.mark.slow
def test_what_never_fits_is_refused_at_once() -> None:
    seen = run([1_000, 5_000], 2)
    assert isinstance(seen[0], list), seen
    assert "It takes 5.0 GB to decode; photos may take 1.1 GB here, of 2.0 GB that this test has." in seen[1]


def test_the_least_of_machine_container_and_process_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_physical", lambda: 16_000_000_000)
    monkeypatch.setattr(memory, "process_limit", lambda: 0)
    monkeypatch.setattr(memory, "_MOUNT", tmp_path / "cgroup")
    groups = tmp_path / "groups"
    monkeypatch.setattr(memory, "_GROUPS", groups)
    assert memory.memory().total == 16_000_000_000
    groups.write_text("0::/outer/inner\n")
    inner = tmp_path / "cgroup" / "outer" / "inner"
    inner.mkdir(parents=True)
    (inner / "memory.max").write_text("max\n")
    assert memory.memory().total == 16_000_000_000
    (inner.parent / "memory.max").write_text("3000000000\n")
    found = memory.memory()
    assert (found.total, found.whose) == (3_000_000_000, "this container may use")
    groups.write_text("7:cpu:/x\n4:memory,other:/gone/here\n")
    (tmp_path / "cgroup" / "memory").mkdir()
    (tmp_path / "cgroup" / "memory" / "memory.limit_in_bytes").write_text("1000000000\n")
    assert memory.memory().total == 1_000_000_000
    (tmp_path / "cgroup" / "memory" / "memory.limit_in_bytes").write_text("9223372036854771712\n")
    assert memory.memory().total == 16_000_000_000
    monkeypatch.setattr(memory, "process_limit", lambda: 500_000_000)
    assert "ulimit" in memory.memory().whose


def test_jobs_and_budget_fit_what_there_is() -> None:
    assert Memory(64_000_000_000, "").jobs(16) == 16
    assert Memory(2_000_000_000, "").jobs(16) == 3
    assert Memory(100_000_000, "").jobs(16) == 1
    for total in (10**8, 10**9, 10**10, 10**11):
        for jobs in (1, 4, 64):
            assert total * 0.25 <= Memory(total, "").budget(jobs) < total


def test_what_never_fits_is_an_unreadable_photo_with_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = plain(tmp_path / "a.jpg")
    assert decode_memory(read(photo)) > 64 * 64 * 3
    monkeypatch.setattr(batch, "memory", lambda: Memory(100_000, "this test has"))
    code, out, _ = call("check", photo, "-q")
    assert code == 4
    assert "to decode; photos may take 0.0 GB here" in out
    assert call("check", photo, "-q", "--only", "provenance")[0] == 0  # nothing is decoded


def test_a_thread_gives_up_what_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    with Here(Slow(), 0.2, lambda _: None) as here:
        here.give(0, Request("x"))
        found = []
        while here.busy:
            found += here.take(None)
    assert [item.reason for item in found] == ["Examining it took longer than 0.2 s."]


@pytest.mark.slow
def test_regions_are_kept_by_check_in_either_place(tmp_path: Path) -> None:
    sample = Path(__file__).parents[2] / "samples" / "camera.jpg"
    if not sample.is_file():
        pytest.skip("the samples are part of a checkout")
    (one,) = batch.scan([sample], whole=True, here=True)
    (other,) = batch.scan([sample], whole=True, jobs=1)
    assert one == other
    assert any(region.kind != "box" for finding in one.findings for region in finding.regions)
    (plainer,) = batch.scan([sample], jobs=1)
    assert record.decode(record.encode(one), str(sample)) == plainer


@pytest.mark.slow
@pytest.mark.parametrize("problem", [ImportError("no room for cv2"), MemoryError(), OSError("x")])
def test_what_cannot_be_loaded_is_said_once(problem: Exception) -> None:
    for workers in (Pool(Unready(problem), 1), Here(Unready(problem), 9, lambda _: None)):
        with workers:
            workers.give(0, Request("x"))
            with pytest.raises(WorkersError, match="cannot be loaded"):
                workers.take(None)


@pytest.mark.slow
@pytest.mark.parametrize("timeout", ["1e10", "1e300", "inf"])
@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("command", [["check"], ["scan", "--no-cache", "--jobs", "1"]])
def test_any_time_above_zero_will_do(tmp_path: Path, command: list[str], count: int, timeout: str) -> None:
    photos = [plain(tmp_path / f"{at}.jpg", at) for at in range(count)]
    code, _, err = call(*command, *photos, "--only", "provenance", "--timeout", timeout, "-q")
    assert (code, err) == (0, "")


@pytest.mark.parametrize("timeout", ["0", "-1", "nan"])
@pytest.mark.parametrize("count", [1, 2])
def test_no_other_time_will_do(tmp_path: Path, count: int, timeout: str) -> None:
    photos = [plain(tmp_path / f"{at}.jpg", at) for at in range(count)]
    assert call("check", *photos, "--timeout", timeout)[0] == 2


@pytest.mark.slow
def test_an_unreadable_photo_is_reported_and_the_others_are_audited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)  # an administrator may read everything
    photo = plain(tmp_path / "a.jpg")
    for names in ([photo], [tmp_path / "gone.jpg", photo, tmp_path]):
        code, out, _ = call("check", *names, "-q", "--only", "provenance")
        assert code == (0 if len(names) == 1 else 4)
        assert len(out.splitlines()) == len(names)
    assert call("metadata", photo)[0] == 0


def test_an_examination_is_refused_before_anything_is_decoded(tmp_path: Path) -> None:
    def never(_: int) -> None:
        raise UnreadableError("no room")

    task = batch.Examiner(("sharpness",), Settings(), whole=True)
    seen = task(Request(str(plain(tmp_path / "a.jpg")), ask=never)).seen
    assert isinstance(seen, Examination)
    assert seen.reason == "no room"
