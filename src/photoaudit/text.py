"""Make text that came out of a photo safe to show anywhere.

EXIF fields, prompts and file names are written by strangers. They may hold terminal commands,
marks that reverse the reading order, invisible characters or broken Unicode; no renderer shows
such text before it went through `clean`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

LINE = 200
"""Characters kept of a name or a metadata value."""

SENTENCE = 500
"""Characters kept of a sentence photoaudit wrote itself, which may quote a photo."""

PATH = 4096
"""Characters kept of a path: a path cut short names no file."""

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"

# Invisible though not of category Cf: fillers, variation selectors and the reserved part of the tag block.
_INVISIBLE = (
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0x1BCA0, 0x1BCA3),
    (0xE0000, 0xE0FFF),
)

_COMMAND = re.compile(r"^[ \t]*:(?=:)|#(?=#\w*\[)", re.MULTILINE)

_ASCII = str.maketrans(
    {
        **dict(zip("•●·├┤─", "-o.[]-", strict=True)),
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{MINUS SIGN}": "-",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{PLUS-MINUS SIGN}": "+-",
        "\N{DEGREE SIGN}": "deg",
        "\N{MICRO SIGN}": "u",
        "\N{SUPERSCRIPT TWO}": "2",
        "\N{LESS-THAN OR EQUAL TO}": "<=",
        "\N{GREATER-THAN OR EQUAL TO}": ">=",
        "\N{RIGHTWARDS ARROW}": "->",
    }
)


def asciified(text: str) -> str:
    """Return ``text`` with the signs photoaudit itself uses put in ASCII; other scripts stay."""
    return text.translate(_ASCII)


def clean(text: str, limit: int = LINE) -> str:
    """Return ``text`` as one harmless line of at most ``limit`` characters.

    Control and invisible characters go, every run of white space becomes one space, halves of
    surrogate pairs and code points that are no characters become U+FFFD, and what is longer than
    ``limit`` ends in an ellipsis. Cleaning twice changes nothing more.
    """
    line = " ".join(text.translate(_TABLE).split())
    return line if len(line) <= limit else line[: max(limit - 1, 0)].rstrip() + ELLIPSIS


def inert(line: str, limit: int = PATH) -> str:
    """Return a line of a log, cleaned and `parted`."""
    return parted(clean(line, limit))


def parted(text: str) -> str:
    """Return text with a space in what machines that read logs take for a command.

    GitHub obeys lines that begin with ``::``; it and others obey ``##[``, ``##vso[`` and their like anywhere.
    """
    return _COMMAND.sub(r"\g<0> ", text)


def closest(name: str, names: Iterable[str]) -> str:
    """Return the one of ``names`` that was probably meant, "" if there is none, as for a long name."""
    return next(iter(get_close_matches(name, sorted(names), 1)), "") if len(name) <= LINE else ""


def hint(name: str, names: Iterable[str]) -> str:
    """Return the end of a sentence that suggests what was probably meant, "" if nothing was."""
    close = closest(name, names)
    return f"; did you mean {close!r}?" if close else ""


class _Table(dict[int, str]):
    """What becomes of each code point, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = replacement = _replacement(code)
        return replacement


def _replacement(code: int) -> str:
    char = chr(code)
    category = unicodedata.category(char)
    if char.isspace() or category in ("Zl", "Zp"):
        return " "
    if category == "Cs" or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE:
        return _UNKNOWN
    if category in ("Cc", "Cf") or any(first <= code <= last for first, last in _INVISIBLE):
        return ""
    return char


_TABLE = _Table()


def several(names: str | Sequence[str]) -> tuple[str, ...]:
    """Return names as a tuple; one alone is not taken for its letters."""
    return (names,) if isinstance(names, str) else tuple(names)
