"""Write docs/provenance.md: every mark of origin found in the labelled files, by vendor and carrier.

    python tools/provenance_table.py

The files are read by the checks of the families provenance and trace, as `photoaudit check` does.
The table holds folder names and counts. The only files named are samples of a maker's mark in which none
is found.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import behaviour
from corpus import ROOT, folder
from photoaudit.engine import examine, select
from photoaudit.model import Declaration, DeclarationKind, Family, Finding

PAGE = ROOT / "docs" / "provenance.md"
FOLDERS = ("provenance", "ai")
ORIGINALS = ("provenance/camera-originals", "provenance/exiftool-t-images")
PORTRAITS = "real"
SAMPLES = "provenance/vendor-marks"
"""Each file here carries the mark of one maker."""
WORDS = {
    DeclarationKind.AI: "AI",
    DeclarationKind.AI_EDIT: "AI edit",
    DeclarationKind.CAPTURE: "camera",
    DeclarationKind.EDIT: "edited",
    DeclarationKind.SCREENSHOT: "screenshot",
    DeclarationKind.UNKNOWN: "other",
}
AI = (DeclarationKind.AI, DeclarationKind.AI_EDIT)
HOW_TO_READ = """# Marks of origin in the labelled files

<!-- Written by tools/provenance_table.py: run it again, do not edit. -->

Each row is one kind of statement: who it names, what it says of the picture, where in a file it
stands and whether it is signed. The numbers count files of a folder, and a file that says something
in two places or names two programs counts in both rows. A statement is what a file says of itself.
Unsigned ones can be typed into any file and removed from any, so they tell what a file declares and
not what happened; signed ones tell in their own words whether the signature holds and who stands
behind it. Names of cameras are summed up in one row.

Rows missing from the table tell as much as those in it. Most generated portraits in the collection
carry no mark at all, because the services they were published on removed it, and most real ones
carry no camera metadata for the same reason. So no mark is no evidence for either. The lines under
the table count false statements: how often a camera original or a published portrait of a real
person was said to declare AI.
"""
UNREAD_MARKS = """\
Watermarks made by a neural network (Adobe's TrustMark, Google's SynthID, Meta's Stable Signature
and their like) can only be read with the network that belongs to them. Those of SynthID and others
are kept by their makers; that of TrustMark is free, but is downloaded from a server at its first
use, and no package brings it along. Nothing is downloaded here, so these marks stay unread, and a
file that carries nothing else counts as one without any statement. What points at such a mark is
read: where Content Credentials say that a picture carries a watermark by which they can be found
again (a soft binding), or tell of a step that put one in (SynthID in records of Google and OpenAI),
that is reported, and such a step is no edit by AI."""

HOW_OTHERS_BEHAVE = """\
## What libraries and formats do

What photoaudit reads, it reads with and beside these. Each row was seen with the version named, and is worked
around; those with a script show it at any time, and their script fails once it changes."""


def main() -> None:
    """Write the page."""
    root = folder()
    if root is None:
        raise SystemExit("no corpus: set PHOTOAUDIT_CORPUS to a folder with manifest.csv")
    checks = select(only=(Family.PROVENANCE, Family.TRACE))
    read: dict[str, dict[str, tuple[Declaration, ...]]] = defaultdict(dict)
    unread: Counter[str] = Counter()
    for top in (*FOLDERS, PORTRAITS):
        for path in sorted(path for path in (root / top).rglob("*") if path.is_file()):
            seen, place = examine(path, checks), _folder(path.relative_to(root))
            if seen.reason:
                unread[place] += 1
            else:
                read[place][path.as_posix()] = _declarations(seen.findings)
    PAGE.write_text(page(read, unread), encoding="utf-8", newline="\n")
    print(PAGE.relative_to(ROOT).as_posix())


def page(read: dict[str, dict[str, tuple[Declaration, ...]]], unread: Counter[str]) -> str:
    """Return the page for the declarations of each file of each folder."""
    counted: dict[tuple[str, str, str, str], Counter[str]] = defaultdict(Counter)
    silent: Counter[str] = Counter()
    for place, files in read.items():
        if place.startswith(PORTRAITS):
            continue
        for declarations in files.values():
            silent[place] += not declarations
            for row in {row for item in declarations for row in _rows(item)}:
                counted[row][place] += 1
    lines = [
        HOW_TO_READ,
        "| named | says | where | signed | files by folder |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [f"| {' | '.join(map(_cell, row))} | {_counts(counted[row])} |" for row in sorted(counted)]
    lines += ["", f"Without any statement: {_counts(silent)}.", ""]
    missed = sorted(Path(name).name for name, found in read[SAMPLES].items() if not found)
    if missed:
        lines += [f"Makers' marks not recognized: {', '.join(missed)}.", UNREAD_MARKS, ""]
    if unread:
        lines += [f"Not opened (no picture, or damaged): {_counts(unread)}.", ""]
    lines += [*_false_statements(read), "", HOW_OTHERS_BEHAVE, "", *behaviour.table(ROOT / "findings")]
    return "\n".join([*lines, ""])


def _false_statements(read: dict[str, dict[str, tuple[Declaration, ...]]]) -> list[str]:
    originals = [item for place in read if place.startswith(ORIGINALS) for item in read[place].values()]
    portraits = [item for place in read if place.startswith(PORTRAITS) for item in read[place].values()]
    told = f"{_saying_ai(originals)} AI declarations on {len(originals)} camera originals and samples"
    lines = [f"{told}, {_saying_ai(portraits)} on {len(portraits)} published portraits of real people."]
    rows = Counter(row for item in portraits for row in {r for d in item if d.kind in AI for r in _rows(d)})
    for (by, says, where, signed), count in sorted(rows.items()):
        lines.append(f"Of these, {count} by {by}: {says}, {where}, signed: {signed}.")
    return ["\n".join(lines)]


def _saying_ai(files: Iterable[Sequence[Declaration]]) -> int:
    return sum(any(item.kind in AI for item in declarations) for declarations in files)


def _folder(path: Path) -> str:
    return "/".join(path.parts[:-1][:2])


def _declarations(findings: Sequence[Finding]) -> tuple[Declaration, ...]:
    return tuple(dict.fromkeys(item for finding in findings for item in finding.declarations))


def _rows(item: Declaration) -> Iterable[tuple[str, str, str, str]]:
    unsigned_camera = item.kind is DeclarationKind.CAPTURE and not item.signed and " EXIF" in item.where
    by = "a camera" if unsigned_camera else item.by or "no program"
    for place in dict.fromkeys(_carrier(part) for part in item.where.split("; ")):
        yield by, WORDS[item.kind], place, _signed(item)


def _signed(item: Declaration) -> str:
    if not item.signed:
        return "no"
    intact = item.flaw or {True: "intact", False: "not intact", None: "not comparable"}[item.intact]
    trusted = {True: "trusted", False: "not trusted", None: "trust not known"}[item.trusted]
    return f"{intact}, {trusted}"


def _carrier(where: str) -> str:
    """Return a place without what differs from file to file."""
    where = re.sub(r"^\d+ bytes behind.*", "data behind the picture", where)
    where = re.sub(r" at byte \d+", "", where)
    return re.sub(r"\burn:\S+|\[\d+\]", "", where).strip()


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counter.items()) if count)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())


if __name__ == "__main__":
    main()
