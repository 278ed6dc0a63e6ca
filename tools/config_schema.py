"""The JSON Schema of a configuration and the table of its keys, from the options of the commands."""

from __future__ import annotations

import json
from typing import Any

from photoaudit.cli.check import check
from photoaudit.cli.compare import compare
from photoaudit.cli.scan import scan
from photoaudit.cli.settings import GLOB, PER_PATH, Key, Type
from photoaudit.cli.sources import default_of, derive, variable

KEYS = derive((scan, check, compare))

_TYPES: dict[Type, dict[str, Any]] = {
    Type.FLAG: {"type": "boolean"},
    Type.COUNT: {"type": "integer", "exclusiveMinimum": 0},
    Type.NUMBER: {"type": "number", "exclusiveMinimum": 0},
}
_TEXT: dict[str, Any] = {"type": "string", "pattern": "\\S"}


def schema() -> str:
    """Return the schema, for editors that check ``photoaudit.toml``."""
    entry = {
        "type": "object",
        "title": "Settings for some paths",
        "additionalProperties": False,
        "required": [GLOB],
        "minProperties": 2,
        "properties": {
            GLOB: {
                "title": GLOB,
                "description": "Pattern of paths, as in .gitignore, relative to the file; or a list of them.",
                "anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}],
            },
            **{key.name: described(key) for key in KEYS if key.by_path},
        },
    }
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:photoaudit:config:1",
        "title": "photoaudit configuration",
        "description": "photoaudit.toml, or the table tool.photoaudit of pyproject.toml. "
        "Written by tools/build_docs.py from the options of the commands.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **{key.name: described(key) for key in KEYS},
            PER_PATH: {
                "title": PER_PATH,
                "description": "What differs for some paths; of several that match, the last wins.",
                "type": "array",
                "items": entry,
            },
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def described(key: Key) -> dict[str, Any]:
    """Return the schema of one setting."""
    one = {"enum": list(key.choices)} if key.choices else dict(_TYPES.get(key.type, _TEXT))
    if key.least is not None:
        one |= {"minimum": key.least}
    told = {"title": key.name, "description": key.help}
    return {**told, **({"anyOf": [one, {"type": "array", "items": one}]} if key.many else one)}


def table() -> str:
    """Return the keys as a table in Markdown."""
    rows = [
        f"| `{key.name}` | {kind(key)} | {default_of(key)} | {by_path} | `{variable(key)}` |"
        for key in KEYS
        for by_path in ("yes" if key.by_path else "",)
    ]
    return "\n".join(
        ["| key | value | default | by path | environment |", "| --- | --- | --- | --- | --- |", *rows]
    )


def kind(key: Key) -> str:
    """Return what a value may be, in words."""
    one = ", ".join(f"`{name}`" for name in key.choices) or str(key.type)
    return f"{one}; or a list" if key.many else one
