"""Where in a TOML text something stands: the parser of the standard library does not tell."""

from __future__ import annotations

import re


class Lines:
    """The lines of a file, to be searched for what an error is about.

    It knows files as people write them, a ``[[rules]]`` header (or another ``array``) a rule. For other
    spellings of the same data it names the nearest line it finds, at worst the first.
    """

    def __init__(self, text: str, array: str = "rules") -> None:
        self._lines = _without_prose(text)
        header = re.compile(rf"\s*\[\[\s*{re.escape(array)}\s*\]\]")
        self._starts = [at for at, line in enumerate(self._lines) if header.match(line)]

    def top(self, *words: str) -> int:
        """Return the line of the pack's head on which the last of ``words`` stands after the others."""
        end = self._starts[0] if self._starts else len(self._lines)
        return self._find(0, end, words)

    def rule(self, position: int, *words: str) -> int:
        """Return the line of the rule at ``position`` (0 is the first), as `top` does."""
        if position >= len(self._starts):
            return self._find(0, len(self._lines), words)
        last = position + 1 == len(self._starts)
        end = len(self._lines) if last else self._starts[position + 1]
        return self._find(self._starts[position], end, words)

    def _find(self, start: int, end: int, words: tuple[str, ...]) -> int:
        at = start
        for word in filter(None, words):
            pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
            at = next((row for row in range(at, end) if pattern.search(self._lines[row])), at)
        return at + 1


def _without_prose(text: str) -> list[str]:
    """Return the lines with comments and the inside of multi-line strings blanked."""
    lines, inside = [], ""
    for line in text.splitlines():
        closes = inside and inside in line
        kept = "" if inside else line
        if closes:
            inside = ""
        elif not inside:
            inside = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
        lines.append("" if kept.lstrip().startswith("#") else kept)
    return lines
