"""The reviewed words of clinical/observations.yml: what each observation is called and how mothers say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from doula.clinical import read
from doula.quantities import RoomLimits
from doula.wordings import STOP, WordingError, Wordings

KINDS = ("timing", "temperature", "activity", "week")
CONTEXTS = ("asked", "asked_at_once", "told_though_asked", "someone_else", "also")
NUMBER_READINGS = ("clock", "degrees", "count")
WORD_LISTS = ("denials", "end_denials", "no_denials", "denied_after", "fillers", "i")


class VocabularyError(WordingError):
    """An entry of the vocabulary cannot be used; the message names it and says what is wrong."""


@dataclass(frozen=True)
class Value:
    """One value of a kind: its plain label, the reasons it gives, and what cannot stand beside it."""

    label: str
    because: str
    because_not: str | None = None
    excludes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Kind:
    """The values of one kind, and which of them a bare yes or no to its follow-up means."""

    values: Mapping[str, Value]
    if_yes: str | None = None
    if_no: str | None = None


@dataclass(frozen=True)
class Rule:
    """What finding one of its wordings means; `role` says how it is read, the limits are for numbers."""

    role: str
    wordings: tuple[str, ...]
    kind: str = ""
    value: str = ""
    over: float | None = None
    at_least: float | None = None

    def is_reached(self, number: float) -> bool:
        """Tell whether a number is enough for the value."""
        return number > self.over if self.over is not None else number >= (self.at_least or 0)


@dataclass(frozen=True)
class Vocabulary:
    """Everything the finding of observations needs, ready to use."""

    kinds: Mapping[str, Kind]
    rules: Mapping[str, Rule]
    words: Mapping[str, frozenset[str]]
    hours: Mapping[str, tuple[int, int]]
    rooms: RoomLimits
    wordings: Wordings

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Vocabulary:
        """Build it from the content of clinical/observations.yml; raises VocabularyError."""
        content = _checked(content, "the file", dict)
        kinds, words = _get(content, "kinds", dict), _get(content, "words", dict)
        rules = {str(n): rule for n, rule in enumerate([*_rules(kinds), *_contexts(content)])}
        _check_once(rules.values())
        named = {name: rule.wordings for name, rule in rules.items()}
        wordings = Wordings(named, _same(words), _strings(words, "words: ignored"))
        return cls(
            {name: _kind(name, _get(kinds, f"kinds: {name}", dict)) for name in KINDS},
            rules,
            {name: _keys(wordings, _strings(words, f"words: {name}")) for name in WORD_LISTS},
            _hours(_get(kinds["timing"], "timing: clock", dict)),
            _rooms(_get(kinds["temperature"], "temperature: degrees", dict)),
            wordings,
        )


@cache
def read_vocabulary(file: str) -> Vocabulary:
    """Return the vocabulary of a file, built once a process; raises ContentError and VocabularyError."""
    return Vocabulary.of(read(file))


def _kind(name: str, content: Mapping[str, Any]) -> Kind:
    values = _get(content, f"{name}: values", dict)
    read = {value: _value(f"{name}: {value}", values[value], values) for value in values}
    if_yes, if_no = (content.get(answer) for answer in ("if_yes", "if_no"))
    for answer, meaning in {"if_yes": if_yes, "if_no": if_no}.items():
        if meaning is not None and str(meaning).removeprefix("not ") not in values:
            raise VocabularyError(f"{name}: {answer}: '{meaning}' is no value of this kind")
    return Kind(read, if_yes, if_no)


def _value(at: str, content: Any, known: Mapping[str, Any]) -> Value:
    entry = _checked(content, at, dict)
    excludes = frozenset(_strings(entry, f"{at}: excludes"))
    if unknown := excludes - set(known):
        raise VocabularyError(f"{at}: excludes {', '.join(sorted(unknown))}, which is no value of this kind")
    label, because = _get(entry, f"{at}: label", str), _get(entry, f"{at}: because", str)
    return Value(label, because, entry.get("because_not"), excludes)


def _rules(kinds: Mapping[str, Any]) -> Iterator[Rule]:
    for kind in KINDS:
        content = _get(kinds, f"kinds: {kind}", dict)
        yield Rule("not_this", _strings(content, f"{kind}: not_this"), kind)
        for reading in NUMBER_READINGS:
            for value in _get(content, f"{kind}: {reading}", dict, {}).get("wordings", {}):
                listed = content[reading]["wordings"]
                yield Rule(reading, _strings(listed, f"{kind}: {reading}: {value}"), kind, value)
        for value, entry in _get(content, f"{kind}: values", dict).items():
            yield from _value_rules(kind, value, _checked(entry, f"{kind}: {value}", dict))


def _value_rules(kind: str, value: str, entry: Mapping[str, Any]) -> Iterator[Rule]:
    at = f"{kind}: {value}"
    yield Rule("tells", _strings(entry, f"{at}: wordings"), kind, value)
    yield Rule("says_not", _strings(entry, f"{at}: says_not"), kind, value)
    yield Rule("alone", _strings(entry, f"{at}: alone"), kind, value)
    for item in _get(entry, f"{at}: measures", list, []):
        measure = _checked(item, f"{at}: measures", dict)
        limits = measure.get("over"), measure.get("at_least")
        if all(limit is None for limit in limits):
            raise VocabularyError(f"{at}: measures: one has neither 'over' nor 'at_least'")
        yield Rule("measure", _strings(measure, f"{at}: measures: wordings"), kind, value, *limits)


def _contexts(content: Mapping[str, Any]) -> Iterator[Rule]:
    contexts = _get(content, "contexts", dict)
    return (Rule(role, _strings(contexts, f"contexts: {role}")) for role in CONTEXTS)


def _check_once(rules: Any) -> None:
    """Refuse a wording that stands under two values of one kind."""
    told = Counter((rule.kind, text) for rule in rules if rule.kind for text in set(rule.wordings))
    for (kind, text), times in told.items():
        if times > 1:
            raise VocabularyError(f"{kind}: the wording '{text}' stands in {times} places")


def _same(words: Mapping[str, Any]) -> dict[str, str]:
    groups = _get(words, "words: same", dict)
    same = {form: word for word in groups for form in (word, *_strings(groups, f"words: same: {word}"))}
    return same | dict.fromkeys(_strings(words, "words: breaks"), STOP)


def _keys(wordings: Wordings, words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(key for word in words for key in wordings.learn(word))


def _hours(clock: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    hours = _get(clock, "timing: clock: hours", dict)
    return {part: _pair(hours, f"timing: clock: hours: {part}") for part in hours}


def _rooms(content: Mapping[str, Any]) -> RoomLimits:
    at = "temperature: degrees"
    limits = ("cold_below", "hot_above", "celsius_below", "fahrenheit_above")
    cold, hot, celsius, fahrenheit = (float(_get(content, f"{at}: {name}", (int, float))) for name in limits)
    rooms = (_pair(content, f"{at}: {unit}_rooms") for unit in ("celsius", "fahrenheit"))
    return RoomLimits(cold, hot, celsius, fahrenheit, *rooms)


def _pair(content: Mapping[str, Any], at: str) -> tuple[int, int]:
    pair = _get(content, at, list)
    if len(pair) != 2 or not all(isinstance(number, int) for number in pair):
        raise VocabularyError(f"{at}: must be two whole numbers, like [22, 6]")
    return pair[0], pair[1]


def _strings(content: Mapping[str, Any], at: str) -> tuple[str, ...]:
    listed = _get(content, at, list, [])
    for item in listed:
        if not isinstance(item, str) or not item.strip():
            raise VocabularyError(f"{at}: {item!r} must be words; put it in quotation marks")
    return tuple(listed)


def _get(content: Mapping[str, Any], at: str, wanted: Any, otherwise: Any = None) -> Any:
    """Return the entry that the last part of `at` names, if it is what is wanted."""
    found = content.get(at.rpartition(": ")[2], otherwise)
    if found is None:
        raise VocabularyError(f"{at}: is missing")
    return _checked(found, at, wanted)


def _checked(found: Any, at: str, wanted: Any) -> Any:
    names = {dict: "a list of names with values", list: "a list", str: "words"}
    if not isinstance(found, wanted):
        raise VocabularyError(f"{at}: must be {names.get(wanted, 'a number')}, not {found!r}")
    return found
