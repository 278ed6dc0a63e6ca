"""What a format may say of a run before its first report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from photoaudit.model import CheckInfo, Report
from photoaudit.terms.gates import Gate

if TYPE_CHECKING:  # the command line knows this before it knows what it is asked
    from photoaudit.policy import Policy


@dataclass(frozen=True)
class About:
    """A run: of which version, with which checks and policies, and what it fails on.

    ``gate_for`` returns the gate of a photo by its path, where some paths have others than ``gate``.

    ``locate`` turns the path of a report into one relative to the root of the repository, with slashes;
    what lies outside of it becomes absolute.
    """

    version: str
    checks: tuple[CheckInfo, ...] = ()
    policies: tuple[Policy, ...] = ()
    gate: Gate = field(default_factory=Gate)
    locate: Callable[[str], str] = str
    gate_for: Callable[[str], Gate] | None = None

    @property
    def check_ids(self) -> list[str]:
        """Return the ids of the checks, in their order."""
        return [info.id for info in self.checks]

    @property
    def policy_ids(self) -> list[str]:
        """Return the ids of the policies, in their order."""
        return [policy.id for policy in self.policies]

    def gate_of(self, report: Report) -> Gate:
        """Return the gate of the photo that a report is about."""
        return self.gate if self.gate_for is None else self.gate_for(report.path)
