"""Some portraits do not match the style of the others.

What it measures
----------------
How many portraits stand outside a house style. There is one where half of the portraits are close to at
least 30 % of the others, in background, clothes and framing (`sameness` says what close is; unrelated
portraits are close to 5 %). Outside stands who is close to no more than 3 % of the others. Of copies of one
photo one counts.

Why it matters
--------------
On a page of forty portraits in one style the two others catch the eye: a newcomer whose photo is still to
be taken, or a file that got there by mistake.

Limits
------
It is a matter of style, not of origin or worth. A folder with two house styles, half and half, has
either none or both. Where there is no house style, nothing stands outside and the check is not assessed.
Portraits that fill the picture, and photos without a face, are not compared.

References
----------
- Groups that were looked at: docs/album.md
"""

from __future__ import annotations

from math import floor

from photoaudit.album._check import album_check
from photoaudit.album._photos import Photos
from photoaudit.libraries import np
from photoaudit.model import AlbumMeasurement, Group, NotAssessable

HOUSE = 30.0
OUTSIDE = 3.0


@album_check("outlier-style", title="Portraits outside the house style", unit="photos", since="0.1")
def measure(photos: Photos) -> AlbumMeasurement:
    """Return how many portraits do not match the house style."""
    count = len(photos.portraits)
    photos.need(count, "portraits that show enough around the face")
    close = photos.closeness
    known = close[np.isfinite(close)]
    typical = float(np.median(known)) if known.size else 0.0
    if typical < HOUSE:
        raise NotAssessable(
            f"there is no house style: half of the portraits are close to {floor(typical)} % of the others "
            f"or fewer; {HOUSE:.0f} % needed"
        )
    outside = [place for place in range(count) if close[place] <= OUTSIDE]
    groups: tuple[Group, ...] = ()
    if outside:
        paths = photos.paths([photos.portraits[place] for place in sorted(outside, key=lambda at: close[at])])
        groups = (Group(paths, f"{len(paths)} of {count} portraits do not match the others."),)
    summary = (
        f"{len(outside)} of {count} portraits do not match the background, clothes and framing of the others."
        if outside
        else f"All {count} portraits match the house style."
    )
    return AlbumMeasurement(float(len(outside)), summary, notable=bool(outside), groups=groups)
