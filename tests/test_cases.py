"""Files that were reported in public as said wrongly: what is right is taken from the README of each.

    python -m pytest -n0 tests/test_cases.py -v

The files lie in ``cases`` beside the labelled photos and are in no repository; without them all is skipped.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from _commands import call
from _files import corpus_root

CASES = corpus_root().with_name("cases")

pytestmark = pytest.mark.skipif(
    not CASES.is_dir(),
    reason=f"needs the reported files at {CASES}: set PHOTOAUDIT_CORPUS to the folder beside",
)

FURTHER = ("further pictures", "of 2 pictures")
TONES = ("skin-smoothness", "dynamic-range", "color-saturation")
ARTIFICIAL = ("may strike people as artificial",)
NO_CUE = '"cues": []'
SILENT = "makes no statement of how it was made"
LISTED = "(on the list given)"


@dataclass(frozen=True)
class Right:
    """What must be said of a file, and what must not; None and nothing where its README does not tell.

    ``lists`` are the trust lists of its folder to give. ``by`` is who made it by each declaration, as the
    report names them, ``leaks`` all that the file gives away, ``unassessed`` what part of the reason must
    be with each of these checks, ``assessed`` those that must come to a value. ``says`` and ``never`` are
    searched for in the whole report; ``passport`` is the exit code under ``us-passport``.
    """

    lists: tuple[str, ...] = ()
    status: str = "audited"
    category: str | None = None
    by: tuple[str, ...] | None = None
    signer: str | None = None
    trusted: bool | None = None
    leaks: frozenset[str] | None = None
    notes: tuple[str, ...] | None = None
    faces: int | None = None
    unassessed: dict[str, str] = field(default_factory=dict)
    assessed: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    passport: int | None = None


def ai(*by: str, **more: Any) -> Right:
    """Return what is right for a file that says that AI made it."""
    return Right(category="ai-declared", by=by, passport=1, **{"never": (SILENT,), **more})


def signed(*by: str, says: tuple[str, ...] = (), never: tuple[str, ...] = ()) -> Right:
    """Return what is right for one that says so in a record by a signer on the list of its folder."""
    return Right(
        ("root.pem",),
        category="ai-declared",
        by=by,
        signer=f"Example Phones Inc. {LISTED}",
        trusted=True,
        says=says,
        never=("nothing of how this picture was made", *never),
        passport=1,
    )


def coded(curve: str, *notes: str) -> Right:
    """Return what is right for pixels in tones for other screens: read, or said and not measured."""
    return Right(
        unassessed=dict.fromkeys(TONES, f"coded for HDR screens ({curve})"),
        notes=(*notes, f"coded for HDR screens ({curve}) and not converted"),
        faces=1,
        never=ARTIFICIAL,
        says=(NO_CUE,),
    )


def turned(how: str, *notes: str) -> Right:
    """Return what is right for a picture that lies on its side or head: none of the usual reasons holds."""
    return Right(
        category="no-portrait",
        notes=notes,
        unassessed={"single-face-present": how},
        never=("covered, turned",),
    )


PROMPT = frozenset({"prompt"})
FILM = Right(leaks=frozenset({"film", "gps"}), never=("Nothing that would surprise",))
ONE_PICTURE = Right(leaks=frozenset(), notes=(), never=FURTHER)
BY_RULES = Right(
    ("root.pem",),
    category="capture-signed",
    signer=f"Example Phones Inc. {LISTED}",
    trusted=True,
    never=("against the C2PA rules", "not on the"),
)
STAMP_UNLISTED = "time stamp by an authority that is on no list here"

RIGHT = {
    "report-01-c2pa-eku": {
        "claimSigning+documentSigning.jpg": BY_RULES,
        "claimSigning+emailProtection.jpg": BY_RULES,
    },
    "report-03-c2pa-adobe-parameter": {
        "x.jpg": signed("imagen-3.0-generate-002", says=("the picture that this one was edited from",))
    },
    # The record passes a picture on and says that AI made it, not which: its own program is no AI.
    "report-04-c2pa-ingredient-source-type": {
        "x.jpg": signed("", says=("program not named, signed",), never=("this picture: Publisher CMS",))
    },
    "report-05-comfyui-apng-comf": {"x.png": ai("ComfyUI", leaks=PROMPT)},
    "report-06-multi-segment-exif": {
        "x.jpg": ai("Stable Diffusion WebUI (AUTOMATIC1111, Forge)", leaks=PROMPT, notes=())
    },
    "report-07-usercomment-unicode-utf8": {"x.jpg": ai("Stable Diffusion WebUI (AUTOMATIC1111, Forge)")},
    "report-08-mflux": {
        "x.png": ai("mflux", leaks=frozenset({"prompt", "paths"}), never=("Fooocus", "Nothing that would"))
    },
    "report-10-prompt-leak-missed": {
        "comfyui.jpg": ai("ComfyUI", leaks=PROMPT),
        "fooocus.jpg": Right(category="ai-declared", leaks=PROMPT),
        "midjourney.png": ai("Midjourney", leaks=PROMPT),
        "novelai.png": ai("NovelAI", "NovelAI", leaks=PROMPT),
        "swarmui.jpg": ai("SwarmUI", leaks=PROMPT),
    },
    "report-11-motion-photo-video": {"google.jpg": FILM, "samsung.jpg": FILM},
    "report-14-mpf-gain-map": {"ultrahdr.jpg": ONE_PICTURE, "dangling-index.jpg": ONE_PICTURE},
    "report-15-git-lfs-pointer": {
        "jane.jpg": Right(
            status="unreadable", says=("Git LFS pointer", "lfs: true"), never=("No picture is recognized",)
        )
    },
    "report-16-png-cicp": {"pq.png": coded("PQ")},
    "report-17-upside-down": {
        "x.jpg": turned("stands on its head: a face is found once it is turned by 180 degrees"),
        "side.jpg": turned("lies on its side: a face is found once it is turned by 90 degrees"),
    },
    "report-19-c2pa-watermark-not-told": {
        "x.jpg": signed(
            "gpt-image 2.0", says=("tell of a watermark", "SynthID"), never=("AI edited this picture",)
        )
    },
    "report-20-copy-brighter-or-gray": {name: Right(faces=1) for name in ("a.jpg", "b.jpg", "c.jpg")},
    "run-01-microsoft-dalle-credential": {
        "azure.jpg": ai("Azure OpenAI DALL-E", trusted=False, never=()),
        "bing.jpg": ai("Image Creator from Designer", trusted=False, never=()),
    },
    "run-02-hdr-pq-measured-as-sdr": {
        "pq.heic": coded("PQ", "reduced from 10 to 8 bits per channel"),
        "hlg.heic": coded("HLG", "reduced from 10 to 8 bits per channel"),
        "pq.avif": coded("PQ"),
        "sdr10.heic": Right(
            assessed=TONES,
            notes=("reduced from 10 to 8 bits per channel",),
            faces=1,
            never=ARTIFICIAL,
        ),
    },
    "run-03-expired-signer-called-not-listed": {
        "stamped.jpg": Right(
            ("sroot.pem",),
            category="inconclusive",
            signer=f"Testland Camera Works (on the list given, certificate expired since, {STAMP_UNLISTED})",
            trusted=False,
            never=("not on the C2PA trust list", "not on the list given"),
        ),
        "stamped.jpg with the authority's root": Right(
            ("sroot.pem", "stamp_roots.pem"),
            category="capture-signed",
            signer=f"Testland Camera Works {LISTED}",
            trusted=True,
        ),
    },
    "run-04-png-exif-behind-pixels": {
        name: Right(faces=1, assessed=("head-pose",), says=('"width": 720,\n      "height": 600',))
        for name in ("im.png", "o.jpg")
    },
    "run-07-gain-map-called-further-picture": {"phone.jpg": ONE_PICTURE, "titled.jpg": ONE_PICTURE},
    "run-09-avif-clean-aperture-ignored": {
        "tl.avif": Right(
            notes=("not cut to its clean aperture of 500 x 700, which is all that browsers show",)
        )
    },
    "run-10-heic-exif-turn-unsaid": {
        "obj.heic": turned(
            "lies on its side", "not turned as its EXIF asks for, which does not count in a HEIC"
        ),
        "bytes.heic": Right(faces=1, notes=()),
    },
}
FILES = [(folder, file) for folder, files in RIGHT.items() for file in files]


def named(file: str) -> str:
    """Return the name of a file that may be here under several trust lists."""
    return file.partition(" with ")[0]


@cache
def checked(folder: str, file: str, lists: tuple[str, ...]) -> tuple[int, str]:
    """Return exit code and output of ``photoaudit check``."""
    given = [part for name in lists for part in ("--trust-list", CASES / folder / name)]
    code, out, _ = call("check", CASES / folder / named(file), "-f", "json", *given)
    return code, out


@pytest.mark.parametrize(("folder", "file"), FILES)
def test_a_reported_file_is_said_truly(folder: str, file: str) -> None:
    right = RIGHT[folder][file]
    code, out = checked(folder, file, right.lists)
    (report,) = json.loads(out)["reports"]
    assert code == (4 if right.status == "unreadable" else 0)
    assert report["status"] == right.status
    findings = {item["check"]: item for item in report["findings"]}
    verdict = report["verdict"] or {"category": None, "declarations": []}
    seen = {
        "category": verdict["category"],
        "by": tuple(item["by"] or "" for item in verdict["declarations"]),
        "trusted": next((item["trusted"] for item in verdict["declarations"]), None),
        "signer": findings.get("content-credentials", {}).get("details", {}).get("signer"),
        "leaks": frozenset(
            name
            for name, there in findings.get("privacy-leak", {}).get("details", {}).items()
            if there == "yes"
        ),
        "notes": tuple(report["notes"]),
        "faces": findings.get("single-face-present", {}).get("value"),
    }
    asked = {name: getattr(right, name) for name in seen if getattr(right, name) is not None}
    assert {name: seen[name] for name in asked} == asked
    for check, why in right.unassessed.items():
        assert findings[check]["status"] == "not-assessed"
        assert why in findings[check]["summary"]
    for check in right.assessed:
        assert findings[check]["status"] == "measured", findings[check]["summary"]
    assert [words for words in right.says if words not in out] == []
    assert [words for words in right.never if words in out] == []


STRICT = [(folder, file) for folder, file in FILES if RIGHT[folder][file].passport is not None]


@pytest.mark.parametrize(("folder", "file"), STRICT)
def test_a_policy_against_ai_fails_it(folder: str, file: str) -> None:
    right = RIGHT[folder][file]
    given = [part for name in right.lists for part in ("--trust-list", CASES / folder / name)]
    asked = ("--only", "provenance", "--policy", "us-passport", "-f", "json")
    assert call("check", CASES / folder / file, *asked, *given)[0] == right.passport


def test_the_turned_png_is_measured_as_the_photo_that_it_was_made_of() -> None:
    folder = "run-04-png-exif-behind-pixels"
    png, jpeg = (json.loads(checked(folder, name, ())[1])["reports"][0] for name in ("im.png", "o.jpg"))
    boxes = [
        next(item["regions"] for item in one["findings"] if item["check"] == "single-face-present")
        for one in (png, jpeg)
    ]
    assert boxes[0]
    assert boxes[0] == [pytest.approx(box, abs=2) for box in boxes[1]]


def test_a_brighter_and_a_gray_copy_are_copies(tmp_path: Path) -> None:
    folder = CASES / "report-20-copy-brighter-or-gray"
    code, out, _ = call("scan", folder, "-f", "json", "--no-cache")
    (found,) = [item for item in json.loads(out)["album"]["findings"] if item["check"] == "duplicate-photo"]
    assert code == 0
    assert [sorted(Path(name).name for name in group["photos"]) for group in found["groups"]] == [
        ["a.jpg", "b.jpg", "c.jpg"]
    ]
    assert found["groups"][0]["details"]["kinds"] == "largest; brighter; in gray"


def test_no_reported_file_is_left_out() -> None:
    there = {
        (path.parent.name, path.name)
        for path in CASES.glob("*/*")
        if path.suffix != ".pem" and path.name != "README"
    }
    assert {(folder, named(file)) for folder, file in FILES} == there
