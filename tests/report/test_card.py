"""The card: short, whole, the same in every format, and silent on what nobody looked at."""

from __future__ import annotations

import inspect
import re
import sys
import textwrap
from dataclasses import replace
from html import unescape

import pytest

from checkout import ROOT, SAMPLE_NAMES
from ci_reports import FORMATS, written
from photoaudit import model, policy
from photoaudit.advice import START_AGAIN
from photoaudit.checks import catalogue
from photoaudit.model import Change, Claim, Family, Level, Report
from photoaudit.report import html
from photoaudit.report.card import NO_LEAK, UNSEEN, Card, card_of
from photoaudit.report.tables.objects import to_dict
from photoaudit.report.terminal import render, render_cards
from photoaudit.report.terminal.card import LINES, card
from photoaudit.report.terminal.lines import View
from photoaudit.report.words import MISSED
from photoaudit.verdict import DECLARERS
from reports import ALL, TYPICAL, UNREADABLE
from samples import judged

POLICIES = [*policy.shipped(), "all", "linkedin,upwork"]
FAMILIES = [family.value for family in Family]


def shown(*reports: Report, width: int = 80) -> str:
    return render_cards(reports, width=width, color=False)


def flat(text: str) -> str:
    return " ".join(text.split())


def told(card: Card) -> str:
    return " ".join([card.answer, *(text for _, text in card.rows), *card.steps])


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_a_card_tells_what_each_part_begins_with_whole(name: str) -> None:
    report = judged(name)
    card, text = card_of(report), flat(shown(report))
    for part in (card.answer, card.origin, card.privacy, card.looks, card.steps[0], card.questions[0]):
        assert part in text
    assert "\N{HORIZONTAL ELLIPSIS}" not in text


def test_a_card_counts_what_it_does_not_tell() -> None:
    made = replace(
        card_of(TYPICAL), steps=("Do it.", "word " * 500), more=2, questions=("Is it?", "why " * 500)
    )
    for left, said in (
        (made, "rule and source, 3 more steps and 1 more question."),
        (replace(made, questions=("Is it?",)), "rule and source, and 3 more steps."),
        (replace(made, steps=("Do it.",), more=0), "rule and source, and 1 more question."),
        (replace(made, steps=("Do it.",), more=0, questions=()), "rule and source."),
    ):
        lines = card(left, View(), textwrap.wrap)
        assert lines[-1].body[0].text.endswith(said)


def test_what_must_be_cut_is_cut_at_a_word() -> None:
    made = replace(card_of(TYPICAL), looks="three " * 90)
    assert "three\N{HORIZONTAL ELLIPSIS}\n" in "".join(
        f"{item.body[0].text}\n" for item in card(made, View(), textwrap.wrap)
    )


def test_what_does_not_fit_into_a_card_is_not_tried() -> None:
    tried: list[str] = []

    def fit(text: str, cells: int) -> list[str]:
        tried.append(text)
        return [text[at : at + cells] for at in range(0, len(text), cells)]

    made = replace(card_of(TYPICAL), questions=tuple(f"Is it {at}?" for at in range(3000)))
    lines = card(made, View(), fit)
    assert len(lines) <= LINES
    assert "more questions." in "".join(span.text for item in lines for span in item.body)
    assert len(tried) < 500


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE_NAMES)
@pytest.mark.parametrize("policies", POLICIES)
def test_no_card_has_more_than_twelve_lines(name: str, policies: str) -> None:
    for left_out in ((), ("provenance",), ("trace", "texture", "subject")):
        lines = shown(judged(name, *policies.split(","), left_out=left_out)).splitlines()
        assert len(lines) <= LINES == 12
        assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("report", ALL, ids=lambda report: report.path[:20])
