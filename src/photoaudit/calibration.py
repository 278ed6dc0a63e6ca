"""What a measured value is worth: its place among reference photos, and its bounded log10 likelihood ratio.

The numbers are data, ``data/calibration.json``, made by ``tools/calibrate.py`` from labelled photos. A
check without a curve is reported and weighs nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from photoaudit.model import Finding, Reference, Status


@dataclass(frozen=True)
class Curve:
    """What a value weighs: points (value, log10 likelihood ratio), interpolated, clipped to +-``bound``.

    The bound is log10 of the number of independent sources behind the fit: no data set can show more.
    """

    points: tuple[tuple[float, float], ...]
    bound: float

    def llr(self, value: float) -> float:
        """Return the log10 likelihood ratio of ``value``; beyond the ends the end points hold."""
        values, ratios = zip(*self.points, strict=True)
        return float(np.clip(np.interp(value, values, ratios), -self.bound, self.bound))


@dataclass(frozen=True)
class Distribution:
    """Quantiles of a check's value among reference photos: (percent, value), rising."""

    quantiles: tuple[tuple[float, float], ...]
    count: int

    def percentile(self, value: float) -> float:
        """Return the percentage of reference photos with a lower value, 0 to 100.

        Of many equal values the middle counts: half of those that are equal are taken as lower.
        """
        percents, values = (np.array(column) for column in zip(*self.quantiles, strict=True))
        equal = percents[values == value]
        if equal.size:
            return float((equal[0] + equal[-1]) / 2)
        return float(np.interp(value, values, percents))

    def at(self, percent: float) -> float:
        """Return the value that ``percent`` of the reference photos lie below."""
        percents, values = zip(*self.quantiles, strict=True)
        return float(np.interp(percent, percents, values))


@dataclass(frozen=True)
class Calibration:
    """All curves and reference distributions, by check id."""

    population: str
    references: dict[str, Distribution]
    curves: dict[str, Curve]


def parse(data: dict[str, Any]) -> Calibration:
    """Build a `Calibration` from the content of ``calibration.json``."""
    return Calibration(
        population=data["population"],
        references={
            check: Distribution(tuple((p, v) for p, v in entry["quantiles"]), entry["count"])
            for check, entry in data["references"].items()
        },
        curves={
            check: Curve(tuple((v, r) for v, r in entry["points"]), entry["bound"])
            for check, entry in data["curves"].items()
        },
    )


@cache
def shipped() -> Calibration:
    """Return the calibration of this version."""
    return parse(json.loads(files("photoaudit.data").joinpath("calibration.json").read_text("utf-8")))


def calibrate(finding: Finding, calibration: Calibration) -> Finding:
    """Return the finding with its reference range, percentile and weight, where there are any."""
    value = finding.value
    if finding.status is not Status.MEASURED or value is None:
        return finding
    reference, curve = calibration.references.get(finding.check), calibration.curves.get(finding.check)
    if reference is not None:
        low, median, high = (reference.at(percent) for percent in (5, 50, 95))
        finding = replace(
            finding,
            reference=Reference(low, median, high, reference.count, calibration.population),
            percentile=reference.percentile(value),
        )
    if curve is not None and finding.claim is not None:
        finding = replace(finding, llr=curve.llr(value))
    return finding
