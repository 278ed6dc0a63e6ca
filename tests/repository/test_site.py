"""The site has every page, leads nowhere that is not there, and would be told if it fetched something."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mkdocs", reason="needs mkdocs-material")

import docs_site
from checkout import ROOT

yaml = pytest.importorskip("yaml")


class Settings(yaml.SafeLoader):  # type: ignore[misc,name-defined]
    """Reads mkdocs.yml without what only MkDocs can make of it."""


Settings.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)


def pages() -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")]


def test_every_page_stands_in_the_navigation() -> None:
    nav = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), Loader=Settings)["nav"]
    named = set(docs_site._named(nav))
    spread = [docs_site._spread(entry, named) for entry in nav]
    found = [docs_site.origin(uri) for uri in docs_site._named(spread)]
    assert sorted(found) == sorted(set(found)), "a page stands there twice"
    assert set(found) >= {*pages(), "README.md", "CONTRIBUTING.md", "samples/README.md"}


@pytest.mark.parametrize(
    "source", ["README.md", "docs/ci.md", "docs/checks/sharpness.md", "samples/README.md"]
)
def test_a_page_is_found_again_where_it_was_put(source: str) -> None:
    assert docs_site.origin(docs_site.place(source)) == source


def test_no_page_links_to_a_folder_or_to_nothing() -> None:
    for source in [*pages(), "README.md", "CONTRIBUTING.md", "SECURITY.md"]:
        wrong = [target for target, _ in docs_site.targets(source) if not (ROOT / target).is_file()]
        assert wrong == [], source


@pytest.mark.parametrize(
    ("name", "text", "fetched"),
    [
        ("a.html", '<script src="https://x.org/a.js"></script>', True),
        ("a.html", '<link rel="stylesheet" href="//x.org/a.css">', True),
        ("a.html", "<link rel=preconnect href=https://x.org>", True),
        ("a.html", '<img alt="" src="https://x.org/a.png">', True),
        ("a.html", '<a href="https://x.org">there</a><img src="a.png"><script src="a.js"></script>', False),
        ("a.html", '<link rel="canonical" href="https://x.org">', False),
        ("a.css", "@font-face { src: url(https://x.org/a.woff2) }", True),
        ("a.css", "@import 'https://x.org/a.css';", True),
        ("a.css", "a { background: url(a.svg) }", False),
        ("a.js", 'load("https://unpkg.com/mermaid@11/dist/mermaid.min.js")', True),
        ("a.txt", "https://unpkg.com/x", False),
    ],
)
def test_what_a_browser_would_fetch_is_seen(tmp_path: Path, name: str, text: str, fetched: bool) -> None:  # noqa: FBT001 - a case
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert docs_site.fetches(tmp_path / name) is fetched


@pytest.mark.slow
def test_a_link_to_nothing_stops_the_build(tmp_path: Path) -> None:
    for path in ROOT.iterdir():
        if path.name not in ("docs", "tools", "site"):
            (tmp_path / path.name).symlink_to(path)
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    (tmp_path / "tools").mkdir()
    tool = shutil.copy(ROOT / "tools" / "docs_site.py", tmp_path / "tools")
    with (tmp_path / "docs" / "album.md").open("a", encoding="utf-8") as page:
        page.write("\n[nowhere](ci.md#nowhere)\n")
    built = subprocess.run(
        [sys.executable, tool, str(tmp_path / "built")], check=False, capture_output=True, text=True
    )
    assert built.returncode != 0
    assert "does not contain an anchor '#nowhere'" in built.stderr
