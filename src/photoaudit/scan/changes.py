"""Which files of a git repository have changed: the only module that starts another program.

What counts as changed is git's own business (its index, ignored files, work trees), so git is asked: the
git of this machine, never one that lies in a folder it is asked about. It needs no network for that and
is forbidden any, and nothing that a repository configures is run: no filter, hook, monitor or driver; a
bare repository that lies in another one is not entered. Names are taken as git keeps them, ended by a
zero byte.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from photoaudit.files import repository_of
from photoaudit.text import SENTENCE, clean

_SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.quotePath": "false",
    "diff.relative": "false",
    "safe.bareRepository": "explicit",
}
_COMMANDS = ("clean", "smudge", "process")
_DIFF = (
    "diff", "--name-only", "-z", "--no-renames", "--diff-filter=d", "--no-ext-diff", "--no-textconv",
    "--ignore-submodules=all",
)  # fmt: skip
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "",  # none: should git want to fetch what a partial clone lacks
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}


class NoAnswerError(Exception):
    """Git cannot say what has changed; the message is one sentence for the user."""


Identity = tuple[int, int]
"""A file, whatever it is called: names may be spelled in several ways (upper case, accents, links)."""


def identity(path: str | int) -> Identity | None:
    """Return the identity of a file, or of an open one by its descriptor; None if there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - pathlib raises for names that no file can have
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def changed_since(ref: str, folder: Path) -> tuple[str, frozenset[Identity]]:
    """Return the root of the repository around ``folder`` and the files that have changed.

    Compared are the files as they lie there, committed or not, with the commit at which HEAD and ``ref``
    part. Files that git does not know yet count as added unless it is told to ignore them, a renamed file
    as its new name, a deleted one not at all. Filters are not run, so a file that one would turn back
    into what was committed may count as changed; photos in submodules do not count.

    Raises
    ------
    NoAnswerError
        If there is no git, no repository, no such commit, or nothing that it and HEAD have in common.
    """
    git = _Git(folder)
    root = git.top()
    here = Path(os.path.realpath(folder))
    if identity(root) not in map(identity, map(str, (here, *here.parents))):
        raise NoAnswerError(
            f"--since: {str(folder)!r} is not in the work tree {root!r} that its repository names."
        )
    git.enter(Path(root))  # which may be in another repository than the folder, with filters of its own
    if git.top() != root:
        raise NoAnswerError(f"--since: the repository in {root!r} names another work tree.")
    shallow = git.ask("rev-parse", "--is-shallow-repository") == "true"
    hint = "; this clone is shallow: fetch its whole history (in CI, fetch-depth: 0)" if shallow else ""
    commit = "" if ref.startswith("-") else git.maybe("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    if not commit:
        raise NoAnswerError(f"--since: git knows no commit {ref!r}{hint}.")
    base = git.maybe("merge-base", "HEAD", commit)
    if not base:
        raise NoAnswerError(f"--since: HEAD and {ref!r} have no commit in common{hint}.")
    names = [
        *git.names(*_DIFF, base, "--"),
        *git.names("ls-files", "-z", "--others", "--exclude-standard"),
    ]
    found = (identity(os.path.join(root, name)) for name in names)  # noqa: PTH118 - quicker
    return root, frozenset(item for item in found if item is not None)


def user_name(folder: Path) -> str:
    """Return the name that git signs commits with, "" where there is none or no git."""
    try:
        return _Git(folder).maybe("config", "user.name")
    except NoAnswerError:
        return ""


class _Git:
    """Git at work in a folder, its settings overruled where they would have it run something."""

    def __init__(self, folder: Path) -> None:
        # From the root, as git takes a folder it starts in for a bare repository if that looks like one.
        told = "GIT_DIR" in os.environ  # in a hook, say: relative to the folder there
        self.enter(folder if told else repository_of(Path(os.path.realpath(folder))) or folder)

    def enter(self, folder: Path) -> None:
        """Go on in a folder, with the filters off that are configured there."""
        self._folder = folder
        self._settings = dict(_SETTINGS)
        self._settings |= _without_filters(self.names("config", "--list", "--name-only", "-z"))
        if self.maybe("config", "core.hooksPath") != os.devnull:
            raise NoAnswerError(
                "--since needs git 2.31 or later: older ones cannot be kept from running filters."
            )

    def top(self) -> str:
        """Return the root of the work tree, all links followed."""
        top = self.ask("rev-parse", "--show-toplevel", why="--since needs a git repository")
        return os.path.realpath(top)

    def ask(self, *arguments: str, why: str = "--since: git failed") -> str:
        """Return what git prints; if it fails, raise with the first line of what it says."""
        ran = self._run(*arguments)
        if ran.returncode:
            raise NoAnswerError(f"{why}: {_first_line(ran.stderr)}.")
        return os.fsdecode(ran.stdout).rstrip("\r\n")

    def maybe(self, *arguments: str) -> str:
        """Return what git prints, "" if it fails."""
        ran = self._run(*arguments)
        return "" if ran.returncode else os.fsdecode(ran.stdout).strip()

    def names(self, *arguments: str) -> list[str]:
        """Return the names that git prints, each ended by a zero byte."""
        ran = self._run(*arguments)
        if ran.returncode:
            raise NoAnswerError(f"--since: {_first_line(ran.stderr)}.")
        return [os.fsdecode(name) for name in ran.stdout.split(b"\0") if name]

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        # In the environment, as the name of a setting may hold "=" and those of all may be long.
        settings = {"GIT_CONFIG_COUNT": str(len(self._settings))}
        for at, (name, value) in enumerate(self._settings.items()):
            settings |= {f"GIT_CONFIG_KEY_{at}": name, f"GIT_CONFIG_VALUE_{at}": value}
        try:
            return subprocess.run(  # noqa: S603 - no shell, and the program is git
                [_program(), "--no-pager", *arguments],
                cwd=self._folder,
                env={**os.environ, **_ENVIRONMENT, **settings},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except OSError as problem:
            raise NoAnswerError(
                f"--since needs git, which cannot be run here: {problem.strerror or problem}."
            ) from None


def _program() -> str:
    """Return where git is: in a folder of PATH, and never in the current one, where Windows looks first."""
    name = "git.exe" if sys.platform == "win32" else "git"
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(folder, name)  # noqa: PTH118 - what is no path must not raise
        if os.path.isabs(folder) and os.path.isfile(path) and os.access(path, os.X_OK):  # noqa: PTH117, PTH113 - likewise
            return path
    raise NoAnswerError("--since needs git, which cannot be run here: there is none.")


def _without_filters(names: Iterable[str]) -> dict[str, str]:
    """Return settings that turn off every filter that is configured, whoever did that."""
    settings: dict[str, str] = {}
    for name in names:
        key, _, last = name.rpartition(".")
        if key.lower().startswith("filter.") and last in (*_COMMANDS, "required"):
            settings |= {f"{key}.{command}": "" for command in _COMMANDS}
            settings[f"{key}.required"] = "false"
    return settings


def _first_line(text: bytes) -> str:
    line = next(iter(text.decode("utf-8", "replace").splitlines()), "git does not say why")
    return clean(line.removeprefix("fatal: "), SENTENCE).rstrip(".")
