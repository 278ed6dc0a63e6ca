"""Rules about the code that no linter of the project can express."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import photoaudit

PACKAGE = Path(photoaudit.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
# May know the time: progress, limits.
FRONT = {
    "cli/app.py", "cli/console.py", "cli/interrupts.py", "cli/newfile.py", "cli/progress.py",
    "cli/scan_run.py",
    "scan/batch.py", "scan/cache.py", "scan/pool.py", "scan/process.py", "scan/workers.py",
}  # fmt: skip
OPENS_FILES = {"photo/__init__.py", "cli/settings.py", "scan/discovery.py", *FRONT}
CLOCK_AND_CHANCE = {"random", "secrets", "time", "uuid"}
CLOCK_CALLS = {"now", "today", "urandom", "utcnow"}  # datetime itself may parse what a file says


def name_of(module: Path) -> str:
    """Return a module's path inside the package."""
    return module.relative_to(PACKAGE).as_posix()


@cache
def nodes_of(module: Path) -> tuple[ast.AST, ...]:
    """Return everything in a module's syntax tree."""
    return tuple(ast.walk(ast.parse(module.read_text(encoding="utf-8"))))


def called(module: Path) -> Iterator[ast.expr]:
    """Yield everything that is called."""
    for node in nodes_of(module):
        if isinstance(node, ast.Call):
            yield node.func


def calls(module: Path) -> Iterator[str]:
    """Yield the last name of everything that is called: ``open``, ``now`` ..."""
    for function in called(module):
        if isinstance(function, ast.Name):
            yield function.id
        elif isinstance(function, ast.Attribute):
            yield function.attr


def imports(module: Path) -> Iterator[str]:
    """Yield the top-level package of every import, wherever it stands."""
    for node in nodes_of(module):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_no_clock_or_chance_in_results(module: Path) -> None:
    if name_of(module) not in FRONT:
        assert not CLOCK_AND_CHANCE & set(imports(module))
        assert not CLOCK_CALLS & set(calls(module))


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_only_the_command_line_prints_or_exits(module: Path) -> None:
    if name_of(module) not in {"cli/app.py", "__main__.py"}:
        assert not {"print", "exit", "_exit"} & set(calls(module))


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_files_are_opened_in_few_places(module: Path) -> None:
    opens = any(isinstance(function, ast.Name) and function.id == "open" for function in called(module))
    assert not opens or name_of(module) in OPENS_FILES


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_no_module_is_longer_than_a_sitting(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_no_module_asks_a_report_how_it_is_shown(module: Path) -> None:
    # These methods are for programs and notebooks; within the package they would be a way around its layers.
    if name_of(module) != "model/report.py":
        attributes = {node.attr for node in nodes_of(module) if isinstance(node, ast.Attribute)}
        assert not {"to_dict", "_repr_html_"} & attributes
