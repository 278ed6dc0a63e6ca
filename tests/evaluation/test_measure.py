"""Labelled photos in several processes: what each gave, in any number of them, and what a death costs."""

from __future__ import annotations

import json
import sys
import tracemalloc
from collections import Counter
from collections.abc import Generator
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import faces
from _commands import call
from photoaudit.cli import evaluate_run, progress
from photoaudit.evaluation import measure
from photoaudit.evaluation.labelled import Labelled, Outcome
from photoaudit.evaluation.measure import Measurer, why
from photoaudit.evaluation.summary import evaluate
from photoaudit.scan.workers import Answer, Done, Request
from tasks import COPY, Deadly


def photos(*names: str) -> list[Labelled]:
    return [Labelled(Path(name), "camera", "camera") for name in names]


def all_of(batches: Generator[list[tuple[int, list[Outcome]]], None, None]) -> list[Outcome]:
    found = dict(item for batch in batches for item in batch)
    return [outcome for at in sorted(found) for outcome in found[at]]


# What a photo gives


def outcomes_of(path: Path, *tracks: str) -> list[Outcome]:
    answer = Measurer(tracks)(Request(str(path)))
    return measure._outcomes(Labelled(path, "camera", ""), Done(0, answer), tracks)


@pytest.mark.slow
def test_unreadable_and_faceless_photos_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "face.png").write_bytes(faces.png_of(faces.portrait()))
    Image.new("RGB", (90, 90)).save(tmp_path / "empty.png")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    face, empty, broken = (
        outcomes_of(tmp_path / f"{name}.png", "original", "web") for name in ("face", "empty", "broken")
    )
    for found in (face, empty, broken):
        assert [item.track for item in found] == ["original", "web"]
    assert [bool(item.reason) for item in (*face, *empty, *broken)] == [False] * 4 + [True] * 2
    assert "synthetic" in face[0].ratios
    assert face[0].lightness is not None
    for item in empty:
        assert item.ratios == {}
        assert item.gaps == {"synthetic": "no face was found", "retouched": "no face was found"}
    assert broken[0].gaps == {}


@pytest.mark.slow
def test_a_claim_is_either_assessed_or_has_a_reason(tmp_path: Path) -> None:
    Image.fromarray(faces.scaled(faces.portrait(), 0.25)).save(tmp_path / "small.png")
    for item in outcomes_of(tmp_path / "small.png", "original", "platform"):
        assert {*item.ratios, *item.gaps} == {"synthetic", "retouched"}
        assert not set(item.ratios) & set(item.gaps)
        assert "px apart; 60 px needed" in item.gaps["retouched"]


def test_reasons_that_differ_by_a_number_alone_are_alike() -> None:
    assert why("the eyes are 57 px apart; 60 px needed") == "the eyes are ... px apart; 60 px needed"
    assert why("no face was found") == "no face was found"
    turned = "the picture lies on its side: a face is found once it is turned by 90 degrees"
    assert why(turned) == turned


def test_reasons_are_counted_by_label_the_most_frequent_first() -> None:
    camera, ai = Labelled(Path("c"), "camera", "c"), Labelled(Path("s"), "synthetic", "s")
    lost = [{"synthetic": "b"}, {"synthetic": "a"}, {"synthetic": "b"}, {"retouched": "not this claim"}]
    items = [Outcome(camera, "web", {}, gaps=gap) for gap in lost]
    items += [Outcome(camera, "web", {"synthetic": 0.1}), Outcome(ai, "web", {}, gaps={"synthetic": "a"})]
    items += [Outcome(camera, "original", {}, gaps={"synthetic": "not this track"})]
    (found,) = evaluate(items, ["web"], 6).summaries
    assert [(gap.label, gap.reason, gap.photos) for gap in found.gaps] == [
        ("camera", "b", 2),
        ("camera", "a", 1),
        ("synthetic", "a", 1),
    ]
    assert found.roc == ()  # no claimed photo was assessed, so nothing is ranked


def test_a_part_of_the_photos_has_its_share_of_every_source() -> None:
    counts = {"camera/a": 40, "camera/b": 20, "ai/c": 10}
    given = [
        Labelled(Path(f"{source}/{at}"), source.split("/")[0], source)
        for source, count in counts.items()
        for at in range(count)
    ]
    order = measure._spread(given)
    assert sorted(order) == list(range(70))
    half = Counter(given[at].source for at in order[:35])
    assert half == {"camera/a": 20, "camera/b": 10, "ai/c": 5}


# Processes


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 3])
def test_one_photo_that_kills_its_process_is_named_and_no_other_is_lost(
    monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(measure, "Measurer", Deadly)
    given = photos("slow-1", "ok-1", "kill-1", "raise-1", "ok-2", "slow-2", "ok-3")
    found = all_of(measure.measure(given, ["original", "web"], jobs=jobs))
    assert [item.photo for item in found] == [photo for photo in given for _ in range(2)]
    reasons = {item.photo.path.name: item.reason for item in found if item.reason}
    assert (
        reasons
        == {
            "kill-1": "The process examining it was killed: signal SIGKILL, as when memory runs out.",
            "raise-1": "Examining it failed: RuntimeError: oops.",
        }
        or sys.platform == "win32"
    )
    assert {item.ratios["synthetic"] for item in found if not item.reason} == {0.25}


@pytest.mark.slow
def test_an_evaluation_that_is_given_up_leaves_no_process_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "Measurer", Deadly)
    batches = measure.measure(photos("ok-1", "hang-1", "ok-2"), ["original"], jobs=2)
    next(batches)
    assert active_children()
    batches.close()
    assert not active_children()


