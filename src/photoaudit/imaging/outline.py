"""What happens to the background right beside a person's outline."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from photoaudit.imaging.geometry import Points
from photoaudit.imaging.regions import Mask
from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Plane: TypeAlias = "NDArray[np.float32]"

STEP = 4
SMOOTH = 10
REACH_IN, REACH_OUT = 36, 60
SEARCH = 16
"""The mask's edge is good to about this many pixels of a portrait view (113 between the eyes)."""
PERSON, BESIDE, BEYOND = (-14, -7), (13, 20), (24, 40)
"""Spans, in pixels from the edge: on the person, past any soft edge or stray hair, and well away."""
MIN_STEP = 4.0
MIN_CONTRAST = 20.0
MIN_PLACES = 25
LEAST_SHARE = 33
"""Percentile over the places of an outline: two thirds of it show this much or more."""


def bleed(rgb: NDArray[np.uint8], person: Plane, inside: Mask) -> tuple[float, int] | None:
    """Return how much of a person's color lies in the background beside the outline, and at how many places.

    At each place the outline is the steepest change along the mask's normal. Between the color beyond
    (0) and the color of the person (1) the background beside the outline is placed; the return value
    is the `LEAST_SHARE` percentile of that. None where too little of an outline is found.

    Parameters
    ----------
    rgb
        A portrait view, (height, width, 3) uint8.
    person
        How surely its pixels show a person, 0 to 1, (height, width).
    inside
        The pixels that belong to the photo.
    """
    places, normals = _outline(person, inside)
    if len(places) < MIN_PLACES:
        return None
    reach = np.arange(-REACH_IN, REACH_OUT + 1, dtype=np.float32)
    x = np.asarray(places[:, :1] + normals[:, :1] * reach, np.float32)
    y = np.asarray(places[:, 1:] + normals[:, 1:] * reach, np.float32)
    profile = cv2.remap(cv2.blur(rgb, (3, 3)), x, y, cv2.INTER_LINEAR).astype(np.float32)
    usable = _crosses_once(person, inside, x, y)
    change = np.linalg.norm(profile[:, 2:] - profile[:, :-2], axis=2) / 2
    change[:, np.abs(reach[1:-1]) > SEARCH] = 0.0
    edge = change.argmax(axis=1) + 1
    usable &= change.max(axis=1) > MIN_STEP
    on, beside, beyond = (_mean_color(profile, edge, span) for span in (PERSON, BESIDE, BEYOND))
    across = on - beyond
    power = (across * across).sum(axis=1)
    usable &= power > MIN_CONTRAST**2
    if usable.sum() < MIN_PLACES:
        return None
    share = ((beside - beyond) * across).sum(axis=1)[usable] / power[usable]
    return float(np.percentile(share, LEAST_SHARE)), int(usable.sum())


def _outline(person: Plane, inside: Mask) -> tuple[Points, Points]:
    """Return places (n, 2) along the largest outline and the unit normals that point away from the person."""
    contours, _ = cv2.findContours((person > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return np.empty((0, 2)), np.empty((0, 2))
    ring = max(contours, key=len)
    turn = 1.0 if cv2.contourArea(ring, oriented=True) > 0 else -1.0
    line = ring[:, 0].astype(np.float64)
    along = np.roll(line, -SMOOTH, axis=0) - np.roll(line, SMOOTH, axis=0)
    away = turn * np.stack([along[:, 1], -along[:, 0]], axis=1)
    length = np.linalg.norm(away, axis=1)
    keep = np.zeros(len(line), bool)
    keep[::STEP] = True
    keep &= (length > 0) & inside[ring[:, 0, 1], ring[:, 0, 0]]
    return line[keep], away[keep] / length[keep, None]


def _crosses_once(person: Plane, inside: Mask, x: Plane, y: Plane) -> NDArray[np.bool_]:
    """Tell which normals start on the person, end in the background and stay inside the photo."""
    sure = cv2.remap(person, x, y, cv2.INTER_LINEAR)
    within = cv2.remap(inside.astype(np.float32), x, y, cv2.INTER_LINEAR)
    return np.asarray(
        (within.min(axis=1) > 0.99) & (sure[:, :12].min(axis=1) > 0.8) & (sure[:, -25:].max(axis=1) < 0.2)
    )


def _mean_color(profile: Plane, edge: NDArray[np.intp], span: tuple[int, int]) -> Plane:
    """Return the mean color (n, 3) of a span of each profile, counted from its edge."""
    columns = np.clip(edge[:, None] + np.arange(*span)[None], 0, profile.shape[1] - 1)
    return np.asarray(profile[np.arange(len(edge))[:, None], columns].mean(axis=1), np.float32)
