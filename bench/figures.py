"""The arithmetic of the bench: times to percentiles, two sides to a ratio, a ratio to a verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

CUTS = (50, 95, 99)
WARM = 3  # measurements of memory, of ten


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that so many percent do not exceed; ValueError without values."""
    if not values:
        raise ValueError("no values, no percentile")
    rank = max(1, math.ceil(len(values) * percent / 100))
    return sorted(values)[rank - 1]


def around(values: Sequence[float], turn: int, width: int) -> float:
    """Return the mean of `width` values around a turn, counted from 1, or of the first or last so many."""
    if len(values) < width:
        raise ValueError(f"{len(values)} turns are fewer than {width}")
    first = min(max(0, turn - 1 - width // 2), len(values) - width)
    return mean(values[first : first + width])


def growth(megabytes: Sequence[float]) -> float:
    """Return by how much of itself memory has grown since all was warm."""
    return megabytes[-1] / megabytes[min(WARM, len(megabytes)) - 1] - 1


@dataclass(frozen=True)
class Comparison:
    """Two measured values and what their ratio is wanted to be: at most, or at least."""

    name: str
    ours: float
    other: float
    unit: str
    wanted: float
    at_least: bool = False

    @property
    def ratio(self) -> float:
        """Return how many times the other value ours is."""
        return self.ours / self.other

    @property
    def met(self) -> bool:
        """Tell whether the ratio is as wanted."""
        return self.ratio >= self.wanted if self.at_least else self.ratio <= self.wanted
