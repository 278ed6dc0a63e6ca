"""What a measured value is worth: its place among reference photos, and its bounded log10 likelihood ratio.

The numbers are data, ``data/calibration.json``, made by ``tools/calibrate.py`` from labelled photos. A
check without a curve is reported and weighs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from photoaudit.libraries import np
from photoaudit.model import Claim, Finding, Reference, Status, Strength, Support

if TYPE_CHECKING:
    from numpy.typing import NDArray

BANDS = ((2.0, Strength.STRONG), (1.0, Strength.MODERATE), (0.3, Strength.WEAK))
"""Words for a log10 likelihood ratio, from the least that earns them; below the last there is no support."""
SOME = "some camera portraits"
"""What a check may say in its summary, and a place among camera portraits then says exactly."""
MAX_LLR = 1.0
"""Pixels alone never say more than this, whatever the curves say."""


@dataclass(frozen=True)
class Curve:
    """What a value weighs: points (value, log10 likelihood ratio), interpolated, clipped to +-``bound``.

    The bound is log10 of the number of independent sources behind the fit: no data set can show more.
    """

    points: tuple[tuple[float, float], ...]
    bound: float

    def llr(self, value: float) -> float:
        """Return the log10 likelihood ratio of ``value``; beyond the ends the end points hold."""
        ratio = float(np.interp(value, *self._columns))
        return max(-self.bound, min(self.bound, ratio))

    @cached_property
    def _columns(self) -> NDArray[np.float64]:
        return np.array(self.points, float).T


@dataclass(frozen=True)
class Distribution:
    """Quantiles of a check's value among reference photos: (percent, value), rising."""

    quantiles: tuple[tuple[float, float], ...]
    count: int

    def percentile(self, value: float) -> float:
        """Return the percentage of reference photos with a lower value, 0 to 100.

        Of many equal values the middle counts: half of those that are equal are taken as lower.
        """
        percents, values = self._columns
        first, beyond = values.searchsorted(value), values.searchsorted(value, "right")
        if first < beyond:
            return float((percents[first] + percents[beyond - 1]) / 2)
        return float(np.interp(value, values, percents))

    @cached_property
    def middle(self) -> tuple[float, float, float]:
        """The values that 5, 50 and 95 % of the reference photos lie below."""
        return self.at(5), self.at(50), self.at(95)

    def at(self, percent: float) -> float:
        """Return the value that ``percent`` of the reference photos lie below."""
        return float(np.interp(percent, *self._columns))

    @cached_property
    def _columns(self) -> NDArray[np.float64]:
        return np.array(self.quantiles, float).T


@dataclass(frozen=True)
class Line:
    """One line of evidence for a claim: checks that are fitted together and calibrated as one.

    What each value weighs alone (``curves``) is multiplied by ``weights``, fitted jointly so that what
    checks share counts once; ``last`` turns the sum into a log10 likelihood ratio. Where less than
    the share ``least`` of the weight could be assessed, the line says nothing.
    """

    curves: Mapping[str, Curve]
    weights: Mapping[str, float]
    last: Curve
    least: float

    def weigh(self, ratios: Mapping[str, float]) -> float | None:
        """Return the log10 likelihood ratio of what was assessed (check id -> its own ratio)."""
        known = [check for check in self.weights if check in ratios]
        if sum(self.weights[check] for check in known) < self.least * sum(self.weights.values()):
            return None
        return self.last.llr(sum(self.weights[check] * ratios[check] for check in known))


@dataclass(frozen=True)
class Calibration:
    """Reference distributions by check id, and for each claim its lines of evidence, the main one first."""

    population: str
    references: Mapping[str, Distribution]
    claims: Mapping[Claim, tuple[Line, ...]] = field(default_factory=dict)


def parse(data: Mapping[str, Any]) -> Calibration:
    """Build a `Calibration` from the content of ``calibration.json``."""
    return Calibration(
        population=data["population"],
        references={
            check: Distribution(tuple((p, v) for p, v in entry["quantiles"]), entry["count"])
            for check, entry in data["references"].items()
        },
        claims={
            Claim(claim): tuple(_line(line) for line in entry["lines"])
            for claim, entry in data["claims"].items()
        },
    )


def _line(entry: Mapping[str, Any]) -> Line:
    return Line(
        curves={check: _curve(curve) for check, curve in entry["curves"].items()},
        weights=entry["weights"],
        last=_curve(entry["last"]),
        least=entry["least"],
    )


def _curve(entry: Mapping[str, Any]) -> Curve:
    return Curve(tuple((v, r) for v, r in entry["points"]), entry["bound"])


NOTHING = Calibration("", {})


@cache
def shipped() -> Calibration:
    """Return the calibration of this version."""
    return parse(json.loads(files("photoaudit.data").joinpath("calibration.json").read_text("utf-8")))


def calibrate(finding: Finding, calibration: Calibration) -> Finding:
    """Return the finding with its reference range, percentile and own weight, where there are any."""
    value = finding.value
    if finding.status is not Status.MEASURED or value is None:
        return finding
    known = calibration.references.get(finding.check)
    lines = calibration.claims.get(finding.claim, ()) if finding.claim else ()
    curve = next((line.curves[finding.check] for line in lines if finding.check in line.curves), None)
    if not known and not curve:
        return finding
    weighed: dict[str, Any] = {
        "reference": Reference(*known.middle, known.count, calibration.population) if known else None,
        "percentile": known.percentile(value) if known else None,
        "llr": curve.llr(value) if curve else None,
    }
    if known and SOME in finding.summary:
        place = min(max(int(known.percentile(value)), 1), 99)
        weighed["summary"] = finding.summary.replace(SOME, f"{place} of 100 camera portraits")
    return Finding(**(vars(finding) | weighed))  # `replace` made a tenth of judging a known photo


def fuse(findings: Sequence[Finding], calibration: Calibration) -> tuple[Support, ...]:
    """Return the evidence of calibrated ``findings`` for each claim that can be assessed.

    Lines of evidence add, within +-`MAX_LLR`. A claim whose main line says nothing is left out
    unless another line speaks for it: silence is no clearance.
    """
    supports = []
    for claim, lines in calibration.claims.items():
        ratios = {item.check: item.llr for item in findings if item.claim is claim and item.llr is not None}
        weighed = [line.weigh(ratios) for line in lines]
        total = sum(ratio for ratio in weighed if ratio is not None)
        if weighed[0] is None and total <= 0:
            continue
        shares = {
            check: line.weights[check] * ratios[check]
            for line, ratio in zip(lines, weighed, strict=True)
            for check in line.weights
            if ratio is not None and check in ratios
        }
        behind = sorted((check for check in shares if shares[check]), key=lambda check: -abs(shares[check]))
        llr = max(-MAX_LLR, min(MAX_LLR, total))
        supports.append(Support(claim, llr, wording(llr), tuple(behind)))
    return tuple(supports)


def wording(llr: float) -> Strength:
    """Return the band of a log10 likelihood ratio in words."""
    return next((words for least, words in BANDS if llr >= least), Strength.NONE)
