"""The file shows which programs and services it passed through.

What it measures
----------------
The number of editors and services that plain metadata names: editors in the software fields and the
editing history, and the two numbers that Facebook and Instagram write into IPTC fields of what they
serve.

Why it matters
--------------
It is context for everything else: it explains missing camera metadata, resized pictures and changed
dates. An editor that is named tells that a photo went through it, not what was done there.

Limits
------
It is evidence against nobody: nearly every published portrait was cropped, resized or toned. Most
editors and services leave no name, and anyone can write one.

References
----------
- IPTC-NAA Information Interchange Model 4.2,
  https://www.iptc.org/std/IIM/4.2/specification/IIMV4.2.pdf
- The numbers of Facebook, https://stackoverflow.com/questions/31120222
"""

from __future__ import annotations

from photoaudit.checks._check import check
from photoaudit.facts import Facts
from photoaudit.metadata.processing import processing_traces
from photoaudit.model import Family, Measurement, Need


@check(
    "processing-trace",
    title="File passed through other programs",
    family=Family.PROVENANCE,
    unit="programs",
    need=Need.FILE,
    since="0.1",
)
def measure(facts: Facts) -> Measurement:
    """Return the number of programs and services that the file names."""
    traces = processing_traces(facts.metadata)
    names = ", ".join(trace.name for trace in traces)
    summary = (
        f"The file went through {names}, as most published photos go through something."
        if traces
        else "The file names no editor and no service."
    )
    return Measurement(
        value=float(len(traces)),
        summary=summary,
        notable=bool(traces),
        details=tuple((trace.name, trace.where) for trace in traces),
    )
