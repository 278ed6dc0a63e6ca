"""The pixels hide the settings that generated them.

What it measures
----------------
The number of places where the lowest bits of the pixels hold a generator's settings as text: the
transparency, or the colors. The text announces itself with a name of 15 bytes, so nothing else is
taken for it.

Why it matters
--------------
NovelAI writes its settings this way by default, and so does an extension of Stable Diffusion
programs. The text survives services that remove metadata and keep the PNG.

Limits
------
Any re-encoding as JPEG, any resizing and any removal of transparency destroys it, so finding none
says nothing. The prompt in the text is not printed. In colors it is looked for only where they are
stored as they are shown, without a color profile and transparency.

References
----------
- NovelAI image metadata, https://github.com/NovelAI/novelai-image-metadata
- Stealth PNG info, https://github.com/catboxanon/sd-webui-stealth-pnginfo
"""

from __future__ import annotations

from collections.abc import Iterator

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging.stealth import hidden_text
from photoaudit.model import Declaration, DeclarationKind, Family, Measurement, Need


@check(
    "stealth-text",
    title="Pixels hide generation settings",
    family=Family.TRACE,
    unit="texts",
    need=Need.PIXELS,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the number of hidden texts."""
    declarations = tuple(_declare(text, where) for text, where in _texts(facts))
    summary = "No text of a generator is hidden in the lowest bits of the pixels; that says nothing."
    return Measurement(
        value=float(len(declarations)),
        summary=declarations[0].says if declarations else summary,
        declarations=declarations,
    )


def _texts(facts: Facts) -> Iterator[tuple[str, str]]:
    alpha = facts.raster.alpha
    if alpha is not None and (text := hidden_text(alpha)) is not None:
        yield text, "pixels, lowest bits of the transparency"
    as_stored = facts.photo.format in ("PNG", "WEBP") and not facts.raster.notes
    if as_stored and (text := hidden_text(facts.rgb)) is not None:
        yield text, "pixels, lowest bits of the colors"


def _declare(text: str, where: str) -> Declaration:
    by = "NovelAI" if "NovelAI" in text else "a Stable Diffusion program (stealth PNG info)"
    says = f"The pixels hide the generation settings of {by}."
    return Declaration(DeclarationKind.AI, by, says, where)
