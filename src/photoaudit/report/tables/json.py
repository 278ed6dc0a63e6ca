"""The JSON report, format ``photoaudit/1``: a type of its own, published with a schema.

What stands in it for a report is in `photoaudit.report.tables.objects`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from photoaudit.metadata import Credentials, Metadata
from photoaudit.model import Photo, Report
from photoaudit.report.entries import entries
from photoaudit.report.tables.credentials import credentials_object
from photoaudit.report.tables.objects import Object, album_of, texts, to_dict
from photoaudit.report.tally import Ending
from photoaudit.text import PATH, clean

SCHEMA = "photoaudit/1"
"""The name of the format; the number rises when a reader of the old one would break."""

METADATA_SCHEMA = "photoaudit-metadata/1"
"""The name of the format of `render_metadata` (``data/metadata.schema.json``)."""


def render(reports: Sequence[Report], *, version: str, ascii: bool = False) -> str:
    """Return ``reports`` as one JSON document, made by photoaudit ``version``.

    With ``ascii`` other characters are escaped, for consoles whose encoding lacks them.
    """
    parts: list[str] = []
    document = Document(parts.append, version=version, ascii=ascii)
    for report in reports:
        document.add(report)
    document.end()
    return "".join(parts)


class Document:
    """The document of `render`, written as reports are added; it is JSON once it has ended."""

    def __init__(self, write: Callable[[str], object], *, version: str, ascii: bool = False) -> None:
        self._write, self._ascii, self._mark = write, ascii, "\n"
        head = _document({"schema": SCHEMA, "tool": {"name": "photoaudit", "version": version}}, ascii=ascii)
        write(head.removesuffix("\n}\n") + ',\n  "reports": [')

    def add(self, report: Report) -> None:
        """Write a report."""
        text = _document(to_dict(report), ascii=self._ascii).rstrip("\n")
        self._write(f"{self._mark}    " + text.replace("\n", "\n    "))
        self._mark = ",\n"

    def end(self, ending: Ending | None = None) -> None:
        """Write what all photos together show, if they were compared, and close the document."""
        together = album_of(ending.album) if ending and ending.album else None
        tail = _document({"album": together}, ascii=self._ascii).removeprefix("{\n")
        self._write(("]" if self._mark == "\n" else "\n  ]") + ",\n" + tail)


def render_metadata(
    photo: Photo,
    metadata: Metadata,
    credentials: Credentials | None = None,
    *,
    version: str,
    show_location: bool = False,
    ascii: bool = False,
) -> str:
    """Return everything a file says besides its pixels as one JSON document; ``ascii`` as in `render`."""
    document = {
        "schema": METADATA_SCHEMA,
        "tool": {"name": "photoaudit", "version": version},
        "path": clean(photo.path, PATH),
        "sha256": photo.sha256,
        "format": clean(photo.format),
        "width": photo.width,
        "height": photo.height,
        "entries": [
            {
                "section": entry.section,
                "name": entry.name,
                "value": entry.value,
                "where": entry.where or None,
                "flag": entry.flag or None,
            }
            for entry in entries(metadata, show_location=show_location)
        ],
        "credentials": credentials_object(credentials) if credentials else None,
        "notes": texts(metadata.notes),
    }
    return _document(document, ascii=ascii)


def _document(document: Object, *, ascii: bool) -> str:
    return json.dumps(document, indent=2, ensure_ascii=ascii, allow_nan=False) + "\n"
