"""From the colors of a file to sRGB, by its color profile or by the code points and numbers it states.

References
----------
- ITU-T H.273 (07/2024), tables 2 and 3; ITU-R BT.2100 (PQ and HLG).
- IEC 61966-2-1 (sRGB). Lindbloom, RGB/XYZ matrices and Bradford adaptation. http://www.brucelindbloom.com
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageCms

from photoaudit.libraries import np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from PIL import ImageCms

_PROFILE_MODES = {("RGB", "RGB"): "RGB", ("L", "RGB"): "RGB", ("L", "GRAY"): "L", ("CMYK", "CMYK"): "CMYK"}


_D65 = (0.3127, 0.329)
_PRIMARIES: dict[int, tuple[float, ...]] = {
    1: (*_D65, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06),
    5: (*_D65, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06),
    6: (*_D65, 0.63, 0.34, 0.31, 0.595, 0.155, 0.07),
    7: (*_D65, 0.63, 0.34, 0.31, 0.595, 0.155, 0.07),
    9: (*_D65, 0.708, 0.292, 0.17, 0.797, 0.131, 0.046),
    11: (0.314, 0.351, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
    12: (*_D65, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
}
"""White, red, green and blue as x and y, by code point; those left out are taken as sRGB's."""

_NAMES = {9: "BT.2020", 11: "DCI-P3", 12: "Display P3"}
_GAMMAS = {4: 2.2, 5: 2.8, 8: 1.0}
"""Exponents by code point of the transfer; those of television are shown as sRGB by browsers."""

HDR = {16: "PQ", 18: "HLG"}
"""Transfers made for HDR screens, by code point."""

_SRGB = _PRIMARIES[1]
_BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
_STEPS = 16_384


def by_code(primaries: int, transfer: int, notes: list[str]) -> Callable[[Image.Image], Image.Image] | None:
    """Return the function to sRGB for code points of H.273, None where they mean sRGB or are HDR's."""
    chromaticities = _PRIMARIES.get(primaries, _SRGB)
    if transfer in HDR or (chromaticities == _SRGB and transfer not in _GAMMAS):
        return None
    return _converter(
        chromaticities, _GAMMAS.get(transfer), _NAMES.get(primaries, "the stated colors"), notes
    )


def by_numbers(
    chromaticities: object, gamma: object, notes: list[str]
) -> Callable[[Image.Image], Image.Image] | None:
    """Return the function to sRGB for cHRM and gAMA of a PNG, None where they mean sRGB or make no sense."""
    stated = chromaticities if isinstance(chromaticities, tuple) and len(chromaticities) == 8 else _SRGB
    exponent = 1 / gamma if isinstance(gamma, float) and 0.1 < gamma < 5 else None
    if exponent is not None and abs(exponent - 2.2) < 0.05:
        exponent = None  # how sRGB is written by those who have no chunk for it
    return _converter(tuple(map(float, stated)), exponent, "the stated primaries and gamma", notes)


def _converter(
    chromaticities: tuple[float, ...], exponent: float | None, name: str, notes: list[str]
) -> Callable[[Image.Image], Image.Image] | None:
    try:
        matrix = np.linalg.inv(_to_xyz(_SRGB)) @ _to_xyz(chromaticities)
    except (np.linalg.LinAlgError, ZeroDivisionError):
        return None
    if not np.isfinite(matrix).all():
        return None
    levels = np.linspace(0, 1, 256)
    bent = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    linear = (bent if exponent is None else levels**exponent).astype(np.float32)
    light = np.linspace(0, 1, _STEPS)
    coded = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    shown = np.rint(coded * 255).astype(np.uint8)

    def convert(band: Image.Image) -> Image.Image:
        seen = linear[np.asarray(band if band.mode == "RGB" else band.convert("RGB"))]
        seen = np.clip(seen @ matrix.T.astype(np.float32), 0, 1)
        return Image.fromarray(shown[np.rint(seen * (_STEPS - 1)).astype(np.int32)])

    if _keeps_colors(convert):
        return None
    notes.append(f"colors converted from {name} to sRGB")
    return convert


def _to_xyz(chromaticities: tuple[float, ...]) -> NDArray[np.float64]:
    """Return the matrix from linear RGB to XYZ, its white adapted to that of sRGB."""
    white, *primaries = (
        np.array([x / y, 1.0, (1 - x - y) / y])
        for x, y in zip(chromaticities[::2], chromaticities[1::2], strict=True)
    )
    columns = np.stack(primaries, axis=1)
    matrix = columns * np.linalg.solve(columns, white)
    bradford = np.array(_BRADFORD)
    x, y = _D65
    target = bradford @ np.array([x / y, 1.0, (1 - x - y) / y])
    adapt = np.linalg.inv(bradford) @ np.diag(target / (bradford @ white)) @ bradford
    return np.asarray(adapt @ matrix, np.float64)


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
            if source != "RGB" or not _keeps_colors(transform.apply):
                notes.append(f"colors converted from {_name(profile)} to sRGB")
                return lambda band: transform.apply(band if band.mode == source else band.convert(source))
        except Exception:  # noqa: BLE001 - a damaged profile, whatever it raises, does not cost the picture
            notes.append("color profile ignored: it is damaged or for another kind of picture")
    if mode == "CMYK":
        notes.append("colors converted from CMYK without a color profile")
    return lambda band: band if band.mode == "RGB" else band.convert("RGB")


def _keeps_colors(convert: Callable[[Image.Image], Image.Image | None]) -> bool:
    # Tried on a cube of colors: many profiles are sRGB under other names, and a name may lie.
    levels = np.linspace(0, 255, 6).astype(np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(1, -1, 3)
    seen = np.asarray(convert(Image.fromarray(cube)))
    return bool(np.abs(seen.astype(int) - cube).max() <= 2)  # as makers' sRGB profiles differ


def _name(profile: ImageCms.ImageCmsProfile) -> str:
    # Text from the file: no control or direction characters, and not a page of it.
    printable = (c if c.isprintable() else " " for c in profile.profile.profile_description or "")
    return " ".join("".join(printable).split())[:40] or "an unnamed color profile"
