"""Make the pictures in ``samples/`` from the public-domain portrait that ships inside scikit-image.

    python tools/make_samples.py

The portrait shows Eileen Collins (NASA, public domain). Each sample has one known property; they
show how a report reads and prove nothing of how well photoaudit works.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from skimage import data

from corpus import ROOT

RGB = NDArray[np.uint8]

FOLDER = ROOT / "samples"
CROP = (slice(0, 330), slice(60, 390))
SIDE = 720
GENERATOR_TEXT = (
    "studio portrait of an astronaut, orange suit\nNegative prompt: blurry\n"
    "Steps: 28, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: 1234567, Size: 720x720, Model: example"
)
XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" Iptc4xmpExt:DigitalSourceType='
    '"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/></rdf:RDF></x:xmpmeta>'
    '<?xpacket end="w"?>'
)


def portrait() -> RGB:
    """Return the head of the portrait, enlarged, with a little grain as a camera adds."""
    head = cv2.resize(data.astronaut()[CROP], (SIDE, SIDE), interpolation=cv2.INTER_LANCZOS4)
    grain = np.random.default_rng(1).normal(0.0, 1.0, head.shape)
    return np.asarray(np.clip(head + grain, 0, 255), np.uint8)


def smoothed(rgb: RGB) -> RGB:
    """Return the portrait as a strong beauty filter leaves it: skin blurred within its edges."""
    soft = rgb
    for _ in range(3):
        soft = np.asarray(cv2.bilateralFilter(soft, 15, 45, 9), np.uint8)
    weight = np.zeros(rgb.shape[:2], np.float32)
    cv2.ellipse(weight, (356, 290), (150, 200), 0, 0, 360, 1.0, -1)
    share = np.asarray(cv2.GaussianBlur(weight, (0, 0), 12))[..., None]
    return np.asarray(rgb * (1 - share) + soft * share, np.uint8)


def mirrored(rgb: RGB) -> RGB:
    """Return the portrait with one half of the face put in place of the other."""
    axis = 358
    half = rgb[:, : axis + 1]
    out = rgb.copy()
    width = min(SIDE - axis, axis + 1)
    out[:, axis : axis + width] = half[:, ::-1][:, :width]
    return out


def plain_background(rgb: RGB) -> RGB:
    """Return the portrait cut out and put before one constant color."""
    mask = np.full(rgb.shape[:2], cv2.GC_PR_BGD, np.uint8)
    cv2.ellipse(mask, (356, 290), (190, 250), 0, 0, 360, cv2.GC_PR_FGD, -1)
    mask[520:] = cv2.GC_PR_FGD
    cv2.ellipse(mask, (356, 300), (110, 150), 0, 0, 360, cv2.GC_FGD, -1)
    cv2.setRNGSeed(1)
    whole = (0, 0, rgb.shape[1], rgb.shape[0])
    cv2.grabCut(rgb, mask, whole, np.zeros((1, 65)), np.zeros((1, 65)), 4, cv2.GC_INIT_WITH_MASK)
    _, parts = cv2.connectedComponents(np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8))
    person = (parts == parts[300, 356]).astype(np.float32)
    weight = cv2.GaussianBlur(person, (0, 0), 1.5)[..., None]
    return np.asarray(rgb * weight + np.array([205, 210, 216], np.float32) * (1 - weight), np.uint8)


def two_faces(rgb: RGB) -> RGB:
    """Return the portrait twice, side by side."""
    half = cv2.resize(
        rgb[:, 100:620], (SIDE // 2, round(SIDE * SIDE / 2 / 520)), interpolation=cv2.INTER_AREA
    )
    return np.hstack([half, half[:, ::-1]])


def no_face(rgb: RGB) -> RGB:
    """Return a piece of the suit, enlarged."""
    patch = rgb[560:700, 380:620]
    return np.asarray(cv2.resize(patch, (SIDE, 420), interpolation=cv2.INTER_CUBIC), np.uint8)


def camera_exif(width: int, height: int) -> Image.Exif:
    """Return capture metadata that hangs together, as a camera of a made-up name would write it."""
    exif = Image.Exif()
    exif.update({0x010F: "Canon", 0x0110: "Canon EOS R6", 0x0132: "2026:05:14 10:21:07"})
    exif.get_ifd(0x8769).update(
        {
            0x829A: 0.008,
            0x829D: 4.0,
            0x8827: 400,
            0x9003: "2026:05:14 10:21:07",
            0x9291: "42",
            0x920A: 85.0,
            0xA434: "RF85mm F2 MACRO IS STM",
            0xA002: width,
            0xA003: height,
        }
    )
    return exif


def save_jpeg(rgb: RGB, name: str, **extra: Any) -> None:
    """Write a JPEG of quality 92."""
    Image.fromarray(rgb).save(FOLDER / name, quality=92, **extra)


def main() -> None:
    """Write every sample."""
    FOLDER.mkdir(exist_ok=True)
    rgb = portrait()
    changes: dict[str, Callable[[RGB], RGB]] = {
        "smoothed.jpg": smoothed,
        "mirrored.jpg": mirrored,
        "plain-background.jpg": plain_background,
        "two-faces.jpg": two_faces,
        "no-face.jpg": no_face,
    }
    save_jpeg(rgb, "camera.jpg", exif=camera_exif(SIDE, SIDE))
    for name, change in changes.items():
        save_jpeg(change(rgb), name)
    save_jpeg(rgb, "iptc-ai.jpg", xmp=XMP.encode())
    text = PngInfo()
    text.add_text("parameters", GENERATOR_TEXT)
    small = cv2.resize(rgb, (480, 480), interpolation=cv2.INTER_AREA)
    Image.fromarray(small).save(FOLDER / "generator-text.png", pnginfo=text, optimize=True)
    print(f"{len(list(Path(FOLDER).glob('*.*g')))} samples in {FOLDER}")


if __name__ == "__main__":
    main()
