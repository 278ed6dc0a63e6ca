"""The command line as people and scripts meet it: run as a program, read its output and exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from PIL import Image

import faces
import photoaudit
from _commands import call, quick, unreadable, within_this_process
from _files import text
from photoaudit.checks import catalogue
from photoaudit.model import Family
from timing import PATIENCE

SCHEMA = json.loads(files("photoaudit.data").joinpath("report.schema.json").read_text("utf-8"))
ENVIRONMENT = {
    key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "NO_COLOR", "COLUMNS")
}


def start(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run as a program of its own."""
    command = [sys.executable, "-m", "photoaudit", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE, env=ENVIRONMENT, check=False
    )


@pytest.fixture(autouse=True)
def in_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `call` start no processes; what `start` starts does."""
    within_this_process(monkeypatch, tmp_path / "cache")


@pytest.fixture
def face(tmp_path: Path) -> Path:
    path = tmp_path / "face.jpg"
    Image.fromarray(faces.portrait()).save(path, quality=92)
    return path


@pytest.fixture
def generated(tmp_path: Path) -> Path:
    said = "a person\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512"
    path = tmp_path / "generated.png"
    path.write_bytes(faces.png_of(faces.portrait(), text("parameters", said)))
    return path


def test_version_and_help() -> None:
    assert call("--version")[:2] == (0, f"photoaudit {photoaudit.__version__}\n")
    code, out, _ = call("--help")
    assert code == 0
    assert "Exit codes" in out


def test_start_up_imports_no_imaging_library() -> None:
    probe = (
        "import sys; from typer.testing import CliRunner; from photoaudit.cli.app import app; "
        "CliRunner().invoke(app, ['--help']); "
        "print([m for m in ('numpy', 'cv2', 'PIL', 'skimage', 'pillow_heif') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_what_a_file_says_is_read_without_numbers(face: Path) -> None:
    """Reading metadata loads no library of arrays: no module may ask for one where it is imported."""
    probe = (
        "import sys; from photoaudit import engine; "
        "checks = engine.select(only=('provenance',)); engine.audit(sys.argv[1], checks=checks); "
        "print([m for m in ('numpy', 'cv2', 'scipy', 'skimage') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", probe, face], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.slow
def test_a_clean_photo_exits_with_zero_and_says_nothing_on_stderr(face: Path) -> None:
    result = start("check", face, "--fail-on", "medium")
    assert (result.returncode, result.stderr) == (0, "")
    assert "pixels cannot tell" in " ".join(result.stdout.split())
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80 + len(str(face))


@pytest.mark.slow
def test_color_is_off_in_a_pipe_unless_forced(face: Path) -> None:
    command = [sys.executable, "-m", "photoaudit", "check", str(face), "--only", "provenance"]
    shown = {
        name: subprocess.run(
            command, capture_output=True, text=True, env=ENVIRONMENT | extra, check=True, encoding="utf-8"
        ).stdout
        for name, extra in (("piped", {}), ("forced", {"FORCE_COLOR": "1"}), ("refused", {"NO_COLOR": "1"}))
    }
    assert "\x1b[" in shown["forced"]
    assert "\x1b" not in shown["piped"] + shown["refused"]


@pytest.mark.slow
@pytest.mark.parametrize(("level", "code"), [("low", 1), ("medium", 1), ("high", 0)])
def test_fail_on_sets_the_level(generated: Path, level: str, code: int) -> None:
    assert quick("check", generated, "--fail-on", level)[0] == code
    assert quick("check", generated, "--fail-on", level, "--exit-zero")[0] == 0


def test_a_stricter_policy_changes_the_exit_code(generated: Path) -> None:
    assert quick("check", generated, "--policy", "upwork")[0] == 1


def test_nothing_to_audit_is_three() -> None:
    code, out, err = call("check")
    assert (code, out) == (3, "")
    assert "nothing to audit" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "x.jpg", "--policy", "linkdin"],
        ["check", "x.jpg", "--only", "sharpnes"],
        ["check", "x.jpg", "--only", "sharpness", "--skip", "capture"],
        ["check", "x.jpg", "--quiet", "--verbose"],
        ["check", "x.jpg", "--format", "xml"],
        ["check", "x.jpg", "--fail-on", "sometimes"],
        ["explain", "sharpnes"],
        ["no-such-command"],
    ],
)
def test_usage_errors_are_two_in_one_sentence(arguments: list[str]) -> None:
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert err
    assert "Traceback" not in err


def test_bad_input_gets_one_sentence_and_four(tmp_path: Path) -> None:
    for name, path in unreadable(tmp_path).items():
        code, out, err = call("check", path, "--quiet")
        assert (code, err) == (4, ""), name
        assert out.count("\n") == 1
        assert "Traceback" not in out


@pytest.mark.slow
def test_one_bad_photo_hides_no_other_and_worse_news_win(face: Path, generated: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.png"
    code, out, _ = quick("check", face, missing, generated, "--format", "json")
    assert code == 4
    assert [report["status"] for report in json.loads(out)["reports"]] == ["audited", "unreadable", "audited"]
    assert quick("check", missing, generated, "--fail-on", "medium", "--quiet")[0] == 1


@pytest.mark.slow
def test_json_matches_the_published_schema(face: Path, generated: Path, tmp_path: Path) -> None:
    paths = [face, generated, *unreadable(tmp_path).values()]
    _, out, err = call("check", *paths, "--format", "json", "--policy", "linkedin", "--policy", "company")
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(out))
    reports = json.loads(out)["reports"]
    assert len(reports) == len(paths)
    assert err.startswith("photoaudit: 1 failed: ")
    first, second = reports[:2]
    assert first["verdict"]["category"] == "inconclusive"
    assert second["verdict"]["category"] == "ai-declared"
    assert {risk["policy"] for risk in first["risks"]} == {"linkedin", "company"}
    assert all(region["label"] == "face" for finding in first["findings"] for region in finding["regions"])


def test_output_goes_to_a_file_whole(face: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    code, out, _ = call("check", face, "-f", "json", "-o", target)
    assert (code, out) == (0, "")
    assert json.loads(target.read_text("utf-8"))["schema"] == "photoaudit/1"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_failed_write_leaves_nothing_behind(
    face: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    code, _, err = call("check", face, "-o", tmp_path / "report.txt")
    assert code == 2
    assert "No space left" in err
    assert [path.name for path in tmp_path.iterdir()] == [face.name]


def test_output_that_cannot_be_written_is_a_usage_error(face: Path, tmp_path: Path) -> None:
    code, _, err = call("check", face, "-o", tmp_path / "no" / "such" / "report.txt")
    assert code == 2
    assert "cannot write" in err


def test_only_runs_only(face: Path) -> None:
    _, out, _ = call("check", face, "--only", "provenance", "--only", "sharpness", "-f", "json")
    checks = [finding["check"] for finding in json.loads(out)["reports"][0]["findings"]]
    infos = [item.info for item in catalogue()]
    assert checks == [i.id for i in infos if i.family is Family.PROVENANCE or i.id == "sharpness"]


@pytest.mark.slow
def test_verbose_says_more_and_quiet_less(face: Path) -> None:
    lengths = [len(call("check", face, *option)[1]) for option in (["--quiet"], [], ["--verbose"])]
    assert lengths == sorted(set(lengths))


def test_checks_lists_every_check() -> None:
    code, out, _ = call("checks")
    assert code == 0
    assert "facial-symmetry" in out
    assert "provenance" in out


def test_explain_prints_the_page() -> None:
    code, out, _ = call("explain", "skin-smoothness")
    assert code == 0
    assert "What it measures" in out
    assert "L* 70" in out


def test_policies_lists_the_packs() -> None:
    assert "linkedin" in call("policies")[1]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="names with control characters do not exist on Windows")
def test_hostile_names_are_shown_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31mred[bold]\n.png"
    path.write_bytes(faces.png_of(faces.portrait()))
    for options in ([], ["--quiet"], ["--format", "json"]):
        _, out, _ = quick("check", path, *options)
        assert "\x1b" not in out
        assert "[bold]" in out.replace("\n", "")  # a line may end there


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="pipes close differently on Windows")
def test_a_reader_that_closes_early_gets_no_traceback(face: Path) -> None:
    command = [sys.executable, "-m", "photoaudit", "check", *[str(face)] * 12]
    command += ["--verbose", "--only", "provenance"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()


@pytest.mark.slow
def test_completion_offers_checks_policies_and_formats() -> None:
    environment = ENVIRONMENT | {
        "_PHOTOAUDIT_COMPLETE": "complete_bash",
        "COMP_WORDS": "photoaudit explain facial",
        "COMP_CWORD": "2",
    }
    result = subprocess.run(
        [sys.executable, "-m", "photoaudit"], capture_output=True, text=True, env=environment, check=False
    )
    assert "facial-symmetry" in result.stdout


@pytest.mark.slow
def test_metadata_as_json_is_whole_on_a_console_without_unicode(tmp_path: Path) -> None:
    path = tmp_path / "写真.png"
    path.write_bytes(faces.png_of(faces.portrait()))
    command = [sys.executable, "-m", "photoaudit", "metadata", str(path), "--format", "json"]
    environment = ENVIRONMENT | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    result = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert json.loads(result.stdout.decode("cp1252"))["path"].endswith("写真.png")


@pytest.mark.slow
@pytest.mark.parametrize("options", [[], ["--quiet"], ["--format", "json"]])
def test_a_console_without_unicode_gets_no_traceback(tmp_path: Path, options: list[str]) -> None:
    path = tmp_path / "写真.png"
    path.write_bytes(faces.png_of(faces.portrait()))
    command = [sys.executable, "-m", "photoaudit", "check", str(path), "--fail-on", "never", *options]
    environment = ENVIRONMENT | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    result = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert result.stderr == b""
    text = result.stdout.decode("cp1252")
    if "json" in options:
        assert json.loads(text)["reports"][0]["path"].endswith("写真.png")


ENDINGS = {
    "html": "<!doctype html>",
    "json": "{",
    "jsonl": '{"schema"',
    "csv": "path,status",
    "sarif": '{"$schema"',
    "md": "## photoaudit",
    "xml": "<?xml",
}


@pytest.mark.slow
@pytest.mark.parametrize(("ending", "start"), ENDINGS.items())
@pytest.mark.parametrize("command", ["check", "scan"])
def test_the_format_is_the_one_that_the_name_of_the_file_says(
    generated: Path, tmp_path: Path, command: str, ending: str, start: str
) -> None:
    target = tmp_path / f"report.{ending.upper()}"
    more = ["--no-cache", "--jobs", "1"] if command == "scan" else []
    quick(command, generated, "-o", target, *more)
    assert target.read_text("utf-8").startswith(start)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("format", "name"), [("json", "a.html"), ("terminal", "a.csv"), ("csv", "a.parquet"), ("html", "a.md")]
)
@pytest.mark.parametrize("command", ["check", "scan"])
def test_a_format_that_contradicts_the_name_is_refused(
    generated: Path, tmp_path: Path, command: str, format: str, name: str
) -> None:
    code, out, err = quick(command, generated, "-f", format, "-o", tmp_path / name)
    assert (code, out) == (2, "")
    assert err.startswith(f"photoaudit: --format {format} and --output {name} contradict each other")
    assert not (tmp_path / name).exists()


@pytest.mark.slow
@pytest.mark.parametrize(("format", "name"), [("gitlab", "a.json"), ("sarif", "a.json"), ("json", "a.log")])
def test_other_names_take_the_format_asked_for(
    generated: Path, tmp_path: Path, format: str, name: str
) -> None:
    quick("check", generated, "-f", format, "-o", tmp_path / name)
    assert json.loads((tmp_path / name).read_text("utf-8"))


def test_a_photo_alone_is_checked(generated: Path) -> None:
    assert call(generated, "--only", "provenance") == quick("check", generated)
    code, out, _ = call("missing.jpg", "--quiet")
    assert (code, out) == (4, "missing.jpg: unreadable: There is no such file.\n")


def test_a_folder_names_scan(tmp_path: Path) -> None:
    code, _, err = call(tmp_path)
    assert code == 2
    assert "'photoaudit scan' audits the photos in one" in err
    code, out, _ = call("check", tmp_path, "--quiet")
    assert code == 4
    assert "'photoaudit scan' audits the photos in one" in out


@pytest.mark.slow
@pytest.mark.parametrize("name", ["LinkedIn", "LINKEDIN", "linkedin"])
def test_the_name_of_a_policy_is_taken_however_it_is_capitalized(generated: Path, name: str) -> None:
    assert quick("check", generated, "--policy", name) == quick("check", generated)
    assert "US passport" in quick("check", generated, "--policy", "US Passport")[1]


def test_help_stands_in_panels_check_first_and_without_variables() -> None:
    text = call("--help")[1]
    places = [text.index(word) for word in ("Look at photos:", "  check", "  scan", "  explain", "  cache")]
    assert places == sorted(places)
    for command in ("check", "scan"):
        text = call(command, "--help")[1]
        assert "env var" not in text
        panels = ("What is written", "What it is judged by", "What is looked at", "What fails")
        assert all(f"\n{panel}:" in text for panel in panels)
        assert "docs/config.md" in text


@pytest.mark.slow
def test_full_and_verbose_print_the_whole_report(face: Path) -> None:
    card, full, verbose = (call("check", face, *more)[1] for more in ([], ["--full"], ["--verbose"]))
    assert len(card.splitlines()) <= 13  # the path may take two
    assert "What was measured" not in card
    assert "What was measured" in full
    assert len(verbose) > len(full)


@pytest.mark.slow
def test_several_photos_are_a_line_each(face: Path, generated: Path) -> None:
    lines = quick("check", face, generated, face)[1].splitlines()
    assert lines[3:5] == ["", "3 photos in all"]


def test_what_was_asked_for_follows_the_card(face: Path) -> None:
    out = call("check", face, "--only", "sharpness")[1]
    assert "What was asked for" in out
    assert "sharpness" in out.split("What was asked for")[1]
    assert "Not looked at" in out
