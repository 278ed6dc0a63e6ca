"""Curves are fitted to what transfers, never to the source that is judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import calibrate
import evidence
import fitting
import resembling
import sources
from fitting import Guard, Sample
from measured import Row
from photoaudit import calibration
from photoaudit.evaluation import scores
from photoaudit.model import Claim

CHECKS = evidence.synthetic([]).checks
FOLDERS = tuple(
    f"ai/{part}--somebody+{place}" for place, part in enumerate(("stylegan2", "flux", "gpt-4o", "sdxl"))
)
GUARD = Guard(0.3, 0.01, 0.02, 0.015)


def sample(shifts: dict[str, tuple[float, float]], count: int = 200) -> Sample:
    """Return camera rows around 0 and claimed groups whose two values are shifted."""
    rng = np.random.default_rng(0)
    values, claimed, group = [rng.normal(size=(count, 2))], [np.zeros(count, bool)], ["site"] * count
    for name, shift in shifts.items():
        values.append(rng.normal(size=(count, 2)) + shift)
        claimed.append(np.ones(count, bool))
        group += [name] * count
    return Sample(np.concatenate(values), np.concatenate(claimed), np.array(group))


def test_a_value_that_points_one_way_counts_and_one_that_changes_sides_hardly_does() -> None:
    fitted = fitting.fit(sample({"a": (1.0, 1.0), "b": (0.8, -1.0), "c": (1.2, 0.9)}))
    steady, torn = fitted.slopes * fitted.weights
    assert steady > 0
    assert abs(torn) < 0.4 * steady


def test_joint_weights_never_turn_a_value_round() -> None:
    shadow = sample({"a": (1.0, 0.0), "b": (1.0, 0.0)})
    shadow.values[:, 1] = shadow.values[:, 0] + 0.3 * shadow.values[:, 1]
    assert (fitting.fit(shadow).weights >= 0).all()


def test_two_values_that_say_the_same_count_once() -> None:
    alone = sample({"a": (1.0, 0.0), "b": (1.0, 0.0)})
    alone.values[:, 1] = alone.values[:, 0]
    both, one = fitting.fit(alone), fitting.fit(Sample(alone.values[:, :1], alone.claimed, alone.group))
    assert np.corrcoef(both.sums(alone.values), one.sums(alone.values[:, :1]))[0, 1] > 0.99
    assert both.weights.sum() == pytest.approx(one.weights.sum(), rel=0.05)


def test_what_was_not_assessed_weighs_nothing() -> None:
    fitted = fitting.fit(sample({"a": (1.0, 1.0), "b": (1.0, 1.0)}))
    row = np.array([[np.nan, 3.0], [np.nan, np.nan]])
    assert fitted.sums(row)[0] > 0
    assert fitted.sums(row)[1] == 0.0
    assert fitted.assessed(row)[1] == 0.0
    assert 0 < fitted.assessed(row)[0] < 1


def test_a_site_with_many_photos_does_not_drown_the_others() -> None:
    group = np.array(["big"] * 400 + ["small"] * 40 + ["a"] * 10)
    weights = fitting.weights_of(Sample(np.zeros((450, 1)), np.arange(450) >= 440, group))
    assert weights[:400].sum() == pytest.approx(weights[400:440].sum())
    assert weights[440:].sum() == pytest.approx(1.0)


def test_last_calibration_is_bounded_rises_and_holds_back() -> None:
    rng = np.random.default_rng(1)
    sums = np.concatenate([rng.normal(0, 1, 1000), rng.normal(1, 1, 1000)])
    claimed = np.arange(2000) >= 1000
    group = np.where(claimed, "a", "site")
    light = np.linspace(30, 80, 2000)
    left_out = Sample(sums[:, None], claimed, group)
    free = fitting.calibrate(left_out, light, 0.7, None)(sums)
    held = fitting.calibrate(left_out, light, 0.7, GUARD)(sums)
    for ratios in (free, held):
        assert np.abs(ratios).max() <= 0.7
        assert (np.diff(ratios[np.argsort(sums)]) >= 0).all()
    assert (free[~claimed] >= 0.3).mean() > 0.05
    assert (held[~claimed] >= 0.3).mean() <= 0.01
    assert (held[claimed] >= 0.3).mean() > (held[~claimed] >= 0.3).mean()


def test_the_guard_looks_at_every_site_and_every_third_of_lightness() -> None:
    rng = np.random.default_rng(2)
    sums = rng.normal(0, 1, 1100)
    sums[1000:1050] += 3.0
    claimed = np.arange(1100) >= 1050
    group = np.where(claimed, "a", "site")
    group[1000:1050] = "odd site"
    ratios = fitting.calibrate(
        Sample(sums[:, None] + claimed[:, None] * 3, claimed, group), np.linspace(0, 1, 1100), 0.7, GUARD
    )
    assert (ratios(sums[1000:1050]) >= 0.3).mean() <= 0.04


def test_evidence_that_points_the_wrong_way_is_dropped() -> None:
    claimed = np.arange(200) >= 100
    backward = Sample(
        np.where(claimed, -1.0, 1.0)[:, None] + np.linspace(0, 0.1, 200)[:, None],
        claimed,
        np.where(claimed, "a", "s"),
    )
    assert not fitting.calibrate(backward, np.zeros(200), 0.7, None)(np.array([-5.0, 5.0])).any()


# Sources are left out


def rows() -> list[Row]:
    """Return rows in which a check gives each source away by its own value, and nothing else."""
    rng = np.random.default_rng(3)
    check = CHECKS[0]
    found = []
    for at, folder in enumerate((*FOLDERS, *(f"real/site{i}" for i in range(8)))):
        for index in range(30):
            value = float(at + 0.01 * rng.normal())
            found.append(
                Row(
                    f"{folder}/{index}", folder, folder.split("/")[0], "web", "", 50.0 + index, {check: value}
                )
            )
    return found


def test_no_row_is_judged_by_a_fit_that_saw_its_source() -> None:
    table = evidence.synthetic(rows())
    seen = 0
    for name, part, train, test in evidence.splits(table):
        groups = set(table.sample.group[train])
        assert not groups & set(table.sample.group[test])
        assert name not in groups
        assert not (table.fold[train] == part).any()
        seen += 1
    assert seen == len(FOLDERS) * sources.FOLDS


@pytest.mark.slow
def test_knowing_a_source_does_not_help_once_it_is_left_out() -> None:
    measured = replace(evidence.SYNTHETIC, scored=False)  # values of which no source was left out before
    judged = evidence.crossfit(evidence.synthetic(rows()), measured)
    camera = [item.ratio for item in judged if item.row.label == "real"]
    assert np.mean(np.array(camera) >= 0.3) <= 0.05
    assert {item.row.source for item in judged} == {row.source for row in rows()}


@pytest.mark.slow
def test_what_is_shipped_weighs_as_what_was_fitted() -> None:
    rng = np.random.default_rng(4)
    seen = [
        replace(row, values={check: rng.normal() + 0.5 * (row.label == "ai") for check in CHECKS})
        for row in rows()
    ]
    table = evidence.synthetic(seen)
    entry = calibrate.line(table, evidence.SYNTHETIC)
    data = {"population": "", "references": {}, "claims": {"synthetic": {"lines": [entry]}}}
    (shipped,) = calibration.parse(data).claims[Claim.SYNTHETIC]
    fitted, last = evidence.fit(table, table.laundered, evidence.SYNTHETIC)
    wanted = last(fitted.sums(table.sample.values))
    for values, ratio in zip(table.sample.values[::7], wanted[::7], strict=True):
        own = {
            check: shipped.curves[check].llr(value)
            for check, value in zip(table.checks, values, strict=True)
            if check in shipped.curves
        }
        assert shipped.weigh(own) == pytest.approx(ratio, abs=0.01)


def test_years_of_one_conference_are_one_site() -> None:
    assert sources.site("real/djangocon-2021") == sources.site("real/djangocon-2025")
    assert sources.site("real/edit-originals/rembg") == "edit-originals"
    assert sources.family("ai/ai-headshot-product/astria-x") == sources.family("ai/ai-headshot-product/y")


def test_what_one_repository_holds_lies_in_one_fold_whatever_its_label() -> None:
    names = ["ai/flux--a+b", "real/stock--a+b", "ai/sdxl--c+d", "real/team", "real/club"] * 9
    fold = sources.folds(names)
    assert fold[0] == fold[1]
    assert len({fold[0], fold[2]}) == 2
    assert set(fold) <= set(range(sources.FOLDS))


def copies(shift: float) -> resembling.Rows:
    """Return rows of many folders: one feature is shifted in generated ones, and each folder has its own."""
    chance = np.random.default_rng(5)
    names = np.repeat([f"ai/sdxl--a+{i}" for i in range(10)] + [f"real/s{i}" for i in range(10)], 20)
    claimed = np.array([name.startswith("ai/") for name in names])
    features = chance.normal(size=(400, 40)).astype(np.float32)
    features[:, 0] += shift * claimed
    features[np.arange(400), 10 + np.arange(400) // 20] += 8.0
    return resembling.Rows(
        features, features[:, :3], claimed, np.full(400, "platform"), names,
        np.where(claimed, "Stable Diffusion", ""), np.array([sources.origin(name) for name in names]),
        np.where(np.arange(400) % 2, 300.0, 900.0), np.arange(400),
    )  # fmt: skip


def test_scores_left_out_find_what_sources_share_and_not_what_each_has_for_itself() -> None:
    for shift, least, most in ((2.0, 0.72, 1.0), (0.0, 0.2, 0.65)):
        rows = copies(shift)
        found = resembling.left_out(rows)
        assert least <= scores.auc(found[~rows.claimed], found[rows.claimed]) <= most


def test_folders_and_sizes_and_classes_are_balanced() -> None:
    rows = copies(1.0)
    train = rows.source != "ai/sdxl--a+3"
    weights = resembling.weights_of(rows, train)
    assert (weights[~train] == 0).all()
    for large in (True, False):
        mine = (rows.pixels >= resembling.SIZES[0]) == large
        assert weights[mine & rows.claimed].sum() == pytest.approx(weights[mine & ~rows.claimed].sum())
    assert weights.sum() == pytest.approx(1000)


def test_the_score_of_an_average_camera_portrait_is_none() -> None:
    rows = copies(1.0)
    judge = resembling.fit(rows, np.ones(400, bool))
    camera = judge(rows.features)[~rows.claimed]
    assert camera.mean() == pytest.approx(0, abs=0.2)
    assert camera.std() == pytest.approx(1, abs=0.2)


def test_studios_never_count_as_untouched() -> None:
    studio = Row("a", "real/headshotsbymarie", "real", "web", "", 50.0, {})
    assert len(evidence.retouched([studio]).rows) == 0


def test_bounds_follow_from_the_number_of_sources() -> None:
    assert evidence.SYNTHETIC.bound <= np.log10(30) + 1e-9
    assert evidence.LAYOUT.bound <= np.log10(5) + 1e-9
    assert evidence.RETOUCHED.claim is Claim.RETOUCHED
    assert evidence.RETOUCHED.bound <= np.log10(18)
