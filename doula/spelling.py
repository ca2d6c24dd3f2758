"""Spelling: misspelt words of the subject put right, real words left alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

from symspellpy import SymSpell, Verbosity

_SHORTEST, _SHORTEST_MEANT = 4, 5  # letters: what is shorter is too near to too much
_TWO_ERRORS_FROM = 9
_VERY_OFTEN = 30  # from which a shorter word of the examples may be meant as well
_OFTEN = 4  # a word of the examples belongs to the subject when it stands there so often
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_LEGS = re.compile(r"\b(?:legs?|cal(?:f|ves)|foot|feet|toes?|thighs?|shins?)\b", re.IGNORECASE)
_SLIP = re.compile(
    r"(?<!holy )(?<!like )(?<!feel )(?<!oh )\b(?:crap|crab|cram|crump|clamp|camp)(?P<s>s?)\b", re.IGNORECASE
)
_BEFORE = 40  # characters before a word in which the last one is looked for
_LEFT_ALONE = re.compile(r"[A-Z][a-z]+")  # inside a sentence it is a name


class Speller:
    """Repairs words that no dictionary has and that are nearly a word of the subject."""

    def __init__(self, subject: Iterable[str], examples: Counter[str], real: frozenset[str]) -> None:
        often = {word for word, times in examples.items() if times >= _OFTEN}
        self._real = real | frozenset(subject) | often
        self._seen = frozenset(examples) | {
            word for word in english_words() | frozenset(subject) if len(word) > 1
        }
        self._subject = frozenset(subject) | (often & real)
        self._index = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
        for word in self._subject:
            if len(word) >= _SHORTEST_MEANT or (len(word) == _SHORTEST and examples[word] >= _VERY_OFTEN):
                self._index.create_dictionary_entry(word, 1 + examples[word])

    def knows_any(self, text: str) -> bool:
        """Tell whether a text has a word that was ever seen, or a letter that stands alone in examples."""
        return any(word in self._seen for word in _WORD.findall(text.lower()))

    def repair(self, text: str) -> str:
        """Return the text with its misspelt words of the subject put right, by legs a "crap" too."""
        repaired = _WORD.sub(lambda match: self._repair_in(text, match), text)
        return _SLIP.sub(r"cramp\g<s>", repaired) if _LEGS.search(repaired) else repaired

    def _repair_in(self, text: str, match: re.Match[str]) -> str:
        word = match[0]
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        inside = bool(re.search(r"\w\W*$", before)) and text[match.start() - 2] not in ".!?"
        return word if inside and _LEFT_ALONE.fullmatch(word) else self.word(word)

    def word(self, word: str) -> str:
        """Return what a word was meant to be, or the word itself."""
        low = word.lower()
        if low in self._real or not word.isascii() or "'" in low:
            return word
        for calmer in (_DRAWN_OUT.sub(r"\1\1", low), _DRAWN_OUT.sub(r"\1", low)):
            if calmer != low and calmer in self._real:
                return calmer
        return self._nearest(_DRAWN_OUT.sub(r"\1", low)) or self._two_words(low) or word

    def _nearest(self, word: str) -> str | None:
        if len(word) < _SHORTEST:
            return None
        errors = 2 if len(word) >= _TWO_ERRORS_FROM else 1
        near = self._index.lookup(word, Verbosity.CLOSEST, max_edit_distance=errors)
        fitting = [each for each in near if each.term[0] == word[0] or sorted(each.term) == sorted(word)]
        return fitting[0].term if fitting else None

    def _two_words(self, word: str) -> str | None:
        """Return two words of the subject that were written without the blank between them."""
        places = range(3, len(word) - _SHORTEST + 1)
        cuts = ((word[:place], word[place:]) for place in places)
        return next((f"{a} {b}" for a, b in cuts if {a, b} <= self._subject), None)


def words_of(texts: Iterable[str]) -> Counter[str]:
    """Return the words of some texts in small letters, each with how often it stands there."""
    return Counter(word.lower() for text in texts for word in _WORD.findall(text))


@cache
def english_words() -> frozenset[str]:
    """Return the words of English, from the list that comes with symspellpy."""
    listed = (files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text("utf-8-sig")
    return frozenset(line.split(" ")[0] for line in listed.splitlines())


@cache
def real_words() -> frozenset[str]:
    """Return the words of English, and names and foreign words of the encoder: none is ever put right."""
    others = Path(__file__).with_name("vocab.txt").read_text("utf-8").split("\n")
    return english_words() | frozenset(filter(str.isalpha, others))
