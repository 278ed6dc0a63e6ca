"""The page of an evaluation: text stays text, it needs nothing but itself, curves lie inside their plots."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from photoaudit.evaluation import page, tables
from photoaudit.evaluation.labelled import Labelled, Outcome
from photoaudit.evaluation.summary import Evaluation, evaluate

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
HOSTILE = """x"'><script>alert(1)</script><img src=//evil.example/x onerror=alert(2)>\x1b[31m\u202egpj"""
TRACKS = ("original", "platform", "web", "matched")


def evaluated(
    source: str = "camera/site",
    *,
    photos: int = 60,
    tracks: Sequence[str] = TRACKS,
    ends: tuple[int, int, int] = (40, 50, 60),
) -> Evaluation:
    items = []
    for at in range(ends[-1]):
        label = "camera" if at < ends[0] else "synthetic" if at < ends[1] else "retouched"
        photo = Labelled(Path(f"{source}-{at}"), label, source if label == "camera" else f"{label}/{at % 3}")
        for track in tracks:
            score = (at * 37 % 50 - 30) / 60 + (0.3 if label != "camera" else 0.0)
            ratios = {"synthetic": score, "retouched": score} if at % 10 else {}
            gaps = (
                {} if at % 10 else {"synthetic": f"{source} is too small", "retouched": "no face was found"}
            )
            items.append(Outcome(photo, track, ratios, 40.0 + at, gaps=gaps))
    torn = Labelled(Path(f"{source}/torn.jpg"), "camera", source)
    items += [Outcome(torn, track, {}, reason=source) for track in tracks]
    return evaluate(items, tracks, photos + 1)


def rendered(evaluation: Evaluation) -> str:
    return page.render(evaluation, version="1", day="2026-11-22")


def visible(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<(style|script)>.*?</\1>", "", text)).split())


def test_the_page_tells_every_figure() -> None:
    text = visible(rendered(evaluated()))
    for part in (
        "What the pixels tell on 61 labelled photos",
        "40 camera, 10 retouched, 10 synthetic; 1 could not be read",
        "Claim 'synthetic': a face that was generated",
        "Claim 'retouched'",
        "TPR at 1 % FPR",
        "Track matched",
        "Why it was not assessed reason label photos camera/site is too small camera 4",
        "by thirds of skin lightness",
        "2026-11-22",
    ):
        assert part in text, part
    assert "Incomplete" not in text
    assert "Incomplete: 61 of 81 photos" in visible(rendered(evaluated(photos=80)))


def told(evaluation: Evaluation) -> list[str]:
    return [
        " ".join(tables.report(evaluation).split()),
        visible(rendered(evaluation)),
        " ".join(tables.as_object(evaluation)["notes"]),
    ]


def test_labels_of_few_photos_are_told_with_their_figures() -> None:
    few = "Only 10 retouched, 29 synthetic: figures on fewer than 30 photos of a label say little."
    for text in told(evaluated(ends=(40, 69, 79))):
        assert few in text
    for text in told(evaluated(ends=(40, 70, 100))):
        assert "say little" not in text


def test_untouched_files_are_told_to_betray_their_label_where_they_were_measured() -> None:
    betrayed = (
        "On the track original, files are as they were, and their size and format often betray the label"
    )
    for text in told(evaluated(tracks=TRACKS[:1])):
        assert f"{betrayed}: measure copies as platforms make them, too (--launder)." in text
    for text in told(evaluated()):
        assert f"{betrayed}: rely on the other tracks." in text
        assert "--launder" not in text
    for text in told(evaluated(tracks=TRACKS[1:])):
        assert "betray" not in text


def test_names_of_folders_and_reasons_stay_text() -> None:
    text = rendered(evaluated(HOSTILE))
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_page_needs_nothing_but_itself() -> None:
    text = rendered(evaluated())
    for foreign in ("url(", "@import", "<link", "<iframe", ' src="', ' style="', "http://", "https://"):
        assert foreign not in text, foreign
    assert "default-src 'none'" in text.replace("&#39;", "'")


def test_curves_lie_inside_their_plots() -> None:
    lines = re.findall(r'<polyline points="([^"]+)"', rendered(evaluated()))
    assert len(lines) == 2 * 2 * len(TRACKS) * 2  # claims, plots, tracks; each once more in its key
    for line in lines:
        for point in line.split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= 300
            assert 0 <= y <= 300


def test_a_curve_of_many_photos_is_drawn_by_its_corners() -> None:
    assert page._corners([(0, 9), (0, 9), (0, 5), (0, 1), (4, 1), (9, 1), (9, 0)]) == (
        (0, 9), (0, 1), (9, 1), (9, 0),
    )  # fmt: skip
    assert page._corners([]) == ()


def test_where_nothing_was_assessed_the_page_is_still_one() -> None:
    camera, ai = Labelled(Path("c"), "camera", "c"), Labelled(Path("s"), "synthetic", "s")
    gap = {"synthetic": "no face was found"}
    text = rendered(evaluate([Outcome(item, "web", {}, gaps=gap) for item in (camera, ai)], ["web"], 2))
    assert "nan" not in visible(text)
    assert "no face was found" in text


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs the Python package playwright")
    if CHROMIUM is None:
        pytest.skip("needs an installed chromium or google-chrome")
    with sync_api.sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        yield started
        started.close()


@pytest.mark.slow
def test_a_browser_complains_of_nothing_on_a_phone_in_the_dark_and_on_paper(
    browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    path.write_text(rendered(evaluated(HOSTILE)), encoding="utf-8")
    said: list[str] = []
    view = browser.new_page(viewport={"width": 360, "height": 740}, color_scheme="dark")
    view.on("console", lambda message: said.append(message.text))
    view.on("pageerror", lambda problem: said.append(str(problem)))
    view.goto(path.as_uri())
    assert view.evaluate("document.documentElement.scrollWidth <= innerWidth")
    drawn = "getComputedStyle(document.querySelector('.plot polyline')).stroke"
    dark = view.evaluate(drawn)
    view.click("#theme")
    assert view.evaluate(drawn) != dark
    assert view.locator("details:not([open])").count() == 6
    view.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert view.locator("details:not([open])").count() == 0
    assert said == []
    view.close()
