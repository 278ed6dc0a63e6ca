"""The vocabulary of photoaudit: frozen values, and nothing that computes.

Every other module imports this one; this one imports nothing of the package. Values are made
once and never changed, so a report can be cached, compared and passed between processes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    RGB = NDArray[np.uint8]

Details = tuple[tuple[str, float | str], ...]
"""Named extra numbers or words of a measurement, already rounded for reading."""


class UnreadableError(Exception):
    """A photo could not be opened; the message is one sentence for the user."""


class NotAssessable(Exception):  # noqa: N818 - an outcome, not an error
    """A check cannot say anything about this photo; the message says why."""


class UnknownName(ValueError):  # noqa: N818 - reads as what happened
    """A check, family or policy was named that does not exist; the message suggests one that does."""


class Need(StrEnum):
    """What a check must have before it can run, from cheap to dear."""

    FILE = "file"
    PIXELS = "pixels"
    FACE = "face"


class Family(StrEnum):
    """Kinds of checks; within a family only one jointly fitted value counts as evidence.

    ``provenance`` reads the file without decoding pixels, ``trace`` reads what is hidden in them.
    """

    PROVENANCE = "provenance"
    TRACE = "trace"
    SYMMETRY = "symmetry"
    TEXTURE = "texture"
    EYES = "eyes"
    BACKGROUND = "background"
    NOISE = "noise"
    STYLE = "style"
    SUBJECT = "subject"
    CAPTURE = "capture"


DECLARING = (Family.PROVENANCE, Family.TRACE)
"""Families whose checks look for what a file says, openly or hidden, and compare no value with others."""


class Claim(StrEnum):
    """What pixels may support; the alternative is always an ordinary camera photo."""

    SYNTHETIC = "synthetic"
    RETOUCHED = "retouched"


class Strength(StrEnum):
    """How strongly pixels support a claim, in words."""

    NONE = "no support"
    WEAK = "weak support"
    MODERATE = "moderate support"
    STRONG = "strong support"


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


class ReportStatus(StrEnum):
    """Whether a photo could be audited at all."""

    AUDITED = "audited"
    UNREADABLE = "unreadable"


class DeclarationKind(StrEnum):
    """What a file says it is."""

    AI = "ai"
    AI_EDIT = "ai-edit"
    CAPTURE = "capture"
    EDIT = "edit"
    SCREENSHOT = "screenshot"
    UNKNOWN = "unknown"


class Intent(StrEnum):
    """How a person says that a photo was made; the alternatives exclude each other.

    ``camera`` means not altered beyond color, crop and light, ``retouched`` altered further but not by
    AI, ``ai-edited`` a photo that AI altered, ``ai-generated`` made by AI.
    """

    CAMERA = "camera"
    RETOUCHED = "retouched"
    AI_EDITED = "ai-edited"
    AI_GENERATED = "ai-generated"


class Category(StrEnum):
    """The headline of a verdict, from declared to undecided."""

    AI_DECLARED = "ai-declared"
    AI_EDIT_DECLARED = "ai-edit-declared"
    CAPTURE_SIGNED = "capture-signed"
    CONFLICT = "conflict"
    SUPPORTED = "supported"
    INCONCLUSIVE = "inconclusive"
    NO_PORTRAIT = "no-portrait"


class Level(StrEnum):
    """Policy risk, in rising order; compare with ``rank``."""

    NONE = "none"
    ADVICE = "advice"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    PROHIBITED = "prohibited"

    @property
    def rank(self) -> int:
        """Return the position in the rising order, 0 for none."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}


class Basis(StrEnum):
    """How well the trigger of a policy rule is established."""

    SIGNED = "signed"
    STATED = "stated"
    MEASURED = "measured"
    UNSIGNED = "unsigned"
    CONTRADICTED = "contradicted"
    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"
    LOOKS = "looks"


class Outcome(StrEnum):
    """How a policy rule came out for a photo; ``not-assessed`` is unknown and never a pass."""

    FIRED = "fired"
    PASSED = "passed"
    NOT_ASSESSED = "not-assessed"


@dataclass(frozen=True)
class Region:
    """A place in the upright photo, to be drawn.

    ``points`` are (x, y) in pixels of the upright photo; a ``box`` has two, its top left and
    bottom right corners. Only boxes leave the process: polygons follow a face too closely.
    """

    kind: str
    points: tuple[tuple[float, float], ...]
    label: str


