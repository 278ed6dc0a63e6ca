"""What a run did not look at because checks were left out, for formats that speak of all photos at once."""

from __future__ import annotations

from photoaudit.model import Report, ReportStatus, Unseen
from photoaudit.report.words import counted, unseen_names


class Gaps:
    """Counts of photos that checks were left out of; what broke is told with the photo."""

    def __init__(self) -> None:
        self._photos = self._with = 0
        self._unseen: dict[str, Unseen] = {}

    def add(self, report: Report) -> None:
        """Count a report."""
        if report.status is ReportStatus.UNREADABLE:
            return
        left_out = [item for item in report.not_looked_at if not item.broke]
        self._photos += 1
        self._with += bool(left_out)
        self._unseen |= {item.check: item for item in left_out}

    @property
    def sentence(self) -> str:
        """Return what was not looked at, and on how many photos; "" if nothing was left out."""
        if not self._unseen:
            return ""
        names = ", ".join(unseen_names(list(self._unseen.values())))
        of = "" if self._with == self._photos else f", on {self._with} of {counted(self._photos, 'photo')}"
        return f"Not looked at, as left out{of}: {names}."
