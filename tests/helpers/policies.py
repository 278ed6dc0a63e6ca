"""Evidence made to order: what fires a trigger, and what does not. Shared by the tests of policies."""

from __future__ import annotations

from dataclasses import dataclass

from photoaudit.model import (
    Basis,
    Category,
    Context,
    Cue,
    Declaration,
    DeclarationKind,
    Family,
    Finding,
    Impression,
    Intent,
    Risk,
    Status,
    Strength,
    Support,
    Verdict,
)
from photoaudit.policy import Policy, When, judge, parse
from photoaudit.policy.pack import CHANGES

READ = Finding("ai-declaration", "", Family.PROVENANCE, Status.MEASURED, "Nothing.", value=0.0)
"""A check that looked for what the file declares, so that its silence is known."""

SILENT = Verdict(Category.INCONCLUSIVE, "Inconclusive.")
CALM = Impression((), 0, "")
TODAY = "2026-11-22"
NOTHING_SAID = Context(today=TODAY)


PACK = """
id = "p"
title = "P"
version = "1"
checked-on = 2026-01-01
[[rules]]
id = "r"
when = {when}
severity = "{severity}"
status = "prohibited"
because = "b"
advice = "a"
source = "https://example.org"
checked-on = 2026-01-01
confidence = "verbatim"
"""
"""A pack of one rule."""


def pack(when: str, severity: str = "prohibited", extra: str = "") -> Policy:
    """Return a pack whose one rule fires ``when``; ``extra`` are further lines of the rule."""
    return parse(PACK.replace("{when}", when).replace("{severity}", severity) + extra)


def declared(
    kind: DeclarationKind, *, signed: bool = False, intact: bool | None = None, by: str = "Maker"
) -> Declaration:
    return Declaration(kind, by, "says", "where", signed=signed, intact=intact)


def measured(check: str, value: float = 0.0, **details: float | str) -> Finding:
    return Finding(
        check,
        "",
        Family.SUBJECT,
        Status.MEASURED,
        f"{check} was measured.",
        value=value,
        details=tuple(details.items()),
    )


@dataclass(frozen=True)
class Case:
    """Evidence for one trigger, and the basis it has to have."""

    findings: tuple[Finding, ...] = (READ,)
    verdict: Verdict = SILENT
    impression: Impression = CALM
    context: Context = NOTHING_SAID
    basis: Basis | None = None

    def judge(self, pack: Policy) -> Risk:
        return judge(pack, self.findings, self.verdict, self.impression, self.context)


def case(when: When, *, fires: bool) -> Case:
    """Return evidence that is about one trigger only, and fires it or just does not."""
    if when.declaration:
        kind = when.declaration[0] if fires else DeclarationKind.UNKNOWN
        found = Verdict(Category.INCONCLUSIVE, "", (declared(kind),))
        return Case(verdict=found, basis=Basis.UNSIGNED)
    if when.category:
        other = next(item for item in Category if item not in when.category)
        hit = Verdict(when.category[0] if fires else other, "Headline.")
        return Case(verdict=hit, basis=Basis.CONTRADICTED)
    if when.support:
        wording = Strength.WEAK if fires else Strength.NONE
        support = Support(when.support, 0.5, wording, ())
        return Case(verdict=Verdict(Category.PIXEL_SUPPORT, "", (), (support,)), basis=Basis.WEAK)
    if when.intent:
        other_intent = next(item for item in Intent if item not in when.intent)
        intent = when.intent[0] if fires else other_intent
        return Case(context=Context(intent, today=TODAY), basis=Basis.STATED)
    if when.change:
        other_change = next(item for item in CHANGES if item not in when.change)
        change = when.change[0] if fires else other_change
        return Case(context=Context(today=TODAY, compared=(change,)), basis=Basis.COMPARED)
    if when.cues is not None:
        seen = when.cues if fires else when.cues - 1
        cues = tuple(Cue(f"cue-{at}", "", 1.0) for at in range(seen))
        return Case(impression=Impression(cues, when.cues + 1, ""), basis=Basis.LOOKS)
    if when.older_than_years is not None:
        taken = "1999-01-01" if fires else TODAY
        return Case((READ, measured("camera-exif", taken=taken)), basis=Basis.UNSIGNED)
    return Case((READ, _measured_for(when, fires=fires)), basis=Basis.MEASURED)


def _measured_for(when: When, *, fires: bool) -> Finding:
    if when.is_ is not None:
        value: float | str = when.is_ if fires else "something else"
    elif when.below is not None:
        value = when.below - (0.5 if fires else -0.5 if when.above is None or when.above > when.below else 0)
    else:
        value = (when.above or 0.0) + (0.5 if fires else -0.5)
    if when.detail:
        return measured(when.check, 0.0, **{when.detail: value})
    return measured(when.check, float(value))
