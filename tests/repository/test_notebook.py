"""The notebook of docs/python.md returns what stands in it."""

from __future__ import annotations

from typing import Any

import pytest

import notebook


def said(outputs: list[dict[str, Any]]) -> list[list[str]]:
    """Return the words of outputs: how a table is spaced is the library's own."""
    texts = [
        output.get("text") or output["data"].get("text/html") or output["data"]["text/plain"]
        for output in outputs
    ]
    return ["".join(text).split() for text in texts]


@pytest.mark.slow
def test_the_notebook_runs_and_returns_what_stands_in_it() -> None:
    pytest.importorskip("pandas")
    kept = notebook.read()
    code = [cell for cell in kept["cells"] if cell["cell_type"] == "code"]
    assert [said(cell["outputs"]) for cell in code] == [
        said(outputs) for outputs in notebook.outputs(kept)
    ], "run: python tools/notebook.py && python tools/build_docs.py"
    assert len(code) > 5


def test_nothing_in_the_notebook_names_a_machine() -> None:
    text = notebook.NOTEBOOK.read_text(encoding="utf-8")
    assert 'execution_count": 1' not in text
    assert str(notebook.ROOT) not in text
