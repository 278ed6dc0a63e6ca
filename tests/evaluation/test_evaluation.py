"""Error rates anyone can measure: the figures are right, labels are found, and nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import faces
from photoaudit.cli.app import app
from photoaudit.evaluation import labelled, plots, scores, tables
from photoaudit.evaluation.labelled import Labelled, Outcome
from photoaudit.evaluation.launder import LAUNDERED, MATCHED_FACE, launder
from photoaudit.evaluation.lightness import skin_lightness
from photoaudit.evaluation.summary import Evaluation, Summary, summarize
from photoaudit.facts import Facts

CAMERA = Labelled(Path("c"), "camera", "camera/site")
CLAIMED = Labelled(Path("s"), "synthetic", "synthetic/generator")


def outcomes(camera: list[float], claimed: list[float]) -> list[Outcome]:
    low = [
        Outcome(CAMERA, "web", {"synthetic": value}, lightness=50.0 + at) for at, value in enumerate(camera)
    ]
    return low + [Outcome(CLAIMED, "web", {"synthetic": value}) for value in claimed]


def summary(camera: list[float], claimed: list[float]) -> Summary:
    found = summarize(outcomes(camera, claimed), "synthetic", "web")
    assert found is not None
    return found


# Figures


def test_auc_counts_pairs_and_halves_ties() -> None:
    assert scores.auc([0, 1], [2, 3]) == 1.0
    assert scores.auc([2, 3], [0, 1]) == 0.0
    assert scores.auc([1, 1], [1]) == 0.5
    assert scores.auc([0, 2], [1, 3]) == 0.75
    assert np.isnan(scores.auc([], [1]))


def test_wilson_holds_its_textbook_values() -> None:
    rate = scores.wilson(5, 100)
    assert (rate.low, rate.high) == pytest.approx((0.0215, 0.1118), abs=1e-4)
    assert scores.wilson(0, 300).high == pytest.approx(0.0126, abs=1e-4)
    assert (scores.wilson(0, 0).low, scores.wilson(0, 0).high) == (0.0, 1.0)


def test_no_more_camera_photos_than_allowed_lie_above_the_threshold() -> None:
    camera = list(range(200))
    for rate in (0.005, 0.01, 0.05):
        above = sum(value > scores.threshold(camera, rate) for value in camera)
        assert above == rate * 200
    assert scores.hits_at(camera, [198.5, 500, 10], 0.01).share == pytest.approx(2 / 3)
    assert scores.threshold([1.0, 1.0, 1.0], 0.5) == 1.0


def test_cllr_is_one_for_silence_less_for_evidence_and_more_for_false_certainty() -> None:
    assert scores.cllr([0.0], [0.0]) == pytest.approx(1.0)
    assert scores.cllr([-0.5], [0.5]) < 1.0
    assert scores.cllr([0.5], [-0.5]) > 1.0
    assert scores.cllr([-9.0], [9.0]) == pytest.approx(0.0, abs=1e-6)


def test_roc_runs_from_corner_to_corner() -> None:
    curve = scores.roc([0, 1], [1, 2])
    assert curve[0] == (0.0, 0.0)
    assert curve[-1] == (1.0, 1.0)
    assert curve == sorted(curve)
    assert (0.0, 0.5) in curve


def test_reliability_observes_what_is_there() -> None:
    rows = scores.reliability([-0.5] * 90 + [0.5] * 10, [-0.5] * 10 + [0.5] * 90, (-1.0, 0.0, 1.0))
    assert [row[0] for row in rows] == [-0.5, 0.5]
    assert [row[1] for row in rows] == pytest.approx([-0.935, 0.935], abs=0.01)
    assert [row[2] for row in rows] == [100, 100]


# Labels


def test_photos_are_found_by_folder_and_keep_their_source(tmp_path: Path) -> None:
    for name in (
        "real/site-a/1.jpg",
        "AI/gen/2.PNG",
        "edited/3.webp",
        "other/4.jpg",
        "real/site-a/notes.txt",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = {(item.path.name, item.label, item.source) for item in labelled.find(tmp_path).photos}
    assert found == {
        ("1.jpg", "camera", "real/site-a"),
        ("2.PNG", "synthetic", "AI/gen"),
        ("3.webp", "retouched", "edited"),
    }


def test_photos_are_found_by_table(tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    table.write_text(
        "path,label,source\na/1.jpg,camera,Site A\nb/2.jpg,AI,\nc/3.jpg,unsure,\n", encoding="utf-8"
    )
    found = [(item.path, item.label, item.source) for item in labelled.find(table).photos]
    assert found == [(tmp_path / "a/1.jpg", "camera", "Site A"), (tmp_path / "b/2.jpg", "synthetic", "b")]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n"])
def test_a_table_without_labels_is_refused(tmp_path: Path, content: bytes) -> None:
    table = tmp_path / "labels.csv"
    table.write_bytes(content)
    with pytest.raises(labelled.NotLabelled):
        labelled.find(table)


# Photos


@pytest.mark.slow
def test_every_track_makes_a_smaller_copy_of_the_same_face() -> None:
    facts = faces.facts_of(faces.scaled(faces.portrait(), 2.0))
    photo = facts.photo
    for track in LAUNDERED:
        copy = launder(photo, facts.rgb, facts.face.box, track)
        assert copy.format == "JPEG"
        assert max(copy.width, copy.height) < 1440
    matched = launder(photo, facts.rgb, facts.face.box, "matched")
    shrunk = Facts(matched)
    assert shrunk.face.box[2] == pytest.approx(MATCHED_FACE, rel=0.15)


@pytest.mark.slow
def test_lightness_follows_exposure_and_needs_skin() -> None:
    bright, dark = (
        skin_lightness(faces.facts_of(faces.brightened(faces.portrait(), gain))) for gain in (1.0, 0.5)
    )
    assert bright is not None
    assert dark is not None
    assert dark < bright
    assert skin_lightness(faces.facts_of(np.zeros((64, 64, 3), np.uint8))) is None


# Sums


def test_a_summary_counts_abstentions_and_words() -> None:
    items = [
        *outcomes([-0.2] * 9 + [0.4], [0.4, 0.4, 1.0, -0.1]),
        Outcome(CAMERA, "web", {}),
        Outcome(CAMERA, "web", {}, reason="x"),
    ]
    found = summarize(items, "synthetic", "web")
    assert found is not None
    assert (found.camera, found.claimed) == (11, 4)
    assert found.unassessed.share == pytest.approx(1 / 15)
    site, generator = found.sources
    assert (site.assessed, site.auc) == (10, None)
    assert site.weak.share == pytest.approx(1 / 11)
    assert (generator.weak.share, generator.moderate.share) == (0.75, 0.25)
    assert [group.name for group in found.terciles] == ["dark", "mid", "light"]
    assert sum(group.assessed for group in found.terciles) == 10
    assert summarize(items, "retouched", "web") is None


def test_tables_hold_every_figure_and_json_is_finite() -> None:
    evaluation = Evaluation((summary([-0.3, -0.1, 0.1], [0.2, 0.5]),), 5, 5, {})
    text = tables.report(evaluation)
    assert "AUC" in text
    assert "synthetic/generator" in text
    assert max(len(line) for line in text.splitlines()) <= 100
    assert json.loads(json.dumps(tables.as_object(evaluation), allow_nan=False))["summaries"][0]["auc"] == 1.0


def test_what_a_folder_is_called_cannot_break_a_table() -> None:
    nasty = Labelled(Path("x"), "synthetic", "a|b\x1b[31m\n")
    items = [*outcomes([0.0], []), Outcome(nasty, "web", {"synthetic": 0.1})]
    found = summarize(items, "synthetic", "web")
    assert found is not None
    assert "\x1b" not in tables.report(Evaluation((found,), 2, 2, {}))
    assert len(tables.as_markdown(*tables.groups(found.sources)).splitlines()) == 4


@pytest.mark.slow
@pytest.mark.parametrize("suffix", plots.SUFFIXES)
def test_plots_repeat_byte_for_byte(suffix: str) -> None:
    pytest.importorskip("matplotlib")
    items = [summary([-0.3, -0.1, 0.1], [0.2, 0.5])]
    first = plots.draw(items, suffix)
    assert first == plots.draw(items, suffix)
    assert first.startswith(b"\x89PNG" if suffix == ".png" else b"<?xml")


# The command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, rgb in (
        ("camera/a", faces.portrait()),
        ("retouched/b", faces.smoothed(60.0)),
        ("camera/c", None),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        if rgb is None:
            (tmp_path / f"{name}.png").write_bytes(b"broken")
        else:
            (tmp_path / f"{name}.png").write_bytes(faces.png_of(rgb))
    return tmp_path


@pytest.mark.slow
def test_evaluate_tells_what_was_measured_and_what_could_not_be_read(folder: Path) -> None:
    ran = CliRunner().invoke(app, ["evaluate", str(folder), "--jobs", "1", "--launder"])
    assert ran.exit_code == 4, ran.output
    for track in ("original", *LAUNDERED):
        assert f"claim 'retouched', track {track}" in ran.output
    assert "could not be read" in ran.output
    assert "c.png" in ran.output
    assert max(map(len, ran.output.splitlines()[:12])) <= 80


@pytest.mark.slow
def test_evaluate_writes_json_and_a_plot(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    out, plot = tmp_path / "out.json", tmp_path / "out.svg"
    ran = CliRunner().invoke(
        app, ["evaluate", str(folder), "--jobs", "1", "-f", "json", "-o", str(out), "--plot", str(plot)]
    )
    assert ran.exit_code == 4, ran.output
    document = json.loads(out.read_text("utf-8"))
    assert [item["claim"] for item in document["summaries"]] == ["retouched"]
    assert len(document["unreadable"]) == 1
    assert plot.read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize(
    ("extra", "code", "words"),
    [
        (["--plot", "x.pdf"], 2, ".png or .svg"),
        (["-o", "x.csv"], 2, "writes no csv: let 'x.csv' end in"),
        (["-f", "json", "-o", "x.html"], 2, "contradict each other"),
        ([], 3, "holds no folder named by a label: it holds no folders"),
    ],
)
def test_evaluate_refuses_what_it_cannot_use(tmp_path: Path, extra: list[str], code: int, words: str) -> None:
    ran = CliRunner().invoke(app, ["evaluate", str(tmp_path), *extra])
    assert ran.exit_code == code
    assert words in ran.output
