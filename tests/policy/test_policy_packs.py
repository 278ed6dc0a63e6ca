"""Packs are read strictly: what is misspelled is refused with its line, what is inherited stays."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checkout import SAMPLES
from photoaudit import engine, policy
from photoaudit.checks import catalogue
from photoaudit.model import Level, UnknownName

SCHEMA = json.loads(files("photoaudit.data").joinpath("policy.schema.json").read_text("utf-8"))
KNOWN = policy.Vocabulary({"image-size": ("width", "height"), "sharpness": ()})
PACK = """\
# A comment that names severity, when and rules.
id = "p"
title = "P"
version = "1"
checked-on = 2026-01-01

[[rules]]
id = "first"
when = { check = "image-size", detail = "width", below = 400 }
severity = "low"
status = "technical"
because = "b"
advice = ""
source = "https://example.org"
checked-on = 2026-01-01
confidence = "verbatim"

[[rules]]
id = "second"
when = [
    { declaration = ["ai"] },
    { support = "synthetic", at-least = "weak" },
]
severity = "high"
status = "prohibited"
because = \"\"\"
[[rules]]
severity = "none of this is a rule"
\"\"\"
advice = "a"
source = "https://example.org"
checked-on = 2026-01-01
confidence = "own"
"""
WRONG = [
    ('detail = "width"', 'detail = "widht"', 9, "did you mean 'width'"),
    ('check = "image-size"', 'check = "image-siz"', 9, "did you mean 'image-size'"),
    (
        'check = "image-size", detail = "width"',
        'check = "sharpness", detail = "width"',
        9,
        "offers policies no",
    ),
    ("below = 400", "belwo = 400", 9, "did you mean 'below'"),
    (", below = 400", "", 9, "needs a bound"),
    ("below = 400", "below = 400, is = 3", 9, "needs a bound"),
    ("below = 400", "below = true", 9, "must be a number"),
    ("below = 400", "is = [1]", 9, "must be a number or a text"),
    ('support = "synthetic"', 'support = "syntetic"', 22, "did you mean 'synthetic'"),
    ('"weak"', '"week"', 22, "did you mean 'weak'"),
    ('declaration = ["ai"]', 'declaration = ["ia"]', 21, "'declaration' must be one of ai, ai-edit"),
    ('declaration = ["ai"]', "declaration = []", 21, "'declaration' is empty"),
    ('declaration = ["ai"]', 'declaration = ["ai"], cues = 1', 20, "exactly one"),
    ('declaration = ["ai"]', "cues = 0", 21, "whole number"),
    ('declaration = ["ai"]', 'intent = ["ai-edit"]', 21, "did you mean 'ai-edited'"),
    ('declaration = ["ai"]', 'category = ["conflicts"]', 21, "did you mean 'conflict'"),
    ('declaration = ["ai"]', 'declaration = ["ai"], above = 1', 21, "goes with 'check' only"),
    ('declaration = ["ai"]', 'declaration = ["ai"], at-least = "weak"', 21, "goes with 'support' only"),
    ('severity = "high"', 'severity = "hihg"', 24, "did you mean 'high'"),
    ('status = "prohibited"', 'status = "banned"', 25, "'status' must be one of"),
    ('confidence = "own"', 'confidence = "sure"', 33, "'confidence' must be one of"),
    ('because = "b"', 'because = " "', 12, "'because' must be a text, not empty"),
    ('advice = "a"', 'advise = "a"', 30, "did you mean 'advice'"),
    ('advice = "a"\n', "", 18, "lacks 'advice'"),
    ('advice = "a"', 'advice = "a"\ndisclosed = "no"', 31, "true or false"),
    ('id = "second"', 'id = "first"', 19, "more than one rule 'first'"),
    ('id = "second"', 'id = "se cond"', 19, "letters, digits and hyphens"),
    ('id = "p"', 'id = "p"\nextends = "q"', 3, "'extends' is not possible here"),
    ('id = "p"', 'id = "p"\ndrop = ["x"]', 3, "no rule 'x' to drop"),
    ('id = "p"', 'id = "../p"', 2, "letters, digits and hyphens"),
    ('title = "P"', 'titel = "P"', 3, "did you mean 'title'"),
    ('title = "P"', "title = 3", 3, "'title' must be a text"),
    ('version = "1"', 'version = "1"\nquestions = "one?"', 5, "must be a list of texts"),
    ('version = "1"', f'version = "1"\nquestions = {["q?"] * 101}', 5, "must be at most 100"),
    ("checked-on = 2026-01-01\n\n", 'checked-on = "soon"\n\n', 5, "must be a date"),
    ('title = "P"', 'title = "P', 3, "no TOML"),
]


def parse(text: str) -> policy.Policy:
    return policy.parse(text, name="my.toml", known=KNOWN)


def document(text: str) -> Any:
    """Return TOML as the schema sees it."""
    return json.loads(json.dumps(tomllib.loads(text), default=lambda item: item.isoformat()))


def valid(text: str) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(document(text)))


def test_a_good_pack_loads_and_matches_the_schema() -> None:
    pack = parse(PACK)
    assert [rule.id for rule in pack.rules] == ["first", "second"]
    assert pack.rules[1].severity is Level.HIGH
    assert len(pack.rules[1].when) == 2
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert valid(PACK)


@pytest.mark.parametrize(("old", "new", "line", "message"), WRONG, ids=[case[3] for case in WRONG])
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, line: int, message: str) -> None:
    assert PACK.count(old) >= 1
    with pytest.raises(policy.PackError) as caught:
        parse(PACK.replace(old, new, 1))
    (problem,) = caught.value.problems
    assert message in problem.message
    assert problem.line == line
    assert f"my.toml, line {line}: " in str(caught.value)


# What only the loader can know: names of checks, and rules that stand elsewhere.
BEYOND = (
    *(
        "did you mean 'width'",
        "did you mean 'image-size'",
        "offers policies",
        "more than one rule",
        "no rule",
    ),
    *("is not possible", "no TOML"),
)


@pytest.mark.parametrize(
    ("old", "new"), [case[:2] for case in WRONG if not any(words in case[3] for words in BEYOND)]
)
def test_the_schema_refuses_what_the_loader_refuses(old: str, new: str) -> None:
    assert not valid(PACK.replace(old, new, 1))


def test_every_problem_is_told_at_once() -> None:
    text = PACK.replace('severity = "low"', 'severity = "lo"').replace(
        'status = "prohibited"', 'status = "no"'
    )
    with pytest.raises(policy.PackError) as caught:
        parse(text)
    assert [problem.line for problem in caught.value.problems] == [10, 25]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rules = 3",
        'id = "p"\ntitle = "P"\nversion = "1"\nchecked-on = 2026-01-01',
        'id = "p"\ntitle = "P"\nversion = "1"\nchecked-on = 2026-01-01\nrules = [1]',
        'id = "p"\ntitle = "P"\nversion = "1"\nchecked-on = 2026-01-01\n[rules]\nid = "x"',
    ],
)
def test_a_pack_without_rules_is_none(text: str) -> None:
    with pytest.raises(policy.PackError):
        parse(text)


def test_lines_are_found_in_other_spellings_too() -> None:
    head, *_ = PACK.split("[[rules]]")
    text = head + 'rules = [\n  { id = "x", wehn = 3 },\n]\n'
    with pytest.raises(policy.PackError, match=r"line 8: unknown key 'wehn'"):
        parse(text)


CHILD = """\
id = "child"
title = "Child"
version = "1"
checked-on = 2026-02-02
extends = "p"
drop = ["first"]

