"""The confidence from which an intent is believed, chosen on examples that were held out."""

from __future__ import annotations

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

    @property
    def gain(self) -> float:
        """Return the share believed rightly less the share believed wrongly."""
        return 2 * self.right - self.believed


def curve(predictions: Sequence[Prediction]) -> tuple[Point, ...]:
    """Return what each threshold gives, lowest first."""
    return tuple(_point(round(step * _STEP, 2), predictions) for step in range(round(1 / _STEP)))


def choose(points: Sequence[Point]) -> Point:
    """Return the point of greatest gain."""
    return max(points, key=lambda point: point.gain)


def configured() -> float:
    """Return the threshold that config.yml holds."""
    pipeline = read("config.yml")["pipeline"]
    return float(next(each["threshold"] for each in pipeline if each["name"] == "FallbackClassifier"))


def _point(threshold: float, predictions: Sequence[Prediction]) -> Point:
    believed = [each for each in predictions if each.confidence >= threshold]
    total = max(len(predictions), 1)
    return Point(threshold, len(believed) / total, sum(each.right for each in believed) / total)
