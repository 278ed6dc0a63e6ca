"""Groups among many photos, templates and outliers on made-up sets, and the way from a scan to a reader."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from typer.testing import CliRunner

import corpus
import faces
from _commands import within_this_process
from photoaudit import album, engine
from photoaudit.album import _copies
from photoaudit.album._grouping import Key, gather
from photoaudit.album._likeness import compare, maybe_alike
from photoaudit.checks import catalogue
from photoaudit.cli.app import app
from photoaudit.imaging.cells import COLUMNS, LENGTH, LIGHT, ROWS
from photoaudit.model import Album, AlbumFinding, Group, Need, Status, Traits
from photoaudit.report.tally import Run, Tally
from photoaudit.report.terminal import render_page, render_scan
from photoaudit.scan import record
from seeded import traits_of

Light = NDArray[np.float64]


def smooth(seed: int, low: float, high: float) -> Light:
    """Return cells as of a picture: light that changes from patch to patch between two levels, no color."""
    chance = np.random.default_rng(seed)
    coarse = chance.uniform(low, high, (ROWS // 2, COLUMNS // 2))
    light = np.kron(coarse, np.ones((2, 2)))
    return np.concatenate([light.ravel(), np.full(LENGTH - LIGHT, 128.0)])


def member(name: str, cells: Light, eyes: tuple[float, float, float] = (0.5, 0.4, 0.2)) -> album.Member:
    values = np.clip(cells, 1, 255).astype(np.uint8).tobytes()
    return album.Member(name, name, 800, 1000, Traits((*eyes, 0.0), anchored=True, cells=values))


def unrelated(count: int, first: int = 100) -> list[album.Member]:
    chance = np.random.default_rng(first)
    places = chance.uniform((0.4, 0.3, 0.1), (0.6, 0.6, 0.4), (count, 3))
    return [
        member(f"other-{at}.jpg", smooth(first + at, 20, 235), (float(x), float(y), float(apart)))
        for at, (x, y, apart) in enumerate(places)
    ]


def found(members: list[album.Member], check: str) -> AlbumFinding:
    seen = album.look(members)
    assert seen is not None
    return next(item for item in seen.findings if item.check == check)


def template(count: int, share: float, low: float = 20, high: float = 235) -> list[album.Member]:
    """Return different photos of one template: so much of each picture's contrast is its own."""
    base = smooth(1, low, high)
    own = (smooth(50 + at, low, high) - base for at in range(count))
    return [member(f"pack-{at}.jpg", base + share * part) for at, part in enumerate(own)]


def test_one_template_is_found_among_unrelated_photos() -> None:
    seen = found([*template(4, 0.22), *unrelated(12)], "shared-template")
    assert [set(group.photos) for group in seen.groups] == [{f"pack-{at}.jpg" for at in range(4)}]
    assert seen.notable
    assert "photo days" in seen.summary


def test_unrelated_photos_share_none_and_two_are_no_group() -> None:
    assert found(unrelated(30), "shared-template").value == 0
    assert found([*template(2, 0.2), *unrelated(12)], "shared-template").groups == ()


def test_in_the_dark_not_everything_is_one_template() -> None:
    dark = [member(f"dark-{at}.jpg", smooth(200 + at, 1, 40)) for at in range(12)]
    assert found(dark, "shared-template").groups == ()


def test_copies_of_one_photo_are_no_template() -> None:
    first = template(1, 0.2)[0]
    copies = [replace(first, path=f"copy-{at}.jpg", sha256=f"copy {at}") for at in range(5)]
    assert found([*copies, *unrelated(12)], "shared-template").groups == ()


def test_outliers_need_a_house_style_and_stand_outside_it() -> None:
    house = template(20, 0.3)
    stranger = member("stranger.jpg", 255 - smooth(1, 20, 235), (0.3, 0.6, 0.5))
    seen = found([*house, stranger], "outlier-style")
    assert seen.groups[0].photos == ("stranger.jpg",)
    assert found(house, "outlier-style").value == 0
    nothing = found(unrelated(20), "outlier-style")
    assert nothing.status is Status.NOT_ASSESSED
    assert "no house style" in nothing.summary


