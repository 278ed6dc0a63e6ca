"""Build the documentation as a site, from docs/ and from what its pages link to beside it.

    python tools/docs_site.py [FOLDER]     into FOLDER (default: site), which a browser can read from disk

MkDocs reads the settings in mkdocs.yml and calls the functions whose names begin with ``on_``. Links lead to
pages that exist, or nothing is built. What is built fetches nothing: that is checked, not hoped. Needs the
``dev`` dependencies (``mkdocs-material``) and no network.
"""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parent.parent
HOME = "README.md"
BESIDE = "repository"
"""The folder of the site for what lies beside docs/."""

_LINK = re.compile(r"(\]\()([^)\s]+)(\))")
_FENCE = re.compile(r"^(```.*?^```)", re.MULTILINE | re.DOTALL)
_ADDRESS = re.compile(r"[a-z][a-z+.-]*:")
_FETCHED = re.compile(
    r"<(?:script|img|iframe|source|video|audio)\b[^>]*\bsrc(?:set)?=[\"']?(?:https?:)?//"
    r"|<link\b(?=[^>]*\brel=[\"']?(?:stylesheet|preconnect|preload|icon))[^>]*\bhref=[\"']?(?:https?:)?//"
)
_IN_STYLE = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])(?:https?:)?//")
_FAR = re.compile(r"https://unpkg\.com/[\w@./-]+")


def main(folder: str = "site") -> None:
    """Build the site; exit with the code of MkDocs."""
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = (
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--site-dir",
        str(Path(folder).absolute()),
    )
    sys.exit(subprocess.run(command, cwd=ROOT, env=quiet, check=False).returncode)


def on_config(config: Any) -> Any:
    """Put the pages of a folder into the navigation where ``*.md`` stands."""
    named = set(_named(config.nav))
    config.nav = [_spread(entry, named) for entry in config.nav]
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add what pages link to beside docs/: other pages, schemas, the license."""
    todo = [HOME, *(f"docs/{file.src_uri}" for file in files.documentation_pages())]
    seen = set(todo)
    while todo:
        source = todo.pop()
        if not source.startswith("docs/"):
            files.append(File.generated(config, place(source), abs_src_path=str(ROOT / source)))
        if source.endswith(".md"):
            new = {target for target, _ in targets(source)} - seen
            seen |= new
            todo += sorted(target for target in new if not target.startswith("docs/"))
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Let links of a page lead to where things are on the site."""
    source = origin(page.file.src_uri)
    here = posixpath.dirname(page.file.src_uri)

    def moved(target: str) -> str:
        path, _, anchor = target.partition("#")
        there = place(posixpath.normpath(posixpath.join(posixpath.dirname(source), path)))
        return posixpath.relpath(there, here or ".") + (f"#{anchor}" if anchor else "")

    return _outside_fences(markdown, lambda text: _LINK.sub(lambda link: _kept(link, moved), text))


def on_post_page(output: str, *, config: Any, **_: Any) -> str:
    """Name the theme's search and its parts of the navigation, for those who hear a page."""

    def named(found: re.Match[str]) -> str:
        entry: Any = {"": config.nav}
        for number in found[1].split("_"):
            entry = next(iter(entry.values()))[int(number) - 1]
        return f'aria-label="{next(iter(entry))}"'

    output = output.replace('role="dialog">', 'role="dialog" aria-label="Search">', 1)
    return re.sub(r'aria-labelledby="__nav_([\d_]+)_label"', named, output)


def on_post_build(config: Any) -> None:
    """Take the addresses out that the theme's script would fetch from, and see that no other is left."""
    wrong = []
    for path in sorted(Path(config.site_dir).rglob("*")):
        if path.suffix == ".js":
            text = path.read_text(encoding="utf-8")
            path.write_text(_FAR.sub("about:blank", text), encoding="utf-8", newline="\n")
        if fetches(path):
            wrong.append(path.name)
    if wrong:
        raise PluginError(f"fetches something from elsewhere: {', '.join(wrong)}")


def fetches(path: Path) -> bool:
    """Whether a file of the site makes a browser fetch something from elsewhere."""
    if path.suffix not in (".html", ".css", ".js", ".svg"):
        return False
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".js":
        return bool(_FAR.search(text))
    return bool(_IN_STYLE.search(text) or (path.suffix != ".css" and _FETCHED.search(text)))


def place(source: str) -> str:
    """Return where a file of the repository is among the sources of the site."""
    if source == HOME:
        return "index.md"
    return source.removeprefix("docs/") if source.startswith("docs/") else f"{BESIDE}/{source}"


def origin(uri: str) -> str:
    """Return the file of the repository behind a source of the site."""
    if uri == "index.md":
        return HOME
    return uri.removeprefix(f"{BESIDE}/") if uri.startswith(f"{BESIDE}/") else f"docs/{uri}"


def targets(source: str) -> Iterator[tuple[str, str]]:
    """Yield what a page links to in the repository, each with its anchor."""
    text = _FENCE.sub("", (ROOT / source).read_text(encoding="utf-8"))
    for _, target, _ in _LINK.findall(text):
        path, _, anchor = target.partition("#")
        if path and not _ADDRESS.match(target):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(source), path)), anchor


def _kept(link: re.Match[str], moved: Callable[[str], str]) -> str:
    before, target, after = link.groups()
    stays = target.startswith("#") or _ADDRESS.match(target)
    return f"{before}{target if stays else moved(target)}{after}"


def _outside_fences(text: str, change: Callable[[str], str]) -> str:
    return "".join(part if part.startswith("```") else change(part) for part in _FENCE.split(text))


def _named(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    for part in entry if isinstance(entry, list) else entry.values() if isinstance(entry, dict) else ():
        yield from _named(part)


def _spread(entry: Any, named: set[str]) -> Any:
    if isinstance(entry, list):
        return [_spread(part, named) for part in entry]
    if not isinstance(entry, dict):
        return entry
    ((title, inside),) = entry.items()
    if not (isinstance(inside, str) and inside.endswith("/*.md")):
        return {title: _spread(inside, named)}
    folder = inside.removesuffix("/*.md")
    pages = sorted(f"{folder}/{path.name}" for path in (ROOT / "docs" / folder).glob("*.md"))
    return {title: [{Path(page).stem: page} for page in pages if page not in named]}


if __name__ == "__main__":
    main(*sys.argv[1:])
