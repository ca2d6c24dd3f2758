"""The confidence from which an intent is believed, chosen on examples that were held out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from doula.clinical import read
from doula.evaluation.cross_validation import Prediction

_STEP = 0.05


@dataclass(frozen=True)
class Point:
    """What believing intents from a confidence on gives: shares of all examples."""

    threshold: float
    believed: float
    right: float
    examples: int

    @property
    def gain(self) -> float:
        """Return the share believed rightly less the share believed wrongly."""
        return 2 * self.right - self.believed

    @property
    def error(self) -> float:
        """Return the standard error of the gain: each example gives 1, 0 or -1."""
        return math.sqrt((self.believed - self.gain**2) / max(self.examples, 1))


def curve(predictions: Sequence[Prediction]) -> tuple[Point, ...]:
    """Return what each threshold gives, lowest first."""
    return tuple(_point(round(step * _STEP, 2), predictions) for step in range(round(1 / _STEP)))


def as_good(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the point of greatest gain and those not worse by more than its standard error, in order."""
    best = max(points, key=lambda point: point.gain)
    return tuple(point for point in points if point.gain >= best.gain - best.error)


def configured() -> float:
    """Return the threshold that config.yml holds."""
    pipeline = read("config.yml")["pipeline"]
    return float(next(each["threshold"] for each in pipeline if each["name"] == "FallbackClassifier"))


def _point(threshold: float, predictions: Sequence[Prediction]) -> Point:
    believed = [each for each in predictions if each.confidence >= threshold]
    total = max(len(predictions), 1)
    right = sum(each.right for each in believed)
    return Point(threshold, len(believed) / total, right / total, len(predictions))
