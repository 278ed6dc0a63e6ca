"""The first signal ends the program in one sentence, and no pipe or stream turns a gate green."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import weakref
from pathlib import Path
from typing import Any

import pytest

from _commands import as_in_a_shell, declared, plain
from photoaudit.cli import interrupts
from timing import PATIENCE

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals and pipes")
PROGRAM = [sys.executable, "-m", "photoaudit"]
QUICK = ["--only", "provenance"]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Return a folder with enough photos for a scan that can be stopped."""
    for at in range(250):
        plain(tmp_path / "photos" / f"{at:03}.png", at)
    return tmp_path / "photos"


def begin(*arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=as_in_a_shell,  # noqa: PLW1509 - no threads yet
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_stopped_scan_leaves_what_is_done_under_another_name(
    photos: Path, tmp_path: Path, number: int, code: int
) -> None:
    target = tmp_path / "all.csv"
    target.write_text("old")
    arguments: tuple[str | Path, ...] = (
        photos,
        *QUICK,
        "--no-cache",
        "-j",
        "1",
        "-f",
        "csv",
        "-o",
        target,
        "-f",
        "jsonl",
        "-o",
        "-",
    )
    with begin("scan", *arguments) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.readline()
        os.kill(program.pid, number)
        program.stdout.read()
        err = program.stderr.read()
    assert program.returncode == code
    assert "stopped: " in err
    assert "Traceback" not in err
    assert target.read_text() == "old"
    assert (tmp_path / "all.incomplete.csv").is_file()
    assert not list(tmp_path.glob(".photoaudit*"))


def wait_for_its_handlers(program: subprocess.Popen[str]) -> None:
    """Wait until a program handles SIGTERM, which Python by itself does not: its own first lines are run."""
    status = Path(f"/proc/{program.pid}/status")
    while status.exists() and program.poll() is None:
        caught = re.search(r"^SigCgt:\s*(\w+)", status.read_text(), re.MULTILINE)
        if caught and int(caught[1], 16) >> signal.SIGTERM - 1 & 1:
            return
        time.sleep(0.002)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("handling", [interrupts.Signals, interrupts.Interrupts])
def test_a_signal_where_python_would_ignore_what_is_raised_comes_again(handling: Any) -> None:
    """An import lets go of its lock in a callback of a weak reference, in which no exception gets through."""
    source = "def cb(_):\n    import_signal.raise_signal(import_signal.SIGINT)"
    names: dict[str, Any] = {"import_signal": signal}
    exec(compile(source, "<frozen importlib._bootstrap>", "exec"), names)  # noqa: S102 - source is above

    class Lock:
        """What a weak reference can be made to."""

    def wait() -> None:
        lock = Lock()
        kept = weakref.ref(lock, names["cb"])
        with handling():
            del lock
            assert kept() is None
            for _ in range(500):
                time.sleep(0.01)

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # tests before may have ended with a signal
        with pytest.raises((interrupts.Stopped, KeyboardInterrupt)):
            wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "scan"])
@pytest.mark.parametrize("delay", [0.0, 0.3, 0.8])
def test_however_often_and_whenever_somebody_presses_ctrl_c(photos: Path, command: str, delay: float) -> None:
    given = [photos] if command == "scan" else sorted(photos.iterdir())[: 40 if command == "check" else 1]
    with begin(command, *given) as program:
        assert program.stderr is not None
        wait_for_its_handlers(program)
        time.sleep(delay)
        for _ in range(5):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGINT)
            time.sleep(0.01)
        _, err = program.communicate(timeout=PATIENCE)
    if (
        f"{os.sep}photoaudit{os.sep}" not in err
        and "photoaudit:" not in err
        and program.returncode not in (0, 130)
    ):
        pytest.skip("Python itself had not begun to run the program")
    assert program.returncode in (0, 130), err
    assert "Traceback" not in err


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["-q"], ["-f", "jsonl"], []])
@pytest.mark.parametrize("command", ["scan", "check"])
def test_a_closed_pipe_does_not_turn_a_failing_gate_green(
    tmp_path: Path, command: str, arguments: list[str]
) -> None:
    names = [plain(tmp_path / f"{at}.jpg", at) for at in range(6)] + [declared(tmp_path / "z.png")]
    if command == "check" and "jsonl" in arguments:
        arguments = ["-f", "json"]
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(
        [*PROGRAM, command, *map(str, names), *QUICK, "--policy", "company", *arguments],
        stdout=writing, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(writing)
    assert ran.returncode == 1, ran.stderr
    assert "1 failed" in ran.stderr


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", ["check", "scan --no-cache"])
def test_nor_do_closed_streams(tmp_path: Path, command: str, closed: str) -> None:
    photo = declared(tmp_path / "z.png")
    line = f"exec {' '.join(PROGRAM)} {command} {photo} {' '.join(QUICK)} --policy company {closed}"
    ran = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False)
    assert ran.returncode == 1, ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.slow
def test_nor_do_streams_that_take_nothing(tmp_path: Path) -> None:
    photo = declared(tmp_path / "z.png")
    for file in ("2>&1 | head -0", "2>/dev/full"):
        line = f"{' '.join(PROGRAM)} check {photo} {' '.join(QUICK)} --policy company {file}"
        ran = subprocess.run(
            ["/bin/bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=False
        )
        assert ran.returncode == 1, (file, ran.stderr)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["--version"], ["checks"]])
def test_help_on_a_full_disk_is_one_sentence(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [*PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1
    assert "No space left" in ran.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", ["scan", "check"])
def test_a_page_to_standard_output_takes_a_temporary_folder(tmp_path: Path, command: str) -> None:
    photo = plain(tmp_path / "a.jpg", 3)
    probe = (
        "import sys, tempfile; tempfile._candidate_tempdir_list = lambda: []; "
        "from photoaudit.__main__ import main; main()"
    )
    options = ["--no-cache"] if command == "scan" else []
    ran = subprocess.run(
        [sys.executable, "-c", probe, command, str(photo), *QUICK, *options, "-f", "html", "--fail-on=never"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in ran.stderr
    if command == "scan":
        assert ran.returncode == 2
        assert ran.stderr.count("\n") == 1


@pytest.mark.slow
def test_where_memory_is_short_it_is_said_once_and_no_photo_is_blamed(tmp_path: Path) -> None:
    photos = [plain(tmp_path / f"{at}.jpg", at) for at in range(3)]
    resource = pytest.importorskip("resource")
    for command in ("scan", "check"):
        ran = subprocess.run(
            [*PROGRAM, command, *map(str, photos)],
            capture_output=True, text=True, check=False, timeout=PATIENCE,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (250_000_000,) * 2),
        )  # fmt: skip
        assert ran.returncode == 4, ran.stderr
        assert "unreadable" not in ran.stdout
        assert "photoaudit: " in ran.stderr
        assert "Traceback" not in ran.stderr
