"""Pairs of pictures for programs: JSON, format ``photoaudit-comparison/1``, JSON lines and CSV.

What was not assessed is null or an empty cell, with the reason beside it, never 0. Pictures and maps are
in none of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from photoaudit.model import Aspect, Compared, Difference, Outcome, Side
from photoaudit.report.tables.objects import Object, details_of, number, text_or_none, to_dict
from photoaudit.report.tables.rows import Cell, as_line, disarmed
from photoaudit.report.tally import Ending
from photoaudit.text import PATH, SENTENCE, clean

COMPARISON_SCHEMA = "photoaudit-comparison/1"
"""The name of the format (``data/comparison.schema.json``)."""

SEEN, UNSEEN, UNASSESSED = "seen", "not seen", "not assessed"
TOLD = tuple(aspect for aspect in Aspect if aspect is not Aspect.PICTURE)


def pair_object(compared: Compared) -> Object:
    """Return a pair as the object that stands in ``pairs``."""
    made = compared.comparison
    return {
        "original": _side(made.original) if made.original.path else None,
        "edited": _side(made.edited),
        "change": made.change.value if made.change else None,
        "changes": [change.value for change in made.changes],
        "summary": text_or_none(made.summary),
        "reason": text_or_none(made.reason),
        "differences": [_difference(item) for item in made.differences],
        "report": to_dict(compared.report),
    }


def _side(side: Side) -> Object:
    return {
        "path": clean(side.path, PATH),
        "sha256": text_or_none(side.sha256),
        "format": text_or_none(side.format),
        "width": side.width or None,
        "height": side.height or None,
    }


def _difference(item: Difference) -> Object:
    return {
        "id": clean(item.id),
        "aspect": item.aspect.value,
        "summary": clean(item.summary, SENTENCE),
        "assessed": item.assessed,
        "seen": item.seen if item.assessed else None,
        "value": number(item.value) if item.assessed else None,
        "unit": text_or_none(item.unit),
        "floor": number(item.floor),
        "details": details_of(item.details),
    }


class PairDocument:
    """One JSON document, written as pairs are added; ``ascii`` escapes other characters."""

    def __init__(self, write: Callable[[str], object], *, version: str, ascii: bool = False) -> None:
        self._write, self._ascii, self._mark = write, ascii, "\n"
        head = _text(_head(version), ascii=ascii)
        write(head.removesuffix("\n}") + ',\n  "pairs": [')

    def add(self, compared: Compared) -> None:
        """Write a pair."""
        text = _text(pair_object(compared), ascii=self._ascii)
        self._write(f"{self._mark}    " + text.replace("\n", "\n    "))
        self._mark = ",\n"

    def end(self, ending: Ending | None = None) -> None:
        """Write which originals belong to no pair, and close the document."""
        left = ending.left if ending else ()
        tail = _text({"originals_left": [clean(path, PATH) for path in left]}, ascii=self._ascii)
        self._write(("]" if self._mark == "\n" else "\n  ]") + ",\n" + tail.removeprefix("{\n") + "\n")


class PairJsonLines:
    """One line of JSON a pair; parameters as for `PairDocument`."""

    def __init__(self, write: Callable[[str], object], *, version: str, ascii: bool = False) -> None:
        self._write, self._ascii, self._head = write, ascii, _head(version)

    def add(self, compared: Compared) -> None:
        """Write a pair."""
        line = {**self._head, **pair_object(compared)}
        self._write(json.dumps(line, ensure_ascii=self._ascii, allow_nan=False, separators=(",", ":")) + "\n")

    def end(self, ending: Ending | None = None) -> None:
        """Do nothing: lines need no end."""


class PairCsv:
    """A header, then one row a pair.

    A cell of an aspect says ``seen``, ``not seen`` or ``not assessed``, and is empty where nothing was
    looked at; ``values`` holds the numbers, ``id=value unit`` each.
    """

    def __init__(self, write: Callable[[str], object], *, policies: Sequence[str]) -> None:
        self._write, self._policies = write, policies
        write(as_line(pair_columns(policies)))

    def add(self, compared: Compared) -> None:
        """Write a pair."""
        self._write(as_line(disarmed(cell) for cell in _row(compared, self._policies)))

    def end(self, ending: Ending | None = None) -> None:
        """Do nothing: rows need no end."""


def pair_columns(policies: Sequence[str]) -> list[str]:
    """Return the names of the columns: of the pair, what differs, the edited picture, each policy."""
    judged = [f"{part}:{policy}" for policy in policies for part in ("risk", "rule")]
    return [*_FIRST, *(aspect.value for aspect in TOLD), *_LAST, *judged]


_FIRST = (
    "original", "edited", "change", "changes", "summary", "reason", "original_sha256", "edited_sha256",
    "original_width", "original_height", "edited_width", "edited_height",
)  # fmt: skip
_LAST = ("seen", "not_assessed", "values", "status", "risk", "category")


def _row(compared: Compared, policies: Sequence[str]) -> list[Cell]:
    made, report = compared.comparison, compared.report
    risks = {risk.policy: risk for risk in report.risks}
    told = [item for item in made.differences if item.assessed]
    cells: list[Cell] = [
        clean(made.original.path, PATH) or None,
        clean(made.edited.path, PATH),
        made.change.value if made.change else None,
        "; ".join(change.value for change in made.changes) or None,
        text_or_none(made.summary),
        text_or_none(made.reason),
        *(text_or_none(side.sha256) for side in (made.original, made.edited)),
        *(size or None for side in (made.original, made.edited) for size in (side.width, side.height)),
        *(_told(made.differences, aspect) for aspect in TOLD),
        text_or_none("; ".join(item.id for item in told if item.seen)),
        text_or_none("; ".join(item.id for item in made.differences if not item.assessed)),
        text_or_none("; ".join(filter(None, map(_value, told)))),
        report.status.value,
        report.level.value if report.level else None,
        report.verdict.category.value if report.verdict else None,
    ]
    for policy in policies:
        risk = risks.get(policy)
        fired = [rule.id for rule in risk.rules if rule.outcome is Outcome.FIRED] if risk else []
        cells += [risk.level.value if risk else None, text_or_none(fired[0]) if fired else None]
    return cells


def _told(differences: Sequence[Difference], aspect: Aspect) -> str | None:
    """Return what is known of an aspect; what was not assessed is never called not seen."""
    found = [item for item in differences if item.aspect is aspect]
    if any(item.seen and item.assessed for item in found):
        return SEEN
    if any(not item.assessed for item in found):
        return UNASSESSED
    return UNSEEN if found else None


def _value(item: Difference) -> str:
    value = number(item.value)
    return "" if value is None else f"{item.id}={value} {item.unit}".rstrip()


def _head(version: str) -> Object:
    return {"schema": COMPARISON_SCHEMA, "tool": {"name": "photoaudit", "version": version}}


def _text(value: Object, *, ascii: bool) -> str:
    return json.dumps(value, indent=2, ensure_ascii=ascii, allow_nan=False)
