"""Different photos share background, framing, light and clothing.

What it measures
----------------
The share of portraits that stand in groups of three and more with the same template: background, clothes
and the place of the face in the picture are each nearer to each other than in nearly all pairs of camera
portraits of unrelated sites, and light and shade around the face fall alike, which dark pictures would
otherwise seem to do. Patches of light and color beside and below the face are compared; face and most hair
are left out. Of copies of one photo one counts. The reference range comes from the camera portraits of one
web site each.

Why it matters
--------------
A pack of generated headshots repeats one scene with new faces. A photographer who visits a company for a
day does the same with a roll of paper and a lamp. Both look like a row of one picture; if that is not
wanted, it is worth knowing before it is published.

Limits
------
It says nothing of how the photos were made: house style is what many companies pay for. A white wall and
dark jackets are enough to resemble each other. Several photos of one session with one person are a
group as well. Portraits that fill the picture, and photos without a face, are not compared.

References
----------
- Method, limits and groups that were looked at: docs/album.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from photoaudit.album._check import album_check
from photoaudit.album._grouping import Indices, Key, gather
from photoaudit.album._photos import Photos
from photoaudit.libraries import np
from photoaudit.model import AlbumMeasurement, Group

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST = 3
REACH = 0.8
"""Photos of one template lie so near to each other in the index, too, in typical differences."""


@album_check("shared-template", title="Photos share one template", unit="% of portraits", since="0.1")
def measure(photos: Photos) -> AlbumMeasurement:
    """Return the share of portraits that share background, clothing and framing with two others."""
    count = len(photos.portraits)
    photos.need(count, "portraits that show enough around the face")
    limits = photos.standard.template, photos.standard.pattern

    def alike(leader: int, others: Indices) -> NDArray[np.bool_]:
        return photos.styles.alike(leader, others, *limits)

    everybody = np.ones(count, bool)
    found = gather([Key(photos.styles.places(), everybody, everybody)], REACH, alike)
    groups = tuple(
        Group(
            photos.paths([photos.portraits[place] for place in places]),
            f"{len(places)} portraits share background, framing, light and clothing.",
        )
        for places in found
        if len(places) >= LEAST
    )
    share = 100 * sum(len(group.photos) for group in groups) / count
    if groups:
        summary = (
            f"{share:.0f} % of {count} portraits stand in {len(groups)} "
            f"{'group' if len(groups) == 1 else 'groups'} with one background, framing, light and clothing: "
            "packs of generated headshots look so, and photo days of companies."
        )
    else:
        summary = f"No three of {count} portraits share background, framing, light and clothing."
    return AlbumMeasurement(share, summary, notable=bool(groups), groups=groups)
