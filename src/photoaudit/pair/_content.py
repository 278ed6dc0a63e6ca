"""What is another thing in the edited picture: background, objects, all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from photoaudit.imaging.geometry import Pyramid
from photoaudit.libraries import cv2, np
from photoaudit.pair._scene import Scene, fitting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask: TypeAlias = NDArray[np.bool_]
    Plane: TypeAlias = NDArray[np.float32]

SIDE = 256
WINDOW = 15
"""Pixels, at `SIDE`, over which pictures are compared."""
TEXTURE = 30.0
"""Variance of gray levels from which there is something to compare."""
ALIKE = 0.5
"""Correlation below which a window shows something else."""
OTHER_COLOR = 16.0
"""Gray levels by which a window's color differs that shows something else."""
OTHER_TINT = 10.0
"""The same of color alone, as shade is none."""
DARK = 10.0
LEAST = 0.01


def agreement(scene: Scene) -> tuple[Plane, Plane, Mask, Plane]:
    """Return at `SIDE` how windows agree: correlation, difference, whether there is texture, and of color."""
    size = fitting((scene.edited.shape[1], scene.edited.shape[0]), SIDE)
    one, other = (Pyramid(rgb).resized(size) for rgb in (scene.expected, scene.edited))
    first, second = (
        cv2.GaussianBlur(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32), (0, 0), 0.8)
        for rgb in (one, other)
    )
    colors = [cv2.boxFilter(rgb.astype(np.float32), -1, (WINDOW, WINDOW)) for rgb in (one, other)]

    def mean(plane: NDArray[Any]) -> Plane:
        return np.asarray(cv2.boxFilter(plane, -1, (WINDOW, WINDOW)), np.float32)

    means = mean(first), mean(second)
    powers = mean(first * first) - means[0] ** 2, mean(second * second) - means[1] ** 2
    both = mean(first * second) - means[0] * means[1]
    alike = both / np.sqrt(np.maximum(powers[0] * powers[1], 1e-3))
    apart = np.abs(colors[0] - colors[1]).max(2)
    # What shade changes is how much light there is, and not of which color.
    shares = [color / (color.mean(2, keepdims=True) + DARK) for color in colors]
    tint = 128 * np.abs(shares[0] - shares[1]).max(2)
    rough = np.maximum(*powers) > TEXTURE
    return np.asarray(alike, np.float32), np.asarray(apart, np.float32), rough, np.asarray(tint, np.float32)


def look(scene: Scene, person: Plane) -> dict[str, float]:
    """Return how much of background, person and all shows something else; ``person`` as `SIDE` has it."""
    alike, apart, texture, tint = agreement(scene)
    inside = cv2.resize(scene.inside.astype(np.uint8), alike.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    out = {"covered": float(scene.inside.mean())}
    for name, mask in (("background", person < 0.1), ("person", person > 0.8), ("all", person >= 0)):
        used = mask & inside
        out[f"area {name}"] = float(used.mean())
        if out[f"area {name}"] < LEAST:
            continue
        rough = used & texture
        out[f"texture {name}"] = float(rough.sum() / used.sum())
        out[f"tinted {name}"] = float((used & (tint > OTHER_TINT)).sum() / used.sum())
        out[f"unlike {name}"] = float((rough & (alike < ALIKE)).sum() / used.sum())
        out[f"recolored {name}"] = float((used & (apart > OTHER_COLOR)).sum() / used.sum())
        out[f"other {name}"] = float(
            (used & ((apart > OTHER_COLOR) | (rough & (alike < ALIKE)))).sum() / used.sum()
        )
        if rough.sum() >= 30:
            out[f"alike {name}"] = float(np.median(alike[rough]))
    return out
