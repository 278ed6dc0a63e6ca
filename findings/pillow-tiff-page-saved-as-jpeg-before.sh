#!/usr/bin/env bash
# Pillow 13.0.0: a picture that was saved as JPEG once cannot be a later page of a compressed TIFF.
#
# Expected: what was done with a picture before has no say in how it is saved now. A contact sheet of
#   portraits whose pages were also exported as JPEG is written like one whose pages were not.
# Behaviour: saving as JPEG leaves the encoder's settings on the picture (`encoderconfig`, 14 values). Saved as
#   a first page they are reset; as one of `append_images` of a TIFF with `compression="packbits"` they are
#   handed to the TIFF encoder, which raises TypeError. A copy of the picture, or saving the JPEG last, helps.
# Seen: "fresh pages: 2" and "after a JPEG: TypeError: function takes exactly 6 arguments (20 given)".
#
# Exits with 0 while that is so, with 1 when it changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
"$work/venv/bin/python" - <<'PY'
import io
import sys

import PIL
from PIL import Image


def pages(first, second):
    """Return how many pages a TIFF of two pictures has, or the error that writing it raises."""
    sheet = io.BytesIO()
    try:
        first.save(sheet, "TIFF", save_all=True, append_images=[second], compression="packbits")
    except TypeError as error:
        return f"TypeError: {error}"
    return Image.open(io.BytesIO(sheet.getvalue())).n_frames


first, second = Image.new("RGB", (64, 64), "red"), Image.new("RGB", (64, 64), "blue")
fresh = pages(first, second)
second.save(io.BytesIO(), "JPEG")
exported, copied = pages(first, second), pages(first, second.copy())
print(f"Pillow {PIL.__version__}")
print(f"fresh pages: {fresh}")
print(f"after a JPEG: {exported}")
print(f"a copy of it: {copied}")
sys.exit(not (fresh == copied == 2 and str(exported).startswith("TypeError")))
PY
