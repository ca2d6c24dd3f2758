"""Read the wordings of clinical/*.yml and find them in a message, whatever the spelling of each word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import spacy
from spacy.tokens import Doc, Token

NUMBER = "#"
MONTH = "MONTH"
GAP = "..."
GAP_WORDS = 4
STOP = "."
COMMA = ","

_OTHER = "~"  # any word that no wording uses
_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_MORE = "sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBERS = {word: n for n, word in enumerate(f"{_UNITS} {_MORE}".split())}
_NUMBERS |= {word: 10 * n for n, word in enumerate(_TENS.split(), 2)}
_MONTHS = {
    name: n
    for n, names in enumerate(
        ["january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul"]
        + ["august aug", "september sept sep", "october oct", "november nov", "december dec"],
        1,
    )
    for name in names.split()
}
_STOPS = frozenset(".!?;…")
_COMMAS = frozenset(",:()–—-")
_ELEMENT = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|([^\s()\[\]]+)")
_PIECE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:[.:]\d+)?|[^\W\d_]+|[^\w\s]")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")


class WordingError(ValueError):
    """A wording is not written as the notation asks; the message quotes it."""


@dataclass(frozen=True)
class Word:
    """A word of a message: the key that wordings know it by and where it stands."""

    key: str
    start: int
    end: int
    number: float | None = None

    @property
    def is_break(self) -> bool:
        """Tell whether a clause ends here."""
        return self.key in (STOP, COMMA)


@dataclass(frozen=True)
class Hit:
    """A wording found in words[first:last], under the name it was given."""

    name: str
    first: int
    last: int

    def within(self, other: Hit) -> bool:
        """Tell whether every word of this hit belongs to the other one too."""
        return other.first <= self.first and self.last <= other.last

    def overlaps(self, other: Hit) -> bool:
        """Tell whether both hits share a word."""
        return self.first < other.last and other.first < self.last


@dataclass(slots=True)
class _Node:
    """A step in the tree of all wordings: thousands of forms are tried at once, one word at a time."""

    next: dict[str, _Node] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    def add(self, parts: Iterable[str], name: str) -> None:
        node = self
        for part in parts:
            node = node.next.setdefault(part, _Node())
        node.names.append(name)

    def ends(self, words: Sequence[Word], at: int) -> Iterator[tuple[str, int]]:
        """List the wordings that lead on from here, with where they end."""
        yield from ((name, at) for name in self.names)
        if at < len(words) and (node := self.next.get(words[at].key)):
            yield from node.ends(words, at + 1)
        if node := self.next.get(GAP):
            for skip in range(at, min(at + GAP_WORDS, len(words)) + 1):
                if skip > at and words[skip - 1].is_break:
                    break
                yield from node.ends(words, skip)


class Wordings:
    """Wordings by name, compiled once; the notation is described in clinical/observations.yml."""

    def __init__(
        self, named: Mapping[str, Sequence[str]], same: Mapping[str, str], ignored: Iterable[str]
    ) -> None:
        self._language = spacy.blank("en")
        self._same = dict(same)
        self._ignored = frozenset(ignored)
        self._known = set(same.values()) | {STOP, COMMA}
        self._tree = _Node()
        for name, wordings in named.items():
            for form in {form for wording in wordings for form in self._forms(wording)}:
                self._tree.add(form, name)

    def words(self, doc: Doc) -> tuple[Word, ...]:
        """List the words of a message that count, in order."""
        words: list[Word] = []
        for token in doc:
            for word in self._words_of(token):
                _append(words, word)
        return tuple(words)

    def hits(self, words: Sequence[Word]) -> list[Hit]:
        """Find every wording in the words, including wordings inside others."""
        found = {
            Hit(name, first, last)
            for first in range(len(words))
            for name, last in self._tree.ends(words, first)
            if last > first
        }
        return sorted(found, key=lambda hit: (hit.first, hit.last, hit.name))

    def learn(self, texts: Iterable[str]) -> Iterator[str]:
        """Make single words count and give the keys they are known by."""
        for text in texts:
            yield from self._learn(text)

    def key(self, text: str, lemma: str = "") -> str | None:
        """Give the key a word is known by, or None when it does not count."""
        for form in _spellings(text, lemma):
            if form in self._same:
                return self._same[form]
            if form in self._ignored:
                return None
            if form in self._known:
                return form
        return _OTHER

    def _forms(self, wording: str) -> Iterator[tuple[str, ...]]:
        """Write a wording out, without its optional words and alternatives, as keys."""
        if re.search(r"[()\[\]]", _ELEMENT.sub("", wording)):
            raise WordingError(f"'{wording}': its brackets do not fit")
        parts = []
        for choice, optional, plain in _ELEMENT.findall(wording):
            keys = [tuple(self._keys(text)) for text in (choice or optional or plain).split("|")]
            if choice and () in keys:
                raise WordingError(f"'{wording}': one of ({choice}) counts for nothing")
            parts.append([*keys, ()] if optional else keys)
        return (tuple(key for part in form for key in part) for form in product(*parts))

    def _keys(self, text: str) -> Iterator[str]:
        for part in text.split():
            if part in (GAP, NUMBER, MONTH):
                yield part
            elif part in _NUMBERS:
                yield NUMBER
            else:
                yield from self._learn(part)

    def _learn(self, part: str) -> Iterator[str]:
        for token in self._language.tokenizer(part):
            key = self._same.get(token.lower_, token.lower_)
            if key not in self._ignored and key != "-":
                self._known.add(key)
                yield key

    def _words_of(self, token: Token) -> Iterator[Word]:
        if token.is_space:
            if "\n" in token.text:
                yield Word(STOP, token.idx, token.idx + 1)
            return
        if token.text == "-" and _joined(token):
            return
        if token.lower_ in self._same or not any(letter.isdigit() for letter in token.text):
            yield from self._word(token.text, token.idx, token.lemma_)
            return
        for piece in _PIECE.finditer(token.text):
            yield from self._word(piece.group(), token.idx + piece.start())

    def _word(self, text: str, start: int, lemma: str = "") -> Iterator[Word]:
        lower, end = text.lower().replace("’", "'"), start + len(text)
        if lower[0].isdigit():
            yield Word(NUMBER, start, end, float(lower.replace(",", "").replace(":", ".")))
        elif lower in _NUMBERS:
            yield Word(NUMBER, start, end, float(_NUMBERS[lower]))
        elif lower in _MONTHS:
            yield Word(MONTH, start, end, float(_MONTHS[lower]))
        elif lower in self._known or lower in self._same:
            yield Word(self._same.get(lower, lower), start, end)
        elif set(lower) <= _STOPS:
            yield Word(STOP, start, end)
        elif lower in _COMMAS:
            yield Word(COMMA, start, end)
        elif (key := self.key(lower, lemma.lower())) is not None and lower not in "\"'`*":
            yield Word(key, start, end)


def _spellings(text: str, lemma: str) -> Iterator[str]:
    """List what a word may be: itself, without drawn-out letters, with its dropped g, its lemma."""
    yield text
    if _DRAWN_OUT.search(text):
        yield _DRAWN_OUT.sub(r"\1\1", text)
        yield _DRAWN_OUT.sub(r"\1", text)
    if text.endswith(("in", "in'")):
        yield text.rstrip("'") + "g"
    yield lemma


def _joined(dash: Token) -> bool:
    """Tell whether a dash stands inside a word or a range of numbers."""
    return bool(dash.i) and not dash.whitespace_ and not dash.nbor(-1).whitespace_


def _append(words: list[Word], word: Word) -> None:
    """Add a word, joining "twenty eight" into one number."""
    before = words[-1] if words else None
    if before and word.number is not None and before.key == word.key == NUMBER and _joins(before, word):
        words[-1] = Word(NUMBER, before.start, word.end, (before.number or 0) + word.number)
    else:
        words.append(word)


def _joins(tens: Word, unit: Word) -> bool:
    return tens.end - tens.start > 2 and tens.number in range(20, 91, 10) and unit.number in range(1, 10)
