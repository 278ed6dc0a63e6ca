"""What only a set of photos shows: one file a check, found by walking this folder; ids are file names.

An album check compares `Traits`, never pixels and never people, and moves no photo's verdict or risk.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from photoaudit.album._check import AlbumCheck, album_check
from photoaudit.album._code import code_of
from photoaudit.album._member import Member
from photoaudit.album._photos import Photos
from photoaudit.album._standard import Standard, shipped
from photoaudit.model import Album, AlbumFinding, NotAssessable, Status

__all__ = [
    "AlbumCheck", "Member", "Photos", "Standard", "album_check", "catalogue", "code_of", "look",
    "run", "shipped",
]  # fmt: skip


@cache
def catalogue() -> tuple[AlbumCheck, ...]:
    """Return every album check of the package: copies first, as the others leave them out, then by id."""
    found: list[AlbumCheck] = []
    for module in iter_modules(__path__):
        if not module.name.startswith("_"):
            values = vars(import_module(f"{__name__}.{module.name}")).values()
            found += [value for value in values if isinstance(value, AlbumCheck)]
    return tuple(sorted(found, key=lambda item: (item.info.id != "duplicate-photo", item.info.id)))


def look(
    members: Sequence[Member], standard: Standard | None = None, *, complete: bool = True
) -> Album | None:
    """Return what a set of photos shows, None for fewer than two: there is nothing to compare then.

    ``complete`` is false where these are not all, as a scan was stopped.
    """
    if len(members) < 2:
        return None
    photos = Photos(members, standard or shipped())
    return Album(len(members), tuple(run(item, photos) for item in catalogue()), complete)


def run(item: AlbumCheck, photos: Photos) -> AlbumFinding:
    """Run one album check; anything but `NotAssessable` that it raises becomes an ERROR finding."""
    info = item.info
    reference = photos.standard.references.get(info.id)
    try:
        seen = item.measure(photos)
    except NotAssessable as reason:
        return AlbumFinding(info.id, info.title, Status.NOT_ASSESSED, str(reason), unit=info.unit)
    except Exception as problem:  # noqa: BLE001 - one broken check hides nothing of the others
        why = f"the check broke: {type(problem).__name__}: {problem}"
        return AlbumFinding(info.id, info.title, Status.ERROR, why, unit=info.unit)
    return AlbumFinding(
        info.id,
        info.title,
        Status.MEASURED,
        seen.summary,
        value=seen.value,
        unit=info.unit,
        notable=seen.notable,
        reference=reference,
        groups=seen.groups,
        details=seen.details,
    )
