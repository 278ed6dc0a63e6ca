"""Text from photos in Markdown: shown as it is, and never markup, a mention, a link or a command.

GitHub and GitLab turn more into links than Markdown itself does (``@name``, ``#12``, ``!12``, bare
addresses) and do so after it was read, so escaping does not stop it: those are parted with a space that
takes no room. What is to be copied, such as a path, is code, where none of it applies.
"""

from __future__ import annotations

import re

from photoaudit.text import PATH, SENTENCE, clean

_REFERENCE = re.compile(
    r"[@#!~$%&^](?=[\w\"\[])|:(?=//)|(?:\bwww|\bmailto|\bxmpp)(?=[.:])|\bGH(?=-\d)", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://[\w.~:/?#@!$&'*+,;=%-]+", re.ASCII)
_APART = "\N{ZERO WIDTH SPACE}"
_TICKS = re.compile("`+")
_ESCAPES = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "\\`*_[]#~$"},
        # A backslash before these does not hold everywhere: in a table, in HTML.
        **{sign: f"&#{ord(sign)};" for sign in "|<>&"},
    }
)


def prose(text: str, limit: int = SENTENCE) -> str:
    """Return text as Markdown that shows just it, on one line, also inside a table."""
    apart = _REFERENCE.sub(lambda met: met[0] + _APART, clean(text, limit))
    return apart.translate(_ESCAPES)


def code(text: str) -> str:
    """Return a path or an id as code, on one line, also inside a table."""
    text = clean(text, PATH)
    if "|" in text or not text:  # ends a cell of a table whatever stands around it
        return f"<code>{prose(text, PATH)}</code>"
    fence = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
    space = " " if len(fence) > 1 else ""
    return f"{fence}{space}{text}{space}{fence}"


def link(text: str) -> str:
    """Return an address as a link if it is one, and any other text as such."""
    text = clean(text, SENTENCE)
    return f"<{text}>" if _ADDRESS.fullmatch(text) else prose(text)
