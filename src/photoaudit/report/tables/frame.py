"""Reports as a pandas data frame, for a notebook: the table of CSV and Parquet, typed."""

from __future__ import annotations

from collections.abc import Iterable

from photoaudit.libraries import pd
from photoaudit.model import Report
from photoaudit.report.tables.rows import MissingLibraryError, columns, kind, row


def to_frame(reports: Iterable[Report]) -> pd.DataFrame:
    """Return reports as a data frame: a row a photo, in their order.

    Parameters
    ----------
    reports : iterable of Report
        As `check` returns and `scan` yields them.

    Returns
    -------
    pandas.DataFrame
        The columns of CSV and Parquet: those of every photo, then risk and rule of each policy that
        judged one of them, then the value of each check that ran on one, in its own unit. What is not
        there is missing (``NA``, ``NaN``): of an unreadable photo, all but path, status and reason.

    Raises
    ------
    RuntimeError
        If pandas is not installed (``photoaudit[frame]``).
    """
    try:
        table = pd.DataFrame
    except ImportError as problem:
        raise MissingLibraryError(
            "A data frame needs pandas, which is not installed: pip install pandas."
        ) from problem
    known = list(reports)
    policies = list(dict.fromkeys(risk.policy for report in known for risk in report.risks))
    checks = list(dict.fromkeys(finding.check for report in known for finding in report.findings))
    names = columns(checks, policies)
    types = {int: "Int64", float: "float64", str: "string"}
    return table([row(report, checks, policies) for report in known], columns=names).astype(
        {name: types[kind(name, checks)] for name in names}
    )
