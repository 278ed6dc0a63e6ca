"""Marks of services in corners of pictures: found where they are drawn, at any size, and nowhere else."""

from __future__ import annotations

import io
import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

import faces
from photoaudit import engine
from photoaudit.imaging.mark_shapes import drawn
from photoaudit.imaging.marks import LAYOUTS, Layout, find, limits
from photoaudit.model import Category, Family, Finding, Status
from photoaudit.report import html

RGB = faces.RGB
BY_NAME = {layout.name: layout for layout in LAYOUTS}


def plain() -> RGB:
    """Return a soft scene, as a portrait's background is."""
    chance = np.random.default_rng(7)
    coarse = chance.integers(40, 170, (5, 5, 3)).astype(np.uint8)
    soft = cv2.resize(coarse, (720, 720), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    return np.asarray(np.clip(soft + chance.normal(0, 3, soft.shape), 0, 255), np.uint8)


def marked(rgb: RGB, layout: Layout, opacity: float = 0.55) -> RGB:
    """Return a picture with a mark drawn where and as large as its service does."""
    height, width = rgb.shape[:2]
    part = layout.widths[len(layout.widths) // 2]
    across = round(part * (min(height, width) if layout.of_shorter else width))
    shape = drawn(layout.shape, across, 0)[..., None] * opacity
    side, below = (round(margin * across) for margin in layout.margin)
    left = width - side - shape.shape[1] if layout.right else side
    top = height - below - shape.shape[0]
    out = rgb.astype(np.float32)
    out[top : top + shape.shape[0], left : left + shape.shape[1]] *= 1 - shape
    out[top : top + shape.shape[0], left : left + shape.shape[1]] += 255 * shape
    return np.asarray(np.rint(out), np.uint8)


def saved(rgb: RGB, path: Path, quality: int = 90) -> Path:
    Image.fromarray(rgb).save(path, quality=quality, compress_level=1)
    return path


def seen(path: Path) -> Finding:
    (finding,) = engine.examine(path, engine.select(only=("visible-mark",))).findings
    return finding


def again(rgb: RGB, longest: int, quality: int) -> RGB:
    scale = longest / max(rgb.shape[:2])
    small = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    buffer = io.BytesIO()
    Image.fromarray(small).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer))


@pytest.mark.parametrize("name", BY_NAME)
def test_a_mark_is_found_named_and_placed(name: str, tmp_path: Path) -> None:
    finding = seen(saved(marked(plain(), BY_NAME[name]), tmp_path / "marked.png"))
    assert (finding.status, finding.value) == (Status.DECLARED, 1)
    (declaration,), (region,) = finding.declarations, finding.regions
    side = "right" if BY_NAME[name].right else "left"
    assert declaration.says.startswith("A mark like ")
    assert declaration.says.endswith(f"'s is drawn into the picture at the bottom {side}.")
    assert declaration.where == f"drawn into the picture at the bottom {side}"
    assert declaration.drawn
    assert not declaration.signed
    (left, top), (right, bottom) = region.points
    assert region.kind == "box"
    assert 0 <= left < right <= 720
    assert 360 < top < bottom <= 720
    assert (left > 360) == BY_NAME[name].right


@pytest.mark.parametrize("name", ["gemini", "doubao", "jimeng"])
@pytest.mark.parametrize(("longest", "quality"), [(720, 60), (360, 60)])
def test_a_mark_survives_jpeg_and_half_size(name: str, longest: int, quality: int) -> None:
    copy = again(marked(plain(), BY_NAME[name]), longest, quality)
    assert [mark.name for mark in find(copy)] == [name]


@pytest.mark.parametrize("rgb", [faces.portrait(), plain()])
def test_a_photo_without_one_has_none(rgb: RGB, tmp_path: Path) -> None:
    finding = seen(saved(rgb, tmp_path / "plain.png"))
    assert (finding.status, finding.value) == (Status.MEASURED, 0)
    assert "says nothing" in finding.summary
    assert finding.regions == ()


