"""Eyes lie in the same place of the picture, photo after photo.

What it measures
----------------
How far apart the eyes of different photos lie in their pictures: the median distance of a photo from the
middle of all, over the place of the eyes (in percent of width and height) and their distance (percent
of the width). A low value is notable if it lies below nearly all albums of camera portraits. Of copies of
one photo one counts. At least eight photos are needed.

Why it matters
--------------
Generators that learnt from aligned faces draw each face in the same place, to a hundredth of the picture.
Hardly any series of camera portraits does, unless somebody or something cropped it so.

Limits
------
Software that crops to the face does the same to camera photos: identity systems, staff directories, the
collections that research uses. So a low value says that faces were aligned, not by whom. It is about a
set: one photo with eyes in that place is nothing. Diffusion models do not align faces.

References
----------
- Karras, T. et al., "A Style-Based Generator Architecture for Generative Adversarial Networks", 2019,
  doi:10.1109/CVPR.2019.00453
- Values of camera and generated albums: docs/album.md
"""

from __future__ import annotations

from photoaudit.album._check import album_check
from photoaudit.album._photos import Photos
from photoaudit.libraries import np
from photoaudit.model import AlbumMeasurement


@album_check("aligned-eyes", title="Eyes lie in the same place", unit="% of picture", since="0.1")
def measure(photos: Photos) -> AlbumMeasurement:
    """Return the median distance of the eyes from where the set has them, in percent of the picture."""
    eyes = 100 * photos.eyes[:, :3]
    photos.need(len(eyes), "different photos with a clear face")
    apart = float(np.median(np.linalg.norm(eyes - np.median(eyes, axis=0), axis=1)))
    reference = photos.standard.references.get("aligned-eyes")
    notable = reference is not None and apart < reference.low
    said = f"The eyes of {len(eyes)} photos lie {apart:.1f} % of the picture from their common place"
    if notable:
        said += ", nearer than in nearly all camera albums: generators align faces so, and croppers do"
    return AlbumMeasurement(apart, f"{said}.", notable=notable)
