"""What a folder of labelled pictures stands for: the site or repository, and the family of generators.

A new photo comes from a site and a generator that no fit has seen. So both are left out as wholes, and what
was made or collected by the same people counts as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

FOLDS = 5

FAMILIES = (
    ("stylegan", "StyleGAN"),
    ("astria", "headshot products"),
    ("headshot-product", "headshot products"),
    ("flux", "FLUX"),
    ("midjourney-real", "Midjourney"),
    ("gpt", "OpenAI"),
    ("dall-e", "OpenAI"),
    ("openai", "OpenAI"),
    ("gemini", "Google"),
    ("google", "Google"),
    ("nano-banana", "Google"),
    ("sd-1.5", "Stable Diffusion"),
    ("sd1.5", "Stable Diffusion"),
    ("sdxl", "Stable Diffusion"),
    ("stability", "Stable Diffusion"),
    ("stable-diffusion", "Stable Diffusion"),
)
"""Part of a folder's name -> family, the first that fits; what is left is of many or unknown generators."""
OTHER = "others and unknown"
SAME = {
    "ai/gpt-4o-image/11keene-style-previews": "11keene",
    "ai/ai-headshot-product/astria-11keene": "11keene",
    "ai/gpt-4o-image--11keene-style-previews": "11keene",
}
"""Folders of one author, in both collections."""
AFRICAN = (
    "devfest-ibadan",
    "devfest-ilorin",
    "devfest-lagos",
    "pycon-africa",
    "pycon-senegambia",
    "rubyconf-africa",
)
"""Sites whose people are mostly dark-skinned, reported on their own."""
POLISHED = ("deepface-tests", "headshotsbymarie", "id-reference-photos", "stock-photos-real-or-ai-game")
"""Camera sets of studio portraits, stock models, film stills and pictures of celebrities."""


def family(source: str) -> str:
    """Return the family of generators of a folder of generated pictures."""
    name = source.rsplit("/", maxsplit=1)[-1].split("--", maxsplit=1)[0] if "--" in source else source
    return next((family for part, family in FAMILIES if part in name), OTHER)


def site(source: str) -> str:
    """Return the site that a folder of camera photos came from; several years of one conference are one."""
    name = source.removeprefix("real/").split("/")[0].split("--")[0]
    return name.rsplit("-", 1)[0] if name[-4:].isdigit() else name


def origin(source: str) -> str:
    """Return the repository or site, which is left out as a whole, with both labels where it has both."""
    if source in SAME:
        return SAME[source]
    if "--" in source:
        return source.split("--", 1)[1]
    return site(source) if source.startswith("real/") else source


def families() -> tuple[str, ...]:
    """Return the names of all families."""
    return (*sorted({name for _, name in FAMILIES}), OTHER)


def folds(names: Sequence[str]) -> list[int]:
    """Deal the sources of pictures into `FOLDS` folds, whole repositories and sites, both labels evenly."""
    sizes = Counter((origin(name), name.startswith("ai/")) for name in names)
    filled = [[0] * FOLDS, [0] * FOLDS]
    place: dict[str, int] = {}
    for (name, made), size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        fold = place.setdefault(name, filled[made].index(min(filled[made])))
        filled[made][fold] += size
    return [place[origin(name)] for name in names]
