"""Where in a TOML text something stands: the parser of the standard library does not tell."""

from __future__ import annotations

import re


class Lines:
    """The lines of a file, to be searched for what an error is about.

    It knows files as people write them, a ``[[rules]]`` header (or another ``array``) a rule. For other
    spellings of the same data it names the nearest line it finds, at worst the first.
    """

    def __init__(self, text: str, array: str = "rules") -> None:
        self._text = _without_prose(text)
        header = re.compile(rf"^[ \t]*\[\[[ \t]*{re.escape(array)}[ \t]*\]\]", re.MULTILINE)
        self._starts = [found.start() for found in header.finditer(self._text)]
        self._found: dict[tuple[int, int, tuple[str, ...]], int] = {}

    def top(self, *words: str) -> int:
        """Return the line of the pack's head on which the last of ``words`` stands after the others."""
        return self._line(0, self._starts[0] if self._starts else len(self._text), words)

    def rule(self, position: int, *words: str) -> int:
        """Return the line of the rule at ``position`` (0 is the first), as `top` does."""
        if position >= len(self._starts):
            return self._line(0, len(self._text), words)
        last = position + 1 == len(self._starts)
        end = len(self._text) if last else self._starts[position + 1]
        return self._line(self._starts[position], end, words)

    def _line(self, start: int, end: int, words: tuple[str, ...]) -> int:
        # Kept: of a thousand tables in one list, each would look for the same words in the whole text.
        asked = (start, end, words)
        if asked not in self._found:
            at = start
            for word in filter(None, words):
                plain = re.escape(word)  # first, as it is then found quickly
                match = re.compile(rf"{plain}(?![\w-])(?<![\w-]{plain})").search(self._text, at, end)
                at = self._text.rfind("\n", 0, match.start()) + 1 if match else at
            self._found[asked] = self._text.count("\n", 0, at) + 1
        return self._found[asked]


def _without_prose(text: str) -> str:
    """Return the text with comments and the inside of multi-line strings blanked."""
    lines, inside = [], ""
    for line in text.splitlines():
        closes = inside and inside in line
        kept = "" if inside else line
        if closes:
            inside = ""
        elif not inside:
            inside = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
        lines.append("" if kept.lstrip().startswith("#") else kept)
    return "\n".join(lines)
