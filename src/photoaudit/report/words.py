"""The words every renderer for people shares, so that they all say the same thing.

None of them claims more than is known: who says what, where a value lies, how strong the support
is. There is no percentage of certainty and no word for a photo's honesty.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from photoaudit.model import (
    Acceptance,
    Basis,
    Category,
    Claim,
    Declaration,
    Finding,
    Intent,
    Level,
    Outcome,
    Report,
    ReportStatus,
    Risk,
    RuleResult,
    Status,
    Strength,
    Support,
    Unseen,
    of_rule,
)
from photoaudit.text import ELLIPSIS, PATH, SENTENCE, clean
from photoaudit.verdict import silent, unread

K = TypeVar("K")

_COMMANDS = ("::", "##[")
"""A line of a log that begins so is a command to GitHub's runner, or another's."""

USUAL = (5.0, 95.0)
"""Percentiles between which a value is called typical."""

BASES: Mapping[Basis, str] = MappingProxyType(
    {
        Basis.SIGNED: "signed",
        Basis.STATED: "you say so",
        Basis.MEASURED: "measured",
        Basis.COMPARED: "measured against the original",
        Basis.UNSIGNED: "claimed unsigned",
        Basis.CONTRADICTED: "claimed and contradicted",
        Basis.STRONG: "strong pixel support, no more",
        Basis.MODERATE: "moderate pixel support, no more",
        Basis.WEAK: "weak pixel support, no more",
        Basis.LOOKS: "looks, no more",
    }
)

INTENTS: Mapping[Intent, str] = MappingProxyType(
    {
        Intent.CAMERA: "A camera took it, and no more than color, crop and light was changed.",
        Intent.RETOUCHED: "It is a camera photo, retouched without AI.",
        Intent.AI_EDITED: "AI edited it.",
        Intent.AI_GENERATED: "AI made it.",
    }
)

VERDICTS: Mapping[Category, str] = MappingProxyType(
    {
        Category.AI_DECLARED: "The file says that AI made the picture",
        Category.AI_EDIT_DECLARED: "The file says that AI edited the photo",
        Category.CONFLICT: "The file says both AI and camera",
        Category.PIXEL_SUPPORT: "The pixels give moderate or strong support for a claim",
    }
)
"""Verdicts that are worth an issue; weak support is not, ordinary photos have it too."""

CLAIMS: Mapping[Claim, str] = MappingProxyType(
    {
        Claim.SYNTHETIC: "a face that was generated",
        Claim.RETOUCHED: "a camera photo altered beyond color, crop and light",
    }
)

MISSED: Mapping[Claim, str] = MappingProxyType(
    {Claim.SYNTHETIC: "most generated faces", Claim.RETOUCHED: "most retouched photos"}
)
"""What gets no support though the claim is true of it; docs/benchmark.md has the rates."""

CONFIDENCE = MappingProxyType(
    {
        "verbatim": "read word for word",
        "secondary": "read in a secondary source",
        "recalled": "recalled, source not read",
        "own": "a recommendation of photoaudit, not a published rule",
    }
)


def words(name: str) -> str:
    """Return an id or a machine word as people write it."""
    return clean(name).replace("-", " ").replace("_", " ")


def counted(count: int, noun: str) -> str:
    """Return ``count`` with its noun, in the plural where it needs one."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(names: Sequence[str], most: int) -> str:
    """Return ``names`` in a row, the rest counted when there are more than ``most``."""
    if len(names) <= most + 1:  # "and 1 more" takes as much room as the name it hides
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def sentence(text: str) -> str:
    """Return ``text`` cleaned, with a capital at its start and a stop at its end."""
    text = clean(text, SENTENCE)
    stop = "" if not text or text[-1] in f".!?{ELLIPSIS}" else "."
    return text[:1].upper() + text[1:] + stop


def number(value: float) -> str:
    """Return ``value`` to three significant digits, whole numbers whole."""
    value = float(value)
    if not math.isfinite(value):
        return "not a number"
    if value.is_integer() and abs(value) < 1e6:
        return str(int(value))
    if not 1e-4 <= abs(value) < 1e6:
        return f"{value:.3g}"
    return f"{value:.{max(2 - math.floor(math.log10(abs(value))), 0)}f}"


def quantity(value: float, unit: str) -> str:
    """Return ``value`` with its unit."""
    return f"{number(value)} {clean(unit)}".rstrip()


def usual(percentile: float) -> bool:
    """Whether a percentile lies in the central 90 %."""
    return USUAL[0] <= percentile <= USUAL[1]


def place(percentile: float) -> str:
    """Return in words where a percentile lies; out of 100 photos at most 99 are ever passed."""
    if usual(percentile):
        return "typical"
    if percentile < USUAL[0]:
        return f"below {min(math.floor(100 - percentile), 99)} of 100"
    return f"above {min(math.floor(percentile), 99)} of 100"


def trust(declaration: Declaration) -> str:
    """Return how far a declaration can be trusted."""
    if declaration.drawn:
        return "drawn, anyone can draw one"
    if not declaration.signed:
        return "unsigned, anyone can write this"
    intact = {
        None: "not verified",
        True: declaration.flaw or "intact",
        False: declaration.flaw or "no longer fits its signature",
    }
    signer = {
        None: "signer not checked",
        True: "signer trusted",
        False: f"signer {declaration.doubt or 'not on the trust list'}",
    }
    return f"signed, {intact[declaration.intact]}, {signer[declaration.trusted]}"


