"""The pictures of a report, as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from doula.evaluation.confidence import Bin, Tradeoff
from doula.evaluation.intervals import Share

_BLUE, _GREY = "#1f5f8b", "#999999"
_STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "doula", "font.size": 9, "font.family": "sans-serif"}

Counts = Mapping[tuple[str, str], int]


def draw_shares(shares: Mapping[str, Share], floor: float) -> str:
    """Draw the share of each label with its interval, and a line at the floor."""
    names = sorted(shares, key=lambda name: shares[name].value)
    drawn, axes = figure(6.5, 0.8 + 0.22 * len(names))
    for height, name in enumerate(names):
        axes.plot(shares[name].interval, (height, height), color=_GREY, linewidth=2)
        axes.plot(shares[name].value, height, "o", color=_BLUE, markersize=5)
    axes.axvline(floor, color=_GREY, linestyle=":")
    axes.set_yticks(range(len(names)), [f"{name} ({shares[name].total})" for name in names])
    axes.set(xlim=(0, 1.01), xlabel="right, with 95 % interval")
    return svg(drawn)


def draw_counts(counts: Counts, rows: Sequence[str], columns: Sequence[str], numbers: bool = True) -> str:
    """Draw a matrix of counts, each row shaded by its own shares."""
    drawn, axes = figure(1.8 + 0.3 * (2 if numbers else 0.75) * len(columns), 1.2 + 0.27 * len(rows))
    totals = {row: sum(counts.get((row, column), 0) for column in columns) or 1 for row in rows}
    shades = [[counts.get((row, column), 0) / totals[row] for column in columns] for row in rows]
    axes.pcolormesh(shades, cmap="Blues", vmin=0, vmax=1.4, rasterized=True)
    axes.set_yticks([y + 0.5 for y in range(len(rows))], rows)
    axes.set_xticks([x + 0.5 for x in range(len(columns))], columns, rotation=45, ha="right")
    axes.invert_yaxis()
    if numbers:
        _write_counts(axes, counts, rows, columns)
    return svg(drawn)


def draw_calibration(curves: Mapping[str, Sequence[Bin]]) -> str:
    """Draw how often what was held with a confidence was right, for each of several sets."""
    drawn, axes = figure(4.5, 4)
    axes.plot((0, 1), (0, 1), color=_GREY, linestyle=":")
    for (name, bins), marker in zip(curves.items(), "os^", strict=False):
        at, values = [each.confidence for each in bins], [each.share.value for each in bins]
        spans = [each.share.interval for each in bins]
        below = [max(0.0, value - low) for value, (low, _) in zip(values, spans, strict=True)]
        above = [max(0.0, high - value) for value, (_, high) in zip(values, spans, strict=True)]
        axes.errorbar(at, values, (below, above), marker=marker, capsize=2, linewidth=1, label=name)
    axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="confidence", ylabel="share that is right")
    axes.legend(loc="upper left", frameon=False)
    return svg(drawn)


def draw_tradeoffs(points: Sequence[Tradeoff]) -> str:
    """Draw precision over coverage as the confidence that is asked for falls."""
    drawn, axes = figure(4.5, 3.2)
    axes.plot([each.coverage for each in points], [each.precision for each in points], color=_BLUE)
    axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="coverage: answerable messages that are answered")
    axes.set_ylabel("precision: answers that are right")
    return svg(drawn)


def figure(width: float, height: float) -> tuple[Figure, Axes]:
    """Return an empty picture, its size in inches."""
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _write_counts(axes: Axes, counts: Counts, rows: Sequence[str], columns: Sequence[str]) -> None:
    for y, row in enumerate(rows):
        for x, column in enumerate(columns):
            if count := counts.get((row, column), 0):
                axes.text(x + 0.5, y + 0.5, str(count), ha="center", va="center")


def svg(figure: Figure) -> str:
    """Return a picture as text that is the same for the same picture."""
    written = StringIO()
    with mpl.rc_context(_STYLE):
        figure.savefig(written, format="svg", metadata={"Date": None})
    return written.getvalue()
