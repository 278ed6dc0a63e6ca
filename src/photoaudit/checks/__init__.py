"""All checks, found by walking this folder: one file a check, named after its id."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from photoaudit.checks._check import Check, check

__all__ = ["Check", "catalogue", "check"]


@cache
def catalogue() -> tuple[Check, ...]:
    """Return every check of the package, ordered by family, then id."""
    found: list[Check] = []
    for module in iter_modules(__path__):
        if not module.name.startswith("_"):
            found += [
                v for v in vars(import_module(f"{__name__}.{module.name}")).values() if isinstance(v, Check)
            ]
    families = list(type(found[0].info.family))
    return tuple(sorted(found, key=lambda item: (families.index(item.info.family), item.info.id)))
