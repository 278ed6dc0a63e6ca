"""Which photos of a scan need a person, and why: by gravity, in words that accuse nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest

from photoaudit import policy
from photoaudit.model import (
    Acceptance,
    Album,
    AlbumFinding,
    Basis,
    Category,
    Family,
    Finding,
    Group,
    Level,
    Outcome,
    Report,
    ReportStatus,
    Risk,
    RuleResult,
    Statement,
    Status,
    Verdict,
)
from photoaudit.report import html
from photoaudit.report.card import card_of
from photoaudit.report.looking import NOBODY, WHO, Reason, needed, reasons_to_look, rules_that_fired
from photoaudit.report.tally import Ending, Run, Tally
from photoaudit.report.terminal import render, render_cards, render_scan
from photoaudit.report.terminal.lines import View
from photoaudit.terms.gates import FailOn, FailOnVerdict, Gate, gate
from reports import ALL

WHERE = "Whoever downloads the photo learns where it was taken."
MADE = "The file says that AI made it (Painter 3; unsigned, so anyone could have written it)."


def rule(name: str, level: Level, trigger: str, because: str, basis: Basis) -> RuleResult:
    return RuleResult(
        name, Outcome.FIRED, level, "technical", because, "", "", "", "own", level, trigger, basis
    )


def gps(also: str = "") -> RuleResult:
    told = f"The file gives away where it was taken{also}."
    return rule("T-place", Level.MEDIUM, told, WHERE, Basis.MEASURED)


AI = rule("T-ai", Level.HIGH, MADE, "Only photos.", Basis.UNSIGNED)
RESHAPED = rule(
    "T-shape",
    Level.HIGH,
    "Beside the original given, the person shown was reshaped.",
    "As it is.",
    Basis.COMPARED,
)
FRAME = rule("T-frame", Level.ADVICE, "The face is 3 % of the height.", "It looks uneven.", Basis.MEASURED)


def report(path: str, *rules: RuleResult, **more: Any) -> Report:
    level = max((item.level for item in rules), key=lambda level: level.rank, default=Level.NONE)
    ordered = tuple(sorted(rules, key=lambda item: -item.level.rank))
    verdict = Verdict(more.pop("category", Category.INCONCLUSIVE), "Said.")
    risks = (Risk("team", "Team", level, ordered),)
    return Report(path, ReportStatus.AUDITED, verdict=verdict, risks=risks, **more)


BROKE = Finding("noise-level", "", Family.CAPTURE, Status.ERROR, "it broke")
TORN = Report("torn.jpg", ReportStatus.UNREADABLE, reason="it ends early")
SET = (
    *(report(f"{at}.jpg", gps(f", and serial number {at}" if at else "")) for at in range(4)),
    *(report(f"frame-{at}.jpg", FRAME) for at in range(9)),
    report("made.png", AI, gps()),
    report("both.jpg", category=Category.CONFLICT),
    report("said.jpg", statement=Statement(None, False, "The two do not agree.")),
    report("broke.jpg", findings=(BROKE,)),
    report("known.jpg", AI, accepted=(Acceptance("team/T-ai", "Ann", "known"),)),
    report("calm.jpg"),
    TORN,
)
WANTED = 4 + 1 + 1 + 1 + 1 + 1
NO_GATE = gate([FailOn.NEVER])


@pytest.mark.parametrize(
    ("found", "reasons"),
    [
        (TORN, [(Level.HIGH, "It could not be read.", "")]),
        (report("a", AI), [(Level.HIGH, "The file says that AI made it.", "team/T-ai")]),
        (report("a", AI, gps()), [(Level.HIGH, "The file says that AI made it.", "team/T-ai")]),
        (report("a", RESHAPED), [(Level.HIGH, RESHAPED.trigger, "team/T-shape")]),
        (report("a", gps(" (48 N)")), [(Level.MEDIUM, WHERE, "team/T-place")]),
        (report("a", FRAME), []),
        (report("a"), []),
        (report("a", findings=(BROKE,)), [(Level.HIGH, "A check broke.", "")]),
        (report("a", category=Category.CONFLICT), [(Level.MEDIUM, "The file contradicts itself.", "")]),
        (
            report("a", category=Category.CONFLICT, accepted=(Acceptance("verdict/conflict", "A", "b"),)),
            [],
        ),
        (report("a", AI, accepted=(Acceptance("team/T-ai", "A", "b"),)), []),
    ],
)
def test_why_a_person_should_look(found: Report, reasons: list[tuple[Level, str, str]]) -> None:
    assert reasons_to_look(found, NO_GATE) == tuple(Reason(*reason) for reason in reasons)
    assert reasons_to_look(found) == reasons_to_look(found, NO_GATE)


def test_what_fails_the_run_needs_a_person_and_a_higher_gate_hides_nobody() -> None:
    assert reasons_to_look(report("a", FRAME), gate([FailOn.ADVICE]))[0].rule == "team/T-frame"
    assert reasons_to_look(report("a", gps()), gate([FailOn.PROHIBITED]))[0].text == WHERE
    by_verdict = gate([FailOn.NEVER], [FailOnVerdict.AI_DECLARED])
    found = report("a", category=Category.AI_DECLARED)
    assert [item.text for item in reasons_to_look(found, by_verdict)] == [
        "The file says that AI made the picture."
    ]
    for failing in (by_verdict, gate([FailOn.LOW]), gate([FailOn.ADVICE], FailOnVerdict)):
        for item in (*SET, *ALL):
            if failing.reason(item):
                assert reasons_to_look(item, failing), item.path


def test_one_thing_is_one_reason_however_each_photo_words_it() -> None:
    (reason,) = {item for at in range(4) for item in rules_that_fired(SET[at])}
    assert reason.text == WHERE


def test_shipped_policies_word_what_a_file_gives_away_alike() -> None:
    said: dict[str, set[str]] = {}
    for pack in policy.shipped().values():
        for item in pack.rules:
            for when in item.when:
                if when.check == "privacy-leak":
                    said.setdefault(when.detail, set()).add(item.because)
    assert len(said) > 3
    assert {detail: texts for detail, texts in said.items() if len(texts) > 1} == {}


def summed(*reports: Report) -> str:
    tally = Tally()
    for item in reports:
        tally.add(item, NO_GATE)
    return render_scan(tally, Run(len(reports), 0, 2.0), width=80, color=False)


def told(most: int | None = 10, run: Run | None = None, *, width: int = 80) -> str:
    tally = Tally(most)
    for item in SET:
        tally.add(item, NO_GATE)
    return render_scan(tally, run or Run(len(SET), 0, 2.0), width=width, color=False)


def test_a_summary_opens_with_how_many_need_a_person() -> None:
    first, *rest = told().splitlines()
    assert first == f"{WANTED} of {len(SET)} photos need a person to look"
    assert " ".join(rest[:3]).startswith(WHO)
    tally = Tally()
    for item in SET[4:13]:
        tally.add(item, NO_GATE)
    text = render_scan(tally, Run(9, 0, 2.0), width=80, color=False)
    assert text.startswith("None of 9 photos needs a person to look first\n")
    assert NOBODY in " ".join(text.split())
    assert needed(1, 1) == "1 of 1 photo needs a person to look"
    assert needed(1, 2000) == "1 of 2,000 photos needs a person to look"


def test_the_words_accuse_nobody_and_clear_nothing() -> None:
    words = " ".join([WHO, NOBODY, *(item.text for found in SET for item in reasons_to_look(found))])
    assert not re.search(
        r"\b(fake|suspicious|suspect|authentic|genuine|real|guilty|fraud)", words, re.IGNORECASE
    )
    assert "clears no photo" in NOBODY


def test_rules_are_grouped_by_gravity_with_the_photos_of_each() -> None:
    part = told(width=100).split("\nBy rule\n")[1].split("\n\n")[0]
    rows = re.findall(r"^ +(\d+)  (\w+) +(\S.*?)(?:  (\S+))?$", part, re.MULTILINE)
    assert [(int(count), level, rule) for count, level, _, rule in rows] == [
        (1, "high", ""),
        (1, "high", ""),
        (1, "high", "team/T-ai"),
        (5, "medium", "team/T-place"),
        (1, "medium", ""),
        (1, "medium", ""),
        (9, "advice", "team/T-frame"),
    ]
    assert part.count(WHERE) == 1
    assert "and 4 more" in told(3).split("\nBy rule\n")[1]


def test_a_summary_names_the_command_for_the_page_where_there_is_none() -> None:
    command = "photoaudit scan site -o photos.html"
    assert told(run=Run(len(SET), 0, 2.0, page=command)).endswith(f"for each photo:\n  {command}\n")
    assert "page" not in told()


def test_an_album_tells_what_is_out_of_the_usual_and_counts_the_rest() -> None:
    def compared(name: str, **more: Any) -> AlbumFinding:
        return AlbumFinding(name, "t", Status.MEASURED, f"It is {name}.", value=1.0, **more)

    findings = (
        compared("usual-one"),
        compared("usual-two"),
        compared("notable-one", notable=True),
        compared("grouped", groups=(Group(("a.jpg", "b.jpg"), "Two alike."),)),
        AlbumFinding("short", "t", Status.NOT_ASSESSED, "portraits: 3; 8 needed"),
    )
    texts = {}
    for most in (10, None):
        album = Album(9, findings)
        texts[most] = " ".join(render_scan(Tally(most), Run(9, 0, 1.0), album, width=80, color=False).split())
    assert "usual-" not in texts[10]
    assert "2 comparisons found nothing out of the usual; --verbose tells which." in texts[10]
    for text in texts.values():
        assert "It is notable-one." in text
        assert "Two alike." in text
        assert "not assessed: short (portraits: 3; 8 needed)" in text
    assert "It is usual-one." in texts[None]
    assert "nothing out of the usual" not in texts[None]


def page(gate: Gate = NO_GATE) -> str:
    parts: list[str] = []
    gallery = html.Gallery(parts.append, BytesIO(), version="1", images=False, gate_of=lambda _: gate)
    for item in SET:
        gallery.add(item)
    gallery.end(Ending(Run(len(SET), 0, 1.0)))
    return "".join(parts)


def reasons(text: str) -> list[tuple[str, str, int]]:
    chart = text.split("Why a person should look</h2>")[1].split("</section>", maxsplit=1)[0]
    rows = re.findall(
        r'row-label">(.*?) <span class="faint">(\w+)</span></span><span class="row-count">([\d,]+)<', chart
    )
    return [(unescape(label), level, int(count)) for label, level, count in rows]


def test_the_page_counts_alike_and_sorts_reasons_by_gravity() -> None:
    text = page()
    assert f"<b>{WANTED}</b> of {len(SET)} photos need a person to look" in " ".join(text.split())
    found = reasons(text)
    ranks = [Level(level).rank for _, level, _ in found]
    assert all(before >= after for before, after in pairwise(ranks))
    assert [label for label, _, _ in found].count(WHERE) == 1
    assert {label: count for label, _, count in found}[WHERE] == 4
    assert "other reason" not in text.split("Highest risk")[0], "one more is shown, not counted"


def test_the_page_takes_the_gate_into_account() -> None:
    assert f"<b>{WANTED + 9}</b> of" in page(gate([FailOn.ADVICE]))


def test_a_reason_of_two_levels_is_one_row_at_its_gravest() -> None:
    rows = (AI, replace(AI, level=Level.MEDIUM))
    parts: list[str] = []
    gallery = html.Gallery(parts.append, BytesIO(), version="1", images=False)
    for at, item in enumerate(rows):
        gallery.add(report(f"{at}.jpg", item))
    gallery.end(Ending(Run(2, 0, 1.0)))
    assert reasons("".join(parts)) == [("The file says that AI made it.", "high", 2)]


KNOWN = report("known.jpg", AI, accepted=(Acceptance("team/T-ai", "Ann", "known"),))
PARTLY = report("partly.jpg", AI, gps(), accepted=(Acceptance("team/T-ai", "Ann", "known"),))


def test_the_highest_risk_counts_what_was_not_accepted_and_the_rest_apart() -> None:
    text = summed(KNOWN, PARTLY, report("calm.jpg"))
    assert "highest risk   1 medium, 1 accepted, 1 none\n" in text
    assert "known          2 findings on 2 photos, accepted in the baseline\n" in text
    full = render([KNOWN, PARTLY], width=80, color=False)
    assert full.endswith(
        "  highest risk   medium: partly.jpg\n"
        "  known          2 findings on 2 photos, accepted in the baseline\n"
    )
    assert render([KNOWN, KNOWN], width=80, color=False).count("highest risk   accepted\n") == 1
    cards = render_cards([KNOWN, PARTLY], width=80, color=False)
    assert "known.jpg   accepted  Accepted by Ann, because: Known.\n" in cards
    assert "partly.jpg  medium " in cards
    page = html.render([KNOWN, PARTLY], version="1", day="", images=False)
    assert 'data-level="accepted"' in page
    assert '<option value="accepted">accepted (1)</option>' in page
    assert "none found" not in page


def test_each_policy_counts_what_was_not_accepted_of_it() -> None:
    low = Risk("other", "Other", Level.LOW, (replace(AI, level=Level.LOW),))
    both = replace(
        KNOWN,
        risks=(*KNOWN.risks, low),
    )
    tally = Tally()
    tally.add(both)
    assert tally.risks == {(Level.LOW, "low"): 1}
    assert tally.by_policy == {"Team": {(Level.NONE, "accepted"): 1}, "Other": {(Level.LOW, "low"): 1}}
    answer = card_of(both).answer
    assert answer.startswith("A reservation in Other (risk low); no new rule was found against it in Team.")
    text = re.sub(r"<[^>]*>", " ", html.render([both, both], version="1", day="", images=False))
    assert "Policy prohibited high medium low advice accepted none found" in " ".join(text.split())


def test_the_command_for_the_page_stays_one_line() -> None:
    command = f"photoaudit scan {'folder/' * 20} -o photos.html"
    tally = Tally()
    tally.add(report("a.jpg"))
    text = render_scan(tally, Run(1, 0, 1.0, page=command), width=40, color=False)
    assert text.endswith(f"\n  {command}\n")


def test_reasons_beside_photos_are_cut_at_a_word() -> None:
    long = replace(AI, because="Asked for.", trigger="word " * 40, basis=Basis.MEASURED)
    first = render_cards([report("a.jpg", long), report("b.jpg")], width=80, color=False).splitlines()[0]
    assert first.endswith(" word\N{HORIZONTAL ELLIPSIS}")
    assert len(first) <= 80
    assert View().cut_words("The file (claimed so)", 15) == "The file\N{HORIZONTAL ELLIPSIS}"
    assert View().cut_words("The file says so", 9) == "The file\N{HORIZONTAL ELLIPSIS}"
    assert View().cut_words("Unbreakable", 5) == "Unbr\N{HORIZONTAL ELLIPSIS}"
    assert View().cut_words("Short", 5) == "Short"
