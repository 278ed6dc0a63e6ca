"""``photoaudit scan`` and ``cache`` as people and scripts meet them, on small folders."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator
from importlib.resources import files
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

import faces
from _commands import as_in_a_shell, within_this_process
from _files import text
from photoaudit.cli import newfile, progress
from photoaudit.cli.app import app
from photoaudit.cli.interrupts import Interrupts
from photoaudit.model import Category, Level, Report, ReportStatus, Verdict
from photoaudit.report.tally import MOST, Run, Tally
from photoaudit.report.terminal import render_scan
from photoaudit.scan import batch, cache, pool
from timing import PATIENCE

SCHEMA = json.loads(files("photoaudit.data").joinpath("report.schema.json").read_text("utf-8"))
ENVIRONMENT = {
    key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "NO_COLOR", "COLUMNS")
}
QUICK = ("--only", "provenance", "--jobs", "1")
posix = pytest.mark.skipif(os.name != "posix", reason="needs signals and names of POSIX")


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the caches of tests out of the user's."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(cache, "default_folder", lambda: folder)
    return folder


@pytest.fixture
def in_threads(monkeypatch: pytest.MonkeyPatch, cache_folder: Path) -> None:
    """Start no process for what does not depend on where photos are examined."""
    within_this_process(monkeypatch, cache_folder)


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Return a folder with three photos, one below, one that declares AI, and one that is no photo."""
    folder = tmp_path / "team"
    (folder / "below").mkdir(parents=True)
    picture = Image.fromarray(faces.scaled(faces.portrait(), 0.4))
    picture.save(folder / "anna.jpg")
    picture.rotate(1).save(folder / "below" / "carl.jpg")
    said = text("parameters", "a person\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512")
    (folder / "bert.png").write_bytes(faces.png_of(np.asarray(picture), said))
    (folder / "empty.jpg").touch()
    (folder / "notes.txt").write_text("no photo")
    return folder


def call(*arguments: str | Path, given: bytes | None = None) -> tuple[int, str, str]:
    """Run in this process; return exit code, standard output and standard error."""
    runner = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"})
    result = runner.invoke(app, [str(item) for item in arguments], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "photoaudit", *map(str, arguments)]


def flat(text: str) -> str:
    return " ".join(text.split())


def told(err: str) -> str:
    """Return standard error but for how far a scan is, of which only a slow one tells."""
    return re.sub(r"photoaudit: \d+ of \d+ photos, .*\n", "", err)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.slow
