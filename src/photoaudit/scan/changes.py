"""Which files of a git repository have changed: the only module that starts another program.

What counts as changed is git's own business (its index, filters, ignored files, work trees), so git is
asked. It is asked for nothing that needs a network, and no program that a repository may have
configured is run to show a difference. Names are taken as git keeps them, ended by a zero byte.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from photoaudit.text import SENTENCE, clean

_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-c", "diff.relative=false")
_DIFF = ("diff", "--name-only", "-z", "--no-renames", "--diff-filter=d", "--no-ext-diff", "--no-textconv")
_ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}


class NoAnswerError(Exception):
    """Git cannot say what has changed; the message is one sentence for the user."""


Identity = tuple[int, int]
"""A file, whatever it is called: names may be spelled in several ways (upper case, accents, links)."""


def identity(path: str) -> Identity | None:
    """Return the identity of a file, None if there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - pathlib raises for names that no file can have
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def changed_since(ref: str, folder: Path) -> tuple[str, frozenset[Identity]]:
    """Return the root of the repository around ``folder`` and the files that have changed.

    Compared are the files as they lie there, committed or not, with the commit at which HEAD and ``ref``
    part. Files that git does not know yet count as added unless it is told to ignore them, a renamed file
    as its new name, a deleted one not at all.

    Raises
    ------
    NoAnswerError
        If there is no git, no repository, no such commit, or nothing that it and HEAD have in common.
    """
    root = os.path.realpath(
        _ask(folder, "rev-parse", "--show-toplevel", why="--since needs a git repository")
    )
    top = Path(root)
    shallow = _ask(top, "rev-parse", "--is-shallow-repository") == "true"
    hint = "; this clone is shallow: fetch its whole history (in CI, fetch-depth: 0)" if shallow else ""
    commit = "" if ref.startswith("-") else _try(top, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    if not commit:
        raise NoAnswerError(f"--since: git knows no commit {ref!r}{hint}.")
    base = _try(top, "merge-base", "HEAD", commit)
    if not base:
        raise NoAnswerError(f"--since: HEAD and {ref!r} have no commit in common{hint}.")
    names = [
        *_names(top, *_DIFF, base, "--"),
        *_names(top, "ls-files", "-z", "--others", "--exclude-standard"),
    ]
    found = (identity(os.path.join(root, name)) for name in names)  # noqa: PTH118 - quicker
    return root, frozenset(item for item in found if item is not None)


def user_name(folder: Path) -> str:
    """Return the name that git signs commits with, "" where there is none or no git."""
    try:
        return _try(folder, "config", "user.name")
    except NoAnswerError:
        return ""


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - no shell, and the program is git
            ["git", *_QUIET, *arguments],  # noqa: S607 - wherever it is installed
            cwd=folder,
            env={**os.environ, **_ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as problem:
        raise NoAnswerError(
            f"--since needs git, which cannot be run here: {problem.strerror or problem}."
        ) from None


def _ask(folder: Path, *arguments: str, why: str = "--since: git failed") -> str:
    """Return what git prints; if it fails, raise with the first line of what it says."""
    ran = _run(folder, *arguments)
    if ran.returncode:
        raise NoAnswerError(f"{why}: {_first_line(ran.stderr)}.")
    return os.fsdecode(ran.stdout).rstrip("\r\n")


def _try(folder: Path, *arguments: str) -> str:
    """Return what git prints, "" if it fails."""
    ran = _run(folder, *arguments)
    return "" if ran.returncode else os.fsdecode(ran.stdout).strip()


def _names(folder: Path, *arguments: str) -> list[str]:
    ran = _run(folder, *arguments)
    if ran.returncode:
        raise NoAnswerError(f"--since: {_first_line(ran.stderr)}.")
    return [os.fsdecode(name) for name in ran.stdout.split(b"\0") if name]


def _first_line(text: bytes) -> str:
    line = next(iter(text.decode("utf-8", "replace").splitlines()), "git does not say why")
    return clean(line.removeprefix("fatal: "), SENTENCE).rstrip(".")
