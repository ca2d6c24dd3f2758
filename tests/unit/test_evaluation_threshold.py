"""The confidence from which an intent is believed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from doula.evaluation.cross_validation import Prediction
from doula.evaluation.threshold import choose, configured, curve

REPORT = Path("docs/evaluation.md")


def predictions(*held: tuple[float, bool]) -> list[Prediction]:
    return [Prediction("meant", "meant" if right else "other", confidence) for confidence, right in held]


def test_what_is_mostly_wrong_is_not_believed() -> None:
    points = curve(predictions((0.9, True), (0.8, True), (0.3, False), (0.22, False)))
    assert choose(points).threshold == 0.35
    assert points[0].believed == 1.0 and points[0].right == 0.5 and points[0].gain == 0.0


def test_nothing_is_believed_of_nothing() -> None:
    assert choose(curve([])).gain == 0.0


def test_config_holds_what_the_evaluation_chose() -> None:
    chosen = re.search(r"Chosen: ([\d.]+);", REPORT.read_text("utf-8"))
    if chosen is None:
        pytest.skip("the report was written without cross-validation")
    assert float(chosen[1]) == configured()
