"""What an album check may ask of a set of photos: each derived at most once, when first asked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from photoaudit.album import _copies, _style
from photoaudit.album._copies import Copies
from photoaudit.album._member import Member
from photoaudit.album._standard import Standard
from photoaudit.libraries import np
from photoaudit.model import NotAssessable, Traits

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST = 8
"""Fewer photos have no common style worth a number."""
SAMPLE = 200
"""Of more photos so many, evenly spaced, stand for all where every pair is looked at."""


class Photos:
    """The photos of an album, by their place in ``members``."""

    def __init__(self, members: Sequence[Member], standard: Standard) -> None:
        self.members = tuple(members)
        self.standard = standard

    @cached_property
    def seen(self) -> tuple[int, ...]:
        """Photos whose pixels were looked at."""
        return tuple(place for place, member in enumerate(self.members) if member.traits is not None)

    @cached_property
    def copies(self) -> tuple[Copies, ...]:
        """Groups of files that show one photo, the largest first."""
        limits = _copies.Limits(self.standard.copy, self.standard.radius)
        return tuple(_copies.find(self.members, limits))

    @cached_property
    def distinct(self) -> tuple[int, ...]:
        """Photos whose pixels were looked at, one of each group of copies."""
        others = {place for group in self.copies for place in group.places[1:]}
        return tuple(place for place in self.seen if place not in others)

    @cached_property
    def portraits(self) -> tuple[int, ...]:
        """Distinct photos of a face that show enough around it to have a style."""
        return tuple(place for place in self.distinct if _style.has_style(self._traits(place)))

    @cached_property
    def styles(self) -> _style.Styles:
        """Background, clothes and framing of `portraits`, in their order."""
        return _style.Styles([self._traits(place) for place in self.portraits], self.standard.scales)

    @cached_property
    def sample(self) -> NDArray[np.intp]:
        """Places in `portraits` of those that stand for all of them."""
        count = len(self.portraits)
        return np.unique(np.linspace(0, count - 1, min(count, SAMPLE)).round().astype(np.intp))

    @cached_property
    def closeness(self) -> NDArray[np.float64]:
        """How many percent of `sample` each of `portraits` is close to, itself left out."""
        everybody = np.arange(len(self.portraits))
        known, close = np.zeros(len(everybody)), np.zeros(len(everybody))
        for place in map(int, self.sample):
            apart = self.styles.apart(place, everybody)
            apart[place] = np.nan
            known += np.isfinite(apart)
            close += apart < self.standard.close
        return np.where(known > 0, 100 * close / np.maximum(known, 1), np.nan)

    @cached_property
    def eyes(self) -> NDArray[np.float64]:
        """Where in the picture the eyes of distinct photos are: (n, 4), as `Traits.eyes`."""
        found = [self._traits(place).eyes for place in self.distinct]
        return np.array([eyes for eyes in found if eyes is not None], np.float64).reshape(-1, 4)

    def need(self, count: int, what: str) -> None:
        """Raise `NotAssessable` if there are fewer than `FEWEST` of what is named, or no pixel was seen."""
        if not self.seen:
            raise NotAssessable("no pixels were looked at: the checks that ran need none")
        if count < FEWEST:
            raise NotAssessable(f"{what}: {count}; {FEWEST} needed")

    def paths(self, places: Sequence[int]) -> tuple[str, ...]:
        """Return the paths of photos."""
        return tuple(self.members[place].path for place in places)

    def _traits(self, place: int) -> Traits:
        traits = self.members[place].traits
        assert traits is not None  # noqa: S101 - only photos that were seen are asked
        return traits
