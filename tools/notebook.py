"""Run docs/python.ipynb and keep what its cells return, so that the page shows what is really said.

    python tools/notebook.py           run it, and write the outputs into it
    python tools/build_docs.py         then writes docs/python.md from it

Cells are run as a notebook would, in one namespace and in the folder of the notebook; of each is kept what it
prints and what its last expression is worth. No kernel takes part, so nothing is needed but pandas (``dev``).
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "docs" / "python.ipynb"


def main() -> None:
    """Run the notebook and write it back."""
    notebook = read()
    fresh = iter(outputs(notebook))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = next(fresh)
    text = json.dumps(notebook, indent=1, ensure_ascii=False)
    NOTEBOOK.write_text(text + "\n", encoding="utf-8", newline="\n")


def read() -> dict[str, Any]:
    """Return the notebook as it lies there."""
    return dict(json.loads(NOTEBOOK.read_text(encoding="utf-8")))


def outputs(notebook: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Run the cells with code in their order; return the outputs of each, as the file has them."""
    names: dict[str, Any] = {"__name__": "__notebook__"}
    with contextlib.chdir(NOTEBOOK.parent):
        return [
            _ran("".join(cell["source"]), names) for cell in notebook["cells"] if cell["cell_type"] == "code"
        ]


def page(notebook: dict[str, Any]) -> str:
    """Return the notebook as Markdown: prose, code, and what came of it."""
    parts: list[str] = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"]).strip()
        if cell["cell_type"] == "markdown":
            parts.append(source)
        else:
            parts += [_fenced("python", source), *map(_shown, cell["outputs"])]
    return "\n\n".join(parts)


def _ran(source: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, NOTEBOOK.name, "exec"), names)  # noqa: S102 - our own notebook
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), NOTEBOOK.name, "eval"), names)  # noqa: S307 - as above
    told: list[dict[str, Any]] = []
    if text := printed.getvalue():
        told.append({"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)})
    if value is not None:
        data = {"text/plain": repr(value).splitlines(keepends=True)}
        # A data frame's HTML would bring a style of its own, for the whole page.
        if type(value).__module__.startswith("photoaudit.") and hasattr(value, "_repr_html_"):
            html = value._repr_html_().strip()
            data = {"text/html": html.splitlines(keepends=True), "text/plain": [f"<{type(value).__name__}>"]}
        told.append({"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"})
    return told


def _shown(output: dict[str, Any]) -> str:
    if output["output_type"] == "stream":
        return _fenced("text", "".join(output["text"]))
    data = output["data"]
    return "".join(data["text/html"]) if "text/html" in data else _fenced("text", "".join(data["text/plain"]))


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"


if __name__ == "__main__":
    main()
