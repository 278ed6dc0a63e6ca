"""Open photos safely: the only module that reads image files.

A photo is hostile input: kind, size and pixel count are judged before anything is decoded, and
whatever a decoder does on damaged bytes leaves here as one `UnreadableError`. No global limit is
touched: Pillow's own ceiling (178 million pixels) holds under a larger ``Limits.max_pixels`` too.
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
import threading
import warnings
from contextlib import contextmanager, nullcontext
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

# Imported to be registered: left to itself, Pillow imports all its forty plugins to find these.
from PIL import (  # noqa: F401 - plugins that Pillow would else look for at each start
    AvifImagePlugin,
    ExifTags,
    Image,
    ImageCms,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)
from PIL.Image import Transpose

from photoaudit.libraries import np, pillow_heif
from photoaudit.model import Limits, Photo, Raster, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from PIL.ImageFile import ImageFile

    from photoaudit.model.photo import RGB

MAX_PAGES = 1000
"""Pages of a TIFF that are counted; a file of 100 MB could hold a million directories."""

MAX_THUMBNAIL_BYTES = 1024 * 1024
MAX_THUMBNAIL_PIXELS = 1_000_000
"""What an embedded thumbnail may cost: cameras write 160 x 120, some phones 512 x 384."""

_DEFAULT = Limits()
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
_PROFILE_MODES = {("RGB", "RGB"): "RGB", ("L", "RGB"): "RGB", ("L", "GRAY"): "L", ("CMYK", "CMYK"): "CMYK"}
_BAND = 64  # rows; few enough to stay in the processor's cache
# Pillow logs some damage as an error, which Python prints where no handler takes it.
logging.getLogger("PIL").addHandler(logging.NullHandler())
_one_at_a_time = threading.Lock()  # warning filters and standard error belong to the whole process


def read(path: str | os.PathLike[str], limits: Limits = _DEFAULT) -> Photo:
    """Return a file's bytes and what its header says, without decoding a pixel.

    Returns
    -------
    Photo
        ``width`` and ``height`` in pixels of the upright picture; ``format`` is JPEG, PNG, GIF,
        BMP, WEBP, TIFF, AVIF or HEIF (a multi-picture MPO is a JPEG with ``frames`` > 1). Pages of
        a TIFF are counted to `MAX_PAGES` at most.

    Raises
    ------
    UnreadableError
        In one sentence for the user, without the path.
    """
    data = slurp(path, limits)
    with _decoding("The file is truncated or damaged: its header cannot be read."):
        image = _open(data, limits)
        lying = _orientation(image) in (5, 6, 7, 8)
        width, height = image.size[::-1] if lying else image.size
        return Photo(
            path=os.fspath(path),
            sha256=hashlib.sha256(data).hexdigest(),
            format="JPEG" if image.format == "MPO" else str(image.format),
            width=width,
            height=height,
            mode=image.mode,
            frames=_count_frames(image),
            data=data,
        )


def decode(photo: Photo, limits: Limits = _DEFAULT) -> Raster:
    """Return the upright sRGB pixels of a photo's first picture, or raise as `read` does.

    Returns
    -------
    Raster
        ``rgb`` of shape (photo.height, photo.width, 3), C-contiguous and read-only; ``notes`` say
        what was left out or changed: further pictures, depth, transparency, colors.
    """
    least = "at least " if photo.format == "TIFF" and photo.frames == MAX_PAGES else ""
    notes = [f"first of {least}{photo.frames} pictures in the file"] if photo.frames > 1 else []
    with _decoding("The file is truncated or damaged: its picture cannot be decoded."):
        image = _open(photo.data, limits)
        icc = image.info.get("icc_profile")
        flat = _flatten(_load_upright(image, notes), notes)
        rgb = _to_array(flat, _to_srgb(flat.mode, icc, notes))
    if rgb.shape[:2] != (photo.height, photo.width):
        raise UnreadableError("The file is damaged: its picture has another size than its header says.")
    return Raster(rgb=rgb, notes=tuple(notes))


def decode_thumbnail(data: bytes) -> RGB | None:
    """Return the pixels of a small embedded JPEG as they lie, or None if it cannot be decoded safely.

    Neither its orientation nor a color profile of its own is applied: it is there to be compared.
    """
    if not 0 < len(data) <= MAX_THUMBNAIL_BYTES:
        return None
    try:
        with _decoding("The thumbnail is damaged."):
            image = Image.open(BytesIO(data), formats=("JPEG",))
            if not 0 < image.width * image.height <= MAX_THUMBNAIL_PIXELS:
                return None
            return np.asarray(image.convert("RGB"))
    except UnreadableError:
        return None


def alpha_plane(photo: Photo, limits: Limits = _DEFAULT) -> NDArray[np.uint8] | None:
    """Return the transparency of a PNG or WebP as it lies in the file, or None where there is none.

    It is neither turned upright nor changed otherwise: its lowest bits can hide text.
    """
    if photo.format not in ("PNG", "WEBP") or photo.mode not in ("RGBA", "LA"):
        return None
    with _decoding("The file is truncated or damaged: its picture cannot be decoded."):
        image = _open(photo.data, limits)
        image.load()
        return np.asarray(image.getchannel("A"), np.uint8)


def slurp(path: str | os.PathLike[str], limits: Limits = _DEFAULT) -> bytes:
    """Return the bytes of a regular file within the limits, or raise as `read` does."""
    # Looked at before opening, as opening a device may act on it, and once open, as the name may
    # lead elsewhere by then: to a pipe, say, on which only a non-blocking open does not hang.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        _check_status(Path(path).stat(), limits)
        with os.fdopen(os.open(path, flags), "rb") as file:
            data = file.read(_check_status(os.fstat(file.fileno()), limits))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnreadableError("There is no such file.") from error
    except PermissionError as error:
        raise UnreadableError("There is no permission to read this file.") from error
    except ValueError as error:
        raise UnreadableError("This cannot be the name of a file on this system.") from error
    except OSError as error:
        raise UnreadableError(f"The file cannot be read: {error.strerror or 'unknown error'}.") from error
    if not data:
        raise UnreadableError("The file is empty.")
    return data


def _check_status(status: os.stat_result, limits: Limits) -> int:
    """Return the size in bytes of what may be read."""
    if stat.S_ISDIR(status.st_mode):
        raise UnreadableError("This is a directory, not a photo.")
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError("This is a pipe, socket or device, not a photo.")
    if status.st_size > limits.max_bytes:
        size, most = status.st_size / 1e6, limits.max_bytes / 1e6
        raise UnreadableError(f"The file has {size:,.1f} MB; at most {most:,.1f} MB are opened.")
    return status.st_size


@contextmanager
def _silent_stderr() -> Iterator[None]:
    """Send the process's standard error nowhere: libtiff, libde265 and dav1d print on it from C."""
    try:
        kept = os.dup(2)
    except OSError:  # a service may have none
        yield
        return
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@contextmanager
def _decoding(otherwise: str) -> Iterator[None]:
    """Keep a decoder's warnings from the user and put whatever it raises into one sentence."""
    try:
        with _one_at_a_time, warnings.catch_warnings(action="ignore"):
            yield
    except UnreadableError:
        raise
    except Image.DecompressionBombError as error:
        raise UnreadableError("The picture has more pixels than can be opened safely.") from error
    except MemoryError as error:
        raise UnreadableError("The picture needs more memory than there is.") from error
    # Pillow's plugins raise SyntaxError, struct.error, KeyError, zlib.error and more on damage.
    except Exception as error:
        if "MAX_TEXT" in str(error):  # how Pillow names its limits on compressed text
            otherwise = "A text or color profile in the file unpacks to more than is safe."
        raise UnreadableError(otherwise) from error


