"""Reports built by hand for the formats of CI, and the small readers that check what they write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from photoaudit import engine
from photoaudit.checks import catalogue
from photoaudit.model import (
    Acceptance,
    Album,
    AlbumFinding,
    Basis,
    Category,
    Declaration,
    DeclarationKind,
    Family,
    Finding,
    Group,
    Level,
    Outcome,
    Region,
    Report,
    ReportStatus,
    Risk,
    RuleResult,
    Status,
    Verdict,
)
from photoaudit.report.ci.github import GitHub
from photoaudit.report.ci.gitlab import GitLab
from photoaudit.report.ci.junit import JUnit
from photoaudit.report.ci.markdown import Markdown
from photoaudit.report.ci.sarif import Sarif
from photoaudit.report.tally import Ending, Run
from photoaudit.terms.about import About
from photoaudit.terms.gates import Gate

Make = type[Sarif | JUnit | GitHub | GitLab | Markdown]
FORMATS: tuple[Make, ...] = (Sarif, JUnit, GitHub, GitLab, Markdown)

HOSTILE_NAMES = (
    "a b.jpg",
    "100%41 sure,file=x:y.jpg",
    "::error file=x::y.jpg",
    "x]]><failure/>&amp;'\".jpg",
    "line\nbreak\r\n::warning::x.jpg",
    "not utf-8 \udcff\udc80.jpg",
    "half \ud800.jpg",
    "| a | `b` ``c`` <img src=x onerror=y> [d](http://e.org) @someone #12 www.f.org.jpg",
    "\x1b[31mred\x00\u202e.jpg",
    "-rf.jpg",
    "Ünïcödé 人.jpg",
    "deep/" * 600 + "x.jpg",
)
HOSTILE_TEXT = (
    "\x1b[31m</script><img src=x onerror=alert(1)> ]]> | `x` **b** [l](http://e.org) ![i](data:image/png;x) "
    "@someone #12 !34 www.f.org http://g.org mail@h.org {0} ::error::x ##[error]y %0A %25 \ud800\u202e\nnext"
)


@cache
def about(fail_on: Level = Level.HIGH) -> About:
    """Return a run with all checks and two policies."""
    infos = tuple(item.info for item in catalogue())
    return About("1.2.3", infos, engine.packs(["linkedin", "company"]), Gate(fail_on))


def rule(
    name: str,
    outcome: Outcome = Outcome.FIRED,
    level: Level = Level.MEDIUM,
    because: str = "It is asked for",
    advice: str = "Do something",
) -> RuleResult:
    """Return a rule as a policy applied it."""
    fired = outcome is Outcome.FIRED
    return RuleResult(
        name,
        outcome,
        level if fired else Level.NONE,
        "prohibited",
        because,
        advice,
        "https://x.org/rules",
        "2026-01-01",
        "verbatim",
        level,
        "The file says so" if fired else "",
        Basis.UNSIGNED if fired else None,
    )


def report(
    path: str = "team/anna.jpg", *rules: RuleResult, policy: str = "linkedin", text: str = ""
) -> Report:
    """Return a report on a photo whose values are ordinary, as one policy judges it."""
    level = max((item.level for item in rules), key=lambda level: level.rank, default=Level.NONE)
    face = Region("box", ((10.0, 20.0), (30.0, 50.0)), "face")
    findings = (
        Finding(
            "single-face-present", "One", Family.SUBJECT, Status.MEASURED, "One face.", 1.0, regions=(face,)
        ),
        Finding("sharpness", "Sharp", Family.CAPTURE, Status.MEASURED, f"It is. {text}", 3.0, notable=True),
        Finding("privacy-leak", "Leak", Family.PROVENANCE, Status.MEASURED, "Nothing.", 0.0),
        Finding("head-pose", "Turned", Family.SUBJECT, Status.NOT_ASSESSED, "no face"),
    )
    return Report(
        path,
        ReportStatus.AUDITED,
        sha256="0" * 64,
        format="JPEG",
        width=100,
        height=200,
        verdict=Verdict(Category.INCONCLUSIVE, "Inconclusive."),
        findings=findings,
        risks=(Risk(policy, "LinkedIn", level, rules),),
        code="ab12",
    )


def declared(path: str = "bert.png", says: str = "The file says that it was made with AI") -> Report:
    """Return a report on a photo whose file says that AI made it, and gives something away."""
    said = Declaration(DeclarationKind.AI, "Maker", says, "XMP")
    plain = report(path, rule("LI-2"))
    leak = Finding("privacy-leak", "Leak", Family.PROVENANCE, Status.MEASURED, says, 1.0, notable=True)
    verdict = Verdict(Category.AI_DECLARED, f"The file itself says that AI made it: {says}.", (said,))
    return replace(plain, verdict=verdict, findings=(*plain.findings[:2], leak))


def accepted(of: Report, finding: str, why: str = "It is a drawing") -> Report:
    """Return a report with a finding that somebody accepted."""
    return replace(of, accepted=(Acceptance(finding, "eva", why, "2027-01-01"),))


def unreadable(path: str = "gone.jpg", reason: str = "There is no such file.") -> Report:
    """Return a report on a file that is no photo."""
    return Report(path, ReportStatus.UNREADABLE, reason=reason)


def broken(path: str = "odd.jpg") -> Report:
    """Return a report on a photo that a check broke on."""
    fault = Finding("sharpness", "Sharp", Family.CAPTURE, Status.ERROR, "ValueError: odd")
    return replace(report(path), findings=(fault,))


def album(*photos: str, summary: str = "These show the same picture") -> Album:
    """Return an album with one group."""
    groups = (Group(photos, summary),)
    return Album(
        9, (AlbumFinding("same-picture", "Same picture", Status.MEASURED, "1 group.", groups=groups),)
    )


def ending(total: int = 0, *, stopped: bool = False, album: Album | None = None) -> Ending:
    """Return the end of a run."""
    return Ending(Run(total, 0, 1.0, stopped), album)


def written(make: Make, *reports: Report, end: Ending | None = None, of: About | None = None) -> str:
    """Return what a format writes of reports."""
    pieces: list[str] = []
    stream = make(pieces.append, of or about())
    for item in reports:
        stream.add(item)
    stream.end(end or ending(len(reports)))
    return "".join(pieces)


RUNS: dict[str, Callable[[], tuple[tuple[Report, ...], Ending]]] = {
    "empty": lambda: ((), ending()),
    "clean": lambda: ((report(),), ending(1)),
    "ordinary": lambda: (
        (
            report("a.jpg", rule("LI-2")),
            declared(),
            unreadable(),
            broken(),
            accepted(declared("c.jpg"), "linkedin/LI-2"),
        ),
        ending(5, album=album("a.jpg", "bert.png", "c.jpg")),
    ),
    "stopped": lambda: ((report("a.jpg", rule("LI-2")),), ending(10, stopped=True)),
    "hostile names": lambda: (
        tuple(make(name) for name in HOSTILE_NAMES for make in (declared, unreadable, broken)),
        ending(9, album=album(*HOSTILE_NAMES)),
    ),
    "hostile text": lambda: (
        (
            report(
                "a.jpg",
                rule("x" + HOSTILE_TEXT, because=HOSTILE_TEXT, advice=HOSTILE_TEXT),
                text=HOSTILE_TEXT,
            ),
            declared("b.jpg", HOSTILE_TEXT),
            unreadable("c.jpg", HOSTILE_TEXT),
            accepted(declared("d.jpg"), "linkedin/LI-2", HOSTILE_TEXT),
        ),
        ending(4, album=album("a.jpg", summary=HOSTILE_TEXT)),
    ),
}
"""Runs that every format must write so that its readers take it."""
