"""What ``photoaudit metadata`` prints: one section for each kind, one heading for each place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from photoaudit.metadata import Credentials, Metadata
from photoaudit.model import Photo
from photoaudit.report.credentials import tree_of
from photoaudit.report.entries import CREDENTIALS, LABEL, LEGEND, TITLES, Entry, entries
from photoaudit.report.terminal.lines import BLANK, Fit, Line, Role, Span, View, faint, line, section, strong
from photoaudit.report.terminal.tree import tree
from photoaudit.report.words import sentence
from photoaudit.text import PATH, clean


def metadata_page(
    photo: Photo,
    metadata: Metadata,
    credentials: Credentials | None,
    view: View,
    fit: Fit,
    *,
    show_location: bool,
) -> Iterator[Line]:
    """Return the lines of the report: one section for each kind, one heading for each place."""
    size = f"{photo.width} x {photo.height}, {len(photo.data):,} bytes"
    yield line(strong(clean(photo.path, PATH)))
    yield line(f"{clean(photo.format)}, {size}", indent=2)
    found = entries(metadata, show_location=show_location)
    for name, title in TITLES.items():
        rows = [entry for entry in found if entry.section == name]
        for where, part in groupby(rows, key=lambda entry: entry.where):
            lines = [_row(entry, view) for entry in part]
            if name == CREDENTIALS and credentials is not None:
                lines += tree(tree_of(credentials), view, fit)
            yield from section(title, lines, faint(where) if where else None)
    if not found:
        yield from (BLANK, line("Nothing besides the picture: no metadata was found.", indent=2))
    yield from section("Notes", [line(sentence(note), indent=2) for note in metadata.notes])
    if any(entry.flag for entry in found):
        yield from (BLANK, line(faint(LEGEND)))


def _row(entry: Entry, view: View) -> Line:
    width = min(LABEL, view.width // 3)
    mark = (Span(" (!)", Role.CAUTION),) if entry.flag else ()
    if len(entry.name) > width:
        return line(f"{entry.name}: ", entry.value, *mark, indent=2)
    return line(entry.value, *mark, indent=2, lead=f"{entry.name:{width}} ")
