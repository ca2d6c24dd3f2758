"""Numbers a mother gives: degrees of a room, the time of day, how far along she is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

CELSIUS, FAHRENHEIT = "celsius", "fahrenheit"
UNCLEAR_UNIT = "unclear_unit"

_TERM = 40
_WEEKS = range(4, 43)
_UNITS = {
    CELSIUS: re.compile(r"(?<![a-z])(?:c|cel[cs][a-z]+|centigrade|metric)(?![a-z])|℃", re.I),
    FAHRENHEIT: re.compile(r"(?<![a-z])(?:f|fa[a-z]*h(?:ei|ie)[a-z]+)(?![a-z])|℉", re.I),
}
_NUMBER = r"(-?\d+(?:[.,]\d+)?)"
_MARKED = re.compile(_NUMBER + r"\s*(?:°|º|deg|[cf](?![a-z])|℃|℉)", re.I)


@dataclass(frozen=True)
class RoomLimits:
    """Where a room counts as cold or hot (°C), which numbers need no unit, and which rooms there are."""

    cold_below: float
    hot_above: float
    celsius_below: float
    fahrenheit_above: float
    celsius_rooms: tuple[float, float]
    fahrenheit_rooms: tuple[float, float]


def unit_in(text: str) -> str | None:
    """Name the unit of temperature in a text: celsius, fahrenheit, or None when there is none or both."""
    units = [unit for unit, pattern in _UNITS.items() if pattern.search(text)]
    return units[0] if len(units) == 1 else None


def degrees_in(text: str) -> float | None:
    """Return the number of degrees in a text: a marked one before a bare one."""
    number = _MARKED.search(text) or re.search(_NUMBER, text)
    return float(number[1].replace(",", ".")) if number else None


def judge_room(degrees: float, unit: str | None, limits: RoomLimits) -> str | None:
    """Judge a room by its degrees: a value of temperature, or None when no room is like that."""
    if unit is None and limits.celsius_below <= degrees <= limits.fahrenheit_above:
        return UNCLEAR_UNIT
    if unit is None:
        unit = CELSIUS if degrees < limits.celsius_below else FAHRENHEIT
    lowest, highest = limits.celsius_rooms if unit == CELSIUS else limits.fahrenheit_rooms
    if not lowest <= degrees <= highest:
        return None
    celsius = degrees if unit == CELSIUS else (degrees - 32) / 1.8
    if celsius < limits.cold_below:
        return "cold_room"
    return "hot" if celsius > limits.hot_above else "comfortable"


def time_of_day(clock: float, half: str, hours: Mapping[str, tuple[int, int]]) -> str | None:
    """Name the part of the day of a time on the clock; half is am, pm, at_night or 24."""
    if (hour := _hour(int(clock), half)) is None:
        return None
    return next(part for part, (first, last) in hours.items() if _between(hour, first, last))


def week_by_count(weeks: float, left: bool = False) -> str | None:
    """Give the week of pregnancy from the weeks behind her or left to go, if there is such a week."""
    week = _TERM - int(weeks) if left else int(weeks)
    return str(week) if week in _WEEKS else None


def week_by_due_date(month: int, day: int | None, today: date) -> str | None:
    """Derive the week of pregnancy from when the baby is due; without a day, the middle of the month."""
    earliest = today - timedelta(weeks=2)
    try:
        due = date(today.year, month, day or 15)
        due = due if due >= earliest else date(today.year + 1, month, day or 15)
    except ValueError:
        return None
    return week_by_count(_TERM - (due - today).days / 7)


def _hour(hour: int, half: str) -> int | None:
    if half == "24":
        return hour % 24 if hour <= 24 else None
    if not 1 <= hour <= 12:
        return hour if half == "pm" and 12 < hour < 24 else None
    if half == "at_night":
        return hour % 12 if hour < 7 or hour == 12 else hour + 12
    return hour % 12 + (12 if half == "pm" else 0)


def _between(hour: int, first: int, last: int) -> bool:
    return first <= hour < last if first < last else hour >= first or hour < last
