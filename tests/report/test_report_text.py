"""Text from a photo is harmless after cleaning, whatever it was before."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoaudit.text import clean


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]8;;http://x\x07link\x1b]8;;\x07", "]8;;http://xlink]8;;"),
        ("\x9b31mC1", "31mC1"),
        ("\x00a\x7fb\x08c", "abc"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("\u2066a\u2069\u200eb\u061c", "ab"),
        ("zero\u200bwidth\u200d\ufeff\u00ad", "zerowidth"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("dot\ufe0f\u3164\u034f", "dot"),
        ("a\ud800b\udfff", "a\ufffdb\ufffd"),
        ("a\uffffb\ufdd0c\U0001fffe", "a\ufffdb\ufffdc\ufffd"),
        ("one\r\ntwo\tthree\x0b\x0cfour\x85five\u2028six\u2029seven", "one two three four five six seven"),
        ("  much \u00a0\u3000 room ", "much room"),
        ("[bold]markup[/] <b>&amp;</b>", "[bold]markup[/] <b>&amp;</b>"),
        ("Jörg Łukasz 田中 ναί 😀", "Jörg Łukasz 田中 ναί 😀"),
        ("", ""),
    ],
)
def test_clean(hostile: str, harmless: str) -> None:
    assert clean(hostile) == harmless


def test_long_text_ends_in_an_ellipsis() -> None:
    assert clean("x" * 200) == "x" * 200
    assert clean("x" * 201) == "x" * 199 + "…"
    assert clean("word " * 100, limit=11) == "word word…"
    assert clean("\u200b" * 5000 + "seen") == "seen"


@given(st.text(st.characters(), max_size=300), st.integers(1, 250))
def test_whatever_comes_in(text: str, limit: int) -> None:
    line = clean(text, limit)
    assert len(line) <= limit
    assert clean(line, limit) == line
    assert line == line.strip()
    assert "  " not in line
    assert not {unicodedata.category(char) for char in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    line.encode("utf-8")
