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
    Image,
    MpoImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from photoaudit.libraries import np, pillow_heif
from photoaudit.model import Limits, Photo, Raster, UnreadableError
from photoaudit.model.photo import is_gain_map
from photoaudit.photo import bounds, coding, colors, pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.ImageFile import ImageFile

    from photoaudit.model.photo import RGB

MAX_THUMBNAIL_BYTES = 1024 * 1024
MAX_THUMBNAIL_PIXELS = 1_000_000
"""What an embedded thumbnail may cost: cameras write 160 x 120, some phones 512 x 384."""

_DEFAULT = Limits()
# Pillow logs some damage as an error, which Python prints where no handler takes it.
logging.getLogger("PIL").addHandler(logging.NullHandler())
_one_at_a_time = threading.Lock()  # warning filters and standard error belong to the whole process


def read(path: str | os.PathLike[str], limits: Limits = _DEFAULT) -> Photo:
    """Return a file's bytes and what its header says, without decoding a pixel.

    Returns
    -------
    Photo
        ``width`` and ``height`` in pixels of the upright picture; ``format`` is JPEG, PNG, GIF,
        BMP, WEBP, TIFF, AVIF or HEIF (a multi-picture MPO is a JPEG with ``frames`` > 1). Pictures
        are counted to `bounds.MAX_PICTURES` at most.

    Raises
    ------
    UnreadableError
        In one sentence for the user, without the path.
    """
    data = slurp(path, limits)
    with _decoding("The file is truncated or damaged: its header cannot be read."):
        image, pictures = _open(data, limits)
        lying = pixels.orientation(image, coding.coding_of(data)) in (5, 6, 7, 8)
        width, height = image.size[::-1] if lying else image.size
        return Photo(
            path=os.fspath(path),
            sha256=hashlib.sha256(data).hexdigest(),
            format="JPEG" if image.format == "MPO" else str(image.format),
            width=width,
            height=height,
            mode=image.mode,
            frames=pictures,
            data=data,
        )


def decode(photo: Photo, limits: Limits = _DEFAULT) -> Raster:
    """Return the upright sRGB pixels of a photo's first picture, or raise as `read` does.

    Returns
    -------
    Raster
        ``rgb`` of shape (photo.height, photo.width, 3), C-contiguous and read-only; ``notes`` say
        what was left out or changed: further pictures, depth, transparency, colors. ``alpha`` is the
        transparency of a PNG or WebP as it lies in the file, or None where there is none.
    """
    least = "at least " if photo.frames == bounds.MAX_PICTURES else ""
    said = coding.coding_of(photo.data)
    with _decoding("The file is truncated or damaged: its picture cannot be decoded."):
        image, _ = _open(photo.data, limits)
        # A HEIC names the one to show, which need not be the first.
        which = "main one" if image.tell() else "first"
        notes = [f"{which} of {least}{photo.frames} pictures in the file"] if photo.frames > 1 else []
        depth = _load(image)
        if depth > 8:
            notes.append(f"reduced from {depth} to 8 bits per channel")
        notes += pixels.unapplied(image, said)
        rgb, alpha = pixels.to_arrays(image, depth, said, notes)
    if rgb.shape[:2] != (photo.height, photo.width):
        raise UnreadableError("The file is damaged: its picture has another size than its header says.")
    hdr = colors.HDR.get(said.transfer, "")
    return Raster(rgb=rgb, notes=tuple(notes), alpha=alpha, hdr=hdr)


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
        raise UnreadableError("This is a folder, not a photo; 'photoaudit scan' audits the photos in one.")
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


def _open(data: bytes, limits: Limits) -> tuple[ImageFile, int]:
    """Return the first picture, found allowed by its header and not decoded, and how many there are."""
    counted = bounds.check_structure(data, limits.max_pixels)
    formats: tuple[str, ...] = ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF")
    if data[4:8] == b"ftyp":  # the container of both, told apart by the brands that follow
        formats = ("AVIF",) if b"avi" in data[8:48] else ("HEIF",)
        if "HEIF" in formats and "HEIF" not in Image.OPEN:
            pillow_heif.register_heif_opener()
    if data.startswith(b"version https://git-lfs.github.com/spec/"):
        raise UnreadableError(
            "This is a Git LFS pointer, not the photo: fetch it with `git lfs pull`, or in CI with a "
            "checkout that does (`lfs: true` for actions/checkout)."
        )
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
    needed = bounds.memory_of(str(image.format), image.mode, width * height)
    if needed > limits.max_memory:
        size, most = needed / 1e9, limits.max_memory / 1e9
        raise UnreadableError(
            f"The picture needs {size:,.1f} GB to be decoded; at most {most:,.1f} GB are used."
        )
    return image, min(counted or _frames(image, data), bounds.MAX_PICTURES)


def _frames(image: ImageFile, data: bytes) -> int:
    try:
        if isinstance(image, MpoImagePlugin.MpoImageFile):
            return _there(image, data)
        return max(1, int(getattr(image, "n_frames", 1)))
    except Exception:  # noqa: BLE001 - a damaged further picture, whatever it raises, is none
        return 1


def _there(image: MpoImagePlugin.MpoImageFile, data: bytes) -> int:
    """Return how many of the pictures that an index names are there, gain maps not counted."""
    base = data.index(b"MPF\0") + 4
    places = [(base + entry["DataOffset"], entry["Size"]) for entry in (image.mpinfo or {})[0xB002][1:]]
    return 1 + sum(
        data.startswith(b"\xff\xd8", start) and not is_gain_map(data, start, start + size)
        for start, size in places[: bounds.MAX_PICTURES]
    )


def _load(image: ImageFile) -> int:
    """Decode the pixels as they lie, and return the bits that a channel has in the file."""
    if image.mode in ("I", "F"):
        raise UnreadableError("The picture stores 32-bit numbers, as photos do not.")
    plan = str(image.tile) if image.format in ("PNG", "TIFF") else ""
    depth = 16 if ";16" in plan else 12 if ";12" in plan else 8
    if image.format == "HEIF":  # in a PNG, this name may be anyone's text
        depth = int(image.info.get("bit_depth", 8))
    with _silent_stderr() if image.format in ("TIFF", "HEIF", "AVIF") else nullcontext():
        image.load()
    if depth > 8:
        image.info.pop("transparency", None)  # a 16-bit color, which no longer is any pixel's
    return depth
