"""What is known of checks without running them: the catalogue, and the page of one check."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence

from photoaudit.model import AlbumCheckInfo, CheckInfo, Family
from photoaudit.report.terminal.lines import BLANK, Line, Span, View, faint, line, section, strong
from photoaudit.report.words import CLAIMS, counted

_UNDERLINE = re.compile(r"[-=~^]{3,}")
_BULLET = re.compile(r"( *)([-*+•]|\d+[.)]|\.\. \[\w+\])\s+(.+)")
_FACT = 14


def catalogue(infos: Sequence[CheckInfo], view: View, albums: Sequence[AlbumCheckInfo] = ()) -> list[Line]:
    """Return the checks by family: id, what it needs, title; then those of albums."""
    if not infos:
        return [line("No checks.")]
    name = min(max(len("id"), *(len(info.id) for info in infos)), max(view.width // 2 - 6, 8))
    lines = [line(faint("what it looks for"), indent=2, lead=faint(f"{'id':{name}}  {'needs':6}  "))]
    for family in Family:
        members = [info for info in infos if info.family is family]
        rows = [
            line(info.title, indent=2, lead=f"{view.cut(info.id, name):{name}}  {info.need.value:6}  ")
            for info in members
        ]
        lines += section(family.value, rows)
    rows = [
        line(info.title, indent=2, lead=f"{view.cut(info.id, name):{name}}  {'scan':6}  ") for info in albums
    ]
    lines += section("album, in a scan of two photos and more", rows)
    count = len(infos) + len(albums)
    return [*lines, BLANK, line(faint(f"{counted(count, 'check')}. Read one: photoaudit explain ID"))]


def page(info: CheckInfo | AlbumCheckInfo, view: View) -> list[Line]:  # noqa: ARG001 - every page of lines takes a view
    """Return the page of one check: its title, the facts about it, and its docstring set in lines."""
    title, _, rest = inspect.cleandoc(info.page).partition("\n")
    facts = [line(value, lead=faint(label.ljust(_FACT))) for label, value in _facts(info)]
    return [line(strong(title.strip() or info.title)), BLANK, *facts, *_body(rest)]


def _facts(info: CheckInfo | AlbumCheckInfo) -> Iterator[tuple[str, str]]:
    yield "id", info.id
    yield "flags", info.title
    if isinstance(info, AlbumCheckInfo):
        yield "unit", info.unit
        yield "needs", "a set of photos ('photoaudit scan')"
        yield "evidence for", "nothing: it moves no photo's verdict or risk"
        yield "since", info.since
        return
    yield "family", info.family.value
    yield "unit", info.unit or "none"
    yield "needs", info.need.value
    claim = f"'{info.claim.value}', {CLAIMS[info.claim]}" if info.claim else "nothing"
    yield "evidence for", claim
    if info.cue:
        yield "impression", f"{info.cue.value} values are a cue people associate with artificial photos"
    yield "since", info.since


def _body(text: str) -> Iterator[Line]:
    """Set docstring text: sections, paragraphs filled anew, bullets that hang, literal blocks as they are."""
    for block in re.split(r"\n\s*\n", text.replace("``", "`").strip("\n")):
        lines = [part.rstrip() for part in block.split("\n") if part.strip()]
        if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1].strip()):
            yield from (BLANK, line(strong(lines[0].strip())))
            lines = lines[2:]
        elif lines:
            yield BLANK
        yield from _paragraphs(lines)


def _paragraphs(lines: Sequence[str]) -> Iterator[Line]:
    indent, lead, texts = 0, "", list[str]()
    for text in lines:
        bullet = _BULLET.fullmatch(text)
        literal = not bullet and not lead and text.startswith("    ")
        if (bullet or literal) and texts:
            yield _paragraph(texts, indent, lead)
            texts = []
        if literal:
            yield line(Span(text), indent=2)
        elif bullet:
            indent, lead = (
                len(bullet[1]),
                "• " if bullet[2] in "-*+•" else f"{bullet[2].removeprefix('.. ')} ",
            )
            texts = [bullet[3]]
        else:
            texts.append(text.strip())
    if texts:
        yield _paragraph(texts, indent, lead)


def _paragraph(texts: Sequence[str], indent: int, lead: str) -> Line:
    return line(" ".join(texts), indent=indent + 2, lead=lead)
