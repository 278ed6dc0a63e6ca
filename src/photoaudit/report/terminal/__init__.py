"""Reports for people to read in a terminal, a pipe or a log, laid out by Rich.

The only module of the reports that knows styles and widths. Words carry everything a style says,
nothing is read as markup, and neither the environment nor the clock has a say in the result.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import StringIO
from types import MappingProxyType

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from rich.text import Text

from photoaudit.metadata import Credentials, Metadata
from photoaudit.model import Album, AlbumCheckInfo, CheckInfo, Compared, Photo, Report
from photoaudit.policy.pack import Policy, Rule
from photoaudit.report.card import card_of
from photoaudit.report.tally import Run, Tally
from photoaudit.report.terminal.album import one_line, totals
from photoaudit.report.terminal.card import card, table
from photoaudit.report.terminal.lines import BLANK, Fit, Line, Role, Span, View, faint, line
from photoaudit.report.terminal.measured import asked
from photoaudit.report.terminal.metadata import metadata_page
from photoaudit.report.terminal.packs import due, pack_page, packs
from photoaudit.report.terminal.page import catalogue, page
from photoaudit.report.terminal.pair import PairRow, pair, pair_in_full, pair_line, pairs_table
from photoaudit.report.terminal.photo import photo
from photoaudit.report.terminal.scan import summary
from photoaudit.text import parted

NARROWEST = 40
"""Narrower consoles get lines of this width: below it, hanging indents leave no room for words."""

WIDEST = 100
"""Wider consoles keep this measure: longer lines of prose are hard to read."""

STYLES: Mapping[Role, str] = MappingProxyType(
    {
        Role.PLAIN: "",
        Role.STRONG: "bold",
        Role.FAINT: "",
        Role.CALM: "",
        Role.FACT: "bold",
        Role.CAUTION: "bold",
        Role.ALARM: "bold underline",
        Role.FORBIDDEN: "bold reverse",
    }
)
"""How each role is shown: in the terminal's own two colors, which somebody chose to read well together.

