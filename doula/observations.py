"""What a mother tells about her cramps: when, how warm, doing what, how far along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile
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

if TYPE_CHECKING:  # spaCy takes a second to import; who only needs the types does not pay it
    from spacy.tokens import Doc

    from doula.vocabulary import Rule, Vocabulary
    from doula.wordings import Hit, Word

__all__ = [
    "UNCLEAR_UNIT", "UNKNOWN", "Merged", "Observation", "because", "degrees_in", "find", "from_slot", "merge",
    "reply", "says_also", "temperature_of", "to_slot", "unit_in",
]  # fmt: skip

UNKNOWN = "unknown"

_NOT = "not "
_DENIAL_REACH = 4  # words between "not" and what it denies
_CONTEXTS = {"asked": 3, "asked_at_once": 0, "someone_else": 3, "also": -1}  # words they reach over


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
    message = _Message(vocabulary, vocabulary.wordings.words(doc), today)
    return _once(message.observations())


def merge(
    told: Iterable[Observation], new: Iterable[Observation], vocabulary: Vocabulary, also: bool = False
) -> Merged:
    """Join what she told before with a new message; `also` keeps what the new message would exclude."""
    kept, said, replaced = set(told), set(new), set()
    for observation in said:
        gone = {old for old in kept if _gives_way(old, observation, vocabulary, also)}
        kept -= gone
        replaced |= {old for old in gone if old.value not in (UNKNOWN, UNCLEAR_UNIT)}
    known = {item.kind for item in kept | said if item.value != UNKNOWN}
    joined = {item for item in kept | said if item.value != UNKNOWN or item.kind not in known}
    return Merged(frozenset(joined), frozenset(replaced))


def says_also(doc: Doc, vocabulary: Vocabulary) -> bool:
    """Tell whether a message adds to what was said before ("also", "as well", "… too")."""
    words = vocabulary.wordings.words(doc)
    return any(vocabulary.rules[hit.name].role == "also" for hit in vocabulary.wordings.hits(words))


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
        return UNKNOWN == old.value or old.value == UNCLEAR_UNIT
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


@dataclass(frozen=True)
class _Message:
    """The words of one message beside the vocabulary they are read with."""

    vocabulary: Vocabulary
    words: Sequence[Word]
    today: date | None

    def observations(self) -> list[Observation]:
        hits = self.vocabulary.wordings.hits(self.words)
        contexts = [hit for hit in hits if self.rule(hit).role in _CONTEXTS]
        telling = self.longest([hit for hit in hits if self.rule(hit).role not in _CONTEXTS])
        heard = [hit for hit in telling if not self.is_not_told(hit, contexts)]
        if self.is_more_than(heard):
            heard = [hit for hit in heard if self.rule(hit).role != "alone"]
        return [found for hit in heard if (found := self.observation(hit, heard))]

    def rule(self, hit: Hit) -> Rule:
        return self.vocabulary.rules[hit.name]

    def any_of(self, words: str) -> frozenset[str]:
        return self.vocabulary.words[words]

    def longest(self, hits: list[Hit]) -> list[Hit]:
        """Drop wordings inside longer ones or look-alikes, then the look-alikes."""
        widest = [hit for hit in hits if not any(self.is_beaten(hit, other) for other in hits)]
        return sorted((hit for hit in widest if self.rule(hit).role != "not_this"), key=lambda hit: hit.first)

    def is_beaten(self, hit: Hit, other: Hit) -> bool:
        if self.rule(other).role == "not_this" and hit is not other:
            return hit.within(other)
        if self.rule(hit).role == "alone" and self.rule(other).role != "alone":
            return hit.overlaps(other)
        return hit.within(other) and not other.within(hit)

    def is_not_told(self, hit: Hit, contexts: list[Hit]) -> bool:
        """Tell whether she asks about it or speaks of somebody else."""
        return any(self.reaches(context, hit) for context in contexts)

    def reaches(self, context: Hit, hit: Hit) -> bool:
        between = self.words[context.last : hit.first]
        far = context.last + _CONTEXTS[self.rule(context).role]
        ends = self.any_of("i")
        return context.last <= hit.first <= far and not any(w.is_break or w.key in ends for w in between)

    def is_more_than(self, hits: list[Hit]) -> bool:
        """Tell whether the message says anything beside the hits, fillers and denials."""
        light = self.any_of("fillers") | self.any_of("denials") | self.any_of("denied_after")
        covered = {at for hit in hits for at in range(hit.first, hit.last)}
        rest = [word for at, word in enumerate(self.words) if at not in covered and not word.is_break]
        return any(word.key not in light for word in rest)

    def observation(self, hit: Hit, others: list[Hit]) -> Observation | None:
        rule = self.rule(hit)
        read = getattr(self, f"read_{rule.role}")(rule, self.words[hit.first : hit.last])
        if read is None:
            return None
        denied = self.is_denied(hit, others) or read.startswith(_NOT)
        start, end = self.words[hit.first].start, self.words[hit.last - 1].end
        return Observation(rule.kind, read.removeprefix(_NOT), denied, start, end)

    def is_denied(self, hit: Hit, others: list[Hit]) -> bool:
        return self.is_denied_before(hit, others) or self.is_denied_after(hit)

    def is_denied_before(self, hit: Hit, others: list[Hit]) -> bool:
        """Tell whether a "not" or "never" shortly before the hit is about it."""
        covered = {at for other in others for at in range(other.first, other.last)}
        ends = self.any_of("end_denials")
        near = takewhile(lambda at: not self.ends_denial(at, ends), range(hit.first - 1, -1, -1))
        between = 0
        for at in near:
            if self.is_denial(at):
                return True
            between += at not in covered
            if between > _DENIAL_REACH:
                return False
        return False

    def ends_denial(self, at: int, ends: frozenset[str]) -> bool:
        return self.words[at].is_break or self.words[at].key in ends

    def is_denial(self, at: int) -> bool:
        """Tell whether a word denies; "cannot", "not only" and "why not" do not."""
        beside = {word.key for word in (*self.words[max(at - 1, 0) : at], *self.words[at + 1 : at + 2])}
        return self.words[at].key in self.any_of("denials") and not beside & self.any_of("no_denials")

    def is_denied_after(self, hit: Hit) -> bool:
        """Tell whether a "no" that stands for itself follows: "standing? no", "nights, never"."""
        rest = [word for word in self.words[hit.last : hit.last + 3]]
        while rest and rest[0].is_break:
            rest.pop(0)
        return (
            bool(rest)
            and rest[0].key in self.any_of("denied_after")
            and all(word.is_break for word in rest[1:2])
        )

    def read_tells(self, rule: Rule, words: Sequence[Word]) -> str | None:
        return rule.value

    read_alone = read_tells

    def read_measure(self, rule: Rule, words: Sequence[Word]) -> str | None:
        """Compare the number with the limit; less than that denies the value."""
        number = _number(words)
        enough = number > rule.over if rule.over is not None else number >= (rule.at_least or 0)
        return rule.value if enough else _NOT + rule.value

    def read_clock(self, rule: Rule, words: Sequence[Word]) -> str | None:
        return time_of_day(_number(words), rule.value, self.vocabulary.hours)

    def read_degrees(self, rule: Rule, words: Sequence[Word]) -> str | None:
        unit = rule.value if rule.value in (CELSIUS, FAHRENHEIT) else None
        return temperature_of(_number(words), unit, self.vocabulary)

    def read_count(self, rule: Rule, words: Sequence[Word]) -> str | None:
        if rule.value == "due":
            return self._due(words)
        return week_by_count(_number(words[::-1]), left=rule.value == "to_go")

    def _due(self, words: Sequence[Word]) -> str | None:
        month = next(word.number for word in words if word.key == "MONTH")
        days = [int(word.number or 0) for word in words if word.key == "#"]
        if self.today is None:
            return None
        return week_by_due_date(int(month or 0), days[0] if days else None, self.today)


def _number(words: Sequence[Word]) -> float:
    """Return the last number of a wording: the upper end of a range."""
    return next(word.number for word in reversed(words) if word.number is not None)
