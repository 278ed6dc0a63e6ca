"""The report as one page of HTML that needs nothing but itself: an overview, and a view of each photo.

Photos are written to a spool as they come, given by the caller; only a line of each is kept, to sort
them at the end. Views of photos lie packed in the page until they are opened, so that thousands of
them cost a browser little.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import IO

from markupsafe import Markup

from photoaudit.model import Album, Level, Report
from photoaudit.report.card import card_of
from photoaudit.report.html._album import album_view
from photoaudit.report.html._entry import Entry, Key, entry_of
from photoaudit.report.html._pair import PairGallery
from photoaudit.report.html._photo import view_of
from photoaudit.report.html._render import fill, page_values, template
from photoaudit.report.html._spool import Spool
from photoaudit.report.html._summary import Summary
from photoaudit.report.tally import Ending, Run, Tally
from photoaudit.report.words import path_of
from photoaudit.terms.gates import Gate
from photoaudit.text import clean

_EDGES = {
    Level.PROHIBITED: "#9c1546",
    Level.HIGH: "#b83a12",
    Level.MEDIUM: "#b57409",
    Level.LOW: "#3f7fae",
}
_PLAIN = "#8a93a1"


__all__ = ["Gallery", "PairGallery", "card", "fill", "render"]


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
        self._write, self._shelf, self._gate_of = write, Spool[Key](spool), gate_of
        self._version, self._day, self._images = version, day, images
        self._numbers: dict[str, int] = {}
        self._summary, self._tally = Summary(), Tally(0)
        self._policies: dict[str, str] = {}

    def add(self, report: Report) -> None:
        """Put a photo aside and count it."""
        number = len(self._shelf)
        entry = entry_of(report, number, self._gate_of(report))
        card = template("card.html").render(report=report, entry=entry, images=self._images)
        self._shelf.put(entry.key, card, _view(report, entry, embedded=True))
        self._numbers[report.path] = number
        self._summary.add(entry)
        self._tally.add(report)
        self._policies |= {clean(risk.policy): clean(risk.title) for risk in report.risks}

    def end(self, ending: Ending) -> None:
        """Write the page."""
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
            cards=self._shelf.cards(),
            views=self._shelf.views(),
        )
        for piece in pieces:
            self._write(piece)


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


def _view(report: Report, entry: Entry, *, embedded: bool) -> str:
    """Return one photo in full; ``embedded`` in an overview, which holds its picture already."""
    values = view_of(report, entry)
    return template("photo.html").render(**values, embedded=embedded)
