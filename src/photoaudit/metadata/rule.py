"""What a row of the table of origin marks is; the rows are in `rules` and `rules_vendors`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from photoaudit.metadata.fields import Carrier
from photoaudit.model import DeclarationKind as Kind


class Grade(StrEnum):
    """How much a mark says when nobody has tampered with it; all of them can be typed or removed.

    ``decisive``: only that generator writes it. ``declared``: a statement in words or a name.
    ``moderate``: it points to a service or a likelihood and does not say what was made there.
    """

    DECISIVE = "decisive"
    DECLARED = "declared"
    MODERATE = "moderate"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a text whose key and contents match declares ``kind``.

    ``keys`` must match a field's key from start to end, all ``patterns`` must be found in its text
    and ``absent`` must not. ``also`` is a second field, key and contents, that the same file must
    have, ``unless`` the key of one that it must not have. ``says`` may hold ``{text}``, which stands
    for the contents. ``prompt`` is whether the text holds what the generator was asked for. ``source``
    is where the mark is documented, ``checked`` when that was looked up. Use `compiled` for the regular
    expressions: there are hundreds, and most files ask for few.
    """

    by: str
    kind: Kind
    says: str
    carriers: frozenset[Carrier]
    keys: str
    patterns: tuple[str, ...]
    source: str
    checked: str
    absent: str = ""
    also: tuple[str, str] | None = None
    unless: str = ""
    grade: Grade = Grade.DECISIVE
    prompt: bool = False


ANYWHERE = frozenset({Carrier.TEXT, Carrier.EXIF, Carrier.XMP})
TEXT = frozenset({Carrier.TEXT})
EXIF = frozenset({Carrier.EXIF})
XMP = frozenset({Carrier.XMP})
XMP_OR_IPTC = frozenset({Carrier.XMP, Carrier.IPTC})
PLAIN = frozenset({Carrier.TEXT, Carrier.EXIF, Carrier.XMP, Carrier.IPTC})
TRAILER = frozenset({Carrier.TRAILER})
TEXT_OR_EXIF = frozenset({Carrier.TEXT, Carrier.EXIF})

COMMENT_KEYS = r"UserComment|ImageDescription|[Cc]omment|Description|XPComment"
QUOTE = r'(?:\\{0,3}"|&quot;)'
"""A quotation mark of JSON, which may be escaped as it went through other formats."""

EXIF_NAMESPACE = re.escape("http://ns.adobe.com/exif/1.0/")


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a regular expression of a row, compiled when it is first asked for."""
    return re.compile(pattern)


def row(
    by: str,
    kind: Kind,
    says: str,
    carriers: frozenset[Carrier],
    keys: str,
    *patterns: str,
    source: str,
    absent: str = "",
    also: tuple[str, str] | None = None,
    unless: str = "",
    grade: Grade = Grade.DECISIVE,
    prompt: bool = False,
    checked: str = "2026-11-22",
) -> Rule:
    """Return a row."""
    return Rule(
        by,
        kind,
        says,
        carriers,
        keys,
        patterns,
        source,
        checked,
        absent,
        also,
        unless,
        grade,
        prompt,
    )
