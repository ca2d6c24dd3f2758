"""What a message states: the wordings in it that are about her, and which of them she denies."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # spaCy takes a second to import; who only needs the types does not pay it
    from spacy.tokens import Doc

    from doula.vocabulary import Rule, Vocabulary
    from doula.wordings import Hit, Word

DENIAL_REACH = 4  # words between "not" and what it denies
FARTHEST_DENIAL = 24  # words before what it denies, whatever else she tells between them
# words between a question, or another person, and what it is about; a question that tells reaches nothing
CONTEXT_REACH = {"asked": 3, "asked_at_once": 0, "someone_else": 3, "told_though_asked": None}


@dataclass(frozen=True)
class Statement:
    """A wording that counts, with its words and whether she denies it."""

    rule: Rule
    words: tuple[Word, ...]
    denied: bool


def statements(doc: Doc, vocabulary: Vocabulary) -> list[Statement]:
    """List what a message states, in its order."""
    return list(_Message(vocabulary.wordings.words(doc), vocabulary).statements())


def says_also(doc: Doc, vocabulary: Vocabulary) -> bool:
    """Tell whether a message adds to what was said before ("also", "as well", "… too")."""
    words = vocabulary.wordings.words(doc)
    return any(vocabulary.rules[hit.name].role == "also" for hit in vocabulary.wordings.hits(words))


@dataclass(frozen=True)
class _Message:
    words: Sequence[Word]
    vocabulary: Vocabulary

    def statements(self) -> Iterator[Statement]:
        hits = self.vocabulary.wordings.hits(self.words)
        contexts = self.longest([hit for hit in hits if self.role(hit) in CONTEXT_REACH])
        telling = self.longest([hit for hit in hits if self.rule(hit).kind])
        asked = {hit for context in contexts for hit in self.reached(context, telling)}
        heard = [hit for hit in telling if hit not in asked and self.role(hit) != "not_this"]
        covered = {at for hit in heard for at in range(hit.first, hit.last)}
        for hit in self.without_alone(heard, covered):
            yield Statement(
                self.rule(hit), tuple(self.words[hit.first : hit.last]), self.is_denied(hit, covered)
            )

    def rule(self, hit: Hit) -> Rule:
        return self.vocabulary.rules[hit.name]

    def role(self, hit: Hit) -> str:
        return self.rule(hit).role

    def is_one_of(self, word: Word, listed: str) -> bool:
        return word.key in self.vocabulary.words[listed]

    def longest(self, hits: list[Hit]) -> list[Hit]:
        """Leave out wordings inside longer ones, and those a look-alike explains."""
        widest = max((len(hit) for hit in hits), default=0)
        return [
            hit
            for hit in hits
            if not any(self.gives_way(hit, other) for other in _between(hits, hit.first - widest, hit.last))
        ]

    def gives_way(self, hit: Hit, other: Hit) -> bool:
        if self.role(other) == "not_this":
            alike = self.rule(hit).kind == self.rule(other).kind and hit is not other
            return alike and hit.overlaps(other) and len(hit) <= len(other)
        if self.role(hit) == "alone" and self.role(other) != "alone":
            return hit.overlaps(other)
        if "tells" == self.role(hit) == self.role(other):  # "cramp after standing all day" is no timing
            kinds = self.rule(hit).kind, self.rule(other).kind
            if kinds == ("timing", "activity") and other.fills_gap_of(hit):
                return True
            if kinds == ("activity", "timing") and hit.fills_gap_of(other):
                return False
        return hit.within(other) and not other.within(hit)

    def without_alone(self, hits: list[Hit], covered: set[int]) -> list[Hit]:
        """Leave out what counts only alone where the message says more, or says the kind plainly."""
        light = self.vocabulary.words["fillers"] | self.vocabulary.words["denials"]
        rest = (word for at, word in enumerate(self.words) if at not in covered and not word.is_break)
        more = any(word.key not in light for word in rest)
        plain = {self.rule(hit).kind for hit in hits if self.role(hit) != "alone"}
        return [
            hit for hit in hits if self.role(hit) != "alone" or not (more or self.rule(hit).kind in plain)
        ]

    def reached(self, context: Hit, hits: list[Hit]) -> list[Hit]:
        """List what a question or another person shortly before it is about."""
        reach = CONTEXT_REACH[self.role(context)]
        if reach is None:
            return []
        far = context.last + reach
        return [hit for hit in _between(hits, context.first, far) if self.is_about(context, hit)]

    def is_about(self, context: Hit, hit: Hit) -> bool:
        between = self.words[context.last : hit.first]
        ended = any(word.is_break or self.is_one_of(word, "i") for word in between)
        return not (ended or self.denies(hit.first) or context.within(hit))

    def is_denied(self, hit: Hit, covered: set[int]) -> bool:
        within = self.role(hit) == "says_not" or any(self.denies(at) for at in hit.between)
        return within or self.is_denied_before(hit, covered) or self.is_denied_after(hit)

    def is_denied_before(self, hit: Hit, covered: set[int]) -> bool:
        """Tell whether a "not" or "never" shortly before the hit is about it."""
        reach = DENIAL_REACH
        for at in range(hit.first - 1, max(-1, hit.first - 1 - FARTHEST_DENIAL), -1):
            if self.denies(at):
                return True
            reach -= at not in covered
            word = self.words[at]
            if word.is_break or self.is_one_of(word, "end_denials") or reach < 0:
                break
        return False

    def denies(self, at: int) -> bool:
        """Tell whether a word denies; "cannot", "not only" and "why not" do not."""
        beside = [*self.words[max(at - 1, 0) : at], *self.words[at + 1 : at + 2]]
        excused = any(self.is_one_of(word, "no_denials") for word in beside)
        return self.is_one_of(self.words[at], "denials") and not excused

    def is_denied_after(self, hit: Hit) -> bool:
        """Tell whether a "no" that stands for itself follows: "standing? no", "nights, never"."""
        rest = dropwhile(lambda word: word.is_break, self.words[hit.last : hit.last + DENIAL_REACH])
        first, then = next(rest, None), next(rest, None)
        ends = then is None or then.is_break
        return first is not None and self.is_one_of(first, "denied_after") and ends


def _between(hits: list[Hit], first: int, last: int) -> list[Hit]:
    """List the hits that start from the one word to the other; hits are in the order of their starts."""
    start = bisect_left(hits, first, key=lambda hit: hit.first)
    return hits[start : bisect_right(hits, last, key=lambda hit: hit.first)]
