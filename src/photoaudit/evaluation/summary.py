"""What outcomes on labelled photos add up to: discrimination, calibration, abstention, and for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from photoaudit.calibration import BANDS
from photoaudit.evaluation import scores
from photoaudit.evaluation.labelled import CAMERA, Outcome
from photoaudit.evaluation.scores import Rate
from photoaudit.libraries import np
from photoaudit.model import Claim

FALSE_ALARMS = (0.005, 0.01, 0.05)
"""Shares of camera photos at which the hits are counted."""
BINS = (-np.inf, -0.6, -0.4, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, np.inf)
TERCILES = ("dark", "mid", "light")


@dataclass(frozen=True)
class Group:
    """One source, or one third of skin lightness: how many photos, and how often each word is said.

    ``auc`` is against all camera photos, None for camera photos themselves; ``weak`` and ``moderate``
    count "at least so strong" among all photos, assessed or not: that is how often it is said.
    """

    name: str
    label: str
    photos: int
    assessed: int
    auc: float | None
    weak: Rate
    moderate: Rate


@dataclass(frozen=True)
class Gap:
    """Why a claim was not assessed, on how many ``photos`` of a label."""

    label: str
    reason: str
    photos: int


@dataclass(frozen=True)
class Summary:
    """The figures of one claim on one track; ``hits`` has one rate for each of `FALSE_ALARMS`.

    ``gaps`` are the reasons why it was not assessed, by label, the most frequent first.
    """

    claim: str
    track: str
    camera: int
    claimed: int
    unassessed: Rate
    auc: float
    hits: tuple[Rate, ...]
    cllr: float
    sources: tuple[Group, ...]
    terciles: tuple[Group, ...]
    roc: tuple[tuple[float, float], ...]
    reliability: tuple[tuple[float, float, int], ...]
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """All figures of a set of labelled photos.

    ``photos`` are found, ``done`` of them looked at: fewer, where somebody stopped it. ``labels`` counts
    those that could be read, ``lost`` are (path, reason) of those that could not.
    """

    summaries: tuple[Summary, ...]
    photos: int
    done: int
    labels: Mapping[str, int]
    lost: tuple[tuple[str, str], ...] = ()


def evaluate(outcomes: Sequence[Outcome], tracks: Sequence[str], photos: int) -> Evaluation:
    """Return all figures that outcomes of ``photos`` photos allow, claim by claim and track by track."""
    found = [item for claim in Claim for track in tracks if (item := summarize(outcomes, claim.value, track))]
    first = [item for item in outcomes if item.track == tracks[0]]
    lost = dict.fromkeys((item.photo.path.as_posix(), item.reason) for item in first if item.reason)
    labels = Counter(item.photo.label for item in first if not item.reason)
    return Evaluation(tuple(found), photos, len(first), dict(sorted(labels.items())), tuple(lost))


def summarize(outcomes: Iterable[Outcome], claim: str, track: str) -> Summary | None:
    """Return the figures of one claim on one track, None where either class has no readable photo."""
    used = [item for item in outcomes if item.track == track and not item.reason]
    used = [item for item in used if item.photo.label in (CAMERA, claim)]
    camera = [item for item in used if item.photo.label == CAMERA]
    claimed = [item for item in used if item.photo.label == claim]
    if not camera or not claimed:
        return None
    against, for_ = _ratios(camera, claim), _ratios(claimed, claim)
    by_source: dict[tuple[str, str], list[Outcome]] = {}
    for item in used:
        by_source.setdefault((item.photo.label, item.photo.source), []).append(item)
    return Summary(
        claim=claim,
        track=track,
        camera=len(camera),
        claimed=len(claimed),
        unassessed=scores.wilson(len(used) - len(against) - len(for_), len(used)),
        auc=scores.auc(against, for_),
        hits=tuple(scores.hits_at(against, for_, rate) for rate in FALSE_ALARMS),
        cllr=scores.cllr(against, for_),
        sources=tuple(
            _group(source, label, items, claim, against)
            for (label, source), items in sorted(by_source.items())
        ),
        terciles=tuple(_terciles(camera, claim, against)),
        roc=tuple(scores.roc(against, for_)),
        reliability=tuple(scores.reliability(against, for_, BINS)),
        gaps=tuple(_gaps(used, claim)),
    )


def _ratios(items: Iterable[Outcome], claim: str) -> list[float]:
    return [item.ratios[claim] for item in items if claim in item.ratios]


def _gaps(items: Iterable[Outcome], claim: str) -> Iterable[Gap]:
    counts = Counter((item.photo.label, item.gaps[claim]) for item in items if claim in item.gaps)
    order = sorted(counts.items(), key=lambda entry: (entry[0][0], -entry[1], entry[0][1]))
    return (Gap(label, reason, photos) for (label, reason), photos in order)


def _group(name: str, label: str, items: Sequence[Outcome], claim: str, camera: Sequence[float]) -> Group:
    ratios = np.array(_ratios(items, claim))
    weak, moderate = (
        scores.wilson(int((ratios >= least).sum()), len(items)) for least in (BANDS[2][0], BANDS[1][0])
    )
    auc = None if label == CAMERA else scores.auc(camera, ratios)
    return Group(name, label, len(items), ratios.size, auc, weak, moderate)


def _terciles(camera: Sequence[Outcome], claim: str, ratios: Sequence[float]) -> Iterable[Group]:
    """Yield the camera photos by thirds of skin lightness, where enough of them show skin."""
    seen = [(item.lightness, item) for item in camera if item.lightness is not None]
    if len(seen) < 3 * len(TERCILES):
        return
    limits = np.quantile([light for light, _ in seen], [1 / 3, 2 / 3])
    for place, name in enumerate(TERCILES):
        part = [item for light, item in seen if int(np.searchsorted(limits, light, "right")) == place]
        yield _group(name, CAMERA, part, claim, ratios)
