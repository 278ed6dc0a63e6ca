"""Run with ``python -m photoaudit``."""

from photoaudit.cli import app

app(prog_name="photoaudit")