[[rules]]
id = "second"
severity = "low"

[[rules]]
id = "third"
when = { cues = 3 }
severity = "low"
status = "restricted"
because = "b"
advice = "a"
source = "s"
checked-on = 2026-02-02
confidence = "own"
"""


def extend(text: str) -> policy.Policy:
    parent = parse(PACK.replace('id = "p"', 'id = "p"\nquestions = ["Q?"]'))
    return policy.parse(text, name="child.toml", known=KNOWN, base=lambda _: parent)


def test_an_inherited_rule_keeps_what_is_not_changed() -> None:
    child = extend(CHILD)
    assert [rule.id for rule in child.rules] == ["second", "third"]
    assert child.rules[0].severity is Level.LOW
    assert child.rules[0].when == parse(PACK).rules[1].when
    assert (child.extends, child.questions, child.title) == ("p", ("Q?",), "Child")
    assert extend(CHILD.replace('drop = ["first"]', "questions = []")).questions == ()
    assert valid(CHILD)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('drop = ["first"]', 'drop = ["frist"]', 6, "did you mean 'first'"),
        ('severity = "low"', 'severity = "lo"', 10, "did you mean 'low'"),
        ('id = "second"', 'id = "secnd"', 8, "lacks 'advice'"),
    ],
)
def test_what_is_wrong_in_an_extending_pack_is_told_there(
    old: str, new: str, line: int, message: str
) -> None:
    with pytest.raises(policy.PackError) as caught:
        extend(CHILD.replace(old, new, 1))
    (problem,) = caught.value.problems
    assert message in problem.message
    assert problem.line == line


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_pack_extends_shipped_ones_and_files_beside_it(tmp_path: Path) -> None:
    text = CHILD.replace('drop = ["first"]\n', "").replace('id = "second"', 'id = "UW-1"')
    write(tmp_path, "base/one.toml", text.replace('extends = "p"', 'extends = "upwork"'))
    two = text.replace('id = "child"', 'id = "two"').replace('"p"', '"../base/one.toml"')
    (pack,) = engine.packs([str(write(tmp_path, "own/two.toml", two))])
    rules = {rule.id: rule for rule in pack.rules}
    assert rules["UW-1"].severity is Level.LOW
    assert set(rules) == {"third", *(rule.id for rule in policy.named("upwork").rules)}


def test_packs_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", CHILD.replace('"p"', '"./b.toml"'))
    path = write(tmp_path, "b.toml", CHILD.replace('"p"', '"./a.toml"'))
    with pytest.raises(policy.PackError, match="extend each other"):
        policy.Shelf(KNOWN).load(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "cannot be read"), (b"\xff\xfe", "no UTF-8 text"), (b"#" * (1024 * 1024 + 1), "too large")],
)
def test_a_file_that_is_no_text_of_sane_size_is_refused(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "p.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(policy.PackError, match=message):
        policy.Shelf(KNOWN).load(path)


def test_names_are_found_once_and_unknown_ones_get_a_suggestion(tmp_path: Path) -> None:
    names = ["upwork", "all", "upwork"]
    assert sorted(pack.id for pack in policy.Shelf(KNOWN).find(names)) == list(policy.shipped())
    with pytest.raises(UnknownName, match="Did you mean 'linkedin'"):
        policy.named("linkdin")
    with pytest.raises(UnknownName, match="There are: anonymous"):
        policy.named("qqqq")


def test_details_that_policies_may_rely_on_are_there() -> None:
    offered = {item.info.id: item.info.details for item in catalogue() if item.info.details}
    sample = SAMPLES / "camera.jpg"
    found = {item.check: dict(item.details) for item in engine.examine(sample).findings}
    assert {"privacy-leak", "head-size", "image-size", "camera-exif"} <= set(offered)
    for check, details in offered.items():
        assert set(details) <= set(found[check]), check


def test_outdated_names_each_rule_once_the_oldest_first() -> None:
    packs = policy.shipped().values()
    today = date(2026, 11, 22)
    every = policy.outdated(packs, today.isoformat(), -1)
    ages = [age for _, _, age in every]
    assert ages == sorted(ages, reverse=True)
    own = [(pack.id, rule.id) for pack, rule, _ in every]
    assert len(own) == len(set(own))
    assert ("linkedin", "LI-7") in own
    assert ("linkedin-strict", "LI-7") not in own  # inherited unchanged
    assert ("linkedin-strict", "LI-2") in own
    for days in (0, 100, 500):
        expected = [entry for entry in every if entry[2] > days]
        assert policy.outdated(packs, today.isoformat(), days) == expected