@dataclass(frozen=True)
class Declaration:
    """What a file says of its own origin, and how far that can be trusted.

    ``says`` is one plain sentence, ``where`` names the field in the file. ``signed``, ``intact``
    and ``trusted`` are None where the question does not arise (unsigned metadata is not intact).
    """

    kind: DeclarationKind
    by: str
    says: str
    where: str
    signed: bool = False
    intact: bool | None = None
    trusted: bool | None = None


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
class Support:
    """Fused pixel evidence for a claim that could be assessed.

    ``llr`` is a bounded log10 likelihood ratio, ``findings`` the ids of the checks behind it, the
    weightiest first.
    """

    claim: Claim
    llr: float
    wording: Strength
    findings: tuple[str, ...]

    @property
    def given(self) -> bool:
        """Whether the pixels support the claim at all."""
        return self.wording is not Strength.NONE


@dataclass(frozen=True)
class Cue:
    """A visible cue beyond what nearly all camera portraits show."""

    check: str
    title: str
    percentile: float


@dataclass(frozen=True)
class Impression:
    """How a photo may strike people; it says nothing about its origin."""

    cues: tuple[Cue, ...]
    assessed: int
    summary: str


@dataclass(frozen=True)
class Verdict:
    """What is established, and how strongly."""

    category: Category
    headline: str
    declarations: tuple[Declaration, ...] = ()
    supports: tuple[Support, ...] = ()


@dataclass(frozen=True)
class RuleResult:
    """One rule of a policy, applied to one photo.

    ``because`` is what the rule asks or, if it did not fire, why not. ``status`` is the policy's own
    word (prohibited, permitted-if-likeness, ...); ``confidence`` says how the rule's text is known
    (verbatim, secondary, recalled, own). ``trigger`` is what set a rule off, in one sentence, and
    ``basis`` how well that is established: it limits ``severity`` to ``level``.
    """

    id: str
    outcome: Outcome
    level: Level
    status: str
    because: str
    advice: str
    source: str
    checked_on: str
    confidence: str
    severity: Level = Level.NONE
    trigger: str = ""
    basis: Basis | None = None


@dataclass(frozen=True)
class Risk:
    """What one policy makes of a photo; rules that fired come first, the deciding one leading.

    ``level`` is what was found: while some rules are ``open``, ``none`` does not mean that all is well.
    """

    policy: str
    title: str
    level: Level
    rules: tuple[RuleResult, ...]
    questions: tuple[str, ...] = ()

    @property
    def fired(self) -> tuple[RuleResult, ...]:
        """Return the rules that fired, the deciding one first."""
        return tuple(rule for rule in self.rules if rule.outcome is Outcome.FIRED)

    @property
    def open(self) -> tuple[RuleResult, ...]:
        """Return the rules that could not be judged, without those that only inform."""
        return tuple(
            rule
            for rule in self.rules
            if rule.outcome is Outcome.NOT_ASSESSED and rule.severity is not Level.NONE
        )


@dataclass(frozen=True)
class Context:
    """What only a person can say of a photo, and the day it is judged on.

    ``intent`` is how they say it was made (None: not said), ``disclosed`` that they say so where they
    publish it. ``today`` is a date such as 2026-11-22, "" where the age of a photo is not to be judged.
    """

    intent: Intent | None = None
    disclosed: bool = False
    today: str = ""


@dataclass(frozen=True)
class Statement:
    """What a person said of a photo, and in one sentence how the file contradicts it ("": it does not)."""

    intent: Intent | None
    disclosed: bool
    contradiction: str = ""


@dataclass(frozen=True)
class Acceptance:
    """A finding that somebody has looked at and accepted: who, why, and until which day ("" for good).

    ``finding`` is ``<policy>/<rule>`` for a rule that fired, or ``verdict/<category>``.
    """

    finding: str
    by: str
    why: str
    until: str = ""


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


def of_rule(policy: str, rule: str) -> str:
    """Return the name by which a rule that fired is accepted."""
    return f"{policy}/{rule}"


def of_verdict(category: Category) -> str:
    """Return the name by which a verdict is accepted."""
    return f"verdict/{category.value}"


@dataclass(frozen=True)
class Overlay:
    """A map to lay over part of an exhibit's picture: WebP with transparency.

    ``box`` is (left, top, width, height) in pixels of the picture; ``kind`` says what it shows: ``mirror``
    (where edges differ from their mirror image), ``skin`` (fine skin detail) or ``background`` (gradient).
    """

    kind: str
    box: tuple[float, float, float, float]
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Exhibit:
    """A small picture of a photo for people to look at, and what may be drawn over it.

    Made only where a report with pictures was asked for; no record, cache or table holds it. All
    coordinates are pixels of ``picture`` (WebP, ``width`` x ``height``): ``faces`` as (left, top, width,
    height), ``eyes`` as (x, y, radius) of each iris, ``axis`` as the ends of the line that mirrors the face.
    """

    width: int
    height: int
    picture: bytes = field(repr=False)
    faces: tuple[tuple[float, float, float, float], ...] = ()
    eyes: tuple[tuple[float, float, float], ...] = ()
    axis: tuple[tuple[float, float], ...] = ()
    overlays: tuple[Overlay, ...] = ()


