"""Reports built by hand for the renderers' tests, and the test that they cover the vocabulary."""

from __future__ import annotations

from dataclasses import replace

from photoaudit.model import (
    Basis,
    Category,
    CheckInfo,
    Claim,
    Cue,
    Declaration,
    DeclarationKind,
    Family,
    Finding,
    Impression,
    Intent,
    Level,
    Need,
    Outcome,
    Reference,
    Region,
    Report,
    ReportStatus,
    Risk,
    RuleResult,
    Statement,
    Status,
    Strength,
    Support,
    Tail,
    Verdict,
)

NO_FACE = "no face was found"
POLICY_PAGE = "https://www.linkedin.com/legal/professional-community-policies"
HOSTILE = "\x1b[31mred\x1b[0m [bold]x[/] \u202eesrever\u2066 a\nb\tc\u200b\ud800 \x9b5m\x07 " + "long " * 100


def measured(check: str, family: Family, value: float, unit: str, percentile: float | None) -> Finding:
    reference = (
        Reference(value * 0.5, value, value * 1.5, 612, "camera portraits")
        if percentile is not None
        else None
    )
    return Finding(
        check=check,
        title=f"{check} stands out",
        family=family,
        status=Status.MEASURED,
        summary=f"The {check.replace('-', ' ')} is {value:g} {unit}".rstrip(),
        value=value,
        unit=unit,
        reference=reference,
        percentile=percentile,
    )


def unassessed(check: str, reason: str = NO_FACE, family: Family = Family.SUBJECT) -> Finding:
    return Finding(check, f"{check} stands out", family, Status.NOT_ASSESSED, reason)


def rule(
    id_: str,
    outcome: Outcome = Outcome.PASSED,
    level: Level = Level.LOW,
    because: str = "",
    basis: Basis | None = None,
) -> RuleResult:
    return RuleResult(
        id=id_,
        outcome=outcome,
        level=level,
        status="permitted-if-likeness",
        because=because or "The file declares no AI",
        advice="Use a photo that shows you as you look today",
        source=POLICY_PAGE,
        checked_on="2026-11-22",
        confidence="verbatim",
        severity=level,
        trigger="The file says that AI made it (OpenAI; signed and intact)" if basis else "",
        basis=basis,
    )


SKIN = replace(
    measured("skin-smoothness", Family.TEXTURE, 2.3149, "gray levels", 2.7),
    summary="Forehead and cheeks show less fine detail than nearly all camera portraits of this size",
    claim=Claim.RETOUCHED,
    cue=Tail.LOW,
    llr=0.41234,
    details=(("face width", 612.0), ("sharpest third", "left cheek")),
    regions=(
        Region("box", ((100.0, 120.0), (300.5, 420.25)), "face"),
        Region("polygon", ((101.0, 121.0), (140.0, 160.0), (150.0, 130.0)), "left cheek"),
    ),
)

FINDINGS = (
    Finding(
        "camera-exif",
        "Camera data",
        Family.PROVENANCE,
        Status.MEASURED,
        "No camera wrote its name into the file",
    ),
    measured("face-asymmetry", Family.SYMMETRY, 0.0412, "eye distances", 48.0),
    measured("iris-mismatch", Family.EYES, 3.2, "%", 71.0),
    SKIN,
    measured("pore-loss", Family.TEXTURE, 0.62, "", 11.0),
    measured("hair-detail", Family.TEXTURE, 14.0, "gray levels", 55.0),
    replace(
        measured("background-uniformity", Family.BACKGROUND, 4.01, "gray levels", 96.2),
        summary="The background varies more than behind most camera portraits",
    ),
    measured("boundary-halo", Family.BACKGROUND, -0.318, "gray levels", 33.0),
    measured("head-size", Family.SUBJECT, 0.58, "of the height", 62.0),
    measured("inter-eye-distance", Family.SUBJECT, 214.0, "px", None),
    measured("illumination-uniformity", Family.SUBJECT, 0.87, "", 80.0),
    measured("eyes-open", Family.SUBJECT, 0.31, "of the width", 50.0),
    measured("noise-level", Family.CAPTURE, 1.1, "gray levels", 5.0),
    measured("warm-cast", Family.STYLE, 6.1, "Lab units", 3.1),
    measured("exposure-clipping", Family.CAPTURE, 0.2, "%", 40.0),
    measured("jpeg-quality", Family.CAPTURE, 92.0, "of 100", None),
    unassessed("specular-match", "eyes are 9 px wide; 14 needed", Family.SYMMETRY),
)

