"""What is said of each number of a pair: one sentence each, with what mere copies stay below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from photoaudit.model import Aspect, Change, Difference
from photoaudit.pair._geometry import Geometry
from photoaudit.pair._judge import Limits, moving, retouching, shifted, shows_background, working
from photoaudit.pair._measure import Measured
from photoaudit.pair._shape import PARTS
from photoaudit.pair._tone import Tones

SUMMARIES = {
    Change.IDENTICAL: "The pixels of both files are the same.",
    Change.REENCODED: "The edited file is a copy of the original: only encoding or size differ.",
    Change.ADJUSTED: "Nothing but crop, turn, light or color differs from the original.",
    Change.RETOUCHED: "Beside the original, the skin is lightly retouched.",
    Change.STRONGLY_RETOUCHED: "Beside the original, the skin is strongly retouched.",
    Change.BACKGROUND: "Beside the original, the background is another one.",
    Change.RESHAPED: "Beside the original, parts of the face have another shape or place.",
    Change.REDRAWN: "Beside the original, the face is drawn anew: the features are others.",
    Change.ANOTHER: "The two files show different pictures, so nothing can be told of an edit.",
}
"""The answer for the gravest change."""
SHORT = {
    Change.RETOUCHED: "light retouching of the skin",
    Change.STRONGLY_RETOUCHED: "strong retouching of the skin",
    Change.BACKGROUND: "another background",
    Change.RESHAPED: "other shapes in the face",
}


BEYOND = "Where both show the same, nothing but crop, turn, light or color differs."


def summary(changes: Sequence[Change], *, beyond: bool) -> str:
    """Return the answer in one or two sentences: the gravest change, then the others.

    ``beyond``: the edited picture shows more than the original.
    """
    first = BEYOND if beyond and changes[0] is Change.ADJUSTED else SUMMARIES[changes[0]]
    others = [SHORT[change] for change in changes[1:] if change in SHORT]
    return f"{first} Also seen: {', '.join(others)}." if others else first


def differences(
    found: Measured, shape: Geometry, tone: Tones, changes: Sequence[Change], limits: Limits
) -> tuple[Difference, ...]:
    """Return all that differs, aspect by aspect."""
    return (
        *_geometry(shape),
        *_tone(tone, found, limits),
        *_texture(found, changes, limits),
        *_shape(found, changes, limits),
        *_content(found, changes, limits),
    )


def _geometry(shape: Geometry) -> Iterator[Difference]:
    gone = 100 * (1 - shape.kept)
    yield Difference(
        "crop", Aspect.GEOMETRY,
        f"{gone:.0f} % of the original is cut off." if shape.cropped else "Nothing is cut off.",
        round(gone, 1), "% of the original", 1.5, shape.cropped,
    )  # fmt: skip
    beyond = 100 * (1 - shape.filled)
    said = f"{beyond:.0f} % of the edited picture lies beyond the original: a border, or something added."
    yield Difference(
        "canvas", Aspect.GEOMETRY, said if shape.widened else "Nothing was added around it.",
        round(beyond, 1), "% of the edited picture", 1.5, shape.widened,
    )  # fmt: skip
    yield Difference(
        "scale", Aspect.GEOMETRY, f"The picture has {100 * shape.scale:.0f} % of its size.",
        round(100 * shape.scale, 1), "%", seen=not 0.99 < shape.scale < 1.01,
    )  # fmt: skip
    yield Difference(
        "rotation", Aspect.GEOMETRY,
        f"It is turned by {abs(shape.turn):.1f} degrees {'' if shape.turn > 0 else 'anti'}clockwise."
        if shape.turned else "It is not turned.",
        round(shape.turn, 1), "degrees", 0.3, shape.turned,
    )  # fmt: skip
    if shape.mirrored:
        yield Difference("mirror", Aspect.GEOMETRY, "It is mirrored: left and right are swapped.", seen=True)
    if shape.bent:
        said = "It has another perspective, as a picture of a picture has."
        yield Difference("perspective", Aspect.GEOMETRY, said, seen=True)


def _tone(tone: Tones, found: Measured, limits: Limits) -> Iterator[Difference]:
    way = "brighter" if tone.stops > 0 else "darker"
    lit = abs(tone.stops) >= 0.08
    yield Difference(
        "exposure", Aspect.TONE,
        f"It is {abs(tone.stops):.1f} stops {way}." if lit else "It is as bright as the original.",
        round(tone.stops, 2), "stops", 0.08, lit,
    )  # fmt: skip
    hard = abs(tone.contrast - 1) >= 0.06
    yield Difference(
        "contrast", Aspect.TONE,
        f"Contrast is {100 * tone.contrast:.0f} % of the original's.", round(100 * tone.contrast), "%",
        seen=hard,
    )  # fmt: skip
    if tone.colorless:
        yield Difference("color", Aspect.TONE, "All color is gone.", 0.0, "% of its saturation", seen=True)
    else:
        way = " and ".join(
            word for value, words in ((tone.warmer, ("warmer", "colder")), (tone.tint, ("redder", "greener")))
            if abs(value) >= 2 for word in [words[value < 0]]
        )  # fmt: skip
        full = abs(tone.saturation - 1) >= 0.1
        said = f"Saturation is {100 * tone.saturation:.0f} % of the original's"
        yield Difference(
            "color", Aspect.TONE, f"{said}, and colors are {way}." if way else f"{said}.",
            round(100 * tone.saturation, 0), "% of its saturation", seen=bool(way) or full,
        )  # fmt: skip
    light, floor = found.numbers.get("light"), limits.floors.get("light", 0.0)
    if light is not None:
        seen = light > floor
        said = f"Parts of the face were lit otherwise than the rest, by {light:.0f} gray levels."
        yield Difference(
            "local-light", Aspect.TONE, said if seen else "The face was lit like the rest of the picture.",
            round(light, 1), "gray levels", floor, seen,
        )  # fmt: skip


def _texture(found: Measured, changes: Sequence[Change], limits: Limits) -> Iterator[Difference]:
    worked = retouching(found.numbers, limits)
    if worked is None or Change.REDRAWN in changes:
        why = found.faceless or (
            "the face is drawn anew" if Change.REDRAWN in changes else "too little skin is to be seen"
        )
        yield Difference("skin-detail", Aspect.TEXTURE, f"{why[:1].upper()}{why[1:]}.", assessed=False)
        return
    gain = {part: _middle(found.numbers, part) for part in ("skin", "features", "around")}
    rest = gain["around"] or gain["features"] or 1.0
    left = 100 * (gain["skin"] or 0.0) / max(rest, 0.05)
    seen = bool({Change.RETOUCHED, Change.STRONGLY_RETOUCHED} & set(changes))
    word = "Strong" if worked >= limits.strong else "Light"
    said = f"{word} retouching: skin kept {left:.0f} % of the detail that the rest of the person kept."
    plain = f"Skin kept as much detail ({left:.0f} %) as the rest of the person."
    yield Difference(
        "skin-detail", Aspect.TEXTURE, said if seen else plain, round(left),
        "% of what the rest kept", seen=seen,
        details=(("score", round(worked, 2)), ("limit", round(working(found.numbers, limits), 2))),
    )  # fmt: skip


def _middle(numbers: dict[str, float], part: str) -> float | None:
    values = [
        numbers[f"gain {part} {band}"]
        for band in (0, 1, 2)
        if isfinite(numbers.get(f"gain {part} {band}", float("nan")))
    ]
    return sum(values) / len(values) if values else None


def _shape(found: Measured, changes: Sequence[Change], limits: Limits) -> Iterator[Difference]:
    behind = Change.BACKGROUND in changes
    moved = shifted(found.numbers, behind=behind)
    floor = moving(found.numbers, retouching(found.numbers, limits), limits, behind=behind)
    if moved is None or Change.REDRAWN in changes:
        why = found.faceless or (
            "the face is drawn anew" if Change.REDRAWN in changes else "too little detail is to be seen"
        )
        yield Difference("face-shape", Aspect.SHAPE, f"{why[:1].upper()}{why[1:]}.", assessed=False)
        return
    parts = {name: found.numbers[f"moved {name}"] for name in PARTS if f"moved {name}" in found.numbers}
    far = sorted((name for name in parts if parts[name] > floor / 2), key=lambda name: -parts[name])
    where = f", most at the {' and the '.join(far[:2])}" if far else ""
    seen = Change.RESHAPED in changes
    said = f"Parts of the face moved by up to {moved:.1f} % of the distance between the eyes{where}."
    yield Difference(
        "face-shape", Aspect.SHAPE, said if seen else "No part of the face moved.", round(moved, 2),
        "% of the eye distance", floor, seen,
        details=tuple((name, round(value, 2)) for name, value in parts.items()),
    )  # fmt: skip
    around = found.numbers.get("moved around")
    if around is not None and isfinite(around):
        floor = max(2 * limits.floors.get("surroundings", 0.0), limits.moved)
        said = f"Hair, neck or clothes moved by up to {around:.1f} % of the distance between the eyes."
        seen = around >= floor
        yield Difference(
            "surrounding-shape", Aspect.SHAPE, said if seen else "Hair, neck and clothes did not move.",
            round(around, 2), "% of the eye distance", floor, seen,
        )  # fmt: skip


def _content(found: Measured, changes: Sequence[Change], limits: Limits) -> Iterator[Difference]:
    numbers = found.numbers
    if shows_background(numbers):
        other = 100 * numbers.get("other background", 0.0)
        seen = Change.BACKGROUND in changes
        said = f"The background is another one: {other:.0f} % of it shows something else."
        plain = (
            f"The background is the same, though {other:.0f} % of it differs."
            if other >= 10
            else "The background is the same."
        )
        yield Difference(
            "background", Aspect.CONTENT, said if seen else plain, round(other, 1), "% of it",
            round(100 * limits.background, 1), seen,
        )  # fmt: skip
    else:
        said = "Hardly any background is to be seen."
        yield Difference("background", Aspect.CONTENT, said, assessed=False)
    features = numbers.get("same features 2")
    if features is not None:
        seen = Change.REDRAWN in changes
        said = "Eyes, brows and lips are others than the original's, in the same surroundings."
        yield Difference(
            "features", Aspect.CONTENT, said if seen else "Eyes, brows and lips are the original's.",
            round(100 * (1 - features), 1), "% unlike", round(100 * (1 - limits.features), 1), seen,
        )  # fmt: skip
