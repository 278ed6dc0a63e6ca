"""``photoaudit config``: what every setting is, and where that comes from."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePath
from typing import Annotated, Any

import typer

from photoaudit.cli.commands import load
from photoaudit.cli.console import show
from photoaudit.cli.settings import Config, Key
from photoaudit.cli.sources import FROM_ENVIRONMENT, config_of, default_of, keys, source_of, variable
from photoaudit.text import PATH, clean

app = typer.Typer(
    add_completion=False,
    name="config",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Show what settings there are and where each comes from.",
)

_NAME, _VALUE = 17, 32


class As(StrEnum):
    """How to write the settings."""

    TERMINAL = "terminal"
    JSON = "json"


@app.callback()
def main() -> None:
    """Show what settings there are and where each comes from."""


@app.command(name="show", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def show_config(
    context: typer.Context,
    format: Annotated[As, typer.Option("--format", help="How to write it.")] = As.TERMINAL,
) -> None:
    """Print each setting of a scan started here, and where it comes from.

    That is a default, a file and line, the environment, or a flag: options of 'photoaudit scan' are
    taken too, to see what they would change, --config and --no-config among them.
    """
    scan = load("scan")
    root, given = context.find_root(), list(context.args)
    with scan.make_context("scan", given, parent=root, **FROM_ENVIRONMENT) as asked:
        known, config = keys(), config_of(asked)
        values = {key.name: _plain(asked.params.get(key.parameter)) for key in known}
        sources = {key.name: _source(asked, key, config) for key in known}
    if format is As.JSON:
        show(_json(known, values, sources, config))
    else:
        show(_text(known, values, sources, config))


def _source(context: typer.Context, key: Key, config: Config | None) -> str:
    source = source_of(context, key.parameter)
    if source == "default_map" and config is not None and key.name in config.settings:
        return f"{config.path}:{config.settings[key.name].line}"
    return {"environment": f"environment {variable(key)}", "commandline": "flag"}.get(source, "default")


def _plain(value: object) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value] or None
    return str(value) if isinstance(value, str | PurePath) else value


def _said(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    return str(value).lower() if isinstance(value, bool) else clean(str(value), PATH)


def _text(
    keys: tuple[Key, ...], values: Mapping[str, Any], sources: Mapping[str, str], config: Config | None
) -> str:
    shown = {key.name: _near(_said(values[key.name]), config) for key in keys}
    lines = [f"Configuration: {clean(str(config.path), PATH) if config else 'none found'}", ""]
    for key in keys:
        source, value = _short(sources[key.name], config), shown[key.name]
        if sources[key.name] == "default" and value == "-":
            value = default_of(key) or value
        lines.append(f"{key.name:{_NAME}} {value:{_VALUE}} {source}")
    for item in config.per_path if config else ():
        lines += ["", f"per-path {clean(', '.join(item.globs), PATH)}"]
        for name, found in item.settings.items():
            value, source = _near(_said(found.value), config), f"{config.path}:{found.line}" if config else ""
            lines.append(f"{f'  {name}':{_NAME}} {value:{_VALUE}} {_short(source, config)}")
    return "\n".join(lines) + "\n"


def _short(source: str, config: Config | None) -> str:
    """Return a place in the configuration by the name of the file: its folder stands above."""
    return source.replace(str(config.path), config.path.name, 1) if config else source


def _near(value: str, config: Config | None) -> str:
    """Return a path relative to the configuration where it lies below it."""
    return value.removeprefix(f"{clean(str(config.folder), PATH)}{os.sep}") if config else value


def _json(
    keys: tuple[Key, ...], values: Mapping[str, Any], sources: Mapping[str, str], config: Config | None
) -> str:
    document = {
        "config": str(config.path) if config else None,
        "settings": [
            {"key": key.name, "value": values[key.name], "source": sources[key.name]} for key in keys
        ],
        "per-path": [
            {
                "glob": list(item.globs),
                "line": item.line,
                "settings": {name: found.value for name, found in item.settings.items()},
            }
            for item in (config.per_path if config else ())
        ],
    }
    return json.dumps(document, indent=2) + "\n"
