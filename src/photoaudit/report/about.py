"""What a format may say of a run before its first report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from photoaudit.model import CheckInfo, Level

if TYPE_CHECKING:  # the command line knows this before it knows what it is asked
    from photoaudit.policy import Policy


@dataclass(frozen=True)
class About:
    """A run: of which version, with which checks and policies, and what it fails on.

    ``locate`` turns the path of a report into one relative to the root of the repository, with slashes;
    what lies outside of it becomes absolute.
    """

    version: str
    checks: tuple[CheckInfo, ...] = ()
    policies: tuple[Policy, ...] = ()
    fail_on: Level = Level.HIGH
    locate: Callable[[str], str] = str

    @property
    def check_ids(self) -> list[str]:
        """Return the ids of the checks, in their order."""
        return [info.id for info in self.checks]

    @property
    def policy_ids(self) -> list[str]:
        """Return the ids of the policies, in their order."""
        return [policy.id for policy in self.policies]