LINKEDIN = Risk(
    policy="linkedin",
    title="LinkedIn",
    level=Level.LOW,
    rules=(
        rule(
            "LI-2",
            Outcome.FIRED,
            Level.LOW,
            "The skin looks smoother than in nearly all camera portraits; it must still show your likeness",
        ),
        rule("LI-1", Outcome.NOT_ASSESSED, Level.HIGH, "likeness cannot be judged without you"),
        rule("LI-4", Outcome.NOT_ASSESSED, Level.LOW, "no intent was declared"),
        rule("LI-3"),
        rule("LI-7", because="1200 x 1500 pixels are enough"),
    ),
    questions=("Does the photo show you as you look today?",),
)

TYPICAL = Report(
    path="portraits/ana.jpg",
    status=ReportStatus.AUDITED,
    sha256="ab" * 32,
    format="JPEG",
    width=1200,
    height=1500,
    verdict=Verdict(Category.INCONCLUSIVE, "Inconclusive: nothing in this file settles how it was made."),
    impression=Impression(
        (Cue("skin-smoothness", "Skin is unusually smooth", 2.7),),
        7,
        "1 of 7 cues that people associate with AI is beyond nearly all camera portraits: smooth skin.",
    ),
    findings=FINDINGS,
    risks=(LINKEDIN,),
    next_steps=(
        "Compare the photo with a mirror: LinkedIn asks for your likeness, and only you can judge it.",
        "Keep the original from the camera; it answers questions that a web copy cannot.",
    ),
)

DECLARED = replace(
    TYPICAL,
    path="portraits/ben.png",
    format="PNG",
    notes=("transparency was laid on white",),
    verdict=Verdict(
        Category.AI_DECLARED,
        "The file itself says it was made with AI (gpt-image, signed by OpenAI).",
        (
            Declaration(
                DeclarationKind.AI,
                "OpenAI",
                "Created by gpt-image 2.0",
                "C2PA manifest, c2pa.created",
                signed=True,
                intact=True,
                trusted=True,
            ),
            Declaration(
                DeclarationKind.AI_EDIT,
                "Adobe",
                "Edited with AI",
                "C2PA",
                signed=True,
                intact=False,
                trusted=False,
            ),
            Declaration(DeclarationKind.EDIT, "Photoshop", "Saved by Photoshop 26.1", "EXIF Software"),
            Declaration(DeclarationKind.CAPTURE, "Canon", "Taken with a Canon EOS R5", "EXIF Make, Model"),
            Declaration(DeclarationKind.SCREENSHOT, "", "Screen capture", "XMP", signed=True),
            Declaration(DeclarationKind.UNKNOWN, "", "Something unknown", "XMP"),
        ),
        (Support(Claim.RETOUCHED, 0.5123, Strength.WEAK, ("skin-smoothness", "pore-loss")),),
    ),
    risks=(
        Risk(
            "upwork",
            "Upwork",
            Level.PROHIBITED,
            (
                rule(
                    "UW-1",
                    Outcome.FIRED,
                    Level.PROHIBITED,
                    "Only a camera photo of you is accepted",
                    Basis.SIGNED,
                ),
            ),
        ),
        LINKEDIN,
        Risk("github", "GitHub", Level.NONE, (rule("GH-1"),), ("Is it you?", "May you use it?")),
    ),
    statement=Statement(Intent.CAMERA, True, "You say that a camera took it. The two do not agree."),
)

FACELESS = replace(
    TYPICAL,
    path="portraits/cat.webp",
    verdict=Verdict(Category.NO_PORTRAIT, "No portrait: no face was found."),
    impression=None,
    findings=(
        *(unassessed(finding.check) for finding in FINDINGS[1:12]),
        Finding("noise-level", "Noise", Family.CAPTURE, Status.ERROR, "ZeroDivisionError: division by zero"),
        Finding("ai-metadata", "AI marks", Family.PROVENANCE, Status.DECLARED, "One statement was found"),
        unassessed("invisible-watermark", "the picture is 200 px wide; 256 needed", Family.TRACE),
    ),
    risks=(
        replace(
            LINKEDIN,
            level=Level.MEDIUM,
            rules=(rule("LI-3", Outcome.FIRED, Level.MEDIUM, "no face was found"),),
            questions=(),
        ),
    ),
    next_steps=(),
)

