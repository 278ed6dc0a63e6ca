"""Tables, one photo a row or line, written as reports are added: JSON lines, CSV and Parquet.

JSON lines are for programs: each line is the report object of `photoaudit.report.tables.objects`. CSV is for
people with a spreadsheet: text that a spreadsheet would run as a formula gets an apostrophe before
it, paths too. Parquet has the columns of the CSV, typed and with no such marks.
"""

from __future__ import annotations

import csv as _csv
import io
import json as _json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, BinaryIO

from photoaudit.libraries import pa, pyarrow_parquet
from photoaudit.model import Claim, Outcome, Report, Status
from photoaudit.report.tables.json import SCHEMA
from photoaudit.report.tables.objects import number, text_or_none, to_dict
from photoaudit.report.tally import Ending
from photoaudit.text import PATH, clean

ROWS = 1000
"""Rows that a Parquet file is written in at a time."""

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four full-width
Cell = str | float | int | None


class MissingLibraryError(RuntimeError):
    """A format needs a library that is not installed; the message says how to install it."""


class JsonLines:
    """One line of JSON a report; ``version`` and ``ascii`` as in `photoaudit.report.tables.json.render`."""

    def __init__(self, write: Callable[[str], object], *, version: str, ascii: bool = False) -> None:
        self._write = write
        self._head = {"schema": SCHEMA, "tool": {"name": "photoaudit", "version": version}}
        self._ascii = ascii

    def add(self, report: Report) -> None:
        """Write a report."""
        line = {**self._head, **to_dict(report)}
        text = _json.dumps(line, ensure_ascii=self._ascii, allow_nan=False, separators=(",", ":"))
        self._write(text + "\n")

    def end(self, ending: Ending | None = None) -> None:
        """Do nothing: lines need no end."""


class Csv:
    """A header, then one row a report: comma-separated values with lines that end in a line feed.

    Columns depend on the ids of ``checks`` and ``policies`` alone, so that every run with the same
    ones has the same columns. A cell is empty where there is nothing to say or to measure.
    """

    def __init__(
        self, write: Callable[[str], object], *, checks: Sequence[str], policies: Sequence[str]
    ) -> None:
        self._write, self._checks, self._policies = write, checks, policies
        write(as_line(columns(checks, policies)))

    def add(self, report: Report) -> None:
        """Write a report."""
        self._write(as_line(disarmed(cell) for cell in row(report, self._checks, self._policies)))

    def end(self, ending: Ending | None = None) -> None:
        """Do nothing: rows need no end."""


class Parquet:
    """The table of `Csv`, in a file opened for binary writing.

    Raises
    ------
    MissingLibraryError
        If pyarrow is not installed.
    """

    def __init__(self, file: BinaryIO, *, checks: Sequence[str], policies: Sequence[str]) -> None:
        try:
            types = {int: pa.int64(), float: pa.float64(), str: pa.string()}
            write: Any = pyarrow_parquet.ParquetWriter
        except ImportError as problem:
            raise MissingLibraryError(
                "Parquet needs pyarrow, which is not installed: pip install pyarrow."
            ) from problem
        self._checks, self._policies = checks, policies
        self._names = columns(checks, policies)
        schema = pa.schema([(name, types[kind(name, checks)]) for name in self._names])
        self._table: Any = partial(pa.Table.from_pylist, schema=schema)
        self._writer: Any = write(file, schema)
        self._rows: list[dict[str, Cell]] = []

    def add(self, report: Report) -> None:
        """Write a report, together with others."""
        cells = row(report, self._checks, self._policies)
        self._rows.append(dict(zip(self._names, cells, strict=True)))
        if len(self._rows) == ROWS:
            self._flush()

    def end(self, ending: Ending | None = None) -> None:  # noqa: ARG002 - as its siblings are called
        """Write what is left, and the footer without which the file is none."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(self._table(self._rows))
            self._rows.clear()


def columns(checks: Sequence[str], policies: Sequence[str]) -> list[str]:
    """Return the names of the columns: of the photo, of each policy, of each check."""
    judged = [f"{part}:{policy}" for policy in policies for part in ("risk", "rule")]
    return [*_FIXED, *judged, *checks]


def row(report: Report, checks: Sequence[str], policies: Sequence[str]) -> list[Cell]:
    """Return the cells of a report, in the order of `columns`."""
    risks = {risk.policy: risk for risk in report.risks}
    findings = {finding.check: finding for finding in report.findings}
    cells = list(_fixed(report).values())
    for policy in policies:
        risk = risks.get(policy)
        fired = [rule.id for rule in risk.rules if rule.outcome is Outcome.FIRED] if risk else []
        cells += [risk.level.value if risk else None, text_or_none(fired[0]) if fired else None]
    for check in checks:
        finding = findings.get(check)
        cells.append(number(finding.value) if finding and finding.status is not Status.ERROR else None)
    return cells


def _fixed(report: Report) -> dict[str, Cell]:
    verdict, audited = report.verdict, report.verdict is not None
    supports = {support.claim: support.llr for support in verdict.supports} if verdict else {}
    declarations = verdict.declarations if verdict else ()
    broken = [finding.check for finding in report.findings if finding.status is Status.ERROR]
    silent = [finding.check for finding in report.findings if finding.status is Status.NOT_ASSESSED]
    return {
        "path": clean(report.path, PATH),
        "status": report.status.value,
        "reason": text_or_none(report.reason),
        "sha256": text_or_none(report.sha256),
        "format": text_or_none(report.format),
        "width": report.width or None,
        "height": report.height or None,
        "risk": report.level.value if report.level else None,
        "open_rules": report.unknown if report.level else None,
        "category": verdict.category.value if verdict else None,
        "headline": text_or_none(verdict.headline) if verdict else None,
        "declared": text_or_none("; ".join(dict.fromkeys(item.kind.value for item in declarations))),
        "declared_by": text_or_none("; ".join(dict.fromkeys(item.by for item in declarations if item.by))),
        "synthetic": number(supports.get(Claim.SYNTHETIC)),
        "retouched": number(supports.get(Claim.RETOUCHED)),
        "cues": len(report.impression.cues) if report.impression and report.impression.assessed else None,
        "not_assessed": len(silent) if audited else None,
        "broken": text_or_none("; ".join(broken)),
        "accepted": text_or_none("; ".join(item.finding for item in report.accepted)),
        "not_looked_at": text_or_none("; ".join(item.check for item in report.not_looked_at)),
    }


_FIXED = (
    "path", "status", "reason", "sha256", "format", "width", "height", "risk", "open_rules", "category",
    "headline", "declared", "declared_by", "synthetic", "retouched", "cues", "not_assessed", "broken",
    "accepted", "not_looked_at",
)  # fmt: skip


def kind(name: str, checks: Sequence[str]) -> type:
    """Return the type of a column: int, float or str; any cell may be empty."""
    if name in ("width", "height", "open_rules", "cues", "not_assessed"):
        return int
    return float if name in ("synthetic", "retouched", *checks) else str


def disarmed(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet runs as a formula."""
    return "'" + cell if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def as_line(cells: Iterable[Cell]) -> str:
    """Return cells as a line of CSV."""
    line = io.StringIO()
    _csv.writer(line, lineterminator="\n").writerow("" if cell is None else cell for cell in cells)
    return line.getvalue()