def test_no_card_of_hostile_or_odd_reports_has_more_lines(report: Report) -> None:
    head, *lines = shown(replace(report, path="x.jpg")).splitlines()
    assert head.startswith("x.jpg")
    assert len(lines) < LINES
    assert max(map(len, (head, *lines))) <= 80
    assert "\x1b" not in "".join((head, *lines))


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_a_card_says_things_in_one_order(name: str) -> None:
    text = shown(judged(name))
    labels = [label for label in ("origin", "privacy", "looks", "do", "only you") if f"\n{label} " in text]
    assert labels[:3] == ["origin", "privacy", "looks"]
    places = [text.index(f"\n{label} ") for label in labels]
    assert places == sorted(places)
    assert text.splitlines()[1].startswith("LinkedIn: ")


def test_nothing_found_is_no_clearance() -> None:
    card = card_of(judged("mirrored.jpg"))
    assert "no rule was found against it, as far as could be judged: 5 of" in card.answer
    assert "pixels cannot tell" in card.origin
    assert "not tested on people" in card.looks


def test_privacy_is_told_whatever_the_policy() -> None:
    for name in policy.shipped():
        card = card_of(judged("generator-text.png", name))
        assert card.leaks
        assert "the prompt it was generated from" in flat(shown(judged("generator-text.png", name)))


CLAIMS = {
    "provenance": (
        "Not stated in the file;",
        NO_LEAK,
        "The file itself says nothing",
        "Nothing. That is normal",
    ),
    "privacy-leak": (NO_LEAK,),
    **dict.fromkeys(
        DECLARERS, ("Not stated in the file;", "the file itself says nothing", "Nothing. That is")
    ),
    **dict.fromkeys(
        [item.info.id for item in catalogue() if item.info.cue],
        ("None of 7",),
    ),
}
"""What must not be said where a check or a family did not look."""


@pytest.mark.parametrize("name", ["camera.jpg", "generator-text.png", "no-face.jpg", "smoothed.jpg"])
@pytest.mark.parametrize("way", ["left_out", "broken"])
@pytest.mark.parametrize("gone", [*CLAIMS, *FAMILIES])
def test_what_was_not_looked_at_is_never_called_absent(name: str, gone: str, way: str) -> None:
    left_out, broken = ((gone,), ()) if way == "left_out" else ((), (gone,))
    report = judged(name, left_out=left_out, broken=broken)
    card = card_of(report)
    full = flat(render([report], width=80, color=False))
    assert UNSEEN in card.left_out.lower()
    for claim in CLAIMS.get(gone, ()):
        assert claim not in told(card)
        assert claim not in full
    if gone in ("provenance", "privacy-leak"):
        assert card.privacy.startswith("Not looked at")
    if gone in ("provenance", *DECLARERS):
        assert UNSEEN in card.origin.lower() or report.verdict.category is model.Category.CONFLICT  # type: ignore[union-attr]
    if gone == "provenance" and report.verdict and not report.verdict.declarations:
        assert card.origin.startswith("What the file says was not looked at")
        assert "not looked at" in report.verdict.headline or "No clear face" in report.verdict.headline


def test_left_out_is_told_in_every_format() -> None:
    report = judged("iptc-ai.jpg", left_out=("provenance",))
    page = html.render([report], version="1", images=False)
    assert "Not looked at: provenance" in page
    assert ">Nothing. That is normal" not in page
    for make in FORMATS:
        text = written(make, report)
        assert "Not looked at" in text or make.__name__ == "GitLab", make.__name__
    document = to_dict(report)
    named = {item["check"] for item in document["not_looked_at"]}
    assert named == {item.info.id for item in catalogue() if item.info.family is Family.PROVENANCE}
    assert not any(item["broke"] for item in document["not_looked_at"])
    assert "Not looked at" in flat(render([report], width=80, color=False))
    assert "Not looked at" in shown(report)


def test_everything_looked_at_leaves_nothing_out() -> None:
    for name in SAMPLE_NAMES:
        report = judged(name)
        assert report.not_looked_at == ()
        assert UNSEEN not in told(card_of(report)).lower()


