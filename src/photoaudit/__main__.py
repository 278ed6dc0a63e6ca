"""Run with ``python -m photoaudit``."""

from photoaudit.cli.app import app

app(prog_name="photoaudit")
