"""Correct typos of the words that danger signs are told with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import combinations

_SHORTEST = 5
_TWO_ERRORS_FROM = 9


def corrector(key_words: Iterable[str], other_words: Iterable[str]) -> Callable[[str], str]:
    """Build a function that maps a misspelt key word to the key word and leaves every other word alone."""
    known = frozenset(key_words)
    others = frozenset(other_words) | known
    index: dict[str, set[str]] = {}
    for word in known:
        for form in _shortened(word):
            index.setdefault(form, set()).add(word)

    @lru_cache(maxsize=50_000)
    def correct(word: str) -> str:
        if len(word) < _SHORTEST - 1 or word in others or not word.isalpha():
            return word
        near = {key for form in _shortened(word) for key in index.get(form, ())}
        fitting = [(errors, key) for key in near if (errors := distance(word, key)) <= _errors_in(key)]
        return min(fitting)[1] if fitting else word

    return correct


def _errors_in(word: str) -> int:
    return 2 if len(word) >= _TWO_ERRORS_FROM else 1


def _shortened(word: str) -> set[str]:
    """Leave out as many letters as a word of about this length may have errors."""
    most = 2 if len(word) >= _TWO_ERRORS_FROM - 2 else 1
    return {
        "".join(letters) for missing in range(most + 1) for letters in combinations(word, len(word) - missing)
    }


def distance(one: str, other: str) -> int:
    """Count inserted, missing, wrong and swapped letters between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