def test_several_photos_are_a_line_each_and_a_count_by_reason() -> None:
    reports = [judged(name) for name in SAMPLE_NAMES]
    table, counts = shown(*reports).split("\n\n")
    lines = table.splitlines()
    assert len(lines) == len(SAMPLE_NAMES) == 8
    assert max(map(len, lines)) <= 80
    words = [card_of(report).word for report in reports]
    starts = {line.index(word) for line, word in zip(lines, words, strict=True)}
    assert len(starts) == 1, "columns are aligned"
    assert counts.startswith("8 photos in all\n")
    assert sum(int(found) for found in re.findall(r"^ +(\d+)  \w", counts, re.MULTILINE)) == 8


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_the_answer_of_a_card_is_bold_and_no_reason_is_dim(name: str) -> None:
    report = judged(name)
    text = render_cards([report], width=100, color=True)
    start = card_of(report).answer[:30]
    assert f"\x1b[1m{start}" in text
    several = render_cards([report, report], width=100, color=True)
    assert f"\x1b[2m{card_of(report).reason[:20]}" not in several


def test_weak_evidence_comes_last_and_with_its_condition() -> None:
    steps = judged("smoothed.jpg").next_steps
    assert steps[-1].startswith("Only if it was retouched, ")
    assert not steps[0].startswith("Only if")


def test_an_unreadable_photo_has_a_card() -> None:
    text = flat(shown(UNREADABLE))
    assert "Could not be read, so nothing is known of it: The file ends in the middle of the picture." in text


def test_of_many_policies_the_gravest_is_told_first() -> None:
    report = judged("iptc-ai.jpg", "linkedin", "upwork")
    assert report.level is Level.HIGH
    assert card_of(report).answer == "Better use another photo in Upwork (risk high); medium in LinkedIn."


def test_what_was_done_to_the_original_is_told_and_advised() -> None:
    card = card_of(judged("camera.jpg", "us-passport", compared=(Change.RESHAPED, Change.ADJUSTED)))
    told = "US passport and visa: better use another photo (risk high). "
    assert card.answer == f"{told}Beside the original given, the person shown was reshaped."
    assert START_AGAIN in card.steps


@pytest.mark.parametrize("seen", [Change.IDENTICAL, Change.ADJUSTED, Change.RETOUCHED, Change.ANOTHER])
def test_a_clean_comparison_is_no_clearance(seen: Change) -> None:
    """Two rules on AI stay open, and the one on retouching where the original is of another picture."""
    card = card_of(judged("camera.jpg", compared=(seen,)))
    alone = card_of(judged("camera.jpg"))
    assert "as far as could be judged" in card.answer
    assert card.word == "none found"
    assert card.origin == alone.origin
    assert (card.answer == alone.answer) is (seen is Change.ANOTHER)


def test_the_checks_that_declare_are_those_that_return_declarations() -> None:
    declaring = {
        item.info.id
        for item in catalogue()
        if "declarations=" in inspect.getsource(sys.modules[item.measure.__module__])
    }
    assert declaring == set(DECLARERS)


@pytest.mark.parametrize("claim", Claim)
def test_that_most_get_no_support_is_measured(claim: Claim) -> None:
    if claim is Claim.SYNTHETIC:
        page = (ROOT / "docs" / "benchmark.md").read_text("utf-8")
        shares = [
            100 - float(part) for part in re.findall(r"clears nothing:\*\* ([\d.]+) % of generated", page)
        ]
    else:
        page = (ROOT / "docs" / "benchmark-retouched.md").read_text("utf-8").split("### Main figures")[1]
        found = re.findall(r"\| [\d.]+ % \([^)]*\) \| ([\d.]+) %", page.split("###")[0])
        shares = [float(share) for share in found]
    assert shares
    assert max(shares) < 50, MISSED[claim]


