"""Write the pages of docs/ that have their one source of truth in the code.

``docs/checks/*.md`` and ``docs/album/*.md`` come from the docstrings of the checks, ``docs/policies/*.md``
from the packs, ``docs/cli.md`` from the declared parameters of the commands (not from rendered help, which
varies with the terminal library), ``docs/python.md`` from the notebook beside it, the picture in
``docs/architecture.md`` from the imports.

    python tools/build_docs.py           write what is missing or stale, remove what is left over
    python tools/build_docs.py --check   change nothing; name those files and exit 1 if there are any
"""

from __future__ import annotations

import inspect
import re
import sys
from enum import Enum
from pathlib import Path
from typing import Any

import typer

import config_schema
import house
import notebook
from photoaudit import album
from photoaudit.checks import catalogue
from photoaudit.cli.app import app
from photoaudit.cli.commands import COMMANDS, load
from photoaudit.engine import highest
from photoaudit.model import AlbumCheckInfo, CheckInfo, Level, Need
from photoaudit.policy import DEFAULT, Policy, Rule, describe, shipped
from photoaudit.report.words import CONFIDENCE

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
MARK = "<!-- Written by tools/build_docs.py: change the code and run it again. -->\n"
NOTEBOOK_MARK = "<!-- Written by tools/build_docs.py from python.ipynb, which tools/notebook.py runs. -->\n"
KEYS_BEGIN, KEYS_END = "<!-- Keys: written by tools/build_docs.py. -->", "<!-- End of keys. -->"
HOUSE_BEGIN, HOUSE_END = "<!-- House: drawn by tools/build_docs.py. -->", "<!-- End of house. -->"
NEEDS = {Need.FILE: "any file", Need.PIXELS: "pixels", Need.FACE: "a face"}


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` only report the stale ones."""
    wrong = stale()
    if "--check" in arguments:
        for path, what in wrong.items():
            print(f"{path.relative_to(ROOT).as_posix()}: {what}")
        if wrong:
            print("run: python tools/build_docs.py")
        return 1 if wrong else 0
    wanted = pages()
    for path in wrong:
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8", newline="\n")
        else:
            path.unlink()
        print(path.relative_to(ROOT).as_posix())
    return 0


def stale() -> dict[Path, str]:
    """Return the generated files that are missing, stale or left over, with the word for each."""
    wanted = pages()
    there = [path for folder in ("album", "checks", "policies") for path in (DOCS / folder).glob("*.md")]
    wrong = {path: "left over" for path in there if path not in wanted}
    for path, text in wanted.items():
        if not path.exists():
            wrong[path] = "missing"
        elif path.read_text(encoding="utf-8") != text:
            wrong[path] = "stale"
    return dict(sorted(wrong.items()))


def pages() -> dict[Path, str]:
    """Return the text of every generated page."""
    infos = [check.info for check in catalogue()]
    written = {DOCS / "checks" / f"{info.id}.md": check_page(info) for info in infos}
    written[DOCS / "checks" / "README.md"] = check_index(infos)
    written |= {DOCS / "album" / f"{item.info.id}.md": album_page(item.info) for item in album.catalogue()}
    written |= {DOCS / "policies" / f"{pack.id}.md": policy_page(pack) for pack in shipped().values()}
    written[DOCS / "policies" / "README.md"] = policy_index(list(shipped().values()))
    written[DOCS / "cli.md"] = cli_page()
    written[DOCS / "python.md"] = f"{NOTEBOOK_MARK}\n{notebook.page(notebook.read())}\n"
    for name, begin, fresh, end in (
        ("config.md", KEYS_BEGIN, config_schema.table(), KEYS_END),
        ("architecture.md", HOUSE_BEGIN, house.mermaid(), HOUSE_END),
    ):
        written[DOCS / name] = between(DOCS / name, begin, fresh, end)
    written[ROOT / "src" / "photoaudit" / "data" / "config.schema.json"] = config_schema.schema()
    return written


def check_page(info: CheckInfo) -> str:
    """Return the page of one check: its facts, then its docstring as Markdown."""
    facts = [
        ("Family", info.family),
        ("Needs", NEEDS[info.need]),
        ("Unit", info.unit or "none"),
        ("Since", info.since),
    ]
    if info.claim:
        facts.append(("May support, once calibrated", info.claim))
    if info.cue:
        facts.append(("Counts as a visible cue when", f"unusually {info.cue}"))
    if info.details:
        facts.append(("Details a policy may use", ", ".join(f"`{name}`" for name in info.details)))
    table = "\n".join(f"| {name} | {cell(value)} |" for name, value in facts)
    return f"{MARK}\n# `{info.id}`: {info.title}\n\n| | |\n| --- | --- |\n{table}\n\n{markdown(info.page)}\n"


def album_page(info: AlbumCheckInfo) -> str:
    """Return the page of one album check."""
    table = f"| Unit | {cell(info.unit)} |\n| Since | {info.since} |"
    return f"{MARK}\n# `{info.id}`: {info.title}\n\n| | |\n| --- | --- |\n{table}\n\n{markdown(info.page)}\n"


def check_index(infos: list[CheckInfo]) -> str:
    """Return the table of all checks."""
    rows = "\n".join(
        f"| [`{info.id}`]({info.id}.md) | {cell(info.title)} | {info.family} | {NEEDS[info.need]} |"
        f" {cell(info.unit)} |"
        for info in infos
    )
    return (
        f"{MARK}\n# Checks\n\n"
        "Each page says what is measured, why it matters, what raises the value innocently, and when\n"
        "the check is not assessed. `photoaudit explain CHECK` prints the same page.\n\n"
        f"| check | title | family | needs | unit |\n| --- | --- | --- | --- | --- |\n{rows}\n"
    )


NO_ADVICE = "Summaries in our own words, not legal advice. Read the source before you rely on one."


def policy_page(pack: Policy) -> str:
    """Return the page of one pack: every rule with its source, date and how it is known."""
    extends = f" It extends [`{pack.extends}`]({pack.extends}.md)." if pack.extends else ""
    parts = [
        f"{MARK}\n# `{pack.id}`: {pack.title}\n",
        f"{pack.about}\n" if pack.about else "",
        f"{NO_ADVICE}\n\nVersion {pack.version}, checked on {pack.checked_on}.{extends}\n",
        f"No photo can come to more than **{most(pack)}**, so a `--fail-on` above that never fails one.\n",
        *(rule_section(rule) for rule in pack.rules),
    ]
    if pack.questions:
        asked = "\n".join(f"* {question}" for question in pack.questions)
        parts.append(f"## What no tool can check\n\n{asked}\n")
    return "\n".join(filter(None, parts))


def rule_section(rule: Rule) -> str:
    """Return one rule as a section."""
    severity = "note" if rule.severity is Level.NONE else rule.severity.value
    facts = [
        ("Severity", f"{severity}, before it is [limited](../how-it-decides.md#risk) by its trigger"),
        ("Status", rule.status.replace("-", " ")),
        ("What to do", rule.advice),
        ("Source", f"<{rule.source}>" if ":" in rule.source else rule.source),
        ("Checked on", rule.checked_on),
        ("Confidence", f"{rule.confidence}: {CONFIDENCE[rule.confidence]}"),
    ]
    table = "\n".join(f"| {name} | {cell(value)} |" for name, value in facts if value)
    return f"## {rule.id}\n\n{rule.because}\n\n{describe(rule)}\n\n| | |\n| --- | --- |\n{table}\n"


def policy_index(packs: list[Policy]) -> str:
    """Return the table of all packs."""
    rows = "\n".join(
        f"| [`{pack.id}`]({pack.id}.md) | {cell(pack.title)}{' (default)' if pack.id == DEFAULT else ''} |"
        f" {most(pack)} | {len(pack.rules)} | {oldest(pack)} |"
        f" {', '.join(sorted({rule.confidence for rule in pack.rules}))} |"
        for pack in packs
    )
    return (
        f"{MARK}\n# Policies\n\n"
        f"{NO_ADVICE}\n"
        "Policies change: each rule has the day of the text that was read and how it is known.\n"
        "`photoaudit policies show NAME` prints the same page, `photoaudit policies outdated` names what to\n"
        "read again. [How to write one](../writing-a-policy.md).\n\n"
        "| policy | title | highest risk | rules | oldest text read | confidence |\n"
        f"| --- | --- | --- | --- | --- | --- |\n{rows}\n"
    )


def most(pack: Policy) -> str:
    """Return the highest risk that a pack can come to."""
    level = highest(pack)
    return "a note" if level is Level.NONE else level.value


def oldest(pack: Policy) -> str:
    """Return the date of the rule that was read longest ago."""
    return min(rule.checked_on for rule in pack.rules)


def markdown(page: str) -> str:
    """Return a docstring page as Markdown: underlined sections become headings."""
    text = "\n".join(line.rstrip() for line in inspect.cleandoc(page).splitlines())
    text = re.sub(r"^(\S.*)\n-{3,}$", r"## \1", text, flags=re.MULTILINE)
    text = re.sub(r"^(## .*)\n(?!\n)", r"\1\n\n", text, flags=re.MULTILINE)
    return text.replace("``", "`")


