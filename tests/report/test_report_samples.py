"""The reports that renderers are tested on hold every word of the vocabulary."""

from __future__ import annotations

from photoaudit.model import (
    Basis,
    Category,
    DeclarationKind,
    Family,
    Intent,
    Level,
    Need,
    Outcome,
    ReportStatus,
    Status,
)
from reports import ALL, INFOS


def test_the_samples_cover_the_vocabulary() -> None:
    findings = [finding for report in ALL for finding in report.findings]
    declarations = [found for report in ALL if report.verdict for found in report.verdict.declarations]
    rules = [found for report in ALL for risk in report.risks for found in risk.rules]
    assert {report.verdict.category for report in ALL if report.verdict} == set(Category)
    assert {report.status for report in ALL} == set(ReportStatus)
    assert {report.level for report in ALL} == {*Level, None}
    assert {finding.family for finding in findings} == set(Family)
    assert {finding.status for finding in findings} == set(Status)
    assert {declaration.kind for declaration in declarations} == set(DeclarationKind)
    assert {found.outcome for found in rules} == set(Outcome)
    assert {found.basis for found in rules} == {*Basis, None}
    assert {report.statement.intent for report in ALL if report.statement} == set(Intent)
    assert {info.need for info in INFOS} == set(Need)