UNREADABLE = Report(
    "portraits/dan.jpg", ReportStatus.UNREADABLE, reason="the file ends in the middle of the picture"
)

BARE = Report("e.gif", ReportStatus.AUDITED, format="GIF", width=1, height=1)


def hostile() -> Report:
    """Return a report with hostile text in every string that a photo or a path could reach."""
    return replace(
        TYPICAL,
        path=f"portraits/{HOSTILE}.jpg",
        format=HOSTILE,
        notes=(HOSTILE,),
        verdict=Verdict(
            Category.CONFLICT,
            HOSTILE,
            (Declaration(DeclarationKind.AI, HOSTILE, HOSTILE, HOSTILE),),
            (Support(Claim.SYNTHETIC, 1.5, Strength.MODERATE, (HOSTILE,)),),
        ),
        impression=Impression((Cue(HOSTILE, HOSTILE, 99.0),), 1, HOSTILE),
        findings=(
            replace(
                SKIN,
                check=HOSTILE,
                title=HOSTILE,
                summary=HOSTILE,
                unit=HOSTILE,
                details=((HOSTILE, HOSTILE),),
            ),
            replace(SKIN, regions=(Region("box", ((0.0, 0.0), (1.0, 1.0)), HOSTILE),)),
            unassessed(HOSTILE, HOSTILE),
            Finding(HOSTILE, HOSTILE, Family.CAPTURE, Status.ERROR, HOSTILE),
        ),
        risks=(
            Risk(
                HOSTILE,
                HOSTILE,
                Level.HIGH,
                tuple(
                    RuleResult(HOSTILE, outcome, Level.HIGH, *(HOSTILE,) * 6, Level.HIGH, HOSTILE, basis)
                    for outcome, basis in zip(Outcome, (Basis.LOOKS, None, None), strict=True)
                ),
                (HOSTILE,),
            ),
        ),
        next_steps=(HOSTILE,),
        statement=Statement(Intent.AI_EDITED, False, HOSTILE),
    )


def with_category(category: Category) -> Report:
    return replace(TYPICAL, verdict=Verdict(category, f"Headline of {category.value}."))


SUPPORTED = replace(
    with_category(Category.PIXEL_SUPPORT),
    verdict=Verdict(
        Category.PIXEL_SUPPORT,
        "The pixels support that the photo was retouched.",
        supports=(Support(Claim.RETOUCHED, 1.2, Strength.MODERATE, ()),),
    ),
)

ALL = (
    TYPICAL,
    DECLARED,
    FACELESS,
    UNREADABLE,
    BARE,
    SUPPORTED,
    hostile(),
    *(with_category(category) for category in Category),
    *(replace(TYPICAL, risks=(replace(LINKEDIN, level=level),)) for level in Level),
    *(replace(TYPICAL, statement=Statement(intent, False)) for intent in Intent),
    *(
        replace(
            TYPICAL, risks=(replace(LINKEDIN, rules=(rule("A", Outcome.FIRED, Level.LOW, basis=basis),)),)
        )
        for basis in Basis
    ),
)

PAGE = """Skin shows less fine detail than camera photos of this size.

What it measures
----------------
The median high-frequency residual on forehead and cheeks, in gray levels of ``L*``. The
face is brought to one size first.

- forehead: the middle third, without hair, which is found by the
  segmentation and kept away by a margin
- cheeks: both, weighted by how much light they get

Why it matters
--------------
Retouching removes pores:

    residual = skin - blurred(skin)

Limits
------
1. Soft light.
2. Noise reduction.

References
----------
.. [1] Someone, "A paper with a very long title that needs more than one line to be set",
   2021, https://doi.org/10.1000/182
"""

INFO = CheckInfo(
    id="skin-smoothness",
    title="Skin is unusually smooth",
    family=Family.TEXTURE,
    unit="gray levels",
    need=Need.FACE,
    since="0.1",
    claim=Claim.RETOUCHED,
    cue=Tail.LOW,
    page=PAGE,
)

INFOS = (
    INFO,
    CheckInfo(
        "camera-exif", "A camera wrote its name", Family.PROVENANCE, "", Need.FILE, "0.1", page="One line."
    ),
    CheckInfo("noise-level", "Noise is unusually low", Family.CAPTURE, "gray levels", Need.PIXELS, "0.1"),
)
