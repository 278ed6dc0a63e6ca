"""Files that a repository brings are read with limits, without waiting, and only where they may lie."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from _commands import plain, quick, within_this_process
from photoaudit.cli.settings import ConfigError, find, read_file
from photoaudit.cli.sources import keys
from photoaudit.files import TomlError, UnfitFileError, parse_toml, read_text
from photoaudit.policy import PackError
from photoaudit.policy.parse import parse
from photoaudit.scan import discovery
from photoaudit.scan.places import linear, patterns
from timing import quickly

posix = pytest.mark.skipif(os.name != "posix", reason="needs pipes and links")
PACK = "id='own'\ntitle='t'\nversion='1'\nchecked-on=2026-01-01\n"
BRINGS = {
    "ignore file": (".photoauditignore", ""),
    "baseline": ("x.json", 'baseline = "x.json"\n'),
    "policy": ("x.toml", 'policy = "x.toml"\n'),
    "trust list": ("x.pem", 'trust-list = "x.pem"\n'),
    "extends": ("x.toml", 'policy = "own.toml"\n'),
    "configuration": ("photoaudit.toml", None),
}


@pytest.fixture(autouse=True)
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a repository with a photo."""
    within_this_process(monkeypatch, tmp_path / "cache")
    plain(tmp_path / "repo" / "a.jpg", 10)
    (tmp_path / "repo" / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "repo")
    return tmp_path / "repo"


def bring(repo: Path, what: str) -> Path:
    """Have a repository use a file, and return where that is to be."""
    name, settings = BRINGS[what]
    if settings is not None:
        (repo / "photoaudit.toml").write_text(settings)
    if what == "extends":
        (repo / "own.toml").write_text(PACK + "extends = './x.toml'\n")
    return repo / name


def refused(*words: str) -> None:
    """Expect a scan to end at once with one sentence."""
    with quickly(20):
        code, out, err = quick("scan", ".")
    assert (code, out) == (2, ""), err
    assert "Traceback" not in err
    for word in words:
        assert word in err


@posix
@pytest.mark.parametrize("what", BRINGS)
def test_a_pipe_is_not_waited_for(repo: Path, what: str) -> None:
    os.mkfifo(bring(repo, what))
    refused("no regular file")


@posix
@pytest.mark.parametrize("what", BRINGS)
def test_a_link_to_a_device_is_not_read(repo: Path, what: str) -> None:
    bring(repo, what).symlink_to("/dev/zero")
    refused("no regular file")


@posix
@pytest.mark.parametrize("what", BRINGS)
def test_a_link_out_of_the_repository_is_not_followed(repo: Path, what: str) -> None:
    secret = repo.parent / "secret"
    secret.write_text("the secret of somebody else")
    bring(repo, what).symlink_to(secret)
    refused("leads out of the repository")


@pytest.mark.parametrize("what", BRINGS)
def test_a_file_of_any_size_is_not_read(repo: Path, what: str) -> None:
    with bring(repo, what).open("wb") as file:
        file.truncate(3_000_000_000)
    refused("too large")


@posix
def test_links_within_a_repository_and_of_people_outside_of_one_hold(repo: Path, tmp_path: Path) -> None:
    (repo / "shared").mkdir()
    (repo / "shared" / "real.toml").write_text("x")
    (repo / "link.toml").symlink_to(repo / "shared" / "real.toml")
    assert read_text(repo / "link.toml", 10) == "x"
    (tmp_path / "mine.toml").symlink_to(repo / "shared" / "real.toml")
    assert read_text(tmp_path / "mine.toml", 10) == "x"
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "f").write_text("y")
    (repo / "folder").symlink_to(tmp_path / "away")
    with pytest.raises(UnfitFileError, match="leads out"):
        read_text(repo / "folder" / "f", 10)


def test_a_file_that_grows_while_it_is_read_is_refused(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repo / "f").write_text("x" * 50)
    monkeypatch.setattr("photoaudit.files._judge", lambda *_: None)
    with pytest.raises(UnfitFileError, match="too large"):
        read_text(repo / "f", 10)


