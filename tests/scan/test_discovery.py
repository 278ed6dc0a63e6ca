"""Which files are photos, in which order, and what is said of the rest."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from photoaudit.scan.discovery import IGNORE_FILE, Found, discover, from_lines, looks_like_photo

JPEG = b"\xff\xd8\xff\xe0" + bytes(28)
links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


def lay(folder: Path, *names: str, content: bytes = JPEG) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def below(folder: Path, found: Found) -> list[str]:
    return [Path(path).relative_to(folder).as_posix() for path in found.paths]


def test_photos_are_known_by_suffix_or_first_bytes_in_a_stable_order(tmp_path: Path) -> None:
    lay(tmp_path, "b.JPG", "a/z.png", "a/b/c.webp", "c", "a-b.tiff", "download")
    lay(
        tmp_path,
        "notes.txt",
        "BMW.txt",
        "page.html",
        "movie",
        content=b"BM is how this begins, not a picture.",
    )
    lay(tmp_path, "raw.nef", "raw2.CR2", content=b"II*\0" + bytes(28))
    found = discover([tmp_path])
    assert below(tmp_path, found) == ["a/b/c.webp", "a/z.png", "a-b.tiff", "b.JPG", "c", "download"]
    assert found.notes == ("left out: 2 raw camera files",)
    assert discover([tmp_path]) == found


@pytest.mark.parametrize(
    "head",
    [
        JPEG,
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"II*\0",
        b"MM\0*",
        b"\0\0\0\x1cftypheic",
        b"\0\0\0\x1cftypmif1\0\0\0\0avif",
        b"BM" + bytes(12) + (40).to_bytes(4, "little"),
    ],
)
def test_first_bytes_of_photos(head: bytes) -> None:
    assert looks_like_photo(head)


@pytest.mark.parametrize(
    "head", [b"", b"BM", b"RIFF\0\0\0\0WAVE", b"\0\0\0\x1cftypisom", b"%PDF-1.7", b"<svg"]
)
def test_first_bytes_of_other_files(head: bytes) -> None:
    assert not looks_like_photo(head)


def test_what_is_named_is_taken_whatever_it_is(tmp_path: Path) -> None:
    lay(tmp_path, ".hidden.txt", ".folder/a.jpg", "x.jpg", content=b"text")
    assert discover(["a\0b.jpg"]).paths == ("a\0b.jpg",)
    named = [tmp_path / ".hidden.txt", tmp_path / "missing.jpg", tmp_path / ".folder", tmp_path / "x.jpg"]
    found = discover(named, include=["*.png"], exclude=["*"])
    assert below(tmp_path, found) == [".hidden.txt", "missing.jpg", "x.jpg"]
    assert below(tmp_path, discover(named)) == [".hidden.txt", "missing.jpg", ".folder/a.jpg", "x.jpg"]


def test_hidden_files_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    lay(tmp_path, ".a.jpg", ".git/b.jpg", "c.jpg")
    found = discover([tmp_path])
    assert below(tmp_path, found) == ["c.jpg"]
    assert found.notes == ("left out: 2 hidden files or folders",)
    assert below(tmp_path, discover([tmp_path], hidden=True)) == [".a.jpg", ".git/b.jpg", "c.jpg"]


@pytest.mark.parametrize(
    ("include", "exclude", "left"),
    [
        ([], ["*.png"], ["keep/d.jpg", "old/b.jpg", "old/new/c.jpg", "x.jpg"]),
        ([], ["*.png", "!a.png"], ["a.png", "keep/d.jpg", "old/b.jpg", "old/new/c.jpg", "x.jpg"]),
        ([], ["old/"], ["a.png", "keep/d.jpg", "x.jpg"]),
        ([], ["/x.jpg", "new"], ["a.png", "keep/d.jpg", "old/b.jpg"]),
        ([], ["**/new/*.jpg", "# a comment", ""], ["a.png", "keep/d.jpg", "old/b.jpg", "x.jpg"]),
        (["*.jpg"], ["old/**"], ["keep/d.jpg", "x.jpg"]),
        (["old/"], [], ["old/b.jpg", "old/new/c.jpg"]),
        (["*.gif"], [], []),
    ],
)
def test_patterns_are_those_of_gitignore(
    tmp_path: Path, include: list[str], exclude: list[str], left: list[str]
) -> None:
    lay(tmp_path, "a.png", "old/b.jpg", "old/new/c.jpg", "keep/d.jpg", "x.jpg")
    assert below(tmp_path, discover([tmp_path], include=include, exclude=exclude)) == left


def test_excluded_folders_are_not_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, "node_modules/deep/a.jpg", "b.jpg")
    entered: list[str] = []
    original = os.scandir

    def scandir(folder: str) -> object:
        entered.append(str(folder))
        return original(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    found = discover([tmp_path], exclude=["node_modules/"])
    assert below(tmp_path, found) == ["b.jpg"]
    assert entered == [str(tmp_path)]
    assert found.notes == ("left out by patterns: 1 files or folders",)


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="'!'"):
        discover([], exclude=["!"])


def test_ignore_files_hold_from_their_folder_down_and_the_nearest_decides(tmp_path: Path) -> None:
    lay(tmp_path, "a.jpg", "team/b.jpg", "team/old/c.jpg", "team/old/d.jpg", "old/e.jpg")
    lay(tmp_path, f"team/{IGNORE_FILE}", content=b"/old/c.jpg\n*.png\n")
    lay(tmp_path, f"team/old/{IGNORE_FILE}", content=b"!c.jpg\nd.jpg\n")
    assert below(tmp_path, discover([tmp_path])) == ["a.jpg", "old/e.jpg", "team/b.jpg", "team/old/c.jpg"]
    lay(tmp_path, f"old/{IGNORE_FILE}", content=b"\xff\xfe")
    with pytest.raises(ValueError, match=rf"patterns in .*{IGNORE_FILE}' do not hold: no UTF-8"):
        discover([tmp_path])


@links
def test_links_to_files_are_followed_and_links_to_folders_if_asked(tmp_path: Path) -> None:
    lay(tmp_path, "outside/a.jpg", "photos/b.jpg")
    photos = tmp_path / "photos"
    (photos / "linked").symlink_to(tmp_path / "outside")
    (photos / "loop").symlink_to(photos)
    (photos / "again.jpg").symlink_to(photos / "b.jpg")
    (photos / "gone.jpg").symlink_to(photos / "nothing")
    (photos / "self.jpg").symlink_to(photos / "self.jpg")
    found = discover([photos])
    assert below(photos, found) == ["again.jpg"]  # the first name of b.jpg
    assert set(found.notes) == {
        "not followed: 2 links to folders",
        "left out: 2 links that lead nowhere",
        "listed once: 1 more names of the same files",
    }
    assert below(photos, discover([photos], follow=True)) == ["again.jpg", "linked/a.jpg"]
    assert below(tmp_path, discover([photos / "linked"])) == ["photos/linked/a.jpg"]  # named


def test_overlapping_paths_count_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, "a/b.jpg", "a/c/d.jpg")
    monkeypatch.chdir(tmp_path)
    found = discover(["a/c", "a", "a/b.jpg", tmp_path / "a", "./a/../a/b.jpg"])
    assert [Path(path).as_posix() for path in found.paths] == ["a/c/d.jpg", "a/b.jpg"]


def test_names_that_differ_only_in_case_are_noted(tmp_path: Path) -> None:
    lay(tmp_path, "Anna.jpg", "anna.JPG", "Team/x.jpg")
    if len(list(tmp_path.iterdir())) < 3:
        pytest.skip("this file system does not tell case apart")
    found = discover([tmp_path])
    (note,) = found.notes
    assert len(found.paths) == 3
    assert note.startswith("names that differ only in case: ")
    assert "Anna.jpg" in note
    assert "anna.JPG" in note


@pytest.mark.parametrize("refused", ["folder", "file"])
def test_what_cannot_be_read_is_noted(tmp_path: Path, refused: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, "a/b.jpg", "c.jpg", "d")
    target = tmp_path / ("a" if refused == "folder" else "d")
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        target.chmod(0)
    elif refused == "folder":  # an administrator may read everything: refuse it as the system would
        original = os.scandir

        def scandir(folder: str) -> object:
            if Path(folder) == target:
                raise PermissionError(13, "Permission denied")
            return original(folder)

        monkeypatch.setattr(os, "scandir", scandir)
    else:
        pytest.skip("an administrator may read every file")
    found = discover([tmp_path])
    target.chmod(0o700)
    assert "c.jpg" in below(tmp_path, found)
    assert [note for note in found.notes if repr(str(target)) in note and "Permission denied" in note]


def test_folders_may_be_nested_deeper_than_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(200):
        Path("a").mkdir()
        os.chdir("a")
    lay(Path(), "x.jpg")
    monkeypatch.chdir(tmp_path)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(150)
    try:
        found = discover(["a"])
    finally:
        sys.setrecursionlimit(limit)
    assert len(found.paths) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_pipes_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    os.mkfifo(tmp_path / "pipe.jpg")
    assert discover([tmp_path]).paths == ()


def test_names_that_are_no_text_are_found(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff.jpg")
    try:
        lay(tmp_path, name)
    except (OSError, UnicodeError):
        pytest.skip("this file system keeps no such names")
    assert discover([tmp_path]).paths == (str(tmp_path / name),)


def test_a_list_has_one_path_a_line() -> None:
    assert list(from_lines(["a b.jpg\n", "\n", "c.jpg\r\n", " d.jpg"])) == ["a b.jpg", "c.jpg", " d.jpg"]
