"""Templates, style and script of the page, and the words they may use; everything is escaped.

Text goes through `photoaudit.report.text.clean` on its way into a template and is escaped there. Should
anything slip through, the page's Content-Security-Policy still runs no script and loads nothing but
what stands in the file.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from photoaudit.libraries import jinja2
from photoaudit.model import Report
from photoaudit.report import words as _words
from photoaudit.report.html._scale import place_of, scale
from photoaudit.report.html._words import CATEGORIES, MAPS, OVERLAYS, risk_of
from photoaudit.text import PATH, SENTENCE, clean


@cache
def template(name: str) -> jinja2.Template:
    """Return a template of this package."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("photoaudit.report.html"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_harmless,
    )
    environment.filters |= {
        "basis": _words.basis_of,
        "counted": _counted,
        "data": data_url,
        "known": _words.known,
        "name": lambda path: clean(path.replace("\\", "/").rsplit("/", 1)[-1] or path, PATH),
        "number": _words.number,
        "place": place_of,
        "quantity": lambda finding: _words.quantity(finding.value, finding.unit),
        "risk": risk_of,
        "scale": scale,
        "sentence": _words.sentence,
        "thousands": lambda count: f"{count:,}",
        "trust": _words.trust,
        "words": _words.words,
    }
    environment.globals |= {
        "categories": CATEGORIES,
        "overlays": OVERLAYS,
        "maps": MAPS,
        "accepted": _accepted,
    }
    return environment.get_template(name)


def page_values() -> dict[str, Any]:
    """Return style, script and the policy that allows these two and nothing else to be used."""
    style, script = _packaged("page.css"), _packaged("page.js")
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"policy": policy, "style": Markup(style), "script": Markup(script)}  # noqa: S704 - our own files


def fill(name: str, **values: object) -> str:
    """Return the page that a template of this package makes of values; what they say is cleaned, escaped."""
    return template(name).render(**page_values(), **values)


def data_url(picture: bytes) -> Markup:
    """Return a WebP picture as an address that holds it."""
    return Markup("data:image/webp;base64,") + base64.b64encode(picture).decode("ascii")


def _harmless(value: object) -> object:
    """Clean what a template prints; of what is markup already, every part was."""
    if isinstance(value, str) and not isinstance(value, Markup):
        before, after = " " * value[:1].isspace(), " " * value[-1:].isspace()
        return before + clean(value, max(PATH, SENTENCE)) + after
    return value


def _counted(count: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun; thousands are set off."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


@cache
def _packaged(name: str) -> str:
    return files("photoaudit.report.html").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _accepted(report: Report, finding: str) -> tuple[Any, ...]:
    """Return who accepted a finding, such as ``linkedin/LI-2`` or ``verdict/conflict``."""
    return tuple(item for item in report.accepted if item.finding == finding)
