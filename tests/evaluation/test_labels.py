"""Labels: what is found under them, and what is said where none is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from _commands import call, plain
from photoaudit.evaluation import labelled

KNOWN = "known are camera (or real), synthetic (or ai, generated), retouched (or edited)"


def folders(place: Path, *names: str) -> Path:
    for name in names:
        (place / name).mkdir(parents=True)
    return place


def refusal(place: Path) -> str:
    with pytest.raises(labelled.NotLabelled) as caught:
        labelled.find(place)
    return str(caught.value)


def test_folders_without_a_known_name_are_listed_with_the_names_that_are_known(tmp_path: Path) -> None:
    folders(tmp_path, "fotos", "ki", ".git")
    said = refusal(tmp_path)
    assert f"it holds 'fotos', 'ki'; {KNOWN}." in said
    assert ".git" not in said
    code, out, err = call("evaluate", tmp_path)
    assert (code, out) == (3, "")
    assert err.count("\n") == 1
    assert "'fotos', 'ki'" in err


def test_many_and_hostile_names_stay_one_sentence(tmp_path: Path) -> None:
    folders(tmp_path, *(f"f{at:02}" for at in range(30)), "a\x1b[31m\n::error::x", "z" * 200)
    said = refusal(tmp_path)
    assert "and 24 more" in said
    assert len(said) < 600 + len(str(tmp_path))
    assert "\x1b" not in said
    assert "\n" not in said


def test_known_folders_without_a_photo_are_named(tmp_path: Path) -> None:
    assert "none is in 'AI', 'camera'" in refusal(folders(tmp_path, "camera", "AI"))


def test_folders_that_are_left_out_are_named_in_a_note(tmp_path: Path) -> None:
    folders(tmp_path, "ki")
    plain(tmp_path / "camera" / "a.jfif.jpg")
    found = labelled.find(tmp_path)
    assert found.notes == (f"left out: the folders 'ki'; {KNOWN}",)
    assert [item.path.name for item in found.photos] == ["a.jfif.jpg"]


def test_every_suffix_that_a_scan_takes_is_taken_and_what_is_left_out_is_said(tmp_path: Path) -> None:
    place = tmp_path / "camera"
    for name in ("a.jfif", "b.mpo", "c.JPG", "d.nef", ".hidden.jpg", "e.txt"):
        place.mkdir(exist_ok=True)
        (place / name).touch()
    found = labelled.find(tmp_path)
    assert [item.path.name for item in found.photos] == ["a.jfif", "b.mpo", "c.JPG"]
    assert "left out: 1 raw camera files" in found.notes
    assert any("hidden" in note for note in found.notes)


def test_patterns_that_do_not_hold_are_refused(tmp_path: Path) -> None:
    plain(tmp_path / "camera" / "a.png")
    (tmp_path / "camera" / ".photoauditignore").write_bytes(b"\xff\xfe")
    assert "do not hold" in refusal(tmp_path)


def test_labels_of_a_table_are_listed_likewise(tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    table.write_text("path,label\na.jpg,echt\nb.jpg,ki\nc.jpg,ki\n", encoding="utf-8")
    assert f"they are 'echt', 'ki'; {KNOWN}." in refusal(table)
    table.write_text("path,label\na.jpg,echt\nb.jpg,real\n", encoding="utf-8")
    assert labelled.find(table).notes == (f"left out: 1 row with the labels 'echt'; {KNOWN}",)
    table.write_text("path,label\n", encoding="utf-8")
    assert "it holds no rows" in refusal(table)


def test_columns_of_a_table_are_listed_where_some_are_missing(tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    table.write_text("file,label\na.jpg,real\n", encoding="utf-8")
    assert "lacks the columns path and label: its first line names 'file', 'label'." in refusal(table)
    table.write_text("", encoding="utf-8")
    assert "its first line names nothing." in refusal(table)
