"""What only a set of photos shows, for the overview: groups of photos side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from photoaudit.model import Album, AlbumFinding, Group, Status
from photoaudit.report.html._scale import Scale, scale_of
from photoaudit.report.words import words
from photoaudit.text import PATH, clean

MOST_GROUPS = 100
MOST_PHOTOS = 60


@dataclass(frozen=True)
class Member:
    """A photo of a group; ``number`` finds its card, None where it has none."""

    path: str
    number: int | None


@dataclass(frozen=True)
class GroupView:
    """A group with the photos that are shown of it and how many are not."""

    group: Group
    members: tuple[Member, ...]
    more: int


@dataclass(frozen=True)
class FindingView:
    """An album check's outcome, where its value lies, and the groups that are shown of it."""

    finding: AlbumFinding
    scale: Scale | None
    groups: tuple[GroupView, ...]
    more: int

    @property
    def open(self) -> bool:
        """Whether it is told without being asked for."""
        return bool(self.finding.groups) or self.finding.notable

    @property
    def name(self) -> str:
        """What it is called: titles say what was found, so they stand only where it was."""
        return clean(self.finding.title) if self.open else words(self.finding.check).capitalize()


@dataclass(frozen=True)
class AlbumView:
    """All that is told of a set; ``silent`` are the checks that could say nothing, or found nothing."""

    photos: int
    told: tuple[FindingView, ...]
    silent: tuple[FindingView, ...]
    unassessed: tuple[AlbumFinding, ...]


def album_view(album: Album, numbers: Mapping[str, int]) -> AlbumView:
    """Return an album for the overview; ``numbers`` finds the cards of its photos by their paths."""
    assessed = [item for item in album.findings if item.status in (Status.MEASURED, Status.DECLARED)]
    views = [_finding(item, numbers) for item in assessed]
    return AlbumView(
        album.photos,
        tuple(view for view in views if view.open or view.scale),
        tuple(view for view in views if not (view.open or view.scale)),
        tuple(item for item in album.findings if item not in assessed),
    )


def _finding(finding: AlbumFinding, numbers: Mapping[str, int]) -> FindingView:
    reference, value = finding.reference, finding.value
    drawn = None
    if reference is not None and value is not None:
        drawn = scale_of(value, reference, unusual=not reference.low <= value <= reference.high)
    groups = tuple(_group(group, numbers) for group in finding.groups[:MOST_GROUPS])
    return FindingView(finding, drawn, groups, len(finding.groups) - len(groups))


def _group(group: Group, numbers: Mapping[str, int]) -> GroupView:
    shown = group.photos[:MOST_PHOTOS]
    members = tuple(Member(clean(path, PATH), numbers.get(path)) for path in shown)
    return GroupView(group, members, len(group.photos) - len(shown))
