"""What the classifier's confidence is worth: calibration, and coverage against precision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from doula.evaluation.intervals import Share

_BINS = 10


@dataclass(frozen=True)
class Judged:
    """A confidence, whether what was held with it was right, and whether there was an answer to give."""

    confidence: float
    right: bool
    answerable: bool = True


@dataclass(frozen=True)
class Bin:
    """Predictions of like confidence."""

    confidence: float
    share: Share


@dataclass(frozen=True)
class Tradeoff:
    """What answering only above a confidence gives: answered of the answerable, right of the answered."""

    threshold: float
    coverage: float
    precision: float


def calibration(judged: Iterable[Judged]) -> tuple[Bin, ...]:
    """Return the bins of equal width that are not empty, least confident first."""
    bins: dict[int, list[Judged]] = {}
    for one in judged:
        bins.setdefault(min(int(one.confidence * _BINS), _BINS - 1), []).append(one)
    return tuple(_bin(bins[position]) for position in sorted(bins))


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return how far confidence is from the share of right ones, on average over all predictions."""
    total = sum(each.share.total for each in bins)
    return sum(each.share.total * abs(each.confidence - each.share.value) for each in bins) / max(total, 1)


def tradeoffs(answered: Iterable[Judged], answerable: int) -> tuple[Tradeoff, ...]:
    """Return coverage and precision at each confidence that occurs, highest first."""
    ordered = sorted(answered, key=lambda one: -one.confidence)
    points: dict[float, Tradeoff] = {}
    right = covered = 0
    for count, one in enumerate(ordered, start=1):
        right += one.right
        covered += one.answerable
        points[one.confidence] = Tradeoff(one.confidence, covered / max(answerable, 1), right / count)
    return tuple(points.values())


def _bin(judged: Sequence[Judged]) -> Bin:
    rights = sum(one.right for one in judged)
    return Bin(fmean(one.confidence for one in judged), Share(rights, len(judged)))
