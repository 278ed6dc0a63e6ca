"""photoaudit: what a profile photo's file declares, what its pixels show, which rules it touches.

>>> import photoaudit
>>> report = photoaudit.check("me.jpg")  # doctest: +SKIP
>>> report.verdict.headline, report.level  # doctest: +SKIP

What the package offers, and where that lies, stands in ``__init__.pyi``; each is imported when first used.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, _, __all__ = lazy_loader.attach_stub(__name__, __file__)
__all__ += ["__version__"]


def __dir__() -> list[str]:
    """Return the names that the package offers."""
    return list(__all__)
