"""The page of pairs in a real Chromium: slider, blink, maps; by mouse, by keyboard, and without scripts."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chromium import CHROMIUM, CONTRAST, browser, expect, visit
from comparisons import ALONE, IDENTICAL, RESHAPED, UNREADABLE, pictured
from photoaudit.report import html
from photoaudit.report.tally import Ending, Run

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["browser", "visit"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs an installed chromium or google-chrome"),
]
FITS = "document.documentElement.scrollWidth <= innerWidth"
PART = "getComputedStyle(document.querySelector('.stage')).getPropertyValue('--part').trim()"


@pytest.fixture(scope="session")
def page_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("pairs") / "pairs.html", alone=False)


def write(path: Path, *, alone: bool) -> Path:
    pairs = [pictured(RESHAPED)] if alone else [pictured(RESHAPED), ALONE, UNREADABLE, pictured(IDENTICAL)]
    with path.open("w", encoding="utf-8") as file:
        made = html.PairGallery(file.write, io.BytesIO(), version="1", images=True, alone=alone)
        for pair in pairs:
            made.add(pair)
        made.end(Ending(Run(len(pairs), 0, 1.0), left=("in/bob.jpg",)))
    return path


@pytest.fixture
def one(tmp_path: Path) -> Path:
    return write(tmp_path / "one.html", alone=True)


def test_the_slider_parts_both_pictures_by_keyboard(visit: Callable[..., Page], one: Path) -> None:
    page = visit(one)
    slider = page.locator("[data-part]")
    expect(slider).to_be_visible()
    first, second = (page.locator(f".{side} img").first.bounding_box() for side in ("original", "edited"))
    assert first == second
    assert page.evaluate(PART) == "50%"
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(PART) == "51%"
    page.keyboard.press("Home")
    assert page.evaluate(PART) == "0%"
    assert slider.get_attribute("aria-valuetext") == "0 % original from the left, the rest edited"
    page.keyboard.press("End")
    assert page.evaluate(PART) == "100%"
    before = page.screenshot(clip=page.locator(".stage").bounding_box())
    page.keyboard.press("Home")
    assert page.screenshot(clip=page.locator(".stage").bounding_box()) != before


def test_blink_shows_both_in_turns_until_it_is_pressed_again(visit: Callable[..., Page], one: Path) -> None:
    page = visit(one)
    button = page.locator("[data-blink]")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    for share in ("0%", "100%", "0%"):
        page.wait_for_function(f"() => {PART} === '{share}'")
    button.press("Enter")
    assert button.get_attribute("aria-pressed") == "false"
    assert page.evaluate(PART) == "50%"
    button.click()
    page.locator("[data-part]").press("Home")
    assert button.get_attribute("aria-pressed") == "false"
    assert page.evaluate(PART) == "0%"


def test_nothing_moves_by_itself_where_less_motion_is_wanted(visit: Callable[..., Page], one: Path) -> None:
    page = visit(one, reduced_motion="reduce")
    button = page.locator("[data-blink]")
    expect(button).to_have_text("Only the original")
    button.click()
    assert page.evaluate(PART) == "100%"
    page.wait_for_timeout(1600)
    assert page.evaluate(PART) == "100%"
    button.click()
    assert page.evaluate(PART) == "50%"


def test_maps_lie_over_the_picture_with_a_legend(visit: Callable[..., Page], one: Path) -> None:
    page = visit(one)
    for kind in ("displacement", "detail", "color", "replaced"):
        map_, legend = page.locator(f".o-{kind}"), page.locator(f".g-{kind}")
        expect(map_).to_be_hidden()
        expect(legend).to_be_hidden()
        page.locator(f"input[name={kind}]").press("Space")
        expect(map_).to_be_visible()
        expect(legend).to_be_visible()
        assert map_.bounding_box() == page.locator(".original img").bounding_box()
    expect(page.locator(".g-none")).to_be_hidden()


def test_without_scripts_both_stand_side_by_side_and_maps_can_be_laid(
    visit: Callable[..., Page], one: Path
) -> None:
    page = visit(one, java_script_enabled=False)
    first, second = (page.locator(f".{side} img").first.bounding_box() for side in ("original", "edited"))
    assert first
    assert second
    assert first["x"] + first["width"] < second["x"]
    assert first["y"] == second["y"]
    expect(page.locator("[data-part]")).to_be_hidden()
    page.check("input[name=replaced]")
    assert page.locator(".o-replaced").bounding_box() == second


def test_many_pairs_are_filtered_opened_and_left(visit: Callable[..., Page]) -> None:
    page = visit()
    expect(page.locator("#shown")).to_have_text("4 pairs")
    page.select_option("#level", "reshaped")
    expect(page.locator("#shown")).to_have_text("1 of 4 pairs")
    page.click("#reset")
    page.click("button.row[data-value=none] >> nth=0")
    expect(page.locator("#shown")).to_have_text("2 of 4 pairs")
    page.click("#reset")
    page.select_option("#sort", "number")
    page.click("a[href='#photo-0'] .card-name")
    page.wait_for_selector("#photo h1")
    edited = page.locator("#photo .edited img").first
    assert (edited.get_attribute("src") or "").startswith("data:image/webp")
    page.locator("#photo [data-part]").press("ArrowRight")
    assert page.evaluate(PART) == "51%"
    expect(page.locator("#photo h1")).to_have_text("ana.jpg")  # the arrows were the slider's
    page.check("input[name=detail]")
    page.focus("#photo h1")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    page.wait_for_selector("#cards", state="visible")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_contrast_and_width(visit: Callable[..., Page], one: Path, scheme: str, width: int) -> None:
    page = visit(one, color_scheme=scheme, viewport={"width": width, "height": 800})
    page.check("input[name=color]")
    assert page.evaluate(FITS)
    assert page.evaluate(CONTRAST) == []
    answer, picture = (page.locator(part).first.bounding_box() for part in (".answer", ".stage"))
    assert answer
    assert picture
    if width < 600:
        assert answer["y"] < picture["y"]
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 800})
    assert page.evaluate(FITS)
    assert page.evaluate(CONTRAST) == []


def test_paper_has_both_side_by_side(visit: Callable[..., Page], one: Path) -> None:
    page = visit(one, viewport={"width": 718, "height": 200})
    page.emulate_media(media="print")
    first, second = (page.locator(f".{side} img").first.bounding_box() for side in ("original", "edited"))
    assert first
    assert second
    assert first["x"] + first["width"] < second["x"]
    expect(page.locator(".parting")).to_be_hidden()
