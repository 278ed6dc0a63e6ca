"""Make the pictures of docs/pictures from the samples: the page of a photo, and what can be drawn over it.

    python tools/make_pictures.py        needs the ``dev`` dependencies and an installed Chromium

``page.txt`` beside them holds the words on the card that `page.webp` shows. A test compares them with what is
said today, so that nobody keeps a picture that says something else.
"""

from __future__ import annotations

import base64
import io
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from photoaudit import engine
from photoaudit.libraries import Later
from photoaudit.model import Context, Report
from photoaudit.report import html
from photoaudit.report.card import card_of

if TYPE_CHECKING:
    from playwright import sync_api
    from playwright.sync_api import Page
else:
    sync_api = Later("playwright.sync_api")  # tests of the words need none

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SAMPLE = "samples/smoothed.jpg"
OVERLAYS = {
    "faces": "face box",
    "eyes": "eyes",
    "axis": "mirror axis",
    "mirror": "mirrored edges",
    "skin": "skin detail",
    "background": "background",
}
SHEET = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 16px; background: #f6f6f3; color: #1a1b1e; font: 16px/1.4 system-ui, sans-serif }
main { display: grid; grid-template-columns: repeat(3, 260px); gap: 16px; width: max-content }
figure { margin: 0 } img { width: 260px; border-radius: 8px; display: block } figcaption { padding-top: 4px }
</style><main>"""
QUALITY = 82


def main() -> None:
    """Write the pictures and the words that go with them."""
    told = report()
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / "page.txt").write_text(words(told), encoding="utf-8", newline="\n")
    with tempfile.TemporaryDirectory() as folder, sync_api.sync_playwright() as driver:
        path = Path(folder, "page.html")
        path.write_text(html.render([told], version="", images=True), encoding="utf-8")
        browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1120, "height": 640}, device_scale_factor=1.5)
        page.goto(path.as_uri())
        keep("page.webp", page.screenshot())
        shots = {kind: drawn_over(page, kind) for kind in OVERLAYS}
        beside = browser.new_page(viewport={"width": 850, "height": 640}, device_scale_factor=1.5)
        beside.set_content(sheet(shots))
        keep("overlays.webp", beside.locator("body").screenshot())
        browser.close()


def report() -> Report:
    """Return the report on the sample, with its picture."""
    packs = engine.packs(["linkedin"])
    told = engine.audit(ROOT / SAMPLE, policies=packs, picture=480, context=Context())
    return replace(told, path=SAMPLE)


def words(told: Report) -> str:
    """Return what the card of a report says, a line each."""
    card = card_of(told)
    return "\n".join([card.path, card.answer, *(text for _, text in card.rows), *card.steps, ""])


def drawn_over(page: Page, kind: str) -> bytes:
    """Return the photo with one thing drawn over it."""
    page.check(f"input[name={kind}]")
    shot = page.locator(".exhibit > svg").screenshot()
    page.uncheck(f"input[name={kind}]")
    return shot


def sheet(shots: dict[str, bytes]) -> str:
    """Return a page with all of them, each with its name."""
    figures = (
        f'<figure><img alt="" src="data:image/png;base64,{base64.b64encode(shot).decode()}">'
        f"<figcaption>{OVERLAYS[kind]}</figcaption></figure>"
        for kind, shot in shots.items()
    )
    return SHEET + "".join(figures) + "</main>"


def keep(name: str, shot: bytes) -> None:
    """Write a screenshot."""
    Image.open(io.BytesIO(shot)).convert("RGB").save(PICTURES / name, quality=QUALITY, method=6)


def chromium() -> str:
    """Return the installed browser.

    Raises
    ------
    FileNotFoundError
        If there is none.
    """
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise FileNotFoundError("install chromium")


if __name__ == "__main__":
    main()
