"""Tables, one photo a row or line, written as reports come: JSON lines, CSV and Parquet.

JSON lines are for programs: each line is the report object of `photoaudit.report.json`. CSV is for
people with a spreadsheet: text that a spreadsheet would run as a formula gets an apostrophe before
it, paths too. Parquet has the columns of the CSV, typed and with no such marks.
"""

from __future__ import annotations

import csv as _csv
import io
import json as _json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import BinaryIO

from photoaudit.model import Claim, Outcome, Report, Status
from photoaudit.report.json import SCHEMA, number, to_dict
from photoaudit.report.text import PATH, SENTENCE, clean

ROWS = 1000
"""Rows that a Parquet file is written in at a time."""

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four full-width
Cell = str | float | int | None


class MissingLibraryError(RuntimeError):
    """A format needs a library that is not installed; the message says how to install it."""


def jsonl(reports: Iterable[Report], *, version: str, ascii: bool = False) -> Iterator[str]:  # noqa: A002
    """Yield one line of JSON a report; ``version`` and ``ascii`` as in `photoaudit.report.json.render`."""
    tool = {"name": "photoaudit", "version": version}
    for report in reports:
        line = {"schema": SCHEMA, "tool": tool, **to_dict(report)}
        yield _json.dumps(line, ensure_ascii=ascii, allow_nan=False, separators=(",", ":")) + "\n"


def csv(reports: Iterable[Report], *, checks: Sequence[str], policies: Sequence[str]) -> Iterator[str]:
    """Yield a header, then one row a report, as comma-separated values with lines that end in a line feed.

    Columns depend on the ids of ``checks`` and ``policies`` alone, so that every run with the same
    ones has the same columns. A cell is empty where there is nothing to say or to measure.
    """
    yield _row(columns(checks, policies))
    for report in reports:
        yield _row(_disarmed(cell) for cell in row(report, checks, policies))


def parquet(
    reports: Iterable[Report], file: BinaryIO, *, checks: Sequence[str], policies: Sequence[str]
) -> None:
    """Write the table of `csv` to a file opened for binary writing.

    Raises
    ------
    MissingLibraryError
        If pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - large and optional
        import pyarrow.parquet as parts  # noqa: PLC0415
    except ImportError as problem:
        raise MissingLibraryError(
            "Parquet needs pyarrow, which is not installed: pip install 'photoaudit[parquet]'."
        ) from problem
    types = {int: pa.int64(), float: pa.float64(), str: pa.string()}
    names = columns(checks, policies)
    schema = pa.schema([(name, types[_kind(name, checks)]) for name in names])
    reports = iter(reports)
    with parts.ParquetWriter(file, schema) as writer:
        while rows := [row(report, checks, policies) for report in islice(reports, ROWS)]:
            cells = [dict(zip(names, each, strict=True)) for each in rows]
            writer.write_table(pa.Table.from_pylist(cells, schema=schema))


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
        cells += [risk.level.value if risk else None, _text(fired[0]) if fired else None]
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
        "reason": _text(report.reason),
        "sha256": _text(report.sha256),
        "format": _text(report.format),
        "width": report.width or None,
        "height": report.height or None,
        "risk": report.level.value if audited else None,
        "category": verdict.category.value if verdict else None,
        "headline": _text(verdict.headline) if verdict else None,
        "declared": _text("; ".join(dict.fromkeys(item.kind.value for item in declarations))),
        "declared_by": _text("; ".join(dict.fromkeys(item.by for item in declarations if item.by))),
        "synthetic": number(supports.get(Claim.SYNTHETIC)),
        "retouched": number(supports.get(Claim.RETOUCHED)),
        "cues": len(report.impression.cues) if report.impression else None,
        "not_assessed": len(silent) if audited else None,
        "broken": _text("; ".join(broken)),
    }


_FIXED = (
    "path", "status", "reason", "sha256", "format", "width", "height", "risk", "category", "headline",
    "declared", "declared_by", "synthetic", "retouched", "cues", "not_assessed", "broken",
)  # fmt: skip


def _kind(name: str, checks: Sequence[str]) -> type:
    if name in ("width", "height", "cues", "not_assessed"):
        return int
    return float if name in ("synthetic", "retouched", *checks) else str


def _text(text: str) -> str | None:
    return clean(text, SENTENCE) or None


def _disarmed(cell: Cell) -> Cell:
    return "'" + cell if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _row(cells: Iterable[Cell]) -> str:
    line = io.StringIO()
    _csv.writer(line, lineterminator="\n").writerow("" if cell is None else cell for cell in cells)
    return line.getvalue()
