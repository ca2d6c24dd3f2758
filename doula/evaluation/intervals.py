"""How sure a measured share is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

_Z = 1.959964  # 95 %


@dataclass(frozen=True)
class Share:
    """So many of so many, with its 95 % Wilson interval."""

    right: int
    total: int

    @property
    def value(self) -> float:
        """Return the share, 0 for none of none."""
        return self.right / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return the interval by Wilson (1927); of none of none nothing is known."""
        if not self.total:
            return 0.0, 1.0
        n, spread = self.total, _Z**2 / self.total
        middle = (self.value + spread / 2) / (1 + spread)
        half = _Z / (1 + spread) * sqrt(self.value * (1 - self.value) / n + spread / (4 * n))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.1%} ({self.right}/{self.total}; {low:.0%}–{high:.0%})" if self.total else "–"


def share(rights: Iterable[bool]) -> Share:
    """Return how many of them are right."""
    rights = list(rights)
    return Share(sum(rights), len(rights))


def percentile(values: Iterable[float], percent: float) -> float:
    """Return the value that so many percent do not exceed (nearest rank), 0 of nothing."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    rank = -int(-len(ordered) * percent // 100)
    return ordered[max(rank, 1) - 1]
