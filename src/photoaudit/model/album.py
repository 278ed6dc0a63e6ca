"""What a set of photos shows that none of them shows alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from photoaudit.model.finding import Details, Reference, Status


@dataclass(frozen=True, slots=True)
class Traits:
    """What photos are compared by as pictures; no part of it describes a face, and no report holds it.

    ``eyes`` says where in the picture the eyes are: the middle between them (share of width, share of
    height), their distance (share of width) and the roll in degrees; None where no face was found.
    ``cells`` are bytes as `photoaudit.imaging.cells` averages them: around the face if ``anchored`` (none
    where it fills the picture), of the whole picture otherwise, any face cut out in both cases.
    """

    eyes: tuple[float, float, float, float] | None
    anchored: bool
    cells: bytes = field(repr=False)


@dataclass(frozen=True)
class Group:
    """Photos of an album that belong together, by their paths, and in one sentence why."""

    photos: tuple[str, ...]
    summary: str
    details: Details = ()


@dataclass(frozen=True)
class AlbumFinding:
    """One album check's outcome on all photos together.

    ``value`` (in ``unit``) describes the whole album, ``reference`` the same of albums of camera
    portraits; ``groups`` are the photos it is about, the largest group first.
    """

    check: str
    title: str
    status: Status
    summary: str
    value: float | None = None
    unit: str = ""
    notable: bool = False
    reference: Reference | None = None
    groups: tuple[Group, ...] = ()
    details: Details = ()


@dataclass(frozen=True)
class Album:
    """What only a set of photos shows; ``photos`` counts those compared, all there are if ``complete``."""

    photos: int
    findings: tuple[AlbumFinding, ...] = ()
    complete: bool = True

    @property
    def broken(self) -> bool:
        """Whether a check failed on it."""
        return any(finding.status is Status.ERROR for finding in self.findings)


@dataclass(frozen=True)
class AlbumMeasurement:
    """What an album check saw: a value in its unit, in one sentence, and the photos it is about."""

    value: float
    summary: str
    notable: bool = False
    groups: tuple[Group, ...] = ()
    details: Details = ()


@dataclass(frozen=True)
class AlbumCheckInfo:
    """What is known of an album check without running it."""

    id: str
    title: str
    unit: str
    since: str
    page: str = ""