def between(path: Path, begin: str, fresh: str, end: str) -> str:
    """Return a page as it stands, with something fresh between its marks."""
    before, found, rest = path.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{path} lacks {begin!r} or {end!r}")
    return f"{before}{begin}\n\n{fresh}\n\n{end}{after}"


def cli_page() -> str:
    """Return the reference of all commands, from the parameters they declare."""
    root = program()
    parts = [f"{MARK}\n# Command line\n", *command("photoaudit", root)]
    return "\n".join([*parts, *subcommands("photoaudit", root)])


def program() -> Any:
    """Return the whole program, the code of each command loaded."""
    root: Any = typer.main.get_command(app)
    root.commands = {name: load(name) for name in COMMANDS}
    return root


def subcommands(name: str, group: Any) -> list[str]:
    """Return the sections of the commands of a group, in alphabetical order."""
    parts: list[str] = []
    for word, declared in sorted(getattr(group, "commands", {}).items()):
        if not declared.hidden:
            parts += [*command(f"{name} {word}", declared), *subcommands(f"{name} {word}", declared)]
    return parts


def command(name: str, declared: Any) -> list[str]:
    """Return the section of one command."""
    shown = [parameter for parameter in declared.params if not parameter.hidden]
    arguments = [p for p in shown if p.param_type_name == "argument"]
    options = [p for p in shown if p.param_type_name == "option"]
    usage = [name, "[OPTIONS]" if options else "", *(placeholder(p) for p in arguments)]
    usage.append("COMMAND ..." if hasattr(declared, "commands") else "")
    parts = [f"## {name}\n", f"{prose(declared.help)}\n", f"```text\n{' '.join(filter(None, usage))}\n```\n"]
    if arguments:
        rows = [f"| `{placeholder(p)}` | {prose(p.help, cells=True)} |" for p in arguments]
        parts.append("\n".join(["| argument | meaning |", "| --- | --- |", *rows, ""]))
    if options:
        rows = [f"| {spelled(p)} | {prose(p.help, cells=True)} | {default(p)} |" for p in options]
        parts.append("\n".join(["| option | meaning | default |", "| --- | --- | --- |", *rows, ""]))
    if declared.epilog:
        parts.append(f"{prose(declared.epilog)}\n")
    return parts


