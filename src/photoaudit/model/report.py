"""Everything about one photo; all that a renderer sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from photoaudit.model.finding import Claim, Family, Finding, Status, Tail
from photoaudit.model.photo import Exhibit
from photoaudit.model.policy import Acceptance, Level, Risk, Statement, of_rule
from photoaudit.model.verdict import Impression, Verdict


class ReportStatus(StrEnum):
    """Whether a photo could be audited at all."""

    AUDITED = "audited"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Unseen:
    """A check that did not look at a photo: it was left out, or it ``broke``."""

    check: str
    family: Family
    claim: Claim | None = None
    cue: Tail | None = None
    broke: bool = False


@dataclass(frozen=True)
class Report:
    """Everything about one photo; the only thing a renderer sees.

    ``code`` is a short code of the picture around the face, mostly the same after an export at another
    size or quality ("" where there is none). ``accepted`` holds the acceptances that apply to what was
    found: it is still shown, and fails nothing. ``not_looked_at`` are checks that did not look: of what
    they would have told, nothing is absent.
    """

    path: str
    status: ReportStatus
    reason: str = ""
    sha256: str = ""
    format: str = ""
    width: int = 0
    height: int = 0
    notes: tuple[str, ...] = ()
    verdict: Verdict | None = None
    impression: Impression | None = None
    findings: tuple[Finding, ...] = ()
    risks: tuple[Risk, ...] = ()
    next_steps: tuple[str, ...] = ()
    statement: Statement | None = None
    code: str = ""
    accepted: tuple[Acceptance, ...] = ()
    not_looked_at: tuple[Unseen, ...] = ()
    exhibit: Exhibit | None = field(default=None, repr=False)

    @property
    def level(self) -> Level:
        """Return the highest risk of all policies judged."""
        return max((risk.level for risk in self.risks), key=lambda level: level.rank, default=Level.NONE)

    def acceptance(self, finding: str) -> Acceptance | None:
        """Return how a finding (`of_rule`, `of_verdict`) was accepted, None if it was not."""
        return next((item for item in self.accepted if item.finding == finding), None)

    @property
    def new_level(self) -> Level:
        """Return the highest risk of all policies judged, leaving out what was accepted."""
        if not self.accepted:
            return self.level
        levels = (
            rule.level
            for risk in self.risks
            for rule in risk.fired
            if not self.acceptance(of_rule(risk.policy, rule.id))
        )
        return max(levels, key=lambda level: level.rank, default=Level.NONE)

    @property
    def broken(self) -> bool:
        """Whether the photo was unreadable or a check failed on it."""
        return self.status is ReportStatus.UNREADABLE or any(
            finding.status is Status.ERROR for finding in self.findings
        )
