"""Which files make a pair, and pairs compared in order whatever one of them does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

import faces
from _commands import plain, within_this_process
from photoaudit import engine, pair
from photoaudit.album import Member
from photoaudit.model import Change, Comparison, Photo, Settings, Side
from photoaudit.photo import read
from photoaudit.scan import matching, pairs
from photoaudit.scan.matching import NoPairsError, by_content, by_name, from_table
from photoaudit.scan.pairs import NO_ORIGINAL, Comparer, Pair
from photoaudit.scan.workers import Request

FILE_CHECKS = engine.select(["provenance"])


def table(folder: Path, text: str | bytes) -> Path:
    path = folder / "pairs.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_table_names_pairs_relative_to_its_folder(tmp_path: Path) -> None:
    path = table(
        tmp_path, '\ufeffnote, Edited ,original\nx,out/a.jpg,"in/a, b.jpg"\n\n,b.jpg,/elsewhere/b.jpg\n'
    )
    found = from_table(path)
    assert found.pairs == (
        Pair(str(tmp_path / "in/a, b.jpg"), str(tmp_path / "out/a.jpg")),
        Pair("/elsewhere/b.jpg", str(tmp_path / "b.jpg")),
    )
    assert found.read == (str(path),)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a,b\n1,2\n", "lacks the columns original and edited: its first line names 'a', 'b'."),
        ("", "lacks the columns original and edited: its first line names nothing."),
        ("original,edited\n", "names no pairs."),
        ("original,edited\na.jpg\n", "line 2, names no edited."),
        ("original,edited\n,b.jpg\n", "line 2, names no original."),
        ("original,edited\na\0.jpg,b.jpg\n", "line 2, names no original."),
        ('original,edited\n"a.jpg,b.jpg\n', "is no CSV file"),
        ("original,edited\n" + "a" * 200_000 + ",b\n", "is no CSV file"),
        (b"\xff\xfe\x00", "is no table of pairs: no UTF-8 text."),
    ],
)
def test_a_bad_table_is_one_sentence(text: str | bytes, why: str, tmp_path: Path) -> None:
    with pytest.raises(NoPairsError) as problem:
        from_table(table(tmp_path, text))
    assert why in str(problem.value)
    assert "\n" not in str(problem.value)


def test_a_table_is_read_with_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoPairsError, match="there is no table"):
        from_table(tmp_path / "gone.csv")
    with pytest.raises(NoPairsError, match="no regular file"):
        from_table(tmp_path)
    path = table(tmp_path, "original,edited\n" + "a.jpg,b.jpg\n" * 4)
    monkeypatch.setattr(matching, "MAX_PAIRS", 3)
    with pytest.raises(NoPairsError, match="more than 3 pairs"):
        from_table(path)
    monkeypatch.setattr(matching, "MAX_TABLE", 20)
    with pytest.raises(NoPairsError, match="too large"):
        from_table(path)


def test_names_decide_without_suffix_and_case_and_only_where_one_has_them() -> None:
    originals = ("in/A.jpg", "in/x/b.png", "in/y/b.png", "in/c.tif", "in/d.jpg", "in/cafe\u0301.jpg")
    edited = ("out/a.webp", "out/x/B.jpg", "out/b.jpg", "out/z/c.jpg", "out/caf\u00e9.png", "out/e.jpg")
    found = by_name(originals, edited, ("in", "out"))
    assert found.pairs == (
        Pair("in/A.jpg", "out/a.webp"),
        Pair("in/x/b.png", "out/x/B.jpg"),
        Pair("", "out/b.jpg"),  # two originals are called so
        Pair("in/c.tif", "out/z/c.jpg"),
        Pair("in/cafe\u0301.jpg", "out/caf\u00e9.png"),
        Pair("", "out/e.jpg"),
    )
    assert found.open == ("out/b.jpg", "out/e.jpg")
    assert found.left == ("in/y/b.png", "in/d.jpg")


def test_an_edited_picture_among_the_originals_is_no_original(tmp_path: Path) -> None:
    original, edited = plain(tmp_path / "a.jpg"), plain(tmp_path / "out/a.jpg", 91)
    found = by_name((str(original), str(edited)), (str(edited),), (str(tmp_path), str(tmp_path / "out")))
    assert found.pairs == (Pair(str(original), str(edited)),)
    assert found.left == ()


def test_what_has_no_name_in_common_is_found_by_content(tmp_path: Path) -> None:
    seen = {}
    for name, size, shade in (
        ("in/a", 480, 0),
        ("in/b", 480, 60),
        ("out/final", 320, 0),
        ("out/other", 320, 120),
    ):
        path = tmp_path / f"{name}.jpg"
        path.parent.mkdir(exist_ok=True)
        pixels = faces.portrait() if shade < 100 else faces.portrait()[::-1]
        if shade == 60:
            pixels = 255 - pixels
        Image.fromarray(pixels).resize((size, size)).save(path, quality=90)
        seen[name] = path
    members = [engine.member(engine.examine(path)) for path in seen.values()]
    originals = [str(seen["in/a"]), str(seen["in/b"])]
    edited = [str(seen["out/final"]), str(seen["out/other"])]
    named = by_name(originals, edited, (str(tmp_path / "in"), str(tmp_path / "out")))
    assert named.open == tuple(edited)
    found = by_content(named, originals, members)
    assert found.pairs == (Pair(originals[0], edited[0]), Pair("", edited[1]))
    assert found.left == (originals[1],)


def test_of_several_originals_the_largest_counts() -> None:
    members = [Member(name, "00", 10 * at, 10) for at, name in enumerate(("in/s", "in/l", "out/e"), 1)]
    named = by_name(("in/s", "in/l"), ("out/e",), ("in", "out"))
    assert by_content(named, ("in/s", "in/l"), members).pairs == (Pair("in/l", "out/e"),)


def told(original: str, edited: str, *_: object, **__: object) -> Comparison:
    """Stand in for the measuring: the answer is the name of the edited file."""
    if "broken" in edited:
        raise ZeroDivisionError("oops")
    return Comparison(Side(original, "aa"), Side(edited, "bb"), (Change.RESHAPED,), Path(edited).stem)


@pytest.fixture
def in_threads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    within_this_process(monkeypatch, tmp_path / "cache")
    monkeypatch.setattr(pair, "compare_files", told)


@pytest.mark.usefixtures("in_threads")
def test_pairs_come_in_their_order_under_their_own_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = [f"{at}.jpg" for at in range(9)]
    for at, name in enumerate(names):
        plain(Path(name), at)
    wanted = [Pair("0.jpg", name) for name in names]
    counts: list[int] = []
    seen = list(pairs.compare(wanted, checks=FILE_CHECKS, settings=Settings(), progress=counts.append))
    assert [comparison.summary for comparison, _ in seen] == [str(at) for at in range(9)]
    assert [comparison.original.path for comparison, _ in seen] == ["0.jpg"] * 9
    assert [examination.path for _, examination in seen] == names
    assert counts[-1] == 9


@pytest.mark.usefixtures("in_threads")
def test_what_breaks_or_has_no_original_is_told_and_still_audited(tmp_path: Path) -> None:
    good, broken = plain(tmp_path / "good.jpg"), plain(tmp_path / "broken.jpg", 91)
    wanted = [Pair(str(good), str(broken)), Pair("", str(good)), Pair(str(good), str(tmp_path / "gone.jpg"))]
    seen = list(pairs.compare(wanted, checks=FILE_CHECKS, settings=Settings()))
    assert [comparison.change for comparison, _ in seen] == [None, None, Change.RESHAPED]
    assert seen[0][0].reason == "The comparison broke: ZeroDivisionError: oops."
    assert seen[1][0].reason == NO_ORIGINAL
    assert [bool(examination.findings) for _, examination in seen] == [True, True, False]


@pytest.mark.usefixtures("in_threads")
def test_an_interrupt_hands_on_what_is_finished_then_is_raised(tmp_path: Path) -> None:
    paths = [str(plain(tmp_path / f"{at}.jpg", at)) for at in range(6)]
    running = pairs.compare([Pair(path, path) for path in paths], checks=FILE_CHECKS, settings=Settings())
    first = next(running)
    assert first[0].summary == "0"
    rest: list[str] = []

    def drain() -> None:
        rest.append(running.throw(KeyboardInterrupt())[0].summary)
        rest.extend(comparison.summary for comparison, _ in running)

    with pytest.raises(KeyboardInterrupt):
        drain()
    assert rest == sorted(rest)


def test_both_pictures_of_a_pair_ask_for_room_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(plain(tmp_path / "a.jpg"))
    wanted: list[int] = []

    def measuring(
        original: str, edited: str, settings: Settings, picture: int, *, admit: Callable[[Photo], None]
    ) -> Comparison:
        admit(read(original))
        admit(read(edited))
        return told(original, edited)

    monkeypatch.setattr(pair, "compare_files", measuring)
    Comparer(("image-size",), Settings())(Request(path, ask=wanted.append, original=path))
    assert wanted[1] == 2 * wanted[0] > 0


def test_a_real_process_compares_a_pair(tmp_path: Path) -> None:
    path = str(plain(tmp_path / "a.jpg"))
    wanted = [Pair(path, path), Pair("", path)]
    seen = list(pairs.compare(wanted, checks=FILE_CHECKS, settings=Settings(), jobs=1))
    assert [comparison.change for comparison, _ in seen] == [Change.IDENTICAL, None]
