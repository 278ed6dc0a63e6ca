"""What people read of policies: the matrix, the section on one, the commands; and goldens on the samples."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import photoaudit
import samples
from checkout import GOLDEN, SAMPLE_NAMES, SAMPLES
from photoaudit import advice, engine, policy
from photoaudit.cli.app import app
from photoaudit.model import DECLARING, Basis, Context, Family, Intent, Level, Report
from photoaudit.report import terminal
from photoaudit.report.tables.objects import to_dict
from photoaudit.report.words import BASES

TODAY = "2026-11-22"
REWRITE = "PHOTOAUDIT_WRITE_GOLDEN"


def needed() -> list[str]:
    """Return the checks that shipped rules are about, so that no other changes the goldens."""
    rules = [rule for pack in policy.shipped().values() for rule in pack.rules]
    named = {when.check for rule in rules for when in rule.when if when.check}
    return sorted(named | {"camera-exif"}) + list(DECLARING)


@cache
def examined(name: str) -> engine.Examination:
    seen, wanted = samples.examined(name), set(needed())
    return replace(seen, findings=tuple(item for item in seen.findings if {item.check, item.family} & wanted))


def concluded(name: str, names: tuple[str, ...] = ("all",), context: Context | None = None) -> Report:
    return engine.conclude(examined(name), engine.packs(names), context=context or Context(today=TODAY))


def part(text: str, title: str) -> str:
    """Return one section of a report in the terminal."""
    return next(block for block in text.split("\n\n") if block.startswith(title)) + "\n"


def stable(risk: dict[str, Any]) -> dict[str, Any]:
    """Return a risk without sentences that hold measured values, which differ a little between decoders."""
    fired = [rule for rule in risk["rules"] if rule["outcome"] == "fired"]
    for rule in fired:
        if rule["basis"] == "measured":
            rule["trigger"] = "(measured)"
    kept = ("id", "level", "severity", "basis", "trigger")
    return {
        "level": risk["level"],
        "unknown": risk["unknown"],
        "fired": [{name: rule[name] for name in kept} for rule in fired],
        "open": sorted(rule["id"] for rule in risk["rules"] if rule["outcome"] == "not-assessed"),
    }


def golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if REWRITE in os.environ:
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8"), f"if this is right: {REWRITE}=1 pytest {__file__}"


@pytest.mark.slow
def test_the_matrix_of_each_sample_reads_as_agreed() -> None:
    parts = []
    for name in SAMPLE_NAMES:
        matrix = part(terminal.render([concluded(name)], width=80, color=False), "Policy risk\n")
        parts.append(f"{name}\n{matrix}")
    golden("policies.txt", "\n".join(parts))


def test_the_json_of_each_sample_reads_as_agreed() -> None:
    rows = [
        {"photo": name, "policy": risk["policy"]} | stable(risk)
        for name in SAMPLE_NAMES
        for risk in to_dict(concluded(name))["risks"]
    ]
    golden("policies.json", "[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n")


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("name", ["generator-text.png", "two-faces.jpg", "camera.jpg"])
def test_the_matrix_fits_and_has_a_row_for_each_policy(name: str, width: int) -> None:
    report = concluded(name)
    matrix = part(terminal.render([report], width=width, color=False), "Policy risk\n")
    assert max(map(len, matrix.splitlines())) <= width
    rows = [line for line in matrix.splitlines() if re.match(r"  \S", line)][: len(report.risks)]
    for risk, row in zip(sorted(report.risks, key=lambda item: -item.level.rank), rows, strict=True):
        assert re.match(rf"  .{{12,}}? {{2}}({risk.level.value}|note)\b", row), row
    assert {row[2:14].strip() for row in rows} == {risk.title[:12].strip() for risk in report.risks}


def test_the_matrix_stays_plain_text_in_ascii_and_colored_in_color() -> None:
    report = concluded("generator-text.png")
    assert terminal.render([report], width=80, color=False, unicode=False).isascii()
    assert "\x1b[" in terminal.render([report], width=80, color=True)


def test_every_basis_has_words() -> None:
    assert set(BASES) == set(Basis)
    assert len(set(BASES.values())) == len(Basis)


def test_many_policies_are_a_matrix_and_few_are_told_in_full() -> None:
    def sections(*names: str, verbose: bool = False) -> int:
        text = terminal.render([concluded("camera.jpg", names)], width=80, color=False, verbose=verbose)
        return text.count("\nPolicy risk (")

    # One more is the line at the top of a report on a single policy.
    assert sections("linkedin") == 2
    assert sections("linkedin", "upwork") == 2
    assert sections("all") == 0
    assert sections("all", verbose=True) == len(policy.shipped())


def test_open_rules_are_told_and_a_word_on_origin_is_asked_for() -> None:
    silent = flat(concluded("smoothed.jpg", ("upwork",)))
    assert "Policy risk (Upwork): none found" in silent
    assert "How it was made is not established (UW-1, UW-1-retouch, UW-2)" in silent
    assert "If you know how it was made, say so: --declare" in silent
    said = concluded("smoothed.jpg", ("upwork",), Context(Intent.CAMERA, today=TODAY))
    text = flat(said)
    assert "say so: --declare" not in text
    assert "UW-1," not in text
    assert "What you say A camera took it" in text


def test_a_contradiction_is_told_and_comes_first_in_what_to_do() -> None:
    report = concluded("iptc-ai.jpg", ("linkedin",), Context(Intent.CAMERA, today=TODAY))
    assert report.statement is not None
    assert report.statement.contradiction in flat(report)
    assert report.next_steps[0] == advice.CLEAR_UP
    assert report.verdict == concluded("iptc-ai.jpg").verdict
    assert report.level is Level.MEDIUM


def test_what_to_do_names_the_policies_that_ask_for_it() -> None:
    steps = concluded("two-faces.jpg", ("upwork", "freelancer", "linkedin")).next_steps
    assert steps[0].endswith("(Upwork, Freelancer.com, LinkedIn).")
    assert len(steps) == len(set(steps))
    alone = concluded("two-faces.jpg", ("upwork",)).next_steps
    assert "Upwork" not in alone[0]


def test_the_needed_checks_hold_no_trap_for_the_goldens() -> None:
    assert {"single-face-present", "privacy-leak", "image-size", Family.PROVENANCE} <= set(needed())


def flat(report: Report) -> str:
    return " ".join(terminal.render([report], width=80, color=False).split())


def call(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"}).invoke(app, [str(item) for item in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_policies_lists_and_shows_every_pack() -> None:
    code, out, _ = call("policies")
    assert code == 0
    for name, pack in policy.shipped().items():
        assert re.search(rf"^{name} +{re.escape(pack.title)}", out, re.MULTILINE)
        shown_code, shown, _ = call("policies", "show", name)
        assert shown_code == 0
        assert max(map(len, shown.splitlines())) <= 80
        flat = " ".join(shown.split())
        assert "not legal advice" in flat
        for rule in pack.rules:
            assert f"{rule.id}: " in flat
            assert rule.because in flat
            assert f"checked {rule.checked_on}" in flat
        for question in pack.questions:
            assert question in flat
    assert "(default)" in out


def test_show_takes_a_file_and_refuses_an_unknown_name(tmp_path: Path) -> None:
    assert call("policies", "show", "linkdin")[::2] == (
        2,
        "photoaudit: There is no policy 'linkdin'. Did you mean 'linkedin'?\n",
    )
    path = tmp_path / "own.toml"
    path.write_text('id = "own"\ntitle = "Own"\nversion = "1"\nchecked-on = 2026-01-01\nextends = "x"\n')
    code, out, _ = call("policies", "show", path)
    assert code == 0
    assert "X-1" in out


def own(folder: Path, severity: str = "low") -> Path:
    path = folder / "own.toml"
    path.write_text(
        'id = "own"\ntitle = "Own page"\nversion = "1"\nchecked-on = 2026-01-01\nextends = "company"\n\n'
        f'[[rules]]\nid = "CO-size"\nseverity = "{severity}"\n'
        'when = { check = "image-size", below = 9000 }\n'
    )
    return path


def test_validate_says_yes_or_names_the_lines(tmp_path: Path) -> None:
    path = own(tmp_path)
    assert call("policies", "validate", path) == (0, f"{path}: Own page, 16 rules, holds.\n", "")
    path = own(tmp_path, "lwo")
    code, out, err = call("policies", "validate", path)
    assert (code, out) == (2, "")
    assert err == (
        f"{path}, line 9: 'severity' must be one of none, advice, low, medium, high, prohibited, not 'lwo'; "
        "did you mean 'low'?\n"
    )
    code, _, err = call("policies", "validate", tmp_path / "missing.toml")
    assert code == 2
    assert "cannot be read" in err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--today", "2030-01-01"], 1),
        (["--today", "2026-11-22", "--days", "5000"], 0),
        (["--today", "2026-11-22", "--days", "800"], 1),
        (["--today", "yesterday"], 2),
        (["--days", "-1"], 2),
    ],
)
def test_outdated_counts_from_the_day_given(arguments: list[str], code: int) -> None:
    result, out, _ = call("policies", "outdated", *arguments)
    assert result == code
    if code == 1:
        assert out.startswith("xing XG-1 ")
        assert out.rstrip().endswith("to read again.")


def test_outdated_counts_from_today_if_none_is_given() -> None:
    assert call("policies", "outdated", "--days", "0")[0] == 1


def test_check_takes_names_with_commas_files_and_all(tmp_path: Path) -> None:
    photo = SAMPLES / "no-face.jpg"
    base = ("check", photo, "--format", "json", "--exit-zero", "--only", "provenance")

    def policies_of(*names: str | Path) -> list[str]:
        _, out, _ = call(*base, *(word for name in names for word in ("--policy", name)))
        return [risk["policy"] for risk in json.loads(out)["reports"][0]["risks"]]

    assert policies_of("upwork,linkedin") == ["upwork", "linkedin"]
    assert policies_of("upwork, linkedin", "upwork") == ["upwork", "linkedin"]
    assert policies_of(own(tmp_path)) == ["own"]
    assert policies_of(f"{own(tmp_path)},x") == ["own", "x"]
    assert policies_of("all") == list(policy.shipped())


def test_python_takes_files_and_what_a_person_says(tmp_path: Path) -> None:
    report = photoaudit.check(
        SAMPLES / "no-face.jpg",
        policies=[str(own(tmp_path)), "tinder"],
        only=["provenance"],
        context=Context(Intent.AI_GENERATED),
    )
    assert [(risk.policy, risk.level) for risk in report.risks] == [
        ("own", Level.HIGH),
        ("tinder", Level.LOW),
    ]
    with pytest.raises(ValueError, match="line 9"):
        photoaudit.check(SAMPLES / "no-face.jpg", policies=[str(own(tmp_path, "lwo"))])


def test_check_refuses_a_bad_pack_with_its_line(tmp_path: Path) -> None:
    code, out, err = call("check", SAMPLES / "no-face.jpg", "--policy", own(tmp_path, "lwo"))
    assert (code, out) == (2, "")
    assert "line 9" in err


def test_check_judges_by_what_is_declared_and_disclosed() -> None:
    photo = SAMPLES / "no-face.jpg"
    base = ("check", photo, "--only", "provenance", "--format", "json")
    levels = []
    for more in ([], ["--declare", "ai-generated"], ["--declare", "ai-generated", "--disclosed"]):
        code, out, _ = call(*base, *more, "--policy", "upwork", "--policy", "tiktok")
        report = json.loads(out)["reports"][0]
        levels.append((code, *(risk["level"] for risk in report["risks"])))
        said = report["statement"]
        assert (said is not None) is bool(more)
    assert levels == [(0, "none", "none"), (1, "prohibited", "low"), (1, "prohibited", "none")]
    assert call(*base, "--declare", "magic")[0] == 2
