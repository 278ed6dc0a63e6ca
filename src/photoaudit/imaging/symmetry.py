"""How alike the two halves of a face are, once head pose is taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from photoaudit.imaging.face import symmetry_plane
from photoaudit.imaging.focus import edge_gradient
from photoaudit.imaging.geometry import Points
from photoaudit.imaging.mesh_points import LEFTS, RIGHTS
from photoaudit.imaging.regions import Mask
from photoaudit.libraries import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def landmark_asymmetry(points: Points, inter_eye: float) -> float:
    """Return the mean distance of each mesh point from its mirrored partner, in % of ``inter_eye``.

    The mirror is the plane that fits the mesh (468, 3) best, so turning the head changes little;
    0 is perfectly symmetric.
    """
    normal, offset = symmetry_plane(points)
    right, left = points[RIGHTS], points[LEFTS]
    mirrored = right - 2 * (right @ normal - offset)[:, None] * normal
    return 100.0 * float(np.linalg.norm(mirrored - left, axis=1).mean()) / inter_eye


def mirrored_edges(
    luma: NDArray[np.uint8], axis: float, mask: Mask
) -> tuple[NDArray[np.float32], NDArray[np.float32], Mask]:
    """Return edge strength, its mirror image about column ``axis``, and where both lie in ``mask``.

    ``luma`` is a level face chip (height, width), ``mask`` the pixels of the face. Edges are Sobel
    magnitudes, 8 for a ramp of one gray level a pixel.
    """
    gray = cv2.GaussianBlur(luma, (0, 0), 1.5).astype(np.float32)
    edges = edge_gradient(gray)
    # x -> 2 * axis - x
    flip = np.array([[-1.0, 0.0, 2.0 * axis], [0.0, 1.0, 0.0]])
    size = (luma.shape[1], luma.shape[0])
    mirrored = np.asarray(cv2.warpAffine(edges, flip, size), np.float32)
    return edges, mirrored, mask & cv2.warpAffine(mask.astype(np.uint8), flip, size).astype(bool)


def mirrored_edge_correlation(luma: NDArray[np.uint8], axis: float, mask: Mask) -> float:
    """Return the correlation (-1 to 1) of `mirrored_edges`, 0 where too little of the face is seen."""
    edges, mirrored, both = mirrored_edges(luma, axis, mask)
    if both.sum() < 100:
        return 0.0
    a, b = edges[both] - edges[both].mean(), mirrored[both] - mirrored[both].mean()
    spread = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / spread if spread > 0 else 0.0
