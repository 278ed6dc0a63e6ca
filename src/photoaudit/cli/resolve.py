"""What the values of options stand for: policies, checks, certificates, a baseline, and terms of them all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer

from photoaudit import engine
from photoaudit import policy as packs
from photoaudit.checks import Check, catalogue
from photoaudit.cli.console import Exit, current_date, fail, say
from photoaudit.cli.settings import Config, PerPath
from photoaudit.cli.sources import again, chosen_here, config_of, source_of
from photoaudit.files import read_bytes, read_text, repositories_around
from photoaudit.metadata import check_trust_list
from photoaudit.metadata.trust_list import MAX_LIST
from photoaudit.model import Category, Context, Intent, Report, UnknownName
from photoaudit.policy import Policy
from photoaudit.scan import cache as kept
from photoaudit.scan.places import inside, patterns, real_path
from photoaudit.terms import baseline
from photoaudit.terms.gates import DEFAULT, IN_CI, FailOn, FailOnVerdict, Gate, gate
from photoaudit.terms.judge import Accepted, Judge, Override, Terms
from photoaudit.text import PATH, clean

TAKEN_OVER = frozenset(
    (  # noqa: SIM905 - two lines
        "baseline cache_dir config declare disclosed exclude fail_on fail_on_verdict include jobs no_cache "
        "no_config policy skip trust_list"
    ).split()
)
"""Options of a run that the command which makes a baseline for it takes, too."""


def policies_of(names: list[str] | None, shelf: packs.Shelf, where: str = "") -> tuple[Policy, ...]:
    """Return the policies of these names, each of which may be several joined by commas, or fail.

    ``shelf`` is that of the run, ``where`` the place in a file that names them.
    """
    wanted = names or [packs.DEFAULT]
    parts = [part.strip() for name in wanted for part in ([name] if _is_there(name) else name.split(","))]
    try:
        return shelf.find([part for part in parts if part])
    except packs.PackError as problem:
        fail(f"{where}{problem.name!r} is no policy.\n{problem}", Exit.USAGE)
    except UnknownName as problem:
        fail(f"{where}{problem}", Exit.USAGE)


def _is_there(name: str) -> bool:
    return "\0" not in name and os.path.lexists(name)


def checks_of(only: list[str] | None, skip: list[str] | None, where: str = "") -> tuple[Check, ...]:
    """Return the checks to run, or fail; ``where`` as in `policies_of`."""
    try:
        checks = engine.select(only or (), skip or ())
    except UnknownName as problem:
        fail(f"{where}{problem}", Exit.USAGE)
    if not checks:
        fail("--only and --skip leave no check to run.", Exit.USAGE)
    return checks


def certificates(paths: Iterable[Path] | None) -> str:
    """Return the text of all lists of certificates, "" for none, or fail."""
    texts: list[str] = []
    held = 0
    for path in dict.fromkeys(paths or ()):
        texts.append(_certificates(path))
        held += len(texts[-1].encode())
        if held > MAX_LIST:  # what is listed is held against every signed photo
            fail(f"the trust lists hold more than {MAX_LIST:,} bytes in all.", Exit.USAGE)
    return "\n".join(texts)


def _certificates(path: Path) -> str:
    try:
        return check_trust_list(read_bytes(path, MAX_LIST))
    except FileNotFoundError:
        fail(f"there is no trust list {str(path)!r}.", Exit.USAGE)
    except ValueError as problem:
        fail(f"{str(path)!r} is no trust list: {problem}.", Exit.USAGE)


def read_by(context: typer.Context, judge: Judge, *given: Path | None) -> tuple[Path, ...]:
    """Return the files that a command reads besides photos: those given, policies and the configuration."""
    config = config_of(context)
    files = (*given, config.path if config else None, *judge.files)
    return tuple(path for path in files if path is not None)


def cache_files(folder: Path | None) -> tuple[Path, ...]:
    """Return the files of the cache that a command keeps, none where there is no place for one."""
    try:
        place = folder or kept.default_folder()
    except RuntimeError:
        return ()
    return tuple(place / name for name in kept.NAMES)


def refuse_forged_cache(context: typer.Context, folder: Path | None, paths: Iterable[str]) -> None:
    """Fail for a cache that a configuration names and that lies in its tree or in what is scanned.

    Whoever made that tree may have put a cache there that answers for photos nobody has examined.
    """
    config = config_of(context)
    if folder is None or config is None or chosen_here(context, "cache_dir"):
        return
    # A repository around this one may bring it as a submodule, and a cache beside it.
    trees = (config.folder, *repositories_around(Path(real_path(str(config.folder)))))
    for place in {str(folder), real_path(str(folder))}:
        if any(item == place or inside(place, item) is not None for item in (*map(str, trees), *paths)):
            fail(
                f"{where(context, 'cache_dir')}a cache in the tree of a configuration or of photos could be "
                "forged: name it with --cache-dir.",
                Exit.USAGE,
            )


def judge_of(
    context: typer.Context,
    *,
    policy: list[str] | None,
    declare: Intent | None,
    disclosed: bool,
    fail_on: list[FailOn] | None,
    fail_on_verdict: list[FailOnVerdict] | None,
    accepted: Accepted | None = None,
    ci: bool = False,
) -> Judge:
    """Return what photos are judged by, or fail; in ``ci`` more fails where nothing says what does.

    That is what declares AI, unless the use of AI is disclosed: then policies alone say what that comes to.
    """
    config, shelf = config_of(context), engine.shelf()
    silent = fail_on is None and fail_on_verdict is None and not _gates_by_path(config)
    implied = ci and silent
    verdicts = (() if disclosed else IN_CI) if implied else fail_on_verdict or ()
    terms = Terms(
        policies_of(policy, shelf, where(context, "policy")),
        Context(declare, disclosed, current_date()),
        _gate(fail_on or DEFAULT, verdicts, where(context, "fail_on")),
    )
    return Judge(
        terms,
        tuple(_override(context, config, item, shelf, implied=implied) for item in config.per_path)
        if config
        else (),
        str(config.folder) if config else "",
        baseline.index(accepted.entries) if accepted else {},
    )


def _gates_by_path(config: Config | None) -> bool:
    return config is not None and any(
        {"fail-on", "fail-on-verdict"} & item.settings.keys() for item in config.per_path
    )


def chosen_checks(
    context: typer.Context, only: list[str] | None, skip: list[str] | None
) -> tuple[Check, ...]:
    """Return the checks to run, or fail."""
    return checks_of(only, skip, where(context, "skip") or where(context, "only"))


def read_baseline(context: typer.Context, path: Path | None, configured: str = "") -> Accepted | None:
    """Return what a file accepts, None if none is named, or fail with the command that makes it.

    ``configured`` is the file and line that name it, "" where a flag or the environment does: before it is
    made, a configured one accepts nothing. One that was named for this run is there, or it is a slip.
    """
    if path is None:
        return None
    try:
        return Accepted(path, baseline.parse(read_text(path, baseline.MAX_BYTES)))
    except FileNotFoundError:
        if configured:
            say(
                f"{configured}there is no such baseline yet, so nothing is accepted; "
                f"{_making(context)} makes it."
            )
            return Accepted(path)
        fail(f"there is no baseline {str(path)!r}; {_making(context)} makes one.", Exit.USAGE)
    except ValueError as problem:
        fail(f"{str(path)!r} is no baseline: {problem}.", Exit.USAGE)


def _making(context: typer.Context) -> str:
    """Return the command that makes the baseline of a run, for the photos and by the options of that run."""
    make = "baseline create"
    typed = again(context, "--because", "WHY", command=make, known=TAKEN_OVER)
    return f"'{typed or f'photoaudit {make} PATH --because WHY'}'"


def expired_notes(accepted: Accepted | None, reports: Iterable[Report], today: str) -> tuple[str, ...]:
    """Return what to say of acceptances of these photos that no longer count."""
    if accepted is None:
        return ()
    seen = baseline.Seen(accepted.entries)
    for report in reports:
        seen.add(report, accepted.place(report.path))
    made = [item for item in baseline.standing(seen, (), today) if item.entry.key in seen.fired]
    return baseline.notes(made, partial=True)


def where(context: typer.Context, parameter: str) -> str:
    """Return the file and line that a value comes from, ready to stand before a message; "" for none."""
    config = config_of(context)
    name = parameter.replace("_", "-")
    if config is None or source_of(context, parameter) != "default_map" or name not in config.settings:
        return ""
    return _at(config, config.settings[name].line)


def _at(config: Config, line: int) -> str:
    return f"{clean(str(config.path), PATH)}:{line}: "


def _gate(fail_on: Iterable[FailOn], verdicts: Iterable[FailOnVerdict], place: str) -> Gate:
    try:
        return gate(fail_on, verdicts)
    except ValueError as problem:
        fail(f"{place}{problem}", Exit.USAGE)


def _override(
    context: typer.Context, config: Config, item: PerPath, shelf: packs.Shelf, *, implied: bool
) -> Override:
    """Return what a table for some paths changes; what was chosen for this run stays as it is."""
    place = _at(config, item.line)
    given: dict[str, Any] = {
        name: setting.value
        for name, setting in item.settings.items()
        if not chosen_here(context, name.replace("-", "_"))
    }
    try:
        matching = patterns(item.globs)
    except ValueError as problem:
        fail(f"{place}{problem}", Exit.USAGE)
    changes: dict[str, Any] = {}
    if "policy" in given:
        changes["policies"] = policies_of(given["policy"], shelf, place)
    if "declare" in given:
        changes["intent"] = Intent(given["declare"])
    if "disclosed" in given:
        changes["disclosed"] = given["disclosed"]
        if implied:
            changes["verdicts"] = frozenset() if given["disclosed"] else frozenset(map(Category, IN_CI))
    if "fail-on" in given:
        changes["gate"] = _gate(map(FailOn, given["fail-on"]), (), place)
    if "fail-on-verdict" in given:
        changes["verdicts"] = frozenset(map(Category, given["fail-on-verdict"]))
    if "skip" in given:
        kept = {item.info.id for item in checks_of(None, given["skip"], place)}
        changes["skipped"] = frozenset(item.info.id for item in catalogue()) - kept
    return Override(matching, **changes)
