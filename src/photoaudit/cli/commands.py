"""Which commands there are. The code of one is imported when it is called, so that ``--help`` is quick."""

from __future__ import annotations

import gc
import os
from functools import cache
from importlib import import_module
from typing import Any

from typer.main import get_command

PANELS = {
    "Look at photos": {
        "check": "Audit photos one by one: the answer first, or the whole report.",
        "scan": "Audit all photos in folders, in parallel, and print a summary.",
        "compare": "Say what was done to a photo, with its original beside it.",
        "metadata": "Print everything a file says besides its pixels, and where it stands.",
    },
    "Know what is behind it": {
        "explain": "Print what a check measures, why it matters, and its limits.",
        "checks": "List every check: id, title, family, and what it needs.",
        "policies": "List the shipped policies that --policy takes, or look into them.",
        "evaluate": "Measure error rates on your own labelled photos before you trust a report.",
    },
    "Keep it going": {
        "baseline": "Accept findings that are known, so that only new ones fail a scan.",
        "config": "Show what settings there are and where each comes from.",
        "cache": "Say what is kept of earlier scans, or forget it.",
    },
}
"""The commands under their headings, each with a sentence; the code of one is the module of its name."""

COMMANDS = {name: text for panel in PANELS.values() for name, text in panel.items()}


@cache
def load(name: str) -> Any:
    """Return a command or a group of commands by its name, with all its parameters, made once."""
    # numpy's linear algebra, which only solves small systems here, would start threads in every process.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What is imported stays: to look through it for garbage, then or later, is a twentieth of a short run.
    gc.disable()
    try:
        return get_command(import_module(f"photoaudit.cli.{name}").app)
    finally:
        if not gc.get_freeze_count():
            gc.freeze()
        gc.enable()