def test_groups_do_not_depend_on_where_an_index_cuts() -> None:
    """Triples far apart and a crowd, against what is known of how they were laid."""
    chance = np.random.default_rng(3)
    centers = chance.uniform(-1000, 1000, (60, 3))
    places = np.concatenate([centers + chance.normal(0, 1, (60, 3)) for _ in range(3)])
    crowd = chance.normal(0, 0.1, (3000, 3)) + 5000
    points = np.concatenate([places, crowd])
    everybody = np.ones(len(points), bool)

    def near(leader: int, others: NDArray[np.intp]) -> NDArray[np.bool_]:
        return np.asarray(np.linalg.norm(points[others] - points[leader], axis=1) < 8)

    groups = gather([Key(points, everybody, everybody)], 8.0, near)
    assert groups[0] == tuple(range(180, 3180))
    triples = {frozenset((at, at + 60, at + 120)) for at in range(60)}
    assert {frozenset(group) for group in groups[1:]} == triples


def test_who_lacks_the_finest_key_is_found_through_a_coarser_one() -> None:
    whole = smooth(7, 20, 235)
    cut = whole.copy()
    cut[: 3 * COLUMNS] = 0  # the top is cropped away, and with it some color
    for plane in (LIGHT, LIGHT + LIGHT // 4):
        cut[plane : plane + COLUMNS // 2] = 0
    values = np.where(cut > 0, np.clip(cut, 1, 255), 0).astype(np.uint8).tobytes()
    cropped = album.Member("cropped.jpg", "c", 700, 800, Traits((0.5, 0.3, 0.23, 0.0), True, values))
    seen = found([member("whole.jpg", whole), cropped, *unrelated(10)], "duplicate-photo")
    assert [group.photos for group in seen.groups] == [("whole.jpg", "cropped.jpg")]
    assert "cropped" in seen.groups[0].summary


def test_the_quick_look_drops_no_copy() -> None:
    cells = np.stack([smooth(at, 20, 235) for at in range(200)]).round().astype(np.uint8)
    noisy = np.clip(cells + np.random.default_rng(0).normal(0, 6, cells.shape), 1, 255).astype(np.uint8)
    for at in range(0, 200, 10):
        close = compare(cells[at], noisy).unlike < album.shipped().copy
        assert close[at]
        assert not (close & ~maybe_alike(cells[at], noisy)).any()


def test_blank_walls_are_compared_with_nothing() -> None:
    walls = [member(f"wall-{at}.jpg", np.full(LENGTH, 240.0 - at)) for at in range(4)]
    assert not _copies.are_comparable([item.traits for item in walls]).any()
    seen = found(walls, "duplicate-photo")
    assert seen.value == 0
    assert "blank wall" in seen.summary


def test_traits_survive_a_record_and_are_small(tmp_path: Path) -> None:
    path = tmp_path / "face.jpg"
    path.write_bytes(faces.photo_of(faces.portrait(), quality=92).data)
    seen = engine.examine(path)
    assert seen.traits is not None
    again = record.decode(record.encode(seen), str(path))
    assert again.traits == seen.traits
    assert engine.conclude(again, []).code == engine.conclude(seen, []).code != ""
    assert len(record.encode(seen)) - len(record.encode(replace(seen, traits=None))) < 600
    damaged = record.encode(seen).replace('"traits":[[', '"traits":[[9,')
    with pytest.raises(ValueError, match="traits"):
        record.decode(damaged, str(path))


def test_provenance_alone_makes_no_traits(tmp_path: Path) -> None:
    path = tmp_path / "face.png"
    path.write_bytes(faces.png_of(faces.portrait()))
    cheap = [item for item in catalogue() if item.info.need is Need.FILE]
    assert engine.examine(path, cheap).traits is None


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    within_this_process(monkeypatch, tmp_path / "cache")
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "anna.png").write_bytes(faces.png_of(faces.portrait()))
    Image.fromarray(faces.portrait()).resize((360, 360)).save(photos / "bert\u202e[31m.jpg", quality=60)
    return photos


@pytest.mark.slow
def test_a_scan_tells_of_copies_in_its_summary_and_in_json(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    given = ["scan", str(folder), "--only", "single-face-present", "-j", "1", "-f", "json", "-o", str(out)]
    first = CliRunner().invoke(app, given)
    assert first.exit_code == 0, first.output
    text = " ".join(first.stdout.split())
    assert "Together" in text
    assert "2 files show 1 photo more than once" in text
    assert "\u202e" not in first.stdout
    document = json.loads(out.read_text("utf-8"))
    schema = json.loads(files("photoaudit.data").joinpath("report.schema.json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    (group,) = document["album"]["findings"][0]["groups"]
    assert len(group["photos"]) == 2
    assert group["details"]["kinds"] == "largest; resized"
    assert not any("\u202e" in path for path in group["photos"])
    traits = engine.examine(folder / "anna.png").traits
    assert traits is not None
    assert b64encode(traits.cells).decode("ascii")[:60] not in out.read_text("utf-8")
    # The cache answers the second time, with the same album.
    second = CliRunner().invoke(app, given)
    assert "2 of them known from the cache" in " ".join(second.stdout.split())
    assert json.loads(out.read_text("utf-8"))["album"] == document["album"]


def test_the_summary_names_few_groups_and_says_what_was_not_assessed() -> None:
    groups = tuple(Group((f"{at}/a.jpg", f"{at}/b.jpg"), "One photo in 2 files.") for at in range(9))
    copies = AlbumFinding("duplicate-photo", "t", Status.MEASURED, "18 files.", value=9, groups=groups)
    findings = (
        copies,
        AlbumFinding("sameness", "t", Status.NOT_ASSESSED, "portraits: 3; 8 needed"),
        AlbumFinding("outlier-style", "t", Status.NOT_ASSESSED, "portraits: 3; 8 needed"),
        AlbumFinding("aligned-eyes", "t", Status.ERROR, "the check broke: KeyError: 1"),
    )
    together = Album(18, findings, complete=False)
    run = Run(30, 0, 1.0, stopped=True)
    text = render_scan(Tally(), run, together, width=80, color=False)
    flat = " ".join(text.split())
    assert "0/a.jpg, 0/b.jpg" in flat
    assert "8/a.jpg" not in flat
    assert "and 6 more groups" in flat
    assert "Only the 18 photos done before the stop were compared" in flat
    assert "sameness, outlier style (portraits: 3; 8 needed)" in flat
    assert "broken: aligned eyes" in flat
    assert max(map(len, text.splitlines())) <= 80
    assert "8/a.jpg" in render_scan(Tally(None), run, together, width=80, color=False)


def test_explain_and_the_list_know_album_checks() -> None:
    page = CliRunner().invoke(app, ["explain", "shared-template"])
    assert page.exit_code == 0
    assert "moves no photo's verdict" in " ".join(page.stdout.split())
    assert "shared-template" in CliRunner().invoke(app, ["checks"]).stdout
    for item in album.catalogue():
        assert item.info.title in " ".join(render_page(item.info, width=200, color=False).split())


@pytest.mark.slow
@pytest.mark.skipif(
    corpus.folder() is None, reason="needs the labelled photos: set PHOTOAUDIT_CORPUS (see CONTRIBUTING.md)"
)
def test_copies_of_labelled_photos_are_found_and_different_people_are_not() -> None:
    chosen = [entry for entry in corpus.entries() if entry.source == "real/greenelab-team"][::3]
    chosen += [entry for entry in corpus.entries() if entry.source == "real/jupyter-bios"][::9]
    photos = traits_of(chosen, seeds=True)
    members = [part for item in photos for part in (item.member, *item.copies.values())]
    owners = [item.entry.name for item in photos for _ in range(1 + len(item.copies))]
    standard = album.shipped()
    groups = _copies.find(members, _copies.Limits(standard.copy, standard.radius))
    assert all(len({owners[place] for place in group.places}) == 1 for group in groups)
    assert sum(len(group.places) for group in groups) > 0.93 * len(members)


def test_what_copies_are_is_the_same_for_each_and_for_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = smooth(7, 40, 190)
    turned = first[:LIGHT].reshape(ROWS, COLUMNS)[:, ::-1]
    mirrored = np.concatenate([turned.ravel(), first[LIGHT:]])
    light = np.arange(LENGTH) < LIGHT
    one = member("first", first)
    others = [
        member("again", first + 1),
        member("mirrored", mirrored),
        member("brighter", np.where(light, 1.3 * first, first)),
        member("mirrored and darker", np.where(light, 0.7 * mirrored, mirrored)),
        one,
        replace(member("small", first), width=400, height=500),
        replace(one, sha256="no pixels", traits=None),
    ]
    expected = [
        "re-encoded",
        "mirrored",
        "brighter",
        "mirrored and darker",
        "the same file",
        "resized",
        "re-encoded",
    ]
    assert _copies.kinds_of(one, others) == expected
    assert [kind for other in others for kind in _copies.kinds_of(one, [other])] == expected
    monkeypatch.setattr(_copies, "_AT_ONCE", 2)
    assert _copies.kinds_of(one, others) == expected
    assert _copies.kinds_of(one, []) == []
