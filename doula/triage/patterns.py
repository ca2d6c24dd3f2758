"""Compile the notation of clinical/danger_signs.yml and find its patterns in a sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, product
from types import MappingProxyType
from typing import NoReturn

from doula.triage.reading import Sentence

Place = tuple[int, int]
Places = dict[int, list[Place]]

_WINDOW = 6
_BESIDE = 4  # nearer than the pieces: what forbids a sign must belong to it
_LINE = re.compile(r"(?P<pieces>.*?)(?P<unless>(?:\s-\s.*?)?)(?:\s+within\s+(?P<window>\d+))?")
_MISPLACED = re.compile(r"\swithin\s|\s[+>]\s")
_HIGH_PRESSURE = (140, 90)


@dataclass(frozen=True)
class Pattern:
    """Pieces that must stand near one another, and pieces that must not stand beside them."""

    pieces: tuple[int, ...]
    unless: tuple[int, ...]
    window: int
    in_order: bool


class PatternError(ValueError):
    """A pattern that cannot be read, said in a sentence for the person who wrote it."""


class Lexicon:
    """All pieces of all patterns, found in one pass over the words of a sentence."""

    def __init__(
        self,
        groups: Mapping[str, Sequence[str]],
        of_her: Mapping[str, Sequence[str]],
        unify: Callable[[tuple[str, ...]], tuple[str, ...]],
    ) -> None:
        self._groups = groups
        self._of_her = of_her
        self._unify = unify
        self._pieces: dict[frozenset[tuple[str, ...]], int] = {}
        self._words: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        self._starts: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        self._lengths: tuple[int, ...] = ()
        self.look_up = lru_cache(maxsize=50_000)(self._look_up)

    def pattern(self, line: str) -> Pattern:
        """Compile one line such as `<calf> + swollen | hot - both within 8`."""
        parts = _LINE.fullmatch(line.strip())
        if parts is None or " within " in parts["pieces"] or _MISPLACED.search(parts["unless"]):
            raise PatternError(f"{line!r}: write the pieces, then each - unless, then within")
        if " + " in parts["pieces"] and " > " in parts["pieces"]:
            raise PatternError(f"{line!r}: use either + (any order) or > (this order)")
        in_order = " > " in parts["pieces"]
        pieces = re.split(r"\s[+>]\s", parts["pieces"])
        unless = [piece for piece in parts["unless"].split(" - ") if piece.strip()]
        return Pattern(
            pieces=tuple(self.piece(piece, self._of_her) for piece in pieces),
            unless=tuple(self.piece(piece) for piece in unless),
            window=int(parts["window"] or _WINDOW),
            in_order=in_order,
        )

    def piece(self, written: str, or_else: Mapping[str, Sequence[str]] = MappingProxyType({})) -> int:
        """Give the number of a piece: words or phrases parted by `|`, groups in `<>`."""
        phrases = frozenset(self._phrases(written, or_else, ())) or _complain(written)
        if phrases not in self._pieces:
            number = self._pieces[phrases] = len(self._pieces)
            for first, *rest in sorted(phrases):
                at, key = (self._starts, first[:-1]) if first.endswith("*") else (self._words, first)
                at.setdefault(key, []).append((number, tuple(rest)))
            self._lengths = tuple(sorted({len(start) for start in self._starts}))
        return self._pieces[phrases]

    def _phrases(
        self, written: str, or_else: Mapping[str, Sequence[str]], inside: tuple[str, ...]
    ) -> Iterator[tuple[str, ...]]:
        for part in written.split("|"):
            choices = [self._choices(word, or_else, inside) for word in part.split()]
            for choice in product(*choices):
                phrase = self._unify(tuple(chain.from_iterable(choice)))
                yield from [phrase] if phrase else []

    def _choices(
        self, word: str, or_else: Mapping[str, Sequence[str]], inside: tuple[str, ...]
    ) -> list[tuple[str, ...]]:
        name = word[1:-1]
        if not word.startswith("<"):
            return [(word,), *((other,) for other in or_else.get(word, ()))]
        if name in inside or name not in self._groups:
            _complain(word)
        return [
            phrase
            for entry in self._groups[name]
            for phrase in self._phrases(entry, or_else, (*inside, name))
        ]

    def places(self, sentence: Sentence, hidden: int) -> Places:
        """Find where each piece stands, leaving out words that the piece `hidden` covers."""
        found: Places = {}
        words = sentence.words
        for at, (word, following) in enumerate(zip(words, [*words[1:], ""], strict=False)):
            for piece, rest in self.look_up(word, following):
                if len(rest) < 2 or _follows(words, at + 2, rest[1:]):
                    found.setdefault(piece, []).append((at, at + len(rest)))
        if covered := {at for first, last in found.pop(hidden, ()) for at in range(first, last + 1)}:
            found = {piece: _outside(places, covered) for piece, places in found.items()}
        return {piece: places for piece, places in found.items() if places}

    @property
    def words(self) -> frozenset[str]:
        """Give every whole word and start of a word that a pattern is written with."""
        rests = (
            word
            for entries in (*self._words.values(), *self._starts.values())
            for _, rest in entries
            for word in rest
        )
        return frozenset({*self._words, *self._starts, *(word.rstrip("*") for word in rests)})

    def _look_up(self, word: str, following: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
        found = list(self._words.get(word, ()))
        for length in self._lengths:
            found.extend(self._starts.get(word[:length], ()) if length <= len(word) else ())
        for kind in number_kinds(word) if word[0].isdecimal() else ():
            found.extend(self._words.get(kind, ()))
        return tuple(
            (piece, rest) for piece, rest in found if not rest or (following and _is(following, rest[0]))
        )


def _complain(written: str) -> NoReturn:
    raise PatternError(f"{written!r}: empty, unknown or circular group")


def _outside(places: list[Place], covered: set[int]) -> list[Place]:
    return [place for place in places if not covered & set(range(place[0], place[1] + 1))]


def _follows(words: list[str], at: int, rest: tuple[str, ...]) -> bool:
    return len(words) >= at + len(rest) and all(
        _is(word, wanted) for word, wanted in zip(words[at : at + len(rest)], rest, strict=True)
    )


def _is(word: str, wanted: str) -> bool:
    if wanted.startswith("#"):
        return word[0].isdecimal() and wanted in number_kinds(word)
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def number_kinds(word: str) -> Iterator[str]:
    """Say what a number may be, such as `#several`, `#fever` or `#pressure`."""
    yield "#number"
    numbers = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", word.replace(",", "."))[:2]]
    yield from (kind for kind, fits in _KINDS.items() if "/" not in word and fits(numbers[0]))
    if (
        "/" in word
        and 60 <= numbers[0] < 260
        and (numbers[0] >= _HIGH_PRESSURE[0] or numbers[1] >= _HIGH_PRESSURE[1])
    ):
        yield "#pressure"


_KINDS: Mapping[str, Callable[[float], bool]] = {
    "#few": lambda number: 1 <= number < 5,
    "#several": lambda number: 3 <= number < 1000,
    "#fever": lambda number: 38 <= number <= 42.5 or 100.4 <= number <= 108,
    "#nofever": lambda number: 36 <= number < 38 or 96 <= number < 100.4,
    "#pulse": lambda number: 110 <= number <= 220,
    "#year": lambda number: 1950 <= number <= 2099 and number == int(number),
    "#under37": lambda number: 20 <= number < 37,
    "#term": lambda number: 37 <= number <= 42,
    "#early": lambda number: 3 <= number < 14,
    "#unfelt": lambda number: 3 <= number < 19,
}


def matches(pattern: Pattern, places: Places, clauses: Sequence[int]) -> Iterator[tuple[Place, ...]]:
    """Yield the places of a pattern's pieces, one choice for each place of its first piece."""
    if not all(piece in places for piece in pattern.pieces):
        return
    for first in places[pattern.pieces[0]]:
        chosen = [first]
        for piece in pattern.pieces[1:]:
            nearest = _nearest(places[piece], chosen, pattern)
            if nearest is None:
                break
            chosen.append(nearest)
        else:
            if not any(_beside(places.get(piece, []), chosen, clauses) for piece in pattern.unless):
                yield tuple(chosen)


def _nearest(places: list[Place], chosen: list[Place], pattern: Pattern) -> Place | None:
    low = chosen[-1][1] if pattern.in_order else min(place[0] for place in chosen)
    high = max(place[1] for place in chosen)
    begin = bisect_left(places, (low - pattern.window - 3, 0))
    best, gap = None, pattern.window + 1
    for index in range(begin, len(places)):
        place = places[index]
        if place[0] > high + pattern.window:
            break
        away = place[0] - high if place[0] > high else low - place[1]
        if away <= 0:
            away = 0 if not any(place[0] <= last and first <= place[1] for first, last in chosen) else gap
        if pattern.in_order and place[0] <= low:
            continue
        if away < gap:
            best, gap = place, away
    return best


def _beside(places: list[Place], chosen: list[Place], clauses: Sequence[int]) -> bool:
    """Say whether a piece stands in a clause of the match, between its pieces or near them."""
    low, high = min(place[0] for place in chosen), max(place[1] for place in chosen)
    own = {clauses[at] for place in chosen for at in place}
    return any(
        low - _BESIDE <= first and last <= high + _BESIDE and own & {clauses[first], clauses[last]}
        for first, last in places
    )
