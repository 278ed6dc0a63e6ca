"""Files show one and the same photo.

What it measures
----------------
How many files are further copies of a photo that is already there: the same bytes, or the same picture
re-encoded, resized, cropped, mirrored, brighter, darker or in gray, under whatever name. Photos of a
face are laid over each other by the face, so that a crop does not matter, and compared by patches of
light and color around it: two fifths of an eye distance wide, the face itself cut out. Files count as one
photo if less differs than in nearly all pairs of different photos; what small errors in placing the face
explain is no difference. Photos without a face are compared as a whole, so a cropped copy of those is not
found. A copy in other tones is looked for where the eyes lie in the same place of the picture: one
straight line must lead from the light of one to that of the other, up to where it ends in black or white,
and colors count only where both have any. Each group is led by its largest picture, and the others are
said to be what they are of that one.

Why it matters
--------------
One portrait under two names is a mistake in a team page, or an account that is not who it says. Copies of
one photo also distort every count of a folder, so the other album checks leave them out.

Limits
------
Two photos of one person taken seconds apart can differ by less than two exports of one photo: look at
both. What was done to the face alone is not seen: a copy with a retouched face counts as another encoding.
Not found are copies with another background, in other colors, with tones bent by a filter, both cropped
and in other tones, or cropped to the bare face; a face that fills its picture is compared with nothing
("too little around the face"), and so is one before a blank wall with nothing else to see. The same
picture is not the same person, and two different pictures say nothing about persons either. Where no
check looked at pixels, only identical files are found.

References
----------
- Zauner, C., "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010,
  https://www.phash.org/docs/pubs/thesis_zauner.pdf
- Error rates: docs/album.md
"""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath

from photoaudit.album._check import album_check
from photoaudit.album._copies import Copies, are_comparable
from photoaudit.album._photos import Photos
from photoaudit.model import AlbumMeasurement, Group


@album_check("duplicate-photo", title="Files show the same photo", unit="photos", since="0.1")
def measure(photos: Photos) -> AlbumMeasurement:
    """Return how many files are further copies of a photo."""
    groups = tuple(_group(copies, photos) for copies in photos.copies)
    extra = sum(len(group.photos) - 1 for group in groups)
    unseen = len(photos.members) - len(photos.seen)
    told = are_comparable([photos.members[place].traits for place in photos.seen])
    blind = len(told) - int(told.sum())
    if extra:
        files, shown = sum(len(group.photos) for group in groups), len(groups)
        summary = f"{files} files show {shown} {'photo' if shown == 1 else 'photos'} more than once."
    else:
        summary = "No photo is there twice."
    if unseen == len(photos.members):
        summary += " Only identical files were looked for: the checks that ran need no pixels."
    elif blind:
        summary += (
            f" Of {blind} too little is to be seen around the face, or nothing but a blank wall; these were"
            " only compared as files."
        )
    return AlbumMeasurement(
        float(extra),
        summary,
        notable=bool(extra),
        groups=groups,
        details=(("compared_as_pictures", float(len(photos.seen) - blind)),),
    )


def _group(copies: Copies, photos: Photos) -> Group:
    paths = photos.paths(copies.places)
    counts = Counter(copies.kinds[1:])
    kinds = ", ".join(kind if count == 1 else f"{count} x {kind}" for kind, count in counts.items())
    names = len({PurePath(path.replace("\\", "/")).stem.casefold() for path in paths})
    under = f" under {names} names" if names > 1 else ""
    return Group(
        paths,
        f"One photo in {len(paths)} files{under}: the largest, and {kinds}.",
        (("names", float(names)), ("kinds", "; ".join(["largest", *copies.kinds[1:]]))),
    )