@pytest.mark.slow
def test_figures_do_not_depend_on_the_number_of_processes(tmp_path: Path) -> None:
    for label, shade in (("camera", 0.9), ("camera", 0.8), ("synthetic", 0.7)):
        (tmp_path / "set" / label).mkdir(parents=True, exist_ok=True)
        Image.fromarray(faces.brightened(faces.portrait(), shade)).resize((300, 300)).save(
            tmp_path / "set" / label / f"{shade}.png"
        )
    texts = []
    for jobs in ("1", "2"):
        code, out, err = call("evaluate", tmp_path / "set", "--jobs", jobs, "-f", "json")
        assert code == 0, err
        texts.append(out)
    assert texts[0] == texts[1]
    assert json.loads(texts[0])["labels"] == {"camera": 2, "synthetic": 1}


def test_a_photo_takes_little_memory_once_it_is_measured() -> None:
    record = json.dumps([COPY for _ in range(4)])
    photo, tracks = photos("a")[0], ("original", "platform", "web", "matched")
    measure._outcomes(photo, Done(0, Answer(record)), tracks)
    tracemalloc.start()
    kept = [measure._outcomes(photo, Done(at, Answer(record)), tracks) for at in range(500)]
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size / len(kept) < 4000  # a picture takes millions of bytes, a report ten thousands


# The command


def canned(*, stop_after: int | None = None) -> Any:
    """Return what stands for measuring: scores by label, an interrupt after some photos."""

    def measured(
        given: tuple[Labelled, ...], tracks: tuple[str, ...], **_: object
    ) -> Generator[list[tuple[int, list[Outcome]]], None, None]:
        for at, photo in reversed(list(enumerate(given))):
            if stop_after is not None and at < len(given) - stop_after:
                raise KeyboardInterrupt
            reason = "it is cut short" if photo.path.name.startswith("torn") else ""
            score = (0.4 if photo.label == "synthetic" else -0.4) + 0.01 * at
            ratios = {} if reason else {"synthetic": score}
            gaps = {} if reason else {"retouched": "no face was found"}
            yield [(at, [Outcome(photo, track, ratios, 50.0 + at, reason, gaps) for track in tracks])]

    return measured


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("camera/a.png", "camera/b.png", "camera/c.png", "synthetic/d.png", "synthetic/e.png"):
        (tmp_path / "set" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "set" / name).touch()
    monkeypatch.setattr(evaluate_run, "measure", canned())
    return tmp_path / "set"


def test_an_ending_names_the_format(known: Path, tmp_path: Path) -> None:
    for name, begin in (("x.html", "<!doctype html>"), ("x.json", "{"), ("x.txt", "Only 3 camera")):
        assert call("evaluate", known, "-o", tmp_path / name)[0] == 0
        assert (tmp_path / name).read_text("utf-8").startswith(begin)
    code, out, _ = call("evaluate", known, "-f", "html")
    assert code == 0
    assert out.startswith("<!doctype html>")


def test_reasons_are_in_the_text_and_in_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("camera/a.png", "retouched/b.png"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    monkeypatch.setattr(evaluate_run, "measure", canned())
    out = call("evaluate", tmp_path)[1]
    assert "  why it was not assessed\ncamera     1  no face was found\nretouched  1  no" in out
    (found,) = json.loads(call("evaluate", tmp_path, "-f", "json")[1])["summaries"]
    assert found["gaps"][0] == {"label": "camera", "reason": "no face was found", "photos": 1}
    assert found["auc"] is None


def test_an_interrupt_leaves_the_figures_so_far_under_another_name(
    known: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "all.html"
    target.write_text("old")
    monkeypatch.setattr(evaluate_run, "measure", canned(stop_after=3))
    code, _, err = call("evaluate", known, "-o", target)
    assert code == 130
    assert "stopped: 3 of 5 photos are done" in err
    assert target.read_text() == "old"
    assert "Incomplete: 3 of 5 photos" in (tmp_path / "all.incomplete.html").read_text("utf-8")
    assert not list(tmp_path.glob(".photoaudit*"))
    monkeypatch.setattr(evaluate_run, "measure", canned(stop_after=1))
    code, out, err = call("evaluate", known)  # no camera photo yet, so nothing to compare
    assert (code, out) == (130, "")
    assert "stopped: 1 of 5 photos are done, too few to compare anything." in err


def test_what_could_not_be_read_is_said_even_if_nothing_can_be_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("camera/torn.png", "synthetic/d.png"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    monkeypatch.setattr(evaluate_run, "measure", canned())
    code, out, err = call("evaluate", tmp_path)
    assert (code, out) == (3, "")
    assert "torn.png: it is cut short" in err
    assert "nothing to compare" in err


def test_progress_is_a_line_now_and_then_and_none_if_quiet(
    known: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "FIRST", 0.0)
    monkeypatch.setattr(progress, "NEXT", 0.0)
    err = call("evaluate", known)[2]
    assert [line.split(" photos, ")[0] for line in err.splitlines()] == [
        f"photoaudit: {done} of 5" for done in (1, 2, 3, 4)
    ]
    assert " left" in err
    assert call("evaluate", known, "-q")[2] == ""


def test_a_meter_that_is_told_of_nothing_done_says_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "FIRST", 0.0)
    progress.Lines(5).tell(0)
    assert capsys.readouterr().err == ""


def test_what_cannot_be_written_is_said_before_anything_is_measured(
    known: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("measured")

    monkeypatch.setattr(evaluate_run, "measure", never)
    code, _, err = call("evaluate", known, "-o", tmp_path / "nowhere" / "x.html")
    assert code == 2
    assert "cannot write" in err