def placeholder(parameter: Any) -> str:
    """Return what stands for a parameter's value, with the choices where there are few."""
    return str(parameter.metavar or "|".join(choices(parameter)) or parameter.name.upper())


def choices(parameter: Any) -> list[str]:
    """Return the values a parameter is limited to, whichever Typer release declared it."""
    descriptor = getattr(parameter, "type_descriptor", None)
    for kind in (type(parameter.default), getattr(descriptor, "annotation", None)):
        if isinstance(kind, type) and issubclass(kind, Enum):
            return [str(member.value) for member in kind]
    return [str(getattr(c, "value", c)) for c in getattr(getattr(parameter, "type", None), "choices", ())]


def spelled(option: Any) -> str:
    """Return all spellings of an option, long ones first, and its value."""
    names = sorted([*option.opts, *option.secondary_opts], key=lambda name: not name.startswith("--"))
    if not (option.is_flag or option.count):
        names[-1] += f" {placeholder(option)}"
    return ", ".join(f"`{cell(name)}`" for name in names)


def default(option: Any) -> str:
    """Return an option's default in words, empty where there is none worth naming."""
    if isinstance(option.show_default, str):
        return cell(option.show_default)
    value = getattr(option.default, "value", option.default)
    if (
        option.is_flag
        or not option.show_default
        or callable(value)
        or not isinstance(value, str | int | float)
    ):
        return ""
    return f"`{cell(value)}`"


def prose(text: str | None, *, cells: bool = False) -> str:
    """Return help text as Markdown without console markup; ``cells`` puts it on one line."""
    plain = re.sub(r"\[/?(?:bold|dim|italic|b|i|cyan|green|yellow|red)\]", "", (text or "").replace("\b", ""))
    paragraphs = [" ".join(part.split()) for part in plain.split("\n\n") if part.strip()]
    return cell(" ".join(paragraphs)) if cells else "\n\n".join(paragraphs)


def cell(value: object) -> str:
    """Return text that cannot break a table row."""
    return str(value).replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