@pytest.mark.parametrize(
    "text",
    [
        ".".join(["a"] * 40_000) + " = 1",
        "[" + ".".join(["a"] * 40_000) + "]",
        "x = {" + " . ".join(['"a b"'] * 4_000) + " = 1}",
        "x = " + "[" * 50_000,
        "x = " + "[" * 20 + "]" * 20,
        "x = " + "{a=" * 5_000,
        "x = " + "9" * 100_000,
        "x = 0x" + "f" * 1_000,
        "x = " + "a" * 900_000,
        "a" * 900_000,
    ],
    ids=[
        "dotted",
        "header",
        "spaced",
        "open lists",
        "lists",
        "tables",
        "digits",
        "hexadecimal",
        "word",
        "no key",
    ],
)
def test_toml_of_any_depth_ends_soon_with_a_sentence(text: str) -> None:
    with quickly(5), pytest.raises(TomlError):
        parse_toml(text)


def test_toml_as_people_write_it_is_read() -> None:
    text = '[tool.photoaudit]\nabout = "see a.b.c.d.e.f.g.h. i. j. k. l. m. n. o. p"\nx = [[1, 2], [3]]\n'
    assert parse_toml(text)["tool"]["photoaudit"]["x"] == [[1, 2], [3]]


@pytest.mark.slow
def test_thousands_of_mistakes_are_told_soon(repo: Path) -> None:
    file = repo / "photoaudit.toml"
    file.write_text("\n".join(f"key{at} = 1" for at in range(60_000)))
    with quickly(10):
        with pytest.raises(PackError) as told:
            parse(PACK + "[[rules]]\n" * 60_000)
        with pytest.raises(ConfigError) as wrong:
            read_file(file, ())
        with pytest.raises(PackError):
            parse(PACK + f'extends = "linkedin"\n{"k" * 500_000} = 1\n')
    assert len(told.value.problems) == 50
    assert str(wrong.value).count("\n") < 60


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a*a*a*a*a*a*a*b", "a" * 250),
        ("*?*?*?*?*?*?*b", "a" * 250),
        ("**/a/**/a/**/a/**/a/**/a/**/b", "a/" * 1500 + "c"),
        ("a*" * 300, "a" * 255),
    ],
)
def test_patterns_take_linear_time(pattern: str, path: str) -> None:
    with quickly(1):
        assert not patterns([pattern]).match_file(path) or pattern.endswith("a*")


@pytest.mark.parametrize(
    ("pattern", "hits", "misses"),
    [
        ("*a*b*c", ["abc", "x/aabbcc", "xaxbxc/y"], ["acb", "a/b/c", "cab"]),
        ("a/**/b/**/c", ["a/b/c", "a/x/b/y/z/c", "a/b/b/c"], ["a/c", "b/c", "a/bc"]),
        ("**/a*b/**/*c*d", ["ab/cd", "x/axb/y/ccdd"], ["ab/dc", "a/b/cd"]),
        ("[!a]*b*", ["xb", "y/cbz"], ["ab", "x/a"]),
        ("x[!a]y", ["xby"], ["x/y", "xay"]),  # a class is one sign of a name, as in git
        ("\\!x*y?", ["!xyz", "!xayy"], ["!xy"]),
        ("dir/", ["dir/x", "a/dir/x"], ["dir", "dirx/y"]),
    ],
)
def test_patterns_mean_what_they_did(pattern: str, hits: list[str], misses: list[str]) -> None:
    spec = patterns([pattern])
    assert [path for path in hits if not spec.match_file(path)] == []
    assert [path for path in misses if spec.match_file(path)] == []


def test_only_what_lies_between_stars_is_kept_once_found() -> None:
    assert linear("^(?:.+/)?[^/]*a(?:/.*)?$") == "^(?:.+/)?[^/]*a(?:/.*)?$"
    assert linear("^[^/]*a[^/]*b$") == "^(?>[^/]*?a)[^/]*b$"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ('policy = "a\\u0000b"', "control characters"),
        ('policy = "\\u001b[31mred"', "control characters"),
        ('baseline = "~nosuchuser/x.json"', "~nosuchuser"),
        ('trust-list = "~nosuchuser"', "~nosuchuser"),
    ],
)
def test_values_that_no_file_can_have_are_told(repo: Path, line: str, word: str) -> None:
    (repo / "photoaudit.toml").write_text(line + "\n")
    refused(word)


