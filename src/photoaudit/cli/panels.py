"""Help in panels: options by what they are for, commands by what one wants to do."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand

OPTIONS = "Options"
ENVIRONMENT = (
    "What you would repeat goes into photoaudit.toml or the environment, such as PHOTOAUDIT_FAIL_ON: see "
    "'photoaudit config show' and docs/config.md."
)


class Panels(TyperCommand):
    """A command whose options stand under the headings that they declare as their ``rich_help_panel``."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments, then options by heading; environment variables are left to the documentation."""
        panels: dict[str, list[tuple[str, str]]] = {"Arguments": []}
        for parameter in self.get_params(ctx):
            if hasattr(parameter, "show_envvar"):
                parameter.show_envvar = False
            record = parameter.get_help_record(ctx)
            if record is not None:
                argument = parameter.param_type_name == "argument"
                heading = getattr(parameter, "rich_help_panel", None) or OPTIONS
                panels.setdefault("Arguments" if argument else heading, []).append(record)
        rest = panels.pop(OPTIONS, [])
        for heading, records in [*panels.items(), (OPTIONS, rest)]:
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)
