#!/usr/bin/env bash
# Pillow 13.0: a TIFF saved with exif= loses the Exif and GPS directories that a JPEG of the same call keeps.
#
# Expected: image.save(..., exif=exif) writes what the Image.Exif holds, as it does for JPEG, PNG and WebP; the
#   documentation of TIFF lists `exif` among the options of saving.
# Behaviour: entries of IFD0 are written; those put into get_ifd(ExifTags.IFD.Exif) and get_ifd(ExifTags.IFD.GPSInfo)
#   are not, without an error or a warning, in a classic TIFF and in a BigTIFF alike. The day of capture is gone.
# Seen: "JPEG: make kept, day kept, position kept" and "TIFF: make kept, day lost, position lost".
#
# Exits with 0 while that is so, with 1 when it changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pillow==13.0.0"
"$work/venv/bin/python" - <<'PY'
import io
import sys

import PIL
from PIL import ExifTags, Image

exif = Image.Exif()
exif[ExifTags.Base.Make] = "Example"
exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:28 08:00:00"
exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"


def kept(format, **options):
    file = io.BytesIO()
    Image.new("RGB", (16, 16)).save(file, format, exif=exif, **options)
    found = Image.open(io.BytesIO(file.getvalue())).getexif()
    return (
        found.get(ExifTags.Base.Make) == "Example",
        ExifTags.Base.DateTimeOriginal in found.get_ifd(ExifTags.IFD.Exif),
        ExifTags.GPS.GPSLatitudeRef in found.get_ifd(ExifTags.IFD.GPSInfo),
    )


print(f"Pillow {PIL.__version__}")
seen = {"JPEG": kept("JPEG"), "TIFF": kept("TIFF"), "BigTIFF": kept("TIFF", big_tiff=True)}
for name, parts in seen.items():
    words = ("kept" if part else "lost" for part in parts)
    print(f"{name}: make {next(words)}, day {next(words)}, position {next(words)}")
as_found = {"JPEG": (True, True, True), "TIFF": (True, False, False), "BigTIFF": (True, False, False)}
sys.exit(seen != as_found)
PY