@pytest.mark.parametrize(
    ("what", "text", "sentence"),
    [
        ("ignore file", "#" * 66_000, "do not hold: too large: 66,000 bytes; at most 65,536 are read."),
        ("baseline", "[" * 100_000, "is no baseline: it nests deeper than any baseline."),
        ("baseline", "9" * 100_000, "is no baseline: it holds a number of too many digits."),
        (
            "configuration",
            f"x = {'9' * 100_000}",
            "no TOML that is read: a whole number of more than 64 bits.",
        ),
    ],
)
def test_what_is_too_much_is_told_in_our_own_words(repo: Path, what: str, text: str, sentence: str) -> None:
    bring(repo, what).write_text(text)
    _, _, err = quick("scan", ".")
    assert sentence in " ".join(err.split())


def listed(count: int) -> str:
    return repr([f"x{at}*y" for at in range(count)])


MANY = {
    "exclude": f"exclude = {listed(50_000)}\n",
    "policies": f"policy = '{'own.toml,' * 50_000}'\n",
    "trust lists": f"trust-list = {listed(50_000)}\n",
    "one table": f"[[per-path]]\nglob = {listed(50_000)}\ndisclosed = true\n",
    "tables": "[[per-path]]\nglob = 'a'\ndisclosed = true\n" * 20_000,
    "together": f"exclude = {listed(600)}\n[[per-path]]\nglob = {listed(600)}\ndisclosed = true\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("what", MANY)
def test_no_configuration_holds_thousands_of_anything(repo: Path, what: str) -> None:
    (repo / "photoaudit.toml").write_text(MANY[what])
    with quickly(5):
        refused("1,000")


def test_nor_does_a_file_of_patterns(repo: Path) -> None:
    file = repo / ".photoauditignore"
    lines = ["# x", "", *(f"x{at}*y" for at in range(1000))]
    file.write_text("\n".join(lines))
    assert quick("scan", ".")[0] == 0
    file.write_text("\n".join([*lines, "z"]))
    refused("more than 1,000 patterns")


TABLES = "".join(f"[[per-path]]\nglob = 'x{at}'\npolicy = './p{{}}.toml'\n" for at in range(40))
RULE = """[[rules]]
id = "r"
when = {{ cues = 1 }}
severity = "low"
status = "technical"
because = "{}"
advice = ""
source = "s"
checked-on = 2026-01-01
confidence = "own"
"""


def test_what_many_tables_name_is_read_once(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repo / "base.toml").write_text(PACK + RULE.format("b"))
    for at in range(2):
        (repo / f"p{at}.toml").write_text(PACK.replace("own", f"p{at}") + "extends = './base.toml'\n")
    (repo / "photoaudit.toml").write_text("policy = ['p0.toml', 'base.toml']\n" + TABLES.format(*[0, 1] * 20))
    read: list[str] = []

    def noted(path: Path, limit: int) -> str:
        read.append(path.name)
        return read_text(path, limit)

    monkeypatch.setattr("photoaudit.policy.shelf.read_text", noted)
    code, _, err = quick("scan", ".")
    assert code == 0, err
    assert sorted(read) == ["base.toml", "p0.toml", "p1.toml"]


@pytest.mark.parametrize("kind", ["large", "built on a large one", "links to a large one"])
def test_the_policies_of_a_run_hold_only_so_much(repo: Path, kind: str) -> None:
    large = PACK + RULE.format("b") + "#" * 900_000
    (repo / "base.toml").write_text(large)
    for at in range(40):
        file = repo / f"p{at}.toml"
        if kind == "large":
            file.write_text(large)
        elif kind == "built on a large one":
            file.write_text(PACK + "extends = './base.toml'\n")
        else:
            try:
                file.symlink_to("base.toml")
            except OSError:
                pytest.skip("no links here")
    (repo / "photoaudit.toml").write_text(TABLES.format(*range(40)))
    refused("the policies of a run hold more than 4,194,304 bytes in all")


def test_so_do_its_trust_lists(repo: Path) -> None:
    certificate = "-----BEGIN CERTIFICATE-----\nMAAA\n-----END CERTIFICATE-----\n"
    names = [f"t{at}.pem" for at in range(5)]
    for name in names:
        (repo / name).write_text(certificate + "#" * 1_000_000)
    (repo / "photoaudit.toml").write_text(f"trust-list = {names[:4]}\n")
    assert quick("scan", ".")[0] == 0
    (repo / "photoaudit.toml").write_text(f"trust-list = {names}\n")
    refused("the trust lists hold more than 4,194,304 bytes in all")


def test_so_do_the_files_of_patterns_in_all_folders(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "MAX_IGNORED", 20)
    for at in range(4):
        (repo / f"f{at}").mkdir()
        (repo / f"f{at}" / ".photoauditignore").write_text("# x\n" + "x\n" * 5)
    assert quick("scan", ".")[0] == 0
    (repo / ".photoauditignore").write_text("y\n")
    refused(".photoauditignore files hold more than 20 patterns in all")


def test_a_chain_of_packs_is_too_long_whichever_is_read_first(repo: Path) -> None:
    for at in range(12):
        extends = f"extends = './p{at + 1}.toml'\n" if at < 11 else ""
        (repo / f"p{at}.toml").write_text(PACK + extends + ("" if extends else RULE.format("b")))
    (repo / "photoaudit.toml").write_text(f"policy = {[f'p{at}.toml' for at in range(11, 1, -1)]}\n")
    code, _, err = quick("scan", ".")
    assert code == 0, err
    (repo / "photoaudit.toml").write_text(f"policy = {[f'p{at}.toml' for at in range(11, -1, -1)]}\n")
    refused("more than 10 packs")


@pytest.mark.slow
def test_lines_of_a_thousand_tables_in_one_list_are_told_soon(repo: Path) -> None:
    tables = ",".join(f"{{glob = 'x{at}', disclosed = true}}" for at in range(900))
    (repo / "photoaudit.toml").write_text("\n" * 900_000 + f"per-path = [{tables}]\n")
    with quickly(10):
        config = read_file(repo / "photoaudit.toml", keys())
    assert config.per_path[-1].settings["disclosed"].line == 900_001
    with quickly(10), pytest.raises(PackError) as told:
        parse(PACK + "\n" * 900_000 + f"rules = [{','.join('{nope = 1}' for _ in range(60))}]\n")
    assert told.value.problems[0].line == 900_005


def test_packs_that_extend_each_other_without_end_are_refused(repo: Path) -> None:
    for at in range(12):
        (repo / f"p{at}.toml").write_text(PACK + f"extends = './p{at + 1}.toml'\n")
    (repo / "photoaudit.toml").write_text('policy = "p0.toml"\n')
    refused("more than 10 packs")


def test_a_pipe_in_the_place_of_a_configuration_turns_nothing_off(repo: Path) -> None:
    (repo / "photoaudit.toml").mkdir()
    path = find(repo)
    assert path is not None
    with pytest.raises(ConfigError, match="no regular file"):
        read_file(path, ())


@posix
@pytest.mark.parametrize("name", ["photoaudit.toml", "pyproject.toml"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "dangling"])
def test_nor_does_anything_else_that_is_no_file(repo: Path, name: str, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(repo / name)
    elif kind == "folder":
        (repo / name).mkdir()
    else:
        (repo / name).symlink_to("nowhere")
    refused(name, "there is no such file" if kind == "dangling" else "no regular file")
    assert quick("scan", ".", "--no-config")[0] == 0


@pytest.mark.skipif(os.name != "posix", reason="the shell quotes otherwise")
def test_the_hook_takes_file_names_as_nothing_else(repo: Path) -> None:
    yaml = pytest.importorskip("yaml")
    hooks = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
    if not hooks.is_file():
        pytest.skip("the hook is part of a checkout, not of this copy")
    (hook,) = yaml.safe_load(hooks.read_text("utf-8"))
    _, command, *options = hook["entry"].split()
    victim = plain(repo / "victim.jpg", 3)
    before = victim.read_bytes()
    evil = repo / "evil.toml"
    evil.write_text('fail-on = "never"\n')
    names = ["--output=out.jpg", "-fjson", "--config=evil.toml", "--exit-zero"]
    for name in names:
        (repo / name).write_bytes(before)
    code, _, err = quick(command, *options, *names)
    assert code == 0, err
    assert not (repo / "out.jpg").exists()
    assert victim.read_bytes() == before
