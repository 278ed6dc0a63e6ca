"""The report as one page of HTML that needs nothing but itself: an overview, and a view of each photo.

Photos are written to a spool as they come, given by the caller; only a line of each is kept, to sort
them at the end. Views of photos lie packed in the page until they are opened, so that thousands of
them cost a browser little.
"""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from markupsafe import Markup

from photoaudit.model import Album, Level, Report
from photoaudit.report.card import card_of
from photoaudit.report.html._album import album_view
from photoaudit.report.html._entry import Entry, Key, entry_of
from photoaudit.report.html._photo import view_of
from photoaudit.report.html._render import page_values, template
from photoaudit.report.html._summary import Summary
from photoaudit.report.tally import Ending, Run, Tally
from photoaudit.report.words import path_of
from photoaudit.terms.gates import Gate
from photoaudit.text import clean

PACKING = 6

_EDGES = {
    Level.PROHIBITED: "#9c1546",
    Level.HIGH: "#b83a12",
    Level.MEDIUM: "#b57409",
    Level.LOW: "#3f7fae",
}
_PLAIN = "#8a93a1"


@dataclass(frozen=True)
class _Place:
    """Where in the spool a photo lies: first its card, then its view."""

    key: Key
    number: int
    offset: int
    card: int
    view: int


class Gallery:
    """A page with an overview of many photos, written when it ends.

    Parameters
    ----------
    write : callable
        Takes the page, in pieces.
    spool : binary file
        Empty, to be read and written at any place. Holds what is not kept in memory.
    version : str
        Of photoaudit.
    day : str
        The day to print on the page, such as 2026-11-22; "" for none.
    images : bool
        Whether there are pictures to be shown at all.
    gate_of : callable
        Returns what a photo fails by, None where that is not known.
    """

    def __init__(
        self,
        write: Callable[[str], object],
        spool: IO[bytes],
        *,
        version: str,
        day: str = "",
        images: bool,
        gate_of: Callable[[Report], Gate | None] = lambda _: None,
    ) -> None:
        self._write, self._spool, self._gate_of = write, spool, gate_of
        self._version, self._day, self._images = version, day, images
        self._places: list[_Place] = []
        self._numbers: dict[str, int] = {}
        self._summary, self._tally = Summary(), Tally(0)
        self._policies: dict[str, str] = {}

    def add(self, report: Report) -> None:
        """Put a photo aside and count it."""
        number = len(self._places)
        entry = entry_of(report, number, self._gate_of(report))
        card = template("card.html").render(report=report, entry=entry, images=self._images).encode()
        view = base64.b64encode(zlib.compress(_view(report, entry, embedded=True).encode(), PACKING))
        offset = self._spool.seek(0, io.SEEK_END)
        self._spool.write(card + view)
        self._places.append(_Place(entry.key, number, offset, len(card), len(view)))
        self._numbers[report.path] = number
        self._summary.add(entry)
        self._tally.add(report)
        self._policies |= {clean(risk.policy): clean(risk.title) for risk in report.risks}

    def end(self, ending: Ending) -> None:
        """Write the page."""
        self._places.sort(key=lambda place: place.key)
        pieces = template("gallery.html").generate(
            **page_values(),
            version=self._version,
            day=self._day,
            images=self._images,
            run=ending.run,
            summary=self._summary,
            tally=self._tally,
            policies=self._policies,
            album=album_view(ending.album or Album(0), self._numbers),
            cards=self._cards(),
            views=self._views(),
        )
        for piece in pieces:
            self._write(piece)

    def _cards(self) -> Iterator[Markup]:
        for place in self._places:
            yield self._read(place.offset, place.card)

    def _views(self) -> Iterator[tuple[int, Markup]]:
        for place in self._places:
            yield place.number, self._read(place.offset + place.card, place.view)

    def _read(self, offset: int, length: int) -> Markup:
        self._spool.seek(offset)
        return Markup(self._spool.read(length).decode())  # noqa: S704 - a template wrote it


def render(
    reports: Sequence[Report],
    *,
    version: str,
    day: str = "",
    images: bool,
    gate_of: Callable[[Report], Gate | None] = lambda _: None,
) -> str:
    """Return a page about one photo, or an overview of several; parameters as for `Gallery`."""
    if len(reports) == 1:
        view = _view(reports[0], entry_of(reports[0], 0), embedded=False)
        return fill(
            "single.html",
            version=version,
            day=day,
            images=reports[0].exhibit is not None,
            title=path_of(reports[0]),
            view=Markup(view),  # noqa: S704 - a template wrote it
        )
    parts: list[str] = []
    gallery = Gallery(parts.append, io.BytesIO(), version=version, day=day, images=images, gate_of=gate_of)
    for report in reports:
        gallery.add(report)
    gallery.end(Ending(Run(len(reports), 0, 0.0)))
    return "".join(parts)


def card(report: Report) -> str:
    """Return the card of a report as a piece of HTML for a notebook, some kilobytes, without a picture.

    It brings its colors along as attributes, as a notebook's own style knows nothing of it, and refers
    to nothing outside.
    """
    edge = _EDGES.get(report.new_level or Level.NONE, _PLAIN)
    return template("notebook.html").render(made=card_of(report), edge=edge)


def fill(name: str, **values: object) -> str:
    """Return the page that a template of this package makes of values; what they say is cleaned, escaped."""
    return template(name).render(**page_values(), **values)


def _view(report: Report, entry: Entry, *, embedded: bool) -> str:
    """Return one photo in full; ``embedded`` in an overview, which holds its picture already."""
    values = view_of(report, entry)
    return template("photo.html").render(**values, embedded=embedded)
