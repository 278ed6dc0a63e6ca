"""The terminal report tells the same in any width, with or without color, and claims nothing too much."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.style import Style

from checkout import GOLDEN
from photoaudit.model import Category, Family, Level, Need, Outcome, Reference, Report, ReportStatus, Status
from photoaudit.report.terminal import STYLES, render, render_catalogue, render_page
from photoaudit.report.terminal import bar as _bar
from photoaudit.report.terminal.lines import Role
from photoaudit.report.values import telling
from photoaudit.report.words import listed, number, place, words
from reports import (
    ALL,
    BARE,
    DECLARED,
    FACELESS,
    FINDINGS,
    HOSTILE,
    INFO,
    INFOS,
    LINKEDIN,
    SKIN,
    SUPPORTED,
    TYPICAL,
    UNREADABLE,
    hostile,
    measured,
    rule,
    unassessed,
)

WIDTHS = (60, 80, 120)
TOO_MUCH = re.compile(
    r"\b(fake[ds]?|authentic\w*|real(ly|istic)?|genuine\w*|proofs?|prove[ns]?|definite(ly)?|certain(ly|ty)?)\b"
    r"|\d ?%? (AI|likely|probab\w+)\b",
    re.IGNORECASE,
)


def plain(*reports: Report, width: int = 80, unicode: bool = True, verbose: bool = False) -> str:
    return render(reports, width=width, color=False, unicode=unicode, verbose=verbose)


def flat(*reports: Report, verbose: bool = False) -> str:
    """Return the report with its line breaks undone, to look for sentences in."""
    return " ".join(plain(*reports, verbose=verbose).split())


def quiet(*reports: Report) -> list[str]:
    return render(reports, width=80, color=False, quiet=True).splitlines()


def sections(text: str) -> list[str]:
    """Return the headings of a report on one photo, in their order."""
    blocks = text.split("\n\n")
    return [block.split("\n")[0] for block in blocks if "\n  " in block and not block.startswith(" ")]


def without(report: Report, status: Status) -> Report:
    return replace(
        report, findings=tuple(finding for finding in report.findings if finding.status is not status)
    )


@pytest.mark.parametrize(
    ("name", "reports", "verbose"),
    [("terminal", (TYPICAL,), False), ("terminal-many", (DECLARED, FACELESS, UNREADABLE), True)],
)
def test_golden(name: str, reports: Sequence[Report], verbose: bool) -> None:  # noqa: FBT001
    expected = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert plain(*reports, verbose=verbose) == expected


@pytest.mark.slow
@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("unicode", [False, True])
@pytest.mark.parametrize("width", [*WIDTHS, 40, 500])
def test_no_line_is_too_wide_or_ends_in_blanks(width: int, unicode: bool, color: bool, verbose: bool) -> None:  # noqa: FBT001
    wide = replace(TYPICAL, path="写真/" * 60 + "田中.jpg", notes=("x" * 300,))
    text = render([*ALL, wide], width=width, color=color, unicode=unicode, verbose=verbose)
    for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines():
        assert cell_len(line) <= width, line
        assert line == line.rstrip()
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\n\n\n" not in text


def test_unusual_values_and_cues_are_shown_and_the_rest_is_counted() -> None:
    usual = tuple(f for f in FINDINGS if f.percentile and 5 <= f.percentile <= 95)
    calm = replace(TYPICAL, findings=usual)
    assert f"{len(usual)} other values are in the usual range (--verbose shows them)." in flat(calm)
    block = plain(calm, verbose=True).split("What was measured\n")[1].split("  Compared")[0]
    assert len([line for line in block.splitlines() if "├" in line and line.endswith("typical")]) == len(
        usual
    )
    looked_for = replace(calm, findings=(replace(SKIN, percentile=50.0), *usual))
    assert "skin smoothness" in plain(looked_for), "a cue that people look for is shown wherever it lies"
    one = flat(replace(calm, findings=usual[:1]))
    assert "1 other value is in the usual range" in one


def test_a_check_without_references_is_not_called_usual() -> None:
    new = measured("new-check", Family.TEXTURE, 3.0, "gray levels", None)
    text = plain(replace(TYPICAL, findings=(new,)))
    assert re.search(r"new check +3 gray levels +no reference yet", text)
    assert "usual range" not in text


def test_what_somebody_asked_for_is_shown() -> None:
    usual = next(item for item in FINDINGS if item.percentile and not telling(item))
    assert words(usual.check) not in plain(TYPICAL)
    for name in (usual.check, usual.family.value):
        assert words(usual.check) in render([TYPICAL], width=80, color=False, named=[name])


# Foreground, background, and the eight colors of ANSI, as published for each terminal.
PALETTES = {
    "xterm": ("000000", "ffffff", "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5"),
    "xterm, reversed": ("e5e5e5", "000000", "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5"),
    "VS Code, light": ("333333", "ffffff", "000000 cd3131 00bc00 949800 0451a5 bc05bc 0598bc 555555"),
    "VS Code, dark": ("cccccc", "1e1e1e", "000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5"),
    "macOS, light": ("000000", "ffffff", "000000 c23621 25bc24 adad27 492ee1 d338d3 33bbc8 cbcccd"),
    "macOS, dark": ("cbcccd", "000000", "000000 c23621 25bc24 adad27 492ee1 d338d3 33bbc8 cbcccd"),
    "GNOME, light": ("171421", "ffffff", "171421 c01c28 26a269 a2734c 12488b a347ba 2aa1b3 d0cfcc"),
    "GNOME, dark": ("d0cfcc", "171421", "171421 c01c28 26a269 a2734c 12488b a347ba 2aa1b3 d0cfcc"),
    "Solarized, light": ("657b83", "fdf6e3", "073642 dc322f 859900 b58900 268bd2 d33682 2aa198 eee8d5"),
    "Solarized, dark": ("839496", "002b36", "073642 dc322f 859900 b58900 268bd2 d33682 2aa198 eee8d5"),
}


def contrast(first: list[float], second: list[float]) -> float:
    """Return the contrast of two colors (red, green, blue from 0 to 255) as WCAG 2 defines it."""

    def luminance(color: list[float]) -> float:
        parts = [part / 255 for part in color]
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted(map(luminance, (first, second)))
    return (high + 0.05) / (low + 0.05)


def shown_in(style: str, palette: tuple[str, str, str]) -> float:
    """Return the contrast of text of a style in a palette; dim text is half its background."""
    front, back = ([*map(float, bytes.fromhex(item))] for item in palette[:2])
    meant = Style.parse(style)
    if meant.color is not None and meant.color.number is not None:
        front = [*map(float, bytes.fromhex(palette[2].split()[meant.color.number]))]
    if meant.dim:
        front = [(one + other) / 2 for one, other in zip(front, back, strict=True)]
    return contrast(front, back)


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("role", Role)
def test_every_style_can_be_read_on_light_and_dark_backgrounds(name: str, role: Role) -> None:
    own = shown_in("", PALETTES[name])
    assert own >= (4.1 if name.startswith("Solarized") else 4.5)
    assert shown_in(STYLES[role], PALETTES[name]) >= min(own, 4.5)


def test_pale_styles_would_not_pass() -> None:
    worst = {
        style: min(shown_in(style, palette) for palette in PALETTES.values())
        for style in ("dim", "cyan", "bold magenta", "yellow", "red")
    }
    assert all(value < 4.0 for value in worst.values()), worst


@pytest.mark.parametrize("width", [60, 80])
def test_color_is_codes_and_nothing_else(width: int) -> None:
    for reports in (ALL, (TYPICAL,)):
        colored, black = render(reports, width=width, color=True), plain(*reports, width=width)
        assert "\x1b[" in colored
        assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == black
        assert "\x1b" not in black


def test_the_environment_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [render([TYPICAL], width=80, color=color) for color in (False, True)]
    for name, value in {"NO_COLOR": "1", "FORCE_COLOR": "1", "COLUMNS": "20", "TERM": "dumb"}.items():
        monkeypatch.setenv(name, value)
    assert [render([TYPICAL], width=80, color=color) for color in (False, True)] == before


@pytest.mark.parametrize("verbose", [False, True])
def test_ascii_stays_ascii(verbose: bool) -> None:  # noqa: FBT001
    spelled = replace(SKIN, unit="°", summary="Tilted by 3° \N{EN DASH} more than ±2")
    long = replace(
        TYPICAL, findings=(*FINDINGS, spelled, measured("x" * 40, Family.CAPTURE, 1.0, "y" * 40, 50.0))
    )
    for width in WIDTHS:
        text = plain(long, DECLARED, FACELESS, UNREADABLE, width=width, unicode=False, verbose=verbose)
        assert text.isascii()
        assert "3deg - more than +-2" in " ".join(text.split())
    assert render_catalogue(INFOS, width=80, color=False, unicode=False).isascii()
    assert render_page(INFO, width=80, color=False, unicode=False).isascii()


def test_nothing_is_claimed_too_much() -> None:
    for report in (*ALL, TYPICAL, DECLARED):
        for verbose in (False, True):
            assert not TOO_MUCH.search(flat(report, verbose=verbose))
        assert not TOO_MUCH.search("\n".join(quiet(report)))


def test_no_line_is_a_command_to_a_ci_runner() -> None:
    for name in ("::error::no.jpg", "##[error]no.jpg"):
        report = Report(name, ReportStatus.UNREADABLE, reason="it is gone")
        for text in (plain(report), "\n".join(quiet(report))):
            assert not any(line.startswith(("::", "##[")) for line in text.splitlines())
            named = f"./{name}".replace("##[", "# #[")  # a runner looks for that anywhere in a line
            assert named in text, "it still names the file"


def test_hostile_text_is_harmless() -> None:
    for text in (plain(hostile(), verbose=True), "\n".join(quiet(hostile()))):
        assert not [char for char in "\x1b\x9b\x07\u202e\u2066\u200b\ud800\t" if char in text]
        assert "[bold]x[/]" in text
        text.encode("utf-8")
    assert len(quiet(hostile())) == 1
    colored = render([hostile()], width=80, color=True)
    assert set(re.findall(r"\x1b\[([0-9;]*)m", colored)) <= {"0", "1", "1;4", "1;7"}


@pytest.mark.parametrize("path", ["[red]x[/red].jpg", "[/].jpg", ":smile:.jpg", "[link=http://x]y.jpg"])
def test_a_path_is_never_markup(path: str) -> None:
    assert plain(replace(TYPICAL, path=path)).startswith(path)


def test_a_long_path_keeps_its_end() -> None:
    path = "deep/" * 100 + "photo.jpg"
    report = replace(UNREADABLE, path=path)
    assert "".join(plain(report).split("\n\n")[0].split()) == path
    assert quiet(report)[0].startswith(path)


def test_sections_come_in_their_order() -> None:
    assert sections(plain(TYPICAL)) == [
        "What the file declares",
        "What was measured",
        "How it may strike people",
        "Could not be assessed",
        "Policy risk (LinkedIn): low",
        "What to do next",
    ]
    assert plain(TYPICAL).splitlines()[:4] == [
        "portraits/ana.jpg  JPEG, 1200 x 1500",
        "",
        "Inconclusive: nothing in this file settles how it was made.",
        "Policy risk (LinkedIn): low",
    ]


def test_several_policies_share_a_line() -> None:
    assert "Policy risk: prohibited (Upwork), low (LinkedIn), none (GitHub)\n" in plain(DECLARED)


def test_a_report_with_little_in_it() -> None:
    assert sections(plain(BARE)) == ["What the file declares"]
    blind = replace(BARE, findings=(unassessed("eyes-open"),))
    assert "Nothing could be measured." in plain(blind)
    assert plain() == ""


def test_declarations_say_how_far_they_can_be_trusted() -> None:
    text = flat(DECLARED)
    assert "Created by gpt-image 2.0. C2PA manifest, c2pa.created; signed, intact, signer trusted" in text
    assert "signed, no longer fits its signature, signer not on the trust list" in text
    assert "Taken with a Canon EOS R5. EXIF Make, Model; unsigned, anyone can write this" in text
    assert "signed, not verified, signer not checked" in text
    assert "Nothing. That is normal for web photos and says nothing about how it was made." in flat(TYPICAL)


def test_measured_lines_show_value_bar_and_place() -> None:
    text = plain(TYPICAL)
    assert re.search(
        r"^    skin smoothness +2\.31 gray levels +·●├─────────┤··  below 97 of 100$", text, re.M
    )
    assert "less fine detail" in text
    assert "The pore loss is" not in text, "a typical value needs no sentence"
    assert "The pore loss is" in plain(TYPICAL, verbose=True)
    assert "No camera wrote its name" not in text, "said by the section on declarations"
    assert "Compared with 612 camera portraits." in text
    assert flat(TYPICAL).count("A place outside the usual range is not evidence of AI.") == 1


def test_reference_photos_are_named_once_each() -> None:
    other = replace(SKIN, reference=Reference(1.0, 2.0, 3.0, 90, "phone portraits"))
    fewer = replace(SKIN, reference=Reference(1.0, 2.0, 3.0, 300, "camera portraits"))
    text = flat(replace(TYPICAL, findings=(SKIN, fewer, other)))
    assert "Compared with 300 to 612 camera portraits and 90 phone portraits." in text
    alone = flat(replace(TYPICAL, findings=(measured("head-size", Family.SUBJECT, 0.5, "", None),)))
    assert "Compared with" not in alone


def test_a_finding_without_a_value_is_told_in_words() -> None:
    worded = replace(SKIN, value=None, percentile=None, reference=None, summary="saved twice as JPEG")
    assert "    skin smoothness  Saved twice as JPEG.\n" in plain(replace(TYPICAL, findings=(worded,)))


def test_evidence_is_told_with_its_strength() -> None:
    text = flat(DECLARED)
    assert (
        "Pixels give weak support for 'retouched' (a camera photo altered beyond color, crop and light), "
        "which some camera photos get too." in text
    )
    assert "from skin smoothness, pore loss" in text
    assert "likelihood" not in text
    assert "likelihood ratio +0.51" in flat(DECLARED, verbose=True)
    assert "Pixels give moderate support for 'retouched'" in flat(SUPPORTED)
    assert "Not assessed as evidence for 'synthetic': too few of its checks" in flat(SUPPORTED)
    assert "No measured value carries weight as evidence here." in flat(TYPICAL)


def test_reasons_are_grouped() -> None:
    text = flat(FACELESS)
    assert "face-asymmetry, iris-mismatch, skin-smoothness and 8 more (11 checks): no face was found" in text
    assert "specular-match: eyes are 9 px wide; 14 needed" in flat(TYPICAL)
    assert "and 8 more" not in flat(FACELESS, verbose=True)


def test_a_broken_check_is_told_apart() -> None:
    assert "Broken checks" in sections(plain(FACELESS))
    assert "noise-level: ZeroDivisionError: division by zero" in plain(FACELESS)
    assert "Broken checks" not in plain(without(FACELESS, Status.ERROR))


def test_policy_names_rule_source_and_date() -> None:
    text = flat(TYPICAL)
    assert "low The skin looks smoother" in text
    assert (
        "LI-2, permitted if likeness; checked 2026-11-22, read word for word https://www.linkedin.com/"
        in text
    )
    assert "2 rules could not be judged: likeness cannot be judged without you (LI-1); no intent was" in text
    assert "Only you can answer: Does the photo show you as you look today?" in text
    assert "LI-3" not in text
    verbose = flat(TYPICAL, verbose=True)
    assert "passed The file declares no AI. LI-3" in verbose
    assert "not judged Likeness cannot be judged without you. LI-1" in verbose


@pytest.mark.parametrize(
    ("confidence", "checked_on", "expected"),
    [
        ("verbatim", "2026-11-22", "checked 2026-11-22, read word for word"),
        ("secondary", "2026-11-22", "checked 2026-11-22, read in a secondary source"),
        ("recalled", "", "never checked, recalled, source not read"),
        ("hear-say", "2026-11-22", "checked 2026-11-22, hear say"),
        ("", "2026-11-22", "checked 2026-11-22\n"),
    ],
)
def test_policy_says_how_a_rule_is_known(confidence: str, checked_on: str, expected: str) -> None:
    fired = replace(
        rule("A", Outcome.FIRED, Level.NONE), confidence=confidence, checked_on=checked_on, source=""
    )
    text = plain(replace(TYPICAL, risks=(replace(LINKEDIN, rules=(fired,)),)))
    assert expected in text
    assert "  note  The file declares no AI.\n" in text


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("level", Level)
def test_quiet_is_a_line_for_grep(category: Category, level: Level) -> None:
    verdict = replace(DECLARED.verdict, category=category) if DECLARED.verdict else None
    (line,) = quiet(replace(TYPICAL, verdict=verdict, risks=(replace(LINKEDIN, level=level),)))
    word = "none found" if level is Level.NONE else level.value  # some rules of it are open
    assert line.startswith(f"portraits/ana.jpg: {category.value}, risk {word}: ")


def test_quiet_tells_the_main_reason() -> None:
    assert quiet(TYPICAL, DECLARED, FACELESS, UNREADABLE, BARE) == [
        (
            "portraits/ana.jpg: inconclusive, risk low: LinkedIn: The skin looks smoother than in nearly all "
            "camera portraits; it must still show your likeness."
        ),
        (
            "portraits/ben.png: ai-declared, risk prohibited: Upwork: The file says that AI made it (OpenAI; "
            "signed and intact). Only a camera photo of you is accepted."
        ),
        "portraits/cat.webp: no-portrait, risk medium, 1 broken check: LinkedIn: No face was found.",
        "portraits/dan.jpg: unreadable: The file ends in the middle of the picture.",
        "e.gif: no verdict, risk not judged: No verdict.",
    ]


def test_many_photos_end_in_totals() -> None:
    text = plain(TYPICAL, DECLARED, FACELESS, UNREADABLE)
    assert text.count("\n" + "─" * 80 + "\n") == 4
    assert text.endswith(
        "4 photos in all\n"
        "  verdicts       1 ai-declared, 1 inconclusive, 1 no-portrait\n"
        "  highest risk   prohibited: portraits/ben.png\n"
        "  unreadable     1: portraits/dan.jpg\n"
        "  broken checks  1: portraits/cat.webp\n"
    )
    assert "in all" not in plain(TYPICAL)
    assert plain(UNREADABLE, BARE).endswith("2 photos in all\n  unreadable     1: portraits/dan.jpg\n")
    calm = replace(TYPICAL, risks=(replace(LINKEDIN, level=Level.NONE, rules=()),))
    assert plain(calm, calm).endswith("  highest risk   none\n")


def test_an_unreadable_photo_says_why() -> None:
    assert plain(UNREADABLE) == (
        "portraits/dan.jpg\n\nCould not be read: the file ends in the middle of the picture.\n"
    )


@pytest.mark.parametrize(
    ("percentile", "words"),
    [
        (0.0, "below 99 of 100"),
        (2.7, "below 97 of 100"),
        (4.99, "below 95 of 100"),
        (5.0, "typical"),
        (50.0, "typical"),
        (95.0, "typical"),
        (95.1, "above 95 of 100"),
        (98.9, "above 98 of 100"),
        (100.0, "above 99 of 100"),
    ],
)
def test_place_never_says_more_than_it_knows(percentile: float, words: str) -> None:
    assert place(percentile) == words


@pytest.mark.parametrize("inner", [9, 15])
def test_bar_moves_with_the_percentile(inner: int) -> None:
    bars = ["".join(span.text for span in _bar.bar(step / 10, inner)) for step in range(1001)]
    places = [drawn.index("●") for drawn in bars]
    assert places == sorted(places)
    assert {len(drawn) for drawn in bars} == {_bar.width(inner)}
    assert {places[0], places[20], places[500], places[980], places[1000]} == {
        0,
        1,
        _bar.width(inner) // 2,
        _bar.width(inner) - 2,
        _bar.width(inner) - 1,
    }
    assert all(("├" in drawn) and ("┤" in drawn) for drawn in bars)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (14.0, "14"),
        (2.3149, "2.31"),
        (0.0412, "0.0412"),
        (-0.318, "-0.318"),
        (1234.5, "1234"),
        (0.0000123, "1.23e-05"),
        (12345678.0, "1.23e+07"),
        (float("nan"), "not a number"),
    ],
)
def test_number(value: float, words: str) -> None:
    assert number(value) == words


def test_listed_never_hides_a_single_name() -> None:
    assert listed(["a", "b", "c"], 2) == "a, b, c"
    assert listed(["a", "b", "c", "d"], 2) == "a, b and 2 more"


def test_catalogue() -> None:
    text = render_catalogue(INFOS, width=80, color=False)
    families = [line for line in text.splitlines() if line in set(Family)]
    assert families == [family.value for family in Family if any(info.family is family for info in INFOS)]
    for info in INFOS:
        assert re.search(rf"^  {info.id} +{info.need.value} +{info.title}$", text, re.M)
    assert {need.value for need in Need} <= set(text.split())
    long = replace(INFO, id="an-id-that-goes-on-and-on-and-on-and-on", title="a title " * 20)
    for width in WIDTHS:
        assert all(
            len(line) <= width
            for line in render_catalogue([*INFOS, long], width=width, color=False).splitlines()
        )
    assert render_catalogue([], width=80, color=False) == "No checks.\n"


def test_page() -> None:
    text = render_page(INFO, width=120, color=False)
    assert text.startswith(
        "Skin shows less fine detail than camera photos of this size.\n\nid            skin-smoothness\n"
    )
    assert "evidence for  'retouched', a camera photo altered beyond color, crop and light\n" in text
    assert "----" not in text
    assert "\n\nWhat it measures\n  The median" in text
    assert "\n  • forehead: the middle third" in text
    assert "\n    and kept away by a margin\n" in text
    assert "\n      residual = skin - blurred(skin)\n" in text
    assert "\n  1. Soft light.\n  2. Noise reduction.\n" in text
    assert "\n  [1] Someone" in text
    for width in WIDTHS:
        page = render_page(INFO, width=width, color=False)
        assert all(len(line) <= min(width, 80) for line in page.splitlines())
    bare = render_page(INFOS[2], width=80, color=False)
    assert bare.startswith("Noise is unusually low\n")
    assert "evidence for  nothing\n" in bare
    assert "impression" not in bare


def test_hostile_is_hostile() -> None:
    assert {"\x1b", "\u202e", "\ud800", "\n", "\x9b"} <= set(HOSTILE)
