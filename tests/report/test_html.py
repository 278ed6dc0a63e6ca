"""The HTML report as text: whatever a photo says is text in it, and it needs nothing but itself."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

import faces
from _commands import within_this_process
from checkout import SAMPLES
from photoaudit import engine, exhibit
from photoaudit.cli.app import app
from photoaudit.model import (
    Acceptance,
    Album,
    AlbumFinding,
    Basis,
    Category,
    Declaration,
    DeclarationKind,
    Exhibit,
    Family,
    Finding,
    Group,
    Level,
    Outcome,
    Reference,
    Report,
    ReportStatus,
    Risk,
    RuleResult,
    Status,
    Verdict,
)
from photoaudit.report import html
from photoaudit.report.html._entry import entry_of
from photoaudit.report.html._scale import HIGH, LOW, scale
from photoaudit.report.tally import Ending, Run

HOSTILE = """x"'><script>alert(1)</script><img src=//evil.example/x onerror=alert(2)>\x1b[31m\u202egpj"""
RULE = RuleResult(
    "R-1",
    Outcome.FIRED,
    Level.MEDIUM,
    "prohibited",
    "the rule asks so",
    "do something",
    "https://rules.example/1",
    "2026-01-01",
    "verbatim",
    Level.HIGH,
    "the file says so",
    Basis.UNSIGNED,
)
VALUE = Finding(
    "skin-smoothness",
    "Smooth",
    Family.TEXTURE,
    Status.MEASURED,
    "it is smooth",
    value=3.0,
    unit="gray levels",
    reference=Reference(1.0, 2.0, 5.0, 100, "camera portraits"),
    percentile=75.0,
)
PHOTO = Report(
    "team/anna.jpg",
    ReportStatus.AUDITED,
    sha256="ab" * 32,
    format="JPEG",
    width=40,
    height=30,
    verdict=Verdict(
        Category.AI_DECLARED,
        "the file says that AI made it",
        (Declaration(DeclarationKind.AI, "Maker", "AI made it", "XMP xmp:CreatorTool"),),
    ),
    findings=(
        VALUE,
        Finding("head-pose", "Turned", Family.SUBJECT, Status.NOT_ASSESSED, "no face was found"),
        Finding("sharpness", "Soft", Family.CAPTURE, Status.ERROR, "the check broke: oops"),
    ),
    risks=(Risk("one", "One", Level.MEDIUM, (RULE,), ("Is it you?",)),),
    next_steps=("ask for the original",),
)
PICTURE = Exhibit(40, 30, b"picture", ((10.0, 5.0, 12.0, 14.0),), ((14.0, 9.0, 1.0),))


def gallery(*reports: Report, images: bool = True, album: Album | None = None) -> str:
    parts: list[str] = []
    page = html.Gallery(parts.append, io.BytesIO(), version="1", day="2026-11-22", images=images)
    for report in reports:
        page.add(report)
    page.end(Ending(Run(len(reports), 0, 1.0), album))
    return "".join(parts)


def single(report: Report) -> str:
    return html.render([report], version="1", images=True)


def views(page: str) -> list[str]:
    """Return the views of photos that lie packed in a page."""
    packed = re.findall(r'<script type="text/plain" id="view-\d+">([^<]*)</script>', page)
    return [zlib.decompress(base64.b64decode(item)).decode() for item in packed]


