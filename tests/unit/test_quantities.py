"""Check how degrees, times of the day and weeks are read from numbers."""

from __future__ import annotations

from datetime import date

import pytest

from doula.quantities import degrees_in, time_of_day, unit_in, week_by_count, week_by_due_date

HOURS = {"night": (22, 6), "waking": (6, 9), "day": (9, 18), "evening": (18, 22)}
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("celsius", "celsius"), ("C", "celsius"), ("it's 20c", "celsius"), ("°C i think", "celsius"),
        ("celcius", "celsius"),
        ("centigrade", "celsius"), ("21℃", "celsius"), ("F", "fahrenheit"), ("57F", "fahrenheit"),
        ("Farenheit", "fahrenheit"),
        ("fahrenheight", "fahrenheit"), ("℉", "fahrenheit"),
        ("C or F?", None), ("no idea", None), ("on the farm, far away", None),
        ("my cell phone says so", None), ("", None),
    ],
)  # fmt: skip
def test_the_unit_is_named_only_when_there_is_one(text: str, unit: str | None) -> None:
    assert unit_in(text) == unit


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("40", 40), ("it's 28 weeks and 40 degrees", 40), ("19,5 °C", 19.5), ("-3 C outside", -3),
        ("38.5", 38.5),
        ("none", None),
    ],
)  # fmt: skip
def test_degrees_are_read_before_other_numbers(text: str, degrees: float | None) -> None:
    assert degrees_in(text) == degrees


@pytest.mark.parametrize(
    ("clock", "half", "part"),
    [
        (3, "am", "night"), (12, "am", "night"), (6, "am", "waking"), (11, "am", "day"),
        (12, "pm", "day"), (2.3, "pm", "day"), (7, "pm", "evening"), (11, "pm", "night"), (14, "pm", "day"),
        (3, "at_night", "night"), (9, "at_night", "evening"), (11, "at_night", "night"),
        (12, "at_night", "night"),
        (0, "24", "night"), (14.3, "24", "day"), (24, "24", "night"),
        (25, "24", None), (28, "am", None), (0, "am", None), (30, "pm", None),
    ],
)  # fmt: skip
def test_a_time_on_the_clock_is_a_part_of_the_day(clock: float, half: str, part: str | None) -> None:
    assert time_of_day(clock, half, HOURS) == part


@pytest.mark.parametrize(("weeks", "week"), [(28, "28"), (4, "4"), (42.9, "42"), (3, None), (43, None)])
def test_a_week_is_one_of_a_pregnancy(weeks: float, week: str | None) -> None:
    assert week_by_count(weeks) == week


def test_weeks_to_go_are_counted_from_term() -> None:
    assert week_by_count(12, left=True) == "28"


@pytest.mark.parametrize(
    ("month", "day", "week"),
    [
        (3, None, "24"),   # 15 March is 16 weeks away
        (11, 30, "39"),
        (11, 20, "40"),    # three days overdue
        (8, 1, "4"),
        (10, None, None),  # eleven months away: no pregnancy
        (2, 30, None),     # no such day
    ],
)  # fmt: skip
def test_a_due_date_gives_the_week(month: int, day: int | None, week: str | None) -> None:
    assert week_by_due_date(month, day, TODAY) == week
