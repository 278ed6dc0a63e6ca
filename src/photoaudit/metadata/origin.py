"""What a file declares about its origin in plain, unsigned metadata.

Anyone can type these marks or remove them: they are what the file *says*. The marks themselves are
data, in `photoaudit.metadata.rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from photoaudit.metadata.fields import Carrier, Field, fields
from photoaudit.metadata.records import Metadata
from photoaudit.metadata.rules import RULES, Rule
from photoaudit.model import Declaration

_MAX_PLACES = 3


def _by_key(carrier: Carrier) -> tuple[tuple[re.Pattern[str], tuple[Rule, ...]], ...]:
    """Return the rules of a carrier under their keys: most share one, and files have hundreds of fields."""
    grouped: dict[re.Pattern[str], list[Rule]] = {}
    for rule in RULES:
        if carrier in rule.carriers:
            grouped.setdefault(rule.keys, []).append(rule)
    return tuple((keys, tuple(rules)) for keys, rules in grouped.items())


_RULES = {carrier: _by_key(carrier) for carrier in Carrier}


def declared_origins(metadata: Metadata) -> tuple[Declaration, ...]:
    """Return what a file declares, one declaration per statement however often the file repeats it."""
    found: dict[tuple[str, str], tuple[Rule, list[str]]] = {}
    for field in fields(metadata):
        for rule in _matching(field):
            found.setdefault((rule.by, rule.says), (rule, []))[1].append(field.where)
    return tuple(
        Declaration(rule.kind, rule.by, rule.says, "; ".join(list(dict.fromkeys(places))[:_MAX_PLACES]))
        for rule, places in found.values()
    )


def _matching(field: Field) -> Iterator[Rule]:
    for keys, rules in _RULES[field.carrier]:
        if keys.fullmatch(field.key):
            yield from (rule for rule in rules if _holds(rule, field.text))


def _holds(rule: Rule, text: str) -> bool:
    if not all(pattern.search(text) for pattern in rule.patterns):
        return False
    return rule.absent is None or not rule.absent.search(text)
