#!/usr/bin/env bash
# Pillow 13.0: whether a phone's Ultra HDR photo is one picture or two depends on the quotation marks in its XMP.
#
# Expected: an Ultra HDR JPEG (a photo with a gain map behind it, Adobe's hdrgm:Version in its XMP) opens as a JPEG with
#   one picture, as it does for the files that Android writes. XML has two equal kinds of quotation
#   marks, and a property may be an attribute or an element.
# Behaviour: the bytes ` hdrgm:Version="` are looked for. The same file with the property in single quotes, as ExifTool
#   rewrites XMP, or as an element, opens as MPO with n_frames == 2: the gain map passes for a second photo.
# Seen: "double quotes: JPEG, 1 picture", "single quotes: MPO, 2 pictures", "element: MPO, 2 pictures".
#
# Exits with 0 while that is so, with 1 when it changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "pillow==13.0.0"
"$work/venv/bin/python" - <<'PY'
import io
import struct
import sys

import PIL
from PIL import Image

HDRGM = "http://ns.adobe.com/hdr-gain-map/1.0/"
FORMS = {
    "double quotes": f'<rdf:Description xmlns:hdrgm="{HDRGM}" hdrgm:Version="1.0"/>',
    "single quotes": f"<rdf:Description xmlns:hdrgm='{HDRGM}' hdrgm:Version='1.0'/>",
    "element": f'<rdf:Description xmlns:hdrgm="{HDRGM}"><hdrgm:Version>1.0</hdrgm:Version></rdf:Description>',
}


def jpeg(image):
    file = io.BytesIO()
    image.save(file, "JPEG")
    return file.getvalue()


def segment(marker, body):
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def ultra_hdr(form):
    """Return a photo with XMP, an index of two pictures (CIPA DC-007) and the second one behind it."""
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {rdf}>{form}</rdf:RDF></x:xmpmeta>'
    photo, gain_map = jpeg(Image.new("RGB", (64, 48))), jpeg(Image.new("L", (16, 12)))
    head = photo[:2] + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp.encode())
    entries = 8 + 2 + 3 * 12 + 4  # header, count, three entries, no further directory
    index_size = 4 + 4 + entries + 2 * 16
    size = len(head) + index_size + len(photo) - 2
    base = len(head) + 8
    directory = struct.pack("<H", 3)
    directory += struct.pack("<HHI4s", 0xB000, 7, 4, b"0100")
    directory += struct.pack("<HHII", 0xB001, 4, 1, 2)
    directory += struct.pack("<HHII", 0xB002, 7, 32, entries)
    listed = struct.pack("<IIIHH", 0x030000, size, 0, 0, 0)
    listed += struct.pack("<IIIHH", 0, len(gain_map), size - base, 0, 0)
    index = b"MPF\0II*\0" + struct.pack("<I", 8) + directory + bytes(4) + listed
    return head + segment(0xE2, index) + photo[2:] + gain_map


print(f"Pillow {PIL.__version__}")
seen = {}
for name, form in FORMS.items():
    image = Image.open(io.BytesIO(ultra_hdr(form)))
    seen[name] = (image.format, getattr(image, "n_frames", 1))
    print(f"{name}: {seen[name][0]}, {seen[name][1]} picture{'s' if seen[name][1] > 1 else ''}")
sys.exit(seen != {"double quotes": ("JPEG", 1), "single quotes": ("MPO", 2), "element": ("MPO", 2)})
PY
