"""A report as an object of plain values, as programs read it in JSON.

What is written here is a promise to other programs (``data/report.schema.json``), so it is spelled
out field by field and does not follow when the vocabulary inside the package changes. Absent is
``null``, numbers are finite and rounded for reading, and of all regions only boxes are written:
a polygon follows a face too closely to leave the process.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from photoaudit.model import (
    Acceptance,
    Album,
    AlbumFinding,
    Declaration,
    Details,
    Finding,
    Impression,
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
from photoaudit.text import PATH, SENTENCE, clean

DIGITS = 4
"""Significant digits of a fraction; whole digits are never rounded away."""

Object = dict[str, Any]


def to_dict(report: Report) -> Object:
    """Return one report as the object that stands in ``reports``, ready for ``json.dumps``."""
    return {
        "path": clean(report.path, PATH),
        "sha256": text_or_none(report.sha256),
        "status": report.status.value,
        "reason": text_or_none(report.reason),
        "format": text_or_none(report.format),
        "width": report.width or None,
        "height": report.height or None,
        "notes": texts(report.notes),
        "verdict": _verdict(report.verdict) if report.verdict else None,
        "impression": _impression(report.impression) if report.impression else None,
        "findings": [_finding(finding) for finding in report.findings],
        "level": report.level.value if report.level else None,
        "unknown": report.unknown if report.level else None,
        "risks": [_risk(risk) for risk in report.risks],
        "next_steps": texts(report.next_steps),
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
        "until": text_or_none(accepted.until),
    }


def album_of(album: Album) -> Object:
    """Return what all photos together show as the object that stands in ``album``."""
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
        "unit": text_or_none(finding.unit),
        "notable": finding.notable,
        "reference": _reference(finding.reference) if finding.reference else None,
        "groups": [
            {
                "photos": [clean(path, PATH) for path in group.photos],
                "summary": clean(group.summary, SENTENCE),
                "details": details_of(group.details),
            }
            for group in finding.groups
        ],
        "details": details_of(finding.details),
    }


def _statement(statement: Statement) -> Object:
    return {
        "intent": statement.intent.value if statement.intent else None,
        "disclosed": statement.disclosed,
        "contradiction": text_or_none(statement.contradiction),
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
        "findings": texts(support.findings),
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
        "unit": text_or_none(finding.unit),
        "reference": _reference(finding.reference) if finding.reference else None,
        "percentile": number(finding.percentile),
        "claim": finding.claim.value if finding.claim else None,
        "llr": number(finding.llr),
        "details": details_of(finding.details),
        "regions": boxes(finding.regions),
    }


def _reference(reference: Reference) -> Object | None:
    low, median, high = (number(value) for value in (reference.low, reference.median, reference.high))
    if low is None or median is None or high is None:
        return None
    population = clean(reference.population)
    return {"low": low, "median": median, "high": high, "count": reference.count, "population": population}


def details_of(details: Details) -> Object:
    """Return details as an object; what is no finite number or text is left out."""
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
        "questions": texts(risk.questions),
    }


def _rule(rule: RuleResult) -> Object:
    return {
        "id": clean(rule.id),
        "outcome": rule.outcome.value,
        "level": rule.level.value,
        "status": clean(rule.status),
        "because": clean(rule.because, SENTENCE),
        "advice": text_or_none(rule.advice),
        "source": text_or_none(rule.source),
        "checked_on": text_or_none(rule.checked_on),
        "confidence": clean(rule.confidence),
        "severity": rule.severity.value,
        "trigger": text_or_none(rule.trigger),
        "basis": rule.basis.value if rule.basis else None,
    }


def text_or_none(text: str) -> str | None:
    """Return a sentence that may be shown anywhere, None for no words."""
    return clean(text, SENTENCE) or None


def texts(sentences: Iterable[str]) -> list[str]:
    """Return sentences that may be shown anywhere."""
    return [clean(sentence, SENTENCE) for sentence in sentences]


def number(value: float | None) -> float | int | None:
    """Return ``value`` rounded for reading, whole numbers as such, None when it is not finite."""
    if value is None or not math.isfinite(value):
        return None
    value = float(value)
    magnitude = math.floor(math.log10(abs(value))) if value else 0
    rounded = round(value, max(DIGITS - 1 - magnitude, 0))
    # Past 2**53 a float names no exact integer, and thirty digits would pretend that it does.
    return int(rounded) if rounded.is_integer() and abs(rounded) < 2**53 else rounded
