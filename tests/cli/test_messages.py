"""Messages hold no codes of a terminal and no commands to those who read logs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from _commands import call, plain, quick, within_this_process
from photoaudit.text import closest, inert, parted

CODES = "\x1b[31m\x07\u202e"
COMMAND = "::error file=x::forged"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a photo."""
    within_this_process(monkeypatch, tmp_path / "cache")
    plain(tmp_path / "here" / "a.jpg")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def harmless(text: str) -> bool:
    return not any(sign in text for sign in "\x1b\x07\u202e") and not any(
        line.lstrip().startswith("::") or "##[" in line for line in text.splitlines()
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (COMMAND, ": :error file=x::forged"),
        ("  ::warning::x", ": :warning::x"),
        ("a ##[error]x ##vso[task]y ##teamcity[z", "a # #[error]x # #vso[task]y # #teamcity[z"),
        ("a::b ## heading", "a::b ## heading"),
        ("x\x1b[31my", "x[31my"),
    ],
)
def test_commands_are_parted_and_codes_go(text: str, expected: str) -> None:
    assert inert(text) == expected
    assert inert(expected) == expected


def test_every_line_counts() -> None:
    assert parted("a\n::x\n\t::y") == "a\n: :x\n\t: :y"


def test_a_policy_cannot_speak_through_its_errors(here: Path) -> None:
    name = f"{COMMAND}.toml"
    file = here / name
    file.write_text(
        "id='x'\ntitle='t'\nversion='1'\nchecked-on=2026-01-01\n"
        f'"\\u001b[31m\\u0007\\u202e" = 1\n"a\\n{COMMAND}" = 2\n'
        '[[rules]]\nid = "\\u001b[2J"\n[[rules]]\n"\\n##[error]" = 1\n'
    )
    for arguments in (
        ["policies", "validate", name],
        ["policies", "show", name],
        ["check", "a.jpg", "--policy", name],
        ["scan", "a.jpg", "--policy", name],
    ):
        code, out, err = call(*arguments)
        assert code == 2
        assert err
        assert harmless(out + err), err


def test_nor_a_configuration(here: Path) -> None:
    (here / "photoaudit.toml").write_text(
        f'"\\u001b[31m\\u0007" = 1\n"\\n{COMMAND}" = 2\npolicy = "\\n{COMMAND}"\nbaseline = "\\u001b[31m"\n'
    )
    code, out, err = quick("scan", "a.jpg")
    assert code == 2
    assert harmless(out + err), err


@pytest.mark.parametrize("sign", [CODES, f"\n{COMMAND}\n##[error]"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["{}"],
        ["check", "--{}"],
        ["check", "a.jpg", "--format", "{}"],
        ["check", "a.jpg", "--policy", "{}"],
        ["check", "a.jpg", "--only", "{}"],
        ["check", "a.jpg", "--baseline", "{}"],
        ["check", "a.jpg", "--trust-list", "{}"],
        ["check", "a.jpg", "--timeout", "{}"],
        ["check", "a.jpg", "--config", "{}"],
        ["explain", "{}"],
        ["metadata", "{}"],
        ["scan", "a.jpg", "--since", "{}"],
        ["evaluate", "{}"],
        ["policies", "outdated", "--today", "{}"],
        ["policies", "validate", "{}.toml"],
    ],
)
def test_nor_what_is_given_to_a_command(arguments: list[str], sign: str) -> None:
    code, out, err = call(*(item.format(sign) for item in arguments))
    assert code != 0
    assert err
    assert harmless(out + err), err


def test_nor_the_name_of_a_photo(here: Path) -> None:
    name = "::error::forged.jpg"
    plain(here / "b.jpg").rename(here / name)
    (here / "##[group]x.jpg").write_bytes(b"")
    for arguments in (["check", "-q"], ["check"], ["scan", "-q"], ["scan"], ["scan", "-v"]):
        code, out, err = quick(*arguments, name, "##[group]x.jpg")
        assert code == 4
        assert harmless(out + err), out + err


def test_a_long_name_is_not_compared_with_all_others() -> None:
    assert closest("sharpnes", ["sharpness", "x"]) == "sharpness"
    assert closest("s" * 1_000_000, ["sharpness"]) == ""


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("FAIL_ON", "nonsense", "'nonsense' is not one of 'advice', 'low', 'medium'"),
        ("DECLARE", "drawn", "'drawn' is not one of 'camera'"),
        ("FORMAT", "pdf", "'pdf' is not one of 'terminal'"),
        ("JOBS", "many", "it must be a whole number, not 'many'."),
        ("JOBS", "1.5", "it must be a whole number, not '1.5'."),
        ("JOBS", "0", "it must be 1 or more, not '0'."),
        ("TIMEOUT", "long", "it must be a number, not 'long'."),
        ("THUMBNAIL_SIZE", "3", "it must be 64 or more, not '3'."),
        ("NO_CACHE", "perhaps", "it must be true or false, not 'perhaps'."),
    ],
)
def test_a_wrong_value_is_told_without_the_words_of_a_parser(
    here: Path, variable: str, value: str, said: str
) -> None:
    option = f"--{variable.lower().replace('_', '-')}"
    asked: list[tuple[list[str], dict[str, str], str]] = [
        ([], {f"PHOTOAUDIT_{variable}": value}, f"'PHOTOAUDIT_{variable}'")
    ]
    if variable != "NO_CACHE":
        asked.append(([option, value], {}, f"'{option}'"))
    for arguments, env, name in asked:
        code, out, err = call("scan", ".", *arguments, env=env)
        assert (code, out) == (2, "")
        assert f"Invalid value for {name}" in err
        assert f": {said}" in err
        assert not re.search(r"Value error|[Ii]nput|pars(e|ing)|pydantic|valid (integer|number|boolean)", err)
    if variable != "FORMAT":
        (here / "photoaudit.toml").write_text(f'{option[2:]} = "{value}"\n')
        code, out, err = call("scan", ".")
        assert (code, out) == (2, "")
        assert f"'{option[2:]}' must be" in err
        assert not re.search(r"Value error|[Ii]nput|pydantic", err)


@pytest.mark.parametrize("place", [".", "/"])
def test_an_output_without_a_name_is_refused(here: Path, place: str) -> None:
    (here / "a.jpg").touch()
    code, out, err = call("scan", ".", "-f", "json", "-o", place)
    assert (code, out) == (2, "")
    assert err == f"photoaudit: cannot write '{place}': Is a directory.\n"
