"""The JSON report, format ``photoaudit/1``: a type of its own, published with a schema.

What is written here is a promise to other programs (``data/report.schema.json``), so it is spelled
out field by field and does not follow when the vocabulary inside the package changes. Absent is
``null``, numbers are finite and rounded for reading, and of all regions only boxes are written:
a polygon follows a face too closely to leave the process.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from photoaudit.metadata import Credentials, Metadata
from photoaudit.model import (
    Acceptance,
    Album,
    AlbumFinding,
    Declaration,
    Details,
    Finding,
    Impression,
    Photo,
    Reference,
    Region,
    Report,
    Risk,
    RuleResult,
    Statement,
    Support,
    Unseen,
    Verdict,
)
from photoaudit.report.entries import entries
from photoaudit.report.tables.credentials import credentials_object
from photoaudit.report.tally import Ending
from photoaudit.text import PATH, SENTENCE, clean

SCHEMA = "photoaudit/1"
"""The name of the format; the number rises when a reader of the old one would break."""

METADATA_SCHEMA = "photoaudit-metadata/1"
"""The name of the format of `render_metadata` (``data/metadata.schema.json``)."""

DIGITS = 4
"""Significant digits of a fraction; whole digits are never rounded away."""

Object = dict[str, Any]


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
        together = _album(ending.album) if ending and ending.album else None
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
        "notes": _texts(metadata.notes),
    }
    return _document(document, ascii=ascii)


def _document(document: Object, *, ascii: bool) -> str:
    return json.dumps(document, indent=2, ensure_ascii=ascii, allow_nan=False) + "\n"


def to_dict(report: Report) -> Object:
    """Return one report as the object that stands in ``reports``, ready for ``json.dumps``."""
    return {
        "path": clean(report.path, PATH),
        "sha256": _text(report.sha256),
        "status": report.status.value,
        "reason": _text(report.reason),
        "format": _text(report.format),
        "width": report.width or None,
        "height": report.height or None,
        "notes": _texts(report.notes),
        "verdict": _verdict(report.verdict) if report.verdict else None,
        "impression": _impression(report.impression) if report.impression else None,
        "findings": [_finding(finding) for finding in report.findings],
        "risks": [_risk(risk) for risk in report.risks],
        "next_steps": _texts(report.next_steps),
        "statement": _statement(report.statement) if report.statement else None,
        "accepted": [_acceptance(item) for item in report.accepted],
        "not_looked_at": [_unseen(item) for item in report.not_looked_at],
    }


def _unseen(item: Unseen) -> Object:
    return {"check": clean(item.check), "family": item.family.value, "broke": item.broke}


def _acceptance(accepted: Acceptance) -> Object:
    return {
        "finding": clean(accepted.finding),
        "by": clean(accepted.by, SENTENCE),
        "because": clean(accepted.why, SENTENCE),
        "until": _text(accepted.until),
    }


def _album(album: Album) -> Object:
    return {
        "photos": album.photos,
        "complete": album.complete,
        "findings": [_album_finding(finding) for finding in album.findings],
    }


def _album_finding(finding: AlbumFinding) -> Object:
    return {
        "check": clean(finding.check),
        "title": clean(finding.title),
        "status": finding.status.value,
        "summary": clean(finding.summary, SENTENCE),
        "value": number(finding.value),
        "unit": _text(finding.unit),
        "notable": finding.notable,
        "reference": _reference(finding.reference) if finding.reference else None,
        "groups": [
            {
                "photos": [clean(path, PATH) for path in group.photos],
                "summary": clean(group.summary, SENTENCE),
                "details": _details(group.details),
            }
            for group in finding.groups
        ],
        "details": _details(finding.details),
    }


def _statement(statement: Statement) -> Object:
    return {
        "intent": statement.intent.value if statement.intent else None,
        "disclosed": statement.disclosed,
        "contradiction": _text(statement.contradiction),
    }


def _verdict(verdict: Verdict) -> Object:
    return {
        "category": verdict.category.value,
        "headline": clean(verdict.headline, SENTENCE),
        "declarations": [_declaration(declaration) for declaration in verdict.declarations],
        # Evidence without a finite weight is a fault upstream, and no evidence.
        "supports": [_support(support) for support in verdict.supports if math.isfinite(support.llr)],
    }


def _declaration(declaration: Declaration) -> Object:
    return {
        "kind": declaration.kind.value,
        "by": clean(declaration.by),
        "says": clean(declaration.says, SENTENCE),
        "where": clean(declaration.where),
        "signed": declaration.signed,
        "intact": declaration.intact,
        "trusted": declaration.trusted,
        "flaw": declaration.flaw,
        "doubt": clean(declaration.doubt),
    }


def _support(support: Support) -> Object:
    return {
        "claim": support.claim.value,
        "llr": number(support.llr),
        "wording": clean(support.wording, SENTENCE),
        "findings": _texts(support.findings),
    }


def _impression(impression: Impression) -> Object:
    return {
        "cues": [
            {"check": clean(cue.check), "title": clean(cue.title), "percentile": number(cue.percentile)}
            for cue in impression.cues
            if math.isfinite(cue.percentile)
        ],
        "assessed": impression.assessed,
        "summary": clean(impression.summary, SENTENCE),
    }


def _finding(finding: Finding) -> Object:
    return {
        "check": clean(finding.check),
        "title": clean(finding.title),
        "family": finding.family.value,
        "status": finding.status.value,
        "summary": clean(finding.summary, SENTENCE),
        "value": number(finding.value),
        "unit": _text(finding.unit),
        "reference": _reference(finding.reference) if finding.reference else None,
        "percentile": number(finding.percentile),
        "claim": finding.claim.value if finding.claim else None,
        "llr": number(finding.llr),
        "details": _details(finding.details),
        "regions": boxes(finding.regions),
    }


def _reference(reference: Reference) -> Object | None:
    low, median, high = (number(value) for value in (reference.low, reference.median, reference.high))
    if low is None or median is None or high is None:
        return None
    population = clean(reference.population)
    return {"low": low, "median": median, "high": high, "count": reference.count, "population": population}


def _details(details: Details) -> Object:
    pairs = ((name, clean(value) if isinstance(value, str) else number(value)) for name, value in details)
    return {clean(name): value for name, value in pairs if value is not None}


def boxes(regions: Iterable[Region]) -> list[Object]:
    """Return the boxes among ``regions``, the only shape that leaves the process."""
    return [_box(region) for region in regions if _is_box(region)]


def _is_box(region: Region) -> bool:
    return (
        region.kind == "box"
        and len(region.points) == 2
        and all(math.isfinite(coordinate) for point in region.points for coordinate in point)
    )


def _box(region: Region) -> Object:
    (x0, y0), (x1, y1) = region.points
    return {
        "label": clean(region.label),
        "left": number(min(x0, x1)),
        "top": number(min(y0, y1)),
        "right": number(max(x0, x1)),
        "bottom": number(max(y0, y1)),
    }


def _risk(risk: Risk) -> Object:
    return {
        "policy": clean(risk.policy),
        "title": clean(risk.title),
        "level": risk.level.value,
        "unknown": len(risk.open),
        "rules": [_rule(rule) for rule in risk.rules],
        "questions": _texts(risk.questions),
    }


def _rule(rule: RuleResult) -> Object:
    return {
        "id": clean(rule.id),
        "outcome": rule.outcome.value,
        "level": rule.level.value,
        "status": clean(rule.status),
        "because": clean(rule.because, SENTENCE),
        "advice": _text(rule.advice),
        "source": _text(rule.source),
        "checked_on": _text(rule.checked_on),
        "confidence": clean(rule.confidence),
        "severity": rule.severity.value,
        "trigger": _text(rule.trigger),
        "basis": rule.basis.value if rule.basis else None,
    }


def _text(text: str) -> str | None:
    return clean(text, SENTENCE) or None


def _texts(texts: Iterable[str]) -> list[str]:
    return [clean(text, SENTENCE) for text in texts]


def number(value: float | None) -> float | int | None:
    """Return ``value`` rounded for reading, whole numbers as such, None when it is not finite."""
    if value is None or not math.isfinite(value):
        return None
    value = float(value)
    magnitude = math.floor(math.log10(abs(value))) if value else 0
    rounded = round(value, max(DIGITS - 1 - magnitude, 0))
    # Past 2**53 a float names no exact integer, and thirty digits would pretend that it does.
    return int(rounded) if rounded.is_integer() and abs(rounded) < 2**53 else rounded
