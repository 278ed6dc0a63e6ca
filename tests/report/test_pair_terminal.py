"""A pair in a terminal: the answer first, twelve lines at most, and nothing said that nobody knows."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from comparisons import ALL_PAIRS, ALONE, FACELESS, HOSTILE_PAIR, IDENTICAL, RESHAPED, UNREADABLE
from photoaudit.model import Aspect, Change, Compared, Difference
from photoaudit.report import terminal
from photoaudit.report.pair import CHANGES
from photoaudit.report.tally import Run
from photoaudit.report.terminal.pair import LINES, row_of
from photoaudit.text import ELLIPSIS

NEVER = re.compile(
    r"\b(fake|manipulat\w*|authentic|forged?|same person|another person|somebody else|identity)\b", re.I
)


def card(compared: Compared, *, width: int = 80, full: bool = False) -> str:
    return terminal.render_pair(compared, width=width, color=False, full=full)


def table(*pairs: Compared, left: tuple[str, ...] = (), stopped: bool = False) -> str:
    run = Run(len(pairs) + stopped, 0, 1.0, stopped, ("left out: 3 raw camera files",))
    return terminal.render_pairs([row_of(pair) for pair in pairs], run, left, width=80, color=False)


@pytest.mark.parametrize("compared", [pair for pair in ALL_PAIRS if pair is not HOSTILE_PAIR])
def test_a_card_has_twelve_lines_at_most_and_eighty_columns(compared: Compared) -> None:
    lines = card(compared).splitlines()
    assert len(lines) <= LINES == 12
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith(compared.comparison.edited.path)


def test_a_card_with_something_of_every_aspect_still_fits() -> None:
    every = tuple(
        Difference(f"d{at}", aspect, f"something long of {aspect.value} " + "and more " * 30, seen=True)
        for at, aspect in enumerate(Aspect)
    )
    gap = Difference("x", Aspect.TONE, "nobody knows " * 20, assessed=False)
    comparison = replace(RESHAPED.comparison, differences=(*every, gap))
    lines = card(replace(RESHAPED, comparison=comparison)).splitlines()
    assert len(lines) <= LINES
    for aspect in Aspect:
        told = any(line.startswith(aspect.value) for line in lines)
        assert told is (aspect is not Aspect.PICTURE)
    assert any(line.startswith("unknown   Not assessed:") for line in lines)
    assert any(line.startswith("rules") for line in lines)
    assert any(line.startswith("do") for line in lines)


def test_the_answer_comes_first_and_each_row_is_something_seen() -> None:
    lines = card(RESHAPED).splitlines()
    assert lines[0] == "out/ana.jpg  from in/ana.jpg, JPEG, 1200 x 1500"
    assert lines[1].startswith("Reshaped: the jaw is narrower")
    assert "shape     The jaw is narrower by 3.2 % of the distance between the eyes." in lines
    assert "nose" not in card(RESHAPED)
    assert "unknown   Not assessed: texture, shape: no face was found." in card(FACELESS).splitlines()


def test_what_was_not_compared_says_why() -> None:
    assert "Not compared: the edited picture cannot be read: the file ends too early." in card(UNREADABLE)
    assert "Not compared: no original was found for it" in card(ALONE)
    assert "--full" not in card(IDENTICAL)


def test_full_tells_every_difference_with_value_unit_and_floor() -> None:
    text = card(RESHAPED, full=True)
    assert "jaw: 3.20 % of eye distance, copies stay below 0.900" in text
    assert "The nose lies where it was." in text
    assert "eye color: the eyes are 9 px wide; 14 needed." in text
    assert "All that holds: reshaped, strongly retouched, cropped or toned." in text
    assert "LI-2" in text
    faceless = card(FACELESS, full=True)
    assert "38.1" not in faceless
    assert "texture, shape: no face was found." in faceless


def test_quiet_is_one_line() -> None:
    text = terminal.render_pair(RESHAPED, width=80, color=False, quiet=True)
    assert text.startswith("out/ana.jpg from in/ana.jpg: reshaped; Reshaped: the jaw")
    assert text.count("\n") == 1
    assert "(no original): not compared" in terminal.render_pair(ALONE, width=80, color=False, quiet=True)


def test_many_pairs_have_an_aligned_line_each_then_counts() -> None:
    lines = table(RESHAPED, UNREADABLE, IDENTICAL, IDENTICAL, left=("in/bob.jpg",)).splitlines()
    rows = lines[:4]
    assert [row[14:26].rstrip() for row in rows] == [
        "reshaped",
        "not compared",
        "identical",
        "identical",
    ]
    assert max(map(len, rows)) <= 80
    assert rows[1].endswith(ELLIPSIS)
    assert lines[5] == "4 pairs in all"
    assert lines[6:9] == ["  1  reshaped", "  2  identical", "  1  not compared"]
    assert "  in/bob.jpg" in lines
    assert "  • Left out: 3 raw camera files." in lines
    assert table(RESHAPED, stopped=True).startswith("Stopped: 1 of 2 pairs.")
    assert table(stopped=True).splitlines()[1] == "0 pairs in all"


def test_ascii_consoles_get_ascii() -> None:
    rows = [row_of(replace(RESHAPED, comparison=replace(RESHAPED.comparison, summary="long " * 50)))]
    text = terminal.render_pairs(rows, Run(1, 0, 1.0), width=80, color=False, unicode=False)
    assert text.isascii()
    assert terminal.render_pair(RESHAPED, width=60, color=False, unicode=False, full=True).isascii()


def test_hostile_text_is_harmless() -> None:
    shown = (
        card(HOSTILE_PAIR)
        + card(HOSTILE_PAIR, full=True)
        + table(HOSTILE_PAIR)
        + terminal.render_pair(HOSTILE_PAIR, width=80, color=False, quiet=True)
    )
    assert not [char for char in "\x1b\x9b\x07\u202e\u2066\u200b\ud800" if char in shown]


def test_every_change_has_words_that_accuse_nobody_and_name_nobody() -> None:
    assert set(CHANGES) == set(Change)
    assert not NEVER.search(" ".join(CHANGES.values()))
    for compared in (RESHAPED, FACELESS, UNREADABLE, ALONE, IDENTICAL):
        assert not NEVER.search(card(compared))
    assert CHANGES[Change.ANOTHER] == "another picture"
