"""What is said of each number of a pair: one sentence each, with what mere copies stay below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite, nan

from photoaudit.model import Aspect, Change, Difference
from photoaudit.pair._geometry import Geometry
from photoaudit.pair._judge import Limits, moving, retouching, shifted, shows_background, upset, working
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


NONE = nan
CONTENT = 0.01
"""Share of the picture, at least, that something else must fill."""
BEYOND = "Where both show the same, nothing but crop, turn, light or color differs."
UNCLASSED = {
    "surrounding-shape": "hair, neck or clothes differ",
    "local-light": "the face is lit otherwise than the rest",
    "other-content": "parts of the picture show something else",
}
"""Differences that no change stands for, and how the answer names them."""


def summary(changes: Sequence[Change], told: Sequence[Difference], *, beyond: bool, faceless: str) -> str:
    """Return the answer: the gravest change, then the others, then what else differs or was not compared.

    ``beyond``: the edited picture shows more than the original. ``faceless`` says why no face was compared.
    """
    first = BEYOND if beyond and changes[0] is Change.ADJUSTED else SUMMARIES[changes[0]]
    besides = [UNCLASSED[item.id] for item in told if item.seen and item.id in UNCLASSED]
    if besides and changes[0] is Change.ADJUSTED:
        return f"No retouching and no other background was seen, but {' and '.join(besides)}."
    others = [SHORT[change] for change in changes[1:] if change in SHORT]
    also = f" Also seen: {', '.join(others)}." if others else ""
    return f"{first}{also}" + (f" No face was compared: {faceless}." if faceless else "")


def unknown(found: Measured) -> str:
    """Return why a face that both pictures show was not compared, "" where it was or one has none."""
    if upset(found.numbers):
        return "tones and colors were changed so much that they hide what else was done"
    if found.hidden:
        return found.faceless
    if found.square is None:
        return ""
    features = isfinite(found.numbers.get("same features 2", NONE))
    return "" if features and "gain skin 0" in found.numbers else "too little of it is to be seen"


def differences(
    found: Measured,
    shape: Geometry,
    tone: Tones,
    changes: Sequence[Change],
    limits: Limits,
    *,
    faces: int,
) -> tuple[Difference, ...]:
    """Return all that differs, aspect by aspect; ``faces`` is how many the original shows."""
    return (
        *_geometry(shape),
        *_tone(tone, found, limits),
        *_texture(found, changes, limits),
        *_shape(found, changes, limits),
        *_content(found, changes, limits),
        *_other_faces(faces),
    )


def _other_faces(faces: int) -> Iterator[Difference]:
    if faces > 1:
        said = f"Of the {faces} faces in the original only the largest was compared."
        yield Difference("other-faces", Aspect.CONTENT, said, assessed=False)


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
    else:
        yield Difference("local-light", Aspect.TONE, "No face was compared.", assessed=False)


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
    plain = f"No retouching was seen: skin kept {left:.0f} % of the detail that the rest kept."
    yield Difference(
        "skin-detail", Aspect.TEXTURE, said if seen else plain, round(left),
        "% of what the rest kept", seen=seen,
        details=(("score", round(worked, 2)), ("limit", round(working(found.numbers, limits), 2))),
    )  # fmt: skip


def _middle(numbers: dict[str, float], part: str) -> float | None:
    values = [
        numbers[f"gain {part} {band}"]
        for band in (0, 1, 2)
        if isfinite(numbers.get(f"gain {part} {band}", NONE))
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
    else:
        yield from _face_shape(found, moved, floor, changes)
    yield _surrounding(found, limits)


def _face_shape(
    found: Measured, moved: float, floor: float, changes: Sequence[Change]
) -> Iterator[Difference]:
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


def _surrounding(found: Measured, limits: Limits) -> Difference:
    around = found.numbers.get("moved around", NONE)
    if not isfinite(around):
        said = "Too little of hair, neck and clothes is to be seen in both."
        return Difference("surrounding-shape", Aspect.SHAPE, said, assessed=False)
    floor = max(2 * limits.floors.get("surroundings", 0.0), limits.moved)
    seen = around >= floor
    said = f"Hair, neck or clothes differ by up to {around:.1f} % of the distance between the eyes."
    return Difference(
        "surrounding-shape", Aspect.SHAPE, said if seen else "No other hair, neck or clothes were seen.",
        round(around, 2), "% of the eye distance", floor, seen,
    )  # fmt: skip


def _content(found: Measured, changes: Sequence[Change], limits: Limits) -> Iterator[Difference]:
    numbers = found.numbers
    if shows_background(numbers):
        other = 100 * numbers.get("other background", 0.0)
        seen = Change.BACKGROUND in changes
        said = f"The background is another one: {other:.0f} % of it shows something else."
        plain = f"No other background was seen; {other:.0f} % of it differs in light, color or detail."
        yield Difference(
            "background", Aspect.CONTENT, said if seen else plain, round(other, 1), "% of it",
            round(100 * limits.background, 1), seen,
        )  # fmt: skip
    else:
        said = "Hardly any background is to be seen."
        yield Difference("background", Aspect.CONTENT, said, assessed=False)
    unlike, floor = (
        100 * numbers.get("unlike all", 0.0),
        100 * max(limits.floors.get("content", 0.0), CONTENT),
    )
    seen = unlike > floor and not {Change.BACKGROUND, Change.REDRAWN} & set(changes)
    said = f"{unlike:.1f} % of the picture shows something else."
    yield Difference(
        "other-content", Aspect.CONTENT, said if seen else "Nothing else was seen in the picture.",
        round(unlike, 1), "% of it", round(floor, 1), seen,
    )  # fmt: skip
    features = numbers.get("same features 2", NONE)
    if not isfinite(features):
        why = found.faceless or "too little of them is to be seen"
        yield Difference("features", Aspect.CONTENT, f"{why[:1].upper()}{why[1:]}.", assessed=False)
        return
    seen = Change.REDRAWN in changes
    said = "Eyes, brows and lips are others than the original's, in the same surroundings."
    yield Difference(
        "features", Aspect.CONTENT, said if seen else "No other eyes, brows or lips were seen.",
        round(100 * (1 - features), 1), "% unlike", round(100 * (1 - limits.features), 1), seen,
    )  # fmt: skip
