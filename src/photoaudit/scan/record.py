"""An `Examination` as one line of JSON, exactly there and back: what caches and processes exchange.

The path is not part of it: the same content under another name has the same record. Regions other
than boxes are left out, as they follow a face too closely to leave the process that saw it; so what
comes back from a record differs from what went in by those alone, and never from another record. The
traits that an album is compared by are kept: they hold what is around a face, and nothing of it.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from photoaudit.checks import Check
from photoaudit.engine import Examination
from photoaudit.imaging.cells import LENGTH
from photoaudit.model import (
    Claim,
    Declaration,
    DeclarationKind,
    Family,
    Finding,
    Reference,
    Region,
    Status,
    Tail,
    Traits,
)

VERSION = 2
"""Rises when older records can no longer be read."""


_ENUMS: Mapping[str, type[StrEnum]] = MappingProxyType(
    {"family": Family, "status": Status, "claim": Claim, "cue": Tail}
)


def encode(examination: Examination) -> str:
    """Return an examination as JSON without its path, any picture, and any region but boxes.

    Values equal to their default are left out.
    """
    record = _without_defaults(examination)
    del record["path"]
    record.pop("exhibit", None)
    if examination.findings:
        record["findings"] = [_finding(finding) for finding in examination.findings]
    if examination.traits:
        record["traits"] = _traits(examination.traits)
    # ASCII, so that halves of surrogate pairs in a photo's text survive too.
    return json.dumps({"record": VERSION, **record}, separators=(",", ":"), default=_number)


def decode(text: str, path: str) -> Examination:
    """Return the examination of a record, for a file at ``path``.

    Raises
    ------
    ValueError
        If this is no record, or one of another version.
    """
    try:
        record = json.loads(text)
        if record.pop("record") != VERSION:
            raise ValueError("a record of another version")
        findings = tuple(_to_finding(item) for item in record.pop("findings", ()))
        traits = _to_traits(record.pop("traits", None))
        found = Examination(path, findings=findings, traits=traits, **_tuples(record))
    except (AttributeError, IndexError, KeyError, RecursionError, TypeError) as problem:
        raise ValueError(f"not a record: {problem!r}") from problem
    if not _is(found, Examination):
        raise ValueError("not a record: something in it has another type")
    return found


def answers(seen: Examination, sha256: str, checks: Sequence[Check]) -> bool:
    """Whether an examination that somebody kept is what these checks may have found in that content.

    A record is weighed anew whenever it is read: one that brings weights of its own is none of ours.
    """
    if seen.sha256 != sha256 or seen.reason or len(seen.findings) != len(checks):
        return False
    for finding, check in zip(seen.findings, checks, strict=True):
        info = check.info
        same = (finding.check, finding.title, finding.family, finding.unit, finding.claim, finding.cue) == (
            info.id, info.title, info.family, info.unit, info.claim, info.cue
        )  # fmt: skip
        weighed = finding.llr is not None or finding.percentile is not None or finding.reference is not None
        if not same or weighed or finding.status is Status.ERROR:
            return False
    return True


def _is(value: Any, hint: Any) -> bool:
    """Whether a value is of a type, and all that is in it too."""
    if is_dataclass(hint):
        kinds_of: dict[str, Any] = _hints(cast(Hashable, hint))
        return type(value) is hint and all(_is(getattr(value, name), kind) for name, kind in kinds_of.items())
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_is(value, kind) for kind in inner)
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        kinds = inner[:1] * len(value) if inner[-1] is Ellipsis else inner
        return len(value) == len(kinds) and all(map(_is, value, kinds))
    if hint is float:
        return type(value) is float or (type(value) is int and value.bit_length() < 64)
    return type(value) is hint


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return get_type_hints(kind)


def _traits(traits: Traits) -> list[Any]:
    """Return traits as eyes, anchored or not, and cells: short, as there is one for each photo."""
    return [traits.eyes, traits.anchored, b64encode(traits.cells).decode("ascii")]


def _to_traits(item: list[Any] | None) -> Traits | None:
    if item is None:
        return None
    eyes, anchored, cells = item
    if (eyes is not None and len(eyes) != 4) or len(cell := b64decode(cells, validate=True)) not in (
        0,
        LENGTH,
    ):
        raise ValueError("not a record: traits of another shape")
    return Traits(None if eyes is None else tuple(eyes), bool(anchored), cell)


def _finding(finding: Finding) -> dict[str, Any]:
    record = _without_defaults(finding)
    boxes = [_without_defaults(region) for region in finding.regions if region.kind == "box"]
    if "regions" in record:
        record["regions"] = boxes
    if finding.declarations:
        record["declarations"] = [_without_defaults(item) for item in finding.declarations]
    if finding.reference:
        record["reference"] = _without_defaults(finding.reference)
    return record


def _to_finding(record: dict[str, Any]) -> Finding:
    for name, enum in _ENUMS.items():
        if record.get(name):
            record[name] = enum(record[name])
    if "details" in record:
        record["details"] = _pairs(record["details"])
    if "regions" in record:
        record["regions"] = tuple(
            Region(item["kind"], _pairs(item["points"]), item["label"]) for item in record["regions"]
        )
    if "declarations" in record:
        record["declarations"] = tuple(
            Declaration(**{**item, "kind": DeclarationKind(item["kind"])}) for item in record["declarations"]
        )
    if record.get("reference"):
        record["reference"] = Reference(**record["reference"])
    return Finding(**record)


def _pairs(items: Any) -> Any:
    return tuple(map(tuple, items))


def _tuples(record: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in record.items()}


def _without_defaults(value: Any) -> dict[str, Any]:
    pairs = ((item, getattr(value, item.name)) for item in fields(value))
    return {item.name: part for item, part in pairs if item.default is MISSING or part != item.default}


def _number(value: Any) -> float | str:
    """Return a number of numpy's as Python's."""
    return value.item() if hasattr(value, "item") else str(value)
