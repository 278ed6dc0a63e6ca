"""The portrait resembles pictures made by image generators.

What it measures
----------------
A square around the head, twice as high as the face, is shown twice to a small image network
(EfficientNet-Lite0, trained on everyday objects): reduced to 192 pixels, and as the texture of its middle
alone, fine detail that is divided by its own strength, so that light, shape and contrast are gone. Of three
of its stages the mean and the spread over the picture are taken, 768 numbers a time, and one fitted weight
for each turns them into a score: 0 is an average camera portrait, 1 a standard deviation beyond. The
numbers are then dropped; the score alone is kept. Its place among camera portraits was found with photos
whose sites the weights had not seen.

Why it matters
--------------
Generated portraits have much in common that no single measurement shows. The weights come from labelled
portraits of some seventy sources, shrunk and compressed first as platforms do it, with no large folder
drowning the others; the file with the weights names them.

On pictures of repositories and sites left out of the fit it ranks a generated portrait above a camera
portrait in 89 of 100 pairs (0.89; a control that sees only size and sharpness: 0.49), and where 1 in 100
camera portraits is found, 32 of 100 generated ones are. Of families of generators that no fit has seen
that is 67 of 100 for FLUX and 10 for Midjourney; StyleGAN it does not see at all. In a report, 1.1 of 100
camera portraits get weak support, most of them pictures of celebrities and stock models, and so do about
31 of 100 generated ones: the other 69 get none. docs/benchmark.md has the tables.

Limits
------
It partly measures polish: studio light, retouching, replaced backdrops, stock photos and film stills
resemble generated portraits, and pictures prompted as snapshots do not. A retouched portrait is not
generated for its retouching. It cannot say why a picture resembles others, who is in it, or how it was
made; of a generator that works in a new way it may see nothing. Low values clear nothing: many
generated portraits lie among the camera's. Heads of fewer than 96 pixels a side are not assessed.

References
----------
- Tan, M. and Le, Q. V., "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", 2019,
  https://arxiv.org/abs/1905.11946
- Cozzolino, D. et al., "Raising the Bar of AI-generated Image Detection with CLIP", 2024,
  https://arxiv.org/abs/2312.00195 (a linear score on the features of a network that is not trained further)
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.imaging import resemblance
from photoaudit.model import Claim, Family, Measurement, Need, Region


@check(
    "resembles-generated",
    title="Portrait resembles generated ones",
    family=Family.STYLE,
    unit="spreads",
    need=Need.FACE,
    since="0.2",
    claim=Claim.SYNTHETIC,
)
def measure(facts: Facts) -> Measurement:
    """Return the score of the head, in standard deviations among camera portraits."""
    x, y, width, height = facts.face.box
    return Measurement(
        value=resemblance.score(facts.head),
        summary="The head resembles generated portraits more than some camera portraits do.",
        regions=(Region("box", ((x, y), (x + width, y + height)), "face"),),
    )
