"""Which format a file is written in: the one its name says, unless ``--format`` names another for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from photoaudit.cli.console import Exit, fail, refuse
from photoaudit.cli.newfile import same_file
from photoaudit.cli.options import Kind

STDOUT = "-"
SUFFIXES: Mapping[str, tuple[Kind, ...]] = MappingProxyType(
    {
        ".csv": (Kind.CSV,),
        ".htm": (Kind.HTML,),
        ".html": (Kind.HTML,),
        ".json": (Kind.JSON, Kind.GITLAB, Kind.SARIF),
        ".jsonl": (Kind.JSONL,),
        ".markdown": (Kind.MARKDOWN,),
        ".md": (Kind.MARKDOWN,),
        ".ndjson": (Kind.JSONL,),
        ".parquet": (Kind.PARQUET,),
        ".sarif": (Kind.SARIF,),
        ".xml": (Kind.JUNIT,),
    }
)
"""The formats that a file of this ending may be in, first the one it is in unless another is asked for."""


def kind_of(asked: Kind | None, output: Path | None) -> Kind:
    """Return the format to write, or fail where ``--format`` and the file's ending contradict each other.

    A file of another ending, and standard output (None), take any format; without one, what a terminal shows.
    """
    fitting = SUFFIXES.get(output.suffix.lower()) if output else None
    if fitting is None:
        return asked or Kind.TERMINAL
    if asked is None:
        return fitting[0]
    if asked not in fitting:
        names = " or ".join(fitting)
        fail(
            f"--format {asked} and --output {output.name if output else ''} contradict each other: such a "
            f"file is {names}. Leave out --format, or give the file another ending.",
            Exit.USAGE,
        )
    return asked


def targets_of(
    kinds: Sequence[Kind], outputs: Sequence[Path], *, quiet: bool
) -> list[tuple[Kind, Path | None]]:
    """Pair formats with files, or fail; None is standard output, which a summary goes to at least."""
    paths = [None if str(path) == STDOUT else path for path in outputs]
    if not kinds:
        kinds = [kind_of(None, path) for path in paths] or [Kind.TERMINAL]
    if not paths and len(kinds) == 1:
        paths = [None]
    refuse(
        {
            "give each --format an --output in the same order; '-' is standard output. The summary is "
            "printed anyway if all go to files.": len(kinds) != len(paths),
            "only one format can go to standard output.": paths.count(None) > 1,
            "two formats cannot go to the same file.": same_file(paths),
        }
    )
    pairs = [(kind_of(kind, path), path) for kind, path in zip(kinds, paths, strict=True)]
    if None not in paths and Kind.TERMINAL not in kinds and not quiet:
        pairs.append((Kind.TERMINAL, None))
    return pairs
