"""Hold what stands around a mention: the sentence, its cues and the sentences beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from doula.triage.patterns import Lexicon, Place, Places
from doula.triage.reading import Sentence

_CUES = (
    *("negators", "bridges", "breaks", "degrees", "lists", "contrasts", "denials", "as_never", "before"),
    *("long_past", "maybe_past", "now", "settled", "well", "cleared", "supposed"),
    *("greetings", "openers", "general", "pointing", "curious", "own", "week", "illnesses", "studied"),
    *("animals", "others", "men", "women", "children", "she", "feminine", "reporting", "verbs", "beside"),
    *("pregnancy", "birth", "pregnant_now"),
)


def compile_cues(scope: Mapping[str, Sequence[str]], lexicon: Lexicon) -> Mapping[str, int]:
    """Enter the cue words of clinical/danger_words.yml into the lexicon."""
    return {name: lexicon.piece(" | ".join(scope[name])) for name in _CUES}


@dataclass
class Scene:
    """A sentence, the places of all pieces in it, and the words that signs are told with."""

    sentence: Sentence
    places: Places
    cues: Mapping[str, int]
    symptoms: frozenset[int]
    _at: dict[str, frozenset[int]] = field(default_factory=dict)

    def at(self, cue: str) -> frozenset[int]:
        """Give the words that a cue covers."""
        if cue not in self._at:
            self._at[cue] = _covered(self.places.get(self.cues[cue], ()))
        return self._at[cue]

    def symptom_at(self, word: int) -> bool:
        """Say whether a word belongs to the words that signs are told with."""
        if "symptoms" not in self._at:
            told = (place for piece in self.symptoms & self.places.keys() for place in self.places[piece])
            self._at["symptoms"] = _covered(told)
        return word in self._at["symptoms"]

    def same_clause(self, one: int, other: int) -> bool:
        """Say whether two words stand in one clause."""
        return self.sentence.clauses[one] == self.sentence.clauses[other]

    @property
    def span(self) -> tuple[int, int]:
        """Give where in the text the sentence stands."""
        spans = self.sentence.spans
        return spans[0][0], max(end for _, end in spans)

    def clause_spans(self, places: Iterable[Place]) -> Iterator[tuple[int, int]]:
        """Give where in the text each clause stands that a match reaches into."""
        sentence = self.sentence
        reached = {sentence.clauses[at] for first, last in places for at in range(first, last + 1)}
        for clause in reached:
            spans = [
                span for span, own in zip(sentence.spans, sentence.clauses, strict=True) if own == clause
            ]
            yield spans[0][0], max(end for _, end in spans)


def _covered(places: Iterable[Place]) -> frozenset[int]:
    return frozenset(at for first, last in places for at in range(first, last + 1))


@dataclass(frozen=True)
class Mention:
    """One match of a pattern: its places, the sentences, its sentence's number and who else is pregnant."""

    matched: tuple[Place, ...]
    scenes: Sequence[Scene]
    number: int
    pregnant: frozenset[str]

    @property
    def scene(self) -> Scene:
        """Give the sentence it stands in."""
        return self.scenes[self.number]

    @property
    def first(self) -> int:
        """Give the first word of the match."""
        return min(place[0] for place in self.matched)

    @property
    def last(self) -> int:
        """Give the last word of the match."""
        return max(place[1] for place in self.matched)

    def holds(self, at: int) -> bool:
        """Say whether a word is part of the match."""
        return any(first <= at <= last for first, last in self.matched)

    def around(self, cue: str, before: int, after: int) -> frozenset[int]:
        """Give the words of a cue near the match that are not part of it."""
        cues, near = self.scene.at(cue), range(self.first - before, self.last + after + 1)
        return frozenset(at for at in near if at in cues and not self.holds(at))
