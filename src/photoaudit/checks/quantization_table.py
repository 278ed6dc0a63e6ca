"""JPEG tables tell which kind of program wrote the file last.

What it measures
----------------
The class of the quantization tables, the 64 divisors by which JPEG rounds detail away: *standard*
(the tables of the JPEG standard, scaled as libjpeg and most libraries do; the value is their quality,
1 to 100), *adobe* (other tables beside an Adobe marker) or *custom* (any others: the value is then
missing).

Why it matters
--------------
Most cameras have tables of their own, as have Photoshop and some services; libraries, websites and
generators mostly use the standard ones. The class tells who encoded the file *last*, and the quality
how coarsely.

Limits
------
It is context, weighs nothing, and says nothing of who made the picture: any upload encodes it anew,
and services have tables of their own too. In the labelled corpus 202 of 439 ordinary portraits have
standard tables, 189 custom ones and 48 Adobe's; all 220 files of one generator have custom ones. Not
assessed for other formats than JPEG.

References
----------
- ITU-T T.81, annex K, https://www.w3.org/Graphics/JPEG/itu-t81.pdf
- Farid, Digital image ballistics from JPEG quantization, 2006,
  https://farid.berkeley.edu/downloads/publications/tr06a.pdf
- Kornblum, Using JPEG quantization tables to identify imagery processed by software, 2008,
  doi:10.1016/j.diin.2008.05.004
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.metadata.quantization import TableClass, classify
from photoaudit.model import Family, Measurement, Need

_WORDS = {
    TableClass.STANDARD: "The JPEG has standard tables at quality {quality}, as most libraries write",
    TableClass.ADOBE: "The JPEG has its own tables beside an Adobe marker, as Adobe's programs write",
    TableClass.CUSTOM: "The JPEG has its own tables, as most cameras and some programs write",
}


@check(
    "quantization-table",
    title="JPEG encoder by its tables",
    family=Family.PROVENANCE,
    unit="quality",
    need=Need.FILE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the quality of standard tables."""
    jpeg = facts.metadata.jpeg
    tables = classify(jpeg) if jpeg else None
    if jpeg is None or tables is None:
        return Measurement(None, "The file has no quantization tables, which only JPEG files have.")
    words = _WORDS[tables.kind].format(quality=tables.quality)
    return Measurement(
        value=None if tables.quality is None else float(tables.quality),
        summary=f"{words}; context only: it tells who saved it last.",
        details=(("class", tables.kind.value), ("subsampling", jpeg.subsampling)),
    )
