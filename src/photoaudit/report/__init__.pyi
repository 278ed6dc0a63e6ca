from . import ci, html, tables, terminal

__all__ = ["ci", "html", "tables", "terminal"]
