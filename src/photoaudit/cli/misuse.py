"""What the library that reads the command line says of a wrong value, in our words: it quotes a parser's."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from photoaudit.text import clean

_PREFIX = "Value error, "
_WANTED: Mapping[str, str] = MappingProxyType(
    {
        "int_parsing": "a whole number",
        "int_type": "a whole number",
        "int_from_float": "a whole number",
        "float_parsing": "a number",
        "float_type": "a number",
        "bool_parsing": "true or false",
        "bool_type": "true or false",
        "greater_than_equal": "{ge:g} or more",
        "less_than_equal": "{le:g} or less",
        "greater_than": "above {gt:g}",
        "less_than": "below {lt:g}",
    }
)


def reword(problem: Any, variable: str = "") -> None:
    """Put what is wrong with a value into plain words; ``variable`` is where it comes from, if it is one."""
    if variable:
        problem.param_hint = f"'{variable}'"
    problem.message = _plain(problem.message, problem.__cause__)


def _plain(message: str, cause: object) -> str:
    """Return a message without the parser's own words, which the cause tells by name."""
    errors = getattr(cause, "errors", None)
    found = errors() if callable(errors) else []
    first = found[0] if found else {}
    if wanted := _WANTED.get(first.get("type", "")):
        return f"it must be {wanted.format(**first.get('ctx', {}))}, not {clean(str(first.get('input')))!r}."
    return message.removeprefix(_PREFIX).replace("Input should", "it must")
