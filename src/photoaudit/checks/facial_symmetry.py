"""The two halves of the face are very alike.

What it measures
----------------
The mean distance of 220 paired mesh points from their mirror images, in percent of the distance
between the eyes. The mirror is the plane that fits the mesh best in three dimensions, so head pose
is taken out before anything is compared. The details add the correlation, -1 to 1, of edges with
their mirror image, which also sees hair, light and skin.

Why it matters
--------------
"Too symmetric" is what many people name first about artificial portraits. Measured, it hardly
helps: on camera portraits against four families of generators both numbers separate no better than
chance. So symmetry is shown as part of the impression a photo makes, and weighs nothing as
evidence.

Limits
------
Every face is asymmetric in its own way, and no value here is normal or abnormal. Pose, expression,
hair and light change it more than anatomy does. Not assessed when the head is turned by more than
20 degrees, where half of the face is guessed.

References
----------
- Grammer, K. and Thornhill, R., "Human facial attractiveness and sexual selection", 1994,
  doi:10.1037/0735-7036.108.3.233 (mirrored landmark distances)
- Kartynnik, Y. et al., "Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs",
  2019, https://arxiv.org/abs/1907.06724
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import mesh_points as ids
from photoaudit.imaging.face import need_facing
from photoaudit.imaging.symmetry import landmark_asymmetry, mirrored_edge_correlation
from photoaudit.model import Family, Measurement, Need, Region, Tail

MAX_YAW = 20.0
MAX_PITCH = 25.0


@check(
    "facial-symmetry",
    title="Face is unusually symmetric",
    family=Family.SYMMETRY,
    unit="% eye dist.",
    need=Need.FACE,
    since="0.1",
    cue=Tail.LOW,
)
def measure(facts: Facts) -> Measurement:
    """Return landmark asymmetry in percent of the distance between the eyes."""
    need_facing(facts.pose, MAX_YAW, MAX_PITCH)
    chip = facts.chip
    asymmetry = landmark_asymmetry(facts.mesh.points, facts.mesh.inter_eye)
    axis = float(chip.points[list(ids.MIDLINE), 0].mean())
    edges = mirrored_edge_correlation(chip.luma, axis, facts.chip_oval)
    top, bottom = facts.mesh.points[ids.MIDLINE[0], :2], facts.mesh.points[ids.CHIN, :2]
    return Measurement(
        value=asymmetry,
        summary=f"The halves of the face differ by {asymmetry:.1f} % of the distance between the eyes.",
        regions=(Region("line", (tuple(top), tuple(bottom)), "symmetry axis"),),
        details=(("mirrored_edge_correlation", round(edges, 2)),),
    )