def supported(support: Support) -> str:
    """Return fused evidence as one sentence, with what it is worth where that is little."""
    told = f"Pixels give {support.wording.value} for '{support.claim.value}' ({CLAIMS[support.claim]})"
    return f"{told}{worth(support)}."


def worth(support: Support) -> str:
    """Return, to follow what pixels support, what that is worth; "" where the word says it all."""
    if support.wording is Strength.NONE:
        return f", which rules nothing out: {MISSED[support.claim]} get none either"
    return ", which some camera photos get too" if support.wording is Strength.WEAK else ""


def nothing_declared(report: Report) -> str:
    """Return the sentence on a file in which no statement of its origin was found: what it is worth."""
    if unread(report.not_looked_at):
        return "Not looked at."
    where = " where somebody looked" if silent(report.not_looked_at) else ""
    return f"Nothing{where}. That is normal for web photos and says nothing about how it was made."


def undeclared(report: Report) -> str:
    """Return which checks of what a file declares did not look, "" if all did."""
    names = silent(report.not_looked_at)
    return f"Not looked at: {', '.join(words(name) for name in names)}." if names else ""


def unseen_names(unseen: Sequence[Unseen]) -> list[str]:
    """Return what did not look: many checks of a family as one, others by their names."""
    families = grouped((item.family, words(item.check)) for item in unseen)
    return [
        f"{family.value} ({counted(len(names), 'check')})" if len(names) > 2 else ", ".join(names)
        for family, names in families.items()
    ]


def unassessed(claim: Claim) -> str:
    """Return the sentence on a claim that too few checks could look at."""
    return f"Not assessed as evidence for '{claim.value}': too few of its checks could be measured."


def known(rule: RuleResult) -> str:
    """Return how and when the text of a rule was last looked at."""
    how = CONFIDENCE.get(rule.confidence, words(rule.confidence))
    when = f"checked {clean(rule.checked_on)}" if rule.checked_on else "never checked"
    return ", ".join(part for part in (when, how) if part)


def risk_word(risk: Risk) -> str:
    """Return the level of a risk; of one that is not fully known, "none" would promise too much."""
    if risk.level is not Level.NONE:
        return risk.level.value
    return "none found" if risk.open else "note" if risk.fired else "none"


def main_reason(report: Report) -> str:
    """Return the one sentence that says why a photo came out as it did."""
    if report.status is ReportStatus.UNREADABLE:
        return sentence(report.reason or "the file could not be read")
    if report.accepted and report.new_level in (None, Level.NONE):
        first = report.accepted[0]
        return sentence(f"known ({clean(first.finding)}): {acceptance(first).removeprefix('known: ')}")
    for risk in report.risks:
        for rule in new_rules(risk, report):
            why = " ".join(sentence(part) for part in (rule.trigger, rule.because) if part)
            return f"{clean(risk.title)}: {why}"
    return sentence(report.verdict.headline) if report.verdict else "No verdict."


def acceptance(accepted: Acceptance) -> str:
    """Return who has accepted a finding, why and until when, in one sentence."""
    until = f", until {clean(accepted.until)}" if accepted.until else ""
    why = sentence(accepted.why).removesuffix(".")
    return f"known: accepted by {clean(accepted.by)}, because: {why}{until}"


def accepted_in(findings: int, photos: int) -> str:
    """Return how many findings somebody has accepted, and on how many photos."""
    return f"{counted(findings, 'finding')} on {counted(photos, 'photo')}, accepted in the baseline"


def new_rules(risk: Risk, report: Report) -> list[RuleResult]:
    """Return the rules that give a photo its level, without those that are known, the deciding one first."""
    level = report.new_level
    if level is None or level is Level.NONE or risk.level.rank < level.rank:
        return []
    if not report.accepted:
        return list(risk.rules[:1]) if risk.level is level else []
    return [
        rule
        for rule in risk.fired
        if rule.level is level and not report.acceptance(of_rule(risk.policy, rule.id))
    ]


def path_of(report: Report) -> str:
    """Return the path of a photo, safe to show and never cut short."""
    path = clean(report.path, PATH)
    return f"./{path}" if path.startswith(_COMMANDS) else path


def with_status(report: Report, status: Status) -> list[Finding]:
    """Return the findings that ended with ``status``, in their order."""
    return [finding for finding in report.findings if finding.status is status]


def grouped(pairs: Iterable[tuple[K, str]]) -> dict[K, list[str]]:
    """Return the second parts of ``pairs`` by their first, both in the order met."""
    groups: dict[K, list[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def basis_of(rule: RuleResult) -> str:
    """Return how well what fired a rule is established and, where that limits its risk, so; else ""."""
    if rule.basis is None or rule.outcome is not Outcome.FIRED:
        return ""
    limited = rule.level.rank < rule.severity.rank
    return BASES[rule.basis] + (f", so at most {rule.level.value}" if limited else "")
