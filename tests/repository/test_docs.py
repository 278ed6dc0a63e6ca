"""The documentation says what the program does."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import build_docs
import make_pictures as pictures
from checkout import ROOT
from photoaudit.cli.console import Exit
from samples import judged

COMMANDS: Any = build_docs.program()
PAGES = sorted(
    path
    for folder in ("", "docs/**/", "samples/", "benchmarks/", "src/**/")
    for path in ROOT.glob(f"{folder}*.md")
)


def options_of(name: str) -> set[str]:
    """Return every spelling of the options of a command, or of the program itself for ''."""
    command = COMMANDS
    for word in name.split():
        command = command.commands[word]
    return {"--help", *(s for p in command.params for s in (*p.opts, *p.secondary_opts) if s.startswith("-"))}


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ +(.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_generated_pages_are_fresh() -> None:
    assert build_docs.stale() == {}, "run: python tools/build_docs.py"


def test_every_command_and_option_is_in_the_reference() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    sections = {part.split("\n")[0]: part for part in text.split("\n## ")}
    for name in ["", *(name for name, command in COMMANDS.commands.items() if not command.hidden)]:
        section = sections[f"photoaudit {name}".strip()]
        missing = [option for option in options_of(name) - {"--help"} if f"`{option}" not in section]
        assert not missing, f"{name}: {missing}"


def test_the_pictures_show_what_is_said_today() -> None:
    report = replace(judged("smoothed.jpg"), path=pictures.SAMPLE)
    kept = (pictures.PICTURES / "page.txt").read_text(encoding="utf-8")
    assert kept == pictures.words(report), "run: python tools/make_pictures.py"


@pytest.mark.parametrize("code", Exit)
def test_readme_explains_every_exit_code(code: Exit) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| *`?{code.value}`? *\|", text, flags=re.MULTILINE), (
        f"no row for exit code {code.value}"
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_shown_in_a_page_exist(page: Path) -> None:
    fenced = re.findall(
        r"^```([a-z]*)\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    blocks = [block for language, block in fenced if language in {"", "sh", "bash", "console", "text"}]
    shown = [words.split() for block in blocks for words in re.findall(r"\bphotoaudit ([a-z-].*)", block)]
    for words in shown:
        name = "" if words[0].startswith("-") else words[0]
        assert not name or name in COMMANDS.commands, " ".join(words)
        if len(words) > 1 and words[1] in getattr(COMMANDS.commands.get(name), "commands", {}):
            name += f" {words[1]}"
        used = {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)}
        assert used <= options_of(name), " ".join(words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_local_links_resolve(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), target
        assert not anchor or linked.suffix != ".md" or anchor in anchors(linked), target
