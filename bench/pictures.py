"""The pictures of the bench, as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from doula.evaluation.pictures import figure, svg

_COLOURS = {"doula": "#1f5f8b", "stock": "#999999"}


def draw_bars(places: Sequence[str], sides: Mapping[str, Sequence[float]], label: str) -> str:
    """Draw a group of bars at each place, one for each side."""
    drawn, axes = figure(3.6, 2.6)
    width = 0.8 / len(sides)
    for number, (side, values) in enumerate(sides.items()):
        at = [place + number * width for place in range(len(places))]
        axes.bar_label(axes.bar(at, values, width, color=_COLOURS[side], label=side), fmt="%.0f")
    axes.set_xticks([place + 0.4 - width / 2 for place in range(len(places))], places)
    axes.set_ylabel(label)
    axes.legend(frameon=False)
    return svg(drawn)


def draw_curves(sides: Mapping[str, Sequence[float]], step: int, across: str, up: str) -> str:
    """Draw a curve for each side, a value every `step`."""
    drawn, axes = figure(3.6, 2.6)
    for side, values in sides.items():
        axes.plot([step * (n + 1) for n in range(len(values))], values, color=_COLOURS[side], label=side)
    axes.set(xlabel=across, ylabel=up, ylim=(0, None))
    axes.legend(frameon=False)
    return svg(drawn)
