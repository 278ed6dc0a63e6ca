"""GitHub's annotations and job summary, the Markdown report, and the way from a command to all formats."""

from __future__ import annotations

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from _commands import within_this_process
from checkout import SAMPLES
from ci_reports import (
    FORMATS,
    HOSTILE_NAMES,
    HOSTILE_TEXT,
    RUNS,
    about,
    accepted,
    album,
    broken,
    declared,
    ending,
    report,
    rule,
    unreadable,
    written,
)
from photoaudit.cli.app import app
from photoaudit.cli.console import locator
from photoaudit.cli.options import Kind
from photoaudit.model import Level, Outcome
from photoaudit.report.ci import github, markdown
from photoaudit.report.ci.github import GitHub
from photoaudit.report.ci.markdown import Markdown
from photoaudit.report.ci.markup import code, link, prose
from photoaudit.text import PATH, clean

run = pytest.mark.parametrize("run", RUNS)
posix = pytest.mark.skipif(os.name != "posix", reason="needs links and names of POSIX")


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Return the commands in what a step prints: kind, properties and data, as the runner reads a line.

    After the runner's documented rules: from the first ``::`` to the next, properties parted by commas,
    then CR, LF and the rest are put back, ``%25`` last.
    """

    def plain(escaped: str, signs: str) -> str:
        for sign in signs:
            escaped = escaped.replace(f"%{ord(sign):02X}", sign)
        return escaped

    found = []
    for line in re.split(r"[\r\n]", text):
        if not line.lstrip().startswith("::"):
            assert "##[" not in line
            continue
        head, parted, data = line.lstrip()[2:].partition("::")
        assert parted
        kind, _, rest = head.partition(" ")
        pairs = (pair.split("=", 1) for pair in rest.strip().split(",") if pair)
        properties = {name: plain(value, "\r\n:,%") for name, value in pairs}
        found.append((kind, properties, plain(data, "\r\n%")))
    return found


class Page(HTMLParser):
    """What a page of HTML holds: its tags, its text inside and outside of code, and its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = self.code = ""
        self.rows: list[int] = []
        self._code = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._code += tag == "code"
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert not [name for name, _ in attrs if name.startswith("on") or name == "src"]
        if tag == "tr":
            self.rows.append(0)
        elif tag in ("td", "th"):
            self.rows[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_data(self, data: str) -> None:
        self.text += "" if self._code else data
        self.code += data if self._code else ""


def page_of(text: str) -> Page:
    """Return Markdown as a page; HTML in it is kept, as GitHub keeps what it allows."""
    return Page(MarkdownIt("commonmark").enable("table").render(text))


@run
def test_the_runner_reads_only_our_annotations(run: str) -> None:
    reports, end = RUNS[run]()
    for kind, properties, data in commands(written(GitHub, *reports, end=end)):
        assert kind in ("error", "warning", "notice")
        assert set(properties) <= {"file", "line", "title"}
        assert properties["title"].startswith("photoaudit")
        assert data


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_an_annotation_names_its_file(name: str) -> None:
    ((_, properties, data),) = commands(written(GitHub, report(name, rule("x"))))
    assert properties["file"] == clean(name, PATH)
    assert properties["line"] == "1"
    assert clean(name, PATH)[:3000] in data


def test_an_annotation_says_what_stands_there_and_nothing_that_was_made_of_it() -> None:
    ((_, _, data),) = commands(
        written(GitHub, report("a.jpg", rule("x", because="50 % of %0A and %25 and %2C")))
    )
    assert "50 % of %0A and %25 and %2C." in data


def test_an_annotation_is_a_photo_with_all_that_is_new() -> None:
    of = accepted(
        report("a.jpg", rule("old", level=Level.HIGH), rule("new", level=Level.LOW)), "linkedin/old"
    )
    ((kind, _, data),) = commands(written(GitHub, of))
    assert kind == "warning"
    assert "(new)" in data
    assert "(old)" not in data
    assert written(GitHub, accepted(report("a.jpg", rule("old")), "linkedin/old"), report("b.jpg")) == ""


@pytest.mark.parametrize(
    ("level", "kind"),
    [
        (Level.NONE, "notice"),
        (Level.ADVICE, "notice"),
        (Level.LOW, "warning"),
        (Level.MEDIUM, "warning"),
        (Level.HIGH, "error"),
        (Level.PROHIBITED, "error"),
    ],
)
def test_the_kind_follows_the_risk(level: Level, kind: str) -> None:
    assert [item[0] for item in commands(written(GitHub, report("a.jpg", rule("x", level=level))))] == [kind]


def test_the_worst_ten_of_a_kind_are_written_worst_first() -> None:
    levels = [Level.HIGH] * 12 + [Level.PROHIBITED, Level.LOW]
    reports = [report(f"{place}.jpg", rule("x", level=level)) for place, level in enumerate(levels)]
    text = written(GitHub, *reports)
    files = [properties["file"] for _, properties, _ in commands(text)]
    assert files == ["12.jpg", *(f"{place}.jpg" for place in range(9)), "13.jpg"]
    assert len([line for line in text.splitlines() if line.startswith("::error")]) == github.MOST
    assert "not written: 3 errors" in text


def test_what_could_not_be_audited_is_an_error() -> None:
    kinds = [item[0] for item in commands(written(GitHub, unreadable(), broken()))]
    assert kinds == ["error", "error"]
    (stopped,) = commands(written(GitHub, report(), end=ending(5, stopped=True)))
    assert (stopped[0], stopped[1]["title"]) == ("error", "photoaudit/stopped")


@run
def test_markdown_holds_no_markup_of_others(run: str) -> None:
    reports, end = RUNS[run]()
    text = written(Markdown, *reports, end=end)
    text.encode("utf-8")
    page = page_of(text)
    allowed = {
        "h2",
        "h3",
        "h4",
        "p",
        "em",
        "strong",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "ul",
        "li",
        "code",
    }
    assert set(page.tags) <= allowed
    assert set(page.rows) <= {3}
    assert not page.links
    # What GitHub makes a link or a mention of after Markdown was read.
    assert not re.search(r"[@#!]\w|://|\bwww\.", page.text)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_path_is_shown_as_it_is(name: str) -> None:
    page = page_of(f"| a |\n| --- |\n| {code(name)} |\n")
    assert page.rows == [1, 1]
    assert page.code.replace("\N{ZERO WIDTH SPACE}", "").strip() == clean(name, PATH)


def test_prose_is_shown_as_it_is() -> None:
    for text in (
        HOSTILE_TEXT,
        "a_b*c* ~~d~~ [e](f) 99 % of 5 < 6 & 7 \\| \\",
        "# no heading",
        *HOSTILE_NAMES,
    ):
        page = page_of(f"| a |\n| --- |\n| x {prose(text, PATH)} |\n")
        assert page.rows == [1, 1]
        assert clean(text, PATH).strip() in " ".join(page.text.replace("\N{ZERO WIDTH SPACE}", "").split())


def test_only_an_address_becomes_a_link() -> None:
    assert page_of(link("https://x.org/a?b=c&d")).links == ["https://x.org/a?b=c&d"]
    for other in ("javascript:alert(1)", "https://x.org/> <b>", "photoaudit", "http://x.org/|a"):
        assert page_of(link(other)).links == []


def test_markdown_tells_the_worst_first_and_what_to_do() -> None:
    reports = (
        report("fine.jpg"),
        report("low.jpg", rule("x", level=Level.LOW)),
        report("high.jpg", rule("x", level=Level.HIGH, advice="Take another")),
        unreadable(),
        accepted(report("known.jpg", rule("x", level=Level.HIGH)), "linkedin/x"),
    )
    text = written(Markdown, *reports, end=ending(5, album=album("low.jpg", "high.jpg")))
    assert text.startswith("## photoaudit: 1 of 5 photos reaches risk high\n")
    assert text.index("| `high.jpg` | high |") < text.index("| `gone.jpg` | unreadable |")
    assert text.index("| `gone.jpg` | unreadable |") < text.index("| `low.jpg` | low |")
    assert "What to do: Take another." in text
    assert "fine.jpg" not in text
    assert "known.jpg" not in text
    assert "Accepted earlier: 1 finding" in text
    assert (
        "- `album/same-picture`: These show the same picture. (2 photos of the album) `low.jpg`, `high.jpg`"
        in text
    )


def test_markdown_promises_no_more_than_is_known() -> None:
    unknown = report("a.jpg", rule("x", Outcome.NOT_ASSESSED))
    known = accepted(report("b.jpg", rule("x", level=Level.HIGH)), "linkedin/x")
    text = written(Markdown, unknown, known, report("c.jpg", rule("x", Outcome.PASSED)), broken())
    assert "Policy risk: 1 accepted, 2 none, 1 none found. Unreadable: 0." in text
    assert "| `odd.jpg` | check broke |" in text


def test_markdown_says_that_nothing_was_found_or_not_all_was_seen() -> None:
    assert written(Markdown).startswith("## photoaudit: no photo was audited\n")
    assert "none of 1 photo reaches risk high" in written(Markdown, report())
    assert "**Stopped: 1 of 9 photos were audited.**" in written(
        Markdown, report(), end=ending(9, stopped=True)
    )


@pytest.mark.slow
def test_markdown_fits_where_it_goes_whatever_is_in_it() -> None:
    reports = [
        report(f"{'x' * 3000}{place}.jpg", *([rule("x", because=HOSTILE_TEXT)] * 9)) for place in range(300)
    ]
    for room in (markdown.COMMENT, markdown.SUMMARY):
        pieces: list[str] = []
        stream = Markdown(pieces.append, about(), room=room)
        for item in reports:
            stream.add(item)
        stream.end(ending(300))
        text = "".join(pieces)
        assert len(text.encode()) <= room
        assert text.endswith("names all._\n")
    assert markdown.SUMMARY <= 1024 * 1024
    assert markdown.COMMENT <= 65_536


def test_memory_does_not_grow_with_the_photos() -> None:
    pieces: list[str] = []
    annotations, told = GitHub(pieces.append, about()), Markdown(pieces.append, about())
    for place in range(markdown.MOST + 50):
        annotations.add(declared(f"{place}.jpg"))
        told.add(declared(f"{place}.jpg"))
    assert sum(map(len, annotations._kept.values())) <= 3 * github.MOST
    assert len(told._worst) == markdown.MOST
    told.end(ending(markdown.MOST + 50))
    assert "and 50 more." in "".join(pieces)


# The way from the command line


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the caches of tests out of the user's, and the summary of the CI that runs them out of these."""
    within_this_process(monkeypatch, tmp_path / "cache")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


def call(*arguments: str | Path) -> tuple[int, str, str]:
    """Run in this process; return exit code, standard output and standard error."""
    result = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"}).invoke(app, [str(item) for item in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


QUICK = ("--only", "provenance", "--policy", "company")


def test_check_and_scan_know_the_same_formats_of_reports() -> None:
    assert {make.__name__.lower() for make in FORMATS} <= {kind.value for kind in Kind}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sarif", "junit", "gitlab", "markdown", "github"])
def test_check_and_scan_write_the_same(name: str, tmp_path: Path) -> None:
    photo = SAMPLES / "iptc-ai.jpg"
    checked = call("check", photo, *QUICK, "-f", name, "-o", tmp_path / "a")
    scanned = call("scan", photo, *QUICK, "-f", name, "-o", tmp_path / "b", "-j", "1", "-q")
    assert (checked[0], scanned[0]) == (1, 1)
    assert (tmp_path / "a").read_text("utf-8") == (tmp_path / "b").read_text("utf-8")
    assert "iptc-ai.jpg" in (tmp_path / "a").read_text("utf-8")


@pytest.mark.slow
def test_the_job_summary_is_found_and_added_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("earlier\n", "utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    code, out, err = call("check", SAMPLES / "iptc-ai.jpg", tmp_path / "gone.jpg", *QUICK, "-f", "github")
    assert code == 1
    assert err.startswith("photoaudit: 1 failed: ")
    assert [kind for kind, _, _ in commands(out)] == ["error", "error", "notice"]
    text = summary.read_text("utf-8")
    assert text.startswith("earlier\n\n## photoaudit: 1 of 2 photos reaches risk high\n")
    assert "unreadable" in text
    call("check", SAMPLES / "iptc-ai.jpg", *QUICK, "-f", "sarif", "-o", tmp_path / "a.sarif")
    assert summary.read_text("utf-8") == text


def test_a_summary_that_cannot_be_written_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "no" / "folder.md"))
    code, out, err = call("check", SAMPLES / "iptc-ai.jpg", *QUICK, "-f", "github")
    assert (code, len(commands(out))) == (1, 2)
    assert "cannot write the job summary" in err
    full = tmp_path / "full.md"
    full.write_text("x" * markdown.SUMMARY, "utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(full))
    assert "the job summary is full" in call("check", SAMPLES / "iptc-ai.jpg", *QUICK, "-f", "github")[2]
    assert full.stat().st_size == markdown.SUMMARY


def test_the_gate_reaches_junit(tmp_path: Path) -> None:
    for gate, failures in (("high", 1), ("prohibited", 0)):
        call(
            "check",
            SAMPLES / "iptc-ai.jpg",
            *QUICK,
            "-f",
            "junit",
            "-o",
            tmp_path / "a.xml",
            "--fail-on",
            gate,
        )
        assert f'failures="{failures}"' in (tmp_path / "a.xml").read_text("utf-8")


def test_paths_are_told_from_the_root_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = tmp_path / "repo" / "site" / "team"
    below.mkdir(parents=True)
    (tmp_path / "repo" / ".git").mkdir()
    monkeypatch.chdir(below)
    locate = locator()
    assert locate("a.jpg") == "site/team/a.jpg"
    assert locate("./a.jpg") == "site/team/a.jpg"
    assert locate(os.path.join("..", "b.jpg")) == "site/b.jpg"  # noqa: PTH118
    assert locate(str(below / "c.jpg")) == "site/team/c.jpg"
    assert locate(str(tmp_path / "d.jpg")) == (tmp_path / "d.jpg").resolve().as_posix()


@posix
def test_a_link_to_a_folder_is_followed_to_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "way").symlink_to(tmp_path / "repo")
    monkeypatch.chdir(tmp_path / "way")
    assert locator()(str(tmp_path / "way" / "a.jpg")) == "a.jpg"


@pytest.mark.slow
def test_sarif_of_a_scan_names_photos_from_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    team = tmp_path / "repo" / "team"
    team.mkdir(parents=True)
    (tmp_path / "repo" / ".git").mkdir()
    (team / "a b.jpg").write_bytes((SAMPLES / "iptc-ai.jpg").read_bytes())
    monkeypatch.chdir(team)
    _, out, _ = call("scan", ".", *QUICK, "-f", "sarif", "-j", "1")
    places = {
        item["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for item in json.loads(out)["runs"][0]["results"]
    }
    assert places == {"team/a%20b.jpg"}
    assert str(tmp_path) not in out


def test_the_headline_of_one_photo_agrees_in_number() -> None:
    assert written(Markdown, report("a.jpg")).startswith("## photoaudit: none of 1 photo reaches risk high\n")
    two = written(Markdown, report("a.jpg"), report("b.jpg"))
    assert two.startswith("## photoaudit: none of 2 photos reach risk high\n")
