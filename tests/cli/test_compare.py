"""``photoaudit compare`` from arguments to exit code; what is measured is told by the tests of its wing."""

from __future__ import annotations

import csv
import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from _commands import call, declared, plain, unreadable, within_this_process
from comparisons import DIFFERENCES, exhibit
from photoaudit import pair
from photoaudit.model import Change, Comparison, Side
from photoaudit.scan import pairs

WORDS = {"crop": Change.ADJUSTED, "jaw": Change.RESHAPED, "same": Change.REENCODED}
QUICK = ("--only", "provenance")


def told(original: str, edited: str, settings: object, picture: int, **_: object) -> Comparison:
    """Stand in for the measuring: the change is in the name of the edited file."""
    for path in (original, edited):
        if not Path(path).is_file() or "torn" in path:
            return Comparison(Side(original), Side(edited), reason=f"{Path(path).name} cannot be read.")
    change = next((WORDS[word] for word in WORDS if word in edited), None)
    if change is None:
        return Comparison(Side(original), Side(edited), reason="Too little is to be seen in one of them.")
    shown = exhibit() if picture else None
    return Comparison(
        Side(original, "aa" * 32, "JPEG", 64, 64),
        Side(edited, "bb" * 32, "JPEG", 64, 64),
        (change,),
        f"The answer is {change.value}",
        differences=DIFFERENCES,
        exhibit=shown,
    )


