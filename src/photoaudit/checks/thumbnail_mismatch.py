"""The embedded thumbnail shows another version of the picture.

What it measures
----------------
The structural similarity (SSIM, 1 for equal) of the thumbnail in the EXIF data and the picture, both
gray, slightly blurred and 64 x 64 pixels. The black bars that fill a camera's 160 x 120 thumbnail are
cut off first, and the thumbnail may lie turned. Below 0.85 the two are called different: in the
labelled corpus 94 thumbnails of their own picture have at least 0.95, those of others at most 0.59.

Why it matters
--------------
Cameras store a small copy when they take the photo, and many programs change the picture and leave
the copy as it was: then it shows the photo before the change.

Limits
------
A match proves little: most editors write a new thumbnail. A mismatch says that something large
changed, not what: black and white, strong color grading or another exposure lower the value too. The
thumbnail can be replaced as easily as any metadata. Small retouching cannot be seen at 64 pixels. Not
assessed without a thumbnail, as for nearly all photos on the web, or if its shape is not the picture's:
then the photo was cropped, which `privacy-leak` reports.

References
----------
- Wang et al., Image quality assessment: from error visibility to structural similarity, IEEE TIP 2004,
  doi:10.1109/TIP.2003.819861
- Kee and Farid, Digital image authentication from thumbnails, SPIE 2010, doi:10.1117/12.839046
- CIPA DC-009, Design rule for Camera File system: DCF Version 2.0, https://www.cipa.jp/e/std/std-sec.html
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging.backdrop import Gray
from photoaudit.libraries import cv2, np, skimage_metrics
from photoaudit.model import Family, Measurement, Need, NotAssessable
from photoaudit.photo import decode_thumbnail

SIZE = 64
SMALLEST = 32
ALIKE = 0.85
NEAR = 0.06
"""How far proportions may differ: thumbnails round to 8 or 16 pixels."""

BAR = 24.0
"""Gray level that the bars beside a picture stay below; JPEG blurs their edges."""

_SAME = "The embedded thumbnail shows this picture."
_OTHER = "The thumbnail shows another version of the picture: one of the two was changed alone."


@check(
    "thumbnail-mismatch",
    title="Thumbnail shows another version",
    family=Family.TRACE,
    unit="SSIM",
    need=Need.PIXELS,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the similarity of thumbnail and picture."""
    rgb = facts.rgb
    if not facts.metadata.thumbnail:
        return Measurement(None, "The file has no embedded thumbnail, as most photos on the web.")
    pixels = decode_thumbnail(facts.metadata.thumbnail)
    if pixels is None:
        raise NotAssessable("the embedded thumbnail cannot be decoded")
    if min(*pixels.shape[:2], *rgb.shape[:2]) < SMALLEST:
        raise NotAssessable("the picture or its thumbnail is too small to compare")
    height, width = rgb.shape[:2]
    small = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    turned = [np.ascontiguousarray(np.rot90(small, times)) for times in range(4)]
    fitting = [fit for item in turned if (fit := _fit(item, width / height)) is not None]
    if not fitting:
        raise NotAssessable("the embedded thumbnail has another shape than the picture")
    picture = np.asarray(cv2.cvtColor(_shrink(rgb), cv2.COLOR_RGB2GRAY), np.uint8)
    value = max(
        float(skimage_metrics.structural_similarity(_shrink(item), picture, data_range=255))
        for item in fitting
    )
    alike = value >= ALIKE
    return Measurement(
        value=value,
        summary=_SAME if alike else _OTHER,
        notable=not alike,
        details=(
            ("matches", "yes" if alike else "no"),
            ("width", small.shape[1]),
            ("height", small.shape[0]),
        ),
    )


def _shrink(pixels: Gray) -> Gray:
    """Return the pixels at the size they are compared at, without the edges that cameras sharpen."""
    small = cv2.resize(pixels, (SIZE, SIZE), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), 1.0), np.uint8)


def _fit(small: Gray, aspect: float) -> Gray | None:
    """Return the thumbnail without the bars that fill it up; None if its shape is not the picture's."""
    height, width = small.shape
    if abs(width / height / aspect - 1) <= NEAR:
        return small
    wide = width / height > aspect
    kept = round(height * aspect) if wide else round(width / aspect)
    bar = ((width if wide else height) - kept) // 2
    if bar < 1 or kept < 8:
        return None
    lying = small.T if wide else small
    edge = max(bar - 1, 1)
    if max(float(lying[:edge].mean()), float(lying[-edge:].mean())) >= BAR:
        return None
    return np.ascontiguousarray(small[:, bar : bar + kept] if wide else small[bar : bar + kept])
