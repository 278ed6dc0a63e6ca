"""What one check says of one photo, and what a check is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Details = tuple[tuple[str, float | str], ...]
"""Named extra numbers or words of a measurement, already rounded for reading."""


class NotAssessable(Exception):  # noqa: N818 - an outcome, not an error
    """A check cannot say anything about this photo; the message says why."""


class Need(StrEnum):
    """What a check must have before it can run, from cheap to dear."""

    FILE = "file"
    PIXELS = "pixels"
    FACE = "face"


class Family(StrEnum):
    """Kinds of checks; within a family only one jointly fitted value counts as evidence.

    ``provenance`` reads the file without decoding pixels, ``trace`` what is hidden in or drawn into them.
    """

    PROVENANCE = "provenance"
    TRACE = "trace"
    SYMMETRY = "symmetry"
    TEXTURE = "texture"
    EYES = "eyes"
    BACKGROUND = "background"
    STYLE = "style"
    SUBJECT = "subject"
    CAPTURE = "capture"


DECLARING = (Family.PROVENANCE, Family.TRACE)
"""Families whose checks look for what a file says, and compare no value with others."""


class Claim(StrEnum):
    """What pixels may support; the alternative is always an ordinary camera photo."""

    SYNTHETIC = "synthetic"
    RETOUCHED = "retouched"


class Tail(StrEnum):
    """The end of a reference distribution that people associate with artificial photos."""

    LOW = "low"
    HIGH = "high"


class Status(StrEnum):
    """How a check ended on a photo."""

    MEASURED = "measured"
    DECLARED = "declared"
    NOT_ASSESSED = "not-assessed"
    ERROR = "error"


class DeclarationKind(StrEnum):
    """What a file says it is."""

    AI = "ai"
    AI_EDIT = "ai-edit"
    CAPTURE = "capture"
    EDIT = "edit"
    SCREENSHOT = "screenshot"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Region:
    """A place in the upright photo, to be drawn.

    ``points`` are (x, y) in pixels of the upright photo; a ``box`` has two, its top left and
    bottom right corners. Only boxes leave the process: polygons follow a face too closely.
    """

    kind: str
    points: tuple[tuple[float, float], ...]
    label: str


DRAWN = "drawn into the picture"
"""How the place of a declaration begins that is to be seen in the picture."""


@dataclass(frozen=True)
class Declaration:
    """What a file says of its own origin, and how far that can be trusted.

    ``says`` is one plain sentence, ``where`` names the field in the file. ``signed``, ``intact``
    and ``trusted`` are None where the question does not arise (unsigned metadata is not intact).
    ``flaw`` tells what is wrong with a signed record, in words that follow "but"; ``doubt`` why its signer
    is not trusted, in words that follow "signer".
    """

    kind: DeclarationKind
    by: str
    says: str
    where: str
    signed: bool = False
    intact: bool | None = None
    trusted: bool | None = None
    flaw: str = ""
    doubt: str = ""

    @property
    def drawn(self) -> bool:
        """Whether it is no field of the file, but a mark that anybody can see, and draw."""
        return self.where.startswith(DRAWN)


@dataclass(frozen=True)
class Measurement:
    """What a check saw: a value in the check's unit, in one sentence, and where.

    ``notable`` marks a sentence that is worth reading wherever the value lies among other photos.
    """

    value: float | None
    summary: str
    notable: bool = False
    regions: tuple[Region, ...] = ()
    details: Details = ()
    declarations: tuple[Declaration, ...] = ()


@dataclass(frozen=True)
class Reference:
    """The central 90 % of a value among reference photos, and who they are."""

    low: float
    median: float
    high: float
    count: int
    population: str


@dataclass(frozen=True)
class Finding:
    """One check's outcome on one photo.

    ``percentile`` (0 to 100) places the value among the reference photos; ``llr`` is a bounded
    log10 likelihood ratio for ``claim`` against an ordinary camera photo, None where no curve is
    fitted: such a finding is reported and weighs nothing.
    """

    check: str
    title: str
    family: Family
    status: Status
    summary: str
    value: float | None = None
    unit: str = ""
    claim: Claim | None = None
    cue: Tail | None = None
    notable: bool = False
    details: Details = ()
    regions: tuple[Region, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    reference: Reference | None = None
    percentile: float | None = None
    llr: float | None = None

    @property
    def assessed(self) -> bool:
        """Whether the check came to a result."""
        return self.status in (Status.MEASURED, Status.DECLARED)


@dataclass(frozen=True)
class CheckInfo:
    """What is known of a check without running it; ``details`` are those a policy may rely on."""

    id: str
    title: str
    family: Family
    unit: str
    need: Need
    since: str
    claim: Claim | None = None
    cue: Tail | None = None
    page: str = ""
    details: tuple[str, ...] = ()
