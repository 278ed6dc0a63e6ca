"""From a decoder's picture to upright sRGB pixels, and what of a file's wishes is not done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from photoaudit.libraries import np
from photoaudit.photo import bounds, coding, colors

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from PIL.ImageFile import ImageFile

    from photoaudit.model.photo import RGB

_LYING: dict[int, Callable[[RGB], RGB]] = {
    2: lambda rgb: rgb[:, ::-1],
    3: lambda rgb: rgb[::-1, ::-1],
    4: lambda rgb: rgb[::-1],
    5: lambda rgb: rgb.swapaxes(0, 1),
    6: lambda rgb: rgb.swapaxes(0, 1)[::-1],
    7: lambda rgb: rgb[::-1, ::-1].swapaxes(0, 1),
    8: lambda rgb: rgb[::-1].swapaxes(0, 1),
}
"""By orientation, the upright picture seen as it lies in the file."""

_BAND = 64  # rows; few enough to stay in the processor's cache


def orientation(image: ImageFile, said: coding.Coding) -> int:
    """Return the EXIF orientation that is left to apply."""
    if image.format == "TIFF":  # Pillow gives the upright size and turns these as it loads them
        return 1
    exif = said.exif if image.format == "PNG" else image.info.get("exif")
    return bounds.orientation(exif) if isinstance(exif, bytes) else 1


def unapplied(image: ImageFile, said: coding.Coding) -> list[str]:
    """Return what a file says of its picture that is not done here."""
    notes = []
    if said.transfer in colors.HDR:
        notes.append(f"coded for HDR screens ({colors.HDR[said.transfer]}) and not converted")
    if said.aperture and image.format == "AVIF" and said.aperture != image.size:
        width, height = said.aperture
        notes.append(f"not cut to its clean aperture of {width} x {height}, which is all that browsers show")
    if (
        image.format == "HEIF"
        and image.info.get("original_orientation", 1) not in (None, 1)
        and not said.turned
    ):
        notes.append("not turned as its EXIF asks for, which does not count in a HEIC")
    return notes


def to_arrays(
    image: ImageFile, depth: int, said: coding.Coding, notes: list[str]
) -> tuple[RGB, NDArray[np.uint8] | None]:
    """Return the pixels upright and in sRGB, and their transparency as it lies in a PNG or WebP.

    By bands: three times as fast as asking Pillow for the whole, and without a copy of it for each step.
    """
    gray = image.mode.startswith("I;16") or image.mode in ("1", "L", "LA", "La")
    base = "L" if gray else "CMYK" if image.mode == "CMYK" and not image.has_transparency_data else "RGB"
    about_colors: list[str] = []
    to_srgb = _color_conversion(image, base, said, about_colors)
    (width, height), turn, white = image.size, orientation(image, said), False
    rgb = np.empty((width, height, 3) if turn in (5, 6, 7, 8) else (height, width, 3), np.uint8)
    rows = _LYING.get(turn, np.asarray)(rgb)
    clear = image.format in ("PNG", "WEBP") and image.mode in ("RGBA", "LA")
    alpha = np.empty((height, width), np.uint8) if clear else None
    for top in range(0, height, _BAND):
        band: Image.Image = image.crop((0, top, width, min(top + _BAND, height)))
        if band.mode.startswith("I;16"):
            shift = depth - 8 if image.format == "TIFF" else 8  # Pillow's conversion clips
            band = Image.fromarray((np.asarray(band) >> shift).astype(np.uint8))
        if alpha is not None:
            alpha[top : top + _BAND] = np.asarray(band.getchannel("A"))
        flat, shows = _flatten(band, base)
        white = white or shows
        rows[top : top + _BAND] = np.asarray(to_srgb(flat))
    notes += (["transparent parts put on white"] if white else []) + about_colors
    for array in (rgb, alpha):
        if array is not None:
            array.setflags(write=False)
    return rgb, alpha


def _color_conversion(
    image: ImageFile, base: str, said: coding.Coding, notes: list[str]
) -> Callable[[Image.Image], Image.Image]:
    """Return the function to sRGB by what takes precedence: in a PNG cICP, elsewhere the color profile."""
    icc = image.info.get("icc_profile")
    stated = None
    if said.transfer and (image.format == "PNG" or not icc):
        stated, icc = colors.by_code(said.primaries, said.transfer, notes), None
    elif image.format == "PNG" and not icc and "srgb" not in image.info:
        stated = colors.by_numbers(image.info.get("chromaticity"), image.info.get("gamma"), notes)
    return stated or colors.to_srgb(base, icc, notes)


def _flatten(band: Image.Image, base: str) -> tuple[Image.Image, bool]:
    """Return pixels in the mode ``base``, put on white where they are transparent, and whether any are."""
    if not band.has_transparency_data:
        return (band if band.mode == base else band.convert(base)), False
    layer = band if band.mode == base + "A" else band.convert(base + "A")
    alpha, flat = layer.getchannel("A"), layer.convert(base)
    if alpha.getextrema() == (255, 255):
        return flat, False
    return Image.composite(flat, Image.new(base, flat.size, "white"), alpha), True
