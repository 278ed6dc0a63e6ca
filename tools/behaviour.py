"""What libraries and formats do that photoaudit has to know: rows of a table in docs/provenance.md, in words.

Each was seen with the version named. Those with a script have it in ``findings/``, which fails once the
behavior changes; the others are held by tests beside the code that works around them.
"""

from __future__ import annotations

from pathlib import Path

C2PA = "c2pa-python 0.38.1"
PILLOW = "Pillow 13.0.0"
OPENCV = "OpenCV 4.13 and 5.0"

ROWS: tuple[tuple[str, str, str, str], ...] = (
    (
        C2PA,
        (
            "Without a trust configuration a certificate for claimSigning and documentSigning, as"
            " the C2PA's profile of 2026 allows it, is called against the rules."
        ),
        "It is given the uses of a key that the profile names.",
        "",
    ),
    (
        C2PA,
        "The setting for allowed certificates is taken and ignored.",
        "Hashes of certificates are compared here.",
        "c2pa-allowed-list.sh",
    ),
    (
        C2PA,
        "Its one-word state is the same for an expired certificate and for a changed picture.",
        "The word is not used: status codes are told as single facts.",
        "",
    ),
    (
        C2PA,
        (
            "A hash that leaves out the wrong bytes has the status code of changed content; only "
            "the explanation tells them apart."
        ),
        "Explanations are read, too.",
        "",
    ),
    (
        C2PA,
        (
            "A time stamp by an authority on no list counts as none, so an expired signer is "
            "looked up today, when it is on no list."
        ),
        "Stamped records are read twice, once with the stamp taken at its word.",
        "",
    ),
    (
        PILLOW,
        ("Whether a photo with a gain map is one picture or two depends on the quotation marks in its XMP."),
        "Pictures behind a JPEG are counted here, and a gain map is none.",
        "pillow-gain-map-told-by-quotes.sh",
    ),
    (
        PILLOW,
        (
            "The pictures of a JPEG's index are counted whether or not they are there; the one "
            "that it writes gives too large a size for the last."
        ),
        "Each entry is looked up, and one that points at nothing is none.",
        "",
    ),
    (
        PILLOW,
        "Where EXIF says nothing of how a photo lies, it is turned by XMP, as no viewer does.",
        "Photos are turned by EXIF alone.",
        "",
    ),
    (
        PILLOW,
        "16-bit gray becomes 8-bit by clipping, so that nearly all is white.",
        "The upper 8 bits are taken.",
        "",
    ),
    (
        PILLOW,
        "cICP, gAMA and cHRM of a PNG, and PQ or HLG of an AVIF, change no pixel.",
        "Colors are converted here; of PQ and HLG no tone, color or texture is measured.",
        "",
    ),
    (
        PILLOW,
        "The clean aperture of an AVIF is not applied; browsers apply it.",
        "It is said.",
        "",
    ),
    (
        PILLOW,
        (
            "Damaged files raise whatever a plugin stumbles over: SyntaxError, KeyError, "
            "struct.error and others."
        ),
        "Any of them becomes one sentence.",
        "",
    ),
    (
        PILLOW,
        "EXIF over any number of segments is joined, without a limit.",
        "Segments are counted before it opens the file.",
        "",
    ),
    (
        PILLOW,
        "A TIFF saved with EXIF loses its Exif and GPS directories, a JPEG keeps them.",
        "Nothing here writes one; a TIFF without a day of capture tells nothing.",
        "pillow-tiff-drops-exif-directories.sh",
    ),
    (
        PILLOW,
        "A picture once saved as JPEG cannot be a later page of a compressed TIFF.",
        "Files of tests are made of copies.",
        "pillow-tiff-page-saved-as-jpeg-before.sh",
    ),
    (
        "pillow-heif 1.8.1",
        "Pixels of PQ and HLG come as they are coded, without a word.",
        "The code points are read here.",
        "",
    ),
    (
        "libtiff, libde265, dav1d",
        "They print on standard error, past Python.",
        "It is sent nowhere while they decode.",
        "",
    ),
    (
        "OpenCV 4.13",
        "Its face detector gives boxes of no and of infinite size on narrow strips.",
        "Such boxes are dropped.",
        "",
    ),
    (
        "OpenCV 5.0",
        ("A network raises unless all its outputs are asked for, and each one loaded prints a warning."),
        "All are asked for; what it logs is turned down while it loads.",
        "",
    ),
    (
        OPENCV,
        "CIELAB of floating-point pixels is looked up in a coarse table: a* is up to 0.55 off.",
        "Lightness is computed by its formula, and no other CIELAB is used.",
        "opencv-float-lab-is-interpolated.sh",
    ),
    (
        OPENCV,
        ("A forked process inherits a pool of threads without its threads, and may wait for them forever."),
        "Processes are spawned.",
        "",
    ),
    (
        OPENCV,
        "SIFT puts every feature a quarter of a pixel off, which shows where one of two pictures is turned.",
        "It is asked for precise places.",
        "opencv-sift-places-a-quarter-pixel-off.sh",
    ),
    (
        "ExifTool",
        "EXIF of more than 64 KB is written over several segments of a JPEG.",
        "They are joined, within limits.",
        "",
    ),
    (
        "ImageMagick",
        "EXIF of a PNG stands behind its pixels, or as text of hexadecimal digits.",
        "Both are read, and the photo is turned by either.",
        "",
    ),
    (
        "HEIF (ISO/IEC 23008-12)",
        "EXIF's turn does not count, only irot and imir do; some writers set EXIF alone.",
        "It is said, and a face is looked for in all four turns.",
        "",
    ),
    (
        "EXIF 2.3 and 3.0",
        "A comment marked as Unicode names no byte order, and some programs write UTF-8 into it.",
        "The order is judged by the text, and UTF-8 is taken as that.",
        "",
    ),
)


def table(findings: Path) -> list[str]:
    """Return the rows as lines of Markdown; raises ValueError where a script is not in ``findings``."""
    lines = [
        "| library or format | what it does | what photoaudit does | script |",
        "| --- | --- | --- | --- |",
    ]
    for who, does, done, script in ROWS:
        if script and not (findings / script).is_file():
            raise ValueError(f"there is no script {script}")
        link = f"[{script}](../findings/{script})" if script else ""
        lines.append(f"| {who} | {does} | {done} | {link} |")
    return lines
