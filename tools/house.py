"""The picture of the house in docs/architecture.md, drawn from the imports that are in the code.

`build_docs` writes it, so that CI says when it is stale. An arrow means that something of the one imports
something of the other; arrows that others already imply are left out, or one would see nothing.
"""

from __future__ import annotations

import grimp

PACKAGE = "photoaudit"
GROUND = frozenset({"files", "libraries", "model", "text"})
"""What nearly all others import: named in words, as their arrows would hide the rest."""


def wings() -> dict[str, set[str]]:
    """Return the wings of the package, each with those that it imports."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    found: dict[str, set[str]] = {}
    for module in graph.modules:
        if (wing := _wing(module)) not in GROUND | {"", "__main__"}:
            below = {_wing(name) for name in graph.find_modules_directly_imported_by(module)}
            found.setdefault(wing, set()).update(below - GROUND - {"", wing})
    return {name: found[name] for name in sorted(found)}


def mermaid() -> str:
    """Return the wings and their arrows as a Mermaid graph, which GitHub draws."""
    below = wings()
    arrows = [
        f"    {upper} --> {lower}"
        for upper, direct in below.items()
        for lower in sorted(direct)
        if not any(lower in _reached(other, below) for other in direct - {lower})
    ]
    return "\n".join(["```mermaid", "graph TD", *arrows, "```"])


def _wing(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def _reached(wing: str, below: dict[str, set[str]]) -> set[str]:
    """Return all wings that one imports, directly or through others; there are no circles."""
    return below[wing].union(*(_reached(other, below) for other in below[wing]))