class Elements(HTMLParser):
    """Every element of a page with its attributes, and its visible text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def everything_hostile() -> Report:
    finding = replace(VALUE, check=HOSTILE, summary=HOSTILE, unit=HOSTILE, details=((HOSTILE, HOSTILE),))
    rule = replace(
        RULE, id=HOSTILE, because=HOSTILE, trigger=HOSTILE, advice=HOSTILE, source=f"https://{HOSTILE}"
    )
    return replace(
        PHOTO,
        path=f"team/{HOSTILE}",
        format=HOSTILE,
        notes=(HOSTILE,),
        verdict=Verdict(
            Category.AI_DECLARED,
            HOSTILE,
            (Declaration(DeclarationKind.AI, HOSTILE, HOSTILE, HOSTILE),),
        ),
        findings=(
            finding,
            replace(finding, status=Status.NOT_ASSESSED),
            replace(finding, status=Status.ERROR),
        ),
        risks=(Risk(HOSTILE, HOSTILE, Level.MEDIUM, (rule,), (HOSTILE,)),),
        next_steps=(HOSTILE,),
        accepted=(Acceptance("verdict/ai-declared", HOSTILE, HOSTILE, HOSTILE),),
        exhibit=PICTURE,
    )


def hostile_pages() -> list[str]:
    report = everything_hostile()
    finding = AlbumFinding(
        HOSTILE, HOSTILE, Status.MEASURED, HOSTILE, groups=(Group((report.path,), HOSTILE),)
    )
    page = gallery(report, album=Album(1, (finding, replace(finding, status=Status.NOT_ASSESSED))))
    return [page, single(report), *views(page)]


def test_text_of_a_photo_stays_text() -> None:
    for page in hostile_pages():
        elements = Elements(page)
        assert "<script>alert" not in page
        assert not any(name.startswith("on") for _, attributes in elements.found for name in attributes)
        assert "\x1b" not in page
        assert "\u202e" not in page
        assert HOSTILE.partition("\x1b")[0] in elements.text


def test_nothing_is_loaded_from_elsewhere() -> None:
    for page in [*hostile_pages(), gallery(PHOTO), single(replace(PHOTO, exhibit=PICTURE))]:
        for tag, attributes in Elements(page).found:
            for name in ("src", "href", "srcset", "data", "poster", "action", "style"):
                address = attributes.get(name) or ""
                if name == "href" and tag == "a":  # a link is followed only by whoever clicks it
                    assert re.match(r"#|https://", address)
                    assert address[0] == "#" or "noreferrer" in (attributes["rel"] or "")
                else:
                    assert address == "" or address.startswith("data:image/webp;base64,")
            assert tag not in {"link", "iframe", "object", "embed", "base", "form"}
        assert "url(" not in page
        assert "@import" not in page


def test_only_its_own_script_and_style_may_run() -> None:
    page = gallery(PHOTO)
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert found is not None
    policy = dict(
        part.strip().split(" ", 1) for part in found[1].replace("&#39;", "'").split(";") if part.strip()
    )
    assert policy["default-src"] == "'none'"
    assert policy["img-src"] == "data:"
    assert "unsafe" not in found[1]
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert policy[rule] == f"'sha256-{digest}'"


def test_the_worst_comes_first_and_what_needs_a_person_is_counted() -> None:
    calm = replace(
        PHOTO,
        path="calm.jpg",
        findings=(),
        risks=(),
        verdict=Verdict(Category.INCONCLUSIVE, "Inconclusive."),
    )
    unreadable = Report("torn.jpg", ReportStatus.UNREADABLE, reason="it is cut short")
    worse = replace(
        PHOTO,
        path="worse.jpg",
        risks=(
            replace(PHOTO.risks[0], level=Level.PROHIBITED, rules=(replace(RULE, level=Level.PROHIBITED),)),
        ),
    )
    page = gallery(calm, PHOTO, unreadable, worse)
    assert re.findall(r'data-path="([^"]+)"', page) == ["worse.jpg", "torn.jpg", "team/anna.jpg", "calm.jpg"]
    assert "3 of 4 photos need a person" in page


def test_a_view_tells_all_there_is_to_tell() -> None:
    for view in (single(PHOTO), *views(gallery(PHOTO))):
        text = " ".join(Elements(view).text.split())
        for part in (
            "The file says that AI made it.",
            "XMP xmp:CreatorTool",
            "unsigned, anyone can write this",
            "3 gray levels",
            "typical, above 75 of 100",
            "100 camera portraits",
            "The file says so. The rule asks so.",
            "Do something.",
            "R-1",
            "checked 2026-01-01, read word for word",
            "so at most medium",
            "Is it you?",
            "No face was found.",
            "the check broke: oops",
            "Ask for the original.",
        ):
            assert part.lower() in text.lower()


def test_what_was_accepted_is_shown_and_raises_no_alarm() -> None:
    accepted = replace(
        PHOTO, findings=(VALUE,), accepted=(Acceptance("one/R-1", "Bea", "agreed with Anna", "2027-01-01"),)
    )
    assert entry_of(PHOTO, 0).level == "medium"
    assert entry_of(accepted, 0).level == "accepted"
    assert not entry_of(accepted, 0).wanted
    (view,) = views(gallery(accepted))
    assert "Accepted</b> by Bea until 2027-01-01: Agreed with Anna." in view
    assert "The rule asks so." in view


def test_no_pictures_where_none_are_wanted() -> None:
    for page in (gallery(PHOTO, images=False), single(PHOTO)):
        assert "data:image" not in page
        assert not any(tag in {"img", "image"} for tag, _ in Elements(page).found)


def test_a_picture_is_in_the_page_once() -> None:
    page = gallery(replace(PHOTO, exhibit=PICTURE))
    address = base64.b64encode(PICTURE.picture).decode()
    assert (page + "".join(views(page))).count(address) == 1


def test_groups_stand_side_by_side() -> None:
    paths = ("a.jpg", "b.jpg")
    finding = AlbumFinding(
        "duplicate-photo",
        "The same photo",
        Status.MEASURED,
        "2 photos are the same",
        value=2.0,
        reference=Reference(0.0, 0.0, 1.0, 30, "albums"),
        groups=(Group((*paths, "gone.jpg"), "one is half as large", (("distance", 3.0),)),),
    )
    silent = AlbumFinding("sameness", "Alike", Status.NOT_ASSESSED, "too few photos")
    page = gallery(*(replace(PHOTO, path=path) for path in paths), album=Album(2, (finding, silent)))
    text = " ".join(Elements(page).text.split())
    assert "One is half as large." in text
    assert "Sameness: not assessed. Too few photos." in text
    assert [item["data-photo"] for tag, item in Elements(page).found if tag == "img"] == ["0", "1"]
    assert "gone.jpg" in text


@pytest.mark.parametrize(
    ("value", "low", "high", "beyond"),
    [(1.0, LOW, LOW, 0), (5.0, HIGH, HIGH, 0), (-100.0, 0, LOW, -1), (100.0, HIGH, 100, 1)],
)
def test_values_are_drawn_where_they_lie(value: float, low: float, high: float, beyond: int) -> None:
    at = scale(replace(VALUE, value=value))
    assert at is not None
    assert low <= at.value <= high
    assert at.beyond == beyond
    assert at.low < at.median < at.high


def test_the_page_says_nothing_that_is_not_known() -> None:
    for page in (gallery(PHOTO), *views(gallery(PHOTO))):
        assert not re.search(r"\b(fake|authentic|deepfake|genuine)\b|\d ?% AI", Elements(page).text)


@pytest.mark.slow
def test_maps_lie_over_the_face_they_were_made_from() -> None:
    facts = faces.facts_of(faces.portrait())
    seen = exhibit.make(facts, 360, faces=True)
    assert (seen.width, seen.height) == (360, 360)
    assert {item.kind for item in seen.overlays} == {"mirror", "skin", "background"}
    left, top, width, height = seen.faces[0]
    for x, y, _ in seen.eyes:
        assert left < x < left + width
        assert top < y < top + height / 2
    (upper, lower), (right_eye, left_eye) = seen.axis, seen.eyes
    assert upper[1] < right_eye[1] < lower[1]
    assert right_eye[0] < (upper[0] + lower[0]) / 2 < left_eye[0]
    (mirror,) = (item for item in seen.overlays if item.kind == "mirror")
    assert mirror.box[0] < right_eye[0] < left_eye[0] < mirror.box[0] + mirror.box[2]
    assert exhibit.make(facts, 5000, faces=True).width == 720


def test_faces_are_only_looked_for_where_a_check_does() -> None:
    seen = engine.examine(SAMPLES / "camera.jpg", engine.select(["provenance"]), picture=64).exhibit
    assert seen is not None
    assert (max(seen.width, seen.height), seen.faces, seen.overlays) == (64, (), ())
    assert engine.examine(SAMPLES / "camera.jpg", engine.select(["provenance"])).exhibit is None


@pytest.mark.slow
def test_commands_write_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    within_this_process(monkeypatch, tmp_path / "unused")

    def run(*arguments: str | Path) -> str:
        done = CliRunner().invoke(app, [str(item) for item in arguments])
        assert done.exit_code == 0, done.output
        return done.output

    one, many, bare = (tmp_path / name for name in ("one.html", "many.html", "bare.html"))
    quick = ("--only", "provenance", "--exit-zero")
    photos = [SAMPLES / "camera.jpg", SAMPLES / "iptc-ai.jpg"]
    run("check", photos[0], "-f", "html", "-o", one, "--thumbnail-size", "96", *quick)
    assert 'viewBox="0 0 96 96"' in one.read_text("utf-8")
    scan: tuple[str | Path, ...] = (
        "scan",
        *photos,
        "-f",
        "html",
        "-q",
        "--jobs",
        "1",
        "--cache-dir",
        tmp_path / "cache",
        *quick,
    )
    run(*scan, "-o", many, "-f", "csv", "-o", tmp_path / "out.csv")
    first = many.read_text("utf-8")
    assert first.count("data:image/webp") == 2
    run(*scan, "-o", many)
    assert many.read_text("utf-8") == first, "from the cache it is the same page, pictures included"
    run(*scan, "-o", bare, "--no-images")
    assert "data:image" not in bare.read_text("utf-8")
    assert sorted(item.name for item in tmp_path.iterdir()) == [
        "bare.html", "cache", "many.html", "one.html", "out.csv",
    ]  # fmt: skip


def test_the_title_of_an_album_check_stands_only_where_it_found_something() -> None:
    typical = AlbumFinding(
        "aligned-eyes",
        "Eyes lie in the same place",
        Status.MEASURED,
        "They lie 9 % apart.",
        value=9.0,
        unit="%",
        reference=Reference(5.0, 8.0, 11.0, 10, "albums"),
    )
    page = gallery(PHOTO, replace(PHOTO, path="b.jpg"), album=Album(2, (typical,)))
    assert "Eyes lie in the same place" not in page
    assert "Aligned eyes" in page
    notable = gallery(PHOTO, replace(PHOTO, path="b.jpg"), album=Album(2, (replace(typical, notable=True),)))
    assert 'href="#album-aligned-eyes">Eyes lie in the same place' in notable
    assert 'id="album-aligned-eyes"' in notable
