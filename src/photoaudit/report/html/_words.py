"""Words that only the page has; all others are those of `photoaudit.report.words`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from photoaudit.model import Category, Risk
from photoaudit.report.words import risk_word

CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        Category.AI_DECLARED: "file declares AI",
        Category.AI_EDIT_DECLARED: "file declares an AI edit",
        Category.CAPTURE_SIGNED: "signed as a capture",
        Category.CONFLICT: "file contradicts itself",
        Category.PIXEL_SUPPORT: "pixels give some support",
        Category.INCONCLUSIVE: "inconclusive",
        Category.NO_PORTRAIT: "no portrait",
    }
)
"""What is established, in so few words that they fit a card: always who says it."""

OVERLAYS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "faces": ("Face box", "where a face was found"),
        "marks": ("Drawn mark", "where a mark like that of a service is drawn into the picture"),
        "eyes": ("Eyes", "where the irises are taken to be"),
        "axis": ("Mirror axis", "the line about which the halves of the face are compared"),
        "mirror": (
            "Mirrored edges",
            "where edges differ from their mirror image: pose, light and hair do that",
        ),
        "skin": ("Skin detail", "fine detail of forehead and cheeks"),
        "background": ("Background", "how much the brightness of the background changes"),
    }
)
"""What may be drawn over a picture: its name and what it shows."""

MAPS: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "displacement": ("Moved", "how far each place was moved against the original", "a little", "far"),
        "detail": ("Detail", "where fine detail is more or less than the original has", "a little", "much"),
        "color": ("Color", "where color and light differ by more than they do everywhere", "a little", "far"),
        "replaced": ("Replaced", "where the edited picture shows something else", "a little", "wholly"),
    }
)
"""What may be laid over a pair: its name, what it shows, and what both ends of its scale mean."""


def risk_of(risk: Risk) -> str:
    """Return the level of one policy's risk in words."""
    return risk_word(risk)
