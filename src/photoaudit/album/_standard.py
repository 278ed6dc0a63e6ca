"""What album checks compare with: limits and reference ranges from ``data/album.json``, fitted, never set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from photoaudit.model import Reference


@dataclass(frozen=True)
class Standard:
    """Limits and reference ranges (``tools/calibrate_album.py`` writes them, with the word on each).

    ``copy`` is the most that copies of one photo differ (parts of their contrast), ``radius`` the most that
    they lie apart in the index. ``scales`` are typical differences of background, clothes and framing
    between unrelated camera portraits. Pairs share a template if none of these differs by more than
    ``template`` of it, and less than ``pattern`` of their contrast. Pairs nearer than ``close`` are as
    alike as the closest 5 % of unrelated ones.
    """

    copy: float
    radius: float
    scales: tuple[float, float, float]
    template: float
    pattern: float
    close: float
    references: Mapping[str, Reference]


def parse(text: str) -> Standard:
    """Return the standard written in JSON."""
    data = json.loads(text)
    references = {
        name: Reference(**entry, population=data["population"]) for name, entry in data["references"].items()
    }
    background, clothes, framing = (data["scales"][name] for name in ("background", "clothes", "framing"))
    return Standard(
        copy=data["copy"],
        radius=data["radius"],
        scales=(background, clothes, framing),
        template=data["template"],
        pattern=data["pattern"],
        close=data["close"],
        references=references,
    )


@cache
def shipped() -> Standard:
    """Return the standard that ships."""
    return parse(files("photoaudit.data").joinpath("album.json").read_text("utf-8"))
