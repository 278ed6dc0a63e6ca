"""The page of pairs as text: both pictures, maps, every difference; whatever a file says is text in it."""

from __future__ import annotations

import base64
import io
import re
import zlib
from dataclasses import replace
from html.parser import HTMLParser

from comparisons import (
    ALL_PAIRS,
    ALONE,
    FACELESS,
    HOSTILE_PAIR,
    RESHAPED,
    UNREADABLE,
    pictured,
)
from photoaudit.model import Compared
from photoaudit.report import html
from photoaudit.report.html._words import MAPS
from photoaudit.report.tally import Ending, Run


def page(
    *pairs: Compared,
    alone: bool = False,
    images: bool = True,
    left: tuple[str, ...] = (),
    stopped: bool = False,
) -> str:
    parts: list[str] = []
    made = html.PairGallery(
        parts.append, io.BytesIO(), version="1", day="2026-11-29", images=images, alone=alone
    )
    for pair in pairs:
        made.add(pair)
    run = Run(len(pairs) + stopped, 0, 1.0, stopped, ("left out: 3 raw camera files",))
    made.end(Ending(run, left=left))
    return "".join(parts)


def views(text: str) -> list[str]:
    packed = re.findall(r'<script type="text/plain" id="view-\d+">([^<]*)</script>', text)
    return [zlib.decompress(base64.b64decode(item)).decode() for item in packed]


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_one_pair_shows_answer_pictures_maps_and_every_difference() -> None:
    found = Elements(page(pictured(RESHAPED), alone=True))
    pictures = [attrs for tag, attrs in found.found if tag == "img"]
    assert all((attrs["src"] or "").startswith("data:image/webp;base64,") for attrs in pictures)
    assert [attrs["alt"] for attrs in pictures if attrs["alt"]] == [
        "The original, where it lies in the edited picture",
        "The edited picture",
    ]
    boxes = [attrs["name"] for tag, attrs in found.found if tag == "input" and attrs["type"] == "checkbox"]
    assert boxes == list(MAPS)
    text = " ".join(found.text.split())
    for difference in RESHAPED.comparison.differences:
        assert difference.summary[1:] in text
    assert "3.20 % of eye distance" in text
    assert text.index("Reshaped: the jaw is narrower") < text.index("Every difference")


def test_only_maps_that_there_are_can_be_laid_over() -> None:
    shown = pictured(RESHAPED)
    exhibit = shown.comparison.exhibit
    assert exhibit is not None
    fewer = replace(exhibit, overlays=exhibit.overlays[:1])
    found = Elements(page(replace(shown, comparison=replace(shown.comparison, exhibit=fewer)), alone=True))
    disabled = [attrs["name"] for tag, attrs in found.found if tag == "input" and "disabled" in attrs]
    assert disabled == list(MAPS)[1:]


def test_what_was_not_assessed_has_no_number() -> None:
    text = page(FACELESS, alone=True, images=False)
    row = re.search(r'<tr class="missing">.*?</tr>', text, re.DOTALL)
    assert row is not None
    assert "Not assessed: no face was found" in row[0]
    assert re.findall(r"<td>([^<]*)</td>", row[0]) == ["\N{EN DASH}", "9 %"]


def test_many_pairs_have_a_card_each_the_gravest_first_and_nothing_is_lost() -> None:
    text = page(pictured(RESHAPED), ALONE, UNREADABLE, left=("in/bob.jpg",))
    assert re.findall(r'data-level="([a-z-]+)"', text) == ["none", "none", "reshaped"]
    assert text.count('<li class="card"') == 3
    assert len(views(text)) == 3
    assert "in/bob.jpg" in text
    assert "left out: 3 raw camera files" in text.casefold()
    assert "It was stopped: 1 of 2 pairs" in page(RESHAPED, stopped=True)
    assert "<b>0 pairs</b>" in page()


def test_the_edited_picture_is_in_a_page_of_many_once() -> None:
    text = page(pictured(RESHAPED))
    shown = pictured(RESHAPED).comparison.exhibit
    assert shown is not None
    held = base64.b64encode(shown.edited).decode()
    assert text.count(held) == 1
    assert held not in views(text)[0]
    assert base64.b64encode(shown.original).decode() in views(text)[0]


def test_without_images_there_is_none() -> None:
    found = Elements(page(RESHAPED, ALONE, images=False))
    assert not [tag for tag, _ in found.found if tag == "img"]
    assert "holds small pictures" not in found.text


def test_hostile_text_is_text_and_nothing_is_fetched() -> None:
    for text in (page(pictured(HOSTILE_PAIR), alone=True), page(*ALL_PAIRS), *views(page(HOSTILE_PAIR))):
        assert not [char for char in "\x1b\x9b\x07\u202e\u2066\u200b\ud800" if char in text]
        for tag, attrs in Elements(text).found:
            assert tag not in ("iframe", "object", "embed", "link", "form")
            assert not any(name.startswith("on") or name == "style" for name in attrs)
            for name in ("src", "href"):
                address = attrs.get(name) or "#"
                assert address.startswith(("#", "data:image/webp;base64,", "https://www.linkedin.com/"))


def test_the_policy_allows_only_what_stands_in_the_page() -> None:
    text = page(RESHAPED, alone=True)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;")
    assert "unsafe" not in policy[1]
