"""Whether a rule's trigger is there, how well that is established, and in which words to say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from photoaudit.model import (
    DECLARING,
    Basis,
    Category,
    Change,
    Claim,
    Context,
    DeclarationKind,
    Finding,
    Impression,
    Tail,
    Verdict,
)
from photoaudit.policy.compared import DONE, ELSEWHERE, UNCOMPARED, UNTOLD, done, gravest
from photoaudit.policy.pack import SETTLED, STRENGTHS, When
from photoaudit.policy.stated import WORDS, proven, said

UNSETTLED = "How it was made is not established."
_YEAR = 365.25


@dataclass(frozen=True)
class Evidence:
    """All that rules are judged by."""

    findings: Mapping[str, Finding]
    verdict: Verdict
    impression: Impression
    context: Context

    @property
    def file_was_read(self) -> bool:
        """Whether any check looked for what the file declares."""
        return any(item.family in DECLARING and item.assessed for item in self.findings.values())


@dataclass(frozen=True)
class Reading:
    """Whether a trigger is there (None: not known), in words, and how well that is established."""

    fired: bool | None
    words: str
    basis: Basis | None = None


def read(when: When, evidence: Evidence) -> Reading:
    """Return what the evidence says of one trigger."""
    if when.declaration:
        return _declaration(when, evidence)
    if when.category:
        return _category(when, evidence)
    if when.support:
        return _support(when, evidence.verdict)
    if when.intent:
        return _intent(when, evidence.context)
    if when.change:
        return _change(when, evidence.context.compared)
    if when.cues is not None:
        return _cues(when.cues, evidence)
    if when.older_than_years is not None:
        return _age(when.older_than_years, evidence)
    return _check(when, evidence.findings.get(when.check))


def _declaration(when: When, evidence: Evidence) -> Reading:
    """Silence settles nothing: most files have lost whatever they said.

    A file that says that AI made it answers every other question of origin; one that says less does not.
    """
    hits = [item for item in evidence.verdict.declarations if item.kind in when.declaration]
    if hits:
        best = next((item for item in hits if proven(item)), hits[0])
        disputed = evidence.verdict.category is Category.CONFLICT and best.kind in (
            DeclarationKind.AI,
            DeclarationKind.CAPTURE,
        )
        basis = Basis.SIGNED if proven(best) else Basis.CONTRADICTED if disputed else Basis.UNSIGNED
        also = " It also says the opposite." if basis is Basis.CONTRADICTED else ""
        return Reading(True, said(best) + also, basis)
    if not evidence.file_was_read:
        return Reading(None, "No check looked for what the file declares.")
    if made := [item for item in evidence.verdict.declarations if item.kind is DeclarationKind.AI]:
        return Reading(False, said(made[0]))
    cameras = [item for item in evidence.verdict.declarations if item.kind is DeclarationKind.CAPTURE]
    if any(proven(item) for item in cameras):
        return Reading(False, "A signed and intact record says that a camera took it.")
    if cameras:
        how = "signed by nobody who is on a list, or not intact" if cameras[0].signed else "unsigned"
        return Reading(None, f"{UNSETTLED[:-1]}: the file claims a camera, {how}.")
    return Reading(None, UNSETTLED)


def _category(when: When, evidence: Evidence) -> Reading:
    category = evidence.verdict.category
    if category in when.category:
        return Reading(True, evidence.verdict.headline, _basis_of(evidence.verdict))
    if not evidence.file_was_read:
        return Reading(None, "No check looked for what the file declares.")
    if set(when.category) & set(SETTLED) and category not in SETTLED:
        return Reading(None, UNSETTLED)
    return Reading(False, evidence.verdict.headline)


def _basis_of(verdict: Verdict) -> Basis:
    """Return how well a category is established."""
    if verdict.category in SETTLED:
        return Basis.SIGNED if any(map(proven, verdict.declarations)) else Basis.UNSIGNED
    if verdict.category is Category.CONFLICT:
        return Basis.CONTRADICTED
    if verdict.category is Category.PIXEL_SUPPORT:
        words = [item.wording for item in verdict.supports]
        strength = next((s for s in reversed(STRENGTHS) if f"{s} support" in words), STRENGTHS[0])
        return Basis(strength)
    return Basis.MEASURED if verdict.category is Category.NO_PORTRAIT else Basis.WEAK


def _support(when: When, verdict: Verdict) -> Reading:
    """Pixels can support a claim; that they do not is no evidence against it."""
    enough = STRENGTHS[STRENGTHS.index(when.at_least) :]
    for item in verdict.supports:
        for strength in enough:
            if item.claim is when.support and item.wording == f"{strength} support":
                words = f"Only the pixels speak for it: {strength} support for '{item.claim}', no more."
                return Reading(True, words, Basis(strength))
    return Reading(None, UNSETTLED)


def _intent(when: When, context: Context) -> Reading:
    if context.intent is None:
        return Reading(None, UNSETTLED)
    return Reading(context.intent in when.intent, f"You say that {WORDS[context.intent]}.", Basis.STATED)


def _change(when: When, compared: tuple[Change, ...] | None) -> Reading:
    """Only what was done is seen: not how the original was made, nor by what it was changed."""
    if not compared:
        return Reading(None, UNCOMPARED if compared is None else UNTOLD)
    if Change.ANOTHER in compared:
        return Reading(None, ELSEWHERE)
    if hits := [change for change in compared if change in when.change]:
        return Reading(True, done(gravest(hits)), Basis.COMPARED)
    return Reading(False, f"Beside the original given, no such change was seen: {DONE[gravest(compared)]}.")


def _cues(least: int, evidence: Evidence) -> Reading:
    seen = len(evidence.impression.cues)
    if seen >= least:
        words = (
            f"{seen} visible cues lie beyond 95 % of camera portraits: that is how it may strike people, "
            "not how it was made."
        )
        return Reading(True, words, Basis.LOOKS)
    looked_for = sum(item.cue is not None for item in evidence.findings.values())
    if seen + max(looked_for - evidence.impression.assessed, 0) >= least or looked_for < least:
        return Reading(None, "Too few visible cues could be assessed.")
    return Reading(False, evidence.impression.summary or "Too few visible cues were found.")


def _age(years: float, evidence: Evidence) -> Reading:
    finding = evidence.findings.get("camera-exif")
    taken = str(dict(finding.details).get("taken", "")) if finding and finding.assessed else ""
    if not taken:
        return Reading(None, "The file does not say when it was taken.")
    if not evidence.context.today:
        return Reading(None, "Its age was not judged: no day to compare with was given.")
    age = (date.fromisoformat(evidence.context.today) - date.fromisoformat(taken)).days / _YEAR
    if age < 0:
        return Reading(None, f"The file claims a day of capture still to come: {taken}.")
    words = f"The file claims that it was taken on {taken}, unsigned: {span(age)} ago."
    return Reading(age > years, words, Basis.UNSIGNED)


def span(years: float) -> str:
    """Return a number of years in words, in months below two years."""
    months = int(years * 12)
    if months < 24:
        return f"{months} month{'' if months == 1 else 's'}"
    return f"{int(years)} years"


def _check(when: When, finding: Finding | None) -> Reading:
    if finding is None:
        return Reading(None, f"{when.check} was not run.")
    if not finding.assessed:
        return Reading(None, f"{when.check} was not assessed: {finding.summary}")
    value = dict(finding.details).get(when.detail) if when.detail else finding.value
    if value is None:
        return Reading(None, f"{when.check} gave no {when.detail or 'value'}.")
    if when.is_ is not None:
        fired = value == when.is_
    elif isinstance(value, str):
        return Reading(None, f"{when.check} gave no number.")
    else:
        low = when.below is not None and value < when.below
        fired = low or (when.above is not None and value > when.above)
    looks = is_look(when, finding.claim, finding.cue)
    return Reading(fired, finding.summary, Basis.LOOKS if looks else Basis.MEASURED)


def is_look(when: When, claim: Claim | None, cue: Tail | None) -> bool:
    """Whether a rule aims at how a face looks, which establishes nothing, rather than at a plain fact.

    ``claim`` and ``cue`` are those of the check that it names.
    """
    aimed = {Tail.LOW: when.below, Tail.HIGH: when.above}
    return claim is not None or (cue is not None and aimed[cue] is not None)