@dataclass(frozen=True)
class Report:
    """Everything about one photo; the only thing a renderer sees.

    ``code`` is a short code of the picture around the face, mostly the same after an export at another
    size or quality ("" where there is none). ``accepted`` holds the acceptances that apply to what was
    found: it is still shown, and fails nothing.
    """

    path: str
    status: ReportStatus
    reason: str = ""
    sha256: str = ""
    format: str = ""
    width: int = 0
    height: int = 0
    notes: tuple[str, ...] = ()
    verdict: Verdict | None = None
    impression: Impression | None = None
    findings: tuple[Finding, ...] = ()
    risks: tuple[Risk, ...] = ()
    next_steps: tuple[str, ...] = ()
    statement: Statement | None = None
    code: str = ""
    accepted: tuple[Acceptance, ...] = ()
    exhibit: Exhibit | None = field(default=None, repr=False)

    @property
    def level(self) -> Level:
        """Return the highest risk of all policies judged."""
        return max((risk.level for risk in self.risks), key=lambda level: level.rank, default=Level.NONE)

    def acceptance(self, finding: str) -> Acceptance | None:
        """Return how a finding (`of_rule`, `of_verdict`) was accepted, None if it was not."""
        return next((item for item in self.accepted if item.finding == finding), None)

    @property
    def new_level(self) -> Level:
        """Return the highest risk of all policies judged, leaving out what was accepted."""
        if not self.accepted:
            return self.level
        levels = (
            rule.level
            for risk in self.risks
            for rule in risk.fired
            if not self.acceptance(of_rule(risk.policy, rule.id))
        )
        return max(levels, key=lambda level: level.rank, default=Level.NONE)

    @property
    def broken(self) -> bool:
        """Whether the photo was unreadable or a check failed on it."""
        return self.status is ReportStatus.UNREADABLE or any(
            finding.status is Status.ERROR for finding in self.findings
        )


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


@dataclass(frozen=True)
class Comparison:
    """How alike two photos are as pictures; it says nothing of whom they show.

    ``kind`` is what the second file is of the photo in the first (``the same file``, ``re-encoded``,
    ``resized``, ``cropped``, ``mirrored`` ...), "" where they are two photos. ``unlike`` is the difference
    around the face in parts of the contrast there: about 0 for one photo, about 1 for unrelated ones;
    None where it cannot be told, and ``summary`` then says why.
    """

    kind: str
    summary: str
    unlike: float | None = None


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


@dataclass(frozen=True)
class Limits:
    """What a file may cost before it is refused, checked before decoding; ``max_memory`` is in bytes.

    Limits that nobody needs to choose are in `photoaudit.bounds` and `photoaudit.metadata.parts`.
    """

    max_bytes: int = 100 * 1024 * 1024
    max_pixels: int = 120_000_000
    max_memory: int = 1_800_000_000
    min_side: int = 1


@dataclass(frozen=True)
class Settings:
    """What a user may choose about an examination.

    ``trust_list`` is PEM text of the certificates that Content Credentials are trusted by, "" for the
    shipped list; ``show_location`` allows a GPS position to be named, not only its presence.
    """

    limits: Limits = Limits()
    trust_list: str = field(default="", repr=False)
    show_location: bool = False


@dataclass(frozen=True, eq=False)
class Photo:
    """An opened file: its bytes and what its header says; no pixel is decoded yet.

    ``width`` and ``height`` are those of the upright picture. ``mode`` is the decoder's name for
    the pixel layout (``RGB``, ``CMYK``, ``P``, ``I;16`` ...).
    """

    path: str
    sha256: str
    format: str
    width: int
    height: int
    mode: str
    frames: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, eq=False)
class Raster:
    """Upright sRGB pixels, (height, width, 3) uint8, read-only, and what was done to get them.

    ``alpha`` is the transparency of a PNG or WebP as it lies in the file, neither turned upright nor
    changed otherwise, as its lowest bits can hide text; None where there is none.
    """

    rgb: RGB = field(repr=False)
    notes: tuple[str, ...] = ()
    alpha: NDArray[np.uint8] | None = field(default=None, repr=False)
