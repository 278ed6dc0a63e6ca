"""``photoaudit cache``: what is kept of earlier scans, and how to forget it."""

from __future__ import annotations

from pathlib import Path

import typer

from photoaudit.cli.console import Exit, fail, show
from photoaudit.cli.options import CacheFolder
from photoaudit.cli.resolve import refuse_forged_cache
from photoaudit.cli.sources import FROM_ENVIRONMENT, ConfigFile, NoConfig
from photoaudit.scan import cache as kept
from photoaudit.scan.cache import NAME, Cache

app = typer.Typer(
    add_completion=False,
    name="cache",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Say what is kept of earlier scans, or forget it.",
)


@app.command(context_settings=FROM_ENVIRONMENT)
def info(
    context: typer.Context,
    cache_dir: CacheFolder = None,
    no_config: NoConfig = False,  # noqa: ARG001 - before --config, which asks for it
    config: ConfigFile = None,  # noqa: ARG001 - it may say where the cache is
) -> None:
    """Print where the cache is, how many photos it knows, and how large it is."""
    cache = _open(context, cache_dir)
    if cache is None:
        return
    with cache:
        held = cache.info()
    _complain(cache)
    show(f"path     {held.path}\nentries  {held.entries}\nsize     {_size(held.bytes)}\n")


@app.command(context_settings=FROM_ENVIRONMENT)
def clear(
    context: typer.Context,
    cache_dir: CacheFolder = None,
    no_config: NoConfig = False,  # noqa: ARG001 - before --config, which asks for it
    config: ConfigFile = None,  # noqa: ARG001 - it may say where the cache is
) -> None:
    """Forget all that is kept of earlier scans; photos are then examined anew."""
    cache = _open(context, cache_dir)
    if cache is None:
        return
    with cache:
        before = cache.info()
        cache.clear()
    _complain(cache)
    show(f"Forgot {before.entries} entries ({_size(before.bytes)}) in {before.path}.\n")


def _open(context: typer.Context, folder: Path | None) -> Cache | None:
    """Return the cache, or say that there is none; none is made."""
    refuse_forged_cache(context, folder, ())
    try:
        path = (folder or kept.default_folder()) / NAME
    except RuntimeError as problem:
        fail(f"there is no place for a cache: {problem}", Exit.USAGE)
    if not path.exists():
        show(f"There is no cache at {path}.\n")
        return None
    return Cache(path.parent)


def _complain(cache: Cache) -> None:
    if cache.notes:
        fail(f"{'; '.join(cache.notes)}.", Exit.USAGE)


def _size(count: int) -> str:
    """Return a number of bytes as people say it."""
    size = float(count)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
