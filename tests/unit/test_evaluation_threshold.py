"""The confidence from which an intent is believed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from doula.evaluation.cross_validation import Prediction
from doula.evaluation.threshold import as_good, configured, curve

REPORT = Path("docs/evaluation.md")


def predictions(*held: tuple[float, bool]) -> list[Prediction]:
    return [Prediction("meant", "meant" if right else "other", confidence) for confidence, right in held]


def test_what_is_mostly_wrong_is_not_believed() -> None:
    points = curve(predictions(*[(0.9, True), (0.8, True), (0.3, False), (0.22, False)] * 10))
    assert [as_good(points)[place].threshold for place in (0, -1)] == [0.35, 0.8]
    assert points[0].believed == 1.0 and points[0].right == 0.5 and points[0].gain == 0.0


def test_what_might_be_chance_is_as_good() -> None:
    points = curve(predictions(*[(0.9, True)] * 60, *[(0.6, True)] * 10, *[(0.6, False)] * 11))
    assert points[0].gain < points[15].gain
    assert points[0] in as_good(points)


def test_nothing_is_believed_of_nothing() -> None:
    assert {point.gain for point in as_good(curve([]))} == {0.0}


def test_config_holds_one_as_good_as_the_best_of_the_evaluation() -> None:
    good = re.search(r"From ([\d.]+) to ([\d.]+) the gain", REPORT.read_text("utf-8"))
    if good is None:
        pytest.skip("the report was written without cross-validation")
    assert float(good[1]) <= configured() <= float(good[2])
