"""A page opened from disk in a real Chromium, for tests that have a fixture ``page_path`` of their own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from timing import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

sync_api = pytest.importorskip("playwright.sync_api", reason="needs the Python package playwright")
expect = sync_api.expect
expect.set_options(timeout=1000 * PATIENCE)

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const channels = (color) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (color) => channels(color).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (item) => {
    for (let at = item; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (channels(color)[3] === 255) return color;
    }
    return "#fff";
  };
  const poor = [];
  for (const item of document.querySelectorAll("main:not([hidden]) *, header *, footer *")) {
    const own = [...item.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !item.checkVisibility({ contentVisibilityAuto: true })) continue;
    if (item.closest(".off, [aria-disabled=true]")) continue;
    const style = getComputedStyle(item);
    const [a, b] = [light(item.closest("svg") ? style.fill : style.color), light(behind(item))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${item.className} ${item.textContent.slice(0, 20)} ${ratio.toFixed(2)}`);
  }
  return poor;
}"""
"""What text has less than 4.5 times the light, or a part of it, of what is behind it."""


@pytest.fixture(scope="module")  # Playwright takes one at a time in a process
def browser() -> Iterator[Browser]:
    with sync_api.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, timeout=1000 * PATIENCE)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, page_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a page; at the end nothing was complained of and nothing but the file was asked for."""
    contexts: list[BrowserContext] = []
    said: list[str] = []
    asked: list[str] = []

    def open_page(path: Path = page_path, mark: str = "", **options: Any) -> Page:
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda problem: said.append(str(problem)))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri() + mark)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
    assert all(re.match(r"file://[^#]*/\w+\.html|data:image/webp;", address) for address in asked)