Yellow and cyan are pale on usual light backgrounds, red and magenta on dark ones, dim text on both.
"""


def render(
    reports: Sequence[Report],
    *,
    width: int,
    color: bool,
    unicode: bool = True,
    quiet: bool = False,
    verbose: bool = False,
    named: Collection[str] = (),
) -> str:
    """Return the reports as text for a console of ``width`` columns.

    ``color`` turns on ANSI styles, ``unicode=False`` keeps to ASCII where the photo's own text does,
    ``quiet`` is one line a photo, which is never wrapped, and ``verbose`` tells everything. What the checks
    and families in ``named`` measured is shown in any case.
    """
    view = replace(_view(width, verbose=verbose, unicode=unicode), named=frozenset(named))
    if quiet:
        return parted("".join(f"{view.plain(one_line(report))}\n" for report in reports))
    return _draw(_reports(reports, view), view, color=color)


def render_cards(
    reports: Sequence[Report],
    *,
    width: int,
    color: bool,
    unicode: bool = True,
    named: Collection[str] = (),
) -> str:
    """Return the answer first: of one report its card, of several a line each and what they come to.

    Parameters as for `render`; what checks and families in ``named`` measured follows the card.
    """
    view = replace(_view(width, unicode=unicode), named=frozenset(named))
    cards = [card_of(report) for report in reports]
    if not cards:
        return ""
    if len(cards) > 1:
        return _draw(table(cards, view), view, color=color)
    return _draw([*card(cards[0], view, _fitting(view)), *asked(reports[0], view)], view, color=color)


def render_scan(
    tally: Tally, run: Run, album: Album | None = None, *, width: int, color: bool, unicode: bool = True
) -> str:
    """Return the summary of a scan; ``album`` is what its photos show together."""
    view = _view(width, unicode=unicode)
    return _draw(summary(tally, run, view, album), view, color=color)


def render_pair(
    compared: Compared,
    *,
    width: int,
    color: bool,
    unicode: bool = True,
    quiet: bool = False,
    full: bool = False,
) -> str:
    """Return what was done to an original: a card, all of it if ``full``, or one line if ``quiet``."""
    view = _view(width, unicode=unicode)
    if quiet:
        return parted(f"{view.plain(pair_line(compared))}\n")
    made = pair_in_full(compared, view) if full else pair(compared, view, _fitting(view))
    return _draw(made, view, color=color)


def render_pairs(
    rows: Sequence[PairRow],
    run: Run,
    left: Sequence[str] = (),
    *,
    width: int,
    color: bool,
    unicode: bool = True,
) -> str:
    """Return many pairs, a line each, and what they come to; ``left`` are originals without an edit."""
    view = _view(width, unicode=unicode)
    return _draw(pairs_table(rows, run, left, view), view, color=color)


def render_catalogue(
    infos: Sequence[CheckInfo],
    albums: Sequence[AlbumCheckInfo] = (),
    *,
    width: int,
    color: bool,
    unicode: bool = True,
) -> str:
    """Return the list of all checks, by family, then those of albums."""
    view = _view(width, unicode=unicode)
    return _draw(catalogue(infos, view, albums), view, color=color)


def render_page(info: CheckInfo | AlbumCheckInfo, *, width: int, color: bool, unicode: bool = True) -> str:
    """Return the page of one check, as ``photoaudit explain`` shows it."""
    view = _view(min(width, 80), unicode=unicode)
    return _draw(page(info, view), view, color=color)


def render_policies(
    policies: Sequence[Policy], default: str, *, width: int, color: bool, unicode: bool = True
) -> str:
    """Return the list of policies; ``default`` is the id of the one that is used unless another is named."""
    view = _view(width, unicode=unicode)
    return _draw(packs(policies, default, view), view, color=color)


def render_policy(policy: Policy, *, width: int, color: bool, unicode: bool = True) -> str:
    """Return every rule of a policy, as ``photoaudit policies show`` does."""
    view = _view(min(width, 80), unicode=unicode)
    return _draw(pack_page(policy, view), view, color=color)


def render_outdated(
    entries: Sequence[tuple[Policy, Rule, int]], days: int, *, width: int, color: bool, unicode: bool = True
) -> str:
    """Return the rules last read more than ``days`` ago, with their age in days."""
    view = _view(width, unicode=unicode)
    return _draw(due(entries, days, view), view, color=color)


def render_metadata(
    photo: Photo,
    metadata: Metadata,
    credentials: Credentials | None = None,
    *,
    width: int,
    color: bool,
    unicode: bool = True,
    show_location: bool = False,
) -> str:
    """Return everything a file says besides its pixels, and where each part stands."""
    view = _view(width, unicode=unicode)
    page = metadata_page(photo, metadata, credentials, view, _fitting(view), show_location=show_location)
    return _draw(page, view, color=color)


def _view(width: int, *, unicode: bool, verbose: bool = False) -> View:
    return View(width=min(max(width, NARROWEST), WIDEST), verbose=verbose, unicode=unicode)


def _reports(reports: Sequence[Report], view: View) -> Iterator[Line]:
    rule = line(faint("─" * view.width))
    for position, report in enumerate(reports):
        if position:
            yield from (BLANK, rule, BLANK)
        yield from photo(report, view)
    if len(reports) > 1:
        yield from (BLANK, rule, BLANK, *totals(reports))


def _draw(lines: Iterable[Line], view: View, *, color: bool) -> str:
    console = _console(view)
    texts = (text for paragraph in lines for text in _wrapped(paragraph, view, console))
    return parted("".join(f"{_inked(text, console, color=color)}\n" for text in texts))


def _console(view: View) -> Console:
    return Console(
        file=StringIO(), width=view.width, height=100, color_system=None, force_jupyter=False, _environ={}
    )


def _fitting(view: View) -> Fit:
    """Return what sets a text in lines of so many cells."""
    console = _console(view)
    return lambda text, room: [part.plain.rstrip() for part in _parts(Text(view.plain(text)), room, console)]


def _wrapped(paragraph: Line, view: View, console: Console) -> Iterator[Text]:
    """Wrap the body beside its lead; every line after the first starts below the body's first word."""
    lead = Text(" " * paragraph.indent).append_text(_text(paragraph.lead, view))
    if paragraph.whole:
        yield lead.append_text(_text(paragraph.body, view))
        return
    margin = Text(" " * lead.cell_len)
    for position, part in enumerate(_parts(_text(paragraph.body, view), view.width - lead.cell_len, console)):
        text = (margin if position else lead).copy().append_text(part)
        text.rstrip()
        yield text


def _parts(body: Text, room: int, console: Console) -> Iterable[Text]:
    if body.cell_len <= room and body.plain.isprintable():  # as most are; Rich would look for every word
        return (body,)
    return body.wrap(console, max(room, 1), overflow="fold")


def _text(spans: Iterable[Span], view: View) -> Text:
    text = Text()
    for span in spans:
        shown = view.plain(span.text)
        text.append(shown)
        inner = shown.strip()  # no line under the blanks between columns
        if style := STYLES[span.role]:
            start = len(text) - len(shown) + shown.find(inner)
            text.stylize(style, start, start + len(inner))
    return text


def _inked(text: Text, console: Console, *, color: bool) -> str:
    """Return the line as characters, with the codes for styles when they are wanted."""
    if not color:
        return text.plain
    segments = text.render(console)
    system = ColorSystem.STANDARD
    return "".join((style or Style.null()).render(part, color_system=system) for part, style, _ in segments)