def _open(data: bytes, limits: Limits) -> ImageFile:
    """Return the picture, its header read and found allowed, its pixels not decoded."""
    formats: tuple[str, ...] = ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF")
    if data[4:8] == b"ftyp":  # the container of both, told apart by the brands that follow
        formats = ("AVIF",) if b"avi" in data[8:48] else ("HEIF",)
        if "HEIF" in formats and "HEIF" not in Image.OPEN:
            pillow_heif.register_heif_opener()
    try:
        image = Image.open(BytesIO(data), formats=formats)
    except UnidentifiedImageError as error:
        raise UnreadableError(
            "No picture is recognized in the file; JPEG, PNG, WebP, HEIC, AVIF, TIFF, GIF and BMP are opened."
        ) from error
    if isinstance(image, TiffImagePlugin.TiffImageFile) and image.tag_v2.get(254) == 1:
        # NewSubfileType: a reduced picture leads, as in DNG and its like.
        raise UnreadableError("This looks like a camera's raw file; export it as JPEG and give that.")
    # Viewers turn a photo by its EXIF alone; Pillow would fall back on XMP.
    for key in ("xmp", "XML:com.adobe.xmp"):
        image.info.pop(key, None)
    width, height = image.size
    if width * height > limits.max_pixels:
        size, most = width * height / 1e6, limits.max_pixels / 1e6
        raise UnreadableError(f"The picture has {size:,.1f} million pixels; at most {most:,.1f} are opened.")
    if min(width, height) < limits.min_side:
        raise UnreadableError(f"The picture is {width} x {height}; each side needs {limits.min_side} pixels.")
    return image


