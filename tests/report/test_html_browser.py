"""The HTML report as people use it: opened from disk in a real Chromium, by mouse and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checkout import SAMPLES
from chromium import CHROMIUM, CONTRAST, browser, expect, visit
from photoaudit import engine
from photoaudit.model import (
    Acceptance,
    Album,
    AlbumFinding,
    Category,
    Declaration,
    DeclarationKind,
    Group,
    Report,
    ReportStatus,
    Status,
    Verdict,
)
from photoaudit.report import html
from photoaudit.report.tally import Ending, Run

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

HOSTILE = "zz\"'><img src=x onerror=document.title='owned'><svg onload=alert(1)><script>alert(2).jpg"

__all__ = ["browser", "visit"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs an installed chromium or google-chrome")


def hostile() -> Report:
    declaration = Declaration(DeclarationKind.AI, HOSTILE, HOSTILE, HOSTILE)
    return Report(
        HOSTILE,
        ReportStatus.AUDITED,
        verdict=Verdict(Category.AI_DECLARED, HOSTILE, (declaration,)),
        next_steps=(HOSTILE,),
    )


@pytest.fixture(scope="session")
def reports() -> list[Report]:
    packs = engine.packs(["linkedin"])
    names = ("camera.jpg", "iptc-ai.jpg", "smoothed.jpg", "two-faces.jpg")
    seen = [engine.audit(SAMPLES / name, policies=packs, picture=240) for name in names]
    renamed = [replace(report, path=f"team/{name}") for report, name in zip(seen, names, strict=True)]
    renamed[3] = replace(renamed[3], accepted=(Acceptance("linkedin/LI-1", "Bea", "both are meant"),))
    return [*renamed, Report("team/torn.jpg", ReportStatus.UNREADABLE, reason="it is cut short"), hostile()]


@pytest.fixture(scope="session")
def page_path(reports: list[Report], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("html") / "report.html"
    same = Group(("team/camera.jpg", "team/smoothed.jpg"), "one was made from the other")
    album = Album(
        6, (AlbumFinding("duplicate-photo", "Same photo", Status.MEASURED, "2 alike", groups=(same,)),)
    )
    with path.open("w", encoding="utf-8") as file, path.with_suffix(".spool").open("w+b") as spool:
        page = html.Gallery(file.write, spool, version="1", images=True)
        for report in reports:
            page.add(report)
        page.end(Ending(Run(len(reports), 0, 1.0), album))
    return path


def heading(page: Page) -> Locator:
    return page.locator("#photo h1")


def names(page: Page) -> list[str]:
    # Not what is rendered: what is far away or has just moved is not, for a moment.
    return [name[:10] for name in page.locator(".card:not([hidden]) .card-name").all_text_contents()]


@pytest.mark.slow
def test_sort_filter_and_search(visit: Callable[..., Page]) -> None:
    page = visit()
    expect(page.locator("h1")).to_have_text("2 of 6 photos need a person to look")
    assert names(page)[:2] == ["torn.jpg", "iptc-ai.jp"]
    page.select_option("#sort", "path")
    assert names(page)[:2] == ["camera.jpg", "iptc-ai.jp"]
    page.select_option("#sort", "number")
    assert names(page)[0] == "camera.jpg"
    page.select_option("#verdict", "ai-declared")
    assert sorted(names(page)) == ["iptc-ai.jp", HOSTILE[:10]]
    page.click("#reset")
    page.click("button.row[data-value=medium]")
    assert names(page) == ["iptc-ai.jp"]
    expect(page.locator("#shown")).to_have_text("1 of 6 photos")
    page.click("button.row[data-value=medium]")
    page.select_option("#wanted", "accepted")
    assert names(page) == ["two-faces."]
    page.click("#reset")
    page.keyboard.type("source IPTC")
    assert names(page) == ["iptc-ai.jp"]
    page.fill("#search", "nowhere")
    expect(page.locator("#nothing")).to_be_visible()
    page.click("#reset-too")
    assert len(names(page)) == 6


@pytest.mark.slow
def test_open_a_photo_and_lay_maps_over_it(visit: Callable[..., Page]) -> None:
    page = visit()
    page.click("a[href='#photo-2'] .card-name")
    page.wait_for_selector("#photo h1")
    expect(page.locator("#photo h1")).to_have_text("smoothed.jpg")
    assert page.title().startswith("smoothed.jpg")
    picture = page.locator("image.picture")
    assert (picture.get_attribute("href") or "").startswith("data:image/webp")
    face = picture.bounding_box()
    for kind in ("faces", "eyes", "axis", "mirror", "skin", "background"):
        drawn = page.locator(f".o-{kind}").first
        expect(drawn).to_be_hidden()
        page.check(f"input[name={kind}]")
        expect(drawn).to_be_visible()
        box = drawn.bounding_box()
        assert face is not None
        assert box is not None
        assert face["x"] - 3 <= box["x"] <= box["x"] + box["width"] <= face["x"] + face["width"] + 3
    page.keyboard.press("ArrowLeft")
    expect(heading(page)).not_to_have_text("smoothed.jpg")
    assert page.is_checked("input[name=skin]:enabled, input[name=faces]")
    page.click("[data-go=back]")
    expect(page.locator("#cards")).to_be_visible()


@pytest.mark.slow
def test_keyboard_alone(visit: Callable[..., Page]) -> None:
    page = visit()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.focus(".card > a")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector("#photo h1")
    second = page.inner_text("#photo h1")
    page.keyboard.press("ArrowRight")
    expect(heading(page)).not_to_have_text(second)
    page.keyboard.press("ArrowLeft")
    expect(heading(page)).to_have_text(second)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#photo') !== null")
    page.keyboard.press("Escape")
    page.wait_for_selector("#cards", state="visible")
    assert page.evaluate("document.activeElement.querySelector('.card-name').textContent") == second


@pytest.mark.slow
def test_groups_show_their_photos(visit: Callable[..., Page]) -> None:
    page = visit()
    page.click("a[href='#album-duplicate-photo']")
    for image in page.locator(".strip img").all():
        expect(image).to_have_attribute("src", re.compile("^data:image/webp"))
        expect(image).to_be_visible()
    page.click(".strip a >> nth=1")
    page.wait_for_selector("#photo h1")
    expect(page.locator("#photo h1")).to_have_text("smoothed.jpg")


@pytest.mark.slow
def test_hostile_text_is_shown_as_text(visit: Callable[..., Page]) -> None:
    page = visit()
    page.fill("#search", "onerror")
    assert (page.text_content(".card:not([hidden]) .card-name") or "").startswith("zz\"'><img src=x")
    page.click(".card:visible > a")
    page.wait_for_selector("#photo h1")
    assert HOSTILE[1:] in page.inner_text(".verdict .headline")
    assert HOSTILE in page.inner_text(".declaration code")
    assert page.locator("#photo img, #photo script").count() == 0
    assert "owned" not in page.title().split(" ")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_in_light_and_dark(visit: Callable[..., Page], scheme: str) -> None:
    page = visit(color_scheme=scheme)
    assert page.evaluate(CONTRAST) == []
    page.goto(page.url + "#photo-1")
    page.wait_for_selector("#photo h1")
    assert page.evaluate(CONTRAST) == []
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    assert page.evaluate(CONTRAST) == []


@pytest.mark.slow
def test_a_phone_and_paper(visit: Callable[..., Page]) -> None:
    page = visit(viewport={"width": 360, "height": 740})
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(fits)
    for number in (1, 2, 5):
        page.goto(page.url.partition("#")[0] + f"#photo-{number}")
        page.wait_for_selector("#photo h1")
        assert page.evaluate(fits)
        page.eval_on_selector_all("details", "(items) => items.forEach((item) => { item.open = true; })")
        assert page.evaluate(fits)
    page.emulate_media(media="print")
    expect(page.locator(".steps")).to_be_hidden()
    expect(page.locator("#photo h1")).to_be_visible()


PAPER = {"width": 718, "height": 200}  # as wide as A4 between its margins, and so low that little is in sight


@pytest.mark.slow
def test_on_paper_the_answer_stands_beside_the_picture_and_all_pictures_are_there(
    visit: Callable[..., Page],
) -> None:
    page = visit(viewport=PAPER)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for image in page.locator(".strip img").all():
        assert (image.get_attribute("src") or "").startswith("data:image/webp")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.goto(page.url + "#photo-1")
    page.wait_for_selector("#photo h1")
    answer, picture, story, whole = (
        page.locator(f"#photo {part}").first.bounding_box()
        for part in (".answer", ".exhibit", ".story", ".split")
    )
    assert answer
    assert picture
    assert story
    assert whole
    assert answer["width"] > whole["width"] / 2
    assert picture["x"] + picture["width"] < answer["x"]
    assert story["width"] > 0.99 * whole["width"]


@pytest.mark.slow
def test_one_photo_needs_no_script(visit: Callable[..., Page], reports: list[Report], tmp_path: Path) -> None:
    path = tmp_path / "one.html"
    path.write_text(html.render(reports[:1], version="1", images=True), encoding="utf-8")
    page = visit(path, java_script_enabled=False)
    expect(page.locator("h1")).to_have_text("camera.jpg")
    expect(page.locator(".o-faces")).to_be_hidden()
    page.check("input[name=faces]")
    expect(page.locator(".o-faces")).to_be_visible()
