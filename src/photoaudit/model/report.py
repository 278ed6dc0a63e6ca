"""Everything about one photo; all that a renderer sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from photoaudit.libraries import Later
from photoaudit.model.finding import Claim, Family, Finding, Status, Tail
from photoaudit.model.photo import Exhibit
from photoaudit.model.policy import Acceptance, Level, Risk, Statement, of_rule
from photoaudit.model.verdict import Impression, Verdict

# Renderers stand above all values. Programs and notebooks ask a value itself how it is shown, so two
# methods hand a report up to them; nothing in the package calls these.
_json, _html = Later("photoaudit.report.tables.objects"), Later("photoaudit.report.html")


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
    def level(self) -> Level | None:
        """Return the highest risk of all policies judged.

        None where nobody judged the photo: it was unreadable, or no policy was asked. ``none`` says that no
        rule was found against it, and clears nothing while some are `unknown`.
        """
        return max((risk.level for risk in self.risks), key=lambda level: level.rank, default=None)

    @property
    def unknown(self) -> int:
        """Return how many rules of all policies judged could not be judged; notes are not counted."""
        return sum(len(risk.open) for risk in self.risks)

    def acceptance(self, finding: str) -> Acceptance | None:
        """Return how a finding (`of_rule`, `of_verdict`) was accepted, None if it was not."""
        return next((item for item in self.accepted if item.finding == finding), None)

    @property
    def new_level(self) -> Level | None:
        """Return the highest risk of all policies judged, without what was accepted; None as for `level`."""
        if not self.accepted or not self.risks:
            return self.level
        levels = (
            rule.level
            for risk in self.risks
            for rule in risk.fired
            if not self.acceptance(of_rule(risk.policy, rule.id))
        )
        return max(levels, key=lambda level: level.rank, default=Level.NONE)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON has it: what stands in ``reports`` of ``--format json``."""
        return dict(_json.to_dict(self))

    def _repr_html_(self) -> str:
        """Return the card, as a notebook shows it."""
        return str(_html.card(self))

    @property
    def broken(self) -> bool:
        """Whether the photo was unreadable or a check failed on it."""
        return self.status is ReportStatus.UNREADABLE or any(
            finding.status is Status.ERROR for finding in self.findings
        )
