"""ROC and reliability curves as a picture; needs Matplotlib (the extra ``plots``)."""

from __future__ import annotations

import io
from collections.abc import Sequence

from photoaudit.evaluation.summary import Summary
from photoaudit.libraries import matplotlib_figure, mpl

SUFFIXES = (".png", ".svg")


class NoPlots(RuntimeError):  # noqa: N818 - reads as what happened
    """Matplotlib is not installed; the message says how to get it."""


def require() -> None:
    """Raise `NoPlots` where no plot could be drawn: before photos are measured for one."""
    try:
        matplotlib_figure.Figure  # noqa: B018 - what is looked up is imported
    except ImportError:
        raise NoPlots("plots need Matplotlib: pip install matplotlib") from None


def draw(summaries: Sequence[Summary], suffix: str) -> bytes:
    """Return one picture (``.png`` or ``.svg``) with a ROC and a reliability curve for each summary.

    The same figures give the same bytes with the same version of Matplotlib. Raises `NoPlots`.
    """
    require()
    figure = matplotlib_figure.Figure(figsize=(9, 4.2), layout="constrained")
    roc, reliability = figure.subplots(1, 2)
    roc.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    reliability.plot([-1.1, 1.1], [-1.1, 1.1], color="0.7", linewidth=1)
    for summary in summaries:
        name = f"{summary.claim}, {summary.track}"
        roc.plot(
            *zip(*summary.roc, strict=True), label=f"{name}: AUC {summary.auc:.2f}", drawstyle="steps-post"
        )
        stated = [point[0] for point in summary.reliability]
        observed = [point[1] for point in summary.reliability]
        reliability.plot(stated, observed, marker="o", markersize=4, label=name)
    roc.set(xlabel="camera photos above the threshold", ylabel="claimed photos above it", title="ROC")
    reliability.set(
        xlabel="stated log10 likelihood ratio",
        ylabel="observed",
        title="Reliability",
        xlim=(-1.1, 1.1),
        xticks=[-1, -0.5, 0, 0.5, 1],
    )
    for axes in (roc, reliability):
        axes.legend(fontsize=7, frameon=False)
        axes.spines[["top", "right"]].set_visible(False)
    buffer = io.BytesIO()
    # A date or a random salt would make every run differ.
    still = {"Date": None} if suffix == ".svg" else {"Software": None}
    with mpl.rc_context({"svg.hashsalt": "photoaudit", "svg.fonttype": "none"}):
        figure.savefig(buffer, format=suffix.removeprefix("."), metadata=still, dpi=110)
    return buffer.getvalue()