def counts_of(report: Report) -> dict[str, int]:
    """Return what all formats count, from the report itself."""
    risk = report.risks[0]
    return {
        "open": len(risk.open),
        "fired": len(risk.fired),
        "cues": len(report.impression.cues) if report.impression else 0,
        "declared": len(report.verdict.declarations) if report.verdict else 0,
    }


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_all_formats_count_alike(name: str) -> None:
    report = judged(name)
    wanted, verdict = counts_of(report), report.verdict
    assert verdict is not None
    document = to_dict(report)
    (risk,) = document["risks"]
    assert {
        "open": risk["unknown"],
        "fired": sum(rule["outcome"] == "fired" for rule in risk["rules"]),
        "cues": len(document["impression"]["cues"]),
        "declared": len(document["verdict"]["declarations"]),
    } == wanted

    full = flat(render([report], width=80, color=False))
    assert (f"{wanted['open']} rule" in full) is bool(wanted["open"])
    page = flat(unescape(re.sub(r"<[^>]+>", " ", html.render([report], version="1", images=False))))
    assert (f"{wanted['open']} open" in page) is bool(wanted["open"])
    assert (f"Could not be judged ({wanted['open']})" in page) is bool(wanted["open"])
    card, short = card_of(report), flat(shown(report))
    if "as far as could be judged" in card.answer:
        assert f"{wanted['open']} of " in short
    assert card.answer in page
    if wanted["cues"]:
        assert f"{wanted['cues']} of " in short
        assert card.looks.startswith(f"{wanted['cues']} of ")
        assert f"{wanted['cues']} of " in report.impression.summary  # type: ignore[union-attr]
        assert card.looks in page
    junit = written(next(make for make in FORMATS if make.__name__ == "JUnit"), report)
    notes = sum(
        rule.outcome is model.Outcome.NOT_ASSESSED and rule not in report.risks[0].open
        for rule in report.risks[0].rules
    )
    assert junit.count('type="not assessed"') == wanted["open"] + notes
    markdown = written(next(make for make in FORMATS if make.__name__ == "Markdown"), report)
    assert markdown.count("- **do**") == len(card.steps)


def test_head_size_says_both_of_its_numbers() -> None:
    for name in ("camera.jpg", "smoothed.jpg"):
        found = next(item for item in judged(name).findings if item.check == "head-size")
        face = float(dict(found.details)["face_height_percent"])
        assert f"{found.value:.3g} % from eyes to chin" in found.summary
        assert f"{face:.3g} %" in found.summary


def test_only_what_is_weighed_or_sets_a_rule_off_stands_out() -> None:
    text = render([judged("camera.jpg")], width=80, color=True)
    line = next(line for line in text.splitlines() if "head centering" in line)
    assert "\x1b[" not in line
    lines = render([judged("smoothed.jpg")], width=80, color=True).splitlines()
    assert re.search(
        r"\x1b\[1m●.*\x1b\[1m(above|below) ", next(item for item in lines if "skin smoothness" in item)
    )


def test_debug_values_stand_behind_details() -> None:
    page = html.render([judged("no-face.jpg")], version="1", images=False)
    opened = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert "quality component" in page
    assert "quality component" not in opened


def test_a_face_that_is_not_found_is_no_logo() -> None:
    report = judged("no-face.jpg")
    assert report.level is Level.LOW
    assert "may be missed" in card_of(report).answer


def test_the_card_holds_no_word_that_convicts_or_clears() -> None:
    for report in (*ALL[:6], *(judged(name, "all") for name in SAMPLE_NAMES)):
        text = told(card_of(report)).lower()
        assert not re.search(r"\bfake\b|\bauthentic\b|\d+ ?% (ai|likely|probab)", text)


def test_samples_are_explained_with_the_numbers_of_their_reports() -> None:
    text = (ROOT / "samples" / "README.md").read_text("utf-8")
    numbers = {1: "one visible cue", 2: "two visible cues", 3: "three visible cues"}
    for name in SAMPLE_NAMES:
        row = next(line for line in text.splitlines() if line.startswith(f"| `{name}`"))
        for count, words in numbers.items():
            if words in row:
                assert counts_of(judged(name))["cues"] == count, name


def test_what_broke_is_named_apart() -> None:
    report = replace(TYPICAL, not_looked_at=(model.Unseen("stealth-text", Family.TRACE, broke=True),))
    assert card_of(report).left_out == "Broke, so not looked at: stealth text."


def test_the_readme_shows_what_the_tool_prints() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    block = text.split("(`photoaudit check samples/smoothed.jpg`):\n\n```text\n")[1].split("```")[0]
    assert block == shown(replace(judged("smoothed.jpg"), path="samples/smoothed.jpg"))