@pytest.fixture(autouse=True)
def in_threads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    within_this_process(monkeypatch, tmp_path / "cache")
    monkeypatch.setattr(pair, "compare_files", told)


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make originals and edited pictures, and work among them."""
    folder = tmp_path / "work"
    for at, name in enumerate(("in/crop-a", "in/jaw-b", "in/left", "out/crop-a", "out/jaw-b", "out/same-x")):
        plain(folder / f"{name}.jpg", 10 * at)
    monkeypatch.chdir(folder)
    return folder


def compare(*arguments: str | Path) -> tuple[int, str, str]:
    return call("compare", *QUICK, *arguments)


@pytest.mark.usefixtures("work")
def test_two_files_give_a_card() -> None:
    code, out, _ = compare("in/jaw-b.jpg", "out/jaw-b.jpg")
    assert code == 0
    assert out.startswith("out/jaw-b.jpg  from in/jaw-b.jpg, JPEG, 64 x 64\nThe answer is reshaped.\n")
    rules = " ".join(out.split())
    assert (
        "rules LinkedIn: a reservation (risk low). Beside the original given, the person shown was reshaped."
        in rules
    )
    assert len(out.splitlines()) <= 12
    code, out, _ = compare("in/jaw-b.jpg", "out/jaw-b.jpg", "--full")
    assert "copies stay below 0.900" in out
    code, out, _ = compare("in/jaw-b.jpg", "out/jaw-b.jpg", "-q")
    assert out == "out/jaw-b.jpg from in/jaw-b.jpg: reshaped; The answer is reshaped.\n"


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(
    ("edited", "options", "code", "why"),
    [
        ("out/crop-a.jpg", [], 0, ""),
        ("out/crop-a.jpg", ["--fail-on-change", "lightly-retouched"], 0, ""),
        ("out/jaw-b.jpg", ["--fail-on-change", "reshaped"], 1, "out/jaw-b.jpg (change reshaped)"),
        ("out/jaw-b.jpg", ["--fail-on-change", "re-encoded", "--exit-zero"], 0, ""),
        ("out/unclear.jpg", [], 4, ""),
        ("out/unclear.jpg", ["--fail-on-change", "another-picture"], 4, ""),
        ("out/unclear.jpg", ["--fail-on", "unreadable"], 1, "not compared"),
        ("out/gone.jpg", [], 4, ""),
        ("out/gone.jpg", ["--fail-on", "unreadable"], 1, "out/gone.jpg (unreadable, not compared)"),
    ],
)
def test_exit_codes(edited: str, options: list[str], code: int, why: str) -> None:
    plain(Path("out/unclear.jpg"), 200)
    got, out, err = compare("in/jaw-b.jpg", edited, *options)
    assert got == code, err
    assert why in err
    if code == 4:
        assert "Not compared: " in out


def test_the_gate_of_check_holds_for_the_edited_picture(work: Path) -> None:
    made = declared(work / "out/jaw-c.png")
    code, _, err = compare("in/jaw-b.jpg", made, "--policy", "company", "--fail-on", "high")
    assert code == 1
    assert "risk high" in err
    assert compare(made, "out/jaw-b.jpg", "--policy", "company", "--fail-on", "high")[0] == 0


def test_unreadable_files_of_every_kind_are_four(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.chdir(work)
    for kind, path in unreadable(work).items():
        if kind == "directory":
            continue
        for files in ((path, work / "out/jaw-b.jpg"), (work / "in/jaw-b.jpg", path)):
            code, out, err = compare(*files)
            assert code == 4, (kind, out, err)
            assert "Not compared: " in out


def test_the_measuring_itself_answers_for_two_equal_files(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.chdir(work)
    code, out, _ = compare("in/jaw-b.jpg", "in/jaw-b.jpg")
    assert code == 0
    assert "The pixels of both files are the same." in out


@pytest.mark.usefixtures("work")
def test_a_table_of_pairs_goes_to_every_format_in_its_order() -> None:
    Path("pairs.csv").write_text(
        "original,edited\nin/jaw-b.jpg,out/jaw-b.jpg\nin/crop-a.jpg,out/crop-a.jpg\nin/left.jpg,gone.jpg\n"
    )
    outputs = [f"-o{name}" for name in ("o.json", "o.jsonl", "o.csv", "o.md", "o.html")]
    code, out, err = compare("--pairs", "pairs.csv", *outputs)
    assert code == 4, err
    assert out.splitlines()[0].startswith("out/jaw-b.jpg   reshaped ")
    assert "3 pairs in all" in out
    document = json.loads(Path("o.json").read_text("utf-8"))
    changes = ["reshaped", "cropped-or-toned", None]
    assert [item["change"] for item in document["pairs"]] == changes
    lines = [json.loads(line) for line in Path("o.jsonl").read_text("utf-8").splitlines()]
    assert [line["change"] for line in lines] == changes
    rows = list(csv.DictReader(Path("o.csv").read_text("utf-8").splitlines()))
    assert [row["change"] for row in rows] == [change or "" for change in changes]
    assert Path("o.md").read_text("utf-8").count("\n|") == 4
    page = Path("o.html").read_text("utf-8")
    assert page.count('<li class="card"') == 3
    assert page.count("data:image/webp") == 2


@pytest.mark.usefixtures("work")
def test_no_images_and_one_page_for_one_pair() -> None:
    assert compare("in/jaw-b.jpg", "out/jaw-b.jpg", "-o", "one.html")[0] == 0
    page = Path("one.html").read_text("utf-8")
    assert page.count("data:image/webp") == 6
    assert 'id="cards"' not in page
    assert compare("in/jaw-b.jpg", "out/jaw-b.jpg", "-o", "none.html", "--no-images")[0] == 0
    assert "data:image/webp" not in Path("none.html").read_text("utf-8")


@pytest.mark.usefixtures("work")
def test_folders_are_matched_and_nothing_is_lost() -> None:
    code, out, err = compare("in", "out", "-f", "jsonl")
    assert code == 4
    lines = {line["edited"]["path"]: line for line in map(json.loads, out.splitlines())}
    assert lines["out/crop-a.jpg"]["original"]["path"] == "in/crop-a.jpg"
    assert lines["out/jaw-b.jpg"]["original"]["path"] == "in/jaw-b.jpg"
    assert lines["out/same-x.jpg"]["original"] is None
    assert "No original was found" in lines["out/same-x.jpg"]["reason"]
    assert "1 of 3 edited pictures have no original by name; looking by content." in err
    assert "1 originals have no edited picture." in err
    code, out, _ = compare("in", "out")
    assert "Originals without an edited picture\n  in/left.jpg" in out


def test_an_edit_under_another_name_is_found_by_what_it_shows(work: Path) -> None:
    (work / "out/same-x.jpg").write_bytes((work / "in/left.jpg").read_bytes())
    code, out, err = compare("in", "out", "-f", "jsonl")
    assert code == 0, err
    found = {line["edited"]["path"]: line["original"]["path"] for line in map(json.loads, out.splitlines())}
    assert found["out/same-x.jpg"] == "in/left.jpg"


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        ([], 2, "name an original and an edited picture"),
        (["in/left.jpg"], 2, "name an original and an edited picture"),
        (["in/left.jpg", "out/jaw-b.jpg", "--pairs", "p.csv"], 2, "or --pairs and a file"),
        (["in", "out/jaw-b.jpg"], 2, "one of the two is a folder"),
        (["in", "in"], 2, "both folders are one"),
        (["in", "empty"], 3, "there is no photo in 'empty'"),
        (["--pairs", "p.csv"], 2, "there is no table 'p.csv'"),
        (["in/left.jpg", "out/jaw-b.jpg", "-o", "x.sarif"], 2, "compare writes no sarif"),
        (["in/left.jpg", "out/jaw-b.jpg", "-o", "x.csv", "-f", "json"], 2, "contradict each other"),
        (["in/left.jpg", "out/jaw-b.jpg", "-q", "--full"], 2, "exclude each other"),
        (["in/left.jpg", "out/jaw-b.jpg", "--timeout", "0"], 2, "above zero"),
        (["in/left.jpg", "out/jaw-b.jpg", "--policy", "nowhere"], 2, "is no policy"),
    ],
)
def test_usage_errors_are_one_sentence(arguments: list[str], code: int, why: str) -> None:
    Path("empty").mkdir()
    got, out, err = compare(*arguments)
    assert (got, out) == (code, "")
    assert why in err


@pytest.mark.parametrize("name", ["in/left.jpg", "out/jaw-b.jpg", "pairs.csv", "other.png"])
def test_no_output_replaces_a_picture_or_what_is_read(work: Path, name: str) -> None:
    plain(work / "other.png")
    table = work / "pairs.csv"
    table.write_text("original,edited\nin/left.jpg,out/jaw-b.jpg\n")
    before = {path: path.read_bytes() for path in work.rglob("*") if path.is_file()}
    code, _, err = compare("--pairs", table, "-f", "csv", "-o", name)
    assert code == 2
    assert "no output may replace it" in err or "contradict" in err
    assert {path: path.read_bytes() for path in work.rglob("*") if path.is_file()} == before


@pytest.mark.usefixtures("work")
def test_a_stop_marks_what_is_not_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pairs.compare

    def stopping(*arguments: Any, **options: Any) -> Generator[pairs.Seen, None, None]:
        yield next(whole(*arguments, **options))
        raise KeyboardInterrupt

    monkeypatch.setattr(pairs, "compare", stopping)
    code, out, err = compare("in", "out", "-o", "all.csv", "-o", "all.html")
    assert code == 130
    assert not Path("all.csv").exists()
    assert Path("all.incomplete.csv").read_text("utf-8").count("\n") == 2
    assert "It was stopped: 1 of 3 pairs" in Path("all.incomplete.html").read_text("utf-8")
    assert "stopped: 1 of 3 pairs are done." in err
    assert out.startswith("Stopped: 1 of 3 pairs.")


def test_settings_come_from_a_configuration(work: Path) -> None:
    (work / "photoaudit.toml").write_text('fail-on-change = "cropped-or-toned"\npolicy = "company"\n')
    code, out, err = compare("in/crop-a.jpg", "out/crop-a.jpg", "-f", "json")
    assert code == 1
    assert "change cropped-or-toned" in err
    assert [risk["policy"] for risk in json.loads(out)["pairs"][0]["report"]["risks"]] == ["company"]
    assert compare("in/crop-a.jpg", "out/crop-a.jpg", "--fail-on-change", "reshaped")[0] == 0


def test_help_says_in_panels_what_there_is() -> None:
    text = " ".join(call("compare", "--help")[1].split())
    for word in ("--pairs", "--fail-on-change", "--policy", "What fails", "Nothing is said of whom"):
        assert word in text
