"""Read the wordings of clinical/*.yml and find them in a message, whatever the spelling of each word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import spacy
from spacy.tokens import Doc, Token

NUMBER = "#"
CLOCK = "CLOCK"  # a time that can only be of 24 hours
MONTH = "MONTH"
GAP = "..."
GAP_WORDS = 4
STOP = "."
COMMA = ","

_OTHER = "~"  # any word that no wording uses
_UNITS = "zero one two three four five six seven eight nine ten eleven twelve"
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBERS = {word: float(n) for n, word in enumerate(f"{_UNITS} {_TEENS}".split())}
_NUMBERS |= {word: 10.0 * n for n, word in enumerate(_TENS.split(), 2)}
_MONTH_NAMES = """january jan, february feb, march mar, april apr, may, june jun, july jul, august aug,
    september sept sep, october oct, november nov, december dec"""
_MONTHS = {name: float(n) for n, names in enumerate(_MONTH_NAMES.split(","), 1) for name in names.split()}
_STOPS = frozenset(".!?;…")
_COMMAS = frozenset(",:()–—-")
_QUOTES = frozenset("\"'`*“”‘")
_LONGEST_NUMBER = 9
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


Words = Sequence[Word]
Texts = Sequence[str]


@dataclass(frozen=True)
class Hit:
    """A wording found in words[first:last] under its name; `between` are the words in its gaps."""

    name: str
    first: int
    last: int
    between: tuple[int, ...] = field(default=(), compare=False)

    def __len__(self) -> int:
        return self.last - self.first

    def within(self, other: Hit) -> bool:
        """Tell whether every word of this hit belongs to the other one too."""
        return other.first <= self.first and self.last <= other.last

    def fills_gap_of(self, other: Hit) -> bool:
        """Tell whether this hit begins in a gap of the other one and shares its end."""
        return self.first in other.between and other.first < self.first and self.last == other.last

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

    def hits(self, words: Words, first: int, at: int, between: tuple[int, ...] = ()) -> Iterator[Hit]:
        """List the wordings that start with words[first] and lead on from here."""
        yield from (Hit(name, first, at, between) for name in self.names)
        if at < len(words) and (node := self.next.get(words[at].key)):
            yield from node.hits(words, first, at + 1, between)
        if node := self.next.get(GAP):
            for last in range(at, min(at + GAP_WORDS, len(words)) + 1):
                if last > at and words[last - 1].is_break:
                    break
                yield from node.hits(words, first, last, (*between, *range(at, last)))


class Wordings:
    """Wordings by name, compiled once; the notation is described in clinical/observations.yml."""

    def __init__(self, named: Mapping[str, Texts], same: Mapping[str, str], ignored: Texts) -> None:
        self._language = spacy.blank("en")
        self._same = dict(same)
        self._ignored = frozenset(ignored)
        self._known = set(same.values()) | {STOP, COMMA}
        self._tree = _Node()
        for name, wordings in named.items():
            for wording in wordings:
                self._add(name, wording)

    def _add(self, name: str, wording: str) -> None:
        for form in set(self._forms(wording)):
            if not form:
                raise WordingError(f"'{wording}': is empty without its optional words")
            self._tree.add(form, name)

    def words(self, doc: Doc) -> Words:
        """List the words of a message that count, in order, between two full stops."""
        words = [Word(STOP, 0, 0)]
        for token in doc:
            for word in self._words_of(token):
                _append(words, word)
        return (*words, Word(STOP, words[-1].end, words[-1].end))

    def hits(self, words: Words) -> list[Hit]:
        """Find every wording in the words, including wordings inside others."""
        found = {hit for first in range(len(words)) for hit in self._tree.hits(words, first, first)}
        return sorted(found, key=lambda hit: (hit.first, hit.last, hit.name))

    def _forms(self, wording: str) -> Iterator[tuple[str, ...]]:
        """Write a wording out, without its optional words and alternatives, as keys."""
        if re.search(r"[()\[\]]", _ELEMENT.sub("", wording)):
            raise WordingError(f"'{wording}': its brackets do not fit")
        parts = []
        for choice, optional, plain in _ELEMENT.findall(wording):
            texts = (choice or optional or plain).split("|")
            keys = [tuple(self._keys(text)) for text in texts]
            if choice and () in keys:
                raise WordingError(f"'{wording}': one of ({choice}) counts for nothing")
            if STOP not in texts and (STOP,) in keys:
                raise WordingError(f"'{wording}': holds a word that ends a clause")
            parts.append([*keys, ()] if optional else keys)
        return (tuple(key for part in form for key in part) for form in product(*parts))

    def _keys(self, text: str) -> Iterator[str]:
        for part in text.split():
            if part in (GAP, NUMBER, CLOCK, MONTH):
                yield part
            elif part in _NUMBERS:
                yield NUMBER
            else:
                yield from self.learn(part)

    def learn(self, part: str) -> Iterator[str]:
        """Make a word count and give the keys it is known by."""
        for token in self._language.tokenizer(part):
            key = self._same.get(token.lower_, token.lower_)
            if key not in self._ignored and key != "-":
                self._known.add(key)
                yield key

    def _words_of(self, token: Token) -> Iterator[Word]:
        if token.is_space and "\n" in token.text:
            yield Word(STOP, token.idx, token.idx + 1)
        if token.is_space or (token.text == "-" and _joined(token)):
            return
        if token.lower_ in self._same or not any(letter.isdecimal() for letter in token.text):
            yield from self._word(token.text, token.idx, token.lemma_)
            return
        for piece in _PIECE.finditer(token.text):
            yield from self._word(piece.group(), token.idx + piece.start())

    def _word(self, text: str, start: int, lemma: str = "") -> Iterator[Word]:
        lower = text.lower().replace("’", "'")
        number = None if lower in self._same else _number(lower)
        key = self._key(lower, lemma.lower()) if number is None else _number_key(lower)
        if key:
            yield Word(key, start, start + len(text), number)

    def _key(self, lower: str, lemma: str) -> str | None:
        """Give the key that wordings know a word by, or None when it does not count."""
        for form in _spellings(lower, lemma):
            if form in self._same or form in self._known:
                return self._same.get(form, form)
            if form in self._ignored:
                return None
        return _mark(lower)


def _number(lower: str) -> float | None:
    """Read digits, a word for a number, or the name of a month; a number nobody means is none."""
    if lower[0].isdecimal():
        return float(lower.replace(",", "").replace(":", ".")) if len(lower) <= _LONGEST_NUMBER else None
    return _NUMBERS.get(lower, _MONTHS.get(lower))


def _mark(lower: str) -> str | None:
    """Give the key of what is no known word."""
    if set(lower) <= _STOPS:
        return STOP
    if lower in _COMMAS:
        return COMMA
    return None if lower in _QUOTES else _OTHER


def _number_key(lower: str) -> str:
    if lower in _MONTHS:
        return MONTH
    hour, colon, _ = lower.partition(":")
    return CLOCK if colon and (hour[0] == "0" or int(hour) > 12) else NUMBER


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
    before = words[-1]
    tens = before.end - before.start > 2 and before.number in range(20, 91, 10)
    if before.key == word.key == NUMBER and tens and word.number in range(1, 10):
        words[-1] = Word(NUMBER, before.start, word.end, (before.number or 0) + (word.number or 0))
    else:
        words.append(word)
