"""Where the values of a command's options come from: default, file, environment, flag, in rising order.

Click does most of it: a file is its ``default_map``, the environment its automatic variables, and it
remembers the source of each value. What a file may hold is read off the declared options themselves.
"""

from __future__ import annotations

import inspect
import re
import shlex
from collections.abc import Callable, Collection
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import typer
from typer.models import ArgumentInfo, OptionInfo

from photoaudit.cli.commands import load
from photoaudit.cli.console import Exit, fail
from photoaudit.cli.settings import Config, ConfigError, Key, Type, find, read_file
from photoaudit.text import LINE, PATH, clean

PREFIX = "PHOTOAUDIT"
FROM_ENVIRONMENT = {"auto_envvar_prefix": PREFIX}
"""Settings of a command whose options may come from the environment: ``PHOTOAUDIT_FAIL_ON`` ..."""

OF_A_RUN = frozenset(
    "allow-empty ci config exit-zero format full no-config output pairs quiet resume since verbose".split()  # noqa: SIM905 - one line
)
"""Options that belong to one run and not in a file."""

_WRITES = frozenset({"format", "output", "quiet", "verbose"})
BY_PATH = frozenset({"declare", "disclosed", "fail-on", "fail-on-verdict", "policy", "skip"})
_CONFIG = "photoaudit.config"
_NAMES = frozenset({"policy"})


def _no_config(context: typer.Context, value: bool) -> bool:  # noqa: FBT001 - typer's callback
    if value and context.params.get("config") and not context.resilient_parsing:
        fail("--config and --no-config exclude each other.", Exit.USAGE)
    return value


def _load(context: typer.Context, value: Path | None) -> Path | None:
    """Have click take defaults from the file that holds here."""
    if context.resilient_parsing:
        return value
    if context.params.get("no_config"):
        if value is not None:
            fail("--config and --no-config exclude each other.", Exit.USAGE)
        return value
    try:
        path = value or find(Path.cwd())
        known = keys() if path else ()
        config = None if path is None else read_file(path.absolute(), known)
    except ConfigError as problem:
        fail(f"the configuration does not hold.\n{problem}", Exit.USAGE)
    if config is not None:
        context.meta[_CONFIG] = config
        given = {
            key.parameter: config.settings[key.name].value for key in known if key.name in config.settings
        }
        context.default_map = {**(context.default_map or {}), **given}
    return value


NoConfig = Annotated[
    bool, typer.Option("--no-config", help="Read no configuration file.", is_eager=True, callback=_no_config)
]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Configuration to use instead of the one found: photoaudit.toml, or [tool.photoaudit] in "
        "pyproject.toml, here or further up in the repository.",
        is_eager=True,
        callback=_load,
        show_default=False,
    ),
]


def config_of(context: typer.Context) -> Config | None:
    """Return the configuration that a command reads, None if there is none."""
    found = context.meta.get(_CONFIG)
    return found if isinstance(found, Config) else None


def setting(context: typer.Context, name: str) -> Any:
    """Return what the configuration says of something that a command has no option for, None for nothing."""
    config = config_of(context)
    return config.settings[name].value if config is not None and name in config.settings else None


def source_of(context: typer.Context, parameter: str) -> str:
    """Return where a value comes from: default, default_map (the file), environment or commandline."""
    source = context.get_parameter_source(parameter)
    return source.name.lower() if source is not None else "default"


def chosen_here(context: typer.Context, parameter: str) -> bool:
    """Whether a value was given for this run, by a flag or the environment, and so beats every file."""
    return source_of(context, parameter) in ("commandline", "environment")


def again(context: typer.Context, *more: str, command: str = "", known: Collection[str] | None = None) -> str:
    """Return the command that was typed with ``more`` instead of what it was to write, for a shell.

    Another ``command`` gets the photos and those options whose parameters it knows. "" where a list on
    standard input, or more than a line of options, would have to be given again.
    """
    options, places = list[str](), list[str]()
    for parameter in context.command.params:
        name = str(parameter.name)
        if name in _WRITES or source_of(context, name) != "commandline":
            continue
        if known is not None and parameter.param_type_name != "argument" and name not in known:
            continue
        given = context.params[name]
        values = [str(item) for item in (given if isinstance(given, list | tuple) else [given])]
        if parameter.param_type_name == "argument":
            places += values
        else:
            long = max(parameter.opts, key=len)
            options += [long] if given is True else [part for value in values for part in (long, value)]
    if "-" in places:
        return ""
    odd = any(place.startswith("-") for place in places)
    ordered = [*options, *more, "--", *places] if odd else [*places, *options, *more]
    text = clean(shlex.join(["photoaudit", *(command or str(context.info_name)).split(), *ordered]), PATH)
    return text if len(text) <= LINE else ""


def variable(key: Key) -> str:
    """Return the name of the environment variable for a setting."""
    return f"{PREFIX}_{key.parameter.upper()}"


def default_of(key: Key) -> str:
    """Return what holds where nothing is set, as the help of the option says it; "" where that is nothing."""
    found = re.search(r"Default: ([^.]*)\.$", key.help)
    return found[1] if found else ""


def keys() -> tuple[Key, ...]:
    """Return every setting a file may hold, by name: the options of ``scan``, ``check`` and ``compare``."""
    return derive(inspect.unwrap(load(name).callback) for name in ("scan", "check", "compare"))


def derive(functions: Any) -> tuple[Key, ...]:
    """Return the settings that functions declare as their options, by name."""
    keys: dict[str, Key] = {}
    for function in functions:
        for key in _keys(function):
            keys.setdefault(key.name, key)
    return tuple(keys[name] for name in sorted(keys))


def _keys(function: Callable[..., Any]) -> list[Key]:
    hints = get_type_hints(function, include_extras=True)
    keys = []
    for parameter, hint in hints.items():
        option = next((part for part in get_args(hint)[1:] if isinstance(part, OptionInfo)), None)
        if option is None or isinstance(option, ArgumentInfo) or get_origin(hint) is not Annotated:
            continue
        long = [name for name in option.param_decls or () if name.startswith("--")]
        name = (long[0] if long else f"--{parameter.replace('_', '-')}").removeprefix("--")
        if name not in OF_A_RUN:
            keys.append(_key(name, parameter, get_args(hint)[0], option))
    return keys


def _key(name: str, parameter: str, hint: Any, option: OptionInfo) -> Key:
    plain, many = _bare(hint), False
    if get_origin(plain) is list:
        plain, many = _bare(get_args(plain)[0]), True
    choices = tuple(map(str, plain)) if issubclass(plain, StrEnum) else ()
    kinds = {bool: Type.FLAG, int: Type.COUNT, float: Type.NUMBER, Path: Type.PATH}
    kind = Type.NAME if name in _NAMES else kinds.get(plain, Type.TEXT)
    return Key(name, parameter, kind, option.help or "", many, choices, option.min, by_path=name in BY_PATH)


def _bare(hint: Any) -> Any:
    """Return a type without None."""
    if get_origin(hint) in (Union, UnionType):
        return next(part for part in get_args(hint) if part is not NoneType)
    return hint