def test_a_folder_gives_a_summary_and_every_format_a_report_for_each_photo(
    team: Path, tmp_path: Path
) -> None:
    outputs = [("csv", tmp_path / "a.csv"), ("jsonl", tmp_path / "b.jsonl"), ("json", tmp_path / "c.json")]
    options = [part for name, path in outputs for part in ("-f", name, "-o", path)]
    started = subprocess.run(
        command(
            "scan", team, "--jobs", "2", "--cache-dir", tmp_path / "kept", "--fail-on", "never", *options
        ),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        env=ENVIRONMENT,
        check=False,
    )
    assert (started.returncode, told(started.stderr)) == (4, "")
    assert "\x1b" not in started.stdout
    assert max(map(len, started.stdout.splitlines())) <= 80
    said = flat(started.stdout)
    assert "4 photos in" in said
    assert "1 ai-declared, 2 inconclusive" in said
    assert "unreadable 1" in said
    assert re.search(r"Worstmedium\S+bert\.pngLinkedIn:", "".join(started.stdout.split()))
    with outputs[0][1].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    paths = [str(team / name) for name in ("anna.jpg", "below/carl.jpg", "bert.png", "empty.jpg")]
    assert [row["path"] for row in rows] == paths
    assert [row["status"] for row in rows] == ["audited", "audited", "audited", "unreadable"]
    assert "sharpness" in rows[0]
    lines = [json.loads(line) for line in outputs[1][1].read_text("utf-8").splitlines()]
    document = json.loads(outputs[2][1].read_text("utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    assert [line["path"] for line in lines] == paths
    assert [{k: v for k, v in line.items() if k not in ("schema", "tool")} for line in lines] == document[
        "reports"
    ]


@pytest.mark.slow
def test_a_second_scan_starts_no_worker_and_judges_anew(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (team / "empty.jpg").unlink()
    code, out, _ = call("scan", team, *QUICK, "--policy", "linkedin", "--fail-on", "medium")
    assert code == 1
    assert "from the cache" not in out

    def refuse(*_: object) -> None:
        raise AssertionError("a worker was started")

    monkeypatch.setattr(pool, "Process", refuse)
    code, out, _ = call("scan", team, *QUICK, "--policy", "upwork,linkedin", "--resume")
    assert code == 1
    assert "3 of them known from the cache" in flat(out)
    assert "Risk by policy" in out
    assert call("scan", team, *QUICK, "--policy", "upwork", "--exit-zero")[0] == 0


@pytest.mark.usefixtures("in_threads")
@pytest.mark.slow
def test_no_cache_keeps_nothing(team: Path, cache_folder: Path) -> None:
    assert call("scan", team, *QUICK, "--no-cache")[0] == 4
    assert not cache_folder.exists()


@pytest.mark.usefixtures("in_threads")
@pytest.mark.slow
def test_the_cache_can_be_asked_and_cleared(team: Path, cache_folder: Path) -> None:
    assert "There is no cache" in call("cache", "info")[1]
    assert not cache_folder.exists()
    call("scan", team, *QUICK)
    code, out, _ = call("cache", "info")
    assert code == 0
    assert re.search(r"entries +3\n", out)
    assert str(cache_folder) in out
    assert re.search(r"size +[\d.]+ kB\n", out)
    assert "Forgot 3 entries" in call("cache", "clear")[1]
    assert re.search(r"entries +0\n", call("cache", "info", "--cache-dir", cache_folder)[1])


@pytest.mark.usefixtures("in_threads")
def test_quiet_is_one_line_a_photo(team: Path) -> None:
    _, out, err = call("scan", team, *QUICK, "--quiet")
    assert [line.split(": ")[1].split(",")[0] for line in out.splitlines()] == [
        "inconclusive",
        "inconclusive",
        "ai-declared",
        "unreadable",
    ]
    assert err == ""


@pytest.mark.usefixtures("in_threads")
@pytest.mark.slow
def test_a_list_comes_from_standard_input_in_its_order(team: Path) -> None:
    given = f"{team / 'bert.png'}\n{team / 'below'}\n\n{team / 'anna.jpg'}\n".encode()
    _, out, _ = call("scan", "-", *QUICK, "-f", "jsonl", given=given)
    assert [Path(json.loads(line)["path"]).name for line in out.splitlines()] == [
        "bert.png",
        "carl.jpg",
        "anna.jpg",
    ]


@pytest.mark.usefixtures("in_threads")
@pytest.mark.slow
def test_patterns_choose_and_notes_say_so(team: Path) -> None:
    _, out, _ = call("scan", team, *QUICK, "--include", "*.jpg", "--exclude", "below", "--exclude", "empty*")
    assert "1 photo in" in out
    assert "Left out by patterns: 2 files or folders." in flat(out)


@pytest.mark.parametrize("given", [[], ["here"], ["-"]])
def test_nothing_to_audit_is_three(given: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path)
    code, out, err = call("scan", *given, "-f", "csv", given=b"")
    assert (code, out) == (3, "")
    assert "nothing to audit" in err


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--quiet", "--verbose"], "exclude each other"),
        (["--resume", "--no-cache"], "--resume needs the cache"),
        (["--no-cache", "--cache-dir", "x"], "exclude each other"),
        (["--timeout", "0"], "above zero"),
        (["-f", "csv", "-f", "jsonl"], "each --format an --output"),
        (["-f", "csv", "-f", "jsonl", "-o", "b.jsonl"], "each --format an --output"),
        (["-f", "csv", "-o", "-", "-f", "jsonl", "-o", "-"], "only one format"),
        (["-f", "csv", "-o", "x", "-f", "jsonl", "-o", "./x"], "the same file"),
        (["-f", "parquet"], "--output"),
        (["--policy", "linkdin"], "linkedin"),
        (["--only", "sharpnes"], "sharpness"),
    ],
)
def test_usage_errors_are_two_in_one_sentence(options: list[str], why: str, team: Path) -> None:
    before = names(team)
    code, out, err = call("scan", team, *options)
    assert (code, out) == (2, "")
    assert why in err
    assert names(team) == before


def test_an_output_that_cannot_be_written_is_said_before_any_work(team: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "no" / "such" / "bad.csv"
    before = names(tmp_path)
    code, out, err = call("scan", team, *QUICK, "-f", "csv", "-o", good, "-f", "csv", "-o", bad)
    assert (code, out) == (2, "")
    assert f"cannot write {str(bad)!r}" in err
    assert names(tmp_path) == before


@pytest.mark.usefixtures("in_threads")
@pytest.mark.slow
def test_a_full_disk_leaves_the_old_file_and_no_half_one(
    team: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, written = tmp_path / "a.csv", []
    target.write_text("old")

    def full(self: newfile.NewFile, text: str) -> None:
        written.append(text)
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        self.file.write(text.encode())

    monkeypatch.setattr(newfile.NewFile, "write", full)
    code, out, err = call("scan", team, *QUICK, "--fail-on", "never", "-f", "csv", "-o", target)
    assert code == 2
    assert "\n4 photos in " in out
    assert err.count("\n") == 1
    assert "No space left" in err
    assert target.read_text() == "old"
    assert names(tmp_path) == {"a.csv", "cache", "team"}


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("options", [["-o", "/dev/full"], []])
def test_a_really_full_disk(team: Path, options: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        started = subprocess.run(
            command("scan", team, *QUICK, "--fail-on", "never", "--no-cache", "-f", "jsonl", *options),
            stdout=full if not options else subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=PATIENCE,
            env=ENVIRONMENT,
            check=False,
        )
    assert started.returncode == 2
    assert told(started.stderr).count("\n") == 1
    assert "No space left" in started.stderr
    assert Path("/dev/full").is_char_device()


@pytest.mark.usefixtures("in_threads")
@pytest.mark.slow
def test_the_summary_can_go_to_a_file(team: Path, tmp_path: Path) -> None:
    code, out, _ = call("scan", team, *QUICK, "-f", "terminal", "-o", tmp_path / "summary.txt")
    assert (code, out) == (4, "")
    assert "4 photos in" in (tmp_path / "summary.txt").read_text("utf-8")


@pytest.mark.usefixtures("in_threads")
def test_parquet_has_a_row_a_photo(team: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert call("scan", team, *QUICK, "-f", "parquet", "-o", tmp_path / "a.parquet")[0] == 4
    assert parquet.read_table(tmp_path / "a.parquet").num_rows == 4


@pytest.mark.usefixtures("in_threads")
@pytest.mark.slow
def test_a_folder_that_cannot_be_read_is_told_and_is_four(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (team / "empty.jpg").unlink()
    original = os.scandir

    def scandir(folder: str) -> object:
        if Path(folder).name == "below":
            raise PermissionError(13, "Permission denied")
        return original(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    code, out, err = call("scan", team, *QUICK, "--fail-on", "never")
    assert (code, err) == (4, "")
    assert "below' cannot be read: Permission denied" in flat(out)
    code, _, err = call("scan", team, *QUICK, "--quiet")
    assert code == 4
    assert "below' cannot be read" in err
    code, _, err = call("scan", team / "below", *QUICK)
    assert code == 4
    assert "below' cannot be read" in err


@pytest.mark.usefixtures("in_threads")
@pytest.mark.slow
@posix
def test_hostile_names_are_shown_as_text(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "a\x1b[31mred[bold]\n=1+1\udcff.png").touch()
    for options in ([], ["-q"], ["--verbose"], ["-f", "jsonl"], ["-f", "csv"], ["-f", "json"]):
        code, out, err = call("scan", folder, *QUICK, *options)
        assert code == 4
        assert "\x1b" not in out + err
        assert "[31mred[bold]" in "".join(out.split())  # a long path goes over several lines


@pytest.mark.usefixtures("in_threads")
@pytest.mark.slow
def test_progress_is_plain_lines_on_standard_error(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "FIRST", 0.0)
    monkeypatch.setattr(progress, "NEXT", 0.0)
    _, out, err = call("scan", team, *QUICK, "--fail-on", "never", "-f", "jsonl")
    assert [json.loads(line)["status"] for line in out.splitlines()]
    assert re.fullmatch(
        r"(photoaudit: [123] of 4 photos, [\d.]+ a second, about \d+ s left(; worst so far: .*)?\n)+",
        err,
    )
    known = "photoaudit: 3 of 4 photos are known from the cache\n"
    assert call("scan", team, *QUICK, "-f", "jsonl", "--quiet")[2] == known


@pytest.mark.slow
@posix
def test_a_terminal_gets_a_bar_that_goes_away(team: Path) -> None:
    import pty  # noqa: PLC0415 - not on Windows

    ours, theirs = pty.openpty()
    started = subprocess.Popen(
        command("scan", team, *QUICK, "--no-cache", "-f", "csv"),
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=ENVIRONMENT | {"TERM": "xterm"},
    )
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:  # as Linux says that it was closed
        pass
    out, _ = started.communicate(timeout=PATIENCE)
    os.close(ours)
    assert b"/4" in shown
    assert b"\x1b[?25h" in shown  # the cursor is back
    assert out.count(b"\n") == 5
    assert b"\x1b" not in out


@pytest.mark.slow
@posix
def test_ctrl_c_writes_what_is_done_and_the_next_scan_goes_on(tmp_path: Path) -> None:
    folder, count = tmp_path / "photos", 150
    folder.mkdir()
    for index in range(count):
        Image.new("RGB", (8, 8), (index, 0, 0)).save(folder / f"{index:03}.png")
    target = tmp_path / "a.csv"
    target.write_text("old")
    arguments: list[str | Path] = [
        folder,
        *QUICK,
        "--cache-dir",
        tmp_path / "kept",
        "-f",
        "csv",
        "-o",
        target,
    ]
    with subprocess.Popen(
        command("scan", *arguments, "-f", "jsonl", "-o", "-"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
        start_new_session=True,
        preexec_fn=as_in_a_shell,  # noqa: PLW1509 - it only sets handlers
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        first = program.stdout.readline()
        os.killpg(program.pid, signal.SIGINT)  # as a terminal does: to all of them
        # communicate() would miss what readline() has read ahead.
        out, err = program.stdout.read(), program.stderr.read()
    done = [json.loads(line)["path"] for line in [first, *out.splitlines()]]
    assert program.returncode == 130
    assert 0 < len(done) < count
    assert f"stopped: {len(done)} of {count} photos are done; the same command goes on" in err
    assert "Traceback" not in err
    assert target.read_text() == "old"
    with (tmp_path / "a.incomplete.csv").open(encoding="utf-8", newline="") as file:
        assert [row["path"] for row in csv.DictReader(file)] == done
    assert not any(name.startswith(".") for name in names(tmp_path))
    code, out, _ = call("scan", *arguments)
    known = re.search(r"(\d+) of them known from the cache", flat(out))
    assert known
    assert len(done) <= int(known[1]) < count
    assert code == 0
    assert target.read_text().count("\n") == count + 1


@pytest.mark.usefixtures("in_threads")
def test_a_summary_of_a_stopped_scan_says_so(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = batch.scan

    def stopping(*arguments: object, **options: object) -> Generator[object, None, None]:
        items = original(*arguments, **options)  # type: ignore[arg-type]
        yield next(items)
        items.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "scan", stopping)
    code, out, err = call("scan", team, *QUICK, "--exit-zero")
    assert code == 130
    assert out.startswith("Stopped: 1 of 4 photos")
    assert "The rest was not audited." in flat(out)
    assert "stopped: 1 of 4" in err


@posix
def test_ctrl_c_while_a_report_is_written_waits_until_it_is() -> None:
    before = signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # whoever started the tests may ignore it

    def photos() -> Generator[str, None, None]:
        try:
            yield "first"
            yield "never"
        except KeyboardInterrupt:
            yield "finished before"
            raise

    seen = []
    try:
        with Interrupts() as interrupts:
            for item in interrupts.between(photos()):
                signal.raise_signal(signal.SIGINT)
                seen.append(item)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
    assert seen == ["first", "finished before"]
    assert interrupts.stopped


@pytest.mark.usefixtures("in_threads")
def test_the_summary_names_the_command_for_the_page_as_it_was_typed(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(team)
    (team / "-odd").mkdir()
    for given, page in (
        (["."], "scan . --only provenance --jobs 1 -o photos.html"),
        (["two words"], "scan 'two words' --only provenance --jobs 1 -o photos.html"),
        (
            [".", "--policy", "upwork,x", "-v"],
            "scan . --policy upwork,x --only provenance --jobs 1 -o photos.html",
        ),
        ([".", "--no-cache"], "scan . --only provenance --jobs 1 --no-cache -o photos.html"),
        (["--", "-odd", "."], "scan --only provenance --jobs 1 -o photos.html -- -odd ."),
    ):
        (team / "two words").mkdir(exist_ok=True)
        shutil.copy(next(team.glob("*.jpg")), team / "two words" / "a.jpg")
        out = call("scan", *QUICK, *given)[1]
        assert out.endswith(f"\n  photoaudit {page}\n"), out
    assert "photos.html" not in call("scan", ".", *QUICK, "-o", "made.html")[1]


def test_a_summary_names_ten_and_counts_the_rest() -> None:
    tally, every = Tally(), Tally(None)
    for index in range(MOST + 5):
        lost = Report(f"{index}.jpg", ReportStatus.UNREADABLE, reason="It is empty.")
        tally.add(lost)
        every.add(lost)
    tally.add(Report("x.jpg", ReportStatus.AUDITED, verdict=Verdict(Category.INCONCLUSIVE, "Nothing.")))
    assert (tally.photos, tally.unread, len(tally.unreadable)) == (MOST + 6, MOST + 5, MOST)
    assert (tally.level, tally.broken, len(every.unreadable)) == (Level.NONE, True, MOST + 5)
    text = render_scan(tally, Run(MOST + 6, 0, 7300.0), width=80, color=False)
    assert "and 5 more" in text
    assert "in 2 h 1 min" in text


@pytest.mark.slow
def test_start_up_imports_nothing_heavy() -> None:
    probe = (
        "import sys; from typer.testing import CliRunner; from photoaudit.cli.app import app; "
        "CliRunner().invoke(app, ['scan', '--help']); "
        "print([m for m in ('numpy', 'cv2', 'sqlite3', 'rich.progress', 'pathspec') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
