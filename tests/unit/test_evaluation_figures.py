"""Shares, intervals, calibration and trade-offs, against figures worked out by hand."""

from __future__ import annotations

import pytest

from doula.evaluation.confidence import Judged, Tradeoff, calibration, calibration_error, tradeoffs
from doula.evaluation.floors import FLOORS, least, measure
from doula.evaluation.intervals import Share, percentile, share


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_intervals_are_as_published(right: int, total: int, low: float, high: float) -> None:
    assert Share(right, total).interval == pytest.approx((low, high), abs=1e-4)


def test_of_nothing_nothing_is_known() -> None:
    assert Share(0, 0).value == 0
    assert Share(0, 0).interval == (0, 1)
    assert str(Share(0, 0)) == "–"


def test_a_share_is_written_with_its_counts_and_interval() -> None:
    assert str(share([True, True, True, False])) == "75.0% (3/4; 30%–95%)"


@pytest.mark.parametrize(("percent", "value"), [(50, 20), (95, 40), (75, 30), (0, 10), (100, 40)])
def test_percentiles_are_measured_values(percent: float, value: float) -> None:
    assert percentile([40, 10, 30, 20], percent) == value


def test_the_percentile_of_nothing_is_zero() -> None:
    assert percentile([], 50) == 0


def test_calibration_groups_like_confidences_and_certainty_has_a_place() -> None:
    bins = calibration([Judged(1.0, True), Judged(0.92, False), Judged(0.31, False), Judged(0.39, True)])
    assert [each.share for each in bins] == [Share(1, 2), Share(1, 2)]
    assert [each.confidence for each in bins] == pytest.approx([0.35, 0.96])
    assert calibration_error(bins) == pytest.approx((0.15 + 0.46) / 2)


def test_nothing_judged_has_no_calibration_error() -> None:
    assert calibration_error(calibration([])) == 0


def test_asking_for_less_confidence_answers_more_and_worse() -> None:
    judged = [Judged(0.9, True), Judged(0.5, False, answerable=False), Judged(0.7, True), Judged(0.5, True)]
    assert tradeoffs(judged, answerable=4) == (
        Tradeoff(0.9, 0.25, 1.0),
        Tradeoff(0.7, 0.5, 1.0),
        Tradeoff(0.5, 0.75, 0.75),
    )


def test_a_set_that_is_not_there_misses_no_floor() -> None:
    reached = measure({})
    assert len(reached) == len(FLOORS)
    assert [str(each) for each in reached] == ["not measured"] * len(FLOORS)


def test_every_own_label_counts_for_the_floor_of_own_cases() -> None:
    assert least("own") == 0.92
