"""No output replaces a photo or a file that is read, under whatever name, and none takes another with it."""

from __future__ import annotations

import os
import secrets
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from _commands import call, declared, plain, quick, within_this_process
from photoaudit.cli import console
from photoaudit.cli.newfile import NewFile, is_picture, marked
from photoaudit.scan.cache import NAME

links = pytest.mark.skipif(os.name != "posix", reason="links need rights here")


@pytest.fixture(autouse=True)
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with three photos."""
    within_this_process(monkeypatch, tmp_path / "cache")
    folder = tmp_path / "photos"
    for shade, name in enumerate(("a.jpg", "b.jpg", "c.png")):
        plain(folder / name, shade)
    monkeypatch.chdir(folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "b.jpg", "-f", "html", "-o", "a.jpg"],
        ["check", "a.jpg", "b.jpg", "-q", "-o", "a.jpg"],
        ["check", "a.jpg", "-f", "sarif", "-o", "./a.jpg"],
        ["scan", ".", "-f", "json", "-o", "a.jpg"],
        ["scan", "b.jpg", "-f", "csv", "-o", "c.png"],
        ["scan", ".", "-f", "json", "-o", "report.json", "-f", "junit", "-o", "c.png"],
    ],
)
def test_a_photo_is_never_replaced(photos: Path, arguments: list[str]) -> None:
    before = contents(photos)
    code, out, err = quick(*arguments)
    assert (code, out) == (2, "")
    assert "no output may replace it" in err
    assert err.count("\n") == 1
    assert contents(photos) == before


@links
@pytest.mark.parametrize("how", ["symlink", "hardlink", "folder"])
@pytest.mark.parametrize("command", ["check", "scan"])
def test_nor_through_a_link(photos: Path, how: str, command: str) -> None:
    before = contents(photos)
    output = photos.parent / "out.json"
    if how == "symlink":
        output.symlink_to(photos / "a.jpg")
    elif how == "hardlink":
        output.hardlink_to(photos / "a.jpg")
    else:
        (photos.parent / "same").symlink_to(photos)
        output = photos.parent / "same" / "a.jpg"
    assert quick(command, "a.jpg", "-f", "json", "-o", output)[0] == 2
    assert contents(photos) == before


def test_a_picture_is_known_by_its_content_and_a_damaged_or_raw_one_by_its_name(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "plain.txt", "PNG")
    (tmp_path / "broken.jpg").write_bytes(b"no more than this")
    (tmp_path / "film.cr2").write_bytes(b"raw")
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "report.json").write_text("{}")
    known = {path.name for path in tmp_path.iterdir() if is_picture(path)}
    assert known == {"plain.txt", "broken.jpg", "film.cr2"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["photoaudit.toml", "own.toml", "accepted.json", "trusted.pem"])
def test_nor_is_a_file_that_is_read(photos: Path, name: str) -> None:
    for file in ("photoaudit.toml", "own.toml", "accepted.json", "trusted.pem"):
        (photos / file).write_text(
            'baseline = "accepted.json"\ntrust-list = "trusted.pem"\npolicy = "own.toml"\n'
        )
    pack = "id='own'\ntitle='t'\nversion='1'\nchecked-on=2026-01-01\nextends='linkedin'\n"
    (photos / "own.toml").write_text(pack)
    (photos / "accepted.json").write_text('{"schema": "photoaudit-baseline/1", "entries": []}')
    pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    (photos / "trusted.pem").write_text(pem)
    before = contents(photos)
    for command in ("check", "scan"):
        code, _, err = quick(command, "a.jpg", "-f", "json", "-o", name)
        assert code == 2, err
        assert "read by this command" in err
    assert contents(photos) == before


def test_nor_is_a_file_of_patterns(photos: Path) -> None:
    (photos / "sub").mkdir()
    rules = photos / "sub" / ".photoauditignore"
    rules.write_text("x.jpg\n")
    code, _, err = quick("scan", ".", "-f", "json", "-o", rules)
    assert (code, rules.read_text()) == (2, "x.jpg\n"), err
    assert "read by this command" in err


@pytest.mark.parametrize("end", ["", "-wal"])
@pytest.mark.parametrize("there", [True, False])
def test_nor_is_the_cache(photos: Path, end: str, *, there: bool) -> None:
    folder = photos.parent / "kept"
    if there:
        quick("scan", "a.jpg", "--cache-dir", folder)
    output = folder / (NAME + end)
    before = output.exists()
    for given in (["scan", "."], ["baseline", "create", ".", "--because", "x", "--by", "y"]):
        option = "--baseline" if given[0] == "baseline" else "--output"
        code, _, err = call(*given, "--cache-dir", folder, option, output)
        assert code == 2, err
        assert output.exists() == before
    assert quick("scan", ".", "-f", "json", "-o", photos.parent / "cache" / (NAME + end))[0] == 2


@pytest.mark.slow
def test_nor_is_a_list_on_standard_input(photos: Path) -> None:
    listed = photos / "list.txt"
    listed.write_text("a.jpg\n")
    with listed.open() as stdin:
        ran = subprocess.run(
            [sys.executable, "-m", "photoaudit", "scan", "-", "--no-cache", "-f", "json", "-o", "list.txt"],
            stdin=stdin, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert ran.returncode == 2, ran.stderr
    assert "read by this command" in ran.stderr
    assert listed.read_text() == "a.jpg\n"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["own.toml", "base.toml", "root.toml", "some.toml"])
def test_nor_is_a_policy_that_another_extends_or_that_holds_for_some_paths(photos: Path, name: str) -> None:
    head = "id='{}'\ntitle='t'\nversion='1'\nchecked-on=2026-01-01\nextends='{}'\n"
    for own, base in (
        ("own", "./base.toml"),
        ("base", "./root.toml"),
        ("root", "linkedin"),
        ("some", "linkedin"),
    ):
        (photos / f"{own}.toml").write_text(head.format("own" if own == "some" else own, base))
    (photos / "photoaudit.toml").write_text(
        'policy = "./own.toml"\n[[per-path]]\nglob = "b.jpg"\npolicy = "./some.toml"\n'
    )
    before = contents(photos)
    for given in (["check", "a.jpg", "-f", "json"], ["scan", ".", "-f", "json"], ["baseline", "update", "."]):
        more = ["--because", "x", "--by", "y", "--no-cache", "--baseline", name]
        code, _, err = call(*given, *(more if given[0] == "baseline" else ["-o", name]))
        assert code == 2, err
        assert "read by this command" in err or given[0] == "baseline"
    assert contents(photos) == before


def test_what_an_interrupted_scan_would_replace_counts_too(photos: Path) -> None:
    plain(photos / "out.incomplete.jpg", 9)
    assert quick("scan", "a.jpg", "-f", "json", "-o", "out.jpg")[0] == 2


def test_evaluate_spares_photos_and_their_table(tmp_path: Path) -> None:
    plain(tmp_path / "set" / "camera" / "a.png", 1)
    plain(tmp_path / "set" / "synthetic" / "b.png", 2)
    table = tmp_path / "labels.csv"
    table.write_text("path,label\nset/camera/a.png,camera\nset/synthetic/b.png,ai\n")
    for option in ("--output", "--plot"):
        target = tmp_path / "set" / "camera" / "a.png"
        before = target.read_bytes()
        assert call("evaluate", tmp_path / "set", "--jobs", "1", option, target)[0] == 2
        assert target.read_bytes() == before
    assert call("evaluate", table, "--jobs", "1", "--output", table)[0] == 2
    assert table.read_text().startswith("path,label")


def test_evaluate_refuses_one_file_for_both_before_it_looks(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    place = tmp_path / "z.svg"
    code, _, err = call(
        "evaluate", tmp_path / "set", "--output", place, "--plot", tmp_path / "set" / ".." / "z.svg"
    )
    assert code == 2
    assert "cannot go to the same file" in err


def test_a_baseline_is_never_put_in_the_place_of_a_photo(photos: Path) -> None:
    before = contents(photos)
    arguments = ["--baseline", "a.jpg", "--because", "why", "--by", "me", "--no-cache"]
    for command in ("create", "update"):
        assert call("baseline", command, ".", *arguments)[0] == 2
    assert contents(photos) == before


def test_a_picture_that_appears_meanwhile_is_spared(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    file = NewFile(target)
    file.write("{}")
    plain(tmp_path / "photo.png").replace(target)
    with pytest.raises(FileExistsError):
        file.keep()
    file.discard()
    assert is_picture(target)
    assert not list(tmp_path.glob(".photoaudit*"))


@links
def test_a_part_file_is_not_opened_through_a_link_that_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim, drawn = tmp_path / "victim", iter(["taken", "free"])
    victim.write_text("kept")
    (tmp_path / ".photoaudit-taken.part").symlink_to(victim)
    monkeypatch.setattr(secrets, "token_hex", lambda _: next(drawn))
    with pytest.raises(FileExistsError):
        NewFile(tmp_path / "out.json")
    assert victim.read_text() == "kept"


def test_part_files_differ_in_one_process_and_take_long_names(tmp_path: Path) -> None:
    target = tmp_path / ("n" * 250 + ".json")
    files = [NewFile(target), NewFile(target)]
    assert len(list(tmp_path.glob(".photoaudit*"))) == 2
    for file in files:
        file.keep()
    assert len(os.fsencode(marked(target, "incomplete").name)) <= 255
    assert marked(target, "incomplete").name.endswith(".incomplete.json")
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        assert stat.S_IMODE(target.stat().st_mode) == 0o666 & ~mask


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", ["scan", "check"])
def test_an_output_that_cannot_be_written_leaves_the_others(photos: Path, command: str) -> None:
    declared(photos / "d.png")
    options = ["-f", "json", "-o", "all.json"] if command == "scan" else []
    code, _, err = quick(command, "d.png", *options, "-f", "junit", "-o", "/dev/full")
    assert code == 2
    assert "cannot write '/dev/full': No space left on device." in err
    assert "Traceback" not in err
    if options:
        assert (photos / "all.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "a.jpg", "-o", "x.html"], "wrote x.html."),
        (["check", "a.jpg", "b.jpg", "-o", "below.txt"], "wrote below.txt."),
        (["scan", ".", "-o", "x.html", "-o", "x.xml"], "wrote x.html, x.xml."),
        (["scan", ".", "-o", "x.json", "-q"], ""),
        (["check", "a.jpg", "-o", "x.json", "-q"], ""),
        (["scan", ".", "-f", "json", "-o", "-"], ""),
        (["check", "a.jpg"], ""),
        (["scan", ".", "-o", "a\x1b[31m.html"], "wrote a[31m.html."),
    ],
)
def test_whoever_watches_is_told_what_was_written_and_programs_are_not(
    arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "wrote" not in quick(*arguments)[2]
    monkeypatch.setattr(console, "watched", lambda: True)
    code, _, err = quick(*arguments)
    assert code == 0
    assert [line for line in err.splitlines() if "wrote" in line] == [f"photoaudit: {said}"] * bool(said)


def test_what_was_not_written_is_not_told(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "watched", lambda: True)
    (photos / "folder").mkdir()
    code, _, err = quick("check", "a.jpg", "-o", "folder", "-f", "csv")
    assert (code, "wrote" in err) == (2, False)


@links
@pytest.mark.slow
def test_a_terminal_is_told_what_was_written() -> None:
    import pty  # noqa: PLC0415 - not on Windows

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "photoaudit", "check", "a.jpg", "--only", "provenance", "-o", "x.html"]
    with subprocess.Popen(command, stdout=theirs, stderr=theirs) as started:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # as Linux says that it was closed
            while part := os.read(ours, 65536):
                shown += part
    os.close(ours)
    assert started.returncode == 0
    assert shown.splitlines() == [b"photoaudit: wrote x.html."]
