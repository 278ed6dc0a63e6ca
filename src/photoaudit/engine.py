"""One photo: `examine` is slow and reads the file, `conclude` is instant and pure.

What `examine` returns depends on the file and the checks alone, so it can be kept and judged again
under another policy or calibration.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace

from photoaudit import advice, album, calibration, exhibit, policy, verdict
from photoaudit.checks import Check, catalogue
from photoaudit.facts import Facts
from photoaudit.imaging.threads import one_thread
from photoaudit.model import (
    CheckInfo,
    Context,
    Exhibit,
    Family,
    Finding,
    Level,
    Need,
    NotAssessable,
    Photo,
    Report,
    ReportStatus,
    Settings,
    Status,
    Traits,
    UnknownName,
    UnreadableError,
    Unseen,
)
from photoaudit.photo import read
from photoaudit.text import closest


@dataclass(frozen=True)
class Examination:
    """What the checks found in one file, before anything is weighed or judged."""

    path: str
    reason: str = ""
    sha256: str = ""
    format: str = ""
    width: int = 0
    height: int = 0
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    traits: Traits | None = None
    exhibit: Exhibit | None = field(default=None, repr=False)


def select(only: Sequence[str] = (), skip: Sequence[str] = ()) -> tuple[Check, ...]:
    """Return the checks named by id or family in ``only`` (all, if empty) and not in ``skip``.

    Raises `UnknownName` for a name that is neither.
    """
    names = [item.info.id for item in catalogue()] + [family.value for family in Family]
    for name in (*only, *skip):
        if name not in names:
            close = closest(name, names)
            raise UnknownName(
                f"There is no check or family {name!r}." + (f" Did you mean {close!r}?" if close else "")
            )
    return tuple(
        item
        for item in catalogue()
        if (not only or {item.info.id, item.info.family} & set(only))
        and not {item.info.id, item.info.family} & set(skip)
    )


def vocabulary() -> policy.Vocabulary:
    """Return the names that a policy may use for checks and their details."""
    return policy.Vocabulary({item.info.id: item.info.details for item in catalogue()})


def shelf() -> policy.Shelf:
    """Return what finds policies, and reads each file once."""
    return policy.Shelf(vocabulary())


def highest(pack: policy.Policy) -> Level:
    """Return the highest risk that a policy can come to, whatever a photo shows."""
    return policy.highest(pack, {item.info.id: item.info for item in catalogue()})


def packs(names: Sequence[str]) -> tuple[policy.Policy, ...]:
    """Return the policies of these names: ids of shipped ones, paths of own ones, or ``all`` shipped.

    Raises `UnknownName` for an id that does not exist and `policy.PackError` for a file that is no pack.
    """
    return shelf().find(names)


def examine(
    path: str | os.PathLike[str],
    checks: Sequence[Check] | None = None,
    settings: Settings | None = None,
    picture: int = 0,
    *,
    admit: Callable[[Photo], None] = lambda _: None,
) -> Examination:
    """Open a photo and run the checks on it; never raises for what is in the file.

    Pixels are decoded only if a check needs them, or a ``picture`` of so many pixels a side is wanted.
    ``admit`` is called before that; it may wait, or raise UnreadableError if there is no room for them.
    """
    name, settings = os.fspath(path), settings or Settings()
    checks = catalogue() if checks is None else checks
    try:
        photo = read(path, settings.limits)
        facts = Facts(photo, settings)
        pixels = any(item.info.need is not Need.FILE for item in checks)
        if pixels or picture:
            admit(photo)
        with one_thread() if pixels or picture else nullcontext():
            notes = facts.raster.notes if pixels else ()
            findings = tuple(run(item, facts) for item in checks)
            traits = _traits(facts) if pixels else None
            shown = _exhibit(facts, checks, picture)
    except UnreadableError as reason:
        return Examination(str(name), reason=str(reason))
    seen = photo.sha256, photo.format, photo.width, photo.height
    return Examination(str(name), "", *seen, notes, findings, traits, shown)


def depict(
    path: str | os.PathLike[str],
    sha256: str,
    checks: Sequence[Check],
    settings: Settings,
    picture: int,
    *,
    admit: Callable[[Photo], None] = lambda _: None,
) -> Exhibit | None:
    """Return a picture of a photo whose examination is known, None if its content is no longer ``sha256``."""
    try:
        photo = read(path, settings.limits)
        if photo.sha256 != sha256:
            return None
        admit(photo)
        with one_thread():
            return _exhibit(Facts(photo, settings), checks, picture)
    except UnreadableError:
        return None


def _exhibit(facts: Facts, checks: Sequence[Check], picture: int) -> Exhibit | None:
    """Return a picture; faces are looked for only if a check does."""
    if not picture:
        return None
    try:
        needs, names = {item.info.need for item in checks}, {item.info.id for item in checks}
        return exhibit.make(facts, picture, faces=Need.FACE in needs, marks="visible-mark" in names)
    except UnreadableError:
        return None  # what the file says is reported all the same
    except Exception:  # noqa: BLE001 - a report without its picture is better than none
        return None


def _traits(facts: Facts) -> Traits | None:
    """Return what the photo is compared by; None if that breaks, which must cost no finding."""
    try:
        return facts.traits
    except UnreadableError:
        raise
    except Exception:  # noqa: BLE001 - see the docstring; the checks of faces report what broke
        return None


_SHAPES = frozenset({"invisible-watermark", "stealth-text", "visible-mark"})
"""Checks that ask for shapes, or for the pixels as they lie in the file, whatever they are coded for."""


def _need_tones(info: CheckInfo, facts: Facts) -> None:
    """Raise `NotAssessable` where a check asks for tones or colors, and those of the photo are not known."""
    if info.need is Need.FILE or info.family is Family.SUBJECT or info.id in _SHAPES:
        return
    if facts.raster.hdr:
        raise NotAssessable(f"its tones and colors are coded for HDR screens ({facts.raster.hdr})")


def run(item: Check, facts: Facts) -> Finding:
    """Run one check; anything but `NotAssessable` that it raises becomes an ERROR finding.

    One broken check hides nothing of the others and is never mistaken for a clean photo.
    """
    info = item.info
    blank = Finding(
        info.id, info.title, info.family, Status.ERROR, "", unit=info.unit, claim=info.claim, cue=info.cue
    )
    try:
        _need_tones(info, facts)
        seen = item.measure(facts)
    except NotAssessable as reason:
        return replace(blank, status=Status.NOT_ASSESSED, summary=str(reason))
    except UnreadableError:
        raise
    except Exception as problem:  # noqa: BLE001 - see the docstring
        return replace(blank, summary=f"the check broke: {type(problem).__name__}: {problem}")
    if seen.value is not None and not math.isfinite(seen.value):
        return replace(blank, summary="the check broke: its value is not a finite number")
    return replace(
        blank,
        status=Status.DECLARED if seen.declarations else Status.MEASURED,
        summary=seen.summary,
        value=seen.value,
        notable=seen.notable,
        details=seen.details,
        regions=seen.regions,
        declarations=seen.declarations,
    )


def conclude(
    examination: Examination,
    policies: Sequence[policy.Policy],
    weights: calibration.Calibration | None = None,
    context: Context | None = None,
) -> Report:
    """Weigh, judge and word what was found; a pure function of its arguments."""
    if examination.reason:
        return Report(examination.path, ReportStatus.UNREADABLE, reason=examination.reason)
    context = context or Context()
    measured = any(item.value is not None for item in examination.findings)
    weights = weights or (calibration.shipped() if measured else calibration.NOTHING)
    findings = tuple(calibration.calibrate(finding, weights) for finding in examination.findings)
    unseen = _unseen(findings)
    judged = verdict.judge(findings, calibration.fuse(findings, weights), unseen)
    impression = verdict.impress(findings)
    risks = tuple(policy.judge(item, findings, judged, impression, context) for item in policies)
    statement = policy.statement(context, judged)
    return Report(
        path=examination.path,
        status=ReportStatus.AUDITED,
        sha256=examination.sha256,
        format=examination.format,
        width=examination.width,
        height=examination.height,
        notes=examination.notes,
        verdict=judged,
        impression=impression,
        findings=findings,
        risks=risks,
        next_steps=advice.steps(risks, verdict.suggest(findings, judged, statement), statement, judged),
        statement=statement,
        code=album.code_of(examination.traits),
        exhibit=examination.exhibit,
        not_looked_at=unseen,
    )


def _unseen(findings: Sequence[Finding]) -> tuple[Unseen, ...]:
    """Return the checks that did not look: those without a finding, then those that broke."""
    seen = {finding.check for finding in findings}
    infos = [item.info for item in catalogue() if item.info.id not in seen]
    return (
        *(Unseen(info.id, info.family, info.claim, info.cue) for info in infos),
        *(
            Unseen(item.check, item.family, item.claim, item.cue, broke=True)
            for item in findings
            if item.status is Status.ERROR
        ),
    )


def member(examination: Examination) -> album.Member:
    """Return what an album needs of a photo, and no more: an album holds many."""
    seen = examination
    return album.Member(seen.path, seen.sha256, seen.width, seen.height, seen.traits)


def audit(
    path: str | os.PathLike[str],
    *,
    checks: Sequence[Check] | None = None,
    policies: Sequence[policy.Policy] = (),
    settings: Settings | None = None,
    context: Context | None = None,
    picture: int = 0,
) -> Report:
    """Examine a photo and conclude; ``picture`` as in `examine`."""
    return conclude(examine(path, checks, settings, picture), policies, context=context)
