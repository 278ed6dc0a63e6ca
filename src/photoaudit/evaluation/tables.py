"""Summaries in words: tables for a terminal or a Markdown page, and an object for JSON."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from photoaudit.evaluation.launder import TRACKS
from photoaudit.evaluation.scores import Rate
from photoaudit.evaluation.summary import FALSE_ALARMS, Evaluation, Gap, Group, Summary
from photoaudit.text import PATH, SENTENCE, clean

SCHEMA = "photoaudit-evaluation/1"

FEW = 30
"""Of fewer photos of a label, a share such as 10 % has a 95 % interval of more than 20 points."""

Rows = Sequence[Sequence[str]]

_BETRAYED = (
    f"On the track {TRACKS[0]}, files are as they were, and their size and format often betray the label"
)


def number(value: float | None, digits: int = 2) -> str:
    """Return a figure, a dash where there is none."""
    return "-" if value is None or math.isnan(value) else f"{value:.{digits}f}"


def percent(rate: Rate, *, interval: bool = True, digits: int = 1) -> str:
    """Return a share in percent, with its 95 % interval to ``digits`` decimals."""
    if not rate.count:
        return "-"
    text = f"{100 * rate.share:.1f} %"
    if not interval:
        return text
    return f"{text} ({100 * rate.low:.{digits}f}-{100 * rate.high:.{digits}f})"


def as_text(header: Sequence[str], rows: Rows) -> str:
    """Return a table with columns aligned by spaces, the first to the left."""
    widths = [max(len(line[place]) for line in [header, *rows]) for place in range(len(header))]
    lines = [
        "  ".join(
            _cell(cell, width, place) for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in [header, *rows]
    ]
    return "\n".join(lines) + "\n"


def _cell(text: str, width: int, place: int) -> str:
    return text.ljust(width) if place == 0 else text.rjust(width)


def as_markdown(header: Sequence[str], rows: Rows) -> str:
    """Return a Markdown table."""
    rule = ["---", *["---:"] * (len(header) - 1)]
    return "".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n"
        for line in [header, rule, *rows]
    )


def overview(summaries: Iterable[Summary]) -> tuple[Sequence[str], Rows]:
    """Return header and rows: one row a track, the main figures."""
    header = [
        "track",
        "camera",
        "claimed",
        "AUC",
        *(f"TPR at {100 * rate:g} % FPR" for rate in FALSE_ALARMS),
        "Cllr",
        "not assessed",
    ]
    rows = [
        [
            item.track,
            str(item.camera),
            str(item.claimed),
            number(item.auc),
            *(percent(rate) for rate in item.hits),
            number(item.cllr),
            percent(item.unassessed, interval=False),
        ]
        for item in summaries
    ]
    return header, rows


def groups(items: Iterable[Group]) -> tuple[Sequence[str], Rows]:
    """Return header and rows: one row a source or third of skin lightness."""
    header = ["group", "photos", "assessed", "AUC", "weak +", "mod. +"]
    rows = [
        [
            clean(item.name),
            str(item.photos),
            str(item.assessed),
            number(item.auc),
            percent(item.weak, digits=0),
            percent(item.moderate, interval=False),
        ]
        for item in items
    ]
    return header, rows


def gaps(items: Iterable[Gap]) -> tuple[Sequence[str], Rows]:
    """Return header and rows: one row a label and reason."""
    header = ["reason", "label", "photos"]
    return header, [[clean(item.reason, SENTENCE), clean(item.label), str(item.photos)] for item in items]


def progress(evaluation: Evaluation) -> str:
    """Return the sentence on an evaluation that was stopped, "" for one that is complete."""
    if evaluation.done == evaluation.photos:
        return ""
    return f"Incomplete: {evaluation.done} of {evaluation.photos} photos, taken evenly from all sources."


def cautions(evaluation: Evaluation) -> tuple[str, ...]:
    """Return what to know before a figure is believed: labels of few photos, and files left as they were."""
    notes = []
    few = [f"{count} {label}" for label, count in evaluation.labels.items() if count < FEW]
    if few:
        notes.append(
            f"Only {', '.join(few)}: figures on fewer than {FEW} photos of a label say little. "
            "The intervals in brackets show how little."
        )
    tracks = {item.track for item in evaluation.summaries}
    if tracks == {TRACKS[0]}:
        notes.append(f"{_BETRAYED}: measure copies as platforms make them, too (--launder).")
    elif TRACKS[0] in tracks:
        notes.append(f"{_BETRAYED}: rely on the other tracks.")
    return tuple(notes)


def report(evaluation: Evaluation) -> str:
    """Return everything as plain text, one claim and track after another."""
    parts = [f"{line}\n" for line in [progress(evaluation), *map(_wrapped, cautions(evaluation))] if line]
    for item in evaluation.summaries:
        parts.append(f"claim '{item.claim}', track {item.track}\n")
        parts.append(_indented(as_text(*_facts(item))))
        parts.append(
            "  by source (weak +: how many photos get at least weak support)\n"
            + as_text(*groups(item.sources))
        )
        if item.terciles:
            parts.append("  camera photos by thirds of skin lightness\n" + as_text(*groups(item.terciles)))
        if item.gaps:
            parts.append("  why it was not assessed\n" + _reasons(item.gaps))
    if evaluation.lost:
        lines = [f"{clean(path, PATH)}: {clean(reason, SENTENCE)}\n" for path, reason in evaluation.lost]
        parts.append("could not be read\n" + "".join(f"  {part}" for part in lines))
    return "\n".join(parts)


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 80)


def _reasons(items: Sequence[Gap]) -> str:
    """Return a line a label and reason, the reason last, as it may be long."""
    rows = [(clean(item.label), str(item.photos), clean(item.reason, SENTENCE)) for item in items]
    label, photos = (max(len(row[place]) for row in rows) for place in (0, 1))
    return "".join(f"{row[0]:{label}}  {row[1]:>{photos}}  {row[2]}\n" for row in rows)


def _facts(item: Summary) -> tuple[Sequence[str], Rows]:
    rows = [
        ["AUC", number(item.auc)],
        *(
            [f"TPR at {100 * rate:g} % FPR", percent(hits)]
            for rate, hits in zip(FALSE_ALARMS, item.hits, strict=True)
        ),
        ["Cllr (1 says nothing)", number(item.cllr)],
        ["not assessed", percent(item.unassessed)],
    ]
    return [f"{item.claimed} claimed, {item.camera} camera photos", ""], rows


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


def as_object(evaluation: Evaluation) -> dict[str, Any]:
    """Return everything for JSON; what is not a number is null, names and reasons are cleaned."""
    return {
        "schema": SCHEMA,
        "photos": evaluation.photos,
        "done": evaluation.done,
        "labels": dict(evaluation.labels),
        "notes": list(cautions(evaluation)),
        "summaries": [_plain(asdict(item)) for item in evaluation.summaries],
        "unreadable": [_plain({"path": path, "reason": reason}) for path, reason in evaluation.lost],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, str):
        return clean(value, PATH)
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value