@pytest.mark.parametrize("name", BY_NAME)
def test_a_glimmer_of_the_same_form_is_none(name: str) -> None:
    """Lights out of focus before the dark look like stars, and are fainter than any mark."""
    assert find(marked(np.zeros((720, 720, 3), np.uint8), BY_NAME[name], opacity=0.12)) == ()
    assert [
        mark.name for mark in find(marked(np.zeros((720, 720, 3), np.uint8), BY_NAME[name], opacity=0.35))
    ] == [name]


@pytest.mark.parametrize("rgb", [np.full((700, 700, 3), level, np.uint8) for level in (0, 128, 255)])
def test_one_color_has_none(rgb: RGB) -> None:
    assert find(rgb) == ()


@pytest.mark.parametrize("name", BY_NAME)
def test_a_mark_elsewhere_is_none(name: str) -> None:
    """It is looked for where its service draws it: turned about, it stands in another corner."""
    turned = np.ascontiguousarray(marked(plain(), BY_NAME[name])[::-1, ::-1])
    assert find(turned) == ()


def test_small_pictures_are_not_assessed(tmp_path: Path) -> None:
    finding = seen(saved(faces.portrait()[:199, :400], tmp_path / "small.png"))
    assert finding.status is Status.NOT_ASSESSED
    assert "200 px" in finding.summary


@pytest.mark.parametrize("size", [(1, 700), (700, 1), (201, 3000), (3000, 201)])
def test_strips_break_nothing(size: tuple[int, int]) -> None:
    assert find(np.zeros((*size, 3), np.uint8)) == ()


def test_a_drawn_mark_is_a_statement_that_nobody_signed(tmp_path: Path) -> None:
    report = engine.audit(
        saved(marked(plain(), BY_NAME["doubao"]), tmp_path / "marked.png"),
        policies=engine.packs(["linkedin"]),
    )
    assert report.verdict is not None
    assert report.verdict.category is Category.AI_DECLARED
    assert report.verdict.headline == (
        "A mark like Doubao's is drawn into the picture at the bottom right, which says that AI made this "
        "picture; anyone can draw one."
    )
    assert any("anyone can draw one" in rule.trigger for risk in report.risks for rule in risk.fired)
    assert "signed" not in {rule.basis for risk in report.risks for rule in risk.fired}


def test_what_no_pixel_was_decoded_for_is_not_looked_at(tmp_path: Path) -> None:
    path = saved(marked(plain(), BY_NAME["gemini"]), tmp_path / "marked.png")
    report = engine.audit(path, checks=engine.select(only=(Family.PROVENANCE,)))
    assert "visible-mark" in {item.check for item in report.not_looked_at}
    assert report.verdict is not None
    assert "visible-mark" in report.verdict.headline


def test_every_mark_has_a_limit_and_a_side() -> None:
    assert set(limits()) == set(BY_NAME)
    assert all(0.4 < limit < 1 for limit in limits().values())
    assert [find(marked(plain(), layout))[0].side for layout in LAYOUTS] == [
        "right",
        "right",
        "right",
        "left",
    ]


def test_its_place_is_drawn_on_the_page(tmp_path: Path) -> None:
    path = saved(marked(plain(), BY_NAME["doubao"]), tmp_path / "marked.png")
    report = engine.audit(path, checks=engine.select(only=("visible-mark",)), picture=360)
    assert report.exhibit is not None
    ((left, top, width, height),) = report.exhibit.marks
    (region,) = (region for finding in report.findings for region in finding.regions)
    assert (left, top) == pytest.approx([place / 2 for place in region.points[0]])
    assert (left + width, top + height) == pytest.approx([place / 2 for place in region.points[1]])
    page = html.render([report], version="1", images=True)
    (group,) = re.findall(r'<g class="o o-marks">(.*?)</g>', page)
    assert group.count("<rect") == 2  # a dark one under a bright one
    assert "Drawn mark" in page
    without = engine.audit(path, checks=engine.select(only=("provenance",)), picture=360)
    assert without.exhibit is not None
    assert without.exhibit.marks == ()
