"""From the colors of a file to sRGB, by its color profile."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageCms

from photoaudit.libraries import np

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import ImageCms

_PROFILE_MODES = {("RGB", "RGB"): "RGB", ("L", "RGB"): "RGB", ("L", "GRAY"): "L", ("CMYK", "CMYK"): "CMYK"}


def to_srgb(mode: str, icc: object, notes: list[str]) -> Callable[[Image.Image], Image.Image]:
    """Return the function from pictures of this mode (L, RGB or CMYK) to sRGB ones.

    ``icc`` is the color profile of the file, if it has one; ``notes`` get what is done about it. Text of
    the profile in them is made fit for a sentence.
    """
    if isinstance(icc, bytes) and icc:
        try:
            profile = ImageCms.ImageCmsProfile(BytesIO(icc))
            source = _PROFILE_MODES[mode, profile.profile.xcolor_space.strip()]
            intent, flags = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
            srgb = ImageCms.createProfile("sRGB")
            transform = ImageCms.buildTransform(profile, srgb, source, "RGB", intent, flags)
            if source != "RGB" or not _keeps_colors(transform):
                notes.append(f"colors converted from {_name(profile)} to sRGB")
                return lambda band: transform.apply(band if band.mode == source else band.convert(source))
        except Exception:  # noqa: BLE001 - a damaged profile, whatever it raises, does not cost the picture
            notes.append("color profile ignored: it is damaged or for another kind of picture")
    if mode == "CMYK":
        notes.append("colors converted from CMYK without a color profile")
    return lambda band: band if band.mode == "RGB" else band.convert("RGB")


def _keeps_colors(transform: ImageCms.ImageCmsTransform) -> bool:
    # Tried on a cube of colors: many profiles are sRGB under other names, and a name may lie.
    levels = np.linspace(0, 255, 6).astype(np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(1, -1, 3)
    seen = np.asarray(transform.apply(Image.fromarray(cube)))
    return bool(np.abs(seen.astype(int) - cube).max() <= 2)  # as makers' sRGB profiles differ


def _name(profile: ImageCms.ImageCmsProfile) -> str:
    # Text from the file: no control or direction characters, and not a page of it.
    printable = (c if c.isprintable() else " " for c in profile.profile.profile_description or "")
    return " ".join("".join(printable).split())[:40] or "an unnamed color profile"
