"""What a file declares about its origin in plain, unsigned metadata.

Anyone can type these marks or remove them: they are what the file *says*. The marks themselves are
data, in `photoaudit.metadata.rules`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from photoaudit.metadata.fields import Carrier, Field, fields
from photoaudit.metadata.parts import printable
from photoaudit.metadata.records import Metadata
from photoaudit.metadata.rule import Rule, compiled
from photoaudit.metadata.rules import RULES
from photoaudit.model import Declaration

_MAX_PLACES = 3
_LONGEST_KEY = 200

_RULES = {carrier: tuple(rule for rule in RULES if carrier in rule.carriers) for carrier in Carrier}


def declared_origins(metadata: Metadata) -> tuple[Declaration, ...]:
    """Return what a file declares, one declaration per statement however often the file repeats it."""
    found: dict[tuple[str, str], tuple[Rule, list[str]]] = {}
    everything = tuple(fields(metadata))
    for field in everything:
        for rule in _matching(field, everything):
            says = rule.says.replace("{text}", printable(field.text))
            found.setdefault((rule.by, says), (rule, []))[1].append(field.where)
    return tuple(
        Declaration(rule.kind, by, says, "; ".join(list(dict.fromkeys(places))[:_MAX_PLACES]))
        for (by, says), (rule, places) in found.items()
    )


def _matching(field: Field, everything: Sequence[Field]) -> Iterator[Rule]:
    if len(field.key) > _LONGEST_KEY:
        return
    for rule in _of_key(field.carrier, field.key):
        if _holds(rule, field.text) and _accompanied(rule, everything) and not _barred(rule, everything):
            yield rule


@lru_cache(maxsize=4096)
def _of_key(carrier: Carrier, key: str) -> tuple[Rule, ...]:
    """Return the rules for a key: files have hundreds of fields, and nearly all have none."""
    return tuple(rule for rule in _RULES[carrier] if compiled(rule.keys).fullmatch(key))


def _holds(rule: Rule, text: str) -> bool:
    if not all(compiled(pattern).search(text) for pattern in rule.patterns):
        return False
    return not rule.absent or not compiled(rule.absent).search(text)


def _accompanied(rule: Rule, everything: Sequence[Field]) -> bool:
    if rule.also is None:
        return True
    keys, contents = map(compiled, rule.also)
    return any(keys.fullmatch(field.key) and contents.search(field.text) for field in everything)


def _barred(rule: Rule, everything: Sequence[Field]) -> bool:
    return bool(rule.unless) and any(compiled(rule.unless).fullmatch(field.key) for field in everything)


def carries_prompt(metadata: Metadata) -> bool:
    """Whether a file holds what a generator was asked for, in any form that is known as such."""
    everything = tuple(fields(metadata))
    return any(rule.prompt for field in everything for rule in _matching(field, everything))
