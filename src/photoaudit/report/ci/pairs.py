"""Pairs of pictures as a table in Markdown, to paste into an issue."""

from __future__ import annotations

from collections.abc import Callable

from photoaudit.model import Compared
from photoaudit.report.card import card_of
from photoaudit.report.ci.markup import code, prose
from photoaudit.report.pair import pair_card
from photoaudit.report.tally import Ending
from photoaudit.text import asciified


class PairMarkdown:
    """A heading and a row a pair, written as they are added."""

    def __init__(self, write: Callable[[str], object], *, ascii: bool = False) -> None:
        self._write, self._ascii = write, ascii
        write("| edited | original | change | risk | what differs |\n| --- | --- | --- | --- | --- |\n")

    def add(self, compared: Compared) -> None:
        """Write a pair."""
        made, risk = pair_card(compared), card_of(compared.report).word
        source = code(made.source) if made.source else "none"
        row = (code(made.path), source, prose(made.word), prose(risk), prose(made.answer))
        text = f"| {' | '.join(row)} |\n"
        self._write(asciified(text) if self._ascii else text)

    def end(self, ending: Ending | None = None) -> None:
        """Name the originals that belong to no pair."""
        for path in ending.left if ending else ():
            self._write(f"\nOriginal without an edited picture: {code(path)}\n")
