"""What a mother tells about her cramps: when, how warm, doing what, how far along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from doula.quantities import (
    CELSIUS,
    FAHRENHEIT,
    UNCLEAR_UNIT,
    degrees_in,
    judge_room,
    time_of_day,
    unit_in,
    week_by_count,
    week_by_due_date,
)
from doula.statements import Statement, says_also, statements

if TYPE_CHECKING:  # spaCy takes a second to import; who only needs the types does not pay it
    from spacy.tokens import Doc

    from doula.vocabulary import Vocabulary
    from doula.wordings import Word

__all__ = [
    "UNCLEAR_UNIT", "UNKNOWN", "Merged", "Observation", "because", "degrees_in", "find", "from_slot", "merge",
    "reply", "says_also", "temperature_of", "to_slot", "unit_in",
]  # fmt: skip

UNKNOWN = "unknown"

_NOT = "not "


@dataclass(frozen=True)
class Observation:
    """One thing she told: a value of a kind, as named in clinical/observations.yml."""

    kind: str
    value: str
    denied: bool = False
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Merged:
    """What she has told by now, and what of it she took back with the new message."""

    told: frozenset[Observation]
    replaced: frozenset[Observation] = frozenset()


def find(doc: Doc, vocabulary: Vocabulary, today: date | None = None) -> list[Observation]:
    """List what a message tells, in its order; without today a due date tells nothing."""
    found = (_observation(stated, vocabulary, today) for stated in statements(doc, vocabulary))
    return _once(observation for observation in found if observation)


def merge(
    told: Iterable[Observation], new: Iterable[Observation], vocabulary: Vocabulary, also: bool = False
) -> Merged:
    """Join what she told before with a new message; `also` keeps what the new message would exclude."""
    before, said = set(told), set(new)
    gone = {old for old in before if any(_gives_way(old, item, vocabulary, also) for item in said)}
    joined = (before - gone) | said
    known = {item.kind for item in joined if item.value != UNKNOWN}
    kept = {item for item in joined if item.value != UNKNOWN or item.kind not in known}
    return Merged(frozenset(kept), frozenset(old for old in gone if old.value not in (UNKNOWN, UNCLEAR_UNIT)))


def reply(kind: str, affirmed: bool, vocabulary: Vocabulary) -> Observation | None:
    """Give what a bare yes or no to the follow-up of a kind means, if it means anything."""
    entry = vocabulary.kinds[kind]
    meaning = entry.if_yes if affirmed else entry.if_no
    return from_slot(kind, meaning) if meaning else None


def because(observation: Observation, vocabulary: Vocabulary) -> str | None:
    """Give the words that follow "because you said", if there are any."""
    values = vocabulary.kinds[observation.kind].values
    value = values.get(observation.value) or values.get("each")
    reason = value and (value.because_not if observation.denied else value.because)
    return reason.format(value=observation.value) if reason else None


def to_slot(observation: Observation) -> str:
    """Write an observation as one string of a Rasa slot: "night", "not on_feet"."""
    return _NOT * observation.denied + observation.value


def from_slot(kind: str, text: str) -> Observation:
    """Read an observation back from one string of a Rasa slot."""
    return Observation(kind, text.removeprefix(_NOT), text.startswith(_NOT))


def temperature_of(degrees: float, unit: str | None, vocabulary: Vocabulary) -> str | None:
    """Judge a room by its degrees: a value of temperature, or None when no room is like that."""
    return judge_room(degrees, unit, vocabulary.rooms)


def _gives_way(old: Observation, new: Observation, vocabulary: Vocabulary, also: bool) -> bool:
    """Tell whether an earlier observation cannot stand beside a new one."""
    if old.kind != new.kind or old == new:
        return False
    if UNKNOWN in (old.value, new.value):
        return old.value in (UNKNOWN, UNCLEAR_UNIT)
    if old.value == new.value:
        return True
    if old.denied or new.denied:
        return False
    values = vocabulary.kinds[new.kind].values
    excluded = new.kind == "week" or (new.value in values and old.value in values[new.value].excludes)
    return excluded and (not also or old.value == UNCLEAR_UNIT)


def _once(found: Iterable[Observation]) -> list[Observation]:
    """Keep each observation once, and what is both said and denied as said."""
    first = {observation: observation for observation in reversed(list(found))}
    said = {(observation.kind, observation.value) for observation in first if not observation.denied}
    kept = [item for item in first.values() if not item.denied or (item.kind, item.value) not in said]
    return sorted(kept, key=lambda observation: observation.start)


def _observation(stated: Statement, vocabulary: Vocabulary, today: date | None) -> Observation | None:
    rule, words = stated.rule, stated.words
    value, denied = _read(stated, vocabulary, today), stated.denied
    if value is None:
        return None
    if rule.role == "measure":
        denied = denied or not rule.is_reached(_numbers(words)[-1])
    return Observation(rule.kind, value, denied, words[0].start, words[-1].end)


def _read(stated: Statement, vocabulary: Vocabulary, today: date | None) -> str | None:
    """Give the value that a statement means, or None when its number means none."""
    rule, numbers = stated.rule, _numbers(stated.words)
    if rule.role == "clock":
        return time_of_day(numbers[-1], rule.value, vocabulary.hours)
    if rule.role == "degrees":
        unit = rule.value if rule.value in (CELSIUS, FAHRENHEIT) else None
        return temperature_of(numbers[-1], unit, vocabulary)
    if rule.role == "count" and rule.value == "due":
        return _week_when_due(stated.words, today)
    if rule.role == "count":
        return week_by_count(numbers[0], left=rule.value == "to_go")
    return rule.value


def _week_when_due(words: Sequence[Word], today: date | None) -> str | None:
    month = next(int(word.number or 0) for word in words if word.key == "MONTH")
    days = [int(word.number or 0) for word in words if word.key == "#"]
    return week_by_due_date(month, days[0] if days else None, today) if today else None


def _numbers(words: Sequence[Word]) -> list[float]:
    return [word.number for word in words if word.number is not None]