def _orientation(image: ImageFile) -> int:
    """Return the EXIF orientation that is left to apply."""
    if image.format == "TIFF":  # Pillow gives the upright size and turns these as it loads them
        return 1
    try:
        # Not image.getexif(): that of a PNG decodes the pixels to find EXIF behind them.
        return int(Image.Image.getexif(image).get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - damaged EXIF, whatever it raises, does not cost the picture
        return 1


def _count_frames(image: ImageFile) -> int:
    try:
        if isinstance(image, TiffImagePlugin.TiffImageFile):
            return _count_pages(image)
        return max(1, int(getattr(image, "n_frames", 1)))
    except Exception:  # noqa: BLE001 - a damaged further picture, whatever it raises, is none
        return 1


def _count_pages(image: TiffImagePlugin.TiffImageFile) -> int:
    # Not image.n_frames, which follows the chain of pages to its end, in quadratic time.
    for page in range(1, MAX_PAGES):
        try:
            image.seek(page)
        except EOFError:
            return page
    return MAX_PAGES


def _load_upright(image: ImageFile, notes: list[str]) -> Image.Image:
    """Return the decoded picture turned upright, with 8 bits per channel."""
    turn = _TURNS.get(_orientation(image))
    plan = str(image.tile) if image.format in ("PNG", "TIFF") else ""
    depth = 16 if ";16" in plan else 12 if ";12" in plan else 8
    if image.format == "HEIF":  # in a PNG, this name may be anyone's text
        depth = int(image.info.get("bit_depth", 8))
    with _silent_stderr() if image.format in ("TIFF", "HEIF", "AVIF") else nullcontext():
        image.load()
    upright = image.transpose(turn) if turn is not None else image
    if depth > 8:
        notes.append(f"reduced from {depth} to 8 bits per channel")
        upright.info.pop("transparency", None)  # a 16-bit color, which no longer is any pixel's
    if upright.mode.startswith("I;16"):
        shift = depth - 8 if image.format == "TIFF" else 8  # Pillow's conversion clips
        return Image.fromarray((np.asarray(upright) >> shift).astype(np.uint8))
    return upright


def _flatten(image: Image.Image, notes: list[str]) -> Image.Image:
    """Return the picture as L, RGB or CMYK, put on white where it is transparent."""
    if image.mode in ("I", "F"):
        raise UnreadableError("The picture stores 32-bit numbers, as photos do not.")
    base = "L" if image.mode in ("1", "L", "LA", "La") else "RGB"
    if not image.has_transparency_data:
        return image if image.mode in ("L", "RGB", "CMYK") else image.convert(base)
    layer = image if image.mode == base + "A" else image.convert(base + "A")
    alpha, flat = layer.getchannel("A"), layer.convert(base)
    if alpha.getextrema() != (255, 255):
        notes.append("transparent parts put on white")
        flat = Image.composite(flat, Image.new(base, flat.size, "white"), alpha)
    return flat


def _to_srgb(mode: str, icc: object, notes: list[str]) -> Callable[[Image.Image], Image.Image]:
    """Return the function from pictures of this mode (L, RGB or CMYK) to sRGB ones."""
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


def _to_array(image: Image.Image, to_srgb: Callable[[Image.Image], Image.Image]) -> RGB:
    # By bands: three times as fast as asking Pillow for the whole, and without its second copy.
    width, height = image.size
    rgb = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, _BAND):
        band = image.crop((0, top, width, min(top + _BAND, height)))
        rgb[top : top + _BAND] = np.asarray(to_srgb(band))
    rgb.setflags(write=False)
    return rgb
