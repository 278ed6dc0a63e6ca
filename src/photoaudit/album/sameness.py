"""The portraits have become interchangeable.

What it measures
----------------
One number for a set: the share of pairs that are as alike in background, clothes and framing as the closest
5 % of pairs of unrelated camera portraits. Of a set of unrelated portraits it is about 5 %, of a strict
house style near 100 %. Of copies of one photo one counts; of more than 200 portraits, 200 evenly
spaced ones stand for all. The reference range comes from the camera portraits of one web site each.

Why it matters
--------------
Uniform portraits may be wanted, for a team page, or be what readers take for a generated team. The number
lets you follow it over time, and compare one page with another.

Limits
------
It does not look at faces at all, so it says nothing of how alike people are, and nothing of how photos
were made. Sites with a photographer of their own lie high. Portraits cropped to the bare face have no
style here and are left out.

References
----------
- Values of camera and generated albums: docs/album.md
"""

from __future__ import annotations

from photoaudit.album._check import album_check
from photoaudit.album._photos import Photos
from photoaudit.libraries import np
from photoaudit.model import AlbumMeasurement, NotAssessable


@album_check("sameness", title="Portraits are interchangeable", unit="% of pairs", since="0.1")
def measure(photos: Photos) -> AlbumMeasurement:
    """Return the share of pairs of portraits that are close in style."""
    count = len(photos.portraits)
    photos.need(count, "portraits that show enough around the face")
    known = photos.closeness[photos.sample]
    known = known[np.isfinite(known)]
    if not known.size:
        raise NotAssessable("no two portraits show the same parts around the face")
    share = float(known.mean())
    reference = photos.standard.references.get("sameness")
    return AlbumMeasurement(
        share,
        f"{share:.0f} % of the pairs of {count} portraits are as alike in background, clothes and framing as "
        "the closest 5 % of unrelated ones.",
        notable=reference is not None and share > reference.high,
    )
