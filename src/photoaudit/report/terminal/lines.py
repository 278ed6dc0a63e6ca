"""What a terminal report is made of: lines of words with a role; nothing here knows a color.

Sections say what to print and what each part of it is; `terminal` alone decides how that looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from photoaudit.text import ELLIPSIS, asciified

Fit = Callable[[str, int], list[str]]
"""Returns a text in the lines it takes in a column of so many cells."""


class Role(StrEnum):
    """What a stretch of text is, never how it looks."""

    PLAIN = "plain"
    STRONG = "strong"
    FAINT = "faint"
    CALM = "calm"
    FACT = "fact"
    CAUTION = "caution"
    ALARM = "alarm"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True)
class Span:
    """A stretch of text in one role."""

    text: str
    role: Role = Role.PLAIN


@dataclass(frozen=True)
class Line:
    """A paragraph: ``lead`` (a bullet, a label) hangs in the margin, ``body`` wraps beside it.

    What is ``whole`` stays one line however long it is, as a command that somebody copies must.
    """

    body: tuple[Span, ...] = ()
    indent: int = 0
    lead: tuple[Span, ...] = ()
    whole: bool = False


@dataclass(frozen=True)
class View:
    """How much room there is, how much to tell, and whether more than ASCII can be shown.

    ``named`` are ids and families of checks that somebody asked for: what they found is always shown.
    """

    width: int = 80
    verbose: bool = False
    unicode: bool = True
    named: frozenset[str] = frozenset()

    def plain(self, text: str) -> str:
        """Return ``text`` in characters that can be shown."""
        return text if self.unicode else asciified(text)

    def cut(self, text: str, width: int) -> str:
        """Return ``text`` in at most ``width`` characters, its end marked when something went."""
        if len(text) <= width:
            return text
        mark = self.plain(ELLIPSIS)
        return text[: max(width - len(mark), 0)].rstrip() + mark

    def cut_words(self, text: str, width: int) -> str:
        """Return ``text`` in at most ``width`` characters, without a part of a word before the mark."""
        cut = self.cut(text, width)
        kept = cut.removesuffix(self.plain(ELLIPSIS))
        if cut == text or " " not in kept or text[len(kept)] == " ":
            return cut
        return kept[: kept.rindex(" ")].rstrip(" ,;:(") + self.plain(ELLIPSIS)


BLANK = Line()


def line(*parts: str | Span, indent: int = 0, lead: str | Span = "") -> Line:
    """Return a line of ``parts``, plain strings in the plain role."""
    return Line(tuple(map(_span, parts)), indent, (_span(lead),) if lead else ())


def faint(text: str) -> Span:
    """Return ``text`` as something to be read last."""
    return Span(text, Role.FAINT)


def strong(text: str) -> Span:
    """Return ``text`` as something to be read first."""
    return Span(text, Role.STRONG)


def section(title: str, body: Sequence[Line], state: Span | None = None) -> list[Line]:
    """Return ``body`` under a heading (with its ``state``, in its own role); nothing for an empty body."""
    heading = line(strong(title), *((strong(": "), state) if state else ()))
    return [BLANK, heading, *body] if body else []


def _span(part: str | Span) -> Span:
    return part if isinstance(part, Span) else Span(part)
